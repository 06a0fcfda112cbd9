"""Names that want to be markup, escape sequences or wider than they are, in every place where the cloud's text goes."""

import json
from dataclasses import replace
from typing import Any

import pytest
from support_cloud import ManualClock
from support_explorer import TENANT, Bed, bed, crooked, explorer, running, screen_lines, screen_text, settled
from support_harmless import assert_harmless, shown
from support_hostile import HOSTILE, spread, walks

from tbs_tui.demo import DemoCloud
from tbs_tui.demo.rows import Snapshot, VolumeType, stamp
from tbs_tui.demo.wire import Receive, Scope, Send
from tbs_tui.text import plain
from tbs_tui.ui.door import Account, Entered
from tbs_tui.ui.widgets.filter_bar import FilterBar

SIZES = ((60, 15), (80, 24), (120, 36))


def add_snapshot(made: Bed, volume_id: str, text: str) -> None:
    """One that has the text as its name, description and status."""
    moment = stamp(made.clock.now())
    row = Snapshot(made.cloud.world.ids.uuid(), TENANT, volume_id, moment, text, 10, name=text, description=text)
    made.region().add_snapshot(row)


@walks(
    "name of a volume",
    "description of a volume",
    "key of metadata",
    "value of metadata",
    "type of a volume",
    "table lines",
    "detail",
)
async def test_as_name_description_metadata_and_type_of_a_volume() -> None:
    made = bed(volumes=1)
    for number, text in enumerate(HOSTILE.values()):
        kind = VolumeType(f"bad-{number}", text, "lvm")
        made.add_volume(text, description=text, metadata={text: text, "key": text}, type=kind)
    async with running(made, (120, 60)):
        as_text = {text for text in HOSTILE.values() if not any("\ud800" <= char <= "\udfff" for char in text)}
        assert as_text <= set(made.names)
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


@walks("detail", "raw view", "key of metadata", "value of metadata")
async def test_in_the_detail_over_the_screen() -> None:
    made = bed(volumes=1)
    for name, description, key, value in spread(4):
        made.add_volume(name, description=description, metadata={key: value})
    async with running(made, (60, 15)):
        for _ in made.ids:
            await made.press("enter")
            assert_harmless(made)
            await made.press("G")
            assert_harmless(made)
            await made.press("escape", "y", "G")
            assert_harmless(made)
            await made.press("escape", "j")
        assert made.on_top


@walks(
    "status of a volume",
    "name of a snapshot",
    "description of a snapshot",
    "status of a snapshot",
    "typed into a filter",
    "table lines",
)
async def test_as_status_snapshot_and_filter() -> None:
    made = bed(volumes=38)
    parent = made.region().volumes.newest_first()[0]
    for text in HOSTILE.values():
        made.add_volume("n", status=text)
        add_snapshot(made, parent.id, text)
    async with running(made, (120, 50)):
        for _ in HOSTILE:
            assert shown(made.cursor_row.status, 15) in made.cursor_line
            assert_harmless(made)
            await made.press("j")
        await made.press("2")
        for _ in range(4):
            assert_harmless(made)
            await made.press("pagedown")
        for text in HOSTILE.values():
            made.main.query_one(FilterBar).field.value = text
            await settled(made.pilot)
            assert_harmless(made)


@walks("name of a region", "pickers")
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
    """Answers lists with an error in its own words, which are the request's id too."""

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
            (b"x-compute-request-id", self.words.encode("utf-8", "surrogatepass")),
        ]
        await send({"type": "http.response.start", "status": 400, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@walks("words of an error", "id of a request", "notice", "requests")
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
            assert shown(text, 30).split(" ")[0] in made.notice
            assert "[@click=app.quit]" in made.notice
            assert made.notice.isprintable()
            assert_harmless(made)
        await made.press("L")
        for _ in range(5):
            assert_harmless(made)
            await made.press("pagedown")
        await made.press("escape")
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
