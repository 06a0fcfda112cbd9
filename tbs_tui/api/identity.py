"""Identity v2.0: a token by password, and the catalog that comes with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from tbs_tui.api import parse
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import ApiError, NotFound, NotUnderstood, SignInError, WrongCredentials
from tbs_tui.api.models import MOST_TEXT, Tenant
from tbs_tui.api.refusal import refusal
from tbs_tui.api.transport import Answer, Transport
from tbs_tui.clock import Clock, parse_time
from tbs_tui.locale import _

#: The host that serves every region of NHN Cloud; the API guide's own is the older toast.com one.
NHN_IDENTITY_URL = "https://api-identity-infrastructure.nhncloudservice.com"
#: No server takes a longer header.
_TOKEN = re.compile(r"[!-~]{1,16384}")


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One service in one region."""

    type: str
    region: str
    url: str


@dataclass(frozen=True, slots=True)
class Catalog:
    """Which services a tenant has, and where."""

    entries: tuple[CatalogEntry, ...]

    def regions(self, service: str) -> tuple[str, ...]:
        """Regions that offer the service, in the catalog's order."""
        return tuple(dict.fromkeys(entry.region for entry in self.entries if entry.type == service))

    def url(self, service: str, region: str) -> str | None:
        """The service's public URL; None where the catalog has none."""
        return next((each.url for each in self.entries if (each.type, each.region) == (service, region)), None)


@dataclass(frozen=True, slots=True)
class Access:
    """What a sign-in gives."""

    token: SecretStr
    expires: datetime
    """UTC; the only truth about the token's life (a token still valid may be handed out again with less life left)."""
    tenant_id: str
    tenant_name: str | None
    catalog: Catalog


class Identity:
    """The identity service at one URL."""

    def __init__(self, transport: Transport, url: str, clock: Clock, *, insecure_http: bool = False) -> None:
        """`url` with or without a trailing ``/v2.0``. Raises Refused for what `Endpoint.parse` refuses."""
        base = url.strip().rstrip("/").removesuffix("/v2.0")
        self.endpoint = Endpoint.parse(base, insecure_http=insecure_http).below("v2.0")
        self._transport = transport
        self._clock = clock

    async def authenticate(self, tenant_id: str, username: str, password: SecretStr) -> Access:
        """POST /v2.0/tokens, once. Raises WrongCredentials for a 401, else ApiError."""
        body = {
            "auth": {
                "tenantId": tenant_id,
                "passwordCredentials": {"username": username, "password": password.get_secret_value()},
            }
        }
        try:
            answer = await self._transport.send("POST", self.endpoint.join("tokens"), body=body)
        except ApiError as lost:
            # A POST, but one that changes nothing: whoever waits for the token has not sent yet.
            lost.maybe_done = False
            raise
        if answer.status >= 300:
            error = refusal(answer, self._clock, secrets=(password.get_secret_value(),))
            if isinstance(error, SignInError):
                raise WrongCredentials(
                    error.words, status=error.status, request_id=error.request_id, request=error.request
                )
            raise error
        return _access(answer, tenant_id)

    async def tenants(self, token: SecretStr) -> tuple[Tenant, ...] | None:
        """GET /v2.0/tenants: the tenants of the token's user. None where the service does not have the call (NHN's
        guide has not). Raises ApiError for anything but that."""
        headers = {"x-auth-token": token.get_secret_value()}
        answer = await self._transport.send("GET", self.endpoint.join("tenants"), headers=headers)
        if answer.status >= 300:
            error = refusal(answer, self._clock, secrets=(token.get_secret_value(),))
            if isinstance(error, NotFound):
                return None
            raise error
        raw = parse.rows(parse.body(answer.content), "tenants")
        return tuple(tenant for good, _dropped in parse.items(Tenant, raw, len(raw) or 1) for tenant in good)


def _access(answer: Answer, tenant_id: str) -> Access:
    try:
        document = parse.body(answer.content)
    except NotUnderstood:
        # Its words quote the body, and this body may hold a token.
        raise NotUnderstood(_("no JSON object"), status=answer.status, request=answer.request) from None
    token = parse.member(parse.member(document, "access"), "token")
    access = document["access"]
    secret, expires = token.get("id"), token.get("expires")
    # What can't stand in a header would come back in the words of the library that refuses to write it.
    if not isinstance(secret, str) or not _TOKEN.fullmatch(secret) or not isinstance(expires, str):
        raise NotUnderstood(
            _("a token whose id or expires cannot be used"), status=answer.status, request=answer.request
        )
    try:
        moment = parse_time(expires)
    except ValueError:
        raise NotUnderstood(
            _("a token whose expires is no time"), status=answer.status, request=answer.request
        ) from None
    tenant = token.get("tenant")
    name = tenant.get("name") if isinstance(tenant, dict) else None
    return Access(
        SecretStr(secret),
        moment,
        tenant_id,
        name if isinstance(name, str) and len(name) <= MOST_TEXT else None,
        Catalog(tuple(_entries(access.get("serviceCatalog")))),
    )


def _entries(raw: Any) -> Iterable[CatalogEntry]:
    """Whatever can be read of the catalog; a service that can't be used is simply not offered."""
    for service in raw if isinstance(raw, list) else ():
        if not isinstance(service, Mapping) or not isinstance(service.get("type"), str):
            continue
        endpoints = service.get("endpoints")
        for endpoint in endpoints if isinstance(endpoints, list) else ():
            if not isinstance(endpoint, Mapping):
                continue
            region, url = endpoint.get("region"), endpoint.get("publicURL")
            if isinstance(region, str) and len(region) <= MOST_TEXT and isinstance(url, str):
                yield CatalogEntry(service["type"], region, url)
