"""From the arguments to the exit status."""

import os
from collections.abc import Sequence

from tbs_tui.cli.arguments import parser
from tbs_tui.cli.exits import Exit, complain, exit_status
from tbs_tui.locale import set_language
from tbs_tui.settings import SETTINGS, SettingsError, resolve


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask; the exit status."""
    set_language(None)
    options = vars(parser().parse_args(arguments))
    flags = {setting.name: options.get(setting.name) for setting in SETTINGS}
    try:
        settings = resolve(flags, os.environ)
    except SettingsError as error:
        complain(error)
        return exit_status(error)
    if options["command"] is None:
        from tbs_tui.cli.explore import explore

        return explore(settings)
    from tbs_tui.cli.once import run_once

    try:
        return run_once(options["command"], options, settings)
    except BrokenPipeError:
        # The reader (head, less) has what it wanted. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return Exit.OK
    except KeyboardInterrupt:
        return 130
