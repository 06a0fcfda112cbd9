"""Where the parts are put together: the clock, the network or the demo cloud, and the session.

The only place that imports the demo. Imports httpx and pydantic, so it is itself imported late.
"""

import os
from dataclasses import dataclass

from pydantic import SecretStr

from tbs_tui.account.session import Session
from tbs_tui.api.identity import Identity
from tbs_tui.api.transport import Transport
from tbs_tui.cli.account import PASSWORD_VARIABLE, account_of
from tbs_tui.clock import Clock
from tbs_tui.settings import Settings


@dataclass(frozen=True, slots=True)
class Connection:
    """One process's way to the cloud."""

    transport: Transport
    session: Session


def connect(settings: Settings, clock: Clock) -> Connection:
    """Sends nothing yet. Raises what `account_of` raises."""
    if settings.demo:
        return _demo(settings, clock)
    account = account_of(settings, os.environ)
    transport = Transport(clock=clock, ca_file=settings.ca_file)
    session = Session(
        transport,
        Identity(transport, settings.identity_url, clock, insecure_http=settings.insecure_http),
        clock,
        tenant_id=account.tenant_id,
        username=account.username,
        password=SecretStr(os.environ[PASSWORD_VARIABLE]),
        read_only=settings.read_only,
        insecure_http=settings.insecure_http,
    )
    return Connection(transport, session)


def _demo(settings: Settings, clock: Clock) -> Connection:
    from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME, DemoCloud

    size = {} if settings.demo_volumes is None else {"volumes": settings.demo_volumes}
    cloud = DemoCloud(now=clock.now, sleep=clock.sleep, **size)
    transport = Transport(clock=clock, app=cloud)
    identity = Identity(transport, "https://demo.invalid", clock)
    session = Session(
        transport,
        identity,
        clock,
        tenant_id=settings.tenant_id or DEMO_TENANTS[0].id,
        username=DEMO_USERNAME,
        password=SecretStr(DEMO_PASSWORD),
        read_only=settings.read_only,
    )
    return Connection(transport, session)
