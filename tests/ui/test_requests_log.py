"""The log of requests: what was asked of the cloud, how long it took, and by which id a service knows it."""

import shlex
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support_explorer import Bed, crooked, explorer, screen_lines, screen_text

from tbs_tui.api.errors import NotUnderstood, Unreachable
from tbs_tui.api.transport import Record
from tbs_tui.demo import DEMO_PASSWORD
from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.text import cells
from tbs_tui.ui import clipboard
from tbs_tui.ui.screens.requests import RequestsScreen, curl_of, cut_middle
from tbs_tui.ui.widgets.table import UnmarkedTable

SIZES = [(60, 15), (80, 24), (120, 36)]


def table(bed: Bed) -> "UnmarkedTable[Record]":
    """The log; fails when it is not on top."""
    assert isinstance(bed.app.screen, RequestsScreen)
    return bed.app.screen.query_one(UnmarkedTable)


def log(bed: Bed) -> list[str]:
    """The records of the log as text, in view or not."""
    log = bed.app.screen._log  # type: ignore[attr-defined]
    return [" ".join(cell.text for cell in log.cells(each)) for each in table(bed).items]


def record(path: str = "/v2/t/volumes/detail", **more: object) -> Record:
    at = datetime(2026, 11, 24, 3, 4, 5, tzinfo=UTC)
    values: dict[str, object] = {"status": 200, "milliseconds": 1234, "request_id": None}
    return Record(at, "GET", path, **(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", SIZES)
async def test_it_shows_every_request_newest_first(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        await bed.press("L")
        records = bed.door.transport.records
        assert list(table(bed).items) == list(reversed(records))
        assert len(log(bed)) > 3
        assert "POST" in log(bed)[-1]
        for line, made in zip(screen_lines(bed.app)[2:], reversed(records), strict=False):
            if line[4:12].count(":") == 2:
                assert f" {made.method} " in line
                assert made.path[-7:] in line
                assert f" {made.status} " in line
        assert crooked(bed.app) == []
        assert f"Requests to the cloud: {len(records)}" in screen_text(bed.app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_id_of_the_request_under_the_cursor_is_shown_whole(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        await bed.press("L")
        for _time in range(3):
            record = table(bed).cursor_item
            assert record is not None
            assert f" Request ID {record.request_id or 'none'}" in screen_text(bed.app)
            await bed.press("j")


@pytest.mark.parametrize("close", ["escape", "q", "L"])
async def test_it_closes_and_the_table_is_as_it_was(close: str) -> None:
    async with explorer() as bed:
        await bed.press("j")
        here = bed.table.cursor_key
        await bed.press("L", "j", "G", "g", close)
        assert bed.on_top
        assert bed.app.is_running
        assert bed.table.cursor_key == here


async def test_it_is_live_while_it_is_open() -> None:
    async with explorer((120, 36)) as bed:
        await bed.press("L")
        before = len(log(bed))
        await bed.pass_time(31)
        by_itself = len(log(bed))
        assert by_itself > before
        await bed.press("r")
        await bed.pass_time(1)
        assert len(log(bed)) > by_itself


async def test_what_failed_says_how() -> None:
    async with explorer((120, 36)) as bed:
        volumes = next(each.path for each in bed.door.transport.records if each.path.endswith("/volumes/detail"))
        bed.cloud.faults.add(Fault(FaultKind.STATUS, path=volumes, status=500))
        bed.cloud.faults.add(Fault(FaultKind.CUT, path=volumes.replace("volumes/detail", "snapshots")))
        await bed.press("L")
        await bed.refresh()
        assert any("/volumes/detail" in line and " 500 " in line for line in log(bed))
        assert any("snapshots/detail" in line and " no answer " in line for line in log(bed))


async def test_it_holds_no_token_no_query_and_no_password() -> None:
    async with explorer((120, 36)) as bed:
        await bed.press("L")
        session = await bed.door._session(None)
        text = "\n".join(log(bed))
        assert await session.token() not in text
        assert "limit=" not in text
        assert "?" not in text


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_paths_and_ids_are_shown_plain(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        hostile = "/v2/\x1b]0;owned\x07/[/x]" + "한" * 80
        bed.door.transport.records.append(record(hostile, request_id="req-\x1b[31m" + "x" * 500))
        bed.door.transport.records.append(record(status=None, failure=Unreachable))
        bed.door.transport.records.append(record(status=302, failure=NotUnderstood))
        bed.door.transport.records.append(record(status=None))
        await bed.press("L", "j", "j", "j")
        assert crooked(bed.app) == []
        text = screen_text(bed.app)
        assert "\x1b" not in text
        assert "req-\\x1b[31mxxx" in text
        assert " no answer " in text
        assert " 302 " in text
        assert " stopped " in text
        assert " 12:04:05  GET " in screen_lines(bed.app)[2], "in the zone of the settings"


async def test_without_a_way_to_the_cloud_it_says_so() -> None:
    async with explorer() as bed:
        bed.main._switching = None
        await bed.press("L")
        assert bed.line("hints") == " Not signed in yet."


@pytest.mark.parametrize("width", range(1, 30))
@pytest.mark.parametrize("text", ["/v2/0123456789abcdef/volumes/detail", "한글한글한글한글한글한글", "short"])
def test_a_path_that_is_cut_keeps_both_ends(text: str, width: int) -> None:
    shown = cut_middle(text, width)
    assert cells(shown) <= width
    if cells(text) <= width:
        assert shown == text
    elif width > 5:
        assert shown[0] == text[0]
        assert shown[-1] == text[-1]
        assert "~" in shown


# Taking one of them


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What goes to the terminal's clipboard."""
    sent: list[str] = []

    def send(_app: object, text: str) -> bool:
        sent.append(text)
        return True

    monkeypatch.setattr(clipboard, "send", send)
    return sent


@pytest.mark.parametrize("size", SIZES)
async def test_x_copies_the_request_under_the_cursor_as_a_line_for_a_shell(
    size: tuple[int, int], copied: list[str]
) -> None:
    async with explorer(size) as bed:
        asked = len(bed.cloud.requests)
        await bed.press("L", "j", "x")
        record = table(bed).cursor_item
        assert record is not None
        url = f"https://demo.invalid{record.path}"
        assert [shlex.split(line) for line in copied] == [["curl", "-sS", "-H", "X-Auth-Token: $TOKEN", url]]
        assert "sent to the terminal's clipboard: curl" in screen_text(bed.app)
        assert crooked(bed.app) == []
        assert len(bed.cloud.requests) == asked


async def test_the_line_of_a_sign_in_has_neither_token_nor_password(copied: list[str]) -> None:
    async with explorer() as bed:
        await bed.press("L", "G", "x")
        [line] = copied
        assert line.startswith("curl -sS -X POST -H")
        assert line.endswith("/v2.0/tokens")
        assert '-d "$BODY"' in line
        assert "$TOKEN" not in line
        assert DEMO_PASSWORD not in line


async def test_c_copies_the_request_id_or_says_that_there_is_none(copied: list[str]) -> None:
    async with explorer() as bed:
        bed.door.transport.records.append(record(request_id=None))
        bed.door.transport.records.append(record(request_id="req-1"))
        await bed.press("L", "c")
        assert copied == ["req-1"]
        await bed.press("j", "c")
        assert copied == ["req-1"]
        assert "The service gave this request no id." in screen_lines(bed.app)[-1]


async def test_the_cursor_stays_on_its_request_when_others_come(copied: list[str]) -> None:
    async with explorer() as bed:
        await bed.press("L", "j", "j")
        chosen = table(bed).cursor_item
        await bed.pass_time(31)
        assert table(bed).cursor_item is chosen
        assert table(bed).items[2] is not chosen


def test_a_path_that_wants_to_be_a_command_stays_a_path() -> None:
    line = curl_of(record("/v2/'; rm -rf $HOME; `x`\x1b]0;t\x07", origin="https://demo.invalid"))
    assert len(shlex.split(line)) == 5
    assert line.count("$") == 1
    assert line.isprintable()
    assert "-X DELETE" in curl_of(replace(record("/v2/t/volumes/1"), method="DELETE"))
