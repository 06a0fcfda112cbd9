"""Exit statuses, and which error ends with which."""

import sys
from enum import IntEnum

from tbs_tui.api.errors import ApiError, NoBlockStorage, Refused, SignInError
from tbs_tui.settings import SettingsError
from tbs_tui.text import plain


class Exit(IntEnum):
    """What the process says when it ends."""

    OK = 0
    PROBLEM = 1
    """``status``: something needs attention."""
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


class PasswordMissing(Exception):
    """There is nobody to ask for the password."""


def exit_status(error: Exception) -> Exit:
    """The status that `error` ends with."""
    if isinstance(error, UsageError | SettingsError | Refused):
        return Exit.USAGE
    if isinstance(error, PasswordMissing | NoBlockStorage | SignInError):
        return Exit.SIGN_IN
    return Exit.UNREADABLE if isinstance(error, ApiError) else Exit.INTERNAL


def complain(words: object) -> None:
    """One line on stderr, safe for the terminal whatever `words` hold."""
    print(f"tbs-tui: {plain(words)}", file=sys.stderr)
