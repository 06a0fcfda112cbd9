"""A session as the source, against the demo cloud in process."""

import pytest
from pydantic import SecretStr
from support_cloud import ManualClock, quiet_cloud

from tbs_tui.account.context import Context
from tbs_tui.account.session import Session
from tbs_tui.api.errors import NoBlockStorage
from tbs_tui.api.identity import Identity
from tbs_tui.api.transport import Transport
from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME
from tbs_tui.inventory.picture import Kind
from tbs_tui.inventory.source import SessionSource
from tbs_tui.inventory.sweep import read_picture

TENANT = DEMO_TENANTS[0].id


async def test_all_of_a_region_page_by_page() -> None:
    clock = ManualClock()
    cloud = quiet_cloud(clock, volumes=60, page_limit=20)
    transport = Transport(clock=clock, app=cloud)
    session = Session(
        transport,
        Identity(transport, "https://demo.invalid", clock),
        clock,
        tenant_id=TENANT,
        username=DEMO_USERNAME,
        password=SecretStr(DEMO_PASSWORD),
    )
    try:
        source = SessionSource.of(session)
        seen = await read_picture(source, Context("", TENANT, "KR1"), clock, tuple(Kind))
        region = cloud.region(TENANT, "KR1")
        assert {row.id for row in seen.volumes.rows} == {row.id for row in region.volumes.newest_first()}
        assert {row.id for row in seen.snapshots.rows} == {row.id for row in region.snapshots.newest_first()}
        assert seen.types.complete
        assert seen.types.rows
        with pytest.raises(NoBlockStorage):
            await read_picture(source, Context("", TENANT, "없는 곳"), clock, (Kind.VOLUMES,))
        with pytest.raises(ValueError, match="another"):
            await read_picture(source, Context("", "another", "KR1"), clock, (Kind.VOLUMES,))
    finally:
        await transport.aclose()
