"""The table in an app: what it says, what it shows, what it repaints."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from support_table import HOSTILE, Row, RowSource, TableApp, rows
from textual.geometry import Region
from textual.pilot import Pilot

from tbs_tui.text import plain
from tbs_tui.ui.widgets.table import ResourceTable, ViewState


@asynccontextmanager
async def running(
    items: list[Row], size: tuple[int, int] = (80, 24), theme: str = "ansi-dark"
) -> AsyncIterator[tuple[TableApp, Pilot[None]]]:
    app = TableApp(items, theme)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


def keys_said(app: TableApp, kind: type[ResourceTable.Highlighted] | type[ResourceTable.Opened]) -> list[str | None]:
    return [message.key for message in app.said if isinstance(message, kind)]


def marks_said(app: TableApp) -> list[int]:
    return [message.count for message in app.said if isinstance(message, ResourceTable.Marked)]


#: A repaint of everything.
WHOLE = Region(0, -1)


class Repaints:
    """The lines that the table asks to be repainted; -1 when it asks for all."""

    def __init__(self, app: TableApp, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lines: list[int] = []
        real = app.table._set_dirty

        def record(*regions: Region) -> None:
            self.lines.extend(region.y for region in regions or [WHOLE])
            real(*regions)

        monkeypatch.setattr(app.table, "_set_dirty", record)

    def take(self) -> list[int]:
        lines, self.lines = self.lines, []
        return lines


async def test_cursor_moves_and_says_so() -> None:
    async with running(rows(100)) as (app, pilot):
        assert app.table.cursor_key == "v0"
        for key, expected in [
            ("j", "v1"), ("down", "v2"), ("k", "v1"), ("up", "v0"), ("up", "v0"), ("G", "v99"), ("j", "v99"),
            ("g", "v0"), ("end", "v99"), ("home", "v0"), ("pagedown", "v22"), ("pageup", "v0"),
        ]:  # fmt: skip
            await pilot.press(key)
            assert app.table.cursor_key == expected
        await pilot.pause()
        said = keys_said(app, ResourceTable.Highlighted)
        assert said[0] == "v0"
        assert said[-1] == "v0"
        assert all(before != after for before, after in pairwise(said)), "an unmoved cursor is silent"


async def test_enter_opens_the_row_under_the_cursor_and_nothing_in_an_empty_table() -> None:
    async with running(rows(3)) as (app, pilot):
        await pilot.press("j", "enter")
        assert keys_said(app, ResourceTable.Opened) == ["v1"]
        app.table.set_items([])
        await pilot.press("enter", "space", "V", "A", "U", "j", "k", "G", "pagedown", "left_square_bracket")
        assert keys_said(app, ResourceTable.Opened) == ["v1"]
        assert keys_said(app, ResourceTable.Highlighted)[-1] is None
        assert app.table.cursor_item is None
        assert app.table.marked == frozenset()


async def test_cursor_follows_its_item_through_sort_removal_and_insertion() -> None:
    items = rows(50)
    async with running(items) as (app, pilot):
        app.table.move_to("v30")
        await pilot.pause()
        line = app.lines().index(next(each for each in app.lines() if "volume-00030" in each))
        app.table.set_items(rows(4, "new") + items)
        await pilot.pause()
        assert app.table.cursor_key == "v30"
        assert "volume-00030" in app.lines()[line]
        app.table.set_items(items[::-1])
        assert app.table.cursor_item == items[30]
        app.table.set_items(items[:30] + items[31:])
        assert app.table.cursor_key == "v29", "it stood below the one that is gone"


async def test_move_to_an_unknown_key_moves_nothing() -> None:
    async with running(rows(5)) as (app, _):
        assert not app.table.move_to("nowhere")
        assert app.table.move_to("v4")
        assert app.table.cursor_key == "v4"


async def test_marks() -> None:
    async with running(rows(10)) as (app, pilot):
        await pilot.press("j", "space", "j", "j", "V")
        assert app.table.marked == {"v1", "v2", "v3"}
        await pilot.press("space")
        assert app.table.marked == {"v1", "v2"}
        await pilot.press("A")
        assert len(app.table.marked) == 10
        app.table.set_items(rows(2))
        assert len(app.table.marked) == 10, "marks outlive a filter"
        await pilot.pause()
        assert app.lines()[1].startswith("*")
        await pilot.press("U", "U")
        assert marks_said(app) == [1, 3, 2, 10, 0]
        await pilot.press("V")
        assert app.table.marked == {app.table.cursor_key}, "without a row to start from, only the cursor's"


async def test_gutter_shows_mark_change_and_cursor() -> None:
    async with running(rows(4)) as (app, pilot):
        await pilot.press("space", "j", "j")
        app.table.set_changed({"v0", "v2", "v3"})
        await pilot.pause()
        assert [line[:4] for line in app.lines()[1:5]] == ["*+  ", "    ", " +> ", " +  "]
        app.table.set_changed(())
        await pilot.pause()
        assert [line[:4] for line in app.lines()[1:5]] == ["*   ", "    ", "  > ", "    "]


async def test_hostile_names_are_shown_as_they_are() -> None:
    items = [Row(f"h{number}", name) for number, name in enumerate(HOSTILE)]
    async with running(items, (120, 30)) as (app, pilot):
        await pilot.press("A")
        shown = app.lines()
        for line, item in zip(shown[1:], items, strict=False):
            assert plain(item.name)[:12] in line
        assert "[/x]" in shown[1]
        assert "[red]gone" in shown[2]
        assert "\\x1b]52;c;aGk=\\x07clip" in shown[4]
        assert not any(char in "".join(shown) for char in "\x1b\x9b\u202e\n\t")


async def test_message_is_literal_and_gives_way_to_items() -> None:
    async with running([]) as (app, pilot):
        app.table.set_message("No volumes match [/x]\x1b[2J")
        await pilot.pause()
        assert app.lines()[1].strip() == "No volumes match [/x]\\x1b[2J"
        app.table.set_items(rows(1))
        await pilot.pause()
        assert "volume-00000" in app.lines()[1]
        assert "match" not in "".join(app.lines())


@pytest.mark.parametrize("width", [60, 80, 120, 200])
async def test_every_line_is_as_wide_as_the_table(width: int) -> None:
    items = [Row(f"h{number}", name) for number, name in enumerate(HOSTILE)]
    async with running(items, (width, 20)) as (app, pilot):
        starts = set()
        for y in range(20):
            strip = app.table.render_line(y)
            assert strip.cell_length == width
            assert cell_len(strip.text) == width
            if "= in-use" in strip.text:
                starts.add(cell_len(strip.text[: strip.text.index("= in-use")]))
        assert len(starts) == 1, "the status stands in one column, whatever the name"
        await pilot.resize_terminal(width - 7, 12)
        await pilot.pause()
        assert {app.table.render_line(y).cell_length for y in range(12)} == {width - 7}


async def test_unchanged_items_repaint_nothing_and_ask_for_rows_in_view_only(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(rows(10_000)) as (app, pilot):
        repaints = Repaints(app, monkeypatch)
        app.source.asked.clear()
        app.table.set_items(rows(10_000))
        await pilot.pause()
        assert repaints.take() == []
        assert app.source.asked == [f"v{number}" for number in range(23)]
        items = rows(10_000)
        items[5_000] = replace(items[5_000], status="error")
        app.table.set_items(items)
        assert repaints.take() == []
        items = [*items]
        items[4] = replace(items[4], status="error")
        app.table.set_items(items)
        assert repaints.take() == [5]
        app.table.action_cursor_down()
        assert repaints.take() == [1, 2]


async def test_derived_cells_are_painted_when_their_rows_are_in_view(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(rows(100), (120, 24)) as (app, _):
        repaints = Repaints(app, monkeypatch)
        app.source.snapshots = "4"
        app.source.asked.clear()
        app.table.refresh_rows({"v80"})
        assert app.source.asked == []
        assert repaints.take() == []
        app.table.refresh_rows({"v3", "v80"})
        assert repaints.take() == list(range(1, 24))


async def test_what_is_told_at_once_is_made_and_painted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(rows(100), (80, 24)) as (app, _):
        repaints = Repaints(app, monkeypatch)
        items = list(rows(100))
        items[0] = replace(items[0], name="other")
        app.source.asked.clear()
        with app.table.at_once():
            app.table.set_items(items)
            with app.table.at_once():
                app.table.set_sort("name")
            app.table.set_changed({"v1"})
            assert app.source.asked == []
        assert len(app.source.asked) == 23
        assert repaints.take() == [0, 1, 2]


async def test_leaving_the_table_repaints_the_cursor_only(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(rows(100)) as (app, pilot):
        repaints = Repaints(app, monkeypatch)
        app.screen.set_focus(None)
        await pilot.pause()
        assert repaints.take() == [1]
        assert ">" in app.table.render_line(1).text
        assert not any(style and style.reverse for _, style, _ in list(app.table.render_line(1))[:-1])
        app.table.focus()
        await pilot.pause()
        assert repaints.take() == [1]


async def test_another_source_has_its_own_place() -> None:
    volumes, snapshots = RowSource(), RowSource()
    async with running([]) as (app, pilot):
        table = app.table
        table.set_source(volumes, rows(100))
        table.move_to("v60")
        table.toggle_mark("v60")
        table.set_sort("name")
        await pilot.pause()
        before, place = app.lines(), table.view_state()
        assert place.marked == {"v60"}
        table.set_source(snapshots, rows(30, "s"))
        assert (table.cursor_key, table.marked) == ("s0", frozenset())
        table.set_source(volumes, rows(100), place)
        table.set_sort("name")
        await pilot.pause()
        assert app.lines() == before
        assert keys_said(app, ResourceTable.Highlighted)[-1] == "v60"
        table.set_source(volumes, rows(10), place)
        assert table.cursor_key == "v9", "the item is gone, its index is beyond the end"
        table.restore(ViewState())
        assert table.cursor_key == "v0"


async def test_columns_scroll_and_say_so() -> None:
    async with running(rows(3)) as (app, pilot):
        assert app.lines()[0].split() == ["Name", "Status", "Size", "Attached", "to", ">"]
        await pilot.press("right_square_bracket")
        assert app.lines()[0].split() == ["<", "Name", "Size", "Type", "Attached", "to", "Snaps", ">"]
        await pilot.press(*["right_square_bracket"] * 9)
        assert app.lines()[0].split()[-1] == "Created"
        assert app.lines()[1].startswith("  > volume-00000")
        await pilot.press("left_square_bracket")
        assert app.lines()[0].split()[-1] == ">", "an offset is never past the end, so the first key back shows"
        await pilot.press(*["left_square_bracket"] * 9)
        assert app.lines()[0].split() == ["Name", "Status", "Size", "Attached", "to", ">"]


async def test_stale_rows_are_dim() -> None:
    async with running(rows(3)) as (app, pilot):
        app.table.stale = True
        await pilot.pause()
        assert all(style is not None and style.dim for _, style, _ in app.table.render_line(2))
        app.table.stale = False
        assert not list(app.table.render_line(2))[1].style.dim  # type: ignore[union-attr]


def look(app: TableApp, y: int, text: str) -> Style:
    return next(style for part, style, _ in app.table.render_line(y) if text in part and style is not None)


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light", "textual-dark", "textual-light", "nord"])
async def test_meaning_is_never_by_colour_alone(theme: str) -> None:
    items = [Row("a", "a", "in-use"), Row("b", "b", "in-use"), Row("c", "c", "error"), Row("d", "d", "maintenance")]
    async with running(items, theme=theme) as (app, _):
        assert look(app, 0, "Name").bold
        assert look(app, 0, "Name").underline
        assert look(app, 1, ">").reverse
        good, bad = look(app, 2, "in-use"), look(app, 3, "error")
        assert bad.bold
        assert not good.bold
        assert good.color not in (None, bad.color, look(app, 4, "maintenance").color)


async def test_another_theme_takes_effect_at_once() -> None:
    async with running(rows(3)) as (app, pilot):
        assert look(app, 2, "in-use").color.number == 2  # type: ignore[union-attr]
        app.theme = "nord"
        await pilot.pause()
        assert look(app, 2, "in-use").color.triplet is not None  # type: ignore[union-attr]
        assert look(app, 2, "in-use").bgcolor is not None, "on a theme with a background each piece has it"


async def test_mouse_selects_opens_and_scrolls() -> None:
    async with running(rows(100)) as (app, pilot):
        await pilot.click("#table", offset=(10, 4))
        assert app.table.cursor_key == "v3"
        await pilot.click("#table", offset=(10, 0))
        assert app.table.cursor_key == "v3", "the header is no row"
        await pilot.click("#table", offset=(10, 6), times=2)
        assert keys_said(app, ResourceTable.Opened) == ["v5"]
        await pilot.click("#table", offset=(79, 23))
        assert app.table.visible_keys[-1] == "v99"
        assert app.table.cursor_key == "v5"
        await pilot.click("#table", offset=(79, 1))
        assert app.table.visible_keys[0] == "v0"


async def test_click_below_the_last_row_does_nothing() -> None:
    async with running(rows(3)) as (app, pilot):
        await pilot.click("#table", offset=(10, 12))
        assert app.table.cursor_key == "v0"


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(["j", "k", "G", "g", "pagedown", "pageup"]),
            st.lists(st.integers(0, 60), unique=True, max_size=60),
        ),
        max_size=12,
    )
)
async def test_cursor_keeps_its_key_through_any_sequence(steps: list[str | list[int]]) -> None:
    async with running(rows(30), (80, 10)) as (app, pilot):
        for step in steps:
            before = app.table.cursor_key
            if isinstance(step, str):
                await pilot.press(step)
            else:
                items = [Row(f"v{number}", f"volume-{number:05}") for number in step]
                app.table.set_items(items)
                if before in {item.id for item in items}:
                    assert app.table.cursor_key == before
            item = app.table.cursor_item
            assert app.table.cursor_key == (item.id if item else None)
            assert (item is None) == (not app.table.items)
            await pilot.pause()
            assert sum(line.startswith("  >") for line in app.lines()) == (
                1 if app.table.cursor_key in app.table.visible_keys else 0
            )


async def test_what_is_told_again_as_it_is_makes_no_line_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the cloud tells the table its news, its order and what to say when it is empty."""
    async with running(rows(50)) as (app, _pilot):
        app.table.set_changed(["id-1"])
        app.table.set_sort("name")
        made: list[bool] = []
        real = app.table._make_lines

        def make_lines() -> None:
            made.append(True)
            real()

        monkeypatch.setattr(app.table, "_make_lines", make_lines)
        app.table.set_changed(["id-1"])
        app.table.set_sort("name")
        app.table.set_message("Nothing here, and nobody sees it")
        assert made == []
        app.table.set_sort("name", reverse=True)
        app.table.set_changed([])
        app.table.set_items([])
        app.table.set_message("Nothing here")
        assert len(made) == 4
