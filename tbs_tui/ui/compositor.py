"""Sends the cells that differ from what the terminal shows, and no others.

Textual sends whole widgets, and whole screens when a screen opens or closes: a dialog over 80x24 cost 9.4 KB to open,
in two full frames, and 5.4 KB to close. Its changed spans begin at the left edge of a widget: a new time stamp at the
end of a line of 200 cells cost 313 bytes, and costs 30 here.
"""

from functools import lru_cache
from weakref import WeakKeyDictionary

from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.strip import Strip

from tbs_tui.ui.widgets.spans import changed_span
from tbs_tui.ui.widgets.table_lines import without_defaults

#: The lines that a terminal shows; no entry where that is not known.
_shown: WeakKeyDictionary[Console, list[Strip]] = WeakKeyDictionary()


def forget(console: Console) -> None:
    """Something else has been written to the terminal: the next whole frame is sent whole."""
    _shown.pop(console, None)


class TightCompositor(Compositor):
    """Textual's, but for what is sent."""

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """As Textual's."""
        update = super().render_full_update(simplify)
        return TightLayout(update.strips, update.region)

    def render_partial_update(self) -> ChopsUpdate | None:
        """As Textual's."""
        update = super().render_partial_update()
        return None if update is None else TightUpdate(update.chops, update.spans, update.chop_ends)


class _Prepared:
    """What is sent is worked out once: it follows from what the terminal shows, and changes that."""

    _sequences: str | None = None

    def render_segments(self, console: Console) -> str:
        """The escape sequences that make the terminal show it; empty when it does. They have to be written."""
        if self._sequences is None:
            self._sequences = self._render(console)
        return self._sequences

    def _render(self, console: Console) -> str:
        raise NotImplementedError


class TightLayout(_Prepared, LayoutUpdate):
    """A whole frame."""

    def _render(self, console: Console) -> str:
        old, lines = _shown.get(console, []), [_bare(Strip.join(line)) for line in self.strips]
        _shown[console] = lines
        known = [line.cell_length for line in old] == [line.cell_length for line in lines]
        return "".join(_send(console, 0, y, old[y] if known else None, line) for y, line in enumerate(lines))


class TightUpdate(_Prepared, ChopsUpdate):
    """Some spans of a frame."""

    def _render(self, console: Console) -> str:
        lines = _shown.get(console, [])
        sequences: list[str] = []
        for y, first, end in self.spans:
            for chop_end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=True):
                begin, stop = max(x, first), min(chop_end, end)
                if strip is None or begin >= stop:
                    continue
                piece = _bare(strip.crop(begin - x, stop - x))
                if y < len(lines) and stop <= lines[y].cell_length:
                    # Not the piece alone: it may begin or end in the middle of what was a wide character.
                    old = lines[y]
                    lines[y] = Strip.join([old.crop(0, begin), piece, old.crop(stop)])
                    sequences.append(_send(console, 0, y, old, lines[y]))
                else:
                    sequences.append(_send(console, begin, y, None, piece))
        return "".join(sequences)


def _send(console: Console, x: int, y: int, old: Strip | None, new: Strip) -> str:
    """What makes `new` of `old`, which begins at this cell and is None when it is not known."""
    first, count = 0, new.cell_length
    if old is not None:
        span = None if old == new else changed_span(old, new)
        if span is None:
            return ""
        first, count = span
    return Control.move_to(x + first, y).segment.text + new.crop(first, first + count).simplify().render(console)


def _bare(strip: Strip) -> Strip:
    """The strip with nothing in its styles but what can be seen: of a dialog's background Textual says in which colours
    it is, and those are the terminal's own."""
    return Strip([Segment(text, style and _bare_style(style)) for text, style, _control in strip], strip.cell_length)


@lru_cache(maxsize=1024)
def _bare_style(style: Style) -> Style:
    return without_defaults(style.clear_meta_and_links())
