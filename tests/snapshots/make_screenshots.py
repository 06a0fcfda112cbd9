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
from snapshots.scenes import NARROW, SCENES, Scene, cloud_down
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


async def _every_region(bed: Bed) -> None:
    await SCENES["everywhere_wide"].do(bed)
    await bed.press("S", "g", "j")


async def _switcher(bed: Bed) -> None:
    await bed.press("S", "g", "R", "down")


async def _attention(bed: Bed) -> None:
    await bed.press("!", "!", "j")


async def _detail(bed: Bed) -> None:
    bed.table.move_to(bed.volume("db-master-data").id)
    await bed.press("j", "k", "enter")


async def _narrow_table(bed: Bed) -> None:
    await bed.press("S", "g", "j", "j")


PICTURES = {
    "explorer.svg": Scene((120, 32), _wide),
    "narrow.svg": Scene(NARROW, _narrow_table),
    "detail.svg": Scene(NARROW, _detail),
    "filter.svg": Scene(NARROW, _narrow),
    "attention.svg": Scene((120, 24), _attention),
    "delete.svg": SCENES["delete_narrow"],
    "create.svg": SCENES["create_narrow"],
    "upload.svg": SCENES["upload_narrow"],
    "switcher.svg": Scene(NARROW, _switcher),
    "all-regions.svg": Scene((120, 32), _every_region),
    "cloud-down.svg": Scene(NARROW, _cloud_down),
    "no-colour.svg": Scene((120, 32), _wide, colours=False),
    "korean.svg": Scene((120, 32), _wide, language="ko"),
    "palette.svg": SCENES["palette_narrow"],
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
    text = segment.text
    if segment.style is not None and segment.style.underline:
        # Of blanks alone Rich draws nothing, not even the line below them.
        text = text.replace(" ", "\N{NO-BREAK SPACE}")
    for _size, run in groupby(text, cell_len):
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
