"""The quick filter."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_inventory import SSD, snapshot, volume

from tbs_tui.api.models import Attachment, Volume
from tbs_tui.query.filter import filter_rows, parse

ROWS = (
    volume(
        "aaaa-1",
        name="주문-DB-마스터",
        status="in-use",
        volume_type="General SSD",
        availability_zone="kr-pub-a",
        attachments=(Attachment("server-77", device="/dev/vdb"),),
        metadata={"team": "결제"},
    ),
    volume("bbbb-2", name=unicodedata.normalize("NFD", "주문-백업"), description="매일 밤"),
    volume("cccc-3", name=None, status=None, malformed=("status",)),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [1, 2, 3]),
        ("   ", [1, 2, 3]),
        ("주문", [1, 2]),
        (unicodedata.normalize("NFD", "주문"), [1, 2]),
        ("주문 백업", [2]),
        ("백업 주문", [2]),
        ("주문 !백업", [1]),
        ("!주문", [3]),
        ("주문 !", [1, 2]),
        ("db-마", [1]),
        ("AAAA", [1]),
        ("in-use ssd kr-pub-a", [1]),
        ("결제", [1]),
        ("server-77 vdb", [1]),
        ("매일 밤", [2]),
        ("cccc", [3]),
        ("available", [2]),
        ("team", []),
        ("마스터in-use", []),
        ("[red]", []),
    ],
)
def test_words(text: str, expected: list[int]) -> None:
    assert [int(row.id[-1]) for row in filter_rows(ROWS, text)] == expected


def test_snapshots_and_types_too() -> None:
    snapshots = (snapshot("s1", "aaaa-1", name="배포 전"), snapshot("s2", None, metadata={"why": "점검"}))
    assert [row.id for row in filter_rows(snapshots, "aaaa")] == ["s1"]
    assert [row.id for row in filter_rows(snapshots, "점검")] == ["s2"]
    assert filter_rows((SSD,), "ssd") == (SSD,)
    assert filter_rows((SSD,), "hdd") == ()


def test_no_words_are_the_very_same_rows() -> None:
    assert filter_rows(ROWS, " ! ") is ROWS
    assert filter_rows((), "주문") == ()


def test_a_row_that_changed_is_read_anew_and_the_others_are_not() -> None:
    assert len(filter_rows(ROWS, "주문")) == 2
    changed = (replace(ROWS[0], name="배송"), *ROWS[1:])
    assert [row.id for row in filter_rows(changed, "주문")] == ["bbbb-2"]
    assert [row.id for row in filter_rows(changed, "배송")] == ["aaaa-1"]
    assert len(filter_rows(ROWS, "주문")) == 2


_WORDS = st.sampled_from(["주문", "DB", "백업", "a", "-1", "zzz"])


@st.composite
def _named(draw: st.DrawFn) -> tuple[Volume, ...]:
    names = draw(st.lists(st.lists(_WORDS, max_size=3).map("-".join), max_size=8))
    return tuple(volume(f"v{n}", name=name or None, status=None) for n, name in enumerate(names))


@given(_named(), st.lists(_WORDS, max_size=3), st.lists(_WORDS, max_size=2))
def test_all_wanted_words_and_none_of_the_others(rows: tuple[Volume, ...], wanted: list[str], not_: list[str]) -> None:
    left = filter_rows(rows, " ".join([*wanted, *(f"!{word}" for word in not_)]))

    def has(row: Volume, word: str) -> bool:
        return word.casefold() in f"{row.name or ''} {row.id}".casefold()

    expected = [row for row in rows if all(has(row, w) for w in wanted) and not any(has(row, w) for w in not_)]
    assert list(left) == expected


@given(_named(), _WORDS, _WORDS)
def test_one_more_word_never_brings_a_row_back(rows: tuple[Volume, ...], one: str, other: str) -> None:
    def left(text: str) -> set[str]:
        return {row.id for row in filter_rows(rows, text)}

    assert left(f"{one} {other}") <= left(one)
    assert left(one) | left(f"!{one}") == {row.id for row in rows}
    assert not left(one) & left(f"!{one}")


def test_parse_folds() -> None:
    words = parse("  SSD !" + unicodedata.normalize("NFD", "백업") + " ! straße")
    assert (words.wanted, words.unwanted) == (("ssd", "strasse"), ("백업",))
