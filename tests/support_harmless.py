"""What every screen must be, whatever texts are on it."""

from rich.cells import cell_len
from support_explorer import Bed, crooked

from tbs_tui.text import plain


def assert_harmless(bed: Bed) -> None:
    """The screen is straight, drives no terminal, and nothing on it can be clicked or followed."""
    assert crooked(bed.app) == []
    for strip in bed.app.screen._compositor.render_strips():
        for text, style, control in strip:
            assert not control
            # Marks and joiners are no control characters, and wide emoji are made with them.
            assert plain(text) == text or all(char.isprintable() for char in text)
            if style is not None:
                assert style.link is None
                assert "@click" not in style.meta


def shown(text: str, room: int) -> str:
    """The beginning of `text` as a cell shows it."""
    kept = ""
    for char in plain(text).strip():
        if cell_len(kept + char) > room:
            break
        kept += char
    return kept
