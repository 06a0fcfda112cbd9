"""Opens the screen: the checks that need no network, then Textual, then everything else behind its first frame."""

import asyncio
import os
import sys
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from tbs_tui.account.profiles import ConfigError, config_path
from tbs_tui.account.profiles.state import change_state, load_state, state_path
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import ApiError, PasswordNeeded
from tbs_tui.cli.exits import Exit, complain, complain_of_fault, exit_status
from tbs_tui.cli.start import Start
from tbs_tui.clock import SystemClock
from tbs_tui.locale import _, set_language
from tbs_tui.settings import Settings
from tbs_tui.text import encodes
from tbs_tui.ui import terminal
from tbs_tui.ui.glyphs import HANGUL_KEY
from tbs_tui.ui.memory import Memory

if TYPE_CHECKING:
    from tbs_tui.ui.door import Door


def memory_of(start: Start) -> Memory:
    """What earlier runs have remembered of the tables; the demo knows nothing of it, and leaves nothing behind."""
    if start.settings.demo:
        return Memory()
    path = state_path()
    memory = Memory(load_state(path), partial(change_state, path))
    if start.settings.keeps_nothing:
        memory.pass_by(start.name)
    return memory


def _drawn(settings: Settings) -> Settings:
    """The settings with what the terminal says where the person does not; from now on words are such as it can show."""
    assert sys.__stderr__ is not None
    encoding = sys.__stderr__.encoding
    if settings.ascii or not encodes(HANGUL_KEY.unicode, encoding):
        set_language("en")
    wanted = settings.ascii
    return replace(settings, ascii=terminal.wants_ascii(os.environ, encoding) if wanted is None else wanted)


def explore(start: Start) -> int:
    """Run the explorer until it is left; the exit status."""
    settings = start.settings
    why_not = terminal.why_not()
    if why_not is not None:
        complain(why_not)
        return Exit.USAGE
    try:
        Endpoint.parse(settings.identity_url, insecure_http=settings.insecure_http)
    except ApiError as error:
        complain(error)
        return exit_status(error)
    terminal.prepare(os.environ, settings.theme)
    settings = _drawn(settings)
    from tbs_tui.ui.app import ExplorerApp
    from tbs_tui.ui.door import Account
    from tbs_tui.ui.keymap import KeyFault, read_keys
    from tbs_tui.ui.tour import Tour

    try:
        key_map = read_keys({choice.command: choice.keys for choice in start.keys})
    except KeyFault as fault:
        line = next((choice.line for choice in start.keys if choice.command == fault.id), None)
        raise ConfigError(config_path(), f"keys.{fault.id}: {fault}.", line) from None

    clock, goal = SystemClock(), start.goal()

    async def open_door() -> "Door":
        # httpx and pydantic take 0.2 s to import, what changes the cloud 40 ms: the first frame waits for neither.
        opening = await asyncio.to_thread(import_module, "tbs_tui.cli.opening")
        parse = import_module("tbs_tui.api.parse")
        await asyncio.to_thread(parse.prepare)
        await asyncio.to_thread(import_module, "tbs_tui.ui.changing.opening")
        door: Door = opening.FrontDoor(start, goal, clock, os.environ)
        return door

    profile = start.profile
    account = Account(
        profile=start.name,
        label=start.name,
        colour=profile.colour if profile is not None else None,
        production=profile is not None and profile.production,
    )
    app = ExplorerApp(
        settings,
        clock,
        open_door,
        start.first_picture(goal),
        account,
        start.tenant_name(goal.tenant_id),
        memory_of(start),
        key_map,
    )
    app.tour = Tour() if settings.tour else None
    app.run(mouse=settings.mouse)
    if app.failure is None:
        return app.return_code or Exit.OK
    if isinstance(app.failure, PasswordNeeded):
        complain(_("not signed in."))
        return exit_status(app.failure)
    if isinstance(app.failure, ApiError):
        complain(app.failure)
        return exit_status(app.failure)
    return complain_of_fault(app.failure, clock.now())
