"""From profiles to sessions that the explorer can show. Heavy: imported in a thread, after the first frame."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from pydantic import SecretStr

from tbs_tui.account.accounts import Accounts
from tbs_tui.account.context import ALL_REGIONS, Context, Goal
from tbs_tui.account.login import Login
from tbs_tui.account.profiles import Config, Profile, ProfileTenant, config_path, load
from tbs_tui.account.profiles.choose import profile_for
from tbs_tui.account.profiles.saving import save_account
from tbs_tui.account.profiles.state import load_state, remember_context, state_path
from tbs_tui.account.session import Session
from tbs_tui.account.stores.choose import who_else
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import PasswordNeeded
from tbs_tui.api.lock import Lock
from tbs_tui.api.transport import Record, Transport
from tbs_tui.cli.account import asks_nobody, known_login
from tbs_tui.cli.start import DEMO_PROFILE, Start, picture_origin
from tbs_tui.cli.wiring import Connection, Ground, connect, find_region, lock_of, no_such_region, open_ground
from tbs_tui.clock import Clock
from tbs_tui.inventory.picture import Kind
from tbs_tui.inventory.source import SessionSource
from tbs_tui.inventory.sweep import Source
from tbs_tui.locale import _
from tbs_tui.operations.cloud import SessionCloud
from tbs_tui.operations.intent import Cloud
from tbs_tui.settings import Settings, SettingsError, demo_settings
from tbs_tui.text import plain
from tbs_tui.ui.dialogs.sign_in import Keeping, Naming, Typed
from tbs_tui.ui.door import Account, Entered, Form, TenantChoice

#: What a profile is called that the first sign-in made, if the person says nothing else.
FIRST_PROFILE = "default"
#: An account that is used and not kept; no profile of a file can be called that.
NEW_PROFILE = " new"


@dataclass(slots=True)
class _Way:
    """How one profile gets to its cloud."""

    settings: Settings
    profile: Profile | None
    """None for what the command line and the environment say, and for the demo."""
    login: Login | None
    """Whose account it is; its tenant is the first one. None when the person has to say so."""
    lock: Lock
    """Of all its sessions."""
    ground: Ground | None = None
    entered: bool = False
    """Whether something of the account is shown."""
    trouble: str = ""
    """What could not be kept, and why; plain."""
    opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def named(self) -> Sequence[ProfileTenant]:
        """The tenants that the profile names."""
        return self.profile.tenants if self.profile is not None else ()


class FrontDoor:
    """Every account of the person, over one ground for each profile. See `ui.door.Door`."""

    def __init__(self, start: Start, goal: Goal, clock: Clock, environ: Mapping[str, str]) -> None:
        self._start = start
        self._clock = clock
        self._environ = environ
        self._config = Config()
        self._ways: dict[str, _Way] = {}
        self._new: _Way | None = None
        """For the next account that is new."""
        self.first = goal
        self.demo = Goal(DEMO_PROFILE)
        self._sessions = SessionSource(self._session_of)
        self.source: Source = self._sessions
        self.cloud: Cloud = SessionCloud(self._session_of)
        self._way(self.first.profile)

    # What is known without asking anybody

    def account(self, profile: str) -> Account:
        """What the screen shows of it."""
        way = self._way(profile)
        if profile == DEMO_PROFILE:
            return Account(profile=profile, label=_("demo"))
        known = way.profile
        username = way.login.username if way.login is not None else ""
        return Account(
            profile=profile,
            label=username if profile.startswith(NEW_PROFILE) else profile,
            username=username,
            colour=known.colour if known is not None else None,
            production=known is not None and known.production,
        )

    def origin(self, context: Context) -> str | None:
        """The origin of its identity service; None where no picture is to be kept on this disk."""
        way = self._way(context.profile)
        # Under a key that is made up no later run would look.
        return None if context.profile.startswith(NEW_PROFILE) else picture_origin(way.settings, way.login)

    def keeps_nothing(self, profile: str) -> bool:
        """Whether nothing chosen in it is to lie on this disk."""
        return self._way(profile).settings.keeps_nothing

    def lock(self, profile: str) -> Lock:
        """What keeps its cloud from being changed."""
        return self._way(profile).lock

    async def accounts(self) -> Sequence[Account]:
        """The profiles of the file, what the command line said, and the demo. Raises SettingsError."""
        self._config = await asyncio.to_thread(load, config_path())
        names = [*self._config.profiles, DEMO_PROFILE]
        if self.first.profile not in names:
            names.insert(0, self.first.profile)
        return tuple(self._account_of_choice(name) for name in names)

    def _account_of_choice(self, name: str) -> Account:
        found = self.account(name)
        if name == DEMO_PROFILE:
            return replace(found, username=_("made up; nothing is sent anywhere"))
        return found if found.label else replace(found, label=_("as the command line says"))

    async def last(self, profile: str) -> Goal:
        """Where it was last; the tenant that it names first otherwise."""
        way = self._way(profile)
        state = await asyncio.to_thread(load_state, state_path()) if way.profile is not None else None
        last = state.last.get(profile) if state is not None else None
        if last is not None:
            return Goal(profile, last.tenant_id, last.region)
        return Goal(profile, way.login.tenant_id if way.login is not None else None, way.settings.region)

    async def remember(self, context: Context) -> None:
        """Keep it for the next run, if it is of a profile of the file. A disk that is full costs no more than that."""
        way = self._way(context.profile)
        if way.profile is not None and not way.settings.keeps_nothing:
            try:
                await asyncio.to_thread(remember_context, state_path(), context)
            except OSError:
                return

    def tenants(self, profile: str) -> Sequence[TenantChoice]:
        """Those that the profile names."""
        return tuple(TenantChoice(each.id, each.label or "") for each in self._way(profile).named)

    # What asks the cloud

    async def enter(self, goal: Goal) -> Entered:
        """Get a token for the goal. Raises ApiError."""
        way = self._way(goal.profile)
        ground = await self._ground(way)
        if way.login is None:
            raise PasswordNeeded()
        tenant_id = goal.tenant_id or way.login.tenant_id
        session = await self._session(way, tenant_id)
        access = await session.access()
        regions = await session.regions()
        label = next((each.label for each in way.named if each.id == tenant_id), None)
        account = self.account(goal.profile)
        way.entered = True
        return Entered(
            account=replace(account, production=account.production or tenant_id in ground.production_tenants),
            tenant_id=tenant_id,
            tenant=label or access.tenant_name or tenant_id,
            regions=regions,
            region=region_to_show(goal, way.settings, regions),
            settings=way.settings,
            store=ground.accounts.chosen.store.name,
            trouble=self._trouble(way, ground),
        )

    @staticmethod
    def _trouble(way: _Way, ground: Ground) -> str:
        """What could not be kept since this was asked last, and why; empty when all is well."""
        told, way.trouble = way.trouble, ""
        why, store = ground.accounts.take_trouble(), plain(ground.accounts.chosen.store.name)
        return " ".join(
            filter(None, (_("Not kept in {store}: {why}.").format(store=store, why=why) if why else "", told))
        )

    async def more_tenants(self, context: Context) -> Sequence[TenantChoice]:
        """Those that the identity service tells, where it does. Raises ApiError."""
        session = await self._session_of(context)
        return tuple(TenantChoice(each.id, each.name or "") for each in await session.tenants() or ())

    async def form(self, goal: Goal | None) -> Form | None:
        """What to ask, and where the answers will be kept; None when everything was given and no dialog can help."""
        way = self._way(goal.profile) if goal is not None else self._newcomer()
        if asks_nobody(way.settings, self._environ):
            return None
        accounts = (await self._ground(way)).accounts
        login, settings = way.login, way.settings
        typed = Typed(
            login.identity_url if login is not None else settings.identity_url,
            (goal.tenant_id if goal is not None else None) or (login.tenant_id if login else settings.tenant_id or ""),
            login.username if login is not None else settings.username or "",
        )
        naming = await asyncio.to_thread(_naming) if _is_nameless(way) and not way.entered else None
        return Form(typed, _keeping(accounts), naming, self._fixed(way, goal, typed))

    def _fixed(self, way: _Way, goal: Goal | None, typed: Typed) -> frozenset[str]:
        """What can't be another in this sign-in: a profile's own account, and all of it once it is shown."""
        fixed = set()
        if way.profile is not None:
            fixed |= {"identity_url", "username"}
        other = goal is not None and way.login is not None and goal.tenant_id not in (None, way.login.tenant_id)
        if way.entered or other:
            fixed |= {"identity_url", "username", "tenant_id"}
        return frozenset(name for name in fixed if getattr(typed, name))

    async def sign_in(self, goal: Goal | None, typed: Typed) -> Goal:
        """Sign in with what was typed; only when that has worked is anything kept. Raises ApiError."""
        way = self._way(goal.profile) if goal is not None else self._newcomer()
        Endpoint.parse(typed.identity_url, insecure_http=way.settings.insecure_http)
        login = Login(typed.identity_url, typed.tenant_id, typed.username)
        ground = await self._ground(way)
        await ground.accounts.sign_in(login, SecretStr(typed.password), keep_password=typed.keep_password)
        if goal is None:
            self._new = None
        name = goal.profile if goal is not None else self._unused_name()
        if _is_nameless(way) and typed.profile:
            way.profile = await self._saved(way, typed.profile, login)
            name = way.profile.name if way.profile is not None else name
        way.login = login if way.login is None else replace(login, tenant_id=way.login.tenant_id)
        self._ways[name] = way
        return Goal(name, typed.tenant_id, goal.region if goal is not None else None)

    async def _saved(self, way: _Way, name: str, login: Login) -> Profile | None:
        """Make a profile of the account, so that the next run just opens; None when the file can't be changed: the
        person then says who they are once more."""
        try:
            self._config = await asyncio.to_thread(save_account, config_path(), name, login)
        except SettingsError as error:
            way.trouble = _("No profile was made: {why}").format(why=plain(error))
            return None
        return profile_for(self._config, name)

    def _newcomer(self) -> _Way:
        """A way for an account that nothing is known of; another one once somebody has signed in by it."""
        if self._new is None:
            self._new = self._way_of(Profile(""))
        return self._new

    def _unused_name(self) -> str:
        """A key for an account that is kept under no name; several may be used in one run."""
        names = (NEW_PROFILE + " " * number for number in count())
        return next(name for name in names if name not in self._ways)

    async def url(self, context: Context, kind: Kind, resource_id: str) -> str:
        """What a GET reads the resource by. Raises ApiError."""
        return await self._sessions.url(context, kind, resource_id)

    async def url_of(self, context: Context, *path: str) -> str:
        """The URL of what lies at the path in the Context's block storage. Raises ApiError."""
        return await self._sessions.url_of(context, *path)

    async def server_name(self, context: Context, server_id: str) -> str | None:
        """What an instance is called, where the catalog has Compute. Raises ApiError."""
        compute = await (await self._session_of(context)).compute(context.region)
        return (await compute.server(server_id)).name if compute is not None else None

    async def zones(self, context: Context) -> Sequence[str]:
        """Where a new volume can lie, where the catalog has Compute. Raises ApiError."""
        compute = await (await self._session_of(context)).compute(context.region)
        return await compute.availability_zones() if compute is not None else ()

    def requests(self) -> Sequence[Record]:
        """The last requests of all accounts, newest first."""
        records = [record for transport in self._transports for record in reversed(transport.records)]
        return sorted(records, key=lambda record: record.at, reverse=True)

    async def close(self) -> None:
        """End every connection."""
        await asyncio.gather(*(transport.aclose() for transport in self._transports))

    @property
    def _transports(self) -> Collection[Transport]:
        """Each once, although a way may have two names."""
        ways = [*self._ways.values(), *([self._new] if self._new is not None else [])]
        return {way.ground.transport for way in ways if way.ground is not None}

    # Ways

    def _way(self, profile: str) -> _Way:
        """Raises SettingsError for a profile that is in the file no more."""
        known = self._ways.get(profile)
        if known is not None:
            return known
        start = self._start
        if profile == self.first.profile:
            way = self._made(start.settings, start.profile, known_login(start.settings))
        elif profile == DEMO_PROFILE:
            way = self._made(demo_settings(start.settings), None, None)
        else:
            named = profile_for(self._config, profile)
            way = self._way_of(named)
        self._ways[profile] = way
        return way

    def _way_of(self, profile: Profile) -> _Way:
        settings = self._start.settings_of(profile)
        return self._made(settings, profile if profile.name else None, known_login(settings))

    def _made(self, settings: Settings, profile: Profile | None, login: Login | None) -> _Way:
        return _Way(settings, profile, login, lock_of(settings, self._clock))

    async def _ground(self, way: _Way) -> Ground:
        """The way's ground; a store may take seconds to answer, and it is asked once."""
        async with way.opening:
            if way.ground is None:
                opening = connect if asks_nobody(way.settings, self._environ) else open_ground
                way.ground = await opening(way.settings, self._clock, self._environ, way.lock)
                if isinstance(way.ground, Connection):
                    way.login = way.ground.login
        return way.ground

    async def _session_of(self, context: Context) -> Session:
        return await self._session(self._way(context.profile), context.tenant_id)

    async def _session(self, way: _Way, tenant_id: str) -> Session:
        ground = await self._ground(way)
        if way.login is None:
            raise PasswordNeeded()
        return await ground.accounts.session(replace(way.login, tenant_id=tenant_id))


def _is_nameless(way: _Way) -> bool:
    """Whether it is nobody's profile, and nothing was said of an account: what is typed may become a profile."""
    return way.profile is None and not way.settings.demo and known_login(way.settings) is None


def region_to_show(goal: Goal, settings: Settings, regions: Sequence[str]) -> str:
    """The region to show. Raises Refused when the one that was asked for by name is none of `regions`."""
    if goal.region == ALL_REGIONS and len(regions) > 1:
        return ALL_REGIONS
    wanted = goal.region if goal.region is not None else settings.region
    found = find_region(wanted, regions) if wanted is not None else None
    if found is None and wanted is not None and goal.region_is_wanted:
        raise no_such_region(wanted, regions)
    return found or regions[0]


def _naming() -> Naming | None:
    """What the account may be kept as; None when there is a file that can't be used."""
    try:
        taken = frozenset(load(config_path()).profiles)
    except SettingsError:
        return None
    return Naming("" if taken else FIRST_PROFILE, taken)


def _keeping(accounts: Accounts) -> Keeping:
    """Where things go, who could read them there, and why not to a better place."""
    store = accounts.chosen.store
    name = plain(store.name)
    token = _("The token is kept in: {store}. {readers}").format(store=name, readers=plain(who_else(store)))
    why_not = _("{store} keeps no passwords").format(store=name) if store.lasting else _("nothing outlives this run")
    stores: dict[str, list[str]] = {}
    for passed_over, reason in accounts.chosen.passed_over:
        stores.setdefault(reason, []).append(passed_over)
    not_better = [
        _("Not in {stores}: {reason}.").format(stores=plain(", ".join(names)), reason=plain(reason))
        for reason, names in stores.items()
    ]
    if accounts.trouble is not None:
        not_better.append(
            _("What {store} has could not be read: {why}.").format(store=name, why=plain(accounts.trouble))
        )
    lasting = store.lasting and store.keeps_passwords
    return Keeping(token, name if lasting else None, why_not, " ".join(not_better))
