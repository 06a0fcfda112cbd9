r"""The filter language: text read into a query, and a query written down again.

    filter  = [ term { blank term } ]             rows must match every term
    term    = [ "!" | "-" ] ( words | condition ) with a mark before it: rows must not match
    words   = text                                found anywhere in the row
    condition = key ":" [ "=" ] value { "," value }   one of the values must match
    key     = age attached az bootable id name progress public region size snaps status type volume
              meta.KEY spec.KEY                   those of the kind shown: see `KEYS`
    value   = text                                found in the field; behind "=" all of it
            | "yes" | "no"                        attached, bootable, public
            | [ ">" ">=" "<" "<=" "=" ] amount    age, size, snaps, progress
            | [ amount ] ".." [ amount ]          both ends belong to it
    amount  = digits [ "." digits ] [ unit ]      size: gb (also without a unit), tb; age: m h d w y; progress: %
    text    = characters; "..." takes all of them as they are, and so does \ the next if it is one of \ " : , ! - = or
              a blank

Texts are compared in NFC, case-folded. An age without a sign means that many whole units: age:2d is from 2 days on and
below 3. ``meta.KEY:`` is true of rows that have the key, ``name:""`` of rows whose name is empty or not there. A quote
that is not closed ends with the filter. What could not be read, or is not known, matches no condition.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from tbs_tui.inventory.picture import Kind
from tbs_tui.locale import _
from tbs_tui.records import dataclass
from tbs_tui.text import cut, fold, plain


class Takes(Enum):
    """What may stand behind a key."""

    TEXT = "text"
    ENTRY = "entry"
    """Text; the key itself goes on behind its dot."""
    PLACE = "place"
    """Yes, no, or text."""
    FLAG = "flag"
    SIZE = "size"
    AGE = "age"
    COUNT = "count"
    PERCENT = "percent"


KEYS: Mapping[Kind, Mapping[str, Takes]] = MappingProxyType(
    {
        Kind.VOLUMES: {
            "age": Takes.AGE,
            "attached": Takes.PLACE,
            "az": Takes.TEXT,
            "bootable": Takes.FLAG,
            "id": Takes.TEXT,
            "meta.": Takes.ENTRY,
            "name": Takes.TEXT,
            "region": Takes.TEXT,
            "size": Takes.SIZE,
            "snaps": Takes.COUNT,
            "status": Takes.TEXT,
            "type": Takes.TEXT,
        },
        Kind.SNAPSHOTS: {
            "age": Takes.AGE,
            "id": Takes.TEXT,
            "meta.": Takes.ENTRY,
            "name": Takes.TEXT,
            "progress": Takes.PERCENT,
            "region": Takes.TEXT,
            "size": Takes.SIZE,
            "status": Takes.TEXT,
            "volume": Takes.TEXT,
        },
        Kind.TYPES: {
            "id": Takes.TEXT,
            "name": Takes.TEXT,
            "public": Takes.FLAG,
            "region": Takes.TEXT,
            "spec.": Takes.ENTRY,
        },
    }
)

_DAY = 24 * 60 * 60
#: What a unit is worth: GB, seconds, or one.
_UNITS: Mapping[Takes, Mapping[str, int]] = MappingProxyType(
    {
        Takes.SIZE: {"": 1, "g": 1, "gb": 1, "t": 1024, "tb": 1024},
        Takes.AGE: {"m": 60, "h": 60 * 60, "d": _DAY, "w": 7 * _DAY, "y": 365 * _DAY},
        Takes.COUNT: {"": 1},
        Takes.PERCENT: {"": 1, "%": 1},
    }
)
_EXAMPLES: Mapping[Takes, str] = MappingProxyType(
    {
        Takes.SIZE: "100, >=1tb, 10..50",
        Takes.AGE: "<30d, >12h, 1w..1y",
        Takes.COUNT: "0, >2, 1..3",
        Takes.PERCENT: "<100, 50..99",
        Takes.FLAG: "yes, no",
    }
)
#: What a backslash makes plain; before anything else it is itself.
_SIGNS = '\\":,!-='
#: Text that means the same with and without quotes.
_SIMPLE = re.compile(r"[\w./@+][\w./@+-]*")
_AMOUNT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)([a-z%]*)")
_SIGNED = re.compile(r"(>=|<=|>|<|=|)(.*)", re.DOTALL)
#: Characters of a word that an error quotes.
_QUOTED = 20


class FilterError(Exception):
    """A filter that can't be read. Its words are one line, safe to show."""

    def __init__(self, words: str, position: int, *, unfinished: bool = False) -> None:
        """`position`: index into the text of what is wrong. `unfinished`: more typing may put it right."""
        super().__init__(words)
        self.words = words
        self.position = position
        self.unfinished = unfinished


@dataclass(frozen=True, slots=True)
class Text:
    """Some text, as it was typed."""

    text: str

    def __str__(self) -> str:
        if _SIMPLE.fullmatch(self.text) and fold(self.text) not in ("yes", "no"):
            return self.text
        return '"' + self.text.replace("\\", r"\\").replace('"', r"\"") + '"'


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    yes: bool

    def __str__(self) -> str:
        return "yes" if self.yes else "no"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit."""

    count: float
    unit: str
    worth: int
    """What one of the unit is: GB, seconds, or one."""

    @property
    def value(self) -> float:
        """GB, seconds, or a mere number."""
        return self.count * self.worth

    def __str__(self) -> str:
        return repr(self.count).removesuffix(".0") + self.unit


@dataclass(frozen=True, slots=True)
class Number:
    """A comparison with a number, or a range: its sign is ``..`` then, and one of its ends may be open."""

    sign: str
    first: Amount | None
    last: Amount | None = None
    in_units: bool = False
    """Whether equal means: as many whole units."""

    def __str__(self) -> str:
        if self.sign == "..":
            return f"{self.first or ''}..{self.last or ''}"
        return f"{self.sign}{self.first}"

    @property
    def holds(self) -> Callable[[float], bool]:
        """Whether it is true of a value."""
        low = self.first.value if self.first is not None else float("-inf")
        if self.sign == "..":
            high = self.last.value if self.last is not None else float("inf")
            return lambda value: low <= value <= high
        if self.sign == "" and self.in_units and self.first is not None:
            end = low + self.first.worth
            return lambda value: low <= value < end
        return {
            "": lambda value: value == low,
            ">": lambda value: value > low,
            ">=": lambda value: value >= low,
            "<": lambda value: value < low,
            "<=": lambda value: value <= low,
        }[self.sign]


Value = Text | Flag | Number


@dataclass(frozen=True, slots=True)
class Term:
    """One condition of a row."""

    values: tuple[Value, ...]
    """One must match; none are needed when the row only has to have `entry`."""
    key: str = ""
    """One of `KEYS`; empty for text anywhere in the row."""
    entry: str = ""
    """What stands behind the dot of a key that ends with one, as it was typed."""
    exact: bool = False
    """Whether the text has to be the whole of the field."""
    negated: bool = False

    def __str__(self) -> str:
        key = f"{self.key}{Text(self.entry) if self.entry else ''}:" if self.key else ""
        values = ",".join(map(str, self.values))
        return ("!" if self.negated else "") + key + ("=" if self.exact else "") + values


@dataclass(frozen=True, slots=True)
class Query:
    """A filter that could be read."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    @property
    def needs_other_list(self) -> bool:
        """Whether volumes are chosen by their snapshots, or snapshots by their volume."""
        return any(term.key in ("snaps", "volume") for term in self.terms)

    @property
    def follows_time(self) -> bool:
        """Whether rows that stay the same may match at one look at the cloud and not at the next."""
        return any(term.key == "age" for term in self.terms)


def parse(text: str, kind: Kind, *, typing: bool = False) -> Query:
    """The query that `text` is. Raises FilterError for what can't be read, and unless `typing` also for what only lacks
    its end: somebody who has typed ``size:>`` so far has said nothing yet, but a script that says so has a fault."""
    read = (_term(word, kind, typing=typing) for word in split(text))
    return Query(tuple(term for term in read if term is not None))


class Char(NamedTuple):
    """A character of a filter."""

    char: str
    """Empty for a quote."""
    is_plain: bool
    """Whether it can't be a sign of the language."""
    at: int
    """Index into the text."""


def split(text: str) -> Iterator[list[Char]]:
    """The terms of `text`."""
    term: list[Char] = []
    quoted = False
    at = 0
    while at < len(text):
        char, following = text[at], text[at + 1 : at + 2]
        # No text holds a line break: that is what parts the fields of a row where words are looked for.
        if char == "\\" and following and (following in _SIGNS or following.isspace()):
            term.append(Char(following.replace("\n", " "), True, at))
            at += 1
        elif char == '"':
            quoted = not quoted
            term.append(Char("", True, at))
        elif quoted or not char.isspace():
            term.append(Char(char.replace("\n", " "), quoted, at))
        elif term:
            yield term
            term = []
        at += 1
    if term:
        yield term


def joined(chars: Sequence[Char]) -> str:
    """The text that `chars` are."""
    return "".join(char.char for char in chars)


def find(chars: Sequence[Char], sign: str) -> int | None:
    """Index of the first `sign` of the language; None when there is none."""
    return next((index for index, char in enumerate(chars) if char.char == sign and not char.is_plain), None)


def is_negated(term: Sequence[Char]) -> bool:
    """Whether a mark stands before the term."""
    return not term[0].is_plain and term[0].char in ("!", "-")


def known_key(written: str, kind: Kind) -> tuple[str, str] | None:
    """The key, and what stands behind its dot; None when there is no such key."""
    for key, takes in KEYS[kind].items():
        if takes is not Takes.ENTRY:
            if written.lower() == key:
                return key, ""
        elif written[: len(key)].lower() == key and len(written) > len(key):
            return key, written[len(key) :]
    return None


def key_names(kind: Kind) -> list[str]:
    """The keys as a person is told of them."""
    return [f"{key}KEY" if takes is Takes.ENTRY else key for key, takes in KEYS[kind].items()]


def _term(chars: list[Char], kind: Kind, *, typing: bool) -> Term | None:
    """None for what says nothing yet."""
    negated = is_negated(chars)
    body = chars[1:] if negated else chars
    colon = find(body, ":")
    start = chars[0].at
    if colon is None:
        words = joined(body)
        if words:
            return Term((Text(words),), negated=negated)
        if typing:
            return None
        raise FilterError(_("There is a mark and nothing behind it."), start, unfinished=True)
    written = joined(body[:colon])
    found = known_key(written, kind)
    if found is None:
        words = _("There is no key {key}; there are {keys}. Text with a colon goes in quotes.")
        raise FilterError(words.format(key=_quote(written), keys=", ".join(key_names(kind))), start)
    key, entry = found
    takes, rest = KEYS[kind][key], body[colon + 1 :]
    if takes is Takes.ENTRY and not rest:
        return Term((), key, entry, negated=negated)
    exact = takes in (Takes.TEXT, Takes.ENTRY, Takes.PLACE) and bool(rest) and rest[0][:2] == ("=", False)
    values = []
    for piece in pieces(rest[1:] if exact else rest):
        try:
            values.append(_value(piece, key, takes, exact=exact, start=start))
        except FilterError as error:
            if not (typing and error.unfinished):
                raise
    return Term(tuple(values), key, entry, exact, negated) if values else None


def pieces(chars: list[Char]) -> Iterator[list[Char]]:
    """What stands between the commas; at least one."""
    comma = find(chars, ",")
    while comma is not None:
        yield chars[:comma]
        chars = chars[comma + 1 :]
        comma = find(chars, ",")
    yield chars


def _value(piece: list[Char], key: str, takes: Takes, *, exact: bool, start: int) -> Value:
    at = piece[0].at if piece else start
    if not piece:
        raise FilterError(_("There is no value for {key}.").format(key=key), at, unfinished=True)
    text = joined(piece)
    word = fold(text)
    if takes in (Takes.TEXT, Takes.ENTRY):
        return Text(text)
    if takes is Takes.PLACE:
        # In quotes it is the name of a thing.
        is_flag = word in ("yes", "no") and not exact and not any(char.is_plain for char in piece)
        return Flag(word == "yes") if is_flag else Text(text)
    if takes is Takes.FLAG:
        for flag, names in ((True, ("yes", "true")), (False, ("no", "false"))):
            if word and any(name.startswith(word) for name in names):
                return Flag(flag)
        read: Value | None = None
    else:
        read = _number(word, takes)
    if read is not None:
        return read
    words = _("{key} takes such as {examples}; not {text}.")
    raise FilterError(
        words.format(key=key, examples=_EXAMPLES[takes], text=_quote(text)),
        at,
        unfinished=not word or word[-1] in "<>=." or (takes is Takes.AGE and word[-1].isdigit()),
    )


def _number(word: str, takes: Takes) -> Number | None:
    """None when it is none."""
    low, dots, high = word.partition("..")
    if dots:
        first, last = _amount(low, takes), _amount(high, takes)
        ends_read = (first is not None or not low) and (last is not None or not high)
        return Number("..", first, last) if ends_read and (low or high) else None
    signed = _SIGNED.fullmatch(word)
    assert signed is not None
    sign, amount = signed[1], _amount(signed[2], takes)
    return None if amount is None else Number("" if sign == "=" else sign, amount, in_units=takes is Takes.AGE)


def _amount(word: str, takes: Takes) -> Amount | None:
    match = _AMOUNT.fullmatch(word)
    if match is None or match[2] not in _UNITS[takes]:
        return None
    return Amount(float(match[1]), match[2], _UNITS[takes][match[2]])


def _quote(text: str) -> str:
    return f'"{cut(plain(text[: _QUOTED + 1]), _QUOTED)}"'
