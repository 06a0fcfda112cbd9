"""From the arguments to the exit status."""

import os
import signal
from collections.abc import Mapping, Sequence
from typing import Any

from tbs_tui.cli.arguments import parser
from tbs_tui.cli.exits import Exit, complain, complain_of_fault, exit_status
from tbs_tui.clock import SystemClock
from tbs_tui.locale import set_language
from tbs_tui.settings import SETTINGS, SettingsError, resolve


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask; the exit status."""
    set_language(None)
    options = vars(parser().parse_args(arguments))
    try:
        return _run(options)
    except SettingsError as error:
        complain(error)
        return exit_status(error)
    except BrokenPipeError:
        # The reader (head, less) has what it wanted. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return Exit.OK
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception as error:  # noqa: BLE001 - the last door: a fault of ours ends with a report, not with a traceback
        return complain_of_fault(error, SystemClock().now())


def _run(options: Mapping[str, Any]) -> int:
    settings = resolve({setting.name: options.get(setting.name) for setting in SETTINGS}, os.environ)
    if options["command"] is None:
        from tbs_tui.cli.explore import explore

        return explore(settings)
    from tbs_tui.cli.once import run_once

    return run_once(options["command"], options, settings)
