"""An inventory whose pictures are kept, with time that passes when told to and a disk that fails when told to."""

import asyncio
import contextlib
import errno
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support_cloud import START, ManualClock
from support_inventory import ALPHA, SSD, fetched, settle, snapshot, volume

from tbs_tui import files
from tbs_tui.account.context import Context
from tbs_tui.api.errors import ApiError, Unreachable
from tbs_tui.inventory.cache import PictureCache
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.keeper import Keeper
from tbs_tui.inventory.picture import Kind

ORIGIN = "https://identity.example:443"


class Disk(ThreadPoolExecutor):
    """What calls the disk runs at once, on the loop's own thread: nothing has to be waited for. A disk that `hangs`
    does it when it is `freed`, a `full` one writes two lines and no more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, clock: ManualClock) -> None:
        super().__init__()
        self.full = self.hangs = False
        #: (seconds since the start, tenant and region) of every file that was begun.
        self.tried: list[tuple[float, Context]] = []
        #: How often a file was put in place.
        self.written = 0
        self._clock = clock
        self._waiting: list[Callable[[], None]] = []
        self._write = files.write_private
        monkeypatch.setattr("tbs_tui.inventory.cache.write_private", self._write_or_fail)

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()

        def work() -> None:
            future.set_result(call(*args, **kwargs))

        if self.hangs:
            self._waiting.append(work)
        else:
            work()
        return future

    @contextlib.asynccontextmanager
    async def at_work(self, run: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
        """A keeper runs, and this is its disk."""
        asyncio.get_running_loop().set_default_executor(self)
        running = asyncio.create_task(run())
        await settle()
        try:
            yield
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    @property
    def waiting(self) -> int:
        """Calls under way."""
        return len(self._waiting)

    def freed(self) -> None:
        """All that hung is done."""
        self.hangs = False
        for work in self._waiting:
            work()
        self._waiting.clear()

    def _write_or_fail(self, path: Path, content: Iterable[bytes], *, durable: bool) -> None:
        lines = iter(content)
        first = next(lines)
        self.tried.append((self._clock.monotonic(), Context(*json.loads(first)["context"])))

        def whole() -> Iterable[bytes]:
            yield first
            for line in lines:
                if self.full:
                    raise OSError(errno.ENOSPC, "no space")
                yield line
            if self.full:
                raise OSError(errno.ENOSPC, "no space")

        self._write(path, whole(), durable=durable)
        self.written += 1

    def times(self, context: Context = ALPHA) -> list[float]:
        return [at for at, whose in self.tried if whose == context]


class Bench:
    """An inventory, a keeper at work, and a disk."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = ManualClock(auto=False)
        self.inventory = Inventory(self.clock)
        self.disk = Disk(monkeypatch, self.clock)
        self.cache = PictureCache(directory)
        self.origin: str | None = ORIGIN
        self.keeper = Keeper(self.inventory, self.clock, self.cache, lambda _context: self.origin)

    async def sweep(
        self, names: Iterable[str] = ("v1",), context: Context = ALPHA, *, fails: Kind | None = None
    ) -> None:
        """A sweep that lands, but for the kind that fails."""
        ticket = self.inventory.poll_started(context)
        rows: dict[Kind, list[Any]] = {
            Kind.VOLUMES: [volume(name, region=context.region) for name in names],
            Kind.SNAPSHOTS: [snapshot(f"s-{name}", name, region=context.region) for name in names],
            Kind.TYPES: [replace(SSD, region=context.region)],
        }
        got = {kind: fetched(some) for kind, some in rows.items() if kind is not fails}
        errors: dict[Kind, ApiError] = {} if fails is None else {fails: Unreachable("x")}
        self.inventory.apply(context, got, ticket=ticket)
        self.inventory.poll_ended(context, got, errors, seconds=0, retry_in=None)
        await settle()

    async def show(self, context: Context) -> None:
        self.inventory.show(context)
        await settle()

    async def advance(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.advance(1)
            await settle()

    def kept(self, context: Context = ALPHA) -> list[str] | None:
        """Ids of the volumes in the file; None when there is none."""
        loaded = self.cache.load(ORIGIN, context)
        return None if loaded is None else [row.id for row in loaded.volumes.rows]

    def kept_look(self) -> float:
        """Seconds since the start of the look that the file tells of."""
        loaded = self.cache.load(ORIGIN, ALPHA)
        assert loaded is not None
        assert loaded.volumes.fetched_at is not None
        return (loaded.volumes.fetched_at - START).total_seconds()

    def at_work(self) -> AbstractAsyncContextManager[None]:
        return self.disk.at_work(self.keeper.run)
