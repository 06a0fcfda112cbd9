"""``doctor``: what this machine, its settings and its accounts look like to tbs-tui, for a person and for a ticket.

Imports httpx and pydantic, so it is itself imported late; never Textual. Whatever hangs, it ends within 10 seconds.
"""

import asyncio
import os
import platform
import ssl
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from tbs_tui import __version__
from tbs_tui.account.profiles import Profile, choose, config_path, load, unnamed
from tbs_tui.account.stores.choose import Tried, survey
from tbs_tui.api.transport import Transport
from tbs_tui.cli.abandon import run_abandoning
from tbs_tui.cli.account import PASSWORD_VARIABLE
from tbs_tui.cli.doctor_accounts import Account, Asked, Examination, used_store
from tbs_tui.cli.doctor_machine import Place, Terminal, places, system, terminal, versions
from tbs_tui.cli.exits import Exit
from tbs_tui.cli.output import speak
from tbs_tui.clock import Clock, SystemClock
from tbs_tui.settings import SETTINGS, Settings, SettingsError, is_demo, resolve
from tbs_tui.text import plain

#: Of the JSON document. A new key does not change it; a key that goes or means something else does.
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class StoreReport:
    """One store of tokens, in the order in which they are tried."""

    name: str
    usable: bool
    used: bool
    """By a run with the same flags."""
    reason: str | None
    """Why it can't be used."""
    keeps_passwords: bool | None
    readers: str | None
    """Who else can read what is kept there; None, as above, where it can't be used."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """Where the certificates of authorities are read from."""

    given: bool
    """By ``OS_CACERT`` or a flag, instead of the system's."""
    file: str | None
    directory: str | None
    readable: bool


@dataclass(frozen=True, slots=True)
class Report:
    """All of it; texts have passed `text.plain`, nothing is a secret."""

    version: str
    python: str
    packages: Mapping[str, str | None]
    system: str
    terminal: Terminal
    places: tuple[Place, ...]
    demo: bool
    problems: tuple[str, ...]
    """What is wrong with the settings, a broken configuration file with its line."""
    certificates: Certificates | None = None
    """None, as the next two, when the settings could not be read."""
    stores: tuple[StoreReport, ...] = ()
    accounts: tuple[Account, ...] = ()

    @property
    def status(self) -> Exit:
        """USAGE for settings that can't be used, UNREADABLE for an identity service that can't be reached."""
        faults = {each.identity.fault for each in self.accounts}
        if self.problems or "settings" in faults or (self.certificates is not None and not self.certificates.readable):
            return Exit.USAGE
        return Exit.UNREADABLE if "network" in faults else Exit.OK

    def document(self) -> dict[str, Any]:
        """As the JSON that is documented in the README."""
        said: dict[str, Any] = _json(asdict(self))
        return {"schema": SCHEMA, "ok": self.status is Exit.OK} | said


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value


def run_doctor(options: Mapping[str, Any]) -> int:
    """Look, and tell; the exit status. `options` are the command line's."""
    flags = {setting.name: options.get(setting.name) for setting in SETTINGS}
    report = run_abandoning(examine(flags, os.environ, SystemClock()))
    if options["json"]:
        from tbs_tui.cli.output import print_json

        print_json(report.document())
    else:
        from tbs_tui.cli.doctor_words import words

        print("\n".join(words(report)))
    return report.status


async def examine(
    flags: Mapping[str, str | bool | None],
    environ: Mapping[str, str],
    clock: Clock,
    *,
    transport: Transport | None = None,
) -> Report:
    """Look at everything. `transport` replaces the network, for tests."""
    try:
        demo = is_demo(flags, environ)
        settings = resolve(flags, environ)
        asked = () if demo else _asked(flags, environ)
    except SettingsError as error:
        return _machine(environ, problems=(plain(error),))
    if demo:
        return replace(_machine(environ), demo=True)
    used = next((each.settings for each in asked if each.used), settings)
    speak(used.lang)
    stores = asyncio.create_task(survey(clock, environ=environ))
    sender = transport or Transport(clock=clock, ca_file=settings.ca_file)
    try:
        accounts = await Examination(clock, sender, stores).accounts(asked)
        tried = await stores
    finally:
        await sender.aclose()
    return replace(
        _machine(environ),
        certificates=certificates(settings.ca_file),
        stores=_stores(tried, used_store(tried, used.store)),
        accounts=accounts,
    )


def _machine(environ: Mapping[str, str], *, problems: tuple[str, ...] = ()) -> Report:
    return Report(
        version=__version__,
        python=platform.python_version(),
        packages=versions(),
        system=system(),
        terminal=terminal(environ),
        places=places(),
        demo=False,
        problems=problems,
    )


def _asked(flags: Mapping[str, str | bool | None], environ: Mapping[str, str]) -> tuple[Asked, ...]:
    """The profiles to look at, the one that a run would use among them. Raises SettingsError."""
    config = load(config_path())
    name = flags.get("profile") or environ.get("TBS_PROFILE")
    used = choose(config, name if isinstance(name, str) else None, environ)
    shown = [used] if name and used is not None else list(config.profiles.values())
    found = [_named(profile, flags, environ, used=profile is used) for profile in shown]
    settings = resolve(flags, environ)
    # With profiles to choose from, and nothing that says whose account is meant, there is no account without a name.
    said = used is None and (not shown or settings.tenant_id is not None or settings.username is not None)
    if not name and (said or unnamed(environ) is not None):
        given = bool(environ.get(PASSWORD_VARIABLE))
        nameless = used is None or not used.name
        found.insert(0, Asked(settings, _tenants(settings, None), nameless, production=False, password_given=given))
    return tuple(found)


def _named(
    profile: Profile, flags: Mapping[str, str | bool | None], environ: Mapping[str, str], *, used: bool
) -> Asked:
    """The profile as ``--profile`` would have it, with the other flags."""
    settings = resolve(flags, environ, {**profile.settings(), "profile": profile.name})
    settings = replace(settings, profile=profile.name)
    return Asked(settings, _tenants(settings, profile), used, profile.production, password_given=False)


def _tenants(settings: Settings, profile: Profile | None) -> tuple[str, ...]:
    ids = [settings.tenant_id, *(tenant.id for tenant in (profile.tenants if profile is not None else ()))]
    return tuple(dict.fromkeys(each for each in ids if each is not None))


def _stores(tried: tuple[Tried, ...], used: Tried) -> tuple[StoreReport, ...]:
    return tuple(
        StoreReport(
            name=plain(each.name),
            usable=each.store is not None,
            used=each is used,
            reason=plain(each.reason) or None,
            keeps_passwords=each.store.keeps_passwords if each.store is not None else None,
            readers=plain(each.store.readers) if each.store is not None else None,
        )
        for each in tried
    )


def certificates(ca_file: str | None) -> Certificates:
    """Where they are; `ca_file` takes the place of the system's."""
    if ca_file is not None:
        return Certificates(given=True, file=plain(ca_file), directory=None, readable=os.access(ca_file, os.R_OK))
    paths = ssl.get_default_verify_paths()
    return Certificates(
        given=False,
        file=plain(paths.cafile) if paths.cafile else None,
        directory=plain(paths.capath) if paths.capath else None,
        # Python names only what is there.
        readable=any(found is not None and os.access(found, os.R_OK) for found in (paths.cafile, paths.capath)),
    )
