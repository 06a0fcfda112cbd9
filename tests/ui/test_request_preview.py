"""The request that a dialog would send, shown before: it is the one that the cloud gets then, and nothing is sent by
looking at it."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from contract.support_curl import request_of
from contract.test_request_shown import APP_KEY, TOKEN, words_of
from support_cloud import ManualClock
from support_explorer import TENANT, Bed, bed, crooked, explorer, running, screen_text
from support_harmless import assert_harmless
from support_hostile import HOSTILE
from ui.test_copy import Clipboard

from tbs_tui.account.context import Context
from tbs_tui.api.errors import NoBlockStorage
from tbs_tui.api.requests import EncryptionKey, NewSnapshot, NewVolume
from tbs_tui.demo import DemoCloud
from tbs_tui.operations.intent import create_snapshot, create_volume
from tbs_tui.ui.dialogs.changes.change import ChangeDialog
from tbs_tui.ui.dialogs.request import RequestDialog, requests_of
from tbs_tui.ui.door import Account
from tbs_tui.ui.widgets.detail import DetailView

SIZES = [(60, 15), (80, 24), (120, 36)]
#: A dialog -> the keys that open it, and those that send it once the focus is on its Request button.
DIALOGS = {
    "snapshot": ("p", ["left", "left", "enter"]),
    "upload": ("u", ["left", "left", "enter"]),
    "delete": ("D", ["left", "enter"]),
}


@pytest.fixture(autouse=True)
def _a_bare_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)


class Hearing(DemoCloud):
    """Writes down what it is sent."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.heard: list[tuple[str, str, Any]] = []
        """Method, path, and JSON body of what changes something."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""

        async def listening() -> Any:
            nonlocal body
            message = await receive()
            body += message.get("body", b"")
            return message

        await super().__call__(scope, listening, send)
        path = scope["raw_path"].decode()
        if scope["method"] != "GET" and not path.endswith("/tokens"):
            self.heard.append((scope["method"], path, json.loads(body) if body else None))


@dataclass
class Shown:
    """What stands in the dialog of the request."""

    dialog: RequestDialog

    @property
    def request(self) -> tuple[str, str, Any]:
        """Method, path and body, as a shell sends them."""
        method, url, body = request_of(words_of(self.dialog.text), TOKEN)
        return method, urlsplit(url).path, body


def hearing(clock: ManualClock) -> Hearing:
    return Hearing(now=clock.now, sleep=clock.sleep, volumes=38, life=False)


async def open_on(made: Bed, key: str, name: str = "source", **more: Any) -> ChangeDialog:
    """The dialog of `key` for a volume of that name."""
    made.add_volume(name, **{"size": 70, **more})
    await made.refresh()
    await made.press("g", key)
    assert isinstance(made.app.screen, ChangeDialog)
    return made.app.screen


async def to_request(made: Bed, dialog: ChangeDialog) -> Shown:
    """By keys alone: it is the last button."""
    await go_to_button(made, dialog)
    await made.press("enter")
    assert isinstance(made.app.screen, RequestDialog)
    return Shown(made.app.screen)


async def go_to_button(made: Bed, dialog: ChangeDialog) -> None:
    for _ in range(12):
        await made.press("down")
        if dialog.focused is not None and dialog.focused.id == "request":
            return
    raise AssertionError("no key leads to the button")


@pytest.mark.parametrize("name", ["source", 'it\'s "quoted" $HOME `id` \\ 디스크', HOSTILE["clipboard"]])
@pytest.mark.parametrize("status", ["available", "in-use"])
@pytest.mark.parametrize("what", DIALOGS)
async def test_what_is_shown_is_what_the_cloud_gets(what: str, status: str, name: str) -> None:
    if what == "delete" and status == "in-use":
        return
    key, sends = DIALOGS[what]
    made = bed(cloud=hearing)
    async with running(made):
        dialog = await open_on(made, key, name, status=status)
        if what != "delete":
            await made.type("'$x\"")
        shown = await to_request(made, dialog)
        request = shown.request
        assert_harmless(made)
        assert "> KR1 Pangyo" in screen_text(made.app).partition("The request that would be sent")[2]
        assert isinstance(made.cloud, Hearing)
        assert made.cloud.heard == []
        assert made.desk.all == ()
        await made.press("escape")
        assert dialog.focused is not None
        assert dialog.focused.id == "request"
        await made.press(*sends)
        assert made.cloud.heard == [request]
        assert made.on_top


@pytest.mark.parametrize("size", SIZES)
async def test_all_of_it_can_be_read_at_every_size(size: tuple[int, int]) -> None:
    async with explorer(size=size) as made:
        dialog = await open_on(made, "u", "긴-이름-" * 40)
        shown = await to_request(made, dialog)
        assert crooked(made.app) == []
        seen = [line.strip("| ") for line in screen_text(made.app).splitlines()]
        for _ in range(40):
            await made.press("down")
            seen += [line.strip("| ") for line in screen_text(made.app).splitlines()]
            assert crooked(made.app) == []
        view = made.app.screen.query_one(DetailView)
        assert view.text.replace("\n", "").replace(" ", "") == shown.dialog.text.replace("\n", "").replace(" ", "")
        for line in view.text.splitlines():
            assert line.strip("| ") in seen


async def test_it_is_copied_as_it_is_however_often() -> None:
    async with explorer() as made:
        dialog = await open_on(made, "u")
        shown = await to_request(made, dialog)
        clipboard = Clipboard(made)
        await made.press("c", "c")
        assert clipboard.texts == [shown.dialog.text] * 2
        assert "sent to the terminal's clipboard" in screen_text(made.app)
        assert crooked(made.app) == []


async def test_what_is_wrong_is_said_and_nothing_is_shown() -> None:
    async with explorer() as made:
        dialog = await open_on(made, "u")
        dialog.query_one("#name").value = ""  # type: ignore[attr-defined]
        await go_to_button(made, dialog)
        await made.press("enter")
        assert made.app.screen is dialog
        assert "The image needs a name." in screen_text(made.app)
        assert dialog.focused is not None
        assert dialog.focused.id == "name"
        await made.type("x")
        assert (await to_request(made, dialog)).request[2]["os-volume_upload_image"]["image_name"] == "x"


async def test_of_production_it_is_shown_without_typing_the_id_and_still_not_sent() -> None:
    async with explorer(account=Account(profile="", label="prod", production=True)) as made:
        dialog = await open_on(made, "D")
        row = made.cursor_row
        method, path, body = (await to_request(made, dialog)).request
        assert (method, path.rpartition("/")[2], body) == ("DELETE", row.id, None)
        await made.press("escape", "left", "enter")
        assert made.app.screen is dialog
        assert "Type the first 8 characters" in screen_text(made.app)
        assert made.desk.all == ()


async def test_what_may_not_be_sent_is_not_shown_either() -> None:
    async with explorer() as made:
        dialog = await open_on(made, "p")
        row = made.volume("source")
        row.status = "attaching"
        row.touch(made.clock.now())
        await made.pass_time(40)
        assert dialog.query_one("#request").disabled


async def test_a_cloud_that_can_not_be_asked_for_the_url_is_said() -> None:
    async with explorer() as made:
        dialog = await open_on(made, "p")
        await made.type("er")

        async def failing(context: Context, *path: str) -> str:
            raise NoBlockStorage("[/x]\x1b[31m")

        made.door.url_of = failing  # type: ignore[method-assign]
        await go_to_button(made, dialog)
        await made.press("enter")
        assert made.app.screen is dialog
        assert "has no block storage" in " ".join(screen_text(made.app).replace("|", " ").split())
        assert_harmless(made)
        assert dialog.query_one("#name").value.endswith("er")  # type: ignore[attr-defined]


async def test_rows_may_be_added_and_the_focus_go_on_while_the_url_is_asked_for() -> None:
    async with explorer() as made:
        await made.press("n", *"10")
        dialog = made.app.screen
        assert isinstance(dialog, ChangeDialog)
        dialog.query_one("#size").value = "10"  # type: ignore[attr-defined]
        answer, url_of = asyncio.Event(), made.door.url_of

        async def slow(context: Context, *path: str) -> str:
            await answer.wait()
            return await url_of(context, *path)

        made.door.url_of = slow  # type: ignore[method-assign]
        await go_to_button(made, dialog)
        await made.press("enter")
        dialog.query_one("#add-metadata").focus()
        await made.press(*["space", "k"] * 2)
        for turn in range(20):
            made.send("space" if turn == 2 else "ctrl+a")
            if turn == 4:
                answer.set()
            await asyncio.sleep(0)
        await made.press("escape")
        assert made.app._exception is None


async def test_where_every_region_is_shown_it_goes_to_that_of_the_row() -> None:
    made = bed(cloud=hearing)
    async with running(made):
        await made.press("R", *"all reg", "enter")
        await made.pass_time(4)
        made.add_volume("source", region="KR2", size=70)
        await made.refresh()
        await made.press("g", "u")
        assert isinstance(made.app.screen, ChangeDialog)
        dialog = made.app.screen
        request = (await to_request(made, dialog)).request
        assert request[1].startswith("/KR2/volume/")
        await made.press("escape", "left", "left", "enter")
        assert isinstance(made.cloud, Hearing)
        assert made.cloud.heard == [request]


async def test_of_several_all_are_shown_in_their_order_and_no_secret_is() -> None:
    async with explorer() as made:
        here = Context("", TENANT, "KR1")
        secret = NewVolume(10, name=APP_KEY, nhn_encryption=EncryptionKey(APP_KEY, "key"))
        shot = NewSnapshot("5aa119a8-d25b-45a7-8d1b-88e127885635")
        requests = await requests_of(made.door, [create_volume("1", here, secret), create_snapshot("2", here, shot)])
        dialog = RequestDialog(requests)
        await made.app.push_screen(dialog)
        await made.press("down")
        assert APP_KEY not in dialog.text
        assert "$SKM_APPKEY" in dialog.text
        first, second = dialog.text.split("\n\n")
        assert request_of(words_of(first), TOKEN)[2] == secret.body()
        assert request_of(words_of(second), TOKEN)[2] == shot.body()
        text = "".join(line.strip("| ") for line in screen_text(made.app).splitlines())
        assert "The 2 requests that would be sent, in this order" in text
        assert text.index("/volumes") < text.index("/snapshots")


async def test_a_form_that_is_done_while_the_request_is_read_is_gone_afterwards() -> None:
    async with explorer() as made:
        dialog = await open_on(made, "p")
        await go_to_button(made, dialog)
        await made.press_at_once("left", "left", "enter", "right", "right", "enter", "escape")
        await made.pass_time(10)
        assert made.on_top
        assert len(made.desk.all) == 1


async def test_the_arrows_move_between_the_fields_of_a_form_that_does_not_fit() -> None:
    async with explorer(size=(60, 15)) as made:
        dialog = await open_on(made, "u")
        await made.press("up")
        assert dialog.focused is not None
        assert dialog.focused.id == "request"
        await made.press("down")
        assert dialog.focused.id == "name"
