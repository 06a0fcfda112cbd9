"""The lines above the table, as texts."""

from datetime import UTC, datetime

import pytest
from support_inventory import ALPHA, SSD, volume

from tbs_tui.api.models import Volume
from tbs_tui.inventory.picture import Kind, Listing, Picture
from tbs_tui.ui import header
from tbs_tui.ui.keymap import KeyMap

NOW = datetime(2026, 11, 23, 12, 3, 44, tzinfo=UTC)
ROWS = tuple(volume(f"v{number}") for number in range(1200))


def tab_words(volumes: Listing[Volume]) -> str:
    picture = Picture(ALPHA, volumes, Listing((), NOW, complete=True), Listing((SSD,)))
    return "".join(span.text for span in header.tabs(picture, Kind.VOLUMES, key_map=KeyMap()))


@pytest.mark.parametrize(
    ("volumes", "words"),
    [
        (Listing(ROWS, NOW, complete=True), "Volumes 1,200"),
        (Listing(ROWS, NOW, complete=False), "Volumes 1,200+"),
        (Listing(ROWS[:200], NOW, complete=False, total=10_000), "Volumes 10,000"),
        (Listing(ROWS[:200], NOW, complete=False, total=None), "Volumes 200+"),
        (Listing((), None), "Volumes"),
    ],
)
def test_a_tab_says_how_many_there_are(volumes: Listing[Volume], words: str) -> None:
    assert tab_words(volumes) == f" 1 {words}   2 Snapshots 0   3 Types   4 Journal"
