"""The log of requests: what was asked of the cloud, how long it took, and by which id a service knows it."""

from datetime import UTC, datetime

import pytest
from support_explorer import Bed, crooked, explorer, screen_lines, screen_text

from tbs_tui.api.errors import NotUnderstood, Unreachable
from tbs_tui.api.transport import Record
from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.text import cells
from tbs_tui.ui.screens.requests import RequestsScreen, cut_middle

SIZES = [(60, 15), (80, 24), (120, 36)]


def log(bed: Bed) -> list[str]:
    """The lines of the log; fails when it is not on top."""
    assert isinstance(bed.app.screen, RequestsScreen)
    return bed.detail.text.splitlines()


def record(path: str = "/v2/t/volumes/detail", **more: object) -> Record:
    at = datetime(2026, 11, 24, 3, 4, 5, tzinfo=UTC)
    values: dict[str, object] = {"status": 200, "milliseconds": 1234, "request_id": None}
    return Record(at, "GET", path, **(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", SIZES)
async def test_it_shows_every_request_newest_first(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        await bed.press("L")
        records = bed.door.transport.records
        shown = [line for line in log(bed) if line[1:9].count(":") == 2]
        assert len(shown) == len(records) > 3
        assert "POST" in shown[-1]
        assert "/v2.0/tokens" in shown[-1]
        for line, made in zip(shown, reversed(records), strict=True):
            assert f" {made.method} " in line
            assert made.path[-9:] in line
            assert f" {made.status} " in line
        for made in records:
            assert (made.request_id or "") in bed.detail.text
        assert crooked(bed.app) == []
        assert f"Requests to the cloud: {len(records)}" in screen_text(bed.app)


async def test_there_is_one_line_for_each_where_there_is_room_for_its_id() -> None:
    async with explorer((120, 36)) as bed:
        await bed.press("L")
        assert len(log(bed)) == len(bed.door.transport.records)
    async with explorer((80, 24)) as bed:
        await bed.press("L")
        ids = sum(made.request_id is not None for made in bed.door.transport.records)
        assert ids > 0
        assert len(log(bed)) == len(bed.door.transport.records) + ids


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
        assert any("/snapshots/detail" in line and " no answer " in line for line in log(bed))


async def test_it_holds_no_token_no_query_and_no_password() -> None:
    async with explorer((120, 36)) as bed:
        await bed.press("L")
        session = await bed.door._session(None)
        assert await session.token() not in bed.detail.text
        assert "limit=" not in bed.detail.text
        assert "?" not in bed.detail.text


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_paths_and_ids_are_shown_plain(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        hostile = "/v2/\x1b]0;owned\x07/[/x]" + "한" * 80
        bed.door.transport.records.append(record(hostile, request_id="req-\x1b[31m" + "x" * 500))
        bed.door.transport.records.append(record(status=None, failure=Unreachable))
        bed.door.transport.records.append(record(status=302, failure=NotUnderstood))
        bed.door.transport.records.append(record(status=None))
        await bed.press("L")
        assert crooked(bed.app) == []
        text = screen_text(bed.app)
        assert "\x1b" not in text
        assert "req-\\x1b[31mxxx" in text
        assert " no answer " in text
        assert " 302 " in text
        assert " stopped " in text
        assert all(cells(line) <= size[0] for line in log(bed))
        assert " 12:04:05 GET " in screen_lines(bed.app)[2], "in the zone of the settings"


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
