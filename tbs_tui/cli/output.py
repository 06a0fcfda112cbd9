"""Results on stdout: JSON, CSV and aligned text, each safe for a terminal."""

import csv
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tbs_tui.text import cells, fit, plain

_GAP = "  "


def print_json(document: Mapping[str, Any]) -> None:
    """One object. Characters that a terminal could act on are written as ``\\uNNNN``, which reads back as they were;
    Hangul stays readable."""
    # Not every locale's encoding has Hangul; JSON is then written in ASCII, and reads back the same.
    utf8 = (sys.stdout.encoding or "utf-8").lower().replace("_", "-") in ("utf-8", "utf8")
    text = json.dumps(document, ensure_ascii=not utf8, indent=2)
    sys.stdout.write(_escaped(text) + "\n")


def _escaped(text: str) -> str:
    # Characters that are not printable stand only inside strings, where the escape is JSON's own.
    return re.sub(r"[^\x20-\x7e\n]", _escape, text)


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return char if char.isprintable() else json.dumps(char)[1:-1]


def drop_output() -> None:
    """Nothing can be written any more: what is still to be flushed goes nowhere. Python would try again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def print_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """RFC 4180 with line feeds; values have been made plain, None is empty."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([["" if value is None else plain(value) for value in row] for row in rows])


def print_columns(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> None:
    """Aligned by terminal cells; as wide as the values are. Values have passed `text.plain`."""
    widths = [max(map(cells, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        padded = (fit(value, width, right=side) for value, width, side in zip(row, widths, right, strict=True))
        sys.stdout.write(_GAP.join(padded).rstrip() + "\n")
