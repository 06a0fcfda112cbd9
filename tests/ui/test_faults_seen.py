"""What a person sees of every fault: in the list, in the detail beside it, and in a dialog that changes something.

One explorer is walked through all of them: what each leaves is what the next one finds.
"""

from dataclasses import replace

from contract.support_faults import BLOCK_STORAGE, CASES, Case
from support_explorer import Bed, explorer

from tbs_tui.demo import Fault, FaultKind
from tbs_tui.operations.operation import State
from tbs_tui.ui.dialogs.changes.snapshot import SnapshotDialog
from tbs_tui.ui.widgets.notice import Notice

JARGON = ("Errno", "Error", "Exception", "Traceback", "char 0")
#: Without a socket a cut has no halves: nothing of the answer has come.
SOCKETS_ALONE = {"cut mid-body": "cut before an answer came", "too long": "The answer was not understood"}
#: Seconds; more than the longest wait that is asked for, and than the longest back-off.
LONG = 130


def seen(case: Case) -> str:
    return SOCKETS_ALONE.get(case.name, case.words)


#: Of these a person sees what the others show.
TWINS = {"404 HTML", "413 rate, at once", "429 wait 3", "503", "503 wait 2", "202 empty", "200 HTML", "501"}


def faults() -> list[Case]:
    """Those that need no socket. A body is too long at 64 MB: the contract tests have that."""
    return [
        case
        for case in CASES
        if isinstance(case.fault, Fault) and case.fault.kind is not FaultKind.HUGE and case.name not in TWINS
    ]


def switch_on(made: Bed, case: Case, method: str) -> None:
    assert isinstance(case.fault, Fault)
    made.cloud.requests.clear()
    made.cloud.faults.add(replace(case.fault, path=BLOCK_STORAGE, method=method))


def sent(made: Bed, method: str, ending: str) -> int:
    return sum(verb == method and path.endswith(ending) for verb, path, _status in made.cloud.requests)


def notices(made: Bed) -> str:
    """What the dialog says, whole."""
    shown = [each.text for each in made.app.screen.query(Notice) if each.display]
    return " ".join(" ".join(shown).split())


async def recover(made: Bed) -> None:
    """The fault has gone, and the next look is good."""
    made.cloud.faults.clear()
    while not made.on_top:
        await made.press("escape")
    await made.press("r")
    for _ in range(LONG // 10):
        if made.notice is None:
            break
        await made.pass_time(10, step=5)
    assert made.notice is None
    assert not made.table.stale


async def test_a_list_keeps_its_rows_marks_and_detail_and_a_line_says_what_to_do() -> None:
    async with explorer((200, 40)) as made:
        await made.press("g", "space", "j")
        rows, marks, journal = made.ids, set(made.table.marked), made.app.journal.entries
        detail = made.detail.text
        assert marks
        for case in faults():
            switch_on(made, case, "GET")
            await made.press("r")
            await made.pass_time(12)
            name = case.name
            assert (name, made.ids, set(made.table.marked)) == (name, rows, marks)
            assert (name, made.detail.text) == (name, detail)
            if case.read is None:
                # Nobody notices: the token was renewed.
                assert (name, made.notice) == (name, None)
                continue
            assert (name, sent(made, "GET", "/volumes/detail")) == (name, case.gets)
            error = made.inventory.health(made.inventory.current).error  # type: ignore[arg-type]
            assert error is not None
            assert (name, type(error)) == (name, case.kind)
            notice = made.notice or ""
            assert notice.startswith("last good "), name
            assert seen(case) in notice, name
            assert not [word for word in JARGON if word in notice]
            assert error.request_id is None or error.request_id in notice, name
            assert (error.request_id is None) == case.name.startswith("cut"), name
            await recover(made)
            assert (name, made.app.journal.entries[: len(journal)]) == (name, journal)
            rows, journal, detail = made.ids, made.app.journal.entries, made.detail.text


async def test_a_dialog_keeps_what_was_typed_says_what_to_do_and_sends_once() -> None:
    async with explorer((120, 40)) as made:
        for number, case in enumerate(faults()):
            name = f"before-{number}"
            made.add_volume(f"source-{number}")
            await made.press("r", "g", "p")
            dialog = made.app.screen
            assert isinstance(dialog, SnapshotDialog)
            dialog.query_one("#name").value = name  # type: ignore[attr-defined]
            switch_on(made, case, "POST")
            await made.press("enter")
            said = notices(made)
            assert (case.name, sent(made, "POST", "/snapshots")) == (case.name, 1)
            assert made.app.screen is dialog, case.name
            assert (case.name, dialog.query_one("#name").value) == (case.name, name)  # type: ignore[attr-defined]
            assert not [word for word in JARGON if word in said]
            operation = made.desk.all[-1]
            assert (case.name, operation.state is State.UNKNOWN) == (case.name, case.unsure)
            if case.unsure:
                # What may be its result is looked for at once, and named where it is found.
                assert "nothing is sent again" in said or "sent again only when you say so" in said, case.name
            else:
                assert seen(case) in said, case.name
                assert operation.request_id is not None, case.name
                assert operation.request_id in said, case.name
            # What is found out meanwhile sends nothing again.
            await made.pass_time(1)
            assert (case.name, sent(made, "POST", "/snapshots")) == (case.name, 1)
            made.cloud.faults.clear()
            while not made.on_top:
                await made.press("escape")
