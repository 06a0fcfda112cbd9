"""Exit statuses, and which error ends with which."""

import contextlib
import sys
from datetime import datetime
from enum import IntEnum

from tbs_tui import log
from tbs_tui.api.errors import ApiError, NoBlockStorage, Refused, SignInError
from tbs_tui.crash import report_folder, write_report
from tbs_tui.locale import _
from tbs_tui.settings import SettingsError
from tbs_tui.text import plain


class Exit(IntEnum):
    """What the process says when it ends."""

    OK = 0
    PROBLEM = 1
    """``status``: something failed or is stuck."""
    USAGE = 2
    """Flags, settings, a region that is not there; nothing was sent that changes anything."""
    SIGN_IN = 3
    """Not signed in, or no password to be had."""
    UNREADABLE = 4
    """Something asked for could not be read."""
    INTERNAL = 70
    """A fault of ours."""


class UsageError(Exception):
    """Cannot be done as asked; its words are one line for the person."""


def exit_status(error: Exception) -> Exit:
    """The status that `error` ends with."""
    if isinstance(error, UsageError | SettingsError | Refused):
        return Exit.USAGE
    if isinstance(error, NoBlockStorage | SignInError):
        return Exit.SIGN_IN
    return Exit.UNREADABLE if isinstance(error, ApiError) else Exit.INTERNAL


def complain(words: object) -> None:
    """One line on stderr, safe for the terminal whatever `words` hold. Nowhere when stderr is closed: `print` would
    take stdout, which is for results."""
    log.note("cli", str(words), level="ERROR")
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print(f"tbs-tui: {plain(words)}", file=sys.stderr)


def complain_of_fault(error: BaseException, at: datetime) -> Exit:
    """A fault of ours: what it is, and where its report lies. No local variables, hence no secrets."""
    complain(_("a fault of tbs-tui: {kind}").format(kind=type(error).__name__))
    try:
        complain(_("the report is in {path}").format(path=write_report(error, report_folder(), at)))
    except (OSError, RuntimeError) as reason:  # RuntimeError: there is no home directory
        complain(_("the report could not be written: {reason}").format(reason=reason))
    return Exit.INTERNAL
