"""The filter language: what is read from text, what is refused and why, and what is written down again."""

import unicodedata
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tbs_tui.inventory.picture import Kind
from tbs_tui.query.language import KEYS, FilterError, Flag, Query, Takes, Term, Text, parse
from tbs_tui.text import plain

VOLUMES = Kind.VOLUMES


def refused(text: str, kind: Kind = VOLUMES, *, typing: bool = False) -> FilterError:
    """What is said of `text`; fails when it can be read."""
    with pytest.raises(FilterError) as caught:
        parse(text, kind, typing=typing)
    assert str(caught.value) == caught.value.words
    return caught.value


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        (" \t ", []),
        ("주문 DB", [Term((Text("주문"),)), Term((Text("DB"),))]),
        (
            "!a -b !!c",
            [Term((Text("a"),), negated=True), Term((Text("b"),), negated=True), Term((Text("!c"),), negated=True)],
        ),
        ('"a b" "12:30" 12\\:30 \\-1', [Term((Text(each),)) for each in ("a b", "12:30", "12:30", "-1")]),
        ('"a b', [Term((Text("a b"),))]),
        ("C:\\dir", None),
        ("C\\dir a,b", [Term((Text("C\\dir"),)), Term((Text("a,b"),))]),
        ("status:error,creating", [Term((Text("error"), Text("creating")), "status")]),
        ("STATUS:Error", [Term((Text("Error"),), "status")]),
        ('-name:"a b"', [Term((Text("a b"),), "name", negated=True)]),
        ("name:=a,b", [Term((Text("a"), Text("b")), "name", exact=True)]),
        ("name:\\=a", [Term((Text("=a"),), "name")]),
        ('name:"a,b",c\\,d', [Term((Text("a,b"), Text("c,d")), "name")]),
        ('name:""', [Term((Text(""),), "name")]),
        ("name:a:b", [Term((Text("a:b"),), "name")]),
        ("attached:yes,db", [Term((Flag(True), Text("db")), "attached")]),
        ('attached:"no"', [Term((Text("no"),), "attached")]),
        (
            "bootable:Y !bootable:false",
            [Term((Flag(True),), "bootable"), Term((Flag(False),), "bootable", negated=True)],
        ),
        ("meta.Team:a", [Term((Text("a"),), "meta.", "Team")]),
        ("meta.team:", [Term((), "meta.", "team")]),
        ('meta."a b:c":x', [Term((Text("x"),), "meta.", "a b:c")]),
        ("meta.team", [Term((Text("meta.team"),))]),
    ],
)
def test_what_is_read(text: str, terms: list[Term] | None) -> None:
    if terms is None:
        refused(text)
    else:
        assert parse(text, VOLUMES) == Query(tuple(terms))


@pytest.mark.parametrize(
    ("text", "true_of", "false_of"),
    [
        ("size:100", [100], [99, 101]),
        ("size:=1tb", [1024], [1, 1000]),
        ("size:>1.5TB", [1537], [1536]),
        ("size:>=500gb", [500], [499]),
        ("size:<10", [9], [10]),
        ("size:<=10g", [10], [11]),
        ("size:10..50", [10, 50], [9, 51]),
        ("size:10..", [10, 10**6], [9]),
        ("size:..50", [0, 50], [51]),
        ("size:1,3..4", [1, 3, 4], [2, 5]),
        ("snaps:0", [0], [1]),
        ("age:<30m", [0, 1799], [1800]),
        ("age:2d", [172_800, 259_199], [172_799, 259_200]),
        ("age:>12h", [43_201], [43_200]),
        ("age:1w..1y", [604_800, 31_536_000], [604_799, 31_536_001]),
    ],
)
def test_numbers(text: str, true_of: list[float], false_of: list[float]) -> None:
    [term] = parse(text, VOLUMES).terms

    def holds(number: float) -> bool:
        return any(value.holds(number) for value in term.values)  # type: ignore[union-attr]

    assert [number for number in true_of if not holds(number)] == []
    assert [number for number in false_of if holds(number)] == []


def test_a_key_that_is_not_there_is_told_with_those_that_are() -> None:
    error = refused("web foo:bar")
    keys = "age, attached, az, bootable, id, meta.KEY, name, region, size, snaps, status, type"
    assert error.words == f'There is no key "foo"; there are {keys}. Text with a colon goes in quotes.'
    assert error.position == 4
    assert "progress" in refused("snaps:0", Kind.SNAPSHOTS).words
    assert "spec.KEY" in refused("status:error", Kind.TYPES).words
    for text in ("12:30", "http://x", "meta.:x", ":x", 'meta:"a"'):
        refused(text)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("size:big", 5),
        ("a size:10,big", 10),
        ("size:10m", 5),
        ("size:1e3", 5),
        ("size:>>1", 5),
        ("size:>1..5", 5),
        ("size:-1", 5),
        ("size:1234567890", 5),
        ("size:١٢", 5),
        ("age:3x", 4),
        ("snaps:1.5gb", 6),
        ("bootable:maybe", 9),
    ],
)
def test_a_value_that_cannot_be_is_told_with_some_that_can(text: str, position: int) -> None:
    error = refused(text, typing=True)
    assert "takes such as" in error.words
    assert error.position == position


@pytest.mark.parametrize(
    "text", ["!", "-", '""', "status:", "status:a,", "status:=", "size:>", "size:10.", "size:..", "age:3", "age:1d..2"]
)
def test_what_only_lacks_its_end_says_nothing_while_it_is_typed_and_is_a_fault_of_a_script(text: str) -> None:
    assert refused(text).unfinished
    assert parse(f"{text} web", VOLUMES, typing=True).terms[-1] == Term((Text("web"),))
    if text == "status:a,":
        assert parse(text, VOLUMES, typing=True) == parse("status:a", VOLUMES)
    else:
        assert not parse(text, VOLUMES, typing=True)


def test_every_filter_can_be_typed_letter_by_letter_without_a_complaint_but_of_a_number() -> None:
    text = (
        'status:error,creating -name:="a b" size:10..50,>1tb age:<30d attached:yes meta.team:x bootable:no snaps:0 !k'
    )
    assert [text[:end] for end in range(len(text)) if _complains(text[:end])] == []


def _complains(text: str) -> bool:
    try:
        parse(text, VOLUMES, typing=True)
    except FilterError:
        return True
    return False


def test_texts_are_kept_as_they_were_typed() -> None:
    nfd = unicodedata.normalize("NFD", "백업")
    assert parse(f"SSD !{nfd}", VOLUMES).terms == (Term((Text("SSD"),)), Term((Text(nfd),), negated=True))


def test_what_a_query_asks_beside_its_rows() -> None:
    assert parse("snaps:0", VOLUMES).needs_other_list
    assert parse("volume:a", Kind.SNAPSHOTS).needs_other_list
    assert parse("age:>1d", VOLUMES).follows_time
    assert not parse("status:a size:1 b", VOLUMES).needs_other_list
    assert not parse("status:a size:1 b", VOLUMES).follows_time


_KINDS = st.sampled_from(list(Kind))
_SIGNS = st.sampled_from(
    ["!", "-", ":", "=", ",", '"', "\\", " ", "..", ">", "<", ".", "10", "3d", "tb", "yes", "a", "\n"]
)
_KEYS = st.sampled_from([f"{key}{'k' if key.endswith('.') else ''}:" for keys in KEYS.values() for key in keys])
#: Signs of the language in any order, and anything at all, lone surrogates and NUL included.
LIKELY = st.lists(_SIGNS | _KEYS | st.text(max_size=3), max_size=12).map("".join)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)


def read_or_refused(text: str, kind: Kind, *, typing: bool = False) -> Query | FilterError:
    """What comes of `text`."""
    try:
        return parse(text, kind, typing=typing)
    except FilterError as error:
        return error


@given(LIKELY | ANYTHING, _KINDS, st.booleans())
@example("\ud800:\x00", VOLUMES, True)
@example("\u202esize:1", VOLUMES, False)
@settings(max_examples=400)
def test_any_text_is_read_or_refused_in_one_safe_line(text: str, kind: Kind, typing: bool) -> None:
    came = read_or_refused(text, kind, typing=typing)
    if isinstance(came, FilterError):
        assert 0 <= came.position < len(text)
        assert came.words == plain(came.words)
        assert len(came.words) < 250
    else:
        assert parse(str(came), kind) == came


HOSTILE = ["a", '"', "\\", ":", "!", "status:a ", "name:a,", "size:1,", "\x00\u202e\ud800", "meta.", "9", "<"]


@pytest.mark.parametrize("unit", HOSTILE)
def test_ten_thousand_characters_of_anything(unit: str) -> None:
    came = read_or_refused((unit * 10_000)[:10_000], VOLUMES)
    if isinstance(came, FilterError):
        assert len(came.words) < 250
    else:
        assert parse(str(came), VOLUMES) == came


@given(_KINDS, st.data())
def test_every_key_takes_what_it_is_said_to_take(kind: Kind, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(KEYS[kind])))
    examples: dict[Takes, list[str]] = {
        Takes.TEXT: ["a", "=a"],
        Takes.ENTRY: ["a", ""],
        Takes.PLACE: ["yes", "vdb"],
        Takes.FLAG: ["yes", "no"],
        Takes.SIZE: [">=1tb"],
        Takes.AGE: ["<30d"],
        Takes.COUNT: [">2"],
        Takes.PERCENT: ["<100%"],
    }
    takes: Any = KEYS[kind][key]
    value = data.draw(st.sampled_from(examples[takes]))
    [term] = parse(f"!{key}{'k' if key.endswith('.') else ''}:{value}", kind).terms
    assert term.key == key
    assert term.negated
