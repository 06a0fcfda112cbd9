"""Taking an id, a field or the request that reads a row to the terminal's clipboard."""

import re
import shlex
from base64 import b64decode

import pytest
from support_explorer import TENANT, Bed, crooked, explorer, screen_text

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.query.columns import View
from tbs_tui.text import plain
from tbs_tui.ui.details import raw_fields
from tbs_tui.ui.dialogs.pick import Pick
from tbs_tui.ui.screens.detail import DetailScreen
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.notice import Notice

SIZES = [(80, 24), (120, 36)]
HOSTILE = "\x1b]52;c;cm0gLXJmIC8=\x07[/x]\x9b31m"


@pytest.fixture(autouse=True)
def _a_bare_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)


class Clipboard:
    """What the app writes to its terminal past the frames."""

    def __init__(self, bed: Bed) -> None:
        self.written: list[str] = []
        assert bed.app._driver is not None
        bed.app._driver.write = self.written.append  # type: ignore[method-assign, assignment]

    @property
    def texts(self) -> list[str]:
        """What was copied, in turn."""
        sequences = re.findall(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", "".join(self.written))
        return [b64decode(each).decode() for each in sequences]


def answer(bed: Bed) -> str:
    """What the screen on top says to the last key."""
    [said] = [line for line in screen_text(bed.app).splitlines() if "clipboard" in line]
    return said.strip()


@pytest.mark.parametrize("size", SIZES)
async def test_c_copies_the_id_and_shows_it_until_the_next_key(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        clipboard, hints = Clipboard(bed), bed.line("hints")
        await bed.press("j", "c")
        assert clipboard.texts == [bed.cursor_row.id]
        assert answer(bed) == f"sent to the terminal's clipboard: {bed.cursor_row.id}"
        assert "copied" not in screen_text(bed.app)
        await bed.press("j")
        assert bed.line("hints") == hints


@pytest.mark.parametrize("size", SIZES)
async def test_a_field_is_chosen_by_its_name_and_copied_as_the_cloud_has_it(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        clipboard = Clipboard(bed)
        await bed.press("/")
        await bed.type("db-master")
        await bed.press("enter", "C")
        assert isinstance(bed.app.screen, Pick)
        await bed.type("instance")
        await bed.press("enter")
        assert clipboard.texts == [bed.cursor_row.attachments[0].server_id]
        await bed.press("C")
        await bed.type("created")
        await bed.press("enter")
        assert clipboard.texts[-1] == bed.cursor_row.created_at
        assert bed.on_top


async def test_esc_copies_nothing() -> None:
    async with explorer() as bed:
        clipboard = Clipboard(bed)
        await bed.press("C", "escape")
        assert bed.on_top
        assert clipboard.texts == []


async def test_snapshots_and_types_can_be_copied_too() -> None:
    async with explorer() as bed:
        clipboard = Clipboard(bed)
        await bed.press("2", "c")
        assert clipboard.texts == [bed.cursor_row.id]
        await bed.press("3", "c")
        assert clipboard.texts[-1] == bed.cursor_row.id
        await bed.press("C")
        await bed.type("volume_backend_name")
        await bed.press("enter")
        assert clipboard.texts[-1] == bed.cursor_row.extra_specs["volume_backend_name"]


async def test_the_detail_over_the_screen_copies_what_it_shows() -> None:
    async with explorer() as bed:
        clipboard = Clipboard(bed)
        await bed.press("j", "enter", "c")
        here = bed.cursor_row.id
        assert clipboard.texts == [here]
        assert answer(bed) == f"sent to the terminal's clipboard: {here}"
        await bed.press("j")
        assert "clipboard" not in screen_text(bed.app)
        bed.region().remove_volume(bed.volume("탐색기-테스트-볼륨"))
        await bed.pass_time(10)
        assert bed.cursor_row.id != here, "the table has moved on, the detail has not"
        await bed.press("c", "C")
        await bed.type("name")
        await bed.press("enter")
        assert clipboard.texts == [here, here, "탐색기-테스트-볼륨"]
        assert isinstance(bed.app.screen, DetailScreen)


async def test_the_detail_over_the_screen_catches_up_when_the_picker_has_gone() -> None:
    async with explorer() as bed:
        await bed.press("enter", "C")
        await bed.pass_time(10)
        await bed.press("escape")
        assert "o available" in bed.detail.text


async def test_the_side_detail_with_the_focus_copies_the_same() -> None:
    async with explorer((120, 36)) as bed:
        clipboard = Clipboard(bed)
        await bed.press("tab", "c")
        assert clipboard.texts == [bed.cursor_row.id]


async def test_without_a_row_it_says_so() -> None:
    async with explorer() as bed:
        clipboard = Clipboard(bed)
        await bed.press("/")
        await bed.type("no such volume")
        await bed.press("enter")
        for key in "cC":
            await bed.press(key)
            assert bed.line("hints") == " There is no row to take anything from."
            assert bed.on_top
        assert clipboard.texts == []


async def test_c_in_a_filter_is_a_letter() -> None:
    async with explorer() as bed:
        clipboard = Clipboard(bed)
        await bed.press("/", "c")
        assert clipboard.texts == []
        assert bed.main._filter_bar.field.value == "c"


@pytest.mark.parametrize("size", SIZES)
async def test_a_hostile_name_is_copied_raw_and_shown_plain(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        bed.add_volume(HOSTILE, metadata={HOSTILE: "\x1b]0;owned\x1b\\"})
        await bed.refresh()
        await bed.press("g")
        assert bed.cursor_name == HOSTILE
        clipboard = Clipboard(bed)
        await bed.press("C")
        assert plain(HOSTILE) in screen_text(bed.app)
        assert crooked(bed.app) == []
        await bed.type("name")
        await bed.press("enter")
        assert clipboard.texts == [HOSTILE]
        assert answer(bed) == f"sent to the terminal's clipboard: {plain(HOSTILE)}"
        assert crooked(bed.app) == []


async def test_a_long_value_is_shown_whole_and_as_no_complaint() -> None:
    async with explorer() as bed:
        bed.add_volume("long", description="x" * 200)
        await bed.refresh()
        await bed.press("g", "C")
        await bed.type("description")
        await bed.press("enter")
        shown = screen_text(bed.app).splitlines()
        [first] = [index for index, line in enumerate(shown) if "clipboard" in line]
        assert shown[first].startswith("   sent to the terminal's clipboard: x")
        assert "".join(shown[first:-1]).count("x") == 200
        await bed.press("j")
        assert "clipboard" not in screen_text(bed.app)


async def test_what_no_terminal_would_take_is_not_sent() -> None:
    async with explorer() as bed:
        clipboard = Clipboard(bed)
        # No field of the cloud is as long; whatever else is copied may be.
        bed.main.send_to_clipboard("x" * 56_245)
        assert clipboard.texts == []
        assert bed.line("hints") == " Too long for the terminal's clipboard: 56,245 characters."


async def test_every_field_has_a_name_of_its_own_and_nothing_unreadable_is_offered() -> None:
    async with explorer() as bed:
        picture = bed.inventory.picture
        assert picture is not None
        view = View(picture, None)
        snapshots: dict[str | None, int] = {}
        for snapshot in picture.snapshots.rows:
            snapshots[snapshot.volume_id] = snapshots.get(snapshot.volume_id, 0) + 1
        for row in picture.volumes.rows:
            fields = raw_fields(row, view)
            assert fields["ID"] == row.id
            assert fields["Status"] == row.status
            assert fields["Size"] == str(row.size)
            assert all(fields.values())
            assert {each.id for each in picture.snapshots_of(row.id)} <= set(fields.values())
            for attachment in row.attachments:
                assert {attachment.server_id, attachment.attachment_id} <= set(fields.values())
            assert set(row.metadata.values()) - {""} <= set(fields.values())
        broken = Volume(id="v", name=None, malformed=("description", "volume_type"))
        assert set(raw_fields(broken, view)) == {"ID"}
        gone = Snapshot(id="s", volume_id="of-this")
        assert raw_fields(gone, view)["Source volume: ID"] == "of-this"


# The request that reads it


def words(bed: Bed) -> str:
    """The answer of the screen on top, however many lines it takes."""
    shown = bed.app.screen.query_one("#answer", Notice).text or bed.app.screen.query_one("#hints", Hints).text
    return shown.strip()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("key", "path"), [("1", "volumes/"), ("2", "snapshots/"), ("3", "types")])
async def test_x_shows_and_copies_a_line_that_reads_the_row(size: tuple[int, int], key: str, path: str) -> None:
    async with explorer(size) as bed:
        clipboard, asked = Clipboard(bed), len(bed.cloud.requests)
        await bed.press(key, "j", "x")
        [line] = clipboard.texts
        url = f"https://demo.invalid:443/KR1/volume/v2/{TENANT}/{path}{bed.cursor_row.id if key != '3' else ''}"
        assert shlex.split(line) == ["curl", "-sS", "-H", "X-Auth-Token: $TOKEN", url]
        assert '"X-Auth-Token: $TOKEN"' in line, "within double quotes a shell puts the token in"
        assert words(bed) == f"sent to the terminal's clipboard: {line}"
        assert url in "".join(each.strip() for each in screen_text(bed.app).splitlines())
        assert crooked(bed.app) == []
        assert len(bed.cloud.requests) == asked, "nothing is asked for that"


async def test_the_line_works_where_the_token_is() -> None:
    async with explorer() as bed:
        clipboard = Clipboard(bed)
        await bed.press("x")
        token = await (await bed.door._session(None)).token()
        assert token not in clipboard.texts[0]
        url = shlex.split(clipboard.texts[0])[-1]
        answer = await bed.door.transport.send("GET", url, headers={"x-auth-token": token})
        assert bed.cursor_row.id.encode() in answer.content


async def test_of_all_regions_each_row_has_its_own_address() -> None:
    async with explorer((120, 36)) as bed:
        bed.add_volume("there", region="KR2")
        await bed.press("R")
        await bed.type("all")
        await bed.press("enter", "g")
        clipboard = Clipboard(bed)
        await bed.press("x", "j", "x")
        assert [line.split("/")[3] for line in clipboard.texts] == ["KR2", "KR1"]


async def test_the_detail_over_the_screen_has_it_too() -> None:
    async with explorer() as bed:
        clipboard = Clipboard(bed)
        await bed.press("enter", "x")
        assert f"/volumes/{bed.cursor_row.id}" in clipboard.texts[0]
        assert isinstance(bed.app.screen, DetailScreen)


async def test_an_id_that_wants_to_be_a_command_stays_an_id() -> None:
    async with explorer() as bed:
        clipboard = Clipboard(bed)
        bed.add_volume("evil").id = "'; rm -rf $HOME; `x` ../\x1b]0;t\x07"
        await bed.refresh()
        await bed.press("g", "x")
        line = clipboard.texts[-1]
        assert len(shlex.split(line)) == 5
        assert line.count("$") == 1
        assert set(line) & set("`\x1b\x07") == set()


async def test_an_id_that_is_none_has_no_request() -> None:
    async with explorer() as bed:
        clipboard = Clipboard(bed)
        bed.add_volume("evil").id = ".."
        await bed.refresh()
        await bed.press("g", "x")
        assert clipboard.texts == []
        assert "'..' is not an id." in screen_text(bed.app)


async def test_without_a_way_to_the_cloud_x_says_so() -> None:
    async with explorer() as bed:
        bed.main.door = None
        await bed.press("x")
        assert bed.line("hints") == " Not signed in yet."
