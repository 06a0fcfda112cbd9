"""What a key is taken for that was typed while the keyboard is set to Hangul."""

from collections.abc import Sequence

from textual import events
from textual.widgets import Input as TextField

from tbs_tui.locale import _
from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.glyphs import HANGUL_KEY
from tbs_tui.ui.hangul import latin_keys
from tbs_tui.ui.key_words import key_words
from tbs_tui.ui.keymap import KeyMap
from tbs_tui.ui.keys import Input, key_of
from tbs_tui.ui.screens.commanding import CommandApp, CommandScreen


def as_latin(app: CommandApp, in_ascii: bool, event: Input) -> Sequence[Input]:
    """Of a key typed in Hangul those of the Latin layout: but for text fields, and never to change the cloud."""
    screen = app.screen
    is_dialog = isinstance(screen, Dialog) and screen.takes_hangul
    if not isinstance(event, events.Key) or not (is_dialog or isinstance(screen, CommandScreen)):
        return (event,)
    typed = latin_keys(event.character or "")
    if typed is None or isinstance(app.focused, TextField):
        return (event,)
    found = [key_of(char, event.time) for char in typed]
    if not isinstance(screen, CommandScreen):
        # The keys are its own, and none of them changes the cloud.
        return found
    mutating = next(filter(None, (_mutating(app.key_map, key.key, alone=len(found) == 1) for key in found)), None)
    if mutating is not None:
        words = _("{key} changes the cloud: switch the keyboard with {hangul_key}, and press it again.")
        screen.say(words.format(key=key_words(mutating), hangul_key=HANGUL_KEY.drawn(in_ascii=in_ascii)))
        return ()
    return found


def _mutating(keys: KeyMap, key: str, *, alone: bool) -> str | None:
    """The key that changes the cloud and may be meant. With Shift most jamo stay the same: where the small letter of
    one that was typed alone does nothing, the capital one is meant."""
    meant = keys.meant_by(key)
    if meant is None and alone and len(key) == 1:
        key = key.upper()
        meant = keys.meant_by(key)
    return key if meant is not None and meant.mutates else None
