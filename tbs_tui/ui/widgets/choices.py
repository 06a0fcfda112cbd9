"""A short list to choose from, with a cursor by key. Somebody else has the focus and tells it where to go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tbs_tui.text import cells
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.spans import changed_span, strip
from tbs_tui.ui.widgets.table_lines import exact
from tbs_tui.ui.widgets.window import Window

#: Cells before the text: mark, cursor, and a blank.
_GUTTER = 3
#: Between text and note.
_GAP = 2
#: The scroll bar, and a blank before it.
_MARGIN = 2
#: Lines per notch of the mouse wheel.
_WHEEL_LINES = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list; texts have passed `text.plain`."""

    key: str
    """Another one for each entry."""
    text: str
    note: str = ""
    tone: str = ""
    """Tone of the note."""
    marked: bool = False
    disabled: bool = False


class ChoiceList(Widget):
    """Names with notes right of them, cut to fit; repaints only the cells that changed."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ChoiceList { height: 1; }
    """
    can_focus = False

    class Chosen(Message):
        """An entry was clicked twice; it is the one under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self._window: Window[Entry] = Window(lambda entry: entry.key)
        self._text_width = self._note_width = 0
        self._message = ""
        self._painted: list[Strip] = []

    @property
    def entries(self) -> Sequence[Entry]:
        """Those shown now, in view or not."""
        return self._window.items

    @property
    def cursor(self) -> Entry | None:
        """The entry under the cursor; None when there is no entry."""
        return self._window.cursor_item

    def measure(self, entries: Iterable[Entry]) -> None:
        """Make the columns wide enough for these: all that may be shown, so that no column moves while it is typed."""
        self._text_width = self._note_width = 0
        for entry in entries:
            self._text_width = max(self._text_width, cells(entry.text))
            self._note_width = max(self._note_width, cells(entry.note))

    def show(self, entries: Sequence[Entry], key: str | None, message: str = "") -> None:
        """Show these, the cursor on the one with `key`, or on the first; `message` where there are none."""
        self._message = message
        self._window.replace(entries)
        found = self._window.find(key) if key is not None else None
        self._window.move(found or 0)
        self._sync()

    def renew(self, entries: Sequence[Entry]) -> None:
        """Show these; cursor and view stay where they are, as far as they can."""
        self._window.replace(entries)
        self._sync()

    def step(self, lines: int) -> None:
        """Move the cursor by so many lines, and not beyond the ends."""
        self._window.move(self._window.cursor + lines)
        self._sync()

    def page(self, pages: int) -> None:
        """Move the cursor by so many views."""
        self._window.page(pages)
        self._sync()

    def first(self) -> None:
        """To the first entry."""
        self._window.move(0)
        self._sync()

    def last(self) -> None:
        """To the last entry."""
        self._window.move(len(self.entries) - 1)
        self._sync()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor there; the second click chooses, as in the tables."""
        at = event.get_content_offset(self)
        if at is not None and self._window.top + at.y in self._window.visible:
            self._window.move(self._window.top + at.y)
            self._sync()
            if event.chain == 2:
                self.post_message(self.Chosen())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(_WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-_WHEEL_LINES)

    def _scroll(self, lines: int) -> None:
        self._window.scroll(lines)
        self._sync()

    def on_resize(self, event: events.Resize) -> None:
        self._window.resize(event.size.height)
        self._painted = []
        self.refresh()

    def notify_style_update(self) -> None:
        self._painted = []
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        if len(self._painted) != self.size.height:
            self._painted = self._strips()
        return self._painted[y] if y < len(self._painted) else Strip.blank(self.size.width)

    def _sync(self) -> None:
        old, self._painted = self._painted, self._strips()
        if len(old) != len(self._painted):
            self.refresh()
            return
        spans = ((y, changed_span(one, other)) for y, (one, other) in enumerate(zip(old, self._painted, strict=True)))
        changed = [Region(span[0], y, span[1], 1) for y, span in spans if span is not None]
        if changed:
            self.refresh(*changed)

    def _strips(self) -> list[Strip]:
        columns, window = self.size.width, self._window
        thumb = window.thumb
        lines = [self._line(index, thumb=line in thumb) for line, index in enumerate(window.visible)]
        if not window.items and self._message:
            lines = [[Span(" " * _GUTTER), Span(self._message, "dim")]]
        lines += [[]] * (self.size.height - len(lines))
        return [strip(self, line, columns) for line in lines]

    def _line(self, index: int, *, thumb: bool) -> list[Span]:
        entry, under_cursor = self._window.items[index], index == self._window.cursor
        room = max(self.size.width - _GUTTER - _MARGIN, 0)
        spans = [Span(f"{'*' if entry.marked else ' '}{'>' if under_cursor else ' '} ")]
        if entry.note:
            # The name has at least half of the line.
            note = min(self._note_width, max(room - _GAP - min(self._text_width, room // 2), 0))
            text = min(self._text_width, max(room - _GAP - note, 0))
            tone = "dim" if entry.disabled else ""
            spans += [Span(exact(entry.text, text) + " " * _GAP, tone), Span(exact(entry.note, note), entry.tone)]
            spans.append(Span(" " * (room - text - _GAP - note)))
        else:
            spans.append(Span(exact(entry.text, room), "dim" if entry.disabled else ""))
        spans.append(Span(" " * (_MARGIN - 1)))
        if under_cursor:
            # Colours in a reversed line would be blotches.
            spans = [Span("".join(span.text for span in spans), "cursor")]
        return [*spans, Span(" ", "thumb")] if thumb else spans
