"""The dialogs that arrange a table: its columns, and the saved filters."""

from typing import Any

import pytest
from support_explorer import Bed, bed, crooked, explorer, running, screen_lines, screen_text

from tbs_tui.account.profiles.state import State, TableState
from tbs_tui.inventory.picture import Kind
from tbs_tui.query.columns import EVERY_COLUMN
from tbs_tui.ui.dialogs.column_chooser import ColumnChooser
from tbs_tui.ui.dialogs.saved_filters import SavedFilters
from tbs_tui.ui.memory import Memory

HEADER = 3
EVERY = tuple(spec.key for spec in EVERY_COLUMN[Kind.VOLUMES])


def shown(bed: Bed) -> list[str]:
    """Keys of the columns of the table, in view or not."""
    return [column.key for column in bed.table._source.columns]


def remembering(state: State, **how: object) -> Bed:
    """An explorer after a run that left `state`."""
    made = bed(**how)  # type: ignore[arg-type]
    made.app._memory = Memory(state)
    return made


# Columns


async def test_a_column_is_ticked_moved_and_shown() -> None:
    async with explorer((120, 24)) as bed:
        await bed.press("j", " ")
        here, marked = bed.table.cursor_key, bed.table.marked
        await bed.press("w")
        assert isinstance(bed.app.screen, ColumnChooser)
        assert "[x] Status" in screen_text(bed.app)
        assert "[ ] ID" in screen_text(bed.app)
        await bed.press("j", "j", " ", *"jjjjjjjj", " ", *"KKKKKKKKK")
        assert "> [x] ID" in screen_text(bed.app)
        await bed.press("enter")
        assert bed.on_top
        assert shown(bed)[:4] == ["name", "id", "status", "volume_type"]
        assert "size" not in shown(bed)
        assert bed.cursor_row.id in bed.cursor_line
        assert (bed.table.cursor_key, bed.table.marked) == (here, marked)
        assert bed.app._memory.table(Kind.VOLUMES).columns[:3] == ("name", "id", "status")


async def test_esc_gives_up_what_was_ticked() -> None:
    async with explorer() as bed:
        await bed.press("w", "j", " ", "escape")
        assert bed.on_top
        assert "status" in shown(bed)
        assert bed.app._memory.table(Kind.VOLUMES) == TableState()


async def test_the_name_stays_where_it_is() -> None:
    async with explorer() as bed:
        await bed.press("w", " ")
        assert "Name is always shown." in screen_text(bed.app)
        await bed.press("J", "j", "K", "enter")
        assert shown(bed)[:2] == ["name", "status"]
        await bed.press("w", *(["j", " "] * (len(EVERY) - 1)), "enter", "w", *(["j", " "] * 8), "enter")
        assert shown(bed)[0] == "name"


async def test_name_alone_is_a_choice_too() -> None:
    made = remembering(State(tables={"volumes": TableState(("name",))}))
    async with running(made) as bed:
        assert shown(bed) == ["name"]


async def test_0_brings_the_standard_set_back() -> None:
    async with explorer() as bed:
        standard = shown(bed)
        await bed.press("w", "j", " ", "J", "J", "enter")
        assert shown(bed) != standard
        await bed.press("w", "0", "enter")
        assert shown(bed) == standard
        assert bed.app._memory.table(Kind.VOLUMES).columns == (), "so that a standard set that grows grows here too"


async def test_the_first_frame_has_the_columns_and_the_order_of_the_last_run() -> None:
    table = TableState(("name", "no-such-column", "id", "size"), "size", True)
    made = remembering(State(tables={"volumes": table, "snapshots": TableState((), "no-such-column", True)}))
    frames: list[str] = []
    settle = made.app._begin

    async def begin(first: object) -> None:
        frames.append(screen_lines(made.app)[HEADER])
        await settle(first)  # type: ignore[arg-type]

    made.app._begin = begin  # type: ignore[method-assign]
    async with running(made) as bed:
        assert frames[0].split() == ["Name", "ID", "Sizev"]
        assert shown(bed) == ["name", "id", "size"]
        sizes = [row.size for row in bed.table.items]
        assert sizes == sorted(sizes, reverse=True)
        await bed.press("2")
        assert bed.line("tabs").endswith("Created v")


@pytest.mark.parametrize("order", [{}, {"sort": "region", "reverse": True}])
async def test_who_chooses_columns_has_not_chosen_the_order_that_happens_to_be_shown(order: dict[str, Any]) -> None:
    async with running(remembering(State(tables={"volumes": TableState(**order)}))) as bed:
        await bed.press("w", "j", " ", "enter")
        assert "status" not in shown(bed)
        remembered = bed.app._memory.table(Kind.VOLUMES)
        assert remembered == TableState(remembered.columns, **order)


async def test_columns_belong_to_their_kind() -> None:
    async with explorer() as bed:
        await bed.press("w", "j", " ", "enter", "2")
        assert "status" in shown(bed)
        await bed.press("3", "w", "j", " ", "enter", "1")
        assert "status" not in shown(bed)
        await bed.press("3")
        assert shown(bed) == ["name", "extra_specs", "description"]


async def test_a_table_of_all_regions_always_has_its_region() -> None:
    made = remembering(State(tables={"volumes": TableState(("name", "size"), "region", False)}))
    async with running(made) as bed:
        assert shown(bed) == ["name", "size"]
        assert bed.line("tabs").endswith("Created v"), "there is no such column here"
        await bed.press("R", *"all", "enter")
        assert shown(bed) == ["name", "region", "size"]
        assert bed.line("tabs").endswith("Region ^")
        await bed.press("w", "j", " ", "K", "enter")
        assert shown(bed) == ["name", "region", "size"]


@pytest.mark.parametrize("width", [60, 80, 120, 200])
async def test_every_column_can_be_reached_at_every_width_with_the_name_frozen(width: int) -> None:
    made = remembering(State(tables={"volumes": TableState(EVERY)}))
    async with running(made, (width, 24)) as bed:
        seen: set[str] = set()
        for _step in EVERY:
            assert crooked(bed.app) == []
            slots = [EVERY[slot.index] for slot in bed.table._shape.slots]
            assert slots[0] == "name"
            seen.update(slots)
            await bed.press("]")
        assert seen == set(EVERY)
        assert not bed.table._shape.more_right
        for _step in EVERY:
            await bed.press("[")
        assert bed.table._shape.offset == 0


async def test_of_chosen_columns_the_last_is_dropped_first() -> None:
    made = remembering(State(tables={"volumes": TableState(("name", "description", "multiattach", "status", "size"))}))
    async with running(made, (80, 24)) as bed:
        assert screen_lines(bed.app)[HEADER].split() == ["Name", "Description", "Multiattach", ">"]


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36), (200, 60)])
async def test_the_dialog_fits_its_keys_and_what_does_not_scrolls(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        await bed.press("w", "G")
        assert crooked(bed.app) == []
        assert "> [ ] Metadata" in screen_text(bed.app)
        assert "Space tick  J K move  0 reset  Enter keep  Esc cancel" in screen_text(bed.app)


# Saved filters


async def test_a_filter_is_saved_under_its_name_and_applied() -> None:
    async with explorer() as bed:
        await bed.press("f")
        assert "No filter is saved." in screen_text(bed.app)
        await bed.press("/", *"pvc", "enter", "f")
        assert isinstance(bed.app.screen, SavedFilters)
        assert "> Save pvc" in screen_text(bed.app)
        rows = bed.ids
        await bed.press("enter", *"claims", "enter")
        assert "Saved: claims" in screen_text(bed.app)
        await bed.press("escape")
        assert len(bed.ids) == 38
        await bed.press("f")
        assert "> claims" in bed.row("claims  pvc").replace("|", "")
        await bed.press("enter")
        assert bed.on_top
        assert bed.ids == rows
        assert "/pvc" in screen_text(bed.app)
        assert bed.table.has_focus


async def test_without_a_name_the_text_is_the_name_and_down_in_the_line_opens_the_list() -> None:
    async with explorer() as bed:
        await bed.press("/", *"pvc", "down", "enter", "enter", "escape", "escape")
        await bed.press("/", "down")
        assert "> pvc" in bed.row(" pvc ").replace("|", "")
        assert "Save" not in screen_text(bed.app).replace("Saved filters", "")
        await bed.press("escape")
        assert bed.main._filter_bar.field.has_focus, "back where one came from"


async def test_a_saved_filter_is_removed_and_brought_back_by_one_key() -> None:
    state = State(filters={("", "volumes"): {"big": "size:>100", "pvc": "pvc"}})
    async with running(remembering(state)) as bed:
        memory = bed.app._memory
        await bed.press("f", "D")
        assert "removed; D brings it back" in screen_text(bed.app)
        assert list(memory.filters("", Kind.VOLUMES)) == ["pvc"]
        await bed.press("enter")
        assert not bed.on_top, "what is removed is not applied"
        await bed.press("D", "delete")
        assert memory.filters("", Kind.VOLUMES).keys() == {"pvc"}
        await bed.press("delete", "escape")
        assert memory.filters("", Kind.VOLUMES) == {"big": "size:>100", "pvc": "pvc"}


async def test_saved_filters_belong_to_a_kind_and_are_not_in_force_at_the_start() -> None:
    state = State(filters={("", "volumes"): {"pvc": "pvc"}, ("other", "snapshots"): {"db": "db"}})
    async with running(remembering(state)) as bed:
        assert len(bed.ids) == 38
        await bed.press("2", "f")
        assert "No filter is saved." in screen_text(bed.app)


async def test_a_filter_that_cannot_be_read_is_not_saved() -> None:
    async with explorer() as bed:
        await bed.press("/", *"size:x", "enter", "f")
        assert bed.on_top
        assert "No filter is saved." in screen_text(bed.app)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
async def test_hostile_names_are_shown_as_they_are(size: tuple[int, int]) -> None:
    names = {"[red]x[/]": "[@click=app.bell]y", "\u202egnp.exe"[1:]: "한국어 " * 30, "k" * 1000: "한" * 1000}
    async with running(remembering(State(filters={("", "volumes"): names})), size) as bed:
        await bed.press("f")
        assert crooked(bed.app) == []
        assert "[red]x[/]" in screen_text(bed.app)
        await bed.press("D", "D", "enter")
        assert crooked(bed.app) == []
        assert "/[@click=app.bell]y" in screen_text(bed.app)
