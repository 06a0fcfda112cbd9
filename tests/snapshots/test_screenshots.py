"""The pictures of the README are those of the present explorer."""

import re

import pytest
from snapshots.make_screenshots import FOLDER, PICTURES, picture

README = FOLDER.parent / "README.md"


def said(svg: str) -> list[tuple[str, ...]]:
    """Each text with its colour and place: what is drawn, whatever the version of Rich that drew it."""
    styles = dict(re.findall(r"\.(tbs-tui-r\d+) \{([^}]*)\}", svg))
    texts = re.findall(r'<text class="(tbs-tui-r\d+)" x="([^"]*)" y="([^"]*)"[^>]*>([^<]*)</text>', svg)
    return [(styles[style], *rest) for style, *rest in texts]


@pytest.mark.parametrize("name", list(PICTURES))
async def test_a_picture_is_not_stale(name: str) -> None:
    stored = said((FOLDER / name).read_text(encoding="utf-8"))
    assert len(stored) > 50
    assert stored == said(await picture(name)), "make them anew: see make_screenshots.py"


def test_there_are_no_others() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PICTURES)


def test_the_readme_shows_the_first() -> None:
    assert "(screenshots/explorer.svg)" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list(PICTURES))
def test_a_picture_loads_nothing_from_elsewhere(name: str) -> None:
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", (FOLDER / name).read_text(encoding="utf-8")))
    assert addresses <= {"http://www.w3.org/2000/svg", "https://www.textualize.io"}
