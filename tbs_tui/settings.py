"""What a person can set, in one table: name, flag, environment twin, default, reading, help.

The order is flag, then ``TBS_*``, then the ``OS_*`` of the environment as one unnamed profile, then the default. Plain
dataclasses: the explorer needs its settings before its first frame, and pydantic alone takes 60 ms to import. No secret
is a setting.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from tbs_tui.locale import LANGUAGES, N_, _, language_of


class SettingsError(Exception):
    """A setting that can't be used; its words are one line for the person."""


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 1 <= seconds <= 3600:
        raise ValueError
    return seconds


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 100_000:
        raise ValueError
    return count


def _minutes(text: str) -> float:
    minutes = float(text)
    if not 0 <= minutes <= MOST_MINUTES:
        raise ValueError
    return minutes


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= MOST_DAYS:
        raise ValueError
    return days


def _word(text: str) -> str:
    word = text.strip()
    if not word or not word.isprintable():
        raise ValueError
    return word


def _one_of(names: Collection[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in names:
            raise ValueError
        return text

    return read


def _language(text: str) -> str:
    language = language_of(text)
    if language is None:
        raise ValueError
    return language


def _flag(text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return known[text.strip().lower()]
    except KeyError:
        raise ValueError from None


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(_word(text))
    except (KeyError, OSError):
        raise ValueError from None


#: Where tokens and passwords may be kept.
STORES = ("auto", "keyring", "kernel", "memory")
#: What the screen may look like. The first is readable on any background, and what nobody has to ask for.
THEMES = ("auto", "dark", "light", "mono")
#: Days after which a newest snapshot is not recent any more, and the most that can be set.
SNAPSHOT_DAYS = 30
MOST_DAYS = 3650
#: The longest of what is set in minutes: a day.
MOST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set."""

    name: str
    read: Callable[[str], Any]
    """Raises ValueError for what can't be used."""
    takes: str
    """What is accepted, for the message and the help."""
    help: str
    metavar: str = ""
    """Empty for a switch."""
    default: Any = None
    os_names: tuple[str, ...] = ()
    """Names among the OS_* variables."""
    twin: bool = True
    """Whether ``TBS_<NAME>`` is read."""
    explorer_only: bool = False
    negatable: bool = False
    """Whether there is a ``--no-`` flag."""
    of_machine: bool = False
    """Whether its OS_* variables are about this machine and not about an account."""

    @property
    def of_account(self) -> bool:
        """Whether it says whose account it is, or where in it to begin."""
        return self.name == "profile" or (bool(self.os_names) and not self.of_machine)

    @property
    def flag(self) -> str:
        return "--" + self.name.replace("_", "-")

    @property
    def env(self) -> str:
        return "TBS_" + self.name.upper()


SETTINGS: tuple[Setting, ...] = (
    Setting("profile", _word, N_("a name"), N_("profile of the configuration file"), "NAME"),
    Setting(
        "identity_url",
        _word,
        N_("a URL"),
        N_("identity service, with or without /v2.0 (OS_AUTH_URL)"),
        "URL",
        "https://api-identity-infrastructure.nhncloudservice.com",
        ("OS_AUTH_URL",),
    ),
    Setting(
        "tenant_id",
        _word,
        N_("a tenant ID"),
        N_("the tenant ID of Compute > Instance > Set API Endpoint (OS_TENANT_ID or OS_PROJECT_ID)"),
        "ID",
        None,
        ("OS_TENANT_ID", "OS_PROJECT_ID"),
    ),
    Setting(
        "username",
        _word,
        N_("a user name"),
        N_("e-mail address or IAM account ID (OS_USERNAME); the password comes from OS_PASSWORD"),
        "NAME",
        None,
        ("OS_USERNAME",),
    ),
    Setting(
        "region",
        _word,
        N_("a region"),
        N_("region to show first, such as KR1 (OS_REGION_NAME)"),
        "REGION",
        None,
        ("OS_REGION_NAME",),
    ),
    Setting(
        "ca_file",
        _word,
        N_("a file"),
        N_("certificates instead of the system's (OS_CACERT)"),
        "FILE",
        None,
        ("OS_CACERT",),
        of_machine=True,
    ),
    Setting("demo", _flag, N_("yes or no"), N_("explore a made-up cloud; nothing is sent anywhere"), default=False),
    Setting("demo_volumes", _count, N_("a number from 1 to 100000"), N_("how many volumes the demo has"), "N", None),
    Setting(
        "tour",
        _flag,
        N_("yes or no"),
        N_("in the demo, say a line about each view when it is first seen (default on)"),
        default=True,
        explorer_only=True,
        negatable=True,
    ),
    Setting(
        "refresh",
        _seconds,
        N_("a number of seconds from 1 to 3600"),
        N_("seconds between two looks at the cloud while nothing changes (default 30)"),
        "SECONDS",
        30.0,
        explorer_only=True,
    ),
    Setting(
        "idle_pause",
        _minutes,
        N_("a number of minutes from 0 to 1440"),
        N_("minutes without a key after which looking pauses; 0 never (default 10)"),
        "MINUTES",
        10.0,
        explorer_only=True,
    ),
    Setting(
        "store",
        _one_of(STORES),
        N_("auto, keyring, kernel or memory"),
        N_("where tokens are kept: the best there is (default), or one by name"),
        "STORE",
        "auto",
    ),
    Setting(
        "no_cache",
        _flag,
        N_("yes or no"),
        N_("keep no picture of the cloud on this disk"),
        default=False,
        explorer_only=True,
    ),
    Setting("read_only", _flag, N_("yes or no"), N_("send nothing that changes the cloud"), default=False),
    Setting(
        "read_only_after",
        _minutes,
        N_("a number of minutes from 0 to 1440"),
        N_("begin read-only; once allowed, changes end this long after the last one; 0 never (default 0)"),
        "MINUTES",
        0.0,
        explorer_only=True,
    ),
    Setting(
        "snapshot_days",
        _days,
        N_("a number of days from 1 to 3650"),
        N_("days after which a volume's newest snapshot is called old (default 30)"),
        "DAYS",
        SNAPSHOT_DAYS,
    ),
    Setting(
        "lang",
        _language,
        # Their names, which are no words.
        ", ".join(LANGUAGES),
        N_("language of the words on the screen (default as LANGUAGE, LC_ALL, LC_MESSAGES or LANG say)"),
        "LANG",
        None,
    ),
    Setting("timezone", _zone, N_("a time zone such as Asia/Seoul"), N_("zone of the times shown"), "ZONE", None),
    Setting(
        "mouse",
        _flag,
        N_("yes or no"),
        N_("let the mouse scroll and select rows (default off: the terminal's own selection works)"),
        default=False,
        explorer_only=True,
        negatable=True,
    ),
    Setting(
        "bell",
        _flag,
        N_("yes or no"),
        N_("ring the terminal's bell when something that you have changed is done, or failed (default off)"),
        default=False,
        explorer_only=True,
        negatable=True,
    ),
    Setting(
        "theme",
        _one_of(THEMES),
        N_("auto, dark, light or mono"),
        N_(
            "which of the terminal's own colours: those for any background (auto, the default), for a dark one, "
            "for a light one, or none (mono)"
        ),
        "NAME",
        explorer_only=True,
    ),
    Setting(
        "ascii",
        _flag,
        N_("yes or no"),
        N_("draw and say nothing that is not ASCII; names stay as they are (default: where the locale has no UTF-8)"),
        explorer_only=True,
        negatable=True,
    ),
    Setting(
        "hangul",
        _flag,
        N_("yes or no"),
        N_("take what is typed in Hangul for the keys of the Latin layout (default on; never to change the cloud)"),
        default=True,
        explorer_only=True,
        negatable=True,
    ),
    Setting(
        "log_file",
        _word,
        N_("a file"),
        N_("append what happens to a file that only you can read, for a ticket; no secrets, no bodies"),
        "FILE",
    ),
    Setting(
        "insecure_http",
        _flag,
        N_("yes or no"),
        N_("allow http to hosts other than this one: password and token travel in clear"),
        default=False,
        twin=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of this run. One attribute for each row of SETTINGS."""

    profile: str | None
    """Name of the profile that was asked for or found; None is the environment and the flags alone."""
    identity_url: str
    tenant_id: str | None
    username: str | None
    region: str | None
    ca_file: str | None
    demo: bool
    demo_volumes: int | None
    tour: bool
    """Whether the demo says a line about each view."""
    refresh: float
    """Seconds."""
    idle_pause: float
    """Minutes; 0 is never."""
    store: str
    """One of STORES."""
    no_cache: bool
    read_only: bool
    read_only_after: float
    """Minutes; 0 is never."""
    snapshot_days: int
    """After so many a volume's newest snapshot is old."""
    lang: str | None
    """One of LANGUAGES; None is as the locale says."""
    timezone: ZoneInfo | None
    """None is the machine's own zone."""
    mouse: bool
    bell: bool
    theme: str | None
    """One of THEMES; None is the first of them, unless Textual is told otherwise."""
    ascii: bool | None
    """None is for the locale to say."""
    hangul: bool
    """Whether a key typed in Hangul is taken for the Latin one."""
    log_file: str | None
    insecure_http: bool

    @property
    def keeps_nothing(self) -> bool:
        """Whether nothing of what is shown or chosen is to lie on a disk."""
        return self.demo or self.store == "memory"


def resolve(
    flags: Mapping[str, str | bool | None], environ: Mapping[str, str], profile: Mapping[str, Any] | None = None
) -> Settings:
    """The settings in force. `flags` are as typed, by name; None is not given. An empty variable is not set. `profile`
    is what a named profile says, by name; with one, the OS_* variables of an account are not read.

    Raises SettingsError, naming the flag or variable at fault.
    """
    demo = is_demo(flags, environ)
    values = {}
    for name, setting in _BY_NAME.items():
        # The demo is a cloud of its own: what the environment says of a real account must not reach it.
        seen = {} if demo and setting.os_names else environ
        values[name] = _value(setting, flags.get(name), seen, profile)
    return Settings(**values)


def resolve_other(
    flags: Mapping[str, str | bool | None], environ: Mapping[str, str], profile: Mapping[str, Any]
) -> Settings:
    """The settings of another profile than the one that the command line was for: what flags and variables say of an
    account was not meant for it, and of the rest it decides as ever. Raises SettingsError."""
    account = [setting for setting in SETTINGS if setting.of_account or setting.name in ("demo", "demo_volumes")]
    names, variables = {setting.name for setting in account}, {setting.env for setting in account}
    rest = {name: value for name, value in flags.items() if name not in names}
    return resolve(rest, {name: value for name, value in environ.items() if name not in variables}, profile)


def is_given(name: str, flags: Mapping[str, str | bool | None], environ: Mapping[str, str]) -> bool:
    """Whether a flag or a ``TBS_*`` variable says what the setting is, rather than a profile or the default."""
    return flags.get(name) is not None or bool(environ.get(_BY_NAME[name].env))


def is_demo(flags: Mapping[str, str | bool | None], environ: Mapping[str, str]) -> bool:
    """Whether it is the demo that is wanted, before anything else is known. Raises SettingsError."""
    return bool(_value(_BY_NAME["demo"], flags.get("demo"), environ, {}))


def language_asked(flags: Mapping[str, str | bool | None], environ: Mapping[str, str]) -> str | None:
    """The language that flag or variable ask for, before anything is said. Raises SettingsError."""
    language: str | None = _value(_BY_NAME["lang"], flags.get("lang"), environ, {})
    return language


def demo_settings(settings: Settings) -> Settings:
    """The same for the demo: nothing of a real account, as `resolve` has it."""
    defaults = {setting.name: setting.default for setting in SETTINGS if setting.os_names}
    return replace(settings, **defaults, profile=None, demo=True)


def log_file_asked(flags: Mapping[str, str | bool | None], environ: Mapping[str, str]) -> str | None:
    """Where flag or variable want to have written what happens, before anything does. Raises SettingsError."""
    path: str | None = _value(_BY_NAME["log_file"], flags.get("log_file"), environ, {})
    return path


_BY_NAME = {setting.name: setting for setting in SETTINGS}


def _value(
    setting: Setting, given: str | bool | None, environ: Mapping[str, str], profile: Mapping[str, Any] | None
) -> Any:
    if isinstance(given, bool):
        return given
    if given is not None:
        return _read(setting, setting.flag, given)
    if setting.twin and environ.get(setting.env):
        return _read(setting, setting.env, environ[setting.env])
    if profile is not None and setting.name in profile:
        return profile[setting.name]
    if profile is None or setting.of_machine:
        for name in setting.os_names:
            if environ.get(name):
                return _read(setting, name, environ[name])
    return setting.default


def _read(setting: Setting, source: str, text: str) -> Any:
    try:
        return setting.read(text)
    except ValueError:
        # User information of a URL may be a password.
        text = re.sub(r"//.*@", "//", text, flags=re.DOTALL)
        shown = text if len(text) <= 80 else text[:77] + "..."
        raise SettingsError(
            _("{source} takes {takes}, not {text!r}.").format(source=source, takes=_(setting.takes), text=shown)
        ) from None
