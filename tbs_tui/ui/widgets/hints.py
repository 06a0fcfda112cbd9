"""The last line of a screen: the most needed keys, or the answer to the last one."""

from collections.abc import Mapping, Sequence

from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.line import Line


class Hints(Line):
    """Shows keys with a word each, as many as there is room for, unless `say` has something to say; the next key ends
    that."""

    def __init__(self) -> None:
        super().__init__(id="hints")
        self._keys: Sequence[Sequence[Span]] = ()
        self._said = False

    def offer(self, entries: Mapping[str, str]) -> None:
        """The keys to show, each with its word."""
        self._keys = [
            (Span(f"{'  ' if number else ' '}"), Span(key, "key"), Span(f" {word}", "dim"))
            for number, (key, word) in enumerate(entries.items())
        ]
        self.forget(always=True)

    def say(self, words: str) -> None:
        """Show `words`, which have passed `text.plain`, in place of the keys."""
        self._said = True
        self.show([Span(" " + words, "warn")])

    def forget(self, *, always: bool = False) -> None:
        """Show the keys again."""
        if self._said or always:
            self._said = False
            self.show((), tail=self._keys)
