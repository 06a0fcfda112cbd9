"""Our client in front of the demo cloud on a real socket."""

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from pydantic import SecretStr
from support_cloud import ManualClock, quiet_cloud, serve

from tbs_tui.account.session import Session
from tbs_tui.api.block_storage import BlockStorage
from tbs_tui.api.identity import Identity
from tbs_tui.api.transport import Transport
from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME, DemoCloud

TENANT = DEMO_TENANTS[0].id


class Bed:
    """A cloud, a clock that both share, and a session."""

    def __init__(self, url: str, cloud: DemoCloud, clock: ManualClock) -> None:
        self.url = url
        self.cloud = cloud
        self.clock = clock
        self.transport = Transport(clock=clock)
        self.session = self.sign_in()

    def sign_in(self, **changes: Any) -> Session:
        """A session of its own, by default the demo user's."""
        who: dict[str, Any] = {
            "tenant_id": TENANT,
            "username": DEMO_USERNAME,
            "password": SecretStr(DEMO_PASSWORD),
        } | changes
        return Session(self.transport, Identity(self.transport, self.url, self.clock), self.clock, **who)

    async def storage(self, region: str = "KR1") -> BlockStorage:
        return await self.session.block_storage(region)

    def sent(self, method: str, part: str = "") -> int:
        """How many such requests reached the cloud."""
        return sum(1 for verb, path, _status in self.cloud.requests if verb == method and part in path)

    async def passes(self, seconds: float) -> None:
        """Let time pass in the cloud."""
        await self.clock.sleep(seconds)
        self.clock.slept.pop()

    async def becomes(self, status: Callable[[], Any], wanted: str | None) -> None:
        """Ask until the status is as wanted, a second of the cloud's time apart."""
        for _ in range(60):
            if await status() == wanted:
                return
            await self.passes(1)
        raise AssertionError(f"not {wanted} within a minute")


@contextlib.asynccontextmanager
async def bed(**cloud: Any) -> AsyncIterator[Bed]:
    """`cloud` goes to `quiet_cloud`."""
    clock = ManualClock()
    made = quiet_cloud(clock, **cloud)
    with serve(made) as url:
        ready = Bed(url, made, clock)
        try:
            yield ready
        finally:
            await ready.transport.aclose()
