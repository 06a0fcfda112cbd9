"""Where the parts are put together: the clock, the network or the demo cloud, and the session.

The only place that imports the demo. Imports httpx and pydantic, so it is itself imported late.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from tbs_tui.account.session import Session
from tbs_tui.api.errors import Refused
from tbs_tui.api.identity import Identity
from tbs_tui.api.transport import Transport
from tbs_tui.cli.account import PASSWORD_VARIABLE, account_of
from tbs_tui.clock import Clock
from tbs_tui.locale import _
from tbs_tui.settings import Settings

DEMO_VOLUMES = 60


@dataclass(frozen=True, slots=True)
class Connection:
    """One process's way to the cloud."""

    transport: Transport
    session: Session
    label: str = ""
    """What the profile is called on the screen."""
    production: bool = False


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

    cloud = DemoCloud(now=clock.now, sleep=clock.sleep, volumes=settings.demo_volumes or DEMO_VOLUMES)
    transport = Transport(clock=clock, app=cloud)
    tenant = next((each for each in DEMO_TENANTS if each.id == settings.tenant_id), DEMO_TENANTS[0])
    session = Session(
        transport,
        Identity(transport, "https://demo.invalid", clock),
        clock,
        tenant_id=settings.tenant_id or tenant.id,
        username=DEMO_USERNAME,
        password=SecretStr(DEMO_PASSWORD),
        read_only=settings.read_only,
    )
    return Connection(transport, session, _("demo"), tenant.production)


def first_region(settings: Settings, regions: Sequence[str]) -> str:
    """The region asked for, else the catalog's first. Raises Refused when the catalog lacks it."""
    if settings.region is None:
        return regions[0]
    for region in regions:
        if region.casefold() == settings.region.casefold():
            return region
    raise Refused(
        _("the catalog has no region {region}; it has {regions}.").format(
            region=settings.region, regions=", ".join(regions)
        )
    )
