"""The desk: takes what somebody has decided, sends it once, has it followed and tells whoever listens.

Each operation carries its Context: what is shown meanwhile does not matter to it. Nothing is ever sent again by itself.
"""

import asyncio
from collections.abc import Callable

from tbs_tui.account.context import Context
from tbs_tui.api import answered
from tbs_tui.api.errors import ApiError, SignInError
from tbs_tui.clock import Clock
from tbs_tui.inventory.events import Event, PollFailed, PollStarted, PollSucceeded
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Picture
from tbs_tui.inventory.sweep import woken
from tbs_tui.locale import _
from tbs_tui.operations.asking import Asking, Sweeper
from tbs_tui.operations.book import Book, Listener
from tbs_tui.operations.follower import Follower
from tbs_tui.operations.intent import Cloud, Intent, send
from tbs_tui.operations.operation import Operation, State, kind_of
from tbs_tui.operations.outcomes import Sought, not_accepted, sought

#: Requests that change something, on the wire at once.
IN_FLIGHT = 4


class Operations:
    """Every operation of this run. Sends and follows while `run` runs; all of it happens on the event loop's thread."""

    def __init__(
        self, inventory: Inventory, clock: Clock, cloud: Cloud, sweeper: Sweeper, new_id: Callable[[], str]
    ) -> None:
        """`sweeper` is the poller; `new_id` gives ids for intents, each another."""
        self.new_id = new_id
        self._inventory = inventory
        self._clock = clock
        self._cloud = cloud
        self._sweeper = sweeper
        self._book = Book(clock)
        self._wake = asyncio.Event()
        self._asking = Asking(clock, sweeper)
        self._follower = Follower(inventory, clock, cloud, self._book, self._asking, self._wake.set)
        self._waiting: dict[str, Intent] = {}
        """Dropped as soon as they are sent: one may hold a secret."""
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._deletes: dict[tuple[Context, str], str] = {}
        """The last of each resource."""

    # Read

    @property
    def all(self) -> tuple[Operation, ...]:
        """All operations that are remembered, oldest first."""
        return self._book.all

    @property
    def running(self) -> tuple[Operation, ...]:
        """Those that are not over, oldest first."""
        return self._book.running

    def get(self, operation_id: str) -> Operation | None:
        """The operation, if it is remembered."""
        return self._book.get(operation_id)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each change from now on, as it happens. What is returned ends that."""
        return self._book.subscribe(listener)

    # Decide

    def start(self, intent: Intent) -> Operation:
        """Take an intent; it is sent once, however often it is started. A delete of what is being deleted from here is
        the operation that does it. Raises ValueError where it comes after something unknown, or is of all regions."""
        known = self._book.get(intent.id) or self._same_delete(intent)
        if known is not None:
            if known.id != intent.id:
                self._book.call_too(known.id, intent.id)
            return known
        if intent.context.everywhere:
            raise ValueError(f"{intent.id} is of all regions")
        if missing := [each for each in intent.after if self._book.get(each) is None]:
            raise ValueError(f"{intent.id} comes after {missing}, which nobody has started")
        now = self._clock.now()
        operation = Operation(
            intent.id,
            intent.action,
            intent.context,
            intent.name,
            State.WAITING,
            now,
            now,
            subject_id=intent.subject_id,
            resource_id="" if intent.action.makes else intent.subject_id,
            plan_id=intent.plan_id,
        )
        self._waiting[intent.id] = intent
        if intent.action.deletes:
            self._deletes[intent.context, intent.subject_id] = intent.id
        self._book.add(operation)
        self._wake.set()
        return operation

    def cancel(self, operation_id: str) -> bool:
        """Whether it was not sent yet, and now never will be."""
        return self._cancel(operation_id, _("It was cancelled before it was sent."))

    def cancel_plan(self, plan_id: str) -> int:
        """Cancel what is not sent of a plan; how many that are."""
        return sum(self.cancel(each.id) for each in self.running if each.plan_id == plan_id)

    def signed_in(self) -> None:
        """Somebody has signed in: look again at what a refused password has put off."""
        self._follower.signed_in()
        self._asking.signed_in()
        self._wake.set()

    def _cancel(self, operation_id: str, words: str) -> bool:
        if self._waiting.pop(operation_id, None) is None:
            return False
        self._book.change(operation_id, state=State.CANCELLED, words=words)
        self._wake.set()
        return True

    def _same_delete(self, intent: Intent) -> Operation | None:
        """The operation that deletes already what `intent` is to delete."""
        last = self._deletes.get((intent.context, intent.subject_id)) if intent.action.deletes else None
        operation = self._book.get(last) if last is not None else None
        return operation if operation is not None and not operation.is_over else None

    # The loop

    async def run(self) -> None:
        """Send and follow until cancelled. What is not sent by then never will be, and of what is on the wire nobody
        knows how it went. Raises whatever a task met that is no ApiError."""
        unsubscribe = self._inventory.subscribe(self._heard)
        try:
            while True:
                self._wake.clear()
                self._reap()
                self._release()
                if self._waiting or self._sending or self._follower.followed:
                    self._sweeper.activity()
                waits = [wait for wait in (self._follower.step(), self._asking.step()) if wait is not None]
                await woken(self._wake, self._clock, min(waits, default=None))
        finally:
            unsubscribe()
            await self._close()

    def _heard(self, event: Event) -> None:
        self._follower.heard(event)
        if isinstance(event, PollStarted | PollSucceeded | PollFailed):
            self._asking.heard(event)
            self._wake.set()

    def _reap(self) -> None:
        for operation_id, task in tuple(self._sending.items()):
            if task.done():
                del self._sending[operation_id]
                task.result()
        self._follower.reap()
        if self._book.is_full:
            first = (self._book[each].id for intent in self._waiting.values() for each in intent.after)
            self._book.forget({*first, *self._sending, *self._follower.followed})
            self._deletes = {row: each for row, each in self._deletes.items() if self._book.get(each) is not None}

    def _release(self) -> None:
        """Send what may be sent, in the order in which it was started."""
        for operation_id, intent in tuple(self._waiting.items()):
            if len(self._sending) >= IN_FLIGHT:
                return
            firsts = [self._book[each] for each in intent.after]
            if any(each.is_over and each.state is not State.DONE for each in firsts):
                self._cancel(operation_id, _("It was not sent, since what had to be done before it was not done."))
            elif all(each.state is State.DONE for each in firsts):
                del self._waiting[operation_id]
                self._book.change(operation_id, state=State.SENDING)
                task = asyncio.create_task(self._send(intent), name=intent.action.value)
                task.add_done_callback(lambda _task: self._wake.set())
                self._sending[operation_id] = task

    async def _close(self) -> None:
        for operation_id in tuple(self._waiting):
            self.cancel(operation_id)
        for task in self._sending.values():
            task.cancel()
        await asyncio.gather(*self._sending.values(), return_exceptions=True)
        self._sending.clear()
        for operation in self.running:
            if operation.state is State.SENDING:
                words = _("It was on its way when the explorer ended: the server may have done it.")
                self._book.change(operation.id, state=State.UNKNOWN, words=words)
        await self._follower.close()

    # Send

    async def _send(self, intent: Intent) -> None:
        context, kind = intent.context, kind_of(intent.action)
        listing = (self._inventory.picture_of(context) or Picture.empty(context)).listing(kind)
        row = listing.by_id.get(intent.subject_id)
        before = row.status if row is not None and not intent.action.makes else intent.before
        made = sought(intent.request, self._clock.now(), listing)
        # This task has a context of its own: what is found there afterwards is of this request.
        answered.request_id.set(None)
        try:
            storage = await self._cloud.storage(context)
            accepted = await send(storage, intent)
        except ApiError as error:
            self._not_accepted(intent.id, before, made, error)
            return
        operation = self._book.change(
            intent.id,
            state=State.ACCEPTED,
            resource_id=accepted.resource_id,
            image_id=accepted.image_id,
            status=accepted.status,
            request_id=answered.request_id.get(),
        )
        self._follower.follow(operation, before)

    def _not_accepted(self, operation_id: str, before: str | None, made: Sought | None, error: ApiError) -> None:
        verdict = not_accepted(self._book[operation_id].action, error)
        lost = verdict.state is State.UNKNOWN
        operation = self._book.change(
            operation_id, state=verdict.state, words=verdict.words, settling=lost, request_id=error.request_id
        )
        if lost:
            self._follower.follow(operation, before, made)
        elif error.status is not None and not isinstance(error, SignInError):
            # What was shown led to a request that the cloud does not carry out: it is not what is there.
            self._asking.want(operation.context)
