"""How a filter that is being typed could go on: keys of the language, and values that the rows have."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tbs_tui.inventory.picture import Kind
from tbs_tui.query.filter import FIELDS
from tbs_tui.query.language import KEYS, Takes, Text, find, is_negated, joined, known_key, pieces, split
from tbs_tui.query.sort import natural
from tbs_tui.text import fold

#: More ways to go on than anybody presses Tab for.
MOST = 100


def completions(text: str, cursor: int, rows: Sequence[Any], kind: Kind) -> list[str]:
    """What could stand before `cursor` in place of what is there; each begins as `text` does. None without a word to
    go on from, and none that can't be typed into a line."""
    head = text[:cursor]
    # One more character tells the term that is being typed from one that a blank has ended.
    *_before, term = split(head + "x")
    term.pop()
    body = term[1:] if term and is_negated(term) else term
    if not body:
        return []
    colon = find(body, ":")
    if colon is None:
        # A word that was begun in quotes is no key.
        is_key = not any(char.is_plain for char in body)
        start, found = body[0].at, list(_keys(joined(body), rows, kind)) if is_key else []
    else:
        key = known_key(joined(body[:colon]), kind)
        if key is None:
            return []
        *_values_before, piece = pieces(body[colon + 1 :])
        if piece and not _values_before and piece[0][:2] == ("=", False) and KEYS[kind][key[0]] in _TEXTS:
            piece = piece[1:]
        start, typed, takes = piece[0].at if piece else len(head), joined(piece), KEYS[kind][key[0]]
        found = _flags(typed, takes) + _going_on(typed, _values(*key, rows, takes))
    return [head[:start] + end for end in found if end.isprintable() and end != head[start:]]


_TEXTS = (Takes.TEXT, Takes.ENTRY, Takes.PLACE)


def _keys(typed: str, rows: Sequence[Any], kind: Kind) -> Iterator[str]:
    begun = fold(typed)
    for key, takes in KEYS[kind].items():
        if takes is not Takes.ENTRY:
            if key.startswith(begun):
                yield f"{key}:"
        elif key.startswith(begun) or begun.startswith(key):
            # Of names that differ in case only, one finds all of them.
            names = {fold(name): name for row in rows for name in getattr(row, FIELDS[key])}
            yield from (f"{key}{name}:" for name in _going_on(typed[len(key) :], names.values()))


def _going_on(typed: str, texts: Iterable[str]) -> list[str]:
    """Those that begin as `typed` does, as they are written."""
    begun = fold(typed)
    # Only the first of them in the order of names: 10,000 names would take a fifth of a second.
    first = sorted(text for text in texts if fold(text).startswith(begun))[:MOST]
    return [str(Text(text)) for text in sorted(first, key=lambda text: natural(text) or "")]


def _flags(typed: str, takes: Takes) -> list[str]:
    return [word for word in ("no", "yes") if takes in (Takes.FLAG, Takes.PLACE) and word.startswith(fold(typed))]


def _values(key: str, entry: str, rows: Sequence[Any], takes: Takes) -> set[str]:
    texts: set[str | None] = set()
    if takes is Takes.PLACE:
        texts = {text for row in rows for each in row.attachments for text in (each.server_id, each.device)}
    elif takes is Takes.ENTRY:
        wanted = fold(entry)
        texts = {value for row in rows for name, value in getattr(row, FIELDS[key]).items() if fold(name) == wanted}
    elif takes is Takes.TEXT:
        texts = {getattr(row, FIELDS.get(key, key)) for row in rows}
    return {text for text in texts if text}
