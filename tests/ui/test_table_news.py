"""What a look at the cloud does to the table of the explorer: which rows it paints, and which it marks as news."""

import pytest
from support_explorer import Bed, bed, explorer, running
from textual.geometry import Region

from tbs_tui.account.profiles.state import State, TableState
from tbs_tui.inventory.picture import Kind
from tbs_tui.query.columns import EVERY_COLUMN
from tbs_tui.ui.memory import Memory

EVERY = {kind.value: TableState(tuple(spec.key for spec in EVERY_COLUMN[kind])) for kind in Kind}
#: A repaint of everything.
WHOLE = Region(0, -1)


def watched(made: Bed, monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The lines of the table that are asked to be repainted from now on; -1 for all of it."""
    lines: set[int] = set()
    table, real = made.table, made.table._set_dirty

    def record(*regions: Region) -> None:
        lines.update(region.y for region in regions or [WHOLE])
        real(*regions)

    monkeypatch.setattr(table, "_set_dirty", record)
    return lines


def news(made: Bed) -> list[str]:
    """Ids of the rows in view that are marked as new or changed."""
    table = made.table
    return [key for key, line in zip(table.visible_keys, table._lines[1:], strict=False) if line.pieces[0][0][1] == "+"]


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("changes", [0, 1, 7])
async def test_k_changed_rows_repaint_k_rows_with_every_column_chosen(
    width: int, changes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = bed()
    made.app._memory = Memory(State(tables=EVERY))
    async with running(made, (width, 24)) as made:
        assert len(made.table._source.columns) == len(EVERY_COLUMN[Kind.VOLUMES])
        # What goes on by itself in the cloud comes to its end first.
        await made.pass_time(600, step=30)
        await made.refresh()
        await made.refresh()
        rows = made.table.items[2 : 2 + changes]
        for row in rows:
            volume = made.region().volumes.get(row.id)
            assert volume is not None
            volume.status = "error" if volume.status != "error" else "available"
            volume.touch(made.clock.now())
        lines = watched(made, monkeypatch)
        await made.refresh()
        assert lines == set(range(3, 3 + changes))
        assert news(made) == [row.id for row in rows]
        lines.clear()
        await made.refresh()
        assert lines == set(range(3, 3 + changes)), "the marks of news go"
        assert news(made) == []


@pytest.mark.parametrize("kind", list(Kind))
async def test_an_hour_without_a_change_repaints_no_row_between_two_looks(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = bed()
    made.app._memory = Memory(State(tables=EVERY))
    async with running(made, (200, 24)) as made:
        await made.pass_time(600, step=30)
        await made.press(str(list(Kind).index(kind) + 1), "z")
        lines = watched(made, monkeypatch)
        await made.pass_time(3600, step=60)
        assert lines == set()


async def test_news_stay_marked_in_another_order_behind_a_filter_and_in_another_view() -> None:
    async with explorer((120, 45)) as made:
        fresh, other = made.add_volume("pvc-fresh"), made.volume("jenkins-home")
        other.size = 999
        other.touch(made.clock.now())
        await made.refresh()
        assert {fresh.id, other.id} <= set(news(made))
        await made.sort("name")
        assert {fresh.id, other.id} <= set(news(made))
        await made.press("/", *"pvc", "enter")
        assert fresh.id in news(made)
        assert other.id not in news(made)
        await made.press("2", "1")
        assert fresh.id in news(made)
        await made.press("escape")
        assert {fresh.id, other.id} <= set(news(made))
        await made.refresh()
        assert fresh.id not in news(made)


async def test_marks_of_rows_that_are_gone_go_and_those_that_a_filter_hides_stay() -> None:
    async with explorer((120, 45)) as made:
        await made.press("A", "/", *"pvc", "enter")
        assert len(made.table.marked) == 38
        gone = made.volume("web-tmp")
        made.region().remove_volume(gone)
        await made.refresh()
        assert len(made.table.marked) == 37
        assert gone.id not in made.table.marked
        await made.press("2")
        other = made.volume("batch-07")
        made.region().remove_volume(other)
        await made.refresh()
        await made.press("1")
        assert other.id not in made.table.marked
        assert len(made.table.marked) == 36


async def test_the_cursor_goes_to_the_neighbour_of_a_row_that_went_while_another_view_was_shown() -> None:
    async with explorer((120, 45)) as made:
        await made.press(*"jjjjj")
        here, below = made.region().volumes.get(made.ids[5]), made.ids[6]
        assert here is not None
        await made.press("2")
        for _new in range(3):
            made.add_volume("new")
        made.region().remove_volume(here)
        await made.refresh()
        await made.press("1")
        assert made.table.cursor_key == below
