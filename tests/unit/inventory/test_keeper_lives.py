"""Whatever happens while pictures are kept, over several runs: what lies on the disk after each."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support_cloud import START
from support_inventory import ALPHA, BETA, settle
from support_keeper import ORIGIN, Bench

from tbs_tui.account.context import Context
from tbs_tui.inventory.picture import Kind, Picture

OTHER_PROFILE = Context("other", "alpha", "KR1")
CONTEXTS = (ALPHA, BETA, OTHER_PROFILE)
CONTEXT = st.sampled_from(CONTEXTS)
Step = tuple[str, Any, Any]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sweep"), CONTEXT, st.integers(0, 1)),
        st.tuples(st.just("failing sweep"), CONTEXT, st.sampled_from(list(Kind))),
        st.tuples(st.just("show"), CONTEXT, st.none()),
        st.tuples(st.just("advance"), st.sampled_from([1, 30, 61]), st.none()),
        st.tuples(st.just("disk"), st.sampled_from(["full", "works", "hangs"]), st.none()),
    ),
    max_size=14,
)
#: What happens in a run, and whether its end finds room on the disk.
LIVES = st.lists(st.tuples(STEPS, st.booleans()), min_size=1, max_size=3)


class Lives:
    """Runs one after the other on one disk, and every good picture that they saw."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._names = 0
        self.good: dict[Context, list[Picture]] = {context: [] for context in CONTEXTS}

    async def live(self, steps: list[Step], *, room_at_last: bool) -> None:
        with pytest.MonkeyPatch.context() as monkeypatch:
            bench = Bench(self._directory, monkeypatch)
            seen = dict.fromkeys(CONTEXTS, False)
            async with bench.at_work():
                for step in steps:
                    await self._take(bench, *step)
                    for context in CONTEXTS:
                        known = bench.inventory.picture_of(context)
                        if known is not None and known.volumes.complete and known.snapshots.complete:
                            self.good[context].append(known)
                            seen[context] = True
            bench.disk.freed()
            bench.disk.full = bench.disk.full and not room_at_last
            await bench.keeper.close()
            for context in CONTEXTS:
                self._check(bench, context, written=seen[context] and not bench.disk.full)
            assert not list(self._directory.glob(".*"))

    async def _take(self, bench: Bench, step: str, what: Any, how: Any) -> None:
        self._names += 1
        match step:
            case "sweep":
                await bench.sweep([f"{what.profile}{what.region}-{number}" for number in range(how)], what)
            case "failing sweep":
                await bench.sweep([f"{what.profile}{what.region}-new{self._names}"], what, fails=how)
            case "show":
                await bench.show(what)
            case "advance":
                bench.clock.advance(what)
                await settle()
            case "disk":
                bench.disk.full = what == "full"
                bench.disk.hangs = what == "hangs"
                if not bench.disk.hangs:
                    bench.disk.freed()
                    await settle()

    def _check(self, bench: Bench, context: Context, *, written: bool) -> None:
        """`written`: this run has seen a good picture, and at its end the disk took what was given."""
        loaded, good = bench.cache.load(ORIGIN, context), self.good[context]
        if loaded is None:
            assert not written
            return
        assert loaded.context == context
        assert any(_rows(loaded) == _rows(picture) for picture in (good[-1:] if written else good))
        if written:
            assert _look(good[-1]) - _look(loaded) <= timedelta(seconds=60)


def _rows(picture: Picture) -> tuple[Any, Any]:
    return picture.volumes.rows, picture.snapshots.rows


def _look(picture: Picture) -> Any:
    return min(picture.volumes.fetched_at or START, picture.snapshots.fetched_at or START)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES)
async def test_each_end_leaves_the_last_good_picture_of_each_context_or_an_earlier_one_if_the_disk_failed(
    tmp_path: Path, lives: list[tuple[list[Step], bool]]
) -> None:
    directory = tmp_path / "cache"
    shutil.rmtree(directory, ignore_errors=True)
    several = Lives(directory)
    for steps, room_at_last in lives:
        await several.live(steps, room_at_last=room_at_last)
