"""``login`` and ``logout``: what is kept of an account, and that nothing is."""

import asyncio
import getpass
import sys
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from tbs_tui.account.accounts import Accounts
from tbs_tui.account.stores.choose import choose, reachable, who_else
from tbs_tui.account.stores.key import AccountKey
from tbs_tui.account.stores.store import StoreError
from tbs_tui.api.errors import ApiError
from tbs_tui.api.identity import Identity
from tbs_tui.api.transport import Transport
from tbs_tui.cli.account import login_of
from tbs_tui.cli.exits import Exit, UsageError, complain, exit_status
from tbs_tui.cli.wiring import store_wish
from tbs_tui.clock import Clock, SystemClock, local
from tbs_tui.locale import _, ngettext
from tbs_tui.settings import Settings
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
    until = local(access.expires, settings.timezone).strftime("%Y-%m-%d %H:%M %Z")
    if not store.lasting or accounts.trouble is not None:
        why = accounts.trouble or _("there is no store that outlives this command")
        complain(_("signed in, but the token is not kept: {reason}").format(reason=why))
        return Exit.SIGN_IN
    print(_("Signed in until {time}. Kept in: {store}.").format(time=until, store=plain(store.name)))
    print(plain(who_else(store)))
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
    stores = await reachable(clock)
    removed, status = 0, Exit.OK
    for store in stores.stores:
        try:
            if options["all"]:
                removed += await store.forget_all()
            else:
                await store.forget(_key(settings, clock))
        except StoreError as error:
            complain(_("{store}: {reason}").format(store=store.name, reason=error.words))
            status = Exit.UNREADABLE
    for name, reason in stores.unreachable:
        complain(_("{store} could not be asked: {reason}").format(store=name, reason=reason))
    if options["all"]:
        print(ngettext("{n} entry removed.", "{n} entries removed.", removed).format(n=removed))
    else:
        print(_("Nothing of {user} is kept.").format(user=plain(settings.username)))
    return status


def _key(settings: Settings, clock: Clock) -> AccountKey:
    login = login_of(settings)
    identity = Identity(Transport(clock=clock), login.identity_url, clock, insecure_http=settings.insecure_http)
    return AccountKey(identity.endpoint.origin, login.tenant_id, login.username)
