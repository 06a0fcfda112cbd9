"""Colours can be read on whatever background the terminal has, and nothing is told by colour alone."""

import re
from collections.abc import Iterator

import pytest
from support_explorer import explorer

from tbs_tui.settings import THEMES as NAMES
from tbs_tui.ui.themes import THEMES
from tbs_tui.ui.tones import TONES

COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
#: The 16 colours as terminals have them; the second eight are the bright ones.
PALETTES = {
    "xterm": "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 "
    "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
    "Linux console": "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa "
    "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
    "PuTTY": "000000 bb0000 00bb00 bbbb00 0000bb bb00bb 00bbbb bbbbbb "
    "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
    "GNOME": "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf "
    "555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec",
    "macOS": "000000 990000 00a600 999900 0000b2 b200b2 00a6b2 bfbfbf "
    "666666 e50000 00d900 e5e500 0000ff e500e5 00e5e5 e5e5e5",
    "Windows": "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc "
    "767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2",
}
BLACK, WHITE = "000000", "ffffff"
BACKGROUNDS = {"auto": (BLACK, WHITE), "dark": (BLACK,), "light": (WHITE,)}
#: Below it a colour is hard to tell from what is behind it: yellow on white has 1.1, blue on black 1.6.
LEAST = 2.0


def luminance(colour: str) -> float:
    """As WCAG 2 has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def drawn(name: str, *, bold: bool) -> Iterator[str]:
    """What terminals make of `ansi_red` or `ansi_bright_red`; bold is bright in some."""
    bright, colour = name.startswith("ansi_bright_"), COLOURS.index(name.rpartition("_")[2])
    for palette in PALETTES.values():
        colours = palette.split()
        yield colours[colour + 8 * bright]
        if bold:
            yield colours[colour + 8]


def test_every_name_but_that_without_colours_is_a_theme() -> None:
    assert {*THEMES, "mono"} == set(NAMES)


@pytest.mark.parametrize("name", THEMES)
def test_no_tone_vanishes_on_its_background(name: str) -> None:
    theme, seen = THEMES[name], 0
    for tone, css in TONES.items():
        found = re.search(r"color: \$(\w+);", css)
        if found is None:
            continue
        colour = getattr(theme, found[1])
        for shown in drawn(colour, bold="bold" in css):
            for background in BACKGROUNDS[name]:
                assert contrast(shown, background) >= LEAST, (tone, colour, shown, background)
                seen += 1
    assert seen


@pytest.mark.parametrize("name", THEMES)
def test_borders_and_marks_do_not_vanish(name: str) -> None:
    for colour, bold in ((THEMES[name].primary, False), (THEMES[name].warning, True)):
        assert colour is not None
        worst = min(contrast(shown, behind) for shown in drawn(colour, bold=bold) for behind in BACKGROUNDS[name])
        assert worst >= LEAST


def test_the_letters_of_a_label_stand_out_from_its_colour() -> None:
    labels = {tone: css for tone, css in TONES.items() if tone.startswith("label-")}
    assert len(labels) == 6
    for tone, css in labels.items():
        colour, letters = re.findall(r"color: (ansi_\w+); background: (ansi_\w+)", css)[0]
        pairs = zip(drawn(colour, bold=False), drawn(letters, bold=False), strict=True)
        assert min(contrast(one, other) for one, other in pairs) >= 2.5, tone
        assert "reverse" in css, "it is what is left without colours"
        assert "bold" not in css, "bold black is grey"


@pytest.mark.parametrize("name", THEMES)
async def test_nothing_is_painted_behind_the_text_but_the_terminal_s_own_colour(name: str) -> None:
    async with explorer() as made:
        made.app.theme = THEMES[name].name
        await made.press("n", "a")
        await made.press("escape", "escape", "escape", "?")
        for strip in made.app.screen._compositor.render_strips():
            for segment in strip:
                style = segment.style
                back = style.bgcolor if style is not None else None
                assert back is None or back.is_default, segment
