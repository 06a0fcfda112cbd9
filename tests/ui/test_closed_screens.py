"""Nothing is left of a screen that has been closed."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unittest.mock import patch
from weakref import ref

import pytest
from support_explorer import explorer
from textual.widget import Widget

from tbs_tui.ui.screens.main import MainScreen

#: Keys that open a screen of each kind.
OPENING = ("?", ":", "n", "s", "w", "R", "T", "C", "e", "L", "4", "enter")


#: Seconds; as in Textual.
FRAME = 1 / 60


@asynccontextmanager
async def frames_as_ever() -> AsyncIterator[None]:
    with patch("textual.screen.UPDATE_PERIOD", FRAME):
        yield


@pytest.mark.parametrize("key", OPENING)
async def test_a_closed_screen_is_freed_with_all_its_lines(key: str) -> None:
    # A screen's timer holds it until its period is over, and that of tests is long.
    async with explorer(size=(100, 30)) as made, frames_as_ever():
        await made.press("j", key)
        assert not isinstance(made.app.screen, MainScreen)
        # Of these Textual keeps some by itself, and with each all lines of its widget.
        closed = ref(made.app.screen)
        caches = [ref(widget._styles_cache) for widget in made.app.screen.query(Widget)]
        caches.append(ref(made.app.screen._styles_cache))
        # Something may keep the last screen that was closed.
        await made.press("escape", "?", "escape")
        assert made.on_top

        def left() -> int:
            gc.collect()
            return (closed() is not None) + sum(each() is not None for each in caches)

        for _try in range(100):
            if not left():
                break
            await asyncio.sleep(FRAME)
        assert left() == 0


async def test_after_thirty_dialogs_there_is_no_more_than_before() -> None:
    async with explorer(size=(100, 30)) as made:

        def counts() -> tuple[int, int, int, int]:
            gc.collect()
            listeners = made.inventory._listeners._listeners
            return len(made.app._registry), len(asyncio.all_tasks()), len(listeners), len(list(made.app.workers))

        async def open_and_close(key: str) -> None:
            await made.press(key, "escape")
            assert made.on_top

        for key in OPENING:
            await open_and_close(key)
        before = counts()
        for number in range(30):
            await open_and_close(OPENING[number % len(OPENING)])
        assert counts() == before
