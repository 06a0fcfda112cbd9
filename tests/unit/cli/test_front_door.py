"""What the way to the cloud tells whoever shows a form."""

import pytest
from support_cloud import ManualClock

from tbs_tui.account.context import Context
from tbs_tui.account.session import Session
from tbs_tui.api.errors import Refused
from tbs_tui.cli.opening import FrontDoor
from tbs_tui.cli.start import Start
from tbs_tui.inventory.picture import Kind
from tbs_tui.settings import resolve


async def entered() -> tuple[FrontDoor, Context]:
    """A door to the demo, and the place behind it."""
    settings = resolve({"demo": True}, {})
    start = Start(settings, None, {"demo": True}, {})
    door = FrontDoor(start, start.goal(), ManualClock(), {})
    return door, (await door.enter(door.first)).context.within("KR2")


async def test_the_zones_are_those_of_the_region() -> None:
    door, context = await entered()
    assert list(await door.zones(context)) == ["kr2-pub-a", "kr2-pub-b"]
    assert list(await door.zones(context.within("JP1"))) == ["jp-pub-a", "jp-pub-b"]
    await door.close()


async def test_a_catalog_without_compute_has_no_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(_session: Session, _region: str) -> None:
        return None

    door, context = await entered()
    monkeypatch.setattr(Session, "compute", nothing)
    assert list(await door.zones(context)) == []
    await door.close()


async def test_a_path_lies_where_the_catalog_says_and_an_id_can_not_leave_its_place() -> None:
    door, context = await entered()
    base = await door.url_of(context)
    assert base.endswith(f"/KR2/volume/v2/{context.tenant_id}")
    assert await door.url_of(context, "volumes", "a/../b", "action") == f"{base}/volumes/a%2F..%2Fb/action"
    assert await door.url_of(context, "volumes", "v1") == await door.url(context, Kind.VOLUMES, "v1")
    with pytest.raises(Refused):
        await door.url_of(context, "volumes", "..")
    await door.close()
