"""Keeps the journal in its file while the explorer runs, off the event loop, and brings in what earlier runs kept.

A disk that fails costs the next run some entries, and is worth one word to the person.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from tbs_tui.account.context import Context
from tbs_tui.clock import Clock
from tbs_tui.inventory.events import ContextShown, Event
from tbs_tui.inventory.history import Entry
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.sweep import woken
from tbs_tui.journal.file import JournalFile, Locked, Owned
from tbs_tui.journal.journal import MOST_ENTRIES, Journal

#: Seconds from an entry to the file, so that what comes together is written together.
PAUSE_SECONDS = 2.0
#: Seconds after a disk that failed.
FAILED_SECONDS = 60.0
#: Seconds after another process had the file.
LOCKED_SECONDS = 0.1
#: Seconds that the end of the explorer waits for the disk.
CLOSE_SECONDS = 1.0

_NEVER = float("inf")


class JournalKeeper:
    """Works from when it is made until `close`."""

    def __init__(
        self,
        journal: Journal,
        inventory: Inventory,
        clock: Clock,
        file: JournalFile,
        origin_of: Callable[[Context], str | None],
    ) -> None:
        """`origin_of` is the identity origin of a Context's profile; None for what is not to be kept."""
        self._journal = journal
        self._clock = clock
        self._file = file
        self._origin_of = origin_of
        self._pending: deque[Owned] = deque(maxlen=MOST_ENTRIES)
        self._due = _NEVER
        self._unread: list[tuple[str, Context]] = []
        self._known: set[tuple[str, str]] = set()
        self._wake = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._told = False
        self.trouble: Callable[[OSError], None] = lambda _error: None
        """Told, once, why nothing can be kept."""
        self._unsubscribe = [inventory.subscribe(self._heard), journal.subscribe(self._added)]
        if inventory.current is not None:
            self._shown(inventory.current)

    async def run(self) -> None:
        """Read and write what is due, until cancelled. What is under way then goes on."""
        while True:
            self._wake.clear()
            if self._unread:
                await self._to_its_end(self._read)
            elif (seconds := self._due - self._clock.monotonic()) <= 0:
                await self._to_its_end(self._write)
            else:
                await woken(self._wake, self._clock, seconds if seconds < _NEVER else None)

    async def _to_its_end(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        working = asyncio.ensure_future(work())
        await asyncio.wait({working})
        working.result()

    async def close(self) -> None:
        """Write what is not written yet, and listen no more. What the disk has not taken within `CLOSE_SECONDS` is
        given up."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        if not self._pending and not self._one_at_a_time.locked():
            return
        writing = asyncio.create_task(self._write_rest(), name="write the journal")
        end = asyncio.create_task(self._clock.sleep(CLOSE_SECONDS))
        try:
            await asyncio.wait({writing, end}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            end.cancel()
            writing.cancel()
        if writing.done():
            writing.result()

    async def _write_rest(self) -> None:
        await self._write()
        while self._pending:
            await self._clock.sleep(LOCKED_SECONDS)
            await self._write()

    # What is to be done

    def _heard(self, event: Event) -> None:
        if isinstance(event, ContextShown):
            self._shown(event.context)

    def _shown(self, context: Context) -> None:
        account = context.profile, context.tenant_id
        origin = self._origin_of(context)
        if origin is not None and account not in self._known:
            self._known.add(account)
            self._unread.append((origin, context))
            self._wake.set()

    def _added(self, entries: Sequence[Entry]) -> None:
        # A journal of one look has entries of one Context, and asking for its origin is not free.
        origins = {context: self._origin_of(context) for context in {entry.context for entry in entries}}
        kept = [(origin, entry) for entry in entries if (origin := origins[entry.context]) is not None]
        if kept:
            self._pending.extend(kept)
            self._due = min(self._due, self._clock.monotonic() + PAUSE_SECONDS)
            self._wake.set()

    # How

    async def _read(self) -> None:
        origin, context = self._unread.pop(0)
        load = partial(self._file.load, origin, context.profile, context.tenant_id)
        entries = await asyncio.to_thread(load)
        if entries:
            self._journal.remember(entries)

    async def _write(self) -> None:
        async with self._one_at_a_time:
            batch, self._due = list(self._pending), _NEVER
            self._pending.clear()
            if not batch:
                return
            try:
                await asyncio.to_thread(self._file.append, batch)
            except OSError as error:
                # The oldest go where there are too many.
                self._pending = deque([*batch, *self._pending], MOST_ENTRIES)
                pause = LOCKED_SECONDS if isinstance(error, Locked) else FAILED_SECONDS
                self._due = self._clock.monotonic() + pause
                if not isinstance(error, Locked) and not self._told:
                    self._told = True
                    self.trouble(error)
