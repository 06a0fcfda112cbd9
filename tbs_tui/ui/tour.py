"""The tour of the demo: a line about each view when it is first seen, until the next key.

Never over an account of somebody; ``--no-tour`` and ``TBS_TOUR=0`` do without it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from tbs_tui.locale import N_, _
from tbs_tui.ui.keymap import KeyMap

#: View -> its line, with ids of commands for their keys. One line of 80 columns in English.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "volumes": N_("A made-up cloud. {attention} shows what is wrong, {open} the detail, {help} the keys."),
        "snapshots": N_("Points to go back to. {from_snapshot} makes a volume of one, {related} shows its volume."),
        "volume_types": N_("What volumes can be made of. {create} makes one of the type under the cursor."),
        "attention": N_("What needs a look, and why. {attention} again: hints too. {back}: every row."),
        "detail": N_("All there is to know of it, live. {copy_field} copies a field, {related} goes on."),
        "journal": N_("What happened, newest first. {related} goes to the row, {export} writes a file."),
        "requests": N_("Every request that went out. {request} shows one as a curl line."),
    }
)


class Tour:
    """Knows what it has told."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    @property
    def has_begun(self) -> bool:
        """Whether anything has been told."""
        return bool(self._told)

    def words(self, view: str, keys: KeyMap) -> str:
        """The line of a view that is seen for the first time; empty else."""
        if view in self._told or view not in WORDS:
            return ""
        self._told.add(view)
        return _(WORDS[view]).format_map(_Keys(keys))


class _Keys(dict[str, str]):
    """The key of a command by its id."""

    def __init__(self, keys: KeyMap) -> None:
        self._keys = keys

    def __missing__(self, command_id: str) -> str:
        return self._keys.named(command_id)
