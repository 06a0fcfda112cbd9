"""When the journal is written and read, and what the end and a bad disk leave of it."""

import asyncio
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from support_cloud import START, ManualClock
from support_inventory import ALPHA, BETA, settle
from support_keeper import ORIGIN, Disk

from tbs_tui.account.context import ALL_REGIONS, Context
from tbs_tui.inventory.history import Entry, What
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind
from tbs_tui.journal.file import JournalFile, Locked, Owned
from tbs_tui.journal.journal import MOST_ENTRIES, Journal
from tbs_tui.journal.keeper import CLOSE_SECONDS, FAILED_SECONDS, PAUSE_SECONDS, JournalKeeper


class Faulty(JournalFile):
    """A file that fails when told to."""

    error: OSError | None = None
    tried = 0

    def append(self, entries: Iterable[Owned]) -> None:
        self.tried += 1
        if self.error is not None:
            raise self.error
        super().append(entries)


class Bench:
    """A journal, its keeper, and a disk that works on the loop's own thread."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = ManualClock(auto=False)
        self.inventory = Inventory(self.clock)
        self.journal = Journal(self.inventory, self.clock)
        self.disk = Disk(monkeypatch, self.clock)
        self.file = Faulty(directory)
        self.origins: dict[str, str | None] = {}
        self.keeper = JournalKeeper(
            self.journal,
            self.inventory,
            self.clock,
            self.file,
            lambda context: self.origins.get(context.profile, ORIGIN),
        )

    def happens(self, name: str, context: Context = ALPHA) -> None:
        self.journal.took(Entry(self.clock.now(), context, Kind.VOLUMES, name, None, What.GONE))

    def kept(self, context: Context = ALPHA) -> list[str]:
        return [entry.id for entry in JournalFile.load(self.file, ORIGIN, context.profile, context.tenant_id)]

    async def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        await settle()

    def at_work(self) -> AbstractAsyncContextManager[None]:
        return self.disk.at_work(self.keeper.run)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(tmp_path, monkeypatch)


async def test_what_comes_together_is_written_together(bench: Bench) -> None:
    async with bench.at_work():
        bench.happens("v1")
        await bench.advance(PAUSE_SECONDS / 2)
        bench.happens("v2")
        await settle()
        assert bench.kept() == []
        await bench.advance(PAUSE_SECONDS / 2)
        assert bench.kept() == ["v1", "v2"]
        bench.happens("v3")
        await bench.advance(PAUSE_SECONDS)
        assert bench.file.tried == 2
        assert bench.kept() == ["v1", "v2", "v3"]


async def test_the_end_writes_the_rest(bench: Bench) -> None:
    async with bench.at_work():
        bench.happens("v1")
    await bench.keeper.close()
    assert bench.kept() == ["v1"]
    bench.happens("v2")
    assert bench.file.tried == 1


async def test_an_end_with_nothing_to_write_asks_no_disk(bench: Bench) -> None:
    async with bench.at_work():
        pass
    await bench.keeper.close()
    assert bench.file.tried == 0


async def test_the_end_waits_for_another_process_and_not_for_ever(bench: Bench) -> None:
    async with bench.at_work():
        bench.file.error = Locked()
        bench.happens("v1")
    closing = asyncio.create_task(bench.keeper.close())
    await settle()
    assert not closing.done()
    bench.file.error = None
    await bench.advance(0.2)
    await closing
    assert bench.kept() == ["v1"]


async def test_the_end_gives_a_disk_up_that_does_not_answer(bench: Bench) -> None:
    async with bench.at_work():
        bench.disk.hangs = True
        bench.happens("v1")
    closing = asyncio.create_task(bench.keeper.close())
    await settle()
    assert not closing.done()
    await bench.advance(CLOSE_SECONDS)
    assert closing.done()
    bench.disk.freed()


async def test_a_disk_that_failed_is_tried_again_later_with_all_there_is(bench: Bench) -> None:
    async with bench.at_work():
        bench.file.error = OSError(28, "no space")
        bench.happens("v1")
        await bench.advance(PAUSE_SECONDS)
        bench.file.error = None
        assert bench.file.tried == 1
        await bench.advance(FAILED_SECONDS / 2)
        assert bench.file.tried == 1
        await bench.advance(FAILED_SECONDS / 2)
        assert bench.kept() == ["v1"]
        assert bench.file.tried == 2


async def test_a_bad_disk_is_told_of_once_and_another_process_is_none(bench: Bench) -> None:
    told: list[OSError] = []
    bench.keeper.trouble = told.append
    async with bench.at_work():
        for number, error in enumerate((Locked(), OSError(28, "no space"), OSError(28, "no space"))):
            bench.file.error = error
            bench.happens(f"v{number}")
            await bench.advance(FAILED_SECONDS)
        assert [error.strerror for error in told] == ["no space"]
        bench.file.error = None
        await bench.advance(FAILED_SECONDS)
        assert bench.kept() == ["v0", "v1", "v2"]


async def test_what_waits_for_the_disk_is_bounded_and_the_newest_stays(bench: Bench) -> None:
    async with bench.at_work():
        bench.file.error = OSError(28, "no space")
        for number in range(MOST_ENTRIES + 5):
            bench.happens(f"v{number}")
            if number == 3:
                await bench.advance(PAUSE_SECONDS)
        bench.file.error = None
        await bench.advance(FAILED_SECONDS)
        assert len(bench.kept()) == MOST_ENTRIES
        assert bench.kept()[-1] == f"v{MOST_ENTRIES + 4}"


async def test_what_is_not_to_be_kept_is_not(bench: Bench) -> None:
    bench.origins["secret"] = None
    async with bench.at_work():
        bench.inventory.show(Context("secret", "alpha", "KR1"))
        bench.happens("v1", Context("secret", "alpha", "KR1"))
        await bench.advance(PAUSE_SECONDS)
        assert bench.file.tried == 0
        bench.happens("v2")
        await bench.advance(PAUSE_SECONDS)
    await bench.keeper.close()
    assert bench.kept() == ["v2"]
    assert bench.kept(Context("secret", "alpha", "KR1")) == []
    assert [entry.id for entry in bench.journal.entries] == ["v1", "v2"]


async def test_what_earlier_runs_kept_of_a_tenant_comes_when_it_is_shown(bench: Bench) -> None:
    older = Entry(START, ALPHA, Kind.VOLUMES, "v0", "볼륨", What.GONE, "error")
    other = Entry(START, Context("", "beta", "KR1"), Kind.VOLUMES, "x", None, What.GONE)
    bench.file.append([(ORIGIN, older), (ORIGIN, other)])
    async with bench.at_work():
        assert bench.journal.entries == ()
        bench.inventory.show(ALPHA)
        await settle()
        assert list(bench.journal.entries) == [older]
        bench.inventory.show(BETA)
        bench.inventory.show(ALPHA.within(ALL_REGIONS))
        await settle()
        assert list(bench.journal.entries) == [older]
        await bench.advance(PAUSE_SECONDS)
    await bench.keeper.close()
    assert bench.file.tried == 1


async def test_a_place_that_is_shown_already_is_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(tmp_path, monkeypatch)
    bench.file.append([(ORIGIN, Entry(START, ALPHA, Kind.VOLUMES, "v0", None, What.GONE))])
    bench.inventory.show(ALPHA)
    bench.keeper = JournalKeeper(bench.journal, bench.inventory, bench.clock, bench.file, lambda _context: ORIGIN)
    async with bench.at_work():
        assert [entry.id for entry in bench.journal.entries] == ["v0"]
