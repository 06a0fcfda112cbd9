"""The last requests to the cloud."""

import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from shlex import quote
from types import MappingProxyType
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult

from tbs_tui.clock import local
from tbs_tui.locale import N_, _
from tbs_tui.text import cell_width, cells, cut, plain
from tbs_tui.ui.commands import LOG, bindings, named
from tbs_tui.ui.curl import SIGNED_IN, curl
from tbs_tui.ui.screens.taking import TakingScreen
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.columns import Cell, Column, lay_out
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice
from tbs_tui.ui.widgets.table import ResourceTable, UnmarkedTable

if TYPE_CHECKING:
    from tbs_tui.api.transport import Record

#: "req-" and a UUID.
_REQUEST_ID = 40
_COLUMNS = (
    ("time", N_("Time"), 8, 0),
    ("method", N_("Method"), 6, 2),
    # What it has at least; it takes what is spare.
    ("path", N_("Path"), 16, 0),
    ("status", N_("Status"), 10, 0),
    ("ms", N_("ms"), 6, 1),
    ("request_id", N_("Request ID"), _REQUEST_ID, 3),
)

#: What stands in place of a status, by the name of what was raised.
_FAILURES: Mapping[str, str] = MappingProxyType(
    {"Unreachable": N_("no answer"), "NotUnderstood": N_("unreadable"), "Refused": N_("not sent")}
)


class _Log:
    """How the table reads records."""

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone
        self.columns = tuple(
            Column(key, _(label), width, priority, grow=key == "path", right=key == "ms")
            for key, label, width, priority in _COLUMNS
        )
        self.path_width = 0
        """Cells that a path has in the table of now."""

    def resize(self, width: int) -> None:
        """The table has so many cells."""
        slots = lay_out(self.columns, width).slots
        self.path_width = next((slot.width for slot in slots if self.columns[slot.index].key == "path"), 0)

    def key(self, record: "Record") -> str:
        # The table holds the old ones until it has the new ones: no two of them are in one place.
        return str(id(record))

    def cells(self, record: "Record") -> tuple[Cell, ...]:
        return (
            Cell(local(record.at, self._zone).strftime("%H:%M:%S")),
            Cell(plain(record.method)),
            Cell(cut_middle(plain(record.path), self.path_width)),
            Cell(*_status(record)),
            Cell(f"{record.milliseconds:,}"),
            Cell(plain(record.request_id or ""), "dim"),
        )


class RequestsScreen(TakingScreen):
    """Newest first. `records` are asked for when it opens and whenever whoever opened it calls `reload`. What can be
    taken is the request under the cursor."""

    BINDINGS = bindings(LOG, closing=named("quit", "requests"))
    OFFERED = LOG
    HINTED = named("back", "copy", "request", "refresh", "help")
    SEEN_AS = "requests"

    def __init__(self, records: Callable[[], Sequence["Record"]], zone: tzinfo | None) -> None:
        super().__init__()
        self._records = records
        self._log = _Log(zone)

    def compose(self) -> ComposeResult:
        yield Line(id="title")
        yield UnmarkedTable(self._log)
        # Its id alone, where the table has no room for that.
        yield Line(id="chosen")
        yield Notice(id="answer")
        yield Hints()

    def on_mount(self) -> None:
        self._table.focus()

    def on_resize(self, event: events.Resize) -> None:
        self._log.resize(event.size.width)
        self.reload()

    def reload(self) -> None:
        """Show those that there are now."""
        # Something may be told before there are widgets.
        if not self.query(UnmarkedTable):
            return
        records = self._records()
        title = _("Requests to the cloud: {n}").format(n=len(records))
        self.query_one("#title", Line).show([Span(f" {title}", "name")])
        self._table.set_items(records)

    @on(ResourceTable.Highlighted)
    def _chosen(self) -> None:
        record = self.subject
        words = plain(record.request_id or _("none")) if record is not None else ""
        self.query_one("#chosen", Line).show([Span(" " + _("Request ID") + " ", "label"), Span(words, "dim")])

    # What is taken

    @property
    def subject(self) -> "Record | None":
        return self._table.cursor_item

    @property
    def subject_id(self) -> str | None:
        return self._table.cursor_key

    @property
    def can_ask(self) -> bool:
        return True

    def copy_id(self) -> None:
        """The id that the service gave it: what a ticket needs."""
        record = self.subject
        if record is not None and record.request_id:
            self.send_to_clipboard(record.request_id)
        else:
            self.say(_("The service gave this request no id."))

    def show_request(self) -> None:
        """It, for a shell."""
        record = self.subject
        if record is not None:
            self.send_to_clipboard(curl_of(record))

    @property
    def _table(self) -> "UnmarkedTable[Record]":
        return self.query_one(UnmarkedTable)


def curl_of(record: "Record") -> str:
    """A request as a line for a shell, without its query, which is not kept. Token and body, which may hold a password,
    are for the shell to put in."""
    options = [f"-X {quote(record.method)}"] if record.method != "GET" else []
    if not record.path.endswith("/tokens"):
        options.append(SIGNED_IN)
    if record.method in ("POST", "PUT"):
        options.append('-H "Content-Type: application/json" -d "$BODY"')
    return curl(record.origin + urllib.parse.quote(record.path), " ".join(options))


def _status(record: "Record") -> tuple[str, str]:
    """Words and tone."""
    if record.status is not None:
        failed = record.failure is not None or record.status >= 400
        return str(record.status), "bad" if failed else "ok"
    if record.failure is None:
        # Nobody waits for it any more: another place is shown, or the app is left.
        return _("stopped"), "dim"
    words = _FAILURES.get(record.failure.__name__)
    return _(words) if words is not None else _("failed"), "bad"


def cut_middle(text: str, width: int) -> str:
    """`text`, which has passed `plain`, in at most `width` cells, its middle replaced by a mark when
    something had to go: the end of a path says what it was about."""
    if cells(text) <= width:
        return text
    tail, used = "", 0
    for char in reversed(text):
        used += cell_width(char)
        if used > (width - 1) // 2:
            break
        tail = char + tail
    return cut(text, width - cells(tail)) + tail
