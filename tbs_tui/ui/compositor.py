"""Sends the cells that changed, and not the line in front of them too."""

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor


class TightCompositor(Compositor):
    """Textual's begins each changed span at the left edge of its widget: a new time stamp at the end of a line of 200
    cells costs 313 bytes. This one begins where the change does: 30."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """As Textual's."""
        update = super().render_partial_update()
        return None if update is None else _TightUpdate(update.chops, update.spans, update.chop_ends)


class _TightUpdate(ChopsUpdate):
    def render_segments(self, console: Console) -> str:
        sequences: list[str] = []
        for y, first, end in self.spans:
            for chop_end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=True):
                begin, stop = max(x, first), min(chop_end, end)
                if strip is not None and begin < stop:
                    sequences += (
                        Control.move_to(begin, y).segment.text,
                        strip.crop(begin - x, stop - x).render(console),
                    )
        return "".join(sequences)
