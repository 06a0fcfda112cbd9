"""Whatever a dialog says, it says without colour too: where the focus is, which row is selected, what is wrong."""

import pytest
from support_explorer import Bed, explorer


def picture(made: Bed) -> tuple[tuple[str, tuple[bool, ...]], ...]:
    """All that is shown, but for its colours."""
    found = []
    for strip in made.app.screen._compositor.render_strips():
        for text, style, _control in strip:
            looks = (style.reverse, style.bold, style.underline, style.dim) if style is not None else ()
            found.append((text, tuple(map(bool, looks))))
    return tuple(found)


@pytest.mark.parametrize("key", ["n", "N", "p", "D", "u"])
async def test_wherever_the_focus_is_it_can_be_seen(key: str) -> None:
    async with explorer() as made:
        made.table.move_to(made.volume("jenkins-home-restored").id)
        await made.press(key)
        screen = made.app.screen
        ring = len(screen.focus_chain)
        assert ring > 1, "a dialog with several things in it"
        seen = []
        for _time in range(ring):
            seen.append((screen.focused, picture(made)))
            await made.press("tab")
        assert len({focused for focused, _picture in seen}) == ring
        assert len({picture for _focused, picture in seen}) == ring


@pytest.mark.parametrize("key", ["R", "T", "s", "w", "C", "P", "colon"])
async def test_the_row_that_is_selected_can_be_seen(key: str) -> None:
    async with explorer() as made:
        await made.press(key)
        before = picture(made)
        await made.press("down")
        after = picture(made)
        assert before != after
        await made.press("up")
        assert picture(made) == before


async def test_what_is_wrong_with_a_field_is_said_in_words() -> None:
    async with explorer() as made:
        await made.press("n", "tab", "tab", "x", "tab")
        assert any("digits only" in text for text, _looks in picture(made))
