"""``login`` and ``logout``: what is kept of an account, and that nothing is."""

import asyncio
import getpass
import sys
from collections.abc import Mapping
from functools import partial
from typing import Any

from pydantic import SecretStr

from tbs_tui.account.accounts import Accounts
from tbs_tui.account.login import Login
from tbs_tui.account.profiles import config_path
from tbs_tui.account.stores.choose import Tried, choose, survey, who_else
from tbs_tui.account.stores.key import AccountKey
from tbs_tui.account.stores.store import StoreError
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import ApiError
from tbs_tui.api.transport import Transport
from tbs_tui.cli.account import login_of
from tbs_tui.cli.exits import Exit, UsageError, complain, exit_status
from tbs_tui.cli.wiring import store_wish
from tbs_tui.clock import Clock, SystemClock, local
from tbs_tui.inventory.cache import PictureCache
from tbs_tui.journal.file import JournalFile
from tbs_tui.locale import _, ngettext
from tbs_tui.settings import Settings, SettingsError
from tbs_tui.text import plain

#: An API password is short; what is longer is a file that was meant for something else.
LONGEST_PASSWORD = 1024


def run_keys(command: str, options: Mapping[str, Any], settings: Settings) -> int:
    """Do one of them; the exit status. Errors become one line on stderr."""
    if settings.demo:
        complain(_("the demo has no account to sign in to."))
        return Exit.USAGE
    clock = SystemClock()
    try:
        if command == "login":
            return asyncio.run(_login(options, settings, clock))
        return asyncio.run(_logout(options, settings, clock))
    except (ApiError, UsageError) as error:
        complain(error)
        return exit_status(error)


async def _login(options: Mapping[str, Any], settings: Settings, clock: Clock) -> int:
    login = login_of(settings)
    if options["save"] is not None:
        from tbs_tui.account.profiles.saving import check_name

        await asyncio.to_thread(check_name, config_path(), options["save"], login)
    chosen = await choose(store_wish(settings), clock)
    for name, reason in chosen.passed_over:
        complain(_("{store} is not used: {reason}").format(store=name, reason=reason))
    store = chosen.store
    if options["keep_password"] and not store.keeps_passwords:
        raise UsageError(_("{store} keeps tokens only, no passwords.").format(store=store.name))
    password = _password(login.username, from_stdin=options["password_stdin"])
    transport = Transport(clock=clock, ca_file=settings.ca_file)
    try:
        accounts = Accounts(transport, clock, chosen, insecure_http=settings.insecure_http)
        session = await accounts.sign_in(login, password, keep_password=options["keep_password"])
        access = await session.access()
    finally:
        await transport.aclose()
    status = Exit.OK
    if not store.lasting or accounts.trouble is not None:
        why = accounts.trouble or _("there is no store that outlives this command")
        complain(_("signed in, but the token is not kept: {reason}").format(reason=why))
        status = Exit.SIGN_IN
    else:
        until = local(access.expires, settings.timezone).strftime("%Y-%m-%d %H:%M %Z")
        print(_("Signed in until {time}. Kept in: {store}.").format(time=until, store=plain(store.name)))
        print(plain(who_else(store)))
    # The sign-in worked: who it was is worth keeping, wherever the token is.
    saved = await _saved(options, settings, login)
    return status or saved


async def _saved(options: Mapping[str, Any], settings: Settings, login: Login) -> Exit:
    """Save the account under the name that was asked for, if one was."""
    name = options["save"]
    if name is None:
        return Exit.OK
    from tbs_tui.account.profiles.saving import save_account

    try:
        # A store that was named on the command line is where the token is now: the next run has to look there.
        store = options.get("store")
        await asyncio.to_thread(save_account, config_path(), name, login, region=settings.region, store=store)
    except SettingsError as error:
        complain(_("the account is not saved: {reason}").format(reason=error))
        return exit_status(error)
    print(_("Saved as profile {name} in {file}.").format(name=plain(name), file=plain(config_path())))
    return Exit.OK


def _password(username: str, *, from_stdin: bool) -> SecretStr:
    """Asked for without an echo, or the first line of standard input. Raises UsageError when there is none."""
    if from_stdin:
        typed = sys.stdin.readline(LONGEST_PASSWORD + 2).rstrip("\r\n")
    elif sys.stdin.isatty():
        typed = getpass.getpass(_("API password of {user}: ").format(user=plain(username)))
    else:
        raise UsageError(_("this is no terminal to ask on; use --password-stdin."))
    if not typed or len(typed) > LONGEST_PASSWORD:
        raise UsageError(_("no password was given."))
    return SecretStr(typed)


async def _logout(options: Mapping[str, Any], settings: Settings, clock: Clock) -> int:
    # Known before any store is asked.
    key = None if options["all"] else _key(settings)
    found = [each for each in await survey(clock) if each.store is None or each.store.lasting]
    removed = await asyncio.gather(*(_removed(each, key) for each in found))
    status = Exit.OK
    for tried, result in zip(found, removed, strict=True):
        if isinstance(result, int):
            words = ngettext("{store}: {n} entry removed.", "{store}: {n} entries removed.", result)
            print(words.format(store=plain(tried.name), n=result))
        elif tried.store is None:
            complain(_("{store} could not be asked: {reason}").format(store=tried.name, reason=result))
        else:
            complain(_("{store}: {reason}").format(store=tried.name, reason=result))
            status = Exit.UNREADABLE
    for kept in (PictureCache(), JournalFile()):
        # Whatever the tenant: neither says whose user saw it.
        forget = kept.forget_all if key is None else partial(kept.forget_account, key.origin, None)
        try:
            await asyncio.to_thread(forget)
        except OSError as error:
            complain(error)
            status = Exit.UNREADABLE
    return status


async def _removed(tried: Tried, key: AccountKey | None) -> int | str:
    """How many entries were removed from a store, those of `key` or all; or why it can't be told."""
    if tried.store is None:
        return tried.reason
    try:
        return await (tried.store.forget_all() if key is None else tried.store.forget(key))
    except StoreError as error:
        return error.words


def _key(settings: Settings) -> AccountKey:
    """The account whose entries are to go: its user, in every tenant. Raises UsageError when the user is not known."""
    if settings.username is None:
        raise UsageError(_("no user name: give --username or OS_USERNAME, --profile, or --all."))
    identity = Endpoint.parse(settings.identity_url, insecure_http=settings.insecure_http)
    return AccountKey(identity.origin, settings.tenant_id or "", settings.username)
