"""The files that ship with the package for shells and `man`: found beside it and written to stdout as they are.

``tests/shells/update.py`` makes them of the parser.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "share"
MANUAL = FOLDER / "tbs-tui.1"
#: By the name of the shell, as installed systems look for them.
COMPLETIONS: Mapping[str, Path] = {
    "bash": FOLDER / "tbs-tui.bash",
    "zsh": FOLDER / "_tbs-tui",
    "fish": FOLDER / "tbs-tui.fish",
}


def print_shared(path: Path) -> int:
    """Write the file to stdout."""
    sys.stdout.write(path.read_text("utf-8"))
    return 0
