"""Keystone v2.0: tokens and the tenants of a user."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tbs_tui.demo import answers
from tbs_tui.demo.tenants import (
    DEMO_PASSWORD,
    DEMO_TENANTS,
    DEMO_USERNAME,
    OBJECT_STORAGE_TENANT_ID,
    REGIONS,
    USER_ID,
)
from tbs_tui.demo.wire import Answer, Request, answer_json
from tbs_tui.demo.world import World

_VARY = [("vary", "X-Auth-Token")]
_NAMES = {tenant.id: tenant.name for tenant in DEMO_TENANTS} | {OBJECT_STORAGE_TENANT_ID: "os-AbCdEfGh"}


@dataclass(frozen=True, slots=True)
class Token:
    tenant_id: str | None
    expires: datetime


class Identity:
    """The tokens handed out. `token_lifetime` is that of tokens to come."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tokens: dict[str, Token] = {}
        self.token_lifetime = timedelta(hours=12)

    def revoke_all(self) -> None:
        """All tokens die now."""
        self._tokens.clear()

    def token_of(self, request: Request) -> Token | None:
        """The token a request carries, if it is good."""
        token = self._tokens.get(request.token)
        return token if token is not None and self._world.now() < token.expires else None

    def handle(self, request: Request) -> Answer:
        match request.method, request.path.rstrip("/"):
            case "POST", "/v2.0/tokens":
                return self._sign_in(request)
            case _, "/v2.0/tokens":
                raise answers.keystone(request, 405, "The method is not allowed for the requested URL.")
            case "GET", "/v2.0/tenants" if self._world.dialect.tenants_list:
                return self._tenants(request)
        raise answers.keystone(request, 404, "The resource could not be found.")

    def _tenants(self, request: Request) -> Answer:
        if self.token_of(request) is None:
            raise answers.keystone(request, 401, answers.UNAUTHORIZED)
        rows = [{"id": t.id, "name": t.name, "description": t.label, "enabled": True} for t in DEMO_TENANTS]
        return answer_json({"tenants": rows, "tenants_links": []}, headers=_VARY)

    def _sign_in(self, request: Request) -> Answer:
        auth = _auth(request)
        if "passwordCredentials" not in auth:
            raise answers.expecting(request, "passwordCredentials", "auth")
        given = auth["passwordCredentials"]
        if not isinstance(given, dict) or "password" not in given:
            raise answers.expecting(request, "password", "passwordCredentials")
        if not given.get("username"):
            raise answers.expecting(request, "username or userId", "passwordCredentials")
        tenant_id = auth.get("tenantId") or None
        known = (given["username"], given["password"]) == (DEMO_USERNAME, DEMO_PASSWORD)
        if not known or (tenant_id is not None and tenant_id not in _NAMES):
            raise answers.keystone(request, 401, answers.UNAUTHORIZED)
        return answer_json({"access": self._access(request, tenant_id)}, headers=_VARY)

    def _access(self, request: Request, tenant_id: str | None) -> dict[str, Any]:
        now = self._world.now()
        expires = (now + self.token_lifetime).replace(microsecond=0)
        token_id = f"gAAAAAB{self._world.request_ids.hex(176)}"
        self._tokens[token_id] = Token(tenant_id, expires)
        token: dict[str, Any] = {
            "id": token_id,
            "issued_at": now.replace(tzinfo=None).isoformat(timespec="microseconds"),
            "expires": f"{expires.replace(tzinfo=None).isoformat()}Z",
        }
        if tenant_id is not None:
            token["tenant"] = {
                "id": tenant_id,
                "name": _NAMES[tenant_id],
                "groupId": "XxYyZz",
                "description": "",
                "enabled": True,
                "project_domain": "NORMAL",
                "swift": tenant_id == OBJECT_STORAGE_TENANT_ID,
            }
        return {
            "token": token,
            "serviceCatalog": [] if tenant_id is None else _catalog(request.base, tenant_id),
            # The name is a UUID, not what was typed: so NHN's samples have it.
            "user": {
                "id": USER_ID,
                "username": "37be2f4c-5d1e-4a55-8d0c-0c6a2e1f9b73",
                "name": "37be2f4c-5d1e-4a55-8d0c-0c6a2e1f9b73",
                "roles": [{"name": "project_admin"}],
                "roles_links": [],
            },
            "metadata": {"roles": ["9fe2ff9ee4384b1894a90878d3e92bab"], "is_admin": 0},
        }


def _auth(request: Request) -> dict[str, Any]:
    try:
        document = json.loads(request.body)
    except ValueError:
        raise answers.expecting(request, "valid JSON", "request body") from None
    if not isinstance(document, dict) or not isinstance(document.get("auth"), dict):
        raise answers.expecting(request, "auth", "request body")
    auth: dict[str, Any] = document["auth"]
    return auth


def _catalog(base: str, tenant_id: str) -> list[dict[str, Any]]:
    """The services by region; `publicURL` of volumev2 and compute ends in the tenant, image has not even a version."""
    identity = _service("identity", "keystone", {"KR1": f"{base}/v2.0"})
    if tenant_id == OBJECT_STORAGE_TENANT_ID:
        return [_service("object-store", "swift", {"KR1": f"{base}/KR1/object/v1/AUTH_{tenant_id}"}), identity]
    regions = REGIONS[tenant_id]
    return [
        _service("volumev2", "cinderv2", {name: f"{base}/{name}/volume/v2/{tenant_id}" for name in regions}),
        _service("compute", "nova", {name: f"{base}/{name}/compute/v2/{tenant_id}" for name in regions}),
        _service("image", "glance", {name: f"{base}/{name}/image" for name in regions}),
        identity,
    ]


def _service(kind: str, name: str, urls: dict[str, str]) -> dict[str, Any]:
    endpoints = [{"region": region, "publicURL": url} for region, url in urls.items()]
    return {"type": kind, "name": name, "endpoints": endpoints}
