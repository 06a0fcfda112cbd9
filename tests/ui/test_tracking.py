"""What a person sees of operations from the first moment to the end, wherever they are meanwhile."""

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr
from support_changes import create_in, delete_by_key, delete_together, slow, with_volumes
from support_explorer import Bed, bed, crooked, explorer, running, screen_lines, screen_text, settled
from textual.app import App

from tbs_tui.demo import DEMO_PASSWORD
from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.inventory.events import PollState
from tbs_tui.operations.operation import State
from tbs_tui.ui.dialogs.changes.snapshot import SnapshotDialog
from tbs_tui.ui.dialogs.export import ExportDialog
from tbs_tui.ui.dialogs.sign_in import SignIn
from tbs_tui.ui.journal_rows import Row
from tbs_tui.ui.widgets.fields import Field
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.table import ResourceTable

__all__ = ["slow"]
SIZES = [(60, 15), (80, 24), (120, 36)]


def context_line(made: Bed) -> str:
    """The first line of the screen on top."""
    return made.app.screen.query_one("#context", Line).text


def said(made: Bed) -> str:
    """The last lines of the screen, joined: the answer may take several."""
    return " ".join(" ".join(screen_lines(made.app)[-7:]).split())


# The first line


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_line_counts_what_runs(size: tuple[int, int]) -> None:
    async with explorer(size) as made:
        await with_volumes(made, "one", "two")
        assert "running" not in made.line("context")
        await delete_by_key(made)
        assert "1 running" in made.line("context")
        assert ("delete volume two" in made.line("context")) is (size[0] >= 80)
        await made.press("j")
        await delete_by_key(made)
        assert "2 running" in made.line("context")
        assert crooked(made.app) == []
        await made.pass_time(30)
        assert "running" not in made.line("context")


async def test_it_counts_no_seconds() -> None:
    async with explorer((120, 36)) as made:
        await with_volumes(made, "one")
        create_in(made, "KR2", "far")
        await settled(made.pilot)
        before = made.line("context")
        assert "1 running" in before
        made.clock.advance(1)
        await settled(made.pilot)
        assert made.line("context") == before


async def test_what_is_not_sent_yet_is_counted_apart() -> None:
    async with explorer() as made:
        await with_volumes(made, *(f"v{number}" for number in range(8)))
        # Nothing is answered for a while.
        made.cloud.faults.add(Fault(FaultKind.LATENCY, method="DELETE", seconds=20.0, times=8))
        delete_together(made, *(f"v{number}" for number in range(8)))
        await settled(made.pilot)
        assert "4 running, 4 waiting" in made.line("context")
        await made.pass_time(80)
        assert "running" not in made.line("context")


@pytest.mark.parametrize("key", ["4", "enter"])
async def test_every_screen_with_a_first_line_counts_them(key: str) -> None:
    async with explorer() as made:
        await with_volumes(made, "one")
        await delete_by_key(made, after=(key,))
        assert not made.on_top
        assert "1 running" in context_line(made)
        await made.pass_time(30)
        assert "running" not in context_line(made)


async def test_they_are_counted_in_another_region_too_and_end_there() -> None:
    async with explorer(region="KR1") as made:
        await with_volumes(made, "one")
        operation = await delete_by_key(made)
        await made.press("R", *"kr2", "enter")
        assert made.inventory.current is not None
        assert made.inventory.current.region == "KR2"
        assert "1 running" in made.line("context")
        await made.pass_time(30)
        assert made.desk.get(operation.id).state is State.DONE  # type: ignore[union-attr]
        assert "running" not in made.line("context")
        assert "KR1: delete volume one: done" in screen_text(made.app)


# The row


async def test_the_row_is_deleting_at_once_and_a_new_one_is_there_with_the_next_look() -> None:
    async with explorer() as made:
        await with_volumes(made, "one")
        await delete_by_key(made)
        assert made.cursor_row.status == "deleting"
        assert "~ deleting" in made.cursor_line
        create_in(made, "KR1", "fresh")
        await made.pass_time(1)
        assert "fresh" in made.names


# The end


async def test_the_end_is_told_until_the_next_key_and_stays_in_the_journal() -> None:
    async with explorer() as made:
        await with_volumes(made, "one")
        await made.press("4", "escape")
        await delete_by_key(made)
        await made.pass_time(30)
        assert "delete volume one: done" in said(made)
        await made.press("j")
        assert "done" not in said(made)
        await made.press("4")
        assert "o delete volume: done" in screen_text(made.app)


@pytest.mark.parametrize("key", ["4", "enter", "?", "L"])
async def test_the_end_is_told_on_the_screen_that_is_seen(key: str) -> None:
    async with explorer() as made:
        await with_volumes(made, "one")
        await delete_by_key(made, after=(key,))
        await made.pass_time(30)
        assert not made.on_top
        assert "delete volume one: done" in said(made)


async def test_the_end_is_told_behind_another_dialog_and_is_there_when_that_has_gone() -> None:
    async with explorer() as made:
        await with_volumes(made, "one", "two")
        await delete_by_key(made, after=("j", "p"))
        assert isinstance(made.app.screen, SnapshotDialog)
        await made.pass_time(30)
        await made.press("escape")
        assert made.on_top
        assert "delete volume two: done" in said(made)


async def test_a_bad_end_says_why_with_its_request_and_is_news_when_a_key_has_taken_that_away() -> None:
    async with explorer() as made:
        # The demo lets a volume of that name fail.
        await with_volumes(made, "broken-lun-12")
        await made.press("4", "escape")
        operation = await delete_by_key(made)
        await made.pass_time(12)
        [operation] = made.desk.all
        assert operation.state is State.FAILED
        assert "delete volume broken-lun-12: failed." in said(made)
        assert operation.request_id is not None
        assert operation.request_id in said(made)
        await made.press("j")
        assert "failed" not in said(made)
        tab = made.line("tabs").partition("4 Journal ")[2]
        assert int(tab.split()[0]) >= 2, "accepted and failed at least"
        await made.press("4")
        assert "x delete volume: failed." in screen_text(made.app)


async def test_a_refusal_that_its_dialog_shows_is_told_there_alone() -> None:
    async with explorer() as made:
        await with_volumes(made, "one")
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="DELETE", status=409, times=1))
        await delete_by_key(made)
        assert not made.on_top
        await made.press("escape")
        assert made.on_top
        assert "refused" not in said(made)
        await made.press("4")
        assert "x delete volume: refused." in screen_text(made.app)


async def test_a_refusal_that_comes_after_its_dialog_was_left_is_told_below() -> None:
    async with explorer() as made:
        await with_volumes(made, "one")
        made.cloud.faults.add(Fault(FaultKind.LATENCY, method="DELETE", seconds=3.0, times=1))
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="DELETE", status=409, times=1))
        await delete_by_key(made, after=("escape",))
        assert made.on_top
        assert "refused" not in said(made)
        await made.pass_time(5)
        assert "delete volume one: refused." in said(made)


async def test_a_plan_is_told_once_when_all_of_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    async with explorer() as made:
        names = [f"v{number}" for number in range(6)]
        await with_volumes(made, *names)
        told: list[str] = []
        say = made.main.say

        def keep(words: str, *, bad: bool = True) -> None:
            told.append(words)
            say(words, bad=bad)

        monkeypatch.setattr(made.main, "say", keep)
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="DELETE", status=409, times=1))
        delete_together(made, *names)
        await made.pass_time(60)
        assert len(told) == 1
        [words] = told
        assert words.startswith("5 done, 1 refused. delete volume v")
        assert ": refused." in words
        assert "(request req-" in words
        assert words.endswith("4 lists them.")


async def test_what_ends_before_the_next_key_is_told_together() -> None:
    async with explorer() as made:
        await with_volumes(made, "one", "two")
        await delete_by_key(made)
        await made.press("j")
        await delete_by_key(made)
        await made.pass_time(40)
        assert "2 done. 4 lists them." in said(made)
        await made.press("j")
        await with_volumes(made, "three")
        await delete_by_key(made)
        await made.pass_time(30)
        assert "delete volume three: done" in said(made)


# The bell


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    rings: list[bool] = []
    monkeypatch.setattr(App, "bell", lambda _app: rings.append(True))
    return rings


async def test_the_bell_is_rung_once_at_the_end_of_an_operation_where_it_is_wanted(rung: list[bool]) -> None:
    async with explorer(bell=True) as made:
        await with_volumes(made, "one")
        await delete_by_key(made)
        assert rung == []
        await made.pass_time(30)
        assert rung == [True]


async def test_the_bell_is_rung_once_at_the_end_of_a_plan(rung: list[bool]) -> None:
    async with explorer(bell=True) as made:
        await with_volumes(made, *"abcdef")
        delete_together(made, *"abcdef")
        await made.pass_time(60)
        assert rung == [True]


async def test_without_a_wish_there_is_no_bell(rung: list[bool]) -> None:
    async with explorer() as made:
        await with_volumes(made, "one")
        await delete_by_key(made)
        await made.pass_time(30)
        assert made.desk.all[-1].state is State.DONE
        assert rung == []


# The journal and the detail


def first_row(made: Bed) -> Row:
    row = made.app.screen.query_one("#journal", ResourceTable).items[0]
    assert isinstance(row, Row)
    return row


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("size", SIZES)
async def test_what_runs_is_at_the_top_of_the_journal_with_its_minutes(size: tuple[int, int]) -> None:
    async with explorer(size) as made:
        await with_volumes(made, "one")
        operation = await delete_by_key(made)
        await made.press("4")
        assert first_row(made).running
        assert first_row(made).entry.words == "delete volume: accepted"
        assert "~ delete volume: accepted" in screen_text(made.app)
        assert crooked(made.app) == []
        await made.pass_time(125)
        assert first_row(made).running
        assert first_row(made).entry.words == "delete volume: in progress, 2 min"
        assert operation.request_id is not None
        await made.press("/", *operation.request_id, "enter")
        assert first_row(made).running
        await made.press("escape", "c")
        assert operation.resource_id in said(made)


@pytest.mark.usefixtures("slow")
async def test_what_runs_is_no_entry_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with explorer() as made:
        await with_volumes(made, "one")
        operation = await delete_by_key(made, after=("4", "e"))
        field = made.app.screen.query_one(Field)
        field.value = "journal.csv"
        await made.press("enter")
        # Files are written by a thread.
        while isinstance(made.app.screen, ExportDialog):
            await asyncio.sleep(0.002)
        await settled(made.pilot)
        lines = [line for line in (tmp_path / "journal.csv").read_text().splitlines() if ",action," in line]
        assert len(lines) == 1
        assert operation.request_id is not None
        assert operation.request_id in lines[0]


async def test_from_the_journal_enter_leads_to_what_an_operation_is_about() -> None:
    async with explorer() as made:
        await with_volumes(made, "one", "two")
        await made.press("j")
        await delete_by_key(made, after=("k", "4", "g", "enter"))
        assert made.on_top
        assert made.cursor_name == "one"


async def test_a_journal_of_what_was_deleted_has_an_entry_for_each_step_and_no_more() -> None:
    async with explorer((120, 36)) as made:
        await with_volumes(made, "one")
        await delete_by_key(made)
        await made.pass_time(40)
        await made.press("4")
        rows = [row for row in made.app.screen.query_one("#journal", ResourceTable).items if row.entry.name == "one"]
        told = [(row.entry.what.value, row.entry.after) for row in reversed(rows)]
        assert told == [("appeared", "available"), ("action", "accepted"), ("action", "done"), ("gone", None)]
        assert all(row.entry.request_id for row in rows if row.entry.what.value == "action")


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_open_detail_counts_the_seconds_of_what_is_done_to_it(size: tuple[int, int]) -> None:
    async with explorer(size) as made:
        await with_volumes(made, "one")
        operation = await delete_by_key(made, after=("enter",))
        await made.pass_time(2)
        text = screen_text(made.app)
        assert "delete volume: in progress, 2 s" in text or "delete volume: accepted, 2 s" in text
        assert operation.request_id is not None
        assert operation.request_id[:20] in text
        made.clock.advance(1)
        await settled(made.pilot)
        assert ", 3 s" in screen_text(made.app)


async def test_the_detail_of_a_volume_says_what_is_made_of_it() -> None:
    async with explorer((120, 36)) as made:
        await with_volumes(made, "one")
        await made.press("p")
        await made.type("snap")
        await made.press("enter")
        assert made.on_top
        assert "create snapshot" in screen_text(made.app)
        await made.pass_time(40)
        assert "running" not in made.line("context")


# Pausing, and the token


async def test_polling_that_is_paused_leaves_operations_followed_to_their_end() -> None:
    async with explorer() as made:
        await with_volumes(made, "one")
        await delete_by_key(made, after=("z",))
        assert "paused" in made.line("context")
        assert "1 running" in made.line("context")
        await made.pass_time(30)
        assert made.desk.all[-1].state is State.DONE
        assert "one" not in made.names, "its end is looked at, although nothing else is"
        assert "paused" in made.line("context")


@pytest.mark.usefixtures("slow")
async def test_polling_does_not_pause_for_want_of_keys_while_something_runs() -> None:
    async with explorer(idle_pause="1") as made:
        await with_volumes(made, "one")
        await delete_by_key(made)
        await made.pass_time(200, step=2)
        assert not made.desk.all[-1].is_over
        assert made.poller.state is not PollState.IDLE
        there = made.volume("one")
        made.region().remove_volume(there)
        await made.pass_time(80, step=2)
        assert made.desk.all[-1].is_over
        assert made.poller.state is PollState.IDLE


@pytest.mark.usefixtures("slow")
async def test_what_lost_its_token_goes_on_when_the_person_has_signed_in_again() -> None:
    made = bed()
    made.door.asks = True
    async with running(made):
        await with_volumes(made, "one")
        operation = await delete_by_key(made)
        [session] = made.door.sessions._sessions.values()
        # The password was changed elsewhere, and that has ended every token.
        session._password = SecretStr("not any more")
        made.cloud.faults.add(Fault(FaultKind.REVOKE, times=1))
        await made.pass_time(30)
        assert isinstance(made.app.screen, SignIn)
        lost = made.desk.get(operation.id)
        assert lost is not None
        assert not lost.is_over
        assert "cannot be seen at the moment" in lost.words
        asked = made.asked(f"/volumes/{operation.resource_id}")
        made.region().remove_volume(made.volume("one"))
        await made.pass_time(20)
        assert made.asked(f"/volumes/{operation.resource_id}") == asked, "nobody tries a password that was refused"
        await made.type(DEMO_PASSWORD)
        await made.press("enter")
        assert made.on_top
        await made.pass_time(4)
        assert made.desk.get(operation.id).state is State.DONE  # type: ignore[union-attr]
        assert "delete volume one: done" in said(made)


async def test_what_goes_wrong_elsewhere_is_news_here_and_the_journal_begins_with_every_place() -> None:
    async with explorer(region="KR1") as made:
        await with_volumes(made, "broken-lun-12")
        await made.press("4", "escape")
        await delete_by_key(made)
        await made.press("R", *"kr2", "enter", "4", "escape")
        assert made.line("tabs").partition("4 Journal")[2].split()[:1] != ["1"]
        await made.pass_time(12)
        assert "KR1: delete volume broken-lun-12: failed." in said(made)
        await made.press("j")
        assert "4 Journal 1" in made.line("tabs")
        await made.press("4")
        assert "every place seen" in screen_text(made.app)
        assert "x delete volume: failed." in screen_text(made.app)
        await made.press("escape")
        assert "4 Journal 1" not in made.line("tabs")
        await made.press("4")
        assert "every place seen" not in screen_text(made.app)
