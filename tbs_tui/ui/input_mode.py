"""What a key is taken for that was typed while the keyboard is set to Hangul."""

from collections.abc import Sequence

from textual import events
from textual.widgets import Input as TextField

from tbs_tui.locale import _
from tbs_tui.ui.dialogs.listing import ListDialog
from tbs_tui.ui.hangul import latin_keys
from tbs_tui.ui.key_words import key_words
from tbs_tui.ui.keys import Input, key_of
from tbs_tui.ui.screens.commanding import CommandApp, CommandScreen


def as_latin(app: CommandApp, event: Input) -> Sequence[Input]:
    """Of a key typed in Hangul those of the Latin layout: but for text fields, and never to change the cloud."""
    screen = app.screen
    if not isinstance(event, events.Key) or not isinstance(screen, CommandScreen | ListDialog):
        return (event,)
    typed = latin_keys(event.character or "")
    if typed is None or isinstance(app.focused, TextField):
        return (event,)
    found = [key_of(char, event.time) for char in typed]
    if isinstance(screen, ListDialog):
        # The keys are its own, and none of them changes the cloud.
        return found
    mutating = [key for key in found if (meant := app.key_map.meant_by(key.key)) is not None and meant.mutates]
    if mutating:
        words = _("{key} changes the cloud: switch the keyboard with 한/영, and press it again.")
        screen.say(words.format(key=key_words(mutating[0].key)))
        return ()
    return found
