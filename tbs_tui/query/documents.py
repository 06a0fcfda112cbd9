"""Text of JSON and CSV, for stdout and for files, each safe for a terminal."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tbs_tui.text import plain

#: What makes a spreadsheet take a cell for a formula, behind whatever blanks it strips. The full-width ones do so in
#: those of East Asia (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def json_pieces(document: Mapping[str, Any], *, ascii_only: bool = False) -> Iterator[str]:
    """One object. Characters that a terminal could act on are written as ``\\uNNNN``, which reads back as they were;
    Hangul stays readable unless `ascii_only`. In pieces, so that a thread that writes 10,000 rows lets others work."""
    for piece in json.JSONEncoder(ensure_ascii=ascii_only, indent=2).iterencode(document):
        yield _escaped(piece)
    yield "\n"


def json_text(document: Mapping[str, Any], *, ascii_only: bool = False) -> str:
    """The same in one."""
    return _escaped(json.dumps(document, ensure_ascii=ascii_only, indent=2)) + "\n"


def _escaped(text: str) -> str:
    # Characters that are not printable stand only inside strings, where the escape is JSON's own.
    return re.sub(r"[^\x20-\x7e\n]", _escape, text)


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return char if char.isprintable() else json.dumps(char)[1:-1]


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """RFC 4180 with line feeds. Values become plain, None is empty, and text that a spreadsheet would run gets an
    apostrophe before it. Cells are told apart by commas alone: whoever opens the file with semicolons is not safe."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    for row in (header, *([_cell(value) for value in row] for row in rows)):
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _cell(value: object) -> str:
    if value is None:
        return ""
    shown = plain(value)
    return f"'{shown}" if isinstance(value, str) and shown.lstrip().startswith(_FORMULA) else shown
