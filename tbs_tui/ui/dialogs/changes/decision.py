"""A dialog in which something is decided that changes the cloud."""

import time
from typing import TYPE_CHECKING, cast

from textual import events
from textual.widgets import Input

from tbs_tui.locale import _
from tbs_tui.ui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from tbs_tui.ui.screens.commanding import CommandApp

#: Nobody reads what goes, and where, in less, seconds. Keys that came in one piece with the one that opened the dialog,
#: as a paste without brackets does, decide nothing.
READING_SECONDS = 0.5
#: Characters of an id that are typed where it counts.
TYPED_LENGTH = 8
#: Characters of numbers and of ids.
_TYPED = frozenset("0123456789abcdef")


class Decision(Dialog[None]):
    """What is pressed before it can have been read sends nothing."""

    _seen_at: float | None = None
    """When it had been painted, by the clock of `Message.time`, which is `time.monotonic`."""

    def on_mount(self) -> None:
        self.call_after_refresh(self._seen)

    def _seen(self) -> None:
        if self._seen_at is None:
            self._seen_at = time.monotonic()

    def on_key(self, event: events.Key) -> None:
        """What has to be typed is typed where it belongs, although the focus begins on the way out."""
        if isinstance(self.focused, Input) or event.character not in _TYPED:
            return
        for field in self.query("#typed").results(Input):
            if field.display and not field.disabled:
                event.stop()
                field.focus()
                field.insert_text_at_cursor(event.character or "")

    def say(self, words: str, *, bad: bool = True) -> None:
        """Say `words`, which have passed `text.plain`; nothing when they are empty."""
        raise NotImplementedError

    def is_read(self) -> bool:
        """Whether what is pressed now may decide; says why not."""
        pressed_at = cast("CommandApp", self.app).pressed_at
        if self._seen_at is not None and pressed_at - self._seen_at >= READING_SECONDS:
            return True
        self.say(_("That was pressed before this could be read. Press it again."))
        return False
