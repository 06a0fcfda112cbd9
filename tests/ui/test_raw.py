"""The detail as JSON, and all of it on the clipboard."""

import json
import re
from base64 import b64decode

import pytest
from rich.cells import cell_len
from support_explorer import Bed, bed, crooked, explorer, running, screen_text

from tbs_tui.api.models import Volume, documented
from tbs_tui.text import plain
from tbs_tui.ui.details import raw_json, raw_lines
from tbs_tui.ui.screens.detail import DetailScreen

SIZES = [(80, 24), (120, 36)]
HOSTILE = "\x1b]52;c;cm0=\x07[/x]\x9b31m\u202e한 \ud800"


def shown(bed: Bed) -> object:
    """The JSON that the detail shows, put together again; no line of it is cut at a place with a blank."""
    lines = [line.removeprefix(" ") for line in bed.detail.text.splitlines()]
    return json.loads("".join(lines))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["1", "2", "3"])
async def test_y_shows_the_documented_fields_as_json_and_the_words_again(size: tuple[int, int], kind: str) -> None:
    async with explorer(size) as bed:
        await bed.press(kind, "j", "k")
        if size[0] < 110:
            await bed.press("enter")
        words = bed.detail.text
        await bed.press("y")
        assert shown(bed) == json.loads(json.dumps(documented(bed.cursor_row)))
        assert '"name":' in screen_text(bed.app)
        await bed.press("y")
        assert bed.detail.text == words


async def test_narrow_y_on_a_row_opens_its_detail_so() -> None:
    async with explorer((80, 24)) as bed:
        await bed.press("y")
        assert isinstance(bed.app.screen, DetailScreen)
        assert bed.detail.text.startswith(" {\n")
        await bed.press("escape", "enter")
        assert not bed.detail.text.startswith(" {"), "the next one is in words"


async def test_wide_it_follows_the_cursor_and_scrolls() -> None:
    async with explorer((120, 20)) as bed:
        await bed.press("y", "j")
        assert shown(bed) == json.loads(raw_json(bed.cursor_row))
        await bed.press("tab", "G")
        assert bed.detail.scroll_offset.y > 0
        await bed.press("y")
        assert bed.detail.scroll_offset.y == 0


async def test_it_is_live_and_nobody_looks_at_the_clock_for_it() -> None:
    async with explorer((120, 36)) as bed:
        await bed.press("y")
        assert not any(worker.name == "detail" and not worker.is_finished for worker in bed.app.workers)
        assert '"status": "creating"' in bed.detail.text
        await bed.pass_time(10)
        assert '"status": "available"' in bed.detail.text


@pytest.mark.parametrize("size", [(60, 15), *SIZES])
async def test_hostile_text_is_escaped_as_json_does_it(size: tuple[int, int]) -> None:
    made = bed()
    made.add_volume(HOSTILE, description=HOSTILE, metadata={HOSTILE: HOSTILE, "wide": "한" * 200})
    async with running(made, size):
        await made.press("g", "y")
        assert crooked(made.app) == []
        for line in made.detail.text.splitlines():
            assert plain(line) == line
        await made.press("G")
        assert crooked(made.app) == []
        assert shown(made) == json.loads(raw_json(made.cursor_row))


def test_no_line_is_wider_than_there_is_room_and_nothing_is_lost() -> None:
    volume = Volume("v", name="n  n" * 60, description="한글" * 50)
    for width in (10, 40, 80):
        lines = ["".join(span.text for span in line) for line in raw_lines(volume, width)]
        assert all(cell_len(line) <= width - 1 for line in lines)
        assert "".join(line[1:] for line in lines) == "".join(raw_json(volume).splitlines())


@pytest.mark.parametrize("size", SIZES)
async def test_all_of_it_can_be_copied(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    made = bed()
    made.add_volume(HOSTILE)
    async with running(made, size):
        await made.press("g")
        written: list[str] = []
        assert made.app._driver is not None
        made.app._driver.write = written.append  # type: ignore[method-assign, assignment]
        await made.press("C")
        await made.type("raw json")
        await made.press("enter")
        [sent] = re.findall(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", "".join(written))
        assert b64decode(sent).decode() == raw_json(made.cursor_row)
        assert crooked(made.app) == []
