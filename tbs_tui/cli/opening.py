"""From settings to a session that the explorer can show. Heavy: imported in a thread, after the first frame."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import SecretStr

from tbs_tui.account.login import Login
from tbs_tui.account.profiles import Profile, ProfileTenant, config_path, load
from tbs_tui.account.stores.choose import who_else
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import PasswordNeeded
from tbs_tui.cli.account import asks_nobody, known_login
from tbs_tui.cli.wiring import Connection, Ground, connect, first_region, open_ground
from tbs_tui.clock import Clock
from tbs_tui.inventory.source import AccountsSource
from tbs_tui.locale import _
from tbs_tui.settings import Settings, SettingsError
from tbs_tui.text import plain
from tbs_tui.ui.dialogs.sign_in import Keeping, Typed
from tbs_tui.ui.door import Entered, Form, Opened, TenantChoice

#: What a profile is called that the sign-in made.
FIRST_PROFILE = "default"


class Opener:
    """Signs in, as often as it takes, over one ground."""

    def __init__(self, settings: Settings, profile: Profile | None, clock: Clock, environ: Mapping[str, str]) -> None:
        self._settings = settings
        self._profile = profile
        self._clock = clock
        self._environ = environ
        self._ground: Ground | None = None
        self._login = known_login(settings)

    async def open(self) -> Opened:
        """Raises ApiError: PasswordNeeded when the person has to be asked, Refused when the catalog lacks the region
        that was asked for."""
        ground = await self._ready()
        if self._login is None:
            raise PasswordNeeded()
        entered = await self._entered(self._login.tenant_id, asked_for=True)
        return Opened(
            tenant_id=entered.tenant_id,
            tenant=entered.tenant,
            regions=entered.regions,
            region=entered.region,
            production=entered.production,
            source=AccountsSource(ground.accounts, self._login),
            close=ground.transport.aclose,
            profile=self._settings.profile or "",
            label=ground.label,
            store=ground.accounts.chosen.store.name,
            tenants=self.tenants,
            enter=self._entered,
        )

    async def _entered(self, tenant_id: str, *, asked_for: bool = False) -> Entered:
        """`asked_for`: the region of the settings is meant for this tenant."""
        assert self._login is not None
        self._login = replace(self._login, tenant_id=tenant_id)
        ground = await self._ready()
        session = await ground.accounts.session(self._login)
        access = await session.access()
        regions = await session.regions()
        return Entered(
            tenant_id=tenant_id,
            tenant=self._label(tenant_id) or access.tenant_name or tenant_id,
            regions=regions,
            region=first_region(self._settings, regions) if asked_for else regions[0],
            production=tenant_id in ground.production_tenants
            or (self._profile is not None and self._profile.production),
        )

    async def tenants(self) -> Sequence[TenantChoice]:
        """Those of the profile, then those that the identity service tells, each once. Raises ApiError."""
        assert self._login is not None
        session = await (await self._ready()).accounts.session(self._login)
        told = await session.tenants() or ()
        names = {each.id: each.name or each.id for each in told}
        mine = self._profile.tenants if self._profile is not None else ()
        known = {each.id: each.label or names.get(each.id) or each.id for each in mine}
        return tuple(TenantChoice(key, name) for key, name in (names | known).items())

    def _label(self, tenant_id: str) -> str | None:
        mine = self._profile.tenants if self._profile is not None else ()
        return next((each.label for each in mine if each.id == tenant_id), None)

    async def form(self, tenant_id: str | None = None) -> Form:
        """What to ask, and where the answers will be kept."""
        ground = await self._ready()
        store = ground.accounts.chosen.store
        known = self._login
        typed = Typed(
            known.identity_url if known else self._settings.identity_url,
            tenant_id or (known.tenant_id if known else self._settings.tenant_id or ""),
            known.username if known else self._settings.username or "",
        )
        token = _("The token is kept in: {store}. {readers}").format(
            store=plain(store.name), readers=plain(who_else(store))
        )
        why_not = _("{store} keeps no passwords").format(store=plain(store.name))
        lasting = store.lasting and store.keeps_passwords
        return Form(typed, Keeping(token, plain(store.name) if lasting else None, why_not))

    async def sign_in(self, typed: Typed) -> None:
        """Sign in with what was typed; only when that has worked is anything kept. Raises ApiError."""
        Endpoint.parse(typed.identity_url, insecure_http=self._settings.insecure_http)
        login = Login(typed.identity_url, typed.tenant_id, typed.username)
        ground = await self._ready()
        await ground.accounts.sign_in(login, SecretStr(typed.password), keep_password=typed.keep_password)
        self._login = login
        if self._profile is None and known_login(self._settings) is None:
            await asyncio.to_thread(_remember, login)

    async def _ready(self) -> Ground:
        if self._ground is None:
            opening = connect if asks_nobody(self._settings, self._environ) else open_ground
            self._ground = await opening(self._settings, self._clock, self._environ)
            if isinstance(self._ground, Connection):
                self._login = self._ground.login
        return self._ground


def _remember(login: Login) -> None:
    """Make a profile of the first sign-in, so that the next run just opens. A file that can't be written, or that has
    profiles already, stays as it is: the person then says who they are once more."""
    from tbs_tui.account.profiles.edit import save_profile

    path = config_path()
    try:
        if not load(path).profiles:
            tenants = (ProfileTenant(login.tenant_id),)
            save_profile(path, Profile(FIRST_PROFILE, login.identity_url, login.username, tenants=tenants))
    except (SettingsError, OSError):
        return
