"""Taking a snapshot: what is suggested, what is checked, what is sent."""

import pytest
from support_explorer import Bed, crooked, explorer, screen_text

from tbs_tui.demo import Fault, FaultKind
from tbs_tui.inventory.picture import Kind
from tbs_tui.operations.operation import State
from tbs_tui.ui.dialogs.changes.snapshot import SnapshotDialog


def posts(made: Bed) -> int:
    return sum(method == "POST" and "snapshots" in path for method, path, _status in made.cloud.requests)


def dialog(made: Bed) -> SnapshotDialog:
    assert isinstance(made.app.screen, SnapshotDialog)
    return made.app.screen


async def to_source(made: Bed, **more: object) -> None:
    made.add_volume("source", **{"size": 70, **more})  # type: ignore[arg-type]
    await made.refresh()
    await made.press("g")
    assert made.cursor_name == "source"


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
async def test_a_name_is_suggested_and_what_it_is_of_is_said(size: tuple[int, int]) -> None:
    async with explorer(size=size) as made:
        await to_source(made)
        await made.press("p")
        text = screen_text(made.app)
        for part in ("source", "70 GB", "KR1", "Take snapshot", "Cancel", "source-20"):
            assert part in text
        assert crooked(made.app) == []


async def test_it_is_taken_once_however_often_enter_comes() -> None:
    async with explorer() as made:
        await to_source(made)
        source = made.cursor_row.id
        await made.press("p")
        await made.press_at_once("enter", "enter", "enter")
        assert made.on_top
        assert posts(made) == 1
        await made.pass_time(30)
        [shot] = made.inventory.picture.snapshots_of(source)  # type: ignore[union-attr]
        assert shot.name is not None
        assert shot.name.startswith("source-")
        assert made.desk.all[-1].state is State.DONE
        assert posts(made) == 1


async def test_force_is_sent_for_a_volume_in_use_alone_and_explained() -> None:
    async with explorer() as made:
        await to_source(made, status="in-use")
        await made.press("p")
        assert "as after a power cut" in " ".join(screen_text(made.app).split())
        await made.press("enter")
        [operation] = made.desk.all
        assert operation.state is not State.REFUSED


async def test_a_name_that_is_too_long_is_said_at_once_and_not_sent() -> None:
    async with explorer() as made:
        await to_source(made)
        await made.press("p")
        field = dialog(made).query_one("#name")
        field.value = "n" * 256  # type: ignore[attr-defined]
        await made.press("end", "enter")
        assert "256 characters" in screen_text(made.app)
        assert posts(made) == 0
        await made.press("end", "backspace")
        assert "characters" not in screen_text(made.app)
        await made.press("enter")
        assert posts(made) == 1


async def test_a_refusal_keeps_what_was_typed_and_a_second_try_is_sent() -> None:
    async with explorer() as made:
        await to_source(made)
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="POST", status=400, times=1))
        await made.press("p", "tab", *"why", "enter")
        assert dialog(made).value("description") == "why"
        [refused] = made.desk.all
        assert refused.state is State.REFUSED
        assert refused.request_id is not None
        assert refused.request_id in "".join(screen_text(made.app).split())
        await made.press_again("enter")
        assert posts(made) == 2
        assert made.on_top
        assert made.desk.all[-1].state is not State.REFUSED


async def test_it_is_not_offered_for_what_has_none() -> None:
    async with explorer() as made:
        for key in ("2", "3"):
            await made.press(key, "p")
            assert made.on_top
            assert "Choose a volume first." in screen_text(made.app)
        assert made.main._browsing.kind is Kind.TYPES
