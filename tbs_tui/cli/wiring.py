"""Where the parts are put together: the clock, the network or the demo cloud, and the session.

The only place that imports the demo. Imports httpx and pydantic, so it is itself imported late.
"""

import asyncio
import gc
from collections.abc import Mapping, Sequence
from typing import cast

from pydantic import SecretStr

from tbs_tui.account.accounts import Accounts
from tbs_tui.account.login import Login
from tbs_tui.account.session import Session
from tbs_tui.account.stores.choose import Chosen, Wish, choose
from tbs_tui.api.errors import Refused
from tbs_tui.api.lock import Lock
from tbs_tui.api.transport import Transport
from tbs_tui.cli.account import PASSWORD_VARIABLE, known_login, login_of
from tbs_tui.clock import Clock
from tbs_tui.locale import _
from tbs_tui.records import dataclass
from tbs_tui.settings import Settings

DEMO_VOLUMES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One process's way to the cloud, with nobody signed in yet."""

    transport: Transport
    accounts: Accounts
    production_tenants: frozenset[str] = frozenset()
    """Ids of the demo's tenants that stand for production; real ones are marked by their profile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection(Ground):
    """The same with the session that the settings describe."""

    login: Login
    session: Session


def lock_of(settings: Settings, clock: Clock) -> Lock:
    """What keeps the sessions of an account from changing its cloud."""
    return Lock(clock, read_only=settings.read_only, minutes=settings.read_only_after)


async def connect(settings: Settings, clock: Clock, environ: Mapping[str, str], lock: Lock | None = None) -> Connection:
    """Sends nothing yet. Raises UsageError when the tenant or the user is not known, Refused for a bad URL."""
    lock = lock or lock_of(settings, clock)
    if settings.demo:
        # 10,000 volumes take 0.6 s to make up.
        return await asyncio.to_thread(_demo, settings, clock, lock)
    login = login_of(settings)
    ground = await open_ground(settings, clock, environ, lock)
    accounts, password = ground.accounts, given_password(settings, environ)
    session = await accounts.session(login) if password is None else accounts.session_of_now(login, password)
    return Connection(transport=ground.transport, accounts=accounts, login=login, session=session)


async def open_ground(settings: Settings, clock: Clock, environ: Mapping[str, str], lock: Lock | None = None) -> Ground:
    """With a password at hand nothing is looked up and nothing kept: no store is opened then."""
    transport = Transport(clock=clock, ca_file=settings.ca_file)
    known = given_password(settings, environ) is not None and known_login(settings) is not None
    chosen = Chosen.memory(clock) if known else await choose(store_wish(settings), clock)
    lock = lock or lock_of(settings, clock)
    accounts = Accounts(transport, clock, chosen, lock=lock, insecure_http=settings.insecure_http)
    return Ground(transport=transport, accounts=accounts)


def store_wish(settings: Settings) -> Wish:
    """The store asked for; `Setting` has checked the word."""
    return cast(Wish, settings.store)


def given_password(settings: Settings, environ: Mapping[str, str]) -> SecretStr | None:
    """The password of the environment, which belongs to no named profile."""
    password = environ.get(PASSWORD_VARIABLE)
    return SecretStr(password) if password and settings.profile is None else None


def _demo(settings: Settings, clock: Clock, lock: Lock) -> Connection:
    from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME, DemoCloud

    # A large cloud makes the collector of garbage look through all of it several times, 100 ms each, and no thread
    # goes on meanwhile, not even the one that draws. There is no garbage in it, and it lasts as long as the process.
    gc.disable()
    try:
        cloud = DemoCloud(now=clock.now, sleep=clock.sleep, volumes=settings.demo_volumes or DEMO_VOLUMES)
        gc.freeze()
    finally:
        gc.enable()
    transport = Transport(clock=clock, app=cloud)
    tenant = next((each for each in DEMO_TENANTS if each.id == settings.tenant_id), DEMO_TENANTS[0])
    accounts = Accounts(transport, clock, Chosen.memory(clock), lock=lock)
    login = Login("https://demo.invalid", settings.tenant_id or tenant.id, DEMO_USERNAME)
    session = accounts.session_of_now(login, SecretStr(DEMO_PASSWORD))
    return Connection(
        transport=transport,
        accounts=accounts,
        login=login,
        session=session,
        production_tenants=frozenset(each.id for each in DEMO_TENANTS if each.production),
    )


def first_region(settings: Settings, regions: Sequence[str]) -> str:
    """The region asked for, else the catalog's first. Raises Refused when the catalog lacks it."""
    if settings.region is None:
        return regions[0]
    found = find_region(settings.region, regions)
    if found is None:
        raise no_such_region(settings.region, regions)
    return found


def find_region(wanted: str, regions: Sequence[str]) -> str | None:
    """The region that is meant, whatever the case; None when it is none of them."""
    return next((each for each in regions if each.casefold() == wanted.casefold()), None)


def no_such_region(region: str, regions: Sequence[str]) -> Refused:
    """The catalog lacks a region that was asked for."""
    words = _("the catalog has no region {region}; it has {regions}.")
    return Refused(words.format(region=region, regions=", ".join(regions)))
