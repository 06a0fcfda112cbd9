"""Makes the manual page and what shells complete with of the command line, and puts them into the package:

PYTHONPATH=.:tests python -m shells.update
"""

import argparse
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

import shtab
from argparse_manpage.manpage import Manpage

from tbs_tui import __version__
from tbs_tui.cli.arguments import EXAMPLES, parser
from tbs_tui.cli.exits import Exit
from tbs_tui.cli.shared import COMPLETIONS, MANUAL
from tbs_tui.inventory.picture import Kind
from tbs_tui.locale import LANGUAGES, set_language
from tbs_tui.query.columns import COLUMNS
from tbs_tui.settings import STORES, THEMES

#: Other versions of Python write other usage lines.
UPDATED_ON = (3, 11)
#: What a flag takes, where that is a few words.
_WORDS = {"store": STORES, "theme": THEMES, "lang": LANGUAGES}
_KINDS = {"volumes": Kind.VOLUMES, "snapshots": Kind.SNAPSHOTS, "types": Kind.TYPES}
_EXITS: Mapping[Exit, str] = {
    Exit.OK: "healthy, or done",
    Exit.PROBLEM: "status: something failed or is stuck",
    Exit.USAGE: "flags, settings, a region that the catalog lacks",
    Exit.SIGN_IN: "not signed in, or no password",
    Exit.UNREADABLE: "something asked for could not be read, be it one region of several",
    Exit.INTERNAL: "a fault of tbs-tui itself, or its output could not be written",
}


def _parsers(root: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The parser and those of its commands, by their names."""
    yield "", root
    for action in root._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def command_line() -> argparse.ArgumentParser:
    """The whole of it, in English, in lines that fit a manual page of 80 columns."""
    set_language("en")
    with patch.dict(os.environ, {"COLUMNS": "68"}):
        return parser()


def completion(shell: str) -> str:
    """What a shell completes with."""
    root = command_line()
    for name, each in _parsers(root):
        for action in each._actions:
            if action.dest in _WORDS:
                action.choices = list(_WORDS[action.dest])
            elif action.dest == "ca_file":
                action.complete = shtab.FILE  # type: ignore[attr-defined]
            elif action.dest == "sort" and name in _KINDS:
                action.choices = [spec.key for spec in COLUMNS[_KINDS[name]]]
    return _end(shtab.complete(root, shell))


def manual() -> str:
    """The manual page. It has no date: the same command line is to make the same page on any day."""
    root = command_line()
    root.epilog = None
    with patch.dict(os.environ, {"COLUMNS": "68"}):
        page = Manpage(
            root,
            {
                "project_name": "tbs-tui",
                "description": "explorer for the block storage of TOAST (NHN) Cloud",
                "version": __version__,
                "manual_title": "User Commands",
                "date": "-",
            },
        )
        text = str(page).replace('"1" "\\-"', '"1" ""')
    examples = "".join(f".TP\n.B {_roff(typed)}\n{_roff(words)}\n" for typed, words in EXAMPLES)
    exits = "".join(f".TP\n.B {status.value}\n{_roff(words)}\n" for status, words in _EXITS.items())
    return _end(f"{text}\n.SH EXAMPLES\n{examples}.SH EXIT STATUS\n{exits}")


def _roff(text: str) -> str:
    return text.replace("\\", "\\\\").replace("-", "\\-").replace("'", "\\(aq")


def _end(text: str) -> str:
    return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).rstrip("\n") + "\n"


def files() -> Mapping[Path, str]:
    """Each file of the package's share with what belongs there."""
    return {MANUAL: manual(), **{path: completion(shell) for shell, path in COMPLETIONS.items()}}


def main() -> None:
    """Write them."""
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
