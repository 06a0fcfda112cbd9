"""A door to one account of a cloud, for tests: it keeps nothing, and writes down what is typed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from pydantic import SecretStr

from tbs_tui.account.accounts import Accounts
from tbs_tui.account.context import Context, Goal
from tbs_tui.account.login import Login
from tbs_tui.account.session import Session
from tbs_tui.account.stores.choose import Chosen
from tbs_tui.api.errors import PasswordNeeded
from tbs_tui.api.lock import Lock
from tbs_tui.api.transport import Record, Transport
from tbs_tui.clock import Clock
from tbs_tui.inventory.picture import Kind
from tbs_tui.inventory.source import SessionSource
from tbs_tui.inventory.sweep import Source
from tbs_tui.operations.cloud import SessionCloud
from tbs_tui.operations.intent import Cloud
from tbs_tui.settings import Settings
from tbs_tui.ui.dialogs.sign_in import Keeping, Naming, Typed
from tbs_tui.ui.door import Account, Entered, Form, TenantChoice

URL = "https://demo.invalid"


class OneDoor:
    """`password` signs in without a question; `asks` says whether the person may be asked. `change` makes another
    arrival of each."""

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        settings: Settings,
        login: Login | None,
        *,
        password: str | None = None,
        asks: bool = False,
        account: Account | None = None,
        change: Callable[[Entered], Entered] = lambda entered: entered,
    ) -> None:
        self.transport = transport
        self._lock = Lock(clock, read_only=settings.read_only, minutes=settings.read_only_after)
        self.sessions = Accounts(transport, clock, Chosen.memory(clock), lock=self._lock)
        self.settings = settings
        self.login = login
        self.asks = asks
        self.change = change
        self._account = account if account is not None else Account(profile="", label="demo")
        if login is not None and password is not None:
            self.sessions.session_of_now(login, SecretStr(password))
        self.first = Goal("", login.tenant_id if login else None, settings.region, settings.region is not None)
        self.session_source = SessionSource(self._session_of)
        self.source: Source = self.session_source
        self.cloud: Cloud = SessionCloud(self._session_of)
        self.demo = Goal("demo")
        self.typed: list[Typed] = []
        self.remembered: list[Context] = []
        self.closed: list[bool] = []
        """One True for each time that it was closed."""

    async def open(self) -> "OneDoor":
        """As the explorer wants it."""
        return self

    def account(self, profile: str) -> Account:
        return self._account

    def origin(self, context: Context) -> str | None:
        return None

    def keeps_nothing(self, profile: str) -> bool:
        return self.settings.keeps_nothing

    def lock(self, profile: str) -> Lock:
        return self._lock

    async def accounts(self) -> Sequence[Account]:
        return (self._account,)

    async def last(self, profile: str) -> Goal:
        return self.first

    async def remember(self, context: Context) -> None:
        self.remembered.append(context)

    async def _session(self, tenant_id: str | None) -> Session:
        if self.login is None:
            raise PasswordNeeded()
        return await self.sessions.session(replace(self.login, tenant_id=tenant_id or self.login.tenant_id))

    async def _session_of(self, context: Context) -> Session:
        return await self._session(context.tenant_id)

    async def enter(self, goal: Goal) -> Entered:
        from tbs_tui.cli.opening import region_to_show

        session = await self._session(goal.tenant_id)
        access = await session.access()
        regions = await session.regions()
        return self.change(
            Entered(
                account=self._account,
                tenant_id=access.tenant_id,
                tenant=access.tenant_name or "",
                regions=regions,
                region=region_to_show(goal, self.settings, regions),
                settings=self.settings,
            )
        )

    def tenants(self, profile: str) -> Sequence[TenantChoice]:
        return ()

    async def more_tenants(self, context: Context) -> Sequence[TenantChoice]:
        session = await self._session_of(context)
        return tuple(TenantChoice(each.id, each.name or "") for each in await session.tenants() or ())

    async def form(self, goal: Goal | None) -> Form | None:
        if not self.asks:
            return None
        login = self.login or Login(URL, "", "")
        typed = Typed(login.identity_url, login.tenant_id, login.username)
        naming = Naming("default", frozenset()) if self.login is None else None
        return Form(typed, Keeping("The token is kept in: memory.", None, "memory keeps no passwords"), naming)

    async def sign_in(self, goal: Goal | None, typed: Typed) -> Goal:
        self.typed.append(typed)
        login = Login(typed.identity_url, typed.tenant_id, typed.username)
        await self.sessions.sign_in(login, SecretStr(typed.password))
        self.login = login
        return Goal("", login.tenant_id, goal.region if goal is not None else None)

    async def url(self, context: Context, kind: Kind, resource_id: str) -> str:
        return await self.session_source.url(context, kind, resource_id)

    async def url_of(self, context: Context, *path: str) -> str:
        return await self.session_source.url_of(context, *path)

    async def server_name(self, context: Context, server_id: str) -> str | None:
        compute = await (await self._session_of(context)).compute(context.region)
        return (await compute.server(server_id)).name if compute is not None else None

    async def zones(self, context: Context) -> Sequence[str]:
        compute = await (await self._session_of(context)).compute(context.region)
        return await compute.availability_zones() if compute is not None else ()

    def requests(self) -> Sequence[Record]:
        return tuple(reversed(self.transport.records))

    async def close(self) -> None:
        await self.transport.aclose()
        self.closed.append(True)
