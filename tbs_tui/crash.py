"""A fault of our own: what is written of it.

Textual's own crash output prints local variables, and with them passwords and tokens. This one has none, blacks out
what looks like a secret all the same, and goes to a file that only the user can read.
"""

import json
import os
import re
import traceback
from datetime import datetime
from pathlib import Path

from tbs_tui import __version__

#: Tokens are longer than this; the ids in a report (32 or 36 characters) are not.
_SECRET = re.compile(r"[A-Za-z0-9_\-+/=.]{48,}")


def redacted(text: str) -> str:
    """`text` without the password of the environment and without anything as long as a token."""
    return _SECRET.sub(_keep_paths, without_password(text))


def without_password(text: str) -> str:
    """`text` without the password of the environment."""
    password = os.environ.get("OS_PASSWORD")
    if password:
        # As it is, and as Python and JSON quote it.
        for form in (password, repr(password)[1:-1], json.dumps(password)[1:-1]):
            text = text.replace(form, "[secret]")
    return text


def _keep_paths(match: re.Match[str]) -> str:
    found = match.group()
    return found if "/" in found and found.endswith(".py") else "[secret]"


def write_report(error: BaseException, folder: Path, at: datetime) -> Path:
    """Write the report of `error` (mode 0600) and return its path. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"crash-{at:%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    lines = traceback.TracebackException.from_exception(error, capture_locals=False).format()
    # An error's words may hold text of the cloud, and a report is read in a terminal.
    text = _visible(f"tbs-tui {__version__}, {at.isoformat()}\n\n{''.join(lines)}")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(redacted(text))
    return path


def _visible(text: str) -> str:
    """`text` with what drives a terminal or hides in it as Python writes it."""
    return "".join(char if char.isprintable() or char == "\n" else repr(char)[1:-1] for char in text)


def report_folder() -> Path:
    """The state directory of XDG."""
    base = os.environ.get("XDG_STATE_HOME") or ""
    root = Path(base) if Path(base).is_absolute() else Path.home() / ".local" / "state"
    return root / "tbs-tui"
