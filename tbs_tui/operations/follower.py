"""Follows operations from the answer to their request to their true end.

Up to `LOOKED_AT` are looked at by a GET each every `LOOK_SECONDS`, more by sweeps of their Context; what any sweep
sees counts, whoever asked for it. Nothing that keeps an operation from being seen ends it.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass
from typing import Any

from tbs_tui.account.context import Context
from tbs_tui.api.errors import ApiError, NotFound, PasswordNeeded, WrongCredentials
from tbs_tui.clock import Clock
from tbs_tui.inventory.events import Event, PollFailed, PollStarted, PollSucceeded
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.locale import _, ngettext
from tbs_tui.operations.asking import Asking, put_off
from tbs_tui.operations.book import Book
from tbs_tui.operations.gate import Action
from tbs_tui.operations.intent import Cloud
from tbs_tui.operations.operation import Operation, State
from tbs_tui.operations.outcomes import (
    Seen,
    Sought,
    Verdict,
    candidates,
    found,
    image_unknown,
    judged,
    judged_image,
    settled,
    unsettled,
    words_of,
)
from tbs_tui.query.attention import is_unusual, usual_minutes

#: So many operations are followed one by one.
LOOKED_AT = 4
LOOK_SECONDS = 3.0
#: A new picture of 10,000 rows takes 9 ms: a plan of thousands may ask for four a second.
NOTE_SECONDS = 0.25
#: Sweeps after which what was lost counts as not to be found: a gateway that gave up may still have passed it on.
SETTLING_SWEEPS = 3

_FOLLOWED = (State.ACCEPTED, State.IN_PROGRESS)


@dataclass(slots=True)
class Followed:
    """What is known of an operation that is followed, beyond what is shown. Times are monotonic seconds."""

    before: str | None
    """The status of what goes, before."""
    since: float
    """When its request was answered."""
    look_at: float
    sought: Sought | None = None
    """What it may have made, where the answer was lost."""
    failures: int = 0
    held: bool = False
    """The password was refused: not looked at until somebody has signed in."""
    confirm: bool = False
    """A sweep did not list it: whether it is gone is asked for."""
    alone_since: float | None = None
    """When the volume of an upload was seen to be free again; its image tells the rest."""
    in_sweep: bool = False
    """A sweep that began after its request is under way."""
    sweeps: int = 0
    """Sweeps that did not settle it."""
    task: "asyncio.Task[None] | None" = None

    @property
    def image_only(self) -> bool:
        """Whether only the image of an upload can tell how it goes."""
        return self.alone_since is not None


class Follower:
    """Whoever has it calls `step` when `woken` is called or the seconds have passed, and `heard` with each event of the
    inventory."""

    def __init__(
        self, inventory: Inventory, clock: Clock, cloud: Cloud, book: Book, asking: Asking, woken: Callable[[], None]
    ) -> None:
        self._inventory = inventory
        self._clock = clock
        self._cloud = cloud
        self._book = book
        self._asking = asking
        self._woken = woken
        self._followed: dict[str, Followed] = {}
        self._notes: dict[tuple[Context, Kind], dict[str, str]] = {}
        """Statuses that are to be shown ahead of the next sweep."""
        self._noted_at = float("-inf")

    def follow(self, operation: Operation, before: str | None, sought: Sought | None = None) -> None:
        """Follow one that is accepted; or, with its state unknown, find out whether it was done."""
        now = self._clock.monotonic()
        self._followed[operation.id] = Followed(before, now, now + LOOK_SECONDS, sought)
        # Its row does not show its status yet, or has none; and what was lost is looked for among all.
        if operation.action.makes or operation.settling:
            self._asking.want(operation.context)
        elif operation.status is not None:
            self._note(operation, operation.status)

    def signed_in(self) -> None:
        """Somebody has signed in: look again at what a refused password has put off."""
        for each in self._followed.values():
            each.held, each.failures, each.look_at = False, 0, 0.0

    @property
    def followed(self) -> Collection[str]:
        """Ids of those that are followed."""
        return self._followed.keys()

    def reap(self) -> None:
        """Raises whatever a look met that is no ApiError."""
        for operation_id, each in tuple(self._followed.items()):
            if each.task is not None and each.task.done():
                task, each.task = each.task, None
                task.result()
            if each.task is None and self._book[operation_id].is_over:
                del self._followed[operation_id]

    async def close(self) -> None:
        """End the looks under way."""
        tasks = [each.task for each in self._followed.values() if each.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for each in self._followed.values():
            each.task = None

    def step(self) -> float | None:
        """Begin the looks that are due, and say which Contexts are to be swept. Seconds until more are due; None when
        only an event can bring that."""
        mine = [(self._book[each], self._followed[each]) for each in self._followed]
        looked_at = [(operation, each) for operation, each in mine if operation.state in _FOLLOWED]
        many = sum(not each.image_only for _operation, each in looked_at) > LOOKED_AT
        waits: list[float | None] = []
        for operation, each in looked_at:
            if many and not each.image_only and not each.confirm:
                self._asking.want(operation.context)
            else:
                waits.append(self._look_if_due(operation, each))
        for operation, _each in mine:
            if operation.settling:
                self._asking.want(operation.context)
        waits.append(self._show_notes_if_due())
        return min((wait for wait in waits if wait is not None), default=None)

    # Looks

    def _look_if_due(self, operation: Operation, each: Followed) -> float | None:
        now = self._clock.monotonic()
        if each.task is not None or each.held:
            return None
        if each.look_at > now:
            return each.look_at - now
        each.look_at = now + LOOK_SECONDS
        look: Coroutine[Any, Any, None] = self._look(operation, each)
        each.task = asyncio.create_task(look, name=f"look at {operation.kind.value}")
        each.task.add_done_callback(lambda _task: self._woken())
        return None

    async def _look(self, operation: Operation, each: Followed) -> None:
        of_image = each.image_only
        try:
            seen = await (self._seen_image(operation) if of_image else self._seen(operation))
        except ApiError as error:
            self._not_seen(operation, each, error)
            return
        each.failures, each.confirm = 0, False
        if of_image is not each.image_only:
            # A sweep has seen the volume come back meanwhile: what was seen of it says nothing of its image.
            return
        # A sweep may have told more of it meanwhile.
        operation = self._book[operation.id]
        if seen is None:
            self._conclude(operation, image_unknown())
        elif each.alone_since is not None:
            alone = int((self._clock.monotonic() - each.alone_since) // 60)
            self._take_verdict(operation, each, judged_image(seen, alone))
        else:
            self._take_seen(operation, each, seen)

    async def _seen(self, operation: Operation) -> Seen:
        storage = await self._cloud.storage(operation.context)
        get = storage.volume if operation.kind is Kind.VOLUMES else storage.snapshot
        try:
            status = (await get(operation.resource_id)).status
        except NotFound:
            return Seen(gone=True)
        if status is not None:
            self._note(operation, status)
        return Seen(status)

    async def _seen_image(self, operation: Operation) -> Seen | None:
        """None where there is nobody to ask."""
        if operation.image_id is None:
            return None
        images = await self._cloud.images(operation.context)
        if images is None:
            return None
        try:
            return Seen((await images.image(operation.image_id)).status)
        except NotFound:
            return Seen(gone=True)

    def _not_seen(self, operation: Operation, each: Followed, error: ApiError) -> None:
        # Without a password nothing is sent, so that it may be tried as often as ever.
        each.failures = 0 if isinstance(error, PasswordNeeded) else each.failures + 1
        each.held = isinstance(error, WrongCredentials)
        pause = max(put_off(LOOK_SECONDS, each.failures), error.retry_after or 0.0)
        each.look_at = self._clock.monotonic() + pause
        self._tell_unseen(operation, each, error)

    def _tell_unseen(self, operation: Operation, each: Followed, error: ApiError) -> None:
        # The volume of an upload may well be seen meanwhile: the Image API is another service.
        words = (
            _("How the image gets on cannot be seen at the moment: {reason}")
            if each.image_only
            else _("How it goes cannot be seen at the moment: {reason}")
        )
        self._book.change(operation.id, words=words.format(reason=words_of(error)))

    # What a look or a sweep means

    def _take_seen(self, operation: Operation, each: Followed, seen: Seen) -> None:
        verdict = judged(operation.action, seen, each.before)
        if verdict is not None:
            self._take_verdict(operation, each, verdict, seen.status)
            return
        each.alone_since, each.look_at = self._clock.monotonic(), 0.0
        words = _("The image is being made.")
        self._book.change(operation.id, state=State.IN_PROGRESS, status=seen.status, words=words)

    def _take_verdict(self, operation: Operation, each: Followed, verdict: Verdict, status: str | None = None) -> None:
        status = status or operation.status
        if verdict.state is not State.IN_PROGRESS:
            self._conclude(operation, verdict, status)
            return
        # An upload may take as long, whichever of volume and image is looked at.
        usual_of = "uploading" if operation.action is Action.UPLOAD_IMAGE else status
        unusual, words = verdict.unusual, verdict.words
        if not unusual and is_unusual(usual_of, int((self._clock.monotonic() - each.since) // 60)):
            unusual, words = True, _unusual_words(usual_minutes(usual_of))
        self._book.change(operation.id, state=State.IN_PROGRESS, status=status, unusual=unusual, words=words)

    def _conclude(self, operation: Operation, verdict: Verdict, status: str | None = None) -> None:
        """Its end, seen in the cloud: the picture is to show it too."""
        end = {"state": verdict.state, "words": verdict.words, "unusual": False, "settling": False}
        self._book.change(operation.id, status=status or operation.status, **end)
        self._asking.want(operation.context)

    def _note(self, operation: Operation, status: str) -> None:
        """Show a status that the cloud has told, until a sweep begins after this."""
        self._notes.setdefault((operation.context, operation.kind), {})[operation.resource_id] = status

    def _show_notes_if_due(self) -> float | None:
        """One at once; of a thousand that come one after the other, those of `NOTE_SECONDS` together."""
        due = self._noted_at + NOTE_SECONDS - self._clock.monotonic()
        if self._notes and due > 0:
            return due
        if self._notes:
            self._noted_at = self._clock.monotonic()
            self._show_notes()
        return None

    def _show_notes(self) -> None:
        notes, self._notes = self._notes, {}
        for (context, kind), statuses in notes.items():
            self._inventory.note_statuses(context, kind, statuses)

    # Sweeps

    def heard(self, event: Event) -> None:
        """Something has happened to the inventory."""
        if isinstance(event, PollStarted):
            # What the sweep reads is younger.
            self._show_notes()
            for _operation, each in self._at(event.context):
                each.in_sweep = True
        elif isinstance(event, PollSucceeded):
            for _operation, each in self._at(event.context):
                each.held = False
            self._swept(event.context, frozenset(Kind))
        elif isinstance(event, PollFailed):
            self._swept(event.context, frozenset(Kind) - event.errors.keys())
            for operation, each in self._at(event.context):
                if operation.kind in event.errors and operation.state in _FOLLOWED and not each.image_only:
                    self._tell_unseen(operation, each, event.errors[operation.kind])

    def _at(self, context: Context) -> list[tuple[Operation, Followed]]:
        mine = ((self._book[operation_id], each) for operation_id, each in self._followed.items())
        return [(operation, each) for operation, each in mine if operation.context == context and not operation.is_over]

    def _swept(self, context: Context, kinds: Collection[Kind]) -> None:
        """A sweep has ended that read `kinds`."""
        picture = self._inventory.picture_of(context)
        for operation, each in self._at(context):
            if picture is None or operation.kind not in kinds or not each.in_sweep:
                continue
            each.in_sweep = False
            if operation.settling:
                self._settle(operation, each, picture)
            elif not each.image_only:
                self._find(operation, each, picture)

    def _find(self, operation: Operation, each: Followed, picture: Picture) -> None:
        row = picture.listing(operation.kind).by_id.get(operation.resource_id)
        if row is not None:
            self._take_seen(operation, each, Seen(row.status))
        else:
            # Rows may slip past a listing that others change meanwhile.
            each.confirm, each.look_at = True, 0.0

    def _settle(self, operation: Operation, each: Followed, picture: Picture) -> None:
        each.sweeps += 1
        last = each.sweeps >= SETTLING_SWEEPS
        listing = picture.listing(operation.kind)
        if each.sought is not None:
            taken = frozenset(other.resource_id for other in self._book.all)
            ids = candidates(each.sought, listing.rows, taken)
            if ids or last:
                self._book.change(operation.id, settling=False, candidates=ids, words=found(ids))
            return
        row, gone = listing.by_id.get(operation.resource_id), listing.is_gone(operation.resource_id)
        verdict = settled(operation.action, Seen(row.status if row is not None else None, gone), each.before)
        if verdict is None and last:
            verdict = unsettled(operation.action) if row is not None else Verdict(State.UNKNOWN, operation.words)
        if verdict is None:
            return
        if verdict.state is not State.IN_PROGRESS:
            self._conclude(operation, verdict)
            return
        each.since = each.look_at = self._clock.monotonic()
        self._book.change(operation.id, state=State.IN_PROGRESS, settling=False, words="")


def _unusual_words(minutes: int) -> str:
    words = ngettext(
        "It takes unusually long: {n:,} minute is usual.",
        "It takes unusually long: {n:,} minutes are usual.",
        minutes,
    )
    return words.format(n=minutes)
