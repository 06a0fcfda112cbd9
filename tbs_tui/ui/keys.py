"""Keys one at a time, each to the screen it was meant for.

Textual hands each key at once to what has the focus, and looks up what it means when it comes back from there, on the
screen that is on top then. A slow link brings many keys in one piece: of "/web" the table would get all four, as the
first has not yet moved the focus to the filter, and "w", "e" and "b" would be commands; of Enter Enter in a dialog the
second would act on the screen below. So:

- A key waits until the one before it has had its effect, a screen that it opened included.
- A key that came before the closing of a dialog was painted was meant for the dialog, and is dropped.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Container, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.keys import _character_to_key
from textual.screen import Screen

Input = events.InputEvent | events.Paste
"""What a person does."""

#: Seconds that a key has before the next one is let in. A busy machine needs half a second to open a dialog, and the
#: letters typed behind it must not be commands to the screen below.
_PATIENCE = 2.0


def key_of(char: str, time: float) -> events.Key:
    """The key that types a character, as if it had been pressed at `time`, by the clock of `Message.time`."""
    key = events.Key(_character_to_key(char), char)
    key.time = time
    return key


def as_typed(event: Input) -> Sequence[Input]:
    """A key as it is."""
    return (event,)


class Keys:
    """Stands between the terminal and the app, in whose message loop all of it runs but `closed`."""

    def __init__(
        self,
        app: App[Any],
        let_in: Callable[[Input], Awaitable[None]],
        always: Container[str] = frozenset(),
        meant: Callable[[Input], Sequence[Input]] = as_typed,
    ) -> None:
        """`let_in` does what the app does with a key; keys of `always` are never dropped; `meant` says which keys
        one is taken for where it goes, if any."""
        self._app = app
        self._let_in = let_in
        self._meant = meant
        self._always = always
        self._waiting: deque[Input] = deque()
        self._busy = False
        """Whether a key is on its way."""
        self._number = 0
        """Its number: what is heard of an older one comes too late."""
        self._patience: asyncio.TimerHandle | None = None
        self._sent: WeakKeyDictionary[Input, Screen[Any]] = WeakKeyDictionary()
        """To which screen a key went."""
        self.pressed_at = 0.0
        """When what was let in last had come, by the clock of `Message.time`."""
        self._closings = 0
        self._unseen = False
        """Whether a dialog is closed and that is not painted yet."""
        self._seen_at = 0.0
        """When the last closing had been painted, by the clock of `Message.time`, which is `time.monotonic`."""

    async def take(self, event: Input) -> None:
        """What comes from the terminal: it is let in now or later, or dropped."""
        self._waiting.append(event)
        await self._next()

    async def comes_back(self, event: Input) -> bool:
        """Whether a key that nobody has used comes back to the screen that it went to. If another screen lies over
        that one now, it goes there; if it is closed, nowhere."""
        there, top = self._sent.get(event), self._app.screen
        if there is None or there is top:
            return True
        if isinstance(event, events.Key) and there in self._app.screen_stack:
            again = events.Key(event.key, event.character)
            again.time = event.time
            self._waiting.appendleft(again)
            await self._next()
        return False

    def closed(self) -> None:
        """A dialog has been closed."""
        self._closings += 1
        self._unseen = True
        self._app.screen.call_after_refresh(self._seen, self._closings)

    def stop(self) -> None:
        """The app ends."""
        self._waiting.clear()
        if self._patience is not None:
            self._patience.cancel()

    def _seen(self, closing: int) -> None:
        if closing == self._closings:
            self._unseen, self._seen_at = False, time.monotonic()

    def _is_late(self, event: Input) -> bool:
        """Whether it was meant for a dialog that is closed."""
        if isinstance(event, events.Key) and event.key in self._always:
            return False
        return self._unseen or event.time < self._seen_at

    async def _next(self) -> None:
        while self._waiting and not self._busy:
            event = self._waiting.popleft()
            if self._is_late(event):
                continue
            keys = self._meant(event)
            if not keys:
                continue
            event = keys[0]
            self._waiting.extendleft(reversed(keys[1:]))
            self.pressed_at = event.time
            if not isinstance(event, events.Key | events.Paste):
                await self._let_in(event)
                continue
            self._sent[event] = self._app.screen
            target = self._app.focused or self._app.screen
            self._busy = True
            self._number += 1
            self._patience = asyncio.get_running_loop().call_later(_PATIENCE, self._give_up, self._number)
            await self._let_in(event)
            # Twice, since what the key brings about may be a message that goes the same way. Whoever opens a screen
            # waits in this queue until it is built.
            self._follow([*target.ancestors_with_self] * 2, self._number)

    def _follow(self, path: list[DOMNode], number: int) -> None:
        """Go where a key goes, and from there to the app: queues keep their order."""
        # A queue that is closed is passed by.
        while path and not path[0].call_later(self._follow, path[1:], number):
            path = path[1:]
        if not path:
            self._app.call_later(self._done, number)

    def _give_up(self, number: int) -> None:
        self._app.call_later(self._done, number)

    async def _done(self, number: int) -> None:
        if number == self._number and self._busy:
            self._busy = False
            if self._patience is not None:
                self._patience.cancel()
            await self._next()
