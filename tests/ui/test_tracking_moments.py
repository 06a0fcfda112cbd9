"""What becomes of operations is told at moments of its own choosing: while screens and dialogs come and go."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from support_changes import create_in, delete_by_key, delete_together, slow, with_volumes
from support_explorer import Bed, explorer, screen_lines, screen_text, settled
from ui.test_read_only import allow

from tbs_tui.account.context import Context
from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.operations.operation import State
from tbs_tui.ui.dialogs.leave import LeaveDialog
from tbs_tui.ui.journal_rows import Row
from tbs_tui.ui.screens.help import HelpScreen
from tbs_tui.ui.screens.journal import JournalScreen
from tbs_tui.ui.widgets.table import ResourceTable

__all__ = ["slow"]


def said(made: Bed) -> str:
    return " ".join(" ".join(screen_lines(made.app)[-7:]).split())


def first_words(made: Bed) -> str:
    assert isinstance(made.app.screen, JournalScreen)
    words: str = made.app.screen.query_one("#journal", ResourceTable).items[0].entry.words
    return words


# Screens and dialogs that come


@pytest.mark.parametrize("words", ["short", "long " * 30])
async def test_what_is_said_while_a_screen_comes_is_said_on_it(words: str) -> None:
    async with explorer() as made:
        made.app.push_screen(HelpScreen(made.main))
        made.app.say(words)
        await settled(made.pilot)
        assert words.strip() in said(made)


async def test_an_operation_may_change_while_a_question_comes() -> None:
    async with explorer() as made:
        made.app.push_screen(LeaveDialog(lambda: ()))
        made.main.operations_changed()
        await settled(made.pilot)
        assert "All of it is over now" in screen_text(made.app)


async def test_keys_of_a_dialog_do_not_take_away_what_is_told_under_it() -> None:
    async with explorer() as made:
        await with_volumes(made, "other", "broken-lun-12")
        await delete_by_key(made, after=("j", "p"))
        assert not made.on_top
        await made.pass_time(12)
        await made.type("x")
        create_in(made, "KR1", "fresh")
        await made.pass_time(30)
        # What was typed would be lost: that is said first.
        await made.press("escape", "escape")
        assert made.on_top
        assert "1 done, 1 failed. delete volume broken-lun-12: failed." in said(made)


# Other places


@pytest.mark.usefixtures("slow")
async def test_the_journal_has_what_runs_wherever_that_is() -> None:
    async with explorer(region="KR1") as made:
        await with_volumes(made, "one")
        await delete_by_key(made)
        await made.press("R", *"kr2", "enter", "4")
        assert first_words(made).startswith("KR1: delete volume: ")
        await made.press("enter")
        assert "It is in another place: KR1." in said(made)
        await made.press("a")
        assert first_words(made).startswith("delete volume: "), "the place has a column of its own"


async def test_looking_at_every_place_is_looking_at_what_went_wrong_elsewhere() -> None:
    async with explorer(region="KR1") as made:
        await with_volumes(made, "broken-lun-12")
        await made.press("4", "escape")
        await delete_by_key(made)
        await made.press("R", *"kr2", "enter", "4")
        await made.pass_time(12)
        assert "4 Journal 1" in screen_text(made.app)
        await made.press("a")
        assert "x delete volume: failed." in screen_text(made.app)
        assert "4 Journal 1" not in screen_text(made.app)
        await made.press("escape")
        assert "4 Journal 1" not in made.line("tabs")


@pytest.mark.usefixtures("slow")
async def test_a_journal_of_hundreds_that_run_is_not_made_anew_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    async with explorer() as made:
        names = [f"v{number}" for number in range(150)]
        await with_volumes(made, *names)
        made.clock.advance(10)
        await made.press("4")
        shown: list[int] = []
        show = JournalScreen._show_rows

        def count(screen: JournalScreen, scope: Context | None, running: Sequence[Row]) -> None:
            shown.append(len(running))
            show(screen, scope, running)

        monkeypatch.setattr(JournalScreen, "_show_rows", count)
        delete_together(made, *names)
        await settled(made.pilot)
        assert all(each.state in (State.ACCEPTED, State.IN_PROGRESS) for each in made.desk.all)
        assert len(shown) <= 2
        await made.pass_time(2)
        assert 1 <= len(shown) <= 6
        assert first_words(made).startswith(("delete volume: accepted", "delete volume: in progress"))


# Answers that are lost


async def test_what_was_found_out_of_a_lost_answer_is_in_the_journal() -> None:
    async with explorer((120, 36)) as made:
        await with_volumes(made, "one")
        made.cloud.faults.add(Fault(FaultKind.CUT_AFTER, method="POST", times=1))
        create_in(made, "KR1", "fresh")
        await made.pass_time(60)
        told = [entry.words for entry in made.app.journal.entries if entry.what.value == "action"]
        assert len(told) == 2
        assert told[0].startswith("create volume: unknown. ")
        assert told[1].startswith("create volume: unknown. The answer was lost; 1 that is listed may be the result.")


# The lock


async def test_a_machine_that_slept_past_the_end_of_changes_says_so_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    async with explorer(read_only_after="30") as made:
        await allow(made)
        now = made.clock.now
        monkeypatch.setattr(made.clock, "now", lambda: now() + timedelta(hours=8))
        await made.pass_time(31)
        assert "Read-only again, 30 minutes after the last change." in said(made)
        assert "read-only" in made.line("context")
