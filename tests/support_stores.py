"""What tests of the credential stores share: an account, a sign-in's result of NHN's size, backends that misbehave."""

import threading
from datetime import timedelta

from pydantic import SecretStr
from support_cloud import START

from tbs_tui.account.stores.key import AccountKey
from tbs_tui.account.stores.stored_token import StoredToken
from tbs_tui.api.identity import Access, Catalog, CatalogEntry

TENANT = "0f0e8a3b5d6c4e7f9a1b2c3d4e5f6a7b"
#: As long as the longest Fernet token of a project scope seen.
TOKEN = "gAAAAAB" + "sEcReT-t0ken_" * 19
PASSWORD = SecretStr("pass-phrase-that-nobody-may-see")
KEY = AccountKey("https://api-identity-infrastructure.nhncloudservice.com:443", TENANT, "someone@example.com")
REGIONS = ("KR1", "KR2", "KR3", "JP1")
#: A token that lives for 11 hours and a half, as NHN's do; its whole seconds are the store's precision.
LIFE = timedelta(hours=11, minutes=30)


def entries(host: str = "infrastructure.nhncloudservice.com") -> tuple[CatalogEntry, ...]:
    """The catalog of a tenant with four regions, in the order of the service."""
    found = []
    for service, name, path in (
        ("volumev2", "block-storage", f"/v2/{TENANT}"),
        ("compute", "instance", f"/v2/{TENANT}"),
        ("image", "image", ""),
        ("object-store", "object-storage", f"/v1/AUTH_{TENANT}"),
    ):
        found += [
            CatalogEntry(service, region, f"https://{region.lower()}-api-{name}-{host}{path}") for region in REGIONS
        ]
    found.append(CatalogEntry("identity", "KR1", f"https://api-identity-{host}/v2.0"))
    return tuple(found)


def access(token: str = TOKEN, life: timedelta = LIFE) -> Access:
    """What a sign-in at `START` gives."""
    return Access(SecretStr(token), START + life, TENANT, "AbCdEfGh", Catalog(entries()))


def stored(token: str = TOKEN, life: timedelta = LIFE) -> StoredToken:
    """The same, as it is stored."""
    return StoredToken.from_access(access(token, life))


class FakeBackend:
    """A keyring backend that keeps what it is given and can't list."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class ListingFake(FakeBackend):
    """One that can."""

    def usernames(self, service: str) -> tuple[str, ...]:
        return tuple(name for of, name in self.kept if of == service)


class HangingBackend(FakeBackend):
    """One whose every answer waits for somebody at another screen, until `let_go`."""

    def __init__(self) -> None:
        super().__init__()
        self._answered = threading.Event()
        self.asked = 0

    def let_go(self) -> None:
        self._answered.set()

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        self._answered.wait()
        return super().get_password(service, username)
