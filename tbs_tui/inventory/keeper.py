"""Saves pictures while the explorer runs, off the event loop, so that the next start has something to show.

Nothing here is worth a word to the person: a disk that fails costs the next start its first rows.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tbs_tui.account.context import Context
from tbs_tui.clock import Clock
from tbs_tui.inventory.cache import PictureCache
from tbs_tui.inventory.events import ContextShown, Event, InventoryChanged, PollFailed, PollSucceeded
from tbs_tui.inventory.inventory import MATTERING, Inventory
from tbs_tui.inventory.picture import Picture
from tbs_tui.inventory.sweep import woken

#: Seconds after a try to save a picture before the same one is tried again.
PAUSE_SECONDS = 60.0
#: When a Context is left, its file may be behind the last look by this much if the rows are the same.
BEHIND = timedelta(seconds=60)
#: Seconds that the end of the explorer waits for the disk.
CLOSE_SECONDS = 1.0


@dataclass(slots=True)
class _File:
    """What is known of one Context's file."""

    changes: int = 0
    """How often the picture has become another."""
    saved_changes: int = 0
    """The same, when the file was written."""
    saved_look: datetime | None = None
    """The look that the file tells of; None when it was not written in this run."""
    landed: bool = False
    """Whether a sweep has ended that got all volumes and all snapshots."""
    left: bool = False
    """Whether another Context is shown now, and this one is to be saved for that."""
    tried_at: float = float("-inf")
    """Monotonic seconds."""
    failed: bool = False
    """Whether the last try to save did."""

    @property
    def has_changed(self) -> bool:
        """Whether the picture has other rows than the file, or there is no file of this run."""
        return self.changes != self.saved_changes or self.saved_look is None


class Keeper:
    """Keeps the pictures of an inventory in a cache, from when it is made until `close`."""

    def __init__(
        self, inventory: Inventory, clock: Clock, cache: PictureCache, origin_of: Callable[[Context], str | None]
    ) -> None:
        """`origin_of` is the identity origin of a Context's profile; None for what is not to be kept."""
        self._inventory = inventory
        self._clock = clock
        self._cache = cache
        self._origin_of = origin_of
        self._files: dict[Context, _File] = {}
        self._shown = inventory.parts
        self._files.update((context, _File()) for context in self._shown)
        self._wake = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._given_up = False
        self._told = False
        self.trouble: Callable[[OSError], None] = lambda _error: None
        """Told, once, why no picture can be kept."""
        self._unsubscribe = inventory.subscribe(self._heard)

    async def run(self) -> None:
        """Save what is due, until cancelled. A saving that is under way then goes on."""
        while True:
            self._wake.clear()
            seconds, context = self._next()
            if context is None or seconds > 0:
                await woken(self._wake, self._clock, seconds if seconds < float("inf") else None)
            else:
                saving = asyncio.create_task(self._save(context), name=f"save {context.region}")
                await asyncio.wait({saving})
                saving.result()

    async def close(self) -> None:
        """Save what is newer than its file, and listen no more. What the disk has not taken within `CLOSE_SECONDS` is
        given up; the files are as they were then."""
        self._unsubscribe()
        saving = asyncio.create_task(self._save_all(), name="save all")
        end = asyncio.create_task(self._clock.sleep(CLOSE_SECONDS))
        try:
            await asyncio.wait({saving, end}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._given_up = True
            end.cancel()
            saving.cancel()
        if saving.done():
            saving.result()

    async def recall(self, context: Context) -> Picture | None:
        """The picture that was kept of a Context, read in a thread; None when there is none."""
        origin = self._origin_of(context)
        return await asyncio.to_thread(self._cache.load, origin, context) if origin is not None else None

    # When

    def _heard(self, event: Event) -> None:
        if isinstance(event, ContextShown):
            # One for each region where all of them are shown: a picture of all is none of the cloud's.
            before, self._shown = self._shown, self._inventory.parts
            for context in before:
                self._file(context).left = context not in self._shown and self._is_newer(context)
            for context in self._shown:
                self._file(context).left = False
        elif isinstance(event, InventoryChanged):
            self._file(event.context).changes += 1
        elif isinstance(event, PollSucceeded | PollFailed):
            # Not before: the first listings come one by one, the types among them.
            if self._inventory.health(event.context).last_good is not None:
                self._file(event.context).landed = True
        else:
            return
        self._wake.set()

    def _file(self, context: Context) -> _File:
        return self._files.setdefault(context, _File())

    def _next(self) -> tuple[float, Context | None]:
        """Seconds until a Context is to be saved, and which; endless and None while nothing calls for it."""
        now = self._clock.monotonic()
        dues = ((self._due(context) - now, context) for context in self._files)
        return min(dues, key=lambda each: each[0], default=(float("inf"), None))

    def _due(self, context: Context) -> float:
        """When to save the Context's picture, monotonic seconds; infinite when nothing calls for it."""
        file = self._files[context]
        called_for = file.left or (file.landed and file.has_changed)
        if not called_for or not self._is_newer(context):
            return float("inf")
        return file.tried_at + (0.0 if file.left and not file.failed else PAUSE_SECONDS)

    def _is_newer(self, context: Context, most: timedelta = BEHIND) -> bool:
        """Whether there is a whole picture that the file does not tell of, or only of a look `most` before the last,
        and it is to be kept."""
        file, picture = self._files[context], self._inventory.picture_of(context)
        if picture is None or not _is_whole(picture) or self._origin_of(context) is None:
            return False
        look = _look(picture)
        behind = look is not None and file.saved_look is not None and abs(look - file.saved_look) > most
        return file.has_changed or behind

    # How

    async def _save_all(self) -> None:
        for context in sorted(self._files, key=lambda each: each not in self._shown):
            # The next run says since when nobody looked.
            await self._save(context, timedelta(0))

    async def _save(self, context: Context, most: timedelta = BEHIND) -> None:
        async with self._one_at_a_time:
            origin, picture = self._origin_of(context), self._inventory.picture_of(context)
            if origin is None or picture is None or not self._is_newer(context, most):
                return
            file = self._files[context]
            changes, file.left = file.changes, False
            saved = await asyncio.to_thread(self._cache.save, origin, picture, lambda: not self._given_up)
            file.tried_at, file.failed = self._clock.monotonic(), not saved
            if self._cache.trouble is not None and not self._told:
                self._told = True
                self.trouble(self._cache.trouble)
            if saved:
                file.saved_changes, file.saved_look = changes, _look(picture)


def _is_whole(picture: Picture) -> bool:
    return all(picture.listing(kind).complete for kind in MATTERING)


def _look(picture: Picture) -> datetime | None:
    """When the picture was last known to be right."""
    return min((at for kind in MATTERING if (at := picture.listing(kind).fetched_at) is not None), default=None)
