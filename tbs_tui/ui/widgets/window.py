"""Which rows of a list are in view, and where the cursor is: by key, so that both survive every refresh."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ViewState:
    """What a person left behind in one table: enough to find the same place again."""

    cursor_key: str | None = None
    cursor: int = 0
    """Index of the cursor, for when its key is gone."""
    line: int = 0
    """Line of the cursor's row in the view; 0 is the first row."""
    column_offset: int = 0
    marked: frozenset[str] = frozenset()


class Window(Generic[Item]):
    """A cursor and a view of `height` rows on a sequence of items whose keys are unique."""

    def __init__(self, key: Callable[[Item], str], items: Sequence[Item] = (), height: int = 0) -> None:
        self._key = key
        self._items: Sequence[Item] = items
        self._index: dict[str, int] | None = None
        self.height = height
        self.cursor = 0
        """Index of the cursor's row; 0 when there is none."""
        self.top = 0
        """Index of the first row in view."""

    @property
    def items(self) -> Sequence[Item]:
        return self._items

    @property
    def cursor_item(self) -> Item | None:
        return self._items[self.cursor] if self._items else None

    @property
    def cursor_key(self) -> str | None:
        return self._key(self._items[self.cursor]) if self._items else None

    @property
    def last_top(self) -> int:
        """The largest `top` that fills the view."""
        return max(0, len(self._items) - self.height)

    @property
    def visible(self) -> range:
        """Indexes of the rows in view."""
        return range(self.top, min(self.top + self.height, len(self._items)))

    @property
    def thumb(self) -> range:
        """The lines of the view that hold the scroll bar's thumb; none when all items are in view."""
        height, count = self.height, len(self._items)
        if count <= height or not height:
            return range(0)
        length = max(1, height * height // count)
        start = round(self.top * (height - length) / self.last_top)
        return range(start, start + length)

    def key_at(self, index: int) -> str:
        return self._key(self._items[index])

    def keys(self) -> list[str]:
        """Keys of all items, in order."""
        return list(map(self._key, self._items))

    def find(self, key: str) -> int | None:
        """Index of the item with this key. The first call after `replace` costs one pass over the items."""
        if self._index is None:
            self._index = {each: index for index, each in enumerate(self.keys())}
        return self._index.get(key)

    def replace(self, items: Sequence[Item]) -> None:
        """Show other items. The cursor stays on its key, or on its index where that is gone.

        The cursor's row stays on its line of the screen; where the cursor is out of view, the first row in view does.
        A list that nobody has moved in (cursor and view at the very top) stays at its top, cursor on its key: what is
        new arrives there, and hiding it above the view would hide the news.
        """
        untouched = self.top == 0 and self.cursor == 0
        cursor_key = self.cursor_key
        anchor = self.cursor if self.cursor in self.visible else self.top
        anchor_key = self.key_at(anchor) if anchor < len(self._items) else None
        line = anchor - self.top
        self._items, self._index = items, None
        self.cursor = self._place(cursor_key, self.cursor)
        self.top = 0 if untouched else self._place(anchor_key, anchor) - line
        self._clamp()
        if untouched and self.cursor not in self.visible:
            self._reveal()

    def move(self, index: int) -> None:
        """Put the cursor on a row and bring it into view: by half a page, as each scroll repaints the whole view."""
        self.cursor = index
        self._clamp()
        self._reveal()

    def page(self, pages: int) -> None:
        """Move the cursor by whole views (one row is kept in sight), the view along with it."""
        step = pages * max(1, self.height - 1)
        self.cursor += step
        self.top += step
        self._clamp()
        self._reveal()

    def scroll(self, rows: int) -> None:
        """Move the view and leave the cursor where it is."""
        self.top += rows
        self._clamp()

    def put(self, cursor: int, line: int) -> None:
        """Put the cursor on a row, and that row on a line of the view (0 is the first)."""
        self.cursor, self.top = cursor, cursor - line
        self._clamp()

    def resize(self, height: int) -> None:
        """Another number of rows in view; a cursor that was in view stays in view."""
        was_visible = self.cursor in self.visible or not self.height
        self.height = max(0, height)
        self._clamp()
        if was_visible:
            self._reveal()

    def _place(self, key: str | None, index: int) -> int:
        if key is None or (index < len(self._items) and self.key_at(index) == key):
            return index
        found = self.find(key)
        return index if found is None else found

    def _clamp(self) -> None:
        self.cursor = min(max(0, self.cursor), max(0, len(self._items) - 1))
        self.top = min(max(0, self.top), self.last_top)

    def _reveal(self) -> None:
        if self._items and self.height and self.cursor not in self.visible:
            self.top = self.cursor - self.height // 2
            self._clamp()
