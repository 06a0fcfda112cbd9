"""The rows that a filter leaves."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_inventory import ALPHA, SSD, picture, snapshot, volume

from tbs_tui.account.context import ALL_REGIONS
from tbs_tui.api.models import Attachment, Resource, Snapshot, Volume, VolumeType
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.query import filter
from tbs_tui.query.language import FilterError, Query, parse
from tbs_tui.text import fold

KINDS = {Volume: Kind.VOLUMES, Snapshot: Kind.SNAPSHOTS, VolumeType: Kind.TYPES}
NOW = datetime(2026, 1, 31, tzinfo=UTC)


def looked_at(volumes: Sequence[Volume], snapshots: Sequence[Snapshot] = ()) -> Picture:
    """A picture of both, read at NOW."""
    made = picture(volumes, snapshots)
    return replace(
        made,
        volumes=replace(made.volumes, fetched_at=NOW),
        snapshots=replace(made.snapshots, fetched_at=NOW),
    )


def filter_rows(rows: tuple[Any, ...], text: str, around: Picture | None = None) -> tuple[Any, ...]:
    """The rows that `text` leaves while it is being typed."""
    kind = KINDS[type(rows[0])] if rows else Kind.VOLUMES
    return filter.filter_rows(rows, parse(text, kind, typing=True), around or picture())


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


DISKS = (
    volume(
        "disk-1",
        name="Alpha one",
        status="in-use",
        size=100,
        volume_type="General SSD",
        availability_zone="kr-pub-a",
        bootable=True,
        attachments=(Attachment("server-77", device="/dev/vdb"), Attachment("server-78")),
        metadata={"Team": "Pay", "empty": ""},
        created_at="2026-01-30T00:00:00",
        region="KR1",
    ),
    volume(
        "disk-2",
        name="alpha",
        status="error",
        size=1024,
        volume_type="General HDD",
        bootable=False,
        metadata={"team": "shop"},
        created_at="2025-12-01T00:00:00",
        region="KR2",
    ),
    volume(
        "disk-3",
        name="",
        status="error_deleting",
        size=10,
        attachments=(Attachment(),),
        created_at="2026-01-30T23:50:00",
    ),
    volume(
        "disk-4",
        name=None,
        status=None,
        size=None,
        malformed=("name", "status", "size", "attachments", "bootable", "created_at"),
    ),
)
SNAPSHOTS = (
    snapshot("snap-1", "disk-1", progress="100%", created_at="2026-01-30T00:00:00"),
    snapshot("snap-2", "disk-1", progress="40%", created_at="2026-01-01T00:00:00"),
    snapshot("snap-3", "gone-9", progress=None),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("status:error", [2, 3]),
        ("status:=ERROR", [2]),
        ("status:=error,in-use", [1, 2]),
        ("!status:error", [1, 4]),
        ("name:alpha", [1, 2]),
        ("name:=alpha", [2]),
        ('name:="alpha one"', [1]),
        ('name:""', [3]),
        ("type:ssd", [1]),
        ("az:pub-a", [1]),
        ("id:disk-2,k-3", [2, 3]),
        ("region:kr1", [1]),
        ("attached:yes", [1, 3]),
        ("attached:no", [2]),
        ("!attached:yes", [2, 4]),
        ("attached:vdb", [1]),
        ("attached:=server-78", [1]),
        ("attached:=server", []),
        ("attached:no,vdb", [1, 2]),
        ("bootable:yes", [1]),
        ("bootable:no", [2]),
        ("snaps:0", [2, 3, 4]),
        ("snaps:>1", [1]),
        ("size:>=100", [1, 2]),
        ("size:1tb", [2]),
        ("!size:>=100", [3, 4]),
        ("age:<1h", [3]),
        ("age:1d", [1]),
        ("age:>=1d,<20m", [1, 2, 3]),
        ("!age:>1y", [1, 2, 3, 4]),
        ("meta.team:", [1, 2]),
        ("meta.TEAM:pay", [1]),
        ("meta.team:=sho", []),
        ("meta.empty:", [1]),
        ('meta.empty:""', [1]),
        ("meta.none:", []),
        ("alpha !ssd size:>100", [2]),
        ("status: alpha", [1, 2]),
    ],
)
def test_conditions(text: str, expected: list[int]) -> None:
    left = filter_rows(DISKS, text, looked_at(DISKS, SNAPSHOTS))
    assert [int(row.id[-1]) for row in left] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('volume:"alpha one"', [1, 2]),
        ("volume:gone", [3]),
        ("volume:=disk-1", [1, 2]),
        ("volume:alp", [1, 2]),
        ("progress:<100", [2]),
        ("progress:40%..100%", [1, 2]),
        ("age:>7d", [2]),
        ("size:10 !volume:disk", [3]),
    ],
)
def test_conditions_of_snapshots(text: str, expected: list[int]) -> None:
    left = filter_rows(SNAPSHOTS, text, looked_at(DISKS, SNAPSHOTS))
    assert [int(row.id[-1]) for row in left] == expected


def test_conditions_of_types() -> None:
    types = (SSD, VolumeType("type-2", "HDD", is_public=True, extra_specs={"backend": "ceph"}))
    assert filter_rows(types, "public:yes") == filter_rows(types, "spec.backend:ceph") == filter_rows(types, "name:hdd")
    assert len(filter_rows(types, "name:hdd")) == 1


def test_ages_count_to_the_look_at_the_cloud_and_are_unknown_before_there_was_one() -> None:
    around = looked_at(DISKS)
    assert [row.id for row in filter_rows(DISKS, "age:<1h", around)] == ["disk-3"]
    later = replace(around, volumes=replace(around.volumes, fetched_at=NOW.replace(month=2, day=28)))
    assert filter_rows(DISKS, "age:<1h", later) == ()
    assert filter_rows(DISKS, "age:>1m", picture(DISKS)) == ()


def test_how_many_snapshots_there_are_is_read_anew_when_they_change_and_unknown_before_they_are_read() -> None:
    assert len(filter_rows(DISKS, "snaps:>0", picture(DISKS, SNAPSHOTS))) == 1
    more = (*SNAPSHOTS, snapshot("snap-4", "disk-2"))
    assert [row.id for row in filter_rows(DISKS, "snaps:>0", picture(DISKS, more))] == ["disk-1", "disk-2"]
    assert filter_rows(DISKS, "snaps:0", picture(DISKS, complete=False)) == ()


def test_a_source_is_found_by_the_name_it_has_now() -> None:
    assert len(filter_rows(SNAPSHOTS, "volume:alpha", picture(DISKS, SNAPSHOTS))) == 2
    renamed = (replace(DISKS[0], name="Beta"), *DISKS[1:])
    assert filter_rows(SNAPSHOTS, "volume:alpha", picture(renamed, SNAPSHOTS)) == ()


def test_words_are_looked_for_in_the_region_only_where_several_are_shown() -> None:
    one, all_of_them = picture(DISKS), replace(picture(DISKS), context=ALPHA.within(ALL_REGIONS))
    assert filter_rows(DISKS, "kr2", one) == ()
    assert [row.id for row in filter_rows(DISKS, "kr2", all_of_them)] == ["disk-2"]
    assert filter_rows(DISKS, "kr2", one) == ()


def test_no_text_matches_across_two_fields_and_a_line_break_is_a_blank() -> None:
    rows = (volume("v1", name="web\ndb", status="error"),)
    for text in ('"web db"', '"web\ndb"', 'name:="web db"'):
        assert filter_rows(rows, text) == rows
    for text in ('"db error"', '"db\nerror"', "name:=db"):
        assert filter_rows(rows, text) == ()


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


_WORDS = st.sampled_from(["주문", "DB", "백업", "a", "1", "zzz"])


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


def _haystack_of_old(row: Resource) -> str:
    """Where the word filter before this language looked for words."""
    texts = [row.id, row.name, row.description]
    if isinstance(row, VolumeType):
        texts += row.extra_specs.values()
    else:
        texts += [row.status, *row.metadata.values()]
    if isinstance(row, Snapshot):
        texts.append(row.volume_id)
    if isinstance(row, Volume):
        texts += [row.volume_type, row.availability_zone]
        texts += [text for each in row.attachments for text in (each.server_id, each.device)]
    return fold("\n".join(text for text in texts if text))


#: Anything that means nothing else in the language.
_PLAIN = st.text(st.characters(exclude_characters='\\":!-'), max_size=12)


@given(st.lists(_PLAIN | st.sampled_from(["alp", "DISK", "pay", "vdb", "100", "스냅", "ssd"]), max_size=3))
def test_words_mean_what_they_meant_before_there_was_a_language(words: list[str]) -> None:
    text = " ".join(words)
    for rows in (DISKS, SNAPSHOTS, (SSD,)):
        expected = [row for row in rows if all(word in _haystack_of_old(row) for word in fold(text).split())]
        assert list(filter_rows(rows, text)) == expected


_TERMS = st.sampled_from(
    [
        *(
            "alpha",
            '"alpha one"',
            "status:error",
            "status:=error,in-use",
            'name:""',
            "size:>10",
            "size:..100",
            "age:<2d",
        ),
        *(
            "attached:yes",
            "attached:vdb",
            "bootable:no",
            "snaps:0",
            "meta.team:",
            "meta.team:p,s",
            "region:kr",
            "id:1,2",
        ),
    ]
)


@given(st.lists(_TERMS, max_size=3), _TERMS)
def test_a_mark_is_the_complement_and_one_more_term_never_adds_a_row(terms: list[str], term: str) -> None:
    around = looked_at(DISKS, SNAPSHOTS)

    def left(*terms: str) -> list[str]:
        return [row.id for row in filter_rows(DISKS, " ".join(terms), around)]

    without, with_it, with_mark = left(*terms), left(*terms, term), left(*terms, f"!{term}")
    assert sorted(with_it + with_mark) == sorted(without)
    assert with_mark == left(*terms, f"-{term}")
    assert with_it == left(term, *terms)


_HOSTILE = st.text(st.characters(exclude_categories=()) | st.sampled_from('!-:="\\,. '), max_size=40)


@given(_HOSTILE, _HOSTILE)
def test_any_filter_of_any_row_leaves_some_or_is_refused(text: str, name: str) -> None:
    rows = (volume("v1", name=name, metadata={name: name}),)
    try:
        query: Query = parse(text, Kind.VOLUMES)
    except FilterError:
        return
    assert filter.filter_rows(rows, query, picture()) in ((), rows)


@given(_HOSTILE.filter(lambda name: bool(name.strip())))
def test_a_row_is_found_by_its_whole_name_in_quotes(name: str) -> None:
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    rows = (volume("v1", name=name), volume("v2", name="\ue000"))
    assert rows[0] in filter_rows(rows, quoted)
    assert rows[0] in filter_rows(rows, f"name:={quoted}")
