"""What a configuration file says, as frozen objects. Nothing here is a secret, and nothing has a place for one."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType

from tbs_tui.locale import N_, _
from tbs_tui.records import dataclass
from tbs_tui.settings import SettingsError
from tbs_tui.text import plain

#: Name -> (label, URL) of the identity services whose host is known. The government clouds have hosts of their own:
#: only their domains are public, so their users give the URL.
PRESETS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "nhn": (N_("NHN Cloud"), "https://api-identity-infrastructure.nhncloudservice.com"),
        # The host of before 2023-03-28; some networks let only this one through.
        "toast": (N_("NHN Cloud, old TOAST host"), "https://api-identity.infrastructure.cloud.toast.com"),
    }
)


def url_of(given: str) -> str:
    """The URL that is meant by the name of a preset, or by a URL."""
    name = given.casefold()
    return PRESETS[name][1] if name in PRESETS else given


def preset_of(url: str) -> str | None:
    """The name of the preset with this URL, which may have a trailing ``/v2.0``; None when there is none."""
    base = url.strip().rstrip("/").removesuffix("/v2.0")
    return next((name for name, (_label, known) in PRESETS.items() if known == base), None)


#: Of the 16 colours of a terminal, those that stand out on light and dark.
COLOURS = ("red", "yellow", "green", "cyan", "blue", "magenta")
STORES = ("auto", "keyring", "kernel", "memory")
#: Seconds between two looks at the cloud.
REFRESH = (1.0, 3600.0)


class ConfigError(SettingsError):
    """A configuration file that can't be used. Its words are one line, made safe for a terminal, without any value of
    the file: a value may be a password in a wrong place."""

    def __init__(self, path: Path, reason: str, line: int | None = None) -> None:
        self.path = path
        self.reason = plain(reason)
        self.line = line
        """From 1; None when it is about the file as a whole."""
        where = plain(path) if line is None else _("{file}, line {line}").format(file=plain(path), line=line)
        super().__init__(f"{where}: {self.reason}")


class UnknownProfile(SettingsError):
    """A profile was asked for that the file does not have."""


class NameTaken(SettingsError):
    """A profile of that name is another account's, or nothing can be called that."""


@dataclass(frozen=True, slots=True)
class ProfileTenant:
    """A tenant that a profile offers: Keystone v2.0 has no list of them that NHN documents."""

    id: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One account of one cloud. An attribute that is None was not said: the setting's own default holds."""

    name: str
    """Empty for the one that the environment makes."""
    identity_url: str | None = None
    """A preset's name or a URL; `url` has the URL."""
    username: str | None = None
    region: str | None = None
    """The region to show first."""
    colour: str | None = None
    """Of the label: one of COLOURS."""
    production: bool = False
    read_only: bool = False
    read_only_after: float | None = None
    """Minutes, from 0 to MOST_MINUTES."""
    bell: bool | None = None
    refresh: float | None = None
    """Seconds, within REFRESH."""
    snapshot_days: int | None = None
    """From 1 to MOST_DAYS."""
    store: str | None = None
    """One of STORES."""
    tenants: tuple[ProfileTenant, ...] = ()

    @property
    def url(self) -> str:
        """The URL of the identity service."""
        return url_of(self.identity_url or "nhn")

    def tenant(self, tenant_id: str | None) -> ProfileTenant | None:
        """The profile's tenant of that id, else its first."""
        found = next((each for each in self.tenants if each.id == tenant_id), None)
        return found or next(iter(self.tenants), None)

    def settings(self) -> Mapping[str, str | bool | float]:
        """What it says of the settings of a run, by their names; what it does not say, or says as
        the default has it, is left out."""
        first = self.tenant(None)
        said: dict[str, str | bool | float | None] = {
            "identity_url": self.url if self.identity_url is not None else None,
            "username": self.username,
            "tenant_id": first.id if first is not None else None,
            "region": self.region,
            "read_only": self.read_only or None,
            "read_only_after": self.read_only_after,
            "bell": self.bell,
            "refresh": self.refresh,
            "snapshot_days": self.snapshot_days,
            "store": self.store,
        }
        return MappingProxyType({name: value for name, value in said.items() if value is not None})


@dataclass(frozen=True, slots=True)
class KeyChoice:
    """The keys that a command is to have, as they are written."""

    command: str
    keys: tuple[str, ...]
    line: int | None = field(default=None, compare=False)
    """Where it says so."""


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration file; an empty one when there is no file."""

    profiles: Mapping[str, Profile] = field(default_factory=lambda: MappingProxyType({}))
    """By name, in the file's order."""
    default: str | None = None
    """One of `profiles`."""
    keys: tuple[KeyChoice, ...] = ()
    """Of the screen, which alone knows its commands."""
