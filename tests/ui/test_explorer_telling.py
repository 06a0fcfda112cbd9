"""What the open detail tells of time: how long a transition has been under way, and what is remembered."""

import re
from collections.abc import Sequence

import pytest
from support_explorer import Bed, bed, explorer, running, screen_text

from tbs_tui.account.context import Context
from tbs_tui.inventory.history import Entry, What
from tbs_tui.inventory.picture import Kind
from tbs_tui.text import plain

SIZES = [(80, 24), (120, 36)]


def ticks(bed: Bed) -> bool:
    """Whether anybody looks at the clock for a detail."""
    return any(worker.name == "detail" and not worker.is_finished for worker in bed.app.workers)


def age(bed: Bed) -> str:
    """How long the detail says that it has been so."""
    found = re.search(r"^ \S+ for (?:at least )?(.*)$", bed.detail.text, re.MULTILINE)
    return found[1] if found is not None else ""


async def open_changing(bed: Bed, status: str = "deleting") -> None:
    """Open the detail of a volume that goes on changing."""
    bed.add_volume("changing", status=status)
    await bed.refresh()
    await bed.press("g")
    assert bed.cursor_name == "changing"
    if bed.app.size.width < 110:
        await bed.press("enter")


@pytest.mark.parametrize("size", SIZES)
async def test_a_transition_is_timed_to_the_second_while_its_detail_is_open(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        await open_changing(bed)
        before = bed.detail.text
        assert age(bed) == "4 s"
        asked = len(bed.cloud.requests)
        for seconds in range(5, 9):
            await bed.pass_time(1)
            assert age(bed) == f"{seconds} s"
            assert f"deleting for at least {seconds} s" in screen_text(bed.app)
        assert len(bed.cloud.requests) == asked, "time passes without a request"
        assert bed.detail.text.replace("8 s", "4 s") == before, "nothing else moves"


async def test_creating_is_timed_from_when_it_was_made() -> None:
    async with explorer((120, 36)) as bed:
        bed.add_volume("changing", status="creating")
        await bed.pass_time(55)
        await bed.refresh()
        await bed.press("g")
        assert "creating for 59 s" in bed.detail.text
        assert "18:00:10  made, creating" in bed.detail.text
        await bed.pass_time(600)
        assert "usually at most 10 minutes" in bed.detail.text


async def test_nobody_looks_at_the_clock_for_what_rests() -> None:
    async with explorer((120, 36)) as bed:
        await open_changing(bed)
        assert ticks(bed)
        await bed.press("j")
        while "~" in bed.detail.text.splitlines()[1]:
            await bed.press("j")
        assert not ticks(bed)
        await bed.press("k", "g")
        assert ticks(bed)
        await bed.press("3")
        assert not ticks(bed), "types do not change"


async def test_nobody_looks_at_the_clock_where_no_detail_is_open() -> None:
    async with explorer((80, 24)) as bed:
        await open_changing(bed)
        assert ticks(bed)
        await bed.press("escape")
        assert not ticks(bed)
        await bed.resize(120, 36)
        assert ticks(bed)
        await bed.resize(80, 24)
        assert not ticks(bed)


@pytest.mark.parametrize("size", SIZES)
async def test_under_a_dialog_the_time_stands_still_and_it_catches_up(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        await open_changing(bed)
        await bed.press("C")
        before = screen_text(bed.app)
        await bed.pass_time(3)
        assert screen_text(bed.app) == before
        assert not ticks(bed)
        await bed.press("escape")
        assert age(bed) == "7 s"
        await bed.pass_time(1)
        assert age(bed) == "8 s"


async def test_it_stops_when_the_transition_is_over() -> None:
    async with explorer((120, 36)) as bed:
        await open_changing(bed)
        bed.volume("changing").status = "available"
        bed.volume("changing").touch(bed.clock.now())
        await bed.refresh()
        assert age(bed) == ""
        assert not ticks(bed)


class Remembered:
    """A history that a test writes."""

    def __init__(self) -> None:
        self.entries: Sequence[Entry] = ()

    def of(self, context: Context, kind: Kind, resource_id: str) -> Sequence[Entry]:
        assert not context.everywhere, "ids belong to one region"
        return [each for each in self.entries if (each.kind, each.id) == (kind, resource_id)]


@pytest.mark.parametrize("size", SIZES)
async def test_the_timeline_shows_what_is_remembered_of_the_resource(size: tuple[int, int]) -> None:
    hostile = "\x1b]0;t\x07[/x]"
    async with explorer(size) as bed:
        context = bed.inventory.current
        assert context is not None
        row = bed.cursor_row
        kind = Kind.VOLUMES
        assert "first seen creating" in (bed.detail.text if size[0] >= 110 else "first seen creating")
        history = bed.main.background.history = Remembered()
        history.entries = (
            Entry(bed.clock.now(), context, kind, row.id, row.name, What.CHANGED, hostile, "creating"),
            Entry(bed.clock.now(), context, kind, "another", None, What.ACTION, words="not mine"),
        )
        await bed.press(*(["j", "k"] if size[0] >= 110 else ["enter"]))
        assert f"18:00:00 {plain(hostile)} -> creating" in " ".join(bed.detail.text.split())
        assert "first seen" not in bed.detail.text
        assert "not mine" not in bed.detail.text
        assert "  created" in bed.detail.text.splitlines()[-1]
        assert plain(bed.detail.text.replace("\n", " ")) == bed.detail.text.replace("\n", " ")


async def test_of_all_regions_the_past_is_that_of_the_rows_own() -> None:
    made = bed()
    made.add_volume("there", region="KR2", status="deleting")
    async with running(made, (120, 36)):
        made.main.background.history = Remembered()
        await made.press("R")
        await made.type("all")
        await made.press("enter")
        await made.pass_time(5)
        made.table.move_to(made.volume("there", "KR2").id)
        await made.pass_time(1)
        assert age(made) == "6 s"
