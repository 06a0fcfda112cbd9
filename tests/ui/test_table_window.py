"""The cursor and the view stay with the items, whatever happens to the list."""

import random

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tbs_tui.ui.widgets.window import Window


def window(keys: str, *, height: int = 4, cursor: int = 0) -> Window[str]:
    made = Window[str](str, keys, height)
    made.move(cursor)
    return made


def test_cursor_follows_its_key_when_the_list_is_sorted_anew() -> None:
    made = window("abcdefgh", cursor=2)
    made.replace("hgfedcba")
    assert (made.cursor_key, made.cursor) == ("c", 5)


def test_cursor_goes_to_the_nearest_neighbour_when_its_item_is_gone() -> None:
    made = window("abcdefgh", cursor=2)
    made.replace("abdefgh")
    assert made.cursor_key == "d", "the next one below"
    made.replace("hgba")
    assert made.cursor_key == "g", "the next one below that is still there, wherever it is now"
    made.replace("hxyz")
    assert made.cursor_key == "h", "none below: the last one above"
    made.replace("klmn")
    assert made.cursor_key == "k", "none of them: the index"
    made.move(3)
    made.replace("01")
    assert made.cursor_key == "1"


def test_a_list_that_was_empty_for_a_while_has_its_cursor_where_it_was() -> None:
    made = window("abcdefgh", cursor=5)
    made.replace("")
    assert made.cursor_key is None
    assert made.cursor_item is None
    made.replace("")
    made.replace("abcdegh")
    assert made.cursor_key == "g"


def test_row_of_the_cursor_stays_on_its_line_when_items_come_in_above() -> None:
    made = window("abcdefghij", cursor=5)
    line = made.cursor - made.top
    made.replace("01abcdefghij")
    assert made.cursor_key == "f"
    assert made.cursor - made.top == line


def test_untouched_list_shows_what_arrives_at_its_top() -> None:
    made = window("abcdefgh")
    made.replace("0abcdefgh")
    assert (made.top, made.cursor_key) == (0, "a")


def test_untouched_list_keeps_its_cursor_in_view_when_many_arrive() -> None:
    made = window("abcdefgh")
    made.replace("0123456789abcdefgh")
    assert made.cursor_key == "a"
    assert made.cursor in made.visible


def test_view_stays_on_its_first_row_when_the_cursor_is_out_of_view() -> None:
    made = window("abcdefghijkl", cursor=1)
    made.scroll(5)
    made.replace("0abcdefghijkl")
    assert made.key_at(made.top) == "f"
    assert made.cursor_key == "b"


def test_leaving_the_view_scrolls_by_half_of_it() -> None:
    made = window("abcdefghijklmnop", height=6)
    made.move(5)
    assert made.top == 0
    made.move(6)
    assert made.top == 3
    made.move(2)
    assert made.top == 0


def test_page_keeps_one_row_in_sight_and_stops_at_the_ends() -> None:
    made = window("abcdefghij", height=4)
    made.page(1)
    assert (made.top, made.cursor) == (3, 3)
    made.page(9)
    assert (made.top, made.cursor) == (6, 9)
    made.page(-9)
    assert (made.top, made.cursor) == (0, 0)


def test_thumb_is_at_the_ends_when_the_view_is() -> None:
    made = window("x" * 1, height=4)
    assert made.thumb == range(0)
    long = Window[int](str, range(10_000), 20)
    assert long.thumb == range(1)
    long.move(9_999)
    assert long.thumb == range(19, 20)


def test_smaller_view_keeps_the_cursor_in_sight() -> None:
    made = window("abcdefghij", height=8, cursor=7)
    made.resize(3)
    assert made.cursor in made.visible


@given(st.integers(1, 60), st.integers(0, 400), st.integers(0, 400))
def test_thumb_lies_in_the_view(height: int, count: int, top: int) -> None:
    made = Window[int](str, range(count), height)
    made.scroll(top)
    assert all(0 <= line < height for line in made.thumb)
    assert bool(made.thumb) == (count > height)


class Listing(RuleBasedStateMachine):
    """Any sequence of refreshes and moves, against a plain list and a key."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[str] = []
        self.standing: list[str] = []
        self.window = Window[str](str, self.items, 5)
        self.key: str | None = None
        self.stood: str | None = None

    @rule(names=st.lists(st.text("abcdefghijklmnop", min_size=1, max_size=1), unique=True))
    def refresh(self, names: list[str]) -> None:
        before = (self.window.cursor, self.window.cursor - self.window.top, self.window.top)
        inside = self.window.cursor in self.window.visible
        self.items = names
        self.window.replace(names)
        if self.key in names:
            assert self.window.cursor_key == self.key
            line = self.window.cursor - self.window.top
            free = 0 < self.window.top < self.window.last_top
            if inside and free and (before[0], before[2]) != (0, 0):
                assert line == before[1]
        elif names and self.standing:
            at = self.standing.index(self.stood) if self.stood is not None else 0
            near = [name for name in self.standing[at:] + self.standing[:at][::-1] if name in names]
            assert self.window.cursor_key == (near[0] if near else names[min(at, len(names) - 1)])
        self.key = self.window.cursor_key
        if names:
            self.standing, self.stood = names, self.key

    @rule(seed=st.integers())
    def sort(self, seed: int) -> None:
        names = list(self.items)
        random.Random(seed).shuffle(names)
        self.refresh(names)

    @rule(index=st.integers(-2, 20))
    def move(self, index: int) -> None:
        self.window.move(index)
        self.key = self.window.cursor_key
        self.stood = self.key or self.stood
        assert not self.items or self.window.cursor in self.window.visible

    @rule(rows=st.integers(-20, 20))
    def scroll(self, rows: int) -> None:
        self.window.scroll(rows)

    @rule(pages=st.integers(-2, 2))
    def page(self, pages: int) -> None:
        self.window.page(pages)
        self.key = self.window.cursor_key
        self.stood = self.key or self.stood

    @rule(height=st.integers(1, 8))
    def resize(self, height: int) -> None:
        inside = self.window.cursor in self.window.visible
        self.window.resize(height)
        assert not inside or self.window.cursor in self.window.visible

    @invariant()
    def holds(self) -> None:
        assert self.window.cursor_key == self.key
        assert (self.key is None) == (not self.items)
        assert 0 <= self.window.top <= self.window.last_top
        assert len(self.window.visible) == min(self.window.height, len(self.items))
        assert all(self.window.find(key) == index for index, key in enumerate(self.items))


TestListing = Listing.TestCase
