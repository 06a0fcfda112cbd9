"""A token as it is stored: with its end and the places of the services in use, short enough for every store."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Self

from pydantic import SecretStr

from tbs_tui.account.stores.key import AccountKey
from tbs_tui.api.identity import Access, Catalog, CatalogEntry
from tbs_tui.clock import parse_time
from tbs_tui.records import dataclass

#: The services in use, the needed ones first; when the text is too long, entries are dropped from the end.
SERVICES = ("volumev2", "identity", "image", "compute")
_DISPENSABLE = ("image", "compute")

#: Characters, all ASCII. Windows keeps at most 2,560 bytes in a credential, and keyring writes them as UTF-16.
LONGEST = 1_250
_VERSION = 1
#: As on the wire: what can't stand in a header is no token.
_TOKEN = re.compile(r"[!-~]+")
#: These stand for the region in lower case and for the tenant. Neither is a character that a URL may have.
_REGION, _TENANT = "<", ">"


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token and what is needed to use it without signing in."""

    token: SecretStr
    expires: datetime
    """Aware, UTC, whole seconds."""
    tenant_name: str | None
    entries: tuple[CatalogEntry, ...]
    """Of the services in use only, ordered by service, then as the catalog has them."""

    @classmethod
    def from_access(cls, access: Access) -> Self:
        """What of a sign-in's result is worth keeping."""
        entries = tuple(entry for service in SERVICES for entry in access.catalog.entries if entry.type == service)
        # Rounded down: a token must not outlive itself in a store.
        return cls(access.token, access.expires.astimezone(UTC).replace(microsecond=0), access.tenant_name, entries)

    def access(self, tenant_id: str) -> Access:
        """As if it came from a sign-in."""
        return Access(self.token, self.expires, tenant_id, self.tenant_name, Catalog(self.entries))

    def to_text(self, key: AccountKey) -> SecretStr:
        """Compact JSON, all ASCII, within `LONGEST` characters as far as dropping entries of Image and Compute can
        make it so. What those two are for works without them."""
        kept = list(self.entries)
        while len(text := _text(replace(self, entries=tuple(kept)), key)) > LONGEST:
            at = next((i for i in reversed(range(len(kept))) if kept[i].type in _DISPENSABLE), None)
            if at is None:
                break
            del kept[at]
        return SecretStr(text)

    @classmethod
    def from_text(cls, text: SecretStr, key: AccountKey) -> Self | None:
        """None for what is damaged, of another version, or another account's (above all: another origin's)."""
        try:
            raw = json.loads(text.get_secret_value())
            if not isinstance(raw, dict) or raw.get("v") != _VERSION:
                return None
            if (raw["o"], raw["t"], raw["u"]) != (key.origin, key.tenant_id, key.username):
                return None
            secret, expires, name = raw["k"], raw["x"], raw["n"]
            if not isinstance(secret, str) or not _TOKEN.fullmatch(secret) or not isinstance(expires, str):
                return None
            if not (name is None or isinstance(name, str)):
                return None
            return cls(SecretStr(secret), parse_time(expires), name, tuple(_entries(raw["c"], key.tenant_id)))
        except (ValueError, KeyError, TypeError, RecursionError):
            return None


def _text(token: StoredToken, key: AccountKey) -> str:
    usable = [(entry, _template(entry, key.tenant_id)) for entry in token.entries]
    catalog = [
        [service, template, [entry.region for entry, _ in group]]
        for (service, template), group in groupby(
            (pair for pair in usable if pair[1] is not None), key=lambda pair: (pair[0].type, pair[1])
        )
    ]
    return json.dumps(
        {
            "v": _VERSION,
            "o": key.origin,
            "t": key.tenant_id,
            "u": key.username,
            "n": token.tenant_name,
            "k": token.token.get_secret_value(),
            "x": token.expires.isoformat(),
            "c": catalog,
        },
        separators=(",", ":"),
    )


def _template(entry: CatalogEntry, tenant_id: str) -> str | None:
    """The URL with region and tenant taken out, which regions share; None for what is no URL anyway."""
    template = entry.url
    for part, mark in ((tenant_id, _TENANT), (entry.region.lower(), _REGION)):
        if part:
            template = template.replace(part, mark)
    return template if _expanded(template, entry.region, tenant_id) == entry.url else None


def _expanded(template: str, region: str, tenant_id: str) -> str:
    return template.replace(_REGION, region.lower()).replace(_TENANT, tenant_id)


def _entries(raw: Any, tenant_id: str) -> list[CatalogEntry]:
    """Raises ValueError or TypeError for anything but what `_text` writes."""
    entries = []
    for service, template, regions in raw:
        for region in regions:
            if service not in SERVICES or not isinstance(template, str) or not isinstance(region, str):
                raise ValueError(service)
            entries.append(CatalogEntry(service, region, _expanded(template, region, tenant_id)))
    return entries
