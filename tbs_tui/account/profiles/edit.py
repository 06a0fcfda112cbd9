"""Changing the configuration file: comments and order stay, and it is whole at every moment.

Imports tomlkit (23 ms), so it is imported when something is saved. Every function raises ConfigError when the file is
not a good one to begin with, when the result would not be, and when it can't be written; the file is untouched then.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from tbs_tui.account.profiles.choose import profile_for
from tbs_tui.account.profiles.lines import key_lines
from tbs_tui.account.profiles.model import Config, ConfigError, Profile, ProfileTenant
from tbs_tui.account.profiles.reading import PROFILE_KEYS, load, read, text_of
from tbs_tui.files import write_private
from tbs_tui.locale import _


def save_profile(path: Path, profile: Profile) -> Config:
    """Add `profile`, or change the one of its name to it; the file as it is now. The first one becomes the default."""
    if not profile.name:
        raise ConfigError(path, _("a profile needs a name."))
    old = load(path)
    known = old.profiles.get(profile.name)
    if known == profile:
        return old
    default = old.default if old.profiles else profile.name
    wanted = replace(old, profiles={**old.profiles, profile.name: profile}, default=default)

    def change(document: Any) -> None:
        if "profiles" not in document:
            document["profiles"] = tomlkit.table(is_super_table=True)
        profiles = document["profiles"]
        if known is None:
            profiles[profile.name] = _new_table()
        _write_profile(profiles[profile.name], known or Profile(profile.name), profile)

    return _edit(path, wanted, change)


def remember_tenant(path: Path, name: str, tenant: ProfileTenant) -> Config:
    """Offer `tenant` in the profile `name` from now on, last in its list; one that is there gets the new label, if it
    has one. The file as it is now. Raises UnknownProfile."""
    profile = profile_for(load(path), name)
    known = next((each for each in profile.tenants if each.id == tenant.id), None)
    if known is None:
        tenants = (*profile.tenants, tenant)
    else:
        label = tenant.label if tenant.label is not None else known.label
        tenants = tuple(replace(each, label=label) if each is known else each for each in profile.tenants)
    return save_profile(path, replace(profile, tenants=tenants))


def _edit(path: Path, wanted: Config, change: Callable[[Any], None]) -> Config:
    """Let `change` work on the profiles of the document, add a default, and write it if it now says `wanted`."""
    cannot = ConfigError(path, _("this change can't be made to it automatically; please edit it."))
    try:
        given = text_of(path) or ""
        document = tomlkit.parse(given)
        change(document)
        new_default = wanted.default is not None and "default" not in document
        text = tomlkit.dumps(document)
        if not given.startswith("\n"):
            text = text.lstrip("\n")
    except (TOMLKitError, AttributeError, LookupError, TypeError, ValueError):
        # There are documents that tomlkit can read but not change, and fails in the middle of: tables in pieces, dotted
        # keys among headers (an IndexError in 0.15.2).
        raise cannot from None
    if new_default and wanted.default is not None:
        text = _with_default(text, wanted.default)
    new = read(path, text)
    if new != wanted:
        raise cannot
    _write(path, text)
    return new


def _with_default(text: str, name: str) -> str:
    """`text` with a default above its first key: after a table it would be the table's. The comment right above that
    key stays with it."""
    rows = text.split("\n")
    at = min(key_lines(text).values(), default=len(rows)) - 1
    while at > 0 and rows[at - 1].lstrip().startswith("#"):
        at -= 1
    return "\n".join((*rows[:at], f"default = {tomlkit.string(name).as_string()}", "", *rows[at:]))


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A link to a file among dot files stays a link.
        write_private(path.resolve(), (text.encode(),), durable=True)
    except (OSError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ConfigError(path, _("it can't be written: {why}.").format(why=why)) from None


def _new_table() -> Table:
    table = tomlkit.table()
    table.trivia.indent = "\n"  # a blank line before its header
    return table


def _write_profile(table: Any, old: Profile, new: Profile) -> None:
    for key in PROFILE_KEYS:
        value = getattr(new, key)
        if value == getattr(old, key):
            continue
        if value is None:
            del table[key]
        else:
            table[key] = int(value) if isinstance(value, float) and value.is_integer() else value
    if new.tenants != old.tenants:
        _write_tenants(table, new.tenants)


def _write_tenants(table: Any, tenants: Sequence[ProfileTenant]) -> None:
    if "tenants" not in table:
        table["tenants"] = tomlkit.aot()
    entries = table["tenants"]
    by_id = {tenant.id: tenant for tenant in tenants}
    for index in range(len(entries) - 1, -1, -1):
        if entries[index]["id"] not in by_id:
            del entries[index]
    if [entry["id"] for entry in entries] != [tenant.id for tenant in tenants][: len(entries)]:
        # In another order: comments would belong to the wrong ones.
        while len(entries):
            del entries[0]
    inline = not isinstance(entries, AoT)
    for index, tenant in enumerate(tenants):
        if index == len(entries):
            entry = tomlkit.inline_table() if inline else _new_table()
            entry["id"] = tenant.id
            entries.append(entry)
        entry = entries[index]
        if tenant.label is None:
            entry.pop("label", None)
        elif entry.get("label") != tenant.label:
            entry["label"] = tenant.label
