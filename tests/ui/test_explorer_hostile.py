"""Names that want to be markup, escape sequences or wider than they are, in every place where the cloud's text goes."""

import json
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len
from support_cloud import ManualClock
from support_explorer import Bed, bed, crooked, explorer, running, screen_lines, screen_text

from tbs_tui.demo import DemoCloud
from tbs_tui.demo.rows import VolumeType
from tbs_tui.demo.wire import Receive, Scope, Send
from tbs_tui.text import plain
from tbs_tui.ui.door import Account, Entered
from tbs_tui.ui.widgets.filter_bar import FilterBar

HOSTILE = {
    "closing tag": "[/x]",
    "style": "[red]gone[/red]",
    "action": "[@click=app.quit]x[/]",
    "link": "[link=https://evil.example]x[/link]",
    "variable": "[$error]x",
    "open": "[bold",
    "backslash": "a\\[b]\\",
    "escape": "\x1b[31mred\x1b[0m",
    "clipboard": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "title": "\x1b]0;owned\x1b\\",
    "c1": "\x9b31mred\x9d0;x\x9c",
    "bidi": "\u202egnp.exe\u2066x\u2069",
    "invisible": "a\u200bb\ufeffc\u00add\u3164e",
    "nul": "a\x00b\x7fc",
    "lines": "one\ntwo\r\nthree\u2028four\vfive",
    "tab": "a\tb",
    "wide": "한" * 255,
    "jamo": "\u1112\u1161\u11ab" * 40,
    "loose jamo": "\u1161\u11ab\u1112" * 9,
    "combining": "e" + "\u0301" * 60,
    "emoji": "👨‍👩‍👧 ❤️ 🇰🇷",
    "thai": "กำลังทดสอบ",
    "surrogate": "\ud800x",
    "long": "n" * 255,
    "blank": "   ",
}
SIZES = ((60, 15), (80, 24), (120, 36))


def assert_harmless(bed: Bed) -> None:
    """The screen is straight, drives no terminal, and nothing on it can be clicked or followed."""
    assert crooked(bed.app) == []
    for strip in bed.app.screen._compositor.render_strips():
        for text, style, control in strip:
            assert not control
            # Marks and joiners are no control characters, and wide emoji are made with them.
            assert plain(text) == text or all(char.isprintable() for char in text)
            if style is not None:
                assert style.link is None
                assert "@click" not in style.meta


def shown(text: str, room: int) -> str:
    """The beginning of `text` as a cell shows it."""
    kept = ""
    for char in plain(text).strip():
        if cell_len(kept + char) > room:
            break
        kept += char
    return kept


async def test_as_name_description_metadata_and_type_of_a_volume() -> None:
    made = bed(volumes=1)
    for number, text in enumerate(HOSTILE.values()):
        kind = VolumeType(f"bad-{number}", text, "lvm")
        made.add_volume(text, description=text, metadata={text: text, "key": text}, type=kind)
    async with running(made, (120, 60)):
        assert set(HOSTILE.values()) - {"\ud800x"} <= set(made.names)
        for _ in made.ids:
            row = made.cursor_row
            if row.name and row.name.strip():
                assert shown(row.name, 12) in made.cursor_line
            squeezed = "".join(plain(row.name).split())
            # Title, type, description, key and two values of the metadata.
            assert "".join(made.detail.text.split()).count(squeezed) >= (6 if row.name in HOSTILE.values() else 1)
            assert_harmless(made)
            await made.press("j")
        for size in SIZES:
            await made.resize(*size)
            assert_harmless(made)


async def test_in_the_detail_over_the_screen() -> None:
    made = bed(volumes=1)
    for text in HOSTILE.values():
        made.add_volume(text, description=text, metadata={text: text})
    async with running(made, (60, 15)):
        for _ in made.ids:
            await made.press("enter")
            assert_harmless(made)
            await made.press("G")
            assert_harmless(made)
            await made.press("escape", "j")
        assert made.app.is_running


async def test_as_status_snapshot_and_filter() -> None:
    made = bed(volumes=38)
    rows = made.region().volumes.newest_first()
    snapshots = made.region().snapshots.newest_first()
    for text, row in zip(HOSTILE.values(), rows, strict=False):
        row.status = text
        row.touch(made.clock.now())
    for text, snapshot in zip(HOSTILE.values(), snapshots, strict=False):
        snapshot.name = snapshot.description = snapshot.status = text
        snapshot.touch(made.clock.now())
    async with running(made, (120, 50)):
        for _ in HOSTILE:
            assert shown(made.cursor_row.status, 15) in made.cursor_line
            assert_harmless(made)
            await made.press("j")
        await made.press("2")
        assert_harmless(made)
        for text in HOSTILE.values():
            made.main.query_one(FilterBar).field.value = plain(text)
            await made.press("G")
            assert_harmless(made)


@pytest.mark.parametrize("which", ["closing tag", "action", "clipboard", "bidi", "lines", "wide", "emoji"])
async def test_as_tenant_and_region(which: str) -> None:
    text = HOSTILE[which]

    def rename(entered: Entered) -> Entered:
        return replace(entered, tenant=text, regions=("KR1", text, *HOSTILE.values()))

    account = Account(profile="", label=text)
    async with explorer(volumes=3, change=rename, account=account) as made:
        assert_harmless(made)
        assert shown(text, 20) in screen_lines(made.app)[0]
        await made.press("R")
        assert shown(text, 20) in screen_text(made.app)
        assert_harmless(made)
        # The catalog has no such region, and the words that say so hold its name.
        await made.press("down", "enter")
        assert made.inventory.current is not None
        assert made.inventory.current.region == text
        assert made.notice is not None
        assert_harmless(made)


class Rude(DemoCloud):
    """Answers lists with an error in its own words."""

    words = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.words or not scope["path"].endswith("/detail"):
            await super().__call__(scope, receive, send)
            return
        body = json.dumps({"badRequest": {"code": 400, "message": self.words}}).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"x-openstack-request-id", b"req-\x1b[31m[@click=app.quit]\x9b31m"),
        ]
        await send({"type": "http.response.start", "status": 400, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def test_as_the_servers_words_of_an_error() -> None:
    def make(clock: ManualClock) -> DemoCloud:
        return Rude(now=clock.now, sleep=clock.sleep, volumes=3, life=False)

    async with explorer((60, 15), cloud=make) as made:
        assert isinstance(made.cloud, Rude)
        for text in HOSTILE.values():
            made.cloud.words = text
            await made.press("r")
            assert made.notice is not None
            assert "The server refused the request." in made.notice
            assert shown(text, 30) in made.notice
            assert "[@click=app.quit]" in made.notice
            assert plain(made.notice) == made.notice
            assert_harmless(made)
        assert len(made.ids) == 3


async def test_the_hostile_volumes_of_the_demo_at_every_width() -> None:
    async with explorer((100, 45)) as made:
        for width in (60, 61, 79, 80, 109, 110, 111, 250):
            await made.resize(width, 45)
            assert_harmless(made)
        for _ in range(len(made.ids) - 1):
            await made.press("j")
            assert crooked(made.app) == []


async def test_numbers_that_are_no_numbers_people_use() -> None:
    class Source:
        def __init__(self, real: Any) -> None:
            self.real = real

        async def volumes(self, context: Any) -> Any:
            async for page in self.real.volumes(context):
                rows = [replace(row, size=10**30 * (-1) ** place) for place, row in enumerate(page.rows)]
                yield replace(page, rows=tuple(rows))

        def snapshots(self, context: Any) -> Any:
            return self.real.snapshots(context)

        def types(self, context: Any) -> Any:
            return self.real.types(context)

    made = bed(volumes=4)
    made.door.source = Source(made.door.source)
    async with running(made):
        assert_harmless(made)
        await made.press("enter")
        assert "1,000,000,000" in screen_text(made.app)
