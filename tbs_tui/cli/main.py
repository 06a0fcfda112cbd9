"""From the arguments to the exit status."""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from io import StringIO, TextIOWrapper
from typing import TYPE_CHECKING

from tbs_tui import __version__, log
from tbs_tui.cli.argparse_words import translated
from tbs_tui.cli.arguments import parser, typed_language
from tbs_tui.cli.exits import Exit, complain, complain_of_fault, exit_status
from tbs_tui.cli.output import drop_output, speak
from tbs_tui.locale import _, set_language
from tbs_tui.settings import SETTINGS, Settings, SettingsError, is_demo, language_asked, log_file_asked, resolve

if TYPE_CHECKING:
    from tbs_tui.account.profiles import KeyChoice, Profile


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask; the exit status. Help, version and bad usage raise SystemExit, as argparse does."""
    with ExitStack() as ends:
        status = _run_to_end(arguments, ends)
        log.note("cli", f"ended with {int(status)}")
        return status


def _run_to_end(arguments: Sequence[str], ends: ExitStack) -> int:
    """The same; what has to be closed after the last word goes to `ends`."""
    set_language(None)
    _ready_output()
    try:
        try:
            speak(language_asked({"lang": typed_language(arguments)}, os.environ))
            return _run(arguments, ends)
        finally:
            # Here, where a reader that has gone can be answered: at exit Python would complain, and end with 120.
            sys.stdout.flush()
    except SettingsError as error:
        complain(error)
        return exit_status(error)
    except BrokenPipeError:
        # The reader (head, less) has what it wanted.
        drop_output()
        return Exit.OK
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception as error:  # noqa: BLE001 - the last door: a fault of ours ends with a report, not with a traceback
        return complain_of_fault(error, datetime.now(UTC))


def _ready_output() -> None:
    """Whoever closes stdout (``>&-``) wants the exit status alone; what an old locale can't write is escaped."""
    if sys.stdout is None:
        sys.stdout = StringIO()
    elif isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _run(arguments: Sequence[str], ends: ExitStack) -> int:
    with translated():
        options = vars(parser(arguments).parse_args(arguments))
    if options["command"] in ("completion", "man"):
        from tbs_tui.cli.shared import COMPLETIONS, MANUAL, print_shared

        return print_shared(COMPLETIONS[options["shell"]] if options["command"] == "completion" else MANUAL)
    flags = {setting.name: options.get(setting.name) for setting in SETTINGS}
    _open_log(options["command"], log_file_asked(flags, os.environ), ends)
    if options["command"] == "doctor":
        # Before the settings: a configuration file that can't be read is one of its findings.
        from tbs_tui.cli.doctor import run_doctor

        return run_doctor(options)
    settings, profile, keys = _chosen(flags, os.environ)
    if options["command"] is None:
        from tbs_tui.cli.explore import explore
        from tbs_tui.cli.start import Start

        return explore(Start(settings, profile, flags, os.environ, keys))
    if options["command"] in ("login", "logout"):
        from tbs_tui.cli.keys import run_keys

        return run_keys(options["command"], options, settings)
    from tbs_tui.cli.once import run_once

    return run_once(options["command"], options, settings)


def _open_log(command: str | None, path: str | None, ends: ExitStack) -> None:
    """Raises SettingsError for a file that can't be appended to."""
    if path is None:
        return
    from pathlib import Path

    from tbs_tui.log_file import logging_to

    try:
        ends.enter_context(logging_to(Path(path).expanduser()))
    except (OSError, RuntimeError) as error:  # RuntimeError: ~ of somebody who has no home
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SettingsError(_("nothing can be logged to {path}: {reason}").format(path=path, reason=reason)) from None
    python = ".".join(map(str, sys.version_info[:3]))
    log.note("cli", f"tbs-tui {__version__}, Python {python}, {sys.platform}: {command or 'explorer'}")


def _chosen(
    flags: Mapping[str, str | bool | None], environ: Mapping[str, str]
) -> "tuple[Settings, Profile | None, Sequence[KeyChoice]]":
    """The settings in force, the named profile that they come from, if any, and the keys of the configuration file. The
    demo reads no configuration."""
    if is_demo(flags, environ):
        return resolve(flags, environ), None, ()
    from tbs_tui.account.profiles import choose, config_path, load

    asked = flags.get("profile") or environ.get("TBS_PROFILE")
    config = load(config_path())
    profile = choose(config, asked if isinstance(asked, str) else None, environ)
    if profile is None or not profile.name:
        return resolve(flags, environ), None, config.keys
    settings = resolve(flags, environ, {**profile.settings(), "profile": profile.name})
    speak(settings.lang)
    if profile.production and settings.insecure_http:
        raise SettingsError(_("--insecure-http is refused on a production profile: {name}.").format(name=profile.name))
    return settings, profile, config.keys
