"""The lines of a detail, and what can be copied of it."""

from collections.abc import Iterable

from tbs_tui.api.models import Resource, documented
from tbs_tui.locale import _
from tbs_tui.query.columns import View
from tbs_tui.query.documents import json_text
from tbs_tui.text import cells, fit, plain
from tbs_tui.ui.sections import Entry, Past, entries
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.detail import DetailLine
from tbs_tui.wrapping import cut_cells, wrap_cells

_LABEL_WIDTH = 13


def detail_lines(row: Resource, view: View, width: int, past: Past | None = None) -> list[DetailLine]:
    """The lines of the detail, none wider than `width` cells."""
    return list(_wrapped(entries(row, view, past), width))


def raw_json(row: Resource) -> str:
    """The documented fields under the guide's names. What a terminal could act on is escaped as JSON does it."""
    return json_text(documented(row))


def raw_lines(row: Resource, width: int) -> list[DetailLine]:
    """`raw_json` in lines, none wider than `width` cells."""
    room = max(width - 2, 1)
    lines = raw_json(row).splitlines()
    return [(Span(f" {piece}"),) for line in lines for piece in cut_cells(plain(line), room)]


def raw_fields(row: Resource, view: View, past: Past | None = None) -> dict[str, str]:
    """What can be copied of a resource: each field of the detail that has a value, raw, by its label, which is plain.
    Below a heading the label begins with that."""
    found = {_("Name"): row.name} if row.name else {}
    heading = ""
    for entry in entries(row, view, past):
        if entry.heading:
            heading = entry.label
        elif entry.raw:
            name = label = ": ".join(filter(None, (heading, entry.label.strip())))
            number = 2
            while name in found:
                name, number = f"{label} {number}", number + 1
            found[name] = entry.raw
    return found


def _wrapped(entries: Iterable[Entry], width: int) -> Iterable[DetailLine]:
    for label, value, tone, _raw, heading in entries:
        if heading:
            yield ()
            yield (Span(f" {label}", "name"), *([Span(f"  {value}", "dim")] if value else []))
            continue
        # One cell more than is meant: "attached_mode" is in the metadata of every attached volume.
        if label and (cells(label) > _LABEL_WIDTH or _whole_on_its_own_line(value, width)):
            for piece in wrap_cells(label, width - 2):
                yield (Span(f" {piece}", "label"),)
            label = ""
        indent = _LABEL_WIDTH + 1 if label else 1
        pieces = list(wrap_cells(value, max(width - indent - 1, 8)))
        first = f" {fit(label, max(cells(label), _LABEL_WIDTH - 1))} " if label else " "
        yield (Span(first, "label" if label else ""), Span(pieces[0], tone))
        for piece in pieces[1:]:
            yield (Span(" " * indent), Span(piece, tone))


def _whole_on_its_own_line(value: str, width: int) -> bool:
    """Whether the value fits a line, but not beside its label: an id stays in one piece, so that it can be selected."""
    return width - _LABEL_WIDTH - 2 < cells(value) <= width - 2
