"""The table of resources. It gets items in display order; it never fetches, sorts or filters.

Why our own: with 10,000 rows DataTable takes 2 s to show them and sends 7 KB for an unchanged refresh; this one
compares the lines in view with what it painted last and sends the lines that differ. Why not a ScrollView: a new item
changes its virtual size, and that is a new layout and a full repaint; and its scroll bar is drawn with characters that
are two cells wide in Korean terminals. So the view is an index, and the bar is one cell of each line.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar, Generic, TypeAlias, TypeVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip

from tbs_tui.locale import N_
from tbs_tui.text import plain
from tbs_tui.ui.moving import UNMARKED, table_bindings
from tbs_tui.ui.tones import tone_style
from tbs_tui.ui.widgets import table_messages
from tbs_tui.ui.widgets.columns import Cell, Column, ItemSource, NoSource, Shape, lay_out
from tbs_tui.ui.widgets.quiet_focus import QuietFocus
from tbs_tui.ui.widgets.table_lines import (
    CURSOR,
    CURSOR_BLURRED,
    LOOKS,
    Sort,
    TableLine,
    changed_width,
    header_line,
    paint,
    row_line,
    text_line,
    without_defaults,
)
from tbs_tui.ui.widgets.window import ViewState, Window

__all__ = ["Cell", "Column", "ItemSource", "ResourceTable", "Sort", "UnmarkedTable", "ViewState"]

Item = TypeVar("Item")

_OPEN = Binding("enter", "open", N_("Open the row"), show=False, id="open")
#: Rows per notch of the mouse wheel.
WHEEL_ROWS = 3


class ResourceTable(QuietFocus, Generic[Item], can_focus=True):
    """A table with a fixed header, a cursor by key and marks by key.

    The cursor stays on its item through every change of the items. When that one is gone, or is not shown any more, it
    goes to the nearest neighbour: of the items that stood below it and are still there the first one, else of those
    above it the last.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = set(LOOKS)
    DEFAULT_CSS = """
    ResourceTable {
        width: 1fr;
        height: 1fr;
        overflow: hidden hidden;
        .table--header { text-style: bold underline; }
        .table--cursor { text-style: reverse; }
        .table--cursor-blurred { text-style: bold; }
        .table--marked { color: $warning; text-style: bold; }
        .table--thumb { text-style: reverse dim; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*table_bindings(), _OPEN]

    stale: reactive[bool] = reactive(False, repaint=False)
    """Whether the data is known not to be fresh; all of it is dim then."""

    Highlighted: TypeAlias = table_messages.Highlighted
    Opened: TypeAlias = table_messages.Opened
    Marked: TypeAlias = table_messages.Marked

    def __init__(
        self,
        source: ItemSource[Item] | None = None,
        items: Sequence[Item] = (),
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._source: ItemSource[Item] = source if source is not None else NoSource()
        self._window: Window[Item] = Window(self._source.key, items)
        self._shape = Shape()
        self._column_offset = 0
        self._lines: list[TableLine] = []
        self._lines_size = Size(0, 0)
        self._looks: dict[tuple[str, str], Style] = {}
        self._marked: frozenset[str] = frozenset()
        self._mark_anchor: str | None = None
        self._changed: frozenset[str] = frozenset()
        self._sort: Sort | None = None
        self._message = ""
        self._told: str | None = None
        self._held = 0
        """How many `at_once` are under way."""

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """What is told meanwhile is brought to the screen at its end, in one."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
        self._sync()

    def set_source(self, source: ItemSource[Item], items: Sequence[Item], state: ViewState | None = None) -> None:
        """Show another kind of resource, at `state` if given. Marks, changes, sort and message of the old one go."""
        self._source = source
        self._window = Window(source.key, items, self._window.height)
        self._marked, self._mark_anchor, self._changed = frozenset(), None, frozenset()
        self._sort, self._message, self._column_offset = None, "", 0
        self.restore(state if state is not None else ViewState())
        self._tell()

    def show_columns(self, source: ItemSource[Item]) -> None:
        """Show the same items in other columns; all else stays as it is."""
        self._source, self._column_offset = source, 0
        self._sync()

    def set_items(self, items: Sequence[Item]) -> None:
        """Show other items of the same source (a refresh, a sort, a filter); only lines that differ are sent."""
        self._window.replace(items)
        self._sync()

    def refresh_rows(self, keys: Collection[str]) -> None:
        """The derived cells of these items may be other ones now; free when none of them is in view."""
        window = self._window
        if any(window.key_at(index) in keys for index in window.visible):
            self._sync()

    def set_changed(self, keys: Iterable[str]) -> None:
        """The items that changed in the last poll; they have a `+` until this is set again."""
        changed = frozenset(keys)
        if changed != self._changed:
            self._changed = changed
            self._sync()

    def set_sort(self, column_key: str | None, reverse: bool = False) -> None:
        """Show at the header by which column the items come sorted."""
        sort = Sort(column_key, reverse) if column_key is not None else None
        if sort != self._sort:
            self._sort = sort
            self._sync()

    def set_message(self, text: str) -> None:
        """One line for when there are no items, such as "Loading..."; taken literally."""
        message = plain(text)
        if message != self._message:
            self._message = message
            # Behind items nobody sees it.
            if not self._window.items:
                self._sync()

    def watch_stale(self) -> None:
        self._looks.clear()
        self.refresh()

    @property
    def items(self) -> Sequence[Item]:
        return self._window.items

    @property
    def cursor_key(self) -> str | None:
        return self._window.cursor_key

    @property
    def cursor_item(self) -> Item | None:
        return self._window.cursor_item

    @property
    def visible_keys(self) -> tuple[str, ...]:
        """Keys of the rows in view, top to bottom."""
        return tuple(map(self._window.key_at, self._window.visible))

    def move_to(self, key: str) -> bool:
        """Put the cursor on the item with this key and into view; False when there is no such item."""
        index = self._window.find(key)
        if index is None:
            return False
        self._window.move(index)
        self._sync()
        return True

    def view_state(self) -> ViewState:
        """The place, to be handed to `restore` or `set_source` later."""
        window = self._window
        items, cursor, top = window.standing
        return ViewState(window.cursor_key, cursor, cursor - top, self._column_offset, self._marked, items)

    def restore(self, state: ViewState) -> None:
        """Go back to a place; where the item is gone, to its nearest neighbour: see `Window.replace`."""
        self._window.put_back(state)
        self._column_offset = state.column_offset
        self._sync()
        self.set_marked(state.marked)

    @property
    def marked(self) -> frozenset[str]:
        """Keys of the marked items. Marks outlive items: the items may be hidden by a filter, so the caller prunes."""
        return self._marked

    def set_marked(self, keys: Iterable[str]) -> None:
        """Mark these and no others."""
        marked = frozenset(keys)
        if marked == self._marked:
            return
        self._marked = marked
        self._sync()
        self.post_message(self.Marked(self, len(marked)))

    def toggle_mark(self, key: str) -> None:
        """Mark the item with this key, or unmark it."""
        if key in self._marked:
            self.set_marked(self._marked - {key})
        else:
            self._mark_anchor = key
            self.set_marked(self._marked | {key})

    def action_toggle_mark(self) -> None:
        if self.cursor_key is not None:
            self.toggle_mark(self.cursor_key)

    def action_mark_to_cursor(self) -> None:
        """Mark from the row last marked to the cursor; only the cursor's row where there is no such row."""
        window = self._window
        if not window.items:
            return
        anchor = window.find(self._mark_anchor) if self._mark_anchor in self._marked and self._mark_anchor else None
        first, last = sorted((window.cursor if anchor is None else anchor, window.cursor))
        self._mark_anchor = window.cursor_key
        self.set_marked(self._marked.union(map(window.key_at, range(first, last + 1))))

    def action_mark_all(self) -> None:
        self.set_marked(self._marked.union(self._window.keys()))

    def action_clear_marks(self) -> None:
        self._mark_anchor = None
        self.set_marked(())

    def action_cursor_down(self) -> None:
        self._move(self._window.cursor + 1)

    def action_cursor_up(self) -> None:
        self._move(self._window.cursor - 1)

    def action_first(self) -> None:
        self._move(0)

    def action_last(self) -> None:
        self._move(len(self._window.items) - 1)

    def action_page(self, pages: int) -> None:
        self._window.page(pages)
        self._sync()

    def action_open(self) -> None:
        if self.cursor_key is not None:
            self.post_message(self.Opened(self, self.cursor_key))

    def action_columns(self, step: int) -> None:
        """Scroll the columns after the first one."""
        self._column_offset = self._shape.offset + step
        self._sync()
        self._column_offset = self._shape.offset

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-WHEEL_ROWS)

    def on_click(self, event: events.Click) -> None:
        """A row: put the cursor there, and open it at the second click. The scroll bar: show that part of the list."""
        window = self._window
        at = event.get_content_offset(self)
        if at is None or at.y < 1:
            return
        line = at.y - 1
        if at.x == self.size.width - 1:
            window.scroll(window.last_top * line // max(1, window.height - 1) - window.top)
            self._sync()
        elif window.top + line in window.visible:
            self._move(window.top + line)
            if event.chain == 2:
                self.action_open()

    def _move(self, index: int) -> None:
        self._window.move(index)
        self._sync()

    def _scroll(self, rows: int) -> None:
        self._window.scroll(rows)
        self._sync()

    def on_resize(self) -> None:
        self._sync()

    def paint_focus(self) -> None:
        self._sync()

    def notify_style_update(self) -> None:
        self._looks.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        if self._lines_size != self.size:
            self._make_lines()
        line = self._lines[y] if y < len(self._lines) else TableLine(())
        return paint(line, self.size.width, self._style)

    def _sync(self) -> None:
        """Bring the screen up to date: paint the lines that are other ones than those painted last, and tell."""
        if self._held:
            return
        old, old_size = self._lines, self._lines_size
        self._make_lines()
        if old_size != self.size:
            self.refresh()
        else:
            width = self.size.width
            changed = [
                Region(0, y, end, 1)
                for y, (before, after) in enumerate(zip(old, self._lines, strict=True))
                if (end := changed_width(before, after, width))
            ]
            if changed:
                self.refresh(*changed)
        if self.cursor_key != self._told:
            self._tell()

    def _tell(self) -> None:
        self._told = self.cursor_key
        self.post_message(self.Highlighted(self, self._told))

    def _make_lines(self) -> None:
        """Make the lines for the size of now; the only place that asks the source for cells."""
        size, source, window = self.size, self._source, self._window
        if size != self._lines_size:
            window.resize(size.height - 1)
        columns, width = source.columns, size.width
        shape = self._shape = lay_out(columns, width, self._column_offset)
        lines = [header_line(columns, shape, width, self._sort)] if size.height else []
        cursor = CURSOR if self.has_focus else CURSOR_BLURRED
        thumb = window.thumb
        for line, index in enumerate(window.visible):
            item = window.items[index]
            key = source.key(item)
            lines.append(
                row_line(
                    source.cells(item),
                    columns,
                    shape,
                    width,
                    marked=key in self._marked,
                    changed=key in self._changed,
                    cursor=cursor if index == window.cursor else "",
                    thumb=line in thumb,
                )
            )
        if not window.items and window.height:
            lines.append(text_line(self._message, width))
        lines.extend(text_line("", width) for _ in range(size.height - len(lines)))
        self._lines, self._lines_size = lines, size

    def _style(self, look: str, over: str) -> Style:
        style = self._looks.get((look, over))
        if style is None:
            style = self._looks[look, over] = self._resolve(look, over)
        return style

    def _resolve(self, look: str, over: str) -> Style:
        style = self.rich_style
        part = self.get_component_rich_style(look, partial=True) if look in LOOKS else tone_style(self, look)
        if over:
            # Colours in a reversed row would be blotches, and cost a sequence per cell; what is bold stays bold.
            style += self.get_component_rich_style(over, partial=True) + Style(bold=part.bold or None)
        else:
            style += part
        if self.stale:
            style += Style(dim=True)
        return without_defaults(style) if self.app.native_ansi_color else style


class UnmarkedTable(ResourceTable[Item], inherit_bindings=False):
    """Of rows that nothing is done to: they have no marks."""

    BINDINGS: ClassVar[list[BindingType]] = [*table_bindings(UNMARKED), _OPEN]
