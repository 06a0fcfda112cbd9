"""Deleting one volume or snapshot: what is asked first, what is sent, and how often."""

import pytest
from support_explorer import TENANT, Bed, bed, crooked, explorer, running, screen_text, settled

from tbs_tui.demo import Fault, FaultKind
from tbs_tui.demo.rows import Snapshot, stamp
from tbs_tui.inventory.picture import Kind
from tbs_tui.operations.operation import State
from tbs_tui.ui.dialogs.changes.delete import DeleteDialog
from tbs_tui.ui.door import Account
from tbs_tui.ui.widgets.hints import Hints

PROD = Account(profile="", label="prod", production=True)


def deletes(made: Bed) -> int:
    """How many DELETEs were sent."""
    return sum(method == "DELETE" for method, _path, _status in made.cloud.requests)


def dialog(made: Bed) -> DeleteDialog:
    assert isinstance(made.app.screen, DeleteDialog)
    return made.app.screen


async def to_doomed(made: Bed) -> None:
    """A volume of that name is there, with the cursor on it."""
    made.add_volume("doomed", size=70)
    await made.refresh()
    await made.press("g")
    assert made.cursor_name == "doomed"


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
async def test_it_says_what_goes_and_where_and_starts_on_cancel(size: tuple[int, int]) -> None:
    async with explorer(size=size) as made:
        await to_doomed(made)
        await made.press("D")
        text = screen_text(made.app)
        for part in ("doomed", made.cursor_row.id, "70 GB", "available", "KR1", "Cancel", "Delete"):
            assert part in text
        assert crooked(made.app) == []
        focused = dialog(made).focused
        assert focused is not None
        assert focused.id == "cancel"
        await made.press("enter")
        assert made.on_top
        assert deletes(made) == 0


async def test_it_is_deleted_once_however_often_enter_comes() -> None:
    async with explorer() as made:
        await to_doomed(made)
        doomed = made.cursor_row.id
        await made.press("D", "right")
        await made.press_at_once("enter", "enter", "enter", "enter")
        assert deletes(made) == 1
        assert made.on_top
        assert made.cursor_row.status == "deleting"
        await made.pass_time(30)
        assert doomed not in made.ids
        assert deletes(made) == 1


async def test_the_hints_say_what_enter_does_where_the_focus_is() -> None:
    async with explorer() as made:
        await to_doomed(made)
        await made.press("D")
        hints = dialog(made).query_one(Hints)
        assert hints.text == " Enter Cancel  Tab next  Esc back"
        await made.press("right")
        assert hints.text == " Enter Delete  Tab next  Esc back"
        await made.press("right")
        assert hints.text == " Enter Request  Tab next  Esc back"
        dialog(made).query_one("#send").disabled = True
        await settled(made.pilot)
        assert dialog(made).focused is dialog(made).query_one("#cancel")
        assert hints.text == " Enter Cancel  Tab next  Esc back"


async def test_escape_sends_nothing() -> None:
    async with explorer() as made:
        await to_doomed(made)
        await made.press("D", "right", "escape")
        assert made.on_top
        assert deletes(made) == 0


async def test_of_production_the_id_is_typed_first() -> None:
    async with explorer(account=PROD) as made:
        await to_doomed(made)
        row = made.cursor_row
        await made.press("D", "right", "enter")
        assert deletes(made) == 0
        assert "Type the first 8 characters" in screen_text(made.app)
        await made.type(row.id[:7])
        await made.press("enter")
        assert deletes(made) == 0
        await made.type(row.id[7])
        await made.press("enter")
        assert deletes(made) == 1


async def test_what_blocks_it_can_be_gone_to() -> None:
    async with explorer() as made:
        await to_doomed(made)
        there = made.region()
        there.add_snapshot(
            Snapshot(
                id=made.cloud.world.ids.uuid(),
                tenant_id=TENANT,
                volume_id=made.cursor_row.id,
                created_at=stamp(made.clock.now()),
                status="available",
                size=70,
                name="in the way",
            )
        )
        await made.refresh()
        await made.press("D")
        assert "1 snapshot blocks this." in screen_text(made.app)
        assert dialog(made).query_one("#send").disabled
        await made.press("right", "enter")
        assert made.on_top
        assert made.main._browsing.kind is Kind.SNAPSHOTS
        assert made.cursor_name == "in the way"
        await made.press("escape")
        assert made.cursor_name == "doomed"
        assert deletes(made) == 0


async def test_what_can_not_be_deleted_says_why_and_opens_nothing() -> None:
    async with explorer() as made:
        made.add_volume("busy", status="attaching")
        await made.refresh()
        await made.press("g", "D")
        assert made.on_top
        assert "attaching" in screen_text(made.app)
        await made.press("3", "D")
        assert made.on_top


async def test_a_refusal_keeps_the_dialog_with_the_servers_words_and_its_request() -> None:
    async with explorer() as made:
        await to_doomed(made)
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="DELETE", status=409, times=1))
        await made.press("D", "right", "enter")
        [operation] = made.desk.all
        assert operation.state is State.REFUSED
        assert operation.request_id is not None
        text = " ".join(screen_text(made.app).replace("|", " ").split())
        assert operation.request_id in text
        assert dialog(made).focused is not None
        await made.press_again("enter")
        assert deletes(made) == 2
        assert made.on_top


async def test_after_an_answer_that_was_lost_nothing_is_sent_again() -> None:
    async with explorer() as made:
        await to_doomed(made)
        made.cloud.faults.add(Fault(FaultKind.CUT_AFTER, method="DELETE", times=1))
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="GET", status=500, times=8))
        await made.press("D", "right")
        await made.press_at_once("enter", "enter")
        assert "may have done it" in screen_text(made.app)
        await made.press("enter")
        assert deletes(made) == 1
        await made.pass_time(30)
        assert made.on_top
        assert deletes(made) == 1
        assert made.desk.all[-1].state is State.DONE


async def test_what_becomes_blocked_under_the_dialog_is_not_sent() -> None:
    made = bed()
    async with running(made):
        await to_doomed(made)
        await made.press("D", "right")
        volume = made.volume("doomed")
        volume.status = "attaching"
        volume.touch(made.clock.now())
        await made.pass_time(40)
        assert dialog(made).query_one("#send").disabled
        await made.press("enter")
        assert deletes(made) == 0


async def test_a_read_only_session_says_so() -> None:
    async with explorer(read_only=True) as made:
        await made.press("D")
        assert made.on_top
        assert "read-only" in screen_text(made.app)
