"""The keys in force: those that commands come with, and in their place those that the person has chosen."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from tbs_tui.locale import _
from tbs_tui.ui.commands import BY_ID, COMMANDS, AskToQuit, Back, OpenDetail, OtherPane, PaintAnew
from tbs_tui.ui.key_words import is_sign, key_words, read_key
from tbs_tui.ui.moving import MOVES

#: In place of the keys of a command that has none: Textual takes no empty list.
_NO_KEY = "no-key"
#: Keys that text fields and dialogs need, and the command that may have each.
_RESERVED: Mapping[str, str] = MappingProxyType(
    {"escape": Back.id, "enter": OpenDetail.id, "tab": OtherPane.id, "shift+tab": OtherPane.id}
)
#: Keys that do the same everywhere.
_FIXED = ("ctrl+c", "ctrl+z", "ctrl+l")


class Keyed(Protocol):
    """What has keys: a command or a move."""

    @property
    def id(self) -> str: ...
    @property
    def keys(self) -> tuple[str, ...]: ...
    @property
    def mutates(self) -> bool: ...


KEYED: tuple[Keyed, ...] = (*COMMANDS, *MOVES)
_ALL: Mapping[str, Keyed] = MappingProxyType({each.id: each for each in KEYED})


class KeyFault(Exception):
    """A choice of keys that can't be used; its words are one line, without a full stop."""

    def __init__(self, command_id: str, reason: str) -> None:
        super().__init__(reason)
        self.id = command_id


class KeyMap:
    """Answers by which keys something is done."""

    def __init__(self, chosen: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """`chosen`: id -> Textual's names of keys."""
        self._chosen = dict(chosen or {})
        self._by_key = {key: each for each in _ALL.values() for key in self.keys(each)}

    def keys(self, what: Keyed) -> tuple[str, ...]:
        """Textual's names; none for what has no key."""
        return self._chosen.get(what.id, what.keys)

    def first(self, command_id: str) -> str:
        """The key to be shown, as a person reads it; empty where there is none."""
        return next(map(key_words, self.keys(_ALL[command_id])), "")

    def named(self, command_id: str) -> str:
        """The key to be shown in a sentence; the command's word where it has none."""
        return self.first(command_id) or _(BY_ID[command_id].label)

    def words(self, what: Keyed) -> str:
        """All its keys, as a person reads them."""
        return " ".join(map(key_words, self.keys(what)))

    def meant_by(self, key: str) -> Keyed | None:
        """What a key does; None for one that does nothing."""
        return self._by_key.get(key)

    @property
    def for_textual(self) -> Mapping[str, str]:
        """What differs, as `App.set_keymap` wants it."""
        return {each: ",".join(keys) or _NO_KEY for each, keys in self._chosen.items()}


def read_keys(said: Mapping[str, Sequence[str]]) -> KeyMap:
    """The keys in force where a person has written these: id -> keys in words. Raises KeyFault."""
    chosen = {each: _keys_of(each, words) for each, words in said.items()}
    made = KeyMap(chosen)
    owners: dict[str, str] = {}
    # Those that were not chosen first, so that the one that is blamed stands in the file.
    for each in (*(each for each in _ALL if each not in chosen), *chosen):
        for key in made.keys(_ALL[each]):
            if key in owners:
                reason = _("{key} is the key of {other} as well; give one of them another key")
                raise KeyFault(each, reason.format(key=key_words(key), other=owners[key]))
            owners[key] = each
    return made


def _keys_of(command_id: str, words: Sequence[str]) -> tuple[str, ...]:
    known = _ALL.get(command_id)
    if known is None:
        raise KeyFault(command_id, _("there is no such command; there are {known}").format(known=", ".join(_ALL)))
    if command_id == AskToQuit.id:
        raise KeyFault(command_id, _("this key stays as it is, so that there is always one that leaves"))
    if command_id == PaintAnew.id:
        raise KeyFault(command_id, _("{key} does the same everywhere, and nothing else").format(key="Ctrl+L"))
    keys = []
    for each in words:
        try:
            key = read_key(each)
        except ValueError as error:
            raise KeyFault(command_id, str(error)) from None
        why_not = _why_not(known, key)
        if why_not is not None:
            raise KeyFault(command_id, why_not)
        keys.append(key)
    # In the order written, each once.
    return tuple(dict.fromkeys(keys))


def _why_not(what: Keyed, key: str) -> str | None:
    """Why it can't have the key."""
    shown = key_words(key)
    if key in _FIXED:
        return _("{key} does the same everywhere, and nothing else").format(key=shown)
    if _RESERVED.get(key, what.id) != what.id:
        reason = _("{key} is needed in text fields and dialogs; only {other} can have it")
        return reason.format(key=shown, other=_RESERVED[key])
    if what.mutates and not is_sign(key):
        return _("what changes the cloud takes a letter, a digit or a sign, which text fields keep to themselves")
    return None
