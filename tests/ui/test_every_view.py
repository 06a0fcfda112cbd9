"""Every view and every dialog, at every size, of a cloud whose texts all want to be more than text."""

import pytest
from support_cloud import ManualClock, quiet_cloud
from support_explorer import Bed, bed, crooked, running, screen_lines
from support_harmless import assert_harmless
from support_hostile import HOSTILE, walks
from support_hostile_cloud import fill, types

from tbs_tui.demo import DemoCloud
from tbs_tui.inventory.picture import Kind

SIZES = [(60, 15), (80, 24), (120, 36), (200, 60)]
#: In these every view is walked: the least there is, and one with the detail beside the table.
WHOLE = [(60, 15), (120, 36)]

#: What is looked at -> the keys that lead there from the volumes.
VIEWS = {
    "volumes": [],
    "snapshots": ["2"],
    "types": ["3"],
    "problems": ["!"],
    "problems and hints": ["!", "!"],
    "problems among snapshots": ["!", "2"],
    "detail": ["enter"],
    "detail of a snapshot": ["2", "enter"],
    "detail of a type": ["3", "enter"],
    "raw": ["y"],
    "new volume": ["n"],
    "new volume of a type": ["3", "n"],
    "types of a new volume": ["n", "tab", "tab", "tab", "enter"],
    "zones of a new volume": ["n", "tab", "tab", "tab", "tab", "enter"],
    "metadata of a new volume": ["n", "up", "up", "up", "up", "enter"],
    "same again": ["N"],
    "volume from a snapshot": ["2", "v"],
    "snapshot": ["p"],
    "delete": ["D"],
    "snapshots of many": ["A", "p"],
    "delete many": ["A", "D"],
    "delete many, hidden ones too": ["A", "/", "[", "enter", "D"],
    "no marks": ["U"],
    "upload": ["u"],
    "request of a snapshot": ["p", "up", "enter"],
    "request of an upload": ["u", "up", "enter"],
    "allow changes": ["W"],
    "copied id": ["c"],
    "fields to copy": ["C"],
    "request": ["x"],
    "related": ["o"],
    "filter": ["/", "[", "x"],
    "a filter that can't be read": ["/", *"size:x"],
    "completions": ["/", *"name:", "tab"],
    "saved filters": ["/", *"name:[/x]", "down"],
    "columns": ["w"],
    "sort": ["s"],
    "export": ["e"],
    "journal": ["4"],
    "journal of every place": ["4", "a"],
    "export of the journal": ["4", "e"],
    "requests": ["L"],
    "palette": [":"],
    "help": ["?"],
    "regions": ["R"],
    "tenants": ["T"],
    "profiles": ["P"],
}

#: Those that are laid out by the size: walked at every size.
SIZED = ("volumes", "snapshots", "types", "detail", "raw", "new volume", "delete many", "columns", "journal", "help")


def hostile() -> Bed:
    """A cloud with all of the corpus, in every place."""

    def full(clock: ManualClock) -> DemoCloud:
        cloud = quiet_cloud(clock, volumes=20)
        fill(cloud, clock.now(), packed=True)
        return cloud

    return bed(cloud=full)


async def go_back(made: Bed) -> None:
    """To the volumes, with no filter and no lens."""
    for _ in range(6):
        await made.press("escape")
        if made.on_top and not made.main._browsing.choices.filter and made.main._browsing.lens.level is None:
            break
    await made.press_at_once("1", "escape", "g")
    assert made.on_top
    assert made.main._browsing.kind is Kind.VOLUMES


@walks("views and dialogs", "name of a type", "zone of a volume", "name of a zone", "pickers")
@pytest.mark.parametrize("size", SIZES)
async def test_every_view_is_straight_and_harmless_and_leads_back(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tbs_tui.demo.volumes.TYPES", types())
    made = hostile()
    async with running(made, size):
        # So that the journal has something to tell.
        count = len(made.ids)
        for text, volume in zip(HOSTILE.values(), made.region().volumes.newest_first(), strict=False):
            volume.status = f"error {text}"
            volume.touch(made.clock.now())
        await made.refresh()
        views = VIEWS if size in WHOLE else {name: VIEWS[name] for name in SIZED}
        for name, keys in views.items():
            await made.press(*keys)
            assert_harmless(made)
            lines = screen_lines(made.app)
            assert lines[-1].strip(), f"{name}: no hint, and no answer"
            if "/" not in keys:
                await made.press("j", "j")
                assert_harmless(made)
            await go_back(made)
            assert crooked(made.app) == [], name
        assert len(made.table.items) == count
