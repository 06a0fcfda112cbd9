"""Makes the pictures of ``screenshots/`` from the demo cloud, with time that stands still. To make them anew:

PYTHONPATH=.:tests python -m snapshots.make_screenshots
"""

import asyncio
import html
import io
import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment, Segments
from snapshots.scenes import NARROW, Scene, cloud_down
from support_explorer import Bed, running

from tbs_tui.ui.app import ExplorerApp

FOLDER = Path(__file__).parents[2] / "screenshots"

#: Width of one cell in Rich's pictures, pixels: 20 high, 0.61 as wide.
_CELL = 12.2
#: Rich's own picture names fonts on another host.
_FORMAT = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace("Fira Code", "monospace")
_TEXT = re.compile(r'textLength="[^"]*"([^>]*)>([^<]*)</text>')


async def _wide(bed: Bed) -> None:
    """Oldest first: the demo's newest volumes have names that no real cloud has."""
    await bed.press("S")
    bed.table.move_to(bed.volume("db-master-data").id)
    await bed.press("k", "j")
    volume = bed.volume("web-tmp")
    volume.status = "available"
    volume.touch(bed.clock.now())
    await bed.refresh()


async def _narrow(bed: Bed) -> None:
    await bed.press("S", "g", "/")
    await bed.type("in-use !kafka")


async def _cloud_down(bed: Bed) -> None:
    await bed.press("S", "g", "j")
    await cloud_down(bed)


PICTURES = {
    "explorer.svg": Scene((120, 32), _wide),
    "filter.svg": Scene(NARROW, _narrow),
    "cloud-down.svg": Scene(NARROW, _cloud_down),
}


async def picture(name: str) -> str:
    """The picture as SVG."""
    scene = PICTURES[name]
    async with running(scene.bed(), scene.size) as bed:
        await scene.do(bed)
        return svg(bed.app)


def svg(app: ExplorerApp) -> str:
    """The screen as Rich draws it, but with Hangul two cells wide: Rich gives a text as many cells as it has
    characters, whatever their width."""
    console = Console(
        width=app.size.width,
        height=app.size.height,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
    )
    for strip in app.screen._compositor.render_strips():
        pieces = [piece for segment in strip for piece in _by_width(segment)]
        console.print(Segments([*pieces, Segment.line()]))
    drawn = console.export_svg(title="tbs-tui", code_format=_FORMAT, unique_id="tbs-tui")
    return _TEXT.sub(_stretch, drawn)


def _by_width(segment: Segment) -> Iterable[Segment]:
    for _size, run in groupby(segment.text, cell_len):
        yield Segment("".join(run), segment.style)


def _stretch(match: "re.Match[str]") -> str:
    text = html.unescape(match[2])
    how = ' lengthAdjust="spacingAndGlyphs"' if cell_len(text) > len(text) else ""
    return f'textLength="{round(cell_len(text) * _CELL, 1)}"{how}{match[1]}>{match[2]}</text>'


async def main() -> None:
    """Write them all."""
    for name in PICTURES:
        (FOLDER / name).write_text(await picture(name), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
