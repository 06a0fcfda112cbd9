"""One person's session with one tenant: the token, its renewal, and the services of the catalog."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from pydantic import SecretStr

from tbs_tui.account.regions import in_known_order
from tbs_tui.api.block_storage import BlockStorage
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import ApiError, NoBlockStorage, NoSuchRegion, PasswordNeeded, WrongCredentials
from tbs_tui.api.helpers import Compute, Images
from tbs_tui.api.identity import Access, Identity
from tbs_tui.api.lock import Lock
from tbs_tui.api.models import Tenant
from tbs_tui.api.service import Service
from tbs_tui.api.transport import Transport
from tbs_tui.clock import Clock

VOLUME_SERVICE = "volumev2"
#: The token is renewed when less than this is left of it: longer than the longest listing, and than small clock skew.
RENEW_AHEAD = timedelta(minutes=2)
# Seconds, which a clock that is set anew does not touch: it can't keep a password from being tried for days.
#: A token got less than this ago is used whatever its end: a server may hand the same one out again, and this
#: machine's clock may be wrong. A 401 renews it all the same.
YOUNGEST_TO_RENEW = 60.0
#: A password that was refused is not sent again within this: identity services lock whoever keeps trying.
REFUSED_PAUSE = 60.0
#: After a renewal ahead of time that failed, the next is tried when this has passed.
RENEW_PAUSE = 30.0


class Session:
    """The token of a tenant. However many requests want one, one sign-in is under way at a time."""

    def __init__(
        self,
        transport: Transport,
        identity: Identity,
        clock: Clock,
        *,
        tenant_id: str,
        username: str,
        password: SecretStr | None,
        access: Access | None = None,
        on_access: Callable[[Access], Awaitable[None]] | None = None,
        lock: Lock | None = None,
        insecure_http: bool = False,
    ) -> None:
        """Without a `password` the session lasts as long as `access`, a sign-in of before; then PasswordNeeded is
        raised. `on_access` is told of each new sign-in, so that it can be kept."""
        self._transport = transport
        self._identity = identity
        self._clock = clock
        self.tenant_id = tenant_id
        self.username = username
        self._password = password
        self._lock = lock
        self._insecure_http = insecure_http
        self._access = access
        self._on_access = on_access
        self._signed_in_at = clock.monotonic() - (0.0 if access is None else YOUNGEST_TO_RENEW * 2)
        self._renew_at = self._signed_in_at
        """Renewing ahead of time is not tried before."""
        self._signing_in = asyncio.Lock()
        self._sign_ins = 0
        """Sign-ins that have ended, well or not."""
        self._tried_at = self._signed_in_at
        self._failure: ApiError | None = None
        """How the last of them failed."""

    async def access(self) -> Access:
        """The sign-in's result; signs in when there is none or it is about to end. Raises ApiError, NoBlockStorage
        when the tenant has no volumev2."""
        return await self._refreshed(self._is_stale, ahead=True)

    async def token(self) -> str:
        """A token that is valid as far as is known."""
        return (await self.access()).token.get_secret_value()

    async def renewed(self, rejected: str) -> str:
        """Another token than `rejected`. Requests that were refused together renew it once."""
        access = await self._refreshed(lambda current: current.token.get_secret_value() == rejected)
        return access.token.get_secret_value()

    async def sign_in(self, password: SecretStr) -> Access:
        """Sign in with a password given now, whatever there was before; it is kept for renewals. Raises ApiError, and
        then everything is as it was."""
        async with self._signing_in:
            access = await self._authenticate(password)
            self._password, self._failure = password, None
            await self._take(access)
            return access

    async def regions(self) -> tuple[str, ...]:
        """Regions that the catalog offers block storage in, KR1 first."""
        return in_known_order((await self.access()).catalog.regions(VOLUME_SERVICE))

    async def tenants(self) -> tuple[Tenant, ...] | None:
        """The tenants of this user; None where the identity service does not tell (NHN's guide has no such call)."""
        return await self._identity.tenants((await self.access()).token)

    async def block_storage(self, region: str) -> BlockStorage:
        """Raises NoSuchRegion when the catalog does not have the region."""
        access = await self.access()
        url = access.catalog.url(VOLUME_SERVICE, region)
        if url is None:
            raise NoSuchRegion(", ".join(access.catalog.regions(VOLUME_SERVICE)))
        # NHN's URL ends in /v2/{tenantId} already; adding it twice is a 404.
        endpoint = self._endpoint(url)
        if self.tenant_id not in endpoint.path.split("/"):
            endpoint = _versioned(endpoint).below(self.tenant_id)
        return BlockStorage(self._service(endpoint), region)

    async def images(self, region: str) -> Images | None:
        """The Image API, where the catalog has it. Its URL has no version."""
        url = (await self.access()).catalog.url("image", region)
        return Images(self._service(_versioned(self._endpoint(url)))) if url else None

    async def compute(self, region: str) -> Compute | None:
        """The Compute API, where the catalog has it."""
        url = (await self.access()).catalog.url("compute", region)
        return Compute(self._service(self._endpoint(url))) if url else None

    async def _refreshed(self, stale: Callable[[Access], bool], *, ahead: bool = False) -> Access:
        """The present sign-in unless it is `stale`, else another. `ahead`: the stale one may still do."""
        asked_at = self._sign_ins
        async with self._signing_in:
            if self._access is not None and not stale(self._access):
                return self._access
            if self._failure is not None and (self._sign_ins > asked_at or self._is_refused_lately()):
                # It failed while this one waited, or the password was refused a moment ago. Each request trying for
                # itself would lock the user out, or add up time-outs.
                raise self._failure
            self._failure = None
            try:
                if self._password is None:
                    raise PasswordNeeded()
                access = await self._authenticate(self._password)
            except ApiError as error:
                if ahead and self._access is not None and self._outlives(self._access, error):
                    # Not renewed ahead of time, but what there is still does.
                    self._renew_at = self._clock.monotonic() + RENEW_PAUSE
                    return self._access
                self._failure = error
                raise
            finally:
                self._sign_ins += 1
                self._tried_at = self._clock.monotonic()
            await self._take(access)
            return access

    async def _take(self, access: Access) -> None:
        self._access, self._signed_in_at = access, self._clock.monotonic()
        if self._on_access is not None:
            await self._on_access(access)

    def _is_refused_lately(self) -> bool:
        """Whether the password was refused so shortly ago that it is not sent again."""
        return isinstance(self._failure, WrongCredentials) and self._clock.monotonic() - self._tried_at < REFUSED_PAUSE

    def _outlives(self, access: Access, error: ApiError) -> bool:
        """Whether a token still does although `error` kept it from being renewed ahead of its end. A password that is
        refused was changed, and that has ended every token."""
        return not isinstance(error, WrongCredentials) and self._clock.now() < access.expires

    async def _authenticate(self, password: SecretStr) -> Access:
        access = await self._identity.authenticate(self.tenant_id, self.username, password)
        if not access.catalog.regions(VOLUME_SERVICE):
            raise NoBlockStorage()
        return access

    def _is_stale(self, access: Access) -> bool:
        now = self._clock.monotonic()
        if now < self._renew_at or now - self._signed_in_at <= YOUNGEST_TO_RENEW:
            return False
        return access.expires - self._clock.now() < RENEW_AHEAD

    def _endpoint(self, url: str) -> Endpoint:
        return Endpoint.parse(url, insecure_http=self._insecure_http)

    def _service(self, endpoint: Endpoint) -> Service:
        return Service(self._transport, endpoint, self, self._clock, self._lock)


def _versioned(endpoint: Endpoint) -> Endpoint:
    return endpoint if endpoint.path.rsplit("/", 1)[-1].startswith("v2") else endpoint.below("v2")
