"""Leaving while something that was decided is not over."""

import asyncio

import pytest
from support_changes import delete_by_key, delete_together, slow, with_volumes
from support_explorer import Bed, bed, crooked, explorer, running, screen_text, settled
from support_harmless import assert_harmless

from tbs_tui.account.context import Context
from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.journal.file import JournalFile
from tbs_tui.ui.dialogs.leave import LeaveDialog

__all__ = ["slow"]
ORIGIN = "https://identity.example"
pytestmark = pytest.mark.usefixtures("slow")


def dialog(made: Bed) -> LeaveDialog:
    assert isinstance(made.app.screen, LeaveDialog)
    return made.app.screen


def flat(made: Bed) -> str:
    """The screen in one line, without the frame of the dialog."""
    return " ".join(screen_text(made.app).replace("|", " ").split())


async def test_with_nothing_going_on_q_leaves_at_once() -> None:
    async with explorer() as made:
        await made.press("q")
        assert not made.app.is_running
        assert made.app.return_code == 0


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
async def test_it_says_what_goes_on_and_what_becomes_of_it_and_staying_comes_first(size: tuple[int, int]) -> None:
    async with explorer(size) as made:
        await with_volumes(made, "one")
        await delete_by_key(made, after=("q",))
        assert "delete volume one: accepted" in flat(made)
        assert "What the cloud has accepted goes on without this program." in flat(made)
        assert "never will be" not in flat(made)
        assert crooked(made.app) == []
        focused = dialog(made).focused
        assert focused is not None
        assert focused.id == "no"
        await made.press("enter")
        assert made.on_top
        assert made.app.is_running


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
async def test_what_was_not_sent_is_counted(size: tuple[int, int]) -> None:
    async with explorer(size) as made:
        names = [f"v{number}" for number in range(8)]
        await with_volumes(made, *names)
        made.cloud.faults.add(Fault(FaultKind.LATENCY, method="DELETE", seconds=1000.0))
        delete_together(made, *names)
        await settled(made.pilot)
        await made.press("q")
        text = flat(made)
        assert "and 3 more" in text
        assert "4 are on their way: nobody will know how they went." in text
        assert "4 were not sent, and never will be." in text
        assert "accepted goes on" not in text
        assert "> Leave" in text
        await made.press("right", "enter")
        assert not made.app.is_running


async def test_the_key_that_asks_does_not_answer() -> None:
    async with explorer() as made:
        await with_volumes(made, "one")
        await delete_by_key(made)
        await made.press_at_once("q", "q", "q")
        assert dialog(made)
        assert made.app.is_running
        await made.press("escape")
        assert made.on_top


async def test_leave_leaves() -> None:
    async with explorer() as made:
        await with_volumes(made, "one")
        await delete_by_key(made)
        await made.press("q", "right", "enter")
        assert not made.app.is_running
        assert made.app.return_code == 0


@pytest.mark.parametrize("before", [[], ["q"], ["D"], ["4"]])
async def test_ctrl_c_says_that_something_goes_on_and_twice_it_always_leaves(before: list[str]) -> None:
    async with explorer() as made:
        await with_volumes(made, "one", "two")
        await delete_by_key(made, after=("j", *before))
        await made.press("ctrl+c")
        assert made.app.is_running
        assert "1 operation is not over; press Ctrl+C again to leave." in flat(made)
        await made.press("ctrl+c")
        assert not made.app.is_running
        assert made.app.return_code == 0


async def test_what_ends_under_the_question_is_not_asked_about_any_more() -> None:
    async with explorer() as made:
        await with_volumes(made, "one")
        await delete_by_key(made, after=("q",))
        assert "in progress" not in flat(made)
        await made.pass_time(5)
        assert "delete volume one: in progress" in flat(made)
        made.region().remove_volume(made.volume("one"))
        await made.pass_time(10)
        assert "All of it is over now" in flat(made)
        await made.press("escape")
        assert "delete volume one: done" in flat(made)


async def test_a_name_is_text_there_and_nothing_else() -> None:
    async with explorer() as made:
        await with_volumes(made, "[/x]\x1b[31m\nred")
        await delete_by_key(made, after=("q",))
        assert "delete volume [/x]\\x1b[31m" in flat(made)
        assert crooked(made.app) == []
        assert_harmless(made)


async def test_leaving_from_the_palette_asks_too() -> None:
    async with explorer() as made:
        await with_volumes(made, "one")
        await delete_by_key(made, after=(":", *"leave", "enter"))
        assert dialog(made)


async def test_what_was_on_its_way_when_the_explorer_ended_is_kept_as_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    made = bed()
    monkeypatch.setattr(made.door, "origin", lambda _context: ORIGIN)
    async with running(made):
        await with_volumes(made, "one", "two")
        await delete_by_key(made)
        await made.press("j")
        made.cloud.faults.add(Fault(FaultKind.LATENCY, method="DELETE", seconds=1000.0))
        await delete_by_key(made, after=("escape", "q", "right", "enter"))
        assert not made.app.is_running
        context = made.inventory.current
    assert isinstance(context, Context)
    kept = await asyncio.to_thread(JournalFile().load, ORIGIN, context.profile, context.tenant_id)
    ends = [(entry.name, entry.after) for entry in kept if entry.what.value == "action"]
    assert ends == [("two", "accepted"), ("one", "unknown")]
