"""Reading a configuration file: every refusal names the line and the key, and repeats no value."""

import os
import re
import stat
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tbs_tui.account.profiles import lines
from tbs_tui.account.profiles.model import (
    COLOURS,
    PRESETS,
    REFRESH,
    STORES,
    Config,
    ConfigError,
    KeyChoice,
    Profile,
    ProfileTenant,
)
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import Refused
from tbs_tui.files import user_directory
from tbs_tui.locale import LANGUAGES, N_, _
from tbs_tui.settings import MOST_DAYS, MOST_MINUTES, THEMES

#: Bytes. A thousand profiles are 200 kB.
LIMIT = 256 * 1024

NAME_LENGTH = 64
_WORD_LENGTH = 255
#: "shift+pagedown" has 14.
_KEY_LENGTH = 20

#: What the key of a secret holds, letters only, and what it may be called as a whole.
_SECRET_PARTS = re.compile(
    r"passw|passphrase|token|secret|credential|appkey|apikey|accesskey|privatekey|비밀|암호|토큰"
)
_SECRET_NAMES = frozenset({"pass", "pw", "pwd", "key", "auth", "otp", "pin"})

_AT_LINE = re.compile(r"(?P<reason>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)", re.DOTALL)


def config_path() -> Path:
    """Where the configuration file is, if there is one."""
    return user_directory("CONFIG") / "config.toml"


def load(path: Path) -> Config:
    """The file's profiles; an empty Config when there is no file. Raises ConfigError; the file is only read."""
    text = text_of(path)
    return Config() if text is None else read(path, text)


def text_of(path: Path) -> str | None:
    """What the file says; None when there is none. Raises ConfigError."""
    try:
        with open(path, "rb", opener=_open) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise ConfigError(path, _("it is not a file."))
            # It decides where the password is sent. Root's files are trusted: system management writes them.
            if found.st_uid not in (os.geteuid(), 0) or found.st_mode & stat.S_IWOTH:
                raise ConfigError(path, _("others can change it: it must be yours, and writable by nobody else."))
            content = file.read(LIMIT + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(path, _("it can't be read: {why}.").format(why=error.strerror)) from None
    if len(content) > LIMIT:
        raise ConfigError(path, _("it is longer than {n} kB.").format(n=LIMIT // 1024))
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(path, _("this is not UTF-8 text."), line) from None


def _open(path: str, flags: int) -> int:
    # A pipe in its place would never open.
    return os.open(path, flags | os.O_NONBLOCK)


def read(path: Path, text: str) -> Config:
    """The profiles that `text`, which is or will be in `path`, describes. Raises ConfigError."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, text, str(error)) from None
    except RecursionError:
        raise ConfigError(path, _("lists and tables are nested too deep.")) from None
    except ValueError:
        # tomllib lets that of a number with thousands of digits through.
        raise ConfigError(path, _("a number or a date can't be read.")) from None
    return _Reader(path, text).config(document)


def _not_toml(path: Path, text: str, words: str) -> ConfigError:
    found = _AT_LINE.fullmatch(words)
    if found is None:
        return ConfigError(path, _("this is not TOML."))
    # The parser's words hold keys and single characters of the file, but no value.
    reason = _("this is not TOML: {reason}.").format(reason=found["reason"])
    return ConfigError(path, reason, int(found["line"]) if found["line"] else text.rstrip().count("\n") + 1)


def looks_secret(key: str) -> bool:
    """Whether a key is what a secret would be stored under."""
    letters = "".join(char for char in key.casefold() if char.isalnum())
    return letters in _SECRET_NAMES or _SECRET_PARTS.search(letters) is not None


def _word(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _WORD_LENGTH and value.isprintable() and value.strip() == value


def _identity_url(value: object) -> bool:
    if not isinstance(value, str) or not _word(value):
        return False
    if value in PRESETS:
        return True
    try:
        # Whether plain http is allowed is for a flag of the run to say.
        Endpoint.parse(value, insecure_http=True)
    except Refused:
        return False
    return True


def _refresh(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and REFRESH[0] <= value <= REFRESH[1]


def _minutes(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MOST_MINUTES


def _days(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_DAYS


Check = tuple[Callable[[object], bool], str]

_PRESET_NAMES = ", ".join(PRESETS)
_WORD: Check = (_word, N_("a text on one line"))
_FLAG: Check = (lambda value: isinstance(value, bool), N_("true or false"))

_CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "identity_url": (_identity_url, N_("a preset ({presets}) or the URL of an identity service")),
        "username": _WORD,
        "region": _WORD,
        "colour": (lambda value: value in COLOURS, N_("one of {colours}")),
        "production": _FLAG,
        "read_only": _FLAG,
        "read_only_after": (_minutes, N_("a number of minutes from 0 to 1440")),
        "bell": _FLAG,
        "theme": (lambda value: value in THEMES, N_("one of {themes}")),
        "ascii": _FLAG,
        "refresh": (_refresh, N_("a number of seconds from 1 to 3600")),
        "snapshot_days": (_days, N_("a number of days from 1 to 3650")),
        "store": (lambda value: value in STORES, N_("one of {stores}")),
        "lang": (lambda value: value in LANGUAGES, N_("one of {languages}")),
    }
)
_TENANT_CHECKS: Mapping[str, Check] = MappingProxyType({"id": _WORD, "label": _WORD})

#: The keys of a profile that hold one value, as they are written.
PROFILE_KEYS = tuple(_CHECKS)


def profile_name(name: str) -> bool:
    """Whether a profile can be called that."""
    return _word(name) and len(name) <= NAME_LENGTH


class _Reader:
    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text

    def _error(self, at: lines.Path, reason: str) -> ConfigError:
        known = lines.key_lines(self._text)
        # A dotted key's parents, and the table that lacks a key, have their lines too.
        line = next((known[at[:length]] for length in range(len(at), 0, -1) if at[:length] in known), None)
        return ConfigError(self._path, reason, line)

    def config(self, document: dict[str, Any]) -> Config:
        for at in _secrets(document, ()):
            reason = _("{key} looks like a secret, and no secret belongs in this file: remove it.")
            raise self._error(at, reason.format(key=_shown(at)))
        self._no_others(document, (), ("default", "profiles", "keys"))
        profiles = {
            name: self._profile(name, body)
            for name, body in self._table(document.get("profiles", {}), ("profiles",)).items()
        }
        default = document.get("default")
        if default is not None and (not isinstance(default, str) or default not in profiles):
            raise self._error(("default",), _("default takes the name of a profile in this file."))
        return Config(MappingProxyType(profiles), default, tuple(self._keys(document.get("keys", {}))))

    def _keys(self, body: object) -> Iterator[KeyChoice]:
        where = lines.key_lines(self._text) if body else {}
        for command, value in self._table(body, ("keys",)).items():
            at: lines.Path = ("keys", command)
            keys = value if isinstance(value, list) else [value]
            if not all(isinstance(key, str) and 0 < len(key) <= _KEY_LENGTH and key.isprintable() for key in keys):
                reason = _('{key} takes a key or a list of keys, such as "x" or ["ctrl+r", "f5"].')
                raise self._error(at, reason.format(key=_shown(at)))
            yield KeyChoice(command, tuple(keys), where.get(at))

    def _profile(self, name: str, body: object) -> Profile:
        at: lines.Path = ("profiles", name)
        table = self._table(body, at)
        if not profile_name(name):
            raise self._error(at, _("the name of a profile is a text of 1 to {n} characters.").format(n=NAME_LENGTH))
        self._no_others(table, at, (*_CHECKS, "tenants"))
        said = self._values(table, at, _CHECKS)
        said |= {key: float(said[key]) for key in ("refresh", "read_only_after") if key in said}
        return Profile(name, **said, tenants=self._tenants(table.get("tenants", []), (*at, "tenants")))

    def _tenants(self, body: object, at: lines.Path) -> tuple[ProfileTenant, ...]:
        if not isinstance(body, list):
            raise self._error(at, _("{key} takes a list of tables.").format(key=_shown(at)))
        tenants: dict[str, ProfileTenant] = {}
        for index, each in enumerate(body):
            place = (*at, index)
            table = self._table(each, place)
            self._no_others(table, place, tuple(_TENANT_CHECKS))
            said = self._values(table, place, _TENANT_CHECKS)
            if "id" not in said:
                raise self._error(place, _("this tenant has no id."))
            tenant = ProfileTenant(**said)
            if tenant.id in tenants:
                raise self._error((*place, "id"), _("this tenant is in the profile twice."))
            tenants[tenant.id] = tenant
        return tuple(tenants.values())

    def _table(self, value: object, at: lines.Path) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._error(at, _("{key} takes a table.").format(key=_shown(at)))
        return value

    def _no_others(self, table: dict[str, Any], at: lines.Path, known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                reason = _("there is no setting {key} here; there are {known}.")
                raise self._error((*at, key), reason.format(key=_shown((key,)), known=", ".join(known)))

    def _values(self, table: dict[str, Any], at: lines.Path, checks: Mapping[str, Check]) -> dict[str, Any]:
        said = {key: value for key, value in table.items() if key in checks}
        for key, value in said.items():
            good, takes = checks[key]
            if not good(value):
                words = _(takes).format(
                    presets=_PRESET_NAMES,
                    colours=", ".join(COLOURS),
                    stores=", ".join(STORES),
                    languages=", ".join(LANGUAGES),
                    themes=", ".join(THEMES),
                )
                raise self._error((*at, key), _("{key} takes {takes}.").format(key=key, takes=words))
        return said


def _shown(at: lines.Path) -> str:
    key = ".".join(str(name) for name in at if isinstance(name, str))
    return key if len(key) <= 80 else key[:77] + "..."


def _secrets(value: object, at: lines.Path) -> Iterator[lines.Path]:
    """Where a key looks like a secret's. The name of a profile is what the person calls it."""
    if isinstance(value, dict):
        for key, below in value.items():
            named = at == ("profiles",) and isinstance(below, dict)
            if not named and looks_secret(key):
                yield (*at, key)
            yield from _secrets(below, (*at, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _secrets(below, (*at, index))
