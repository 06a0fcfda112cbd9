"""``volumes``, ``snapshots`` and ``types``: rows as JSON, CSV or aligned text."""

from collections.abc import Mapping, Sequence
from typing import Any

from tbs_tui.cli.exits import UsageError
from tbs_tui.cli.output import print_columns, print_json, print_lines
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.locale import _
from tbs_tui.query.columns import COLUMNS, View
from tbs_tui.query.export import csv_document, json_document
from tbs_tui.query.filter import filter_rows
from tbs_tui.query.language import FilterError, Query, parse
from tbs_tui.query.sort import sort_rows
from tbs_tui.settings import Settings
from tbs_tui.text import plain

#: Columns whose values come from the other list.
_FROM_THE_OTHER = ("snapshots", "newest_snapshot", "snapshot_gb", "volume")


def chosen_rows(picture: Picture, kind: Kind, options: Mapping[str, Any]) -> Sequence[Any]:
    """The rows that the filter leaves, in the order asked for. Raises UsageError for a column that is none, and for a
    filter that can't be read."""
    rows = filter_rows(picture.listing(kind).rows, _query(kind, options["filter"]), picture)
    key, reverse = _order(kind, options["sort"])
    return sort_rows(rows, key, reverse, picture)


def _query(kind: Kind, text: str | None) -> Query:
    try:
        return parse(text or "", kind)
    except FilterError as error:
        raise UsageError(_("--filter: {why}").format(why=error.words)) from None


def _order(kind: Kind, asked: str | None) -> tuple[str, bool]:
    """``key`` or ``key:asc`` or ``key:desc``, as the API writes it; ascending when it says nothing."""
    if asked is None:
        return ("name", False) if kind is Kind.TYPES else ("created_at", True)
    key, _colon, direction = asked.partition(":")
    keys = [spec.key for spec in COLUMNS[kind]]
    if key not in keys or direction not in ("", "asc", "desc"):
        raise UsageError(
            _("--sort takes one of {columns}, with :desc for the other direction; not {text!r}.").format(
                columns=", ".join(keys), text=asked
            )
        )
    return key, direction == "desc"


def needed_kinds(kind: Kind, options: Mapping[str, Any]) -> tuple[Kind, ...]:
    """What has to be read for a list: volumes and snapshots show something of each other, JSON and CSV do not. Raises
    UsageError for a column that is none, and for a filter that can't be read."""
    key, _reverse = _order(kind, options["sort"])
    query = _query(kind, options["filter"])
    if kind is Kind.TYPES:
        return (kind,)
    alone = (options["json"] or options["csv"]) and key not in _FROM_THE_OTHER and not query.needs_other_list
    return (kind,) if alone else (Kind.VOLUMES, Kind.SNAPSHOTS)


def print_list(picture: Picture, kind: Kind, options: Mapping[str, Any], settings: Settings) -> None:
    """The rows on stdout."""
    rows = chosen_rows(picture, kind, options)
    if options["json"]:
        print_json(json_document(picture.context, kind, rows, picture.listing(kind).fetched_at))
    elif options["csv"]:
        print_lines(csv_document(picture.context, kind, rows))
    else:
        view = View(picture, settings.timezone)
        specs = COLUMNS[kind]
        lines = [[plain(row.id), *(spec.show(row, view).text for spec in specs)] for row in rows]
        print_columns([_("ID"), *(_(spec.label) for spec in specs)], lines, [False, *(spec.right for spec in specs)])
