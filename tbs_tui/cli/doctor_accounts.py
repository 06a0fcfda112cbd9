"""What doctor tells of the accounts: whether their identity services answer, and which tokens are kept.

No password is read or sent, and nobody is signed in. A kept token goes to its own identity service alone.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from tbs_tui.account.session import VOLUME_SERVICE
from tbs_tui.account.stores.choose import Tried
from tbs_tui.account.stores.credential_store import CredentialStore
from tbs_tui.account.stores.key import AccountKey
from tbs_tui.account.stores.store import StoreError
from tbs_tui.account.stores.stored_token import StoredToken
from tbs_tui.api.errors import ApiError, NotUnderstood, Refused, SignInError
from tbs_tui.api.identity import Identity
from tbs_tui.api.proxies import proxy_for
from tbs_tui.api.transport import Transport
from tbs_tui.clock import Clock
from tbs_tui.locale import _
from tbs_tui.settings import Settings
from tbs_tui.text import plain

#: Seconds for an identity service to answer, and for a kept token to be read and be asked about. With the start of
#: the process they stay below 10.
ANSWER_SECONDS = 4.5
TOKEN_SECONDS = 3.5


@dataclass(frozen=True, slots=True)
class Answering:
    """Whether an identity service answers."""

    url: str | None
    """None where what was given is not one; it may hold a password, so it is not repeated."""
    reachable: bool
    status: int | None = None
    """Of the answer, whatever it was."""
    milliseconds: int | None = None
    loopback: bool = False
    proxy: str | None = None
    """``scheme://host:port``; None when requests go straight there."""
    fault: Literal["settings", "network"] | None = None
    """What has to be put right when it is not reachable."""
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The token of one tenant."""

    tenant_id: str
    kept: bool
    until: datetime | None = None
    accepted: bool | None = None
    """Whether the identity service still takes it; None where that was not asked or not answered."""
    regions: tuple[str, ...] = ()
    """With block storage, in the order of the catalog that is kept with the token."""
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A profile as a run would use it; texts have passed `text.plain`."""

    name: str
    """Empty for what the environment and the flags say."""
    used: bool
    """Whether a run with the same flags would use it."""
    production: bool
    username: str | None
    region: str | None
    store: str
    password_given: bool
    """By the environment: runs then sign in anew and keep nothing."""
    identity: Answering
    tenants: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A profile to look at."""

    settings: Settings
    tenant_ids: tuple[str, ...]
    used: bool
    production: bool
    password_given: bool


@dataclass(slots=True)
class Examination:
    """One look at all accounts, over one transport. Services with the same URL are asked once."""

    clock: Clock
    transport: Transport
    stores: asyncio.Task[tuple[Tried, ...]]
    """Every store there may be; still being tried while the services are asked."""
    _answers: dict[str, asyncio.Task[Answering]] = field(default_factory=dict)

    async def accounts(self, asked: Sequence[Asked]) -> tuple[Account, ...]:
        """Each of them, in order, all at the same time."""
        return tuple(await asyncio.gather(*(self._account(each) for each in asked)))

    async def _account(self, asked: Asked) -> Account:
        settings = asked.settings
        identity: Identity | None = None
        try:
            identity = Identity(self.transport, settings.identity_url, self.clock, insecure_http=settings.insecure_http)
            answering = await self._answering(identity)
        except Refused as error:
            answering = Answering(None, reachable=False, fault="settings", trouble=plain(error))
        store = used_store(await self.stores, settings.store)
        tenants: tuple[Kept, ...] = ()
        if identity is not None and store.store is not None and settings.username is not None:
            kept = [
                self._kept(identity, answering, store.store, tenant_id, settings.username)
                for tenant_id in asked.tenant_ids
            ]
            tenants = tuple(await asyncio.gather(*kept))
        return Account(
            name=plain(settings.profile or ""),
            used=asked.used,
            production=asked.production,
            username=_plain(settings.username),
            region=_plain(settings.region),
            store=plain(store.name),
            password_given=asked.password_given,
            identity=answering,
            tenants=tenants,
        )

    async def _answering(self, identity: Identity) -> Answering:
        url = identity.endpoint.url
        if url not in self._answers:
            self._answers[url] = asyncio.create_task(self._ask(identity))
        return await self._answers[url]

    async def _ask(self, identity: Identity) -> Answering:
        """GET /v2.0, without a token: any answer will do. NHN documents none."""
        found = Answering(plain(identity.endpoint.url), reachable=False, loopback=identity.endpoint.loopback)
        try:
            found = replace(found, proxy=_plain(proxy_for(identity.endpoint.url)))
            # Reading the certificates is no part of the answer's time.
            await self.transport.prepare()
            began = self.clock.monotonic()
            async with asyncio.timeout(ANSWER_SECONDS):
                status: int | None
                try:
                    status = (await self.transport.send("GET", identity.endpoint.url)).status
                except NotUnderstood as error:
                    status = error.status
        except TimeoutError:
            late = _("no answer within {seconds:g} s").format(seconds=ANSWER_SECONDS)
            return replace(found, fault="network", trouble=late)
        except Refused as error:
            return replace(found, fault="settings", trouble=plain(error))
        except ApiError as error:
            return replace(found, fault="network", trouble=plain(error.words or error.advice))
        taken = round((self.clock.monotonic() - began) * 1000)
        return replace(found, reachable=True, status=status, milliseconds=taken)

    async def _kept(
        self, identity: Identity, answering: Answering, store: CredentialStore, tenant_id: str, username: str
    ) -> Kept:
        found = Kept(plain(tenant_id), kept=False)
        try:
            async with asyncio.timeout(TOKEN_SECONDS):
                token = await store.load_token(AccountKey(identity.endpoint.origin, tenant_id, username))
                if token is None:
                    return found
                regions = token.access(tenant_id).catalog.regions(VOLUME_SERVICE)
                found = replace(found, kept=True, until=token.expires, regions=tuple(map(plain, regions)))
                if answering.reachable:
                    found = replace(found, accepted=await _accepted(identity, token))
        except TimeoutError:
            return replace(found, trouble=_("no answer within {seconds:g} s").format(seconds=TOKEN_SECONDS))
        except StoreError as error:
            return replace(found, trouble=plain(error.words))
        except ApiError as error:
            return replace(found, trouble=plain(error.words or error.advice))
        return found


async def _accepted(identity: Identity, token: StoredToken) -> bool | None:
    """Raises ApiError when there is no telling."""
    try:
        tenants = await identity.tenants(token.token)
    except SignInError:
        return False
    # A service without the call answers 404 to every token, good or not.
    return None if tenants is None else True


def used_store(tried: Sequence[Tried], wish: str) -> Tried:
    """The one that a run would use: the first that can be, of the kind wished for; memory when there is none."""
    usable = [each for each in tried if each.store is not None]
    return next((each for each in usable if wish in ("auto", each.wish) or each.wish == "memory"), usable[-1])


def _plain(text: str | None) -> str | None:
    return None if text is None else plain(text)
