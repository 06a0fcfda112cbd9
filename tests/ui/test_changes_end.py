"""The dialogs of changes end with the explorer, whatever state they are in: no fault, and nothing is left of them."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import cycle, islice

import pytest
from support_create import add_snapshot
from support_explorer import Bed, explorer, screen_text, settled

from tbs_tui.account.context import Context
from tbs_tui.demo import Fault, FaultKind
from tbs_tui.inventory.picture import Kind
from tbs_tui.operations.operation import OperationChanged, State
from tbs_tui.ui.dialogs.changes.change import ChangeDialog
from tbs_tui.ui.dialogs.changes.create import CreateDialog
from tbs_tui.ui.dialogs.changes.delete import DeleteDialog
from tbs_tui.ui.dialogs.changes.many import ManyDialog
from tbs_tui.ui.dialogs.changes.many_delete import DeleteManyDialog, SnapshotsFirstDialog
from tbs_tui.ui.dialogs.changes.many_snapshots import SnapshotManyDialog
from tbs_tui.ui.dialogs.changes.snapshot import SnapshotDialog
from tbs_tui.ui.dialogs.changes.upload import UploadDialog
from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.dialogs.pick import Pick
from tbs_tui.ui.dialogs.request import RequestDialog
from tbs_tui.ui.screens.small import SmallScreen

NAMES = ("source", "source-2")
#: Turns of the loop: the end of the explorer takes some hundred.
MOST_NEWS = 5000
#: Of each dialog: the keys that open it, where the cursor is on a volume, and the field that decides it, as typed.
DIALOGS: dict[type[Dialog[None]], tuple[list[str], dict[str, str]]] = {
    CreateDialog: (["n"], {"size": "10"}),
    SnapshotDialog: (["p"], {}),
    UploadDialog: (["u"], {}),
    DeleteDialog: (["D"], {}),
    DeleteManyDialog: (["space", "j", "space", "D"], {"typed": "2"}),
    SnapshotManyDialog: (["space", "j", "space", "p"], {}),
    SnapshotsFirstDialog: (["D"], {"typed": "2"}),
}


async def opened(made: Bed, kind: type[Dialog[None]]) -> ChangeDialog | ManyDialog:
    """The dialog, filled in so that it can be sent."""
    keys, fields = DIALOGS[kind]
    for name in reversed(NAMES):
        volume = made.add_volume(name)
        made.clock.advance(1)
    if kind is SnapshotsFirstDialog:
        add_snapshot(made, "before-update", volume)
    await made.refresh()
    await made.press("g", *keys)
    if kind is SnapshotsFirstDialog:
        made.app.screen.query_one("#first").focus()
        await made.press("enter")
    dialog = made.app.screen
    assert isinstance(dialog, kind)
    assert isinstance(dialog, ChangeDialog | ManyDialog)
    for field_id, text in fields.items():
        dialog.query_one(f"#{field_id}").value = text  # type: ignore[attr-defined]
    await settled(made.pilot)
    return dialog


# The states


async def as_opened(made: Bed, dialog: ChangeDialog | ManyDialog) -> None:
    pass


async def sending(made: Bed, dialog: ChangeDialog | ManyDialog) -> None:
    made.cloud.faults.add(Fault(FaultKind.LATENCY, seconds=1000))
    made.decide(dialog)
    await settled(made.pilot)
    assert made.desk.running


async def refused(made: Bed, dialog: ChangeDialog | ManyDialog) -> None:
    for method in ("POST", "DELETE"):
        made.cloud.faults.add(Fault(FaultKind.STATUS, method=method, status=400))
    made.decide(dialog)
    await settled(made.pilot)
    assert made.desk.all


async def lost(made: Bed, dialog: ChangeDialog | ManyDialog) -> None:
    for method in ("POST", "DELETE"):
        made.cloud.faults.add(Fault(FaultKind.CUT_AFTER, method=method, times=1))
    made.cloud.faults.add(Fault(FaultKind.STATUS, method="GET", status=500))
    made.decide(dialog)
    await settled(made.pilot)
    assert any(each.settling for each in made.desk.all)


async def found_out(made: Bed, dialog: ChangeDialog | ManyDialog) -> None:
    for method in ("POST", "DELETE"):
        made.cloud.faults.add(Fault(FaultKind.CUT, method=method, times=1))
    made.decide(dialog)
    await made.pass_time(40)
    assert made.app.screen is dialog


async def asking_for_urls(made: Bed, dialog: ChangeDialog | ManyDialog) -> None:
    asked = asyncio.Event()

    async def never(context: Context, *path: str) -> str:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    made.door.url_of = never  # type: ignore[method-assign]
    dialog.query_one("#request").focus()
    await made.press("enter")
    assert asked.is_set()


async def reading_the_request(made: Bed, dialog: ChangeDialog | ManyDialog) -> None:
    dialog.query_one("#request").focus()
    await made.press("enter")
    assert isinstance(made.app.screen, RequestDialog)


async def choosing(made: Bed, dialog: ChangeDialog | ManyDialog) -> None:
    for chooser in dialog.query("#type, #disk_format"):
        chooser.focus()
        await made.press("enter")
        assert isinstance(made.app.screen, Pick)


async def covered(made: Bed, dialog: ChangeDialog | ManyDialog) -> None:
    await made.resize(20, 5)
    assert isinstance(made.app.screen, SmallScreen)
    made.decide(dialog)
    await made.pass_time(5)


STATES: list[Callable[[Bed, ChangeDialog | ManyDialog], Awaitable[None]]] = [
    as_opened,
    sending,
    refused,
    lost,
    found_out,
    asking_for_urls,
    reading_the_request,
    choosing,
    covered,
]


#: One of each make in every state; the others share what they are made of.
WHOLE = (CreateDialog, SnapshotDialog, DeleteManyDialog)
CASES = [(kind, state) for kind in DIALOGS for state in (STATES if kind in WHOLE else (as_opened, sending, lost))]


@pytest.mark.parametrize(("kind", "state"), CASES)
async def test_the_explorer_ends_under_it(
    kind: type[Dialog[None]], state: Callable[[Bed, ChangeDialog | ManyDialog], Awaitable[None]]
) -> None:
    async with explorer() as made:
        await state(made, await opened(made, kind))
        inventory, book = made.inventory._listeners, made.desk._book._listeners
        made.app.exit()
        news = asyncio.create_task(_news(made))
    await news
    assert made.app._exception is None
    assert made.app.return_code == 0
    owners = [getattr(each, "__self__", None) for each in (*inventory._listeners, *book._listeners)]
    assert not any(isinstance(each, Dialog) for each in owners)


async def _news(made: Bed) -> None:
    """Of the cloud and of operations, while widget after widget goes."""
    statuses = cycle(["available", "error"])
    context, picture = made.inventory.current, made.inventory.picture
    assert context is not None
    assert picture is not None
    ids = [row.id for row in picture.volumes.rows if row.name in NAMES]
    for status in islice(statuses, MOST_NEWS):
        if made.door.closed:
            return
        made.inventory.note_statuses(context, Kind.VOLUMES, dict.fromkeys(ids, status))
        for operation in made.desk.all:
            made.desk._book._tell(OperationChanged(operation, operation))
        await asyncio.sleep(0)


@pytest.mark.parametrize("kind", DIALOGS)
async def test_news_that_come_while_it_closes_are_no_fault(kind: type[Dialog[None]]) -> None:
    async with explorer() as made:
        dialog = await opened(made, kind)
        await lost(made, dialog)
        made.door.closed = []
        news = asyncio.create_task(_news(made))
        dialog.finish(None)
        for _ in range(500):
            await asyncio.sleep(0)
        news.cancel()
        await asyncio.gather(news, return_exceptions=True)
        await settled(made.pilot)
        assert dialog not in made.app.screen_stack
        assert made.app._exception is None


@pytest.mark.parametrize("kind", [CreateDialog, SnapshotDialog, DeleteDialog])
async def test_what_ends_badly_after_a_dialog_that_was_covered_is_told(kind: type[Dialog[None]]) -> None:
    async with explorer() as made:
        dialog = await opened(made, kind)
        made.cloud.faults.add(Fault(FaultKind.LATENCY, seconds=2, times=1))
        made.decide(dialog)
        await settled(made.pilot)
        await made.resize(20, 5)
        await made.pass_time(3)
        [operation] = made.desk.all
        assert operation.state in (State.ACCEPTED, State.IN_PROGRESS)
        # It will go with the screen that lies over it: it says nothing more.
        made.desk._book.change(operation.id, state=State.FAILED, words="The cloud broke it.")
        await settled(made.pilot)
        await made.resize(80, 24)
        assert made.on_top
        assert "The cloud broke it." in " ".join(screen_text(made.app).split())
