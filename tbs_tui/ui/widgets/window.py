"""Which rows of a list are in view, and where the cursor is: by key, so that both survive every refresh."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Generic, TypeVar

from tbs_tui.records import dataclass

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
    items: Sequence[Any] = ()
    """The items as they were, to find the nearest neighbour of one that is gone."""


class Window(Generic[Item]):
    """A cursor and a view of `height` rows on a sequence of items whose keys are unique."""

    def __init__(self, key: Callable[[Item], str], items: Sequence[Item] = (), height: int = 0) -> None:
        self._key = key
        self._items: Sequence[Item] = items
        self._index: dict[str, int] | None = None
        self._left: tuple[Sequence[Item], int, int] | None = None
        """Items, cursor and top before the last item went: when some come back it is as if it had not."""
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
    def standing(self) -> tuple[Sequence[Item], int, int]:
        """Items, cursor and top; where there are no items any more, those from before the last one went."""
        return self._left if not self._items and self._left is not None else (self._items, self.cursor, self.top)

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
        """Show other items. The cursor stays on its key. Where that is gone, it goes to the nearest neighbour: of the
        items that stood below it and are still there the first one, else of those above it the last. When none of
        them is there, the cursor stays at its index, or goes to the last item of fewer.

        The cursor's row stays on its line of the screen; where the cursor is out of view, the first row in view does.
        A list that nobody has moved in (cursor and view at the very top) stays at its top, cursor on its key: what is
        new arrives there, and hiding it above the view would hide the news.
        """
        self._items, self.cursor, self.top = self._left = self.standing
        old = self._items
        untouched = self.top == 0 and self.cursor == 0
        cursor = self.cursor
        anchor = cursor if cursor in self.visible else self.top
        line = anchor - self.top
        self._items, self._index = items, None
        self.cursor = self._place(old, cursor)
        self.top = 0 if untouched else self._place(old, anchor) - line
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

    def put_back(self, state: ViewState) -> None:
        """Go back to a place that was left, as if what has changed since changed now; or to another key than the one
        that the cursor was on there, where that is."""
        items = self._items
        there = state.items[state.cursor] if state.cursor < len(state.items) else None
        if state.cursor_key is not None and (there is None or self._key(there) != state.cursor_key):
            index = self.find(state.cursor_key)
            if index is not None:
                self.cursor, self.top = index, index - state.line
                self._clamp()
                return
        self._items = state.items or items
        self._index = self._left = None
        self.cursor, self.top = state.cursor, state.cursor - state.line
        self._clamp()
        if state.items:
            self.replace(items)

    def resize(self, height: int) -> None:
        """Another number of rows in view; a cursor that was in view stays in view."""
        was_visible = self.cursor in self.visible or not self.height
        self.height = max(0, height)
        self._clamp()
        if was_visible:
            self._reveal()

    def _place(self, old: Sequence[Item], index: int) -> int:
        """Where the item of `old` at `index` is now, or its nearest neighbour."""
        for near in chain(range(index, len(old)), range(index - 1, -1, -1)):
            key = self._key(old[near])
            # Mostly all is as it was, and there is no need for an index of all keys.
            found = near if near < len(self._items) and self.key_at(near) == key else self.find(key)
            if found is not None:
                return found
        return index

    def _clamp(self) -> None:
        self.cursor = min(max(0, self.cursor), max(0, len(self._items) - 1))
        self.top = min(max(0, self.top), self.last_top)

    def _reveal(self) -> None:
        if self._items and self.height and self.cursor not in self.visible:
            self.top = self.cursor - self.height // 2
            self._clamp()
