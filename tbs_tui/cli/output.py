"""Results on stdout: JSON, CSV and aligned text, each safe for a terminal."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tbs_tui.locale import set_language
from tbs_tui.query.documents import json_text
from tbs_tui.text import cells, encodes, fit

_GAP = "  "


def print_json(document: Mapping[str, Any]) -> None:
    """One object; Hangul stays readable where stdout has it."""
    # Not every locale's encoding has Hangul; JSON is then written in ASCII, and reads back the same.
    utf8 = (sys.stdout.encoding or "utf-8").lower().replace("_", "-") in ("utf-8", "utf8")
    sys.stdout.write(json_text(document, ascii_only=not utf8))


def drop_output() -> None:
    """Nothing can be written any more: what is still to be flushed goes nowhere. Python would try again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def print_lines(lines: Iterable[str]) -> None:
    """Lines that have been made plain, and end."""
    sys.stdout.writelines(lines)


def print_columns(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> None:
    """Aligned by terminal cells; as wide as the values are. Values have passed `text.plain`."""
    widths = [max(map(cells, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        padded = (fit(value, width, right=side) for value, width, side in zip(row, widths, right, strict=True))
        sys.stdout.write(_GAP.join(padded).rstrip() + "\n")


def speak(language: str | None) -> None:
    """Have words in that language, but in English where stdout's encoding has no Hangul: escaped it is unreadable."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    set_language(language if encodes("한글", encoding) else "en")
