"""The last requests to the cloud."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from tbs_tui.clock import local
from tbs_tui.locale import N_, _
from tbs_tui.text import cell_width, cells, cut, fit, plain
from tbs_tui.ui.commands import LOG, bindings, named
from tbs_tui.ui.screens.commanding import CommandScreen
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.detail import DetailLine, DetailView
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from tbs_tui.api.transport import Record

_TIME, _METHOD, _STATUS, _MS = 8, 6, 10, 6
#: "req-" and a UUID. Where there is no room for it beside a path, it has a line of its own.
_REQUEST_ID = 40
_LEAST_PATH = 30
_FIXED = 1 + _TIME + 1 + _METHOD + 1 + 1 + _STATUS + 1 + _MS + 1

#: What stands in place of a status, by the name of what was raised.
_FAILURES: Mapping[str, str] = MappingProxyType(
    {"Unreachable": N_("no answer"), "NotUnderstood": N_("unreadable"), "Refused": N_("not sent")}
)


class RequestsScreen(CommandScreen):
    """Scrolls, newest first. `records` are asked for when it opens and whenever whoever opened it calls `reload`."""

    BINDINGS = bindings(LOG, closing=named("quit", "requests"))
    OFFERED = LOG
    HINTED = named("refresh", "back", "help")

    def __init__(self, records: Callable[[], Sequence["Record"]], zone: tzinfo | None) -> None:
        super().__init__()
        self._records = records
        self._zone = zone

    def compose(self) -> ComposeResult:
        yield Line(id="title")
        yield Line(id="columns")
        yield DetailView()
        yield Notice(id="answer")
        yield Hints()

    def on_mount(self) -> None:
        self.query_one(DetailView).focus()

    def on_resize(self, event: events.Resize) -> None:
        self.reload()

    def reload(self) -> None:
        """Show those that there are now."""
        records, width = self._records(), self.size.width
        title = _("Requests to the cloud: {n}").format(n=len(records))
        self.query_one("#title", Line).show([Span(f" {title}", "name")])
        self.query_one("#columns", Line).show([Span(_columns(width), "label")])
        self.query_one(DetailView).set_lines([line for record in records for line in self._lines(record, width)])

    def _lines(self, record: "Record", width: int) -> Iterator[DetailLine]:
        time = local(record.at, self._zone).strftime("%H:%M:%S")
        room = _room(width)
        path = fit(cut_middle(plain(record.path), room), room)
        status, tone = _status(record)
        # A request id comes from the server, as long as that likes.
        request_id = plain(record.request_id or "")
        line = (
            Span(f" {time} {fit(plain(record.method), _METHOD)} {path} "),
            Span(fit(status, _STATUS), tone),
            Span(f" {fit(f'{record.milliseconds:,}', _MS, right=True)} "),
        )
        if _is_wide(width):
            yield (*line, Span(cut(request_id, _REQUEST_ID), "dim"))
            return
        yield line
        if request_id:
            yield (Span(" " * (_TIME + 2)), Span(cut(request_id, max(width - _TIME - 3, 1)), "dim"))


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


def _is_wide(width: int) -> bool:
    return width >= _FIXED + _LEAST_PATH + _REQUEST_ID + 1


def _room(width: int) -> int:
    """Cells of the path."""
    return max(width - _FIXED - (_REQUEST_ID + 1 if _is_wide(width) else 1), 1)


def _columns(width: int) -> str:
    path = fit(_("Path"), _room(width))
    left = f" {fit(_('Time'), _TIME)} {fit(_('Method'), _METHOD)} {path} {fit(_('Status'), _STATUS)}"
    return f"{left} {fit(_('ms'), _MS, right=True)} " + (_("Request ID") if _is_wide(width) else "")


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
