"""Merging keeps objects, and a diff says exactly what is new, gone and other."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from support_inventory import picture, snapshot, volume

from tbs_tui.api.models import Volume
from tbs_tui.inventory.diff import changes, diff, keep, merge

_STATUSES = st.sampled_from(["available", "in-use", "deleting", None])
_NAMES = st.sampled_from(["데이터", "데이터", "db", None])


@st.composite
def _listings(draw: st.DrawFn) -> list[Volume]:
    ids = draw(st.lists(st.integers(0, 12), unique=True))
    return [volume(f"v{n}", status=draw(_STATUSES), name=draw(_NAMES), size=draw(st.integers(1, 2))) for n in ids]


def _index(rows: tuple[Volume, ...]) -> dict[str, Volume]:
    return {row.id: row for row in rows}


@given(_listings(), _listings())
def test_a_merge_has_the_new_rows_and_the_old_objects(before: list[Volume], after: list[Volume]) -> None:
    old = tuple(before)
    new = merge(old, _index(old), after)
    assert list(new) == after
    for row in new:
        known = _index(old).get(row.id)
        assert (known is row) is (known == row)


@given(_listings(), _listings())
def test_the_diff_makes_the_new_of_the_old(before: list[Volume], after: list[Volume]) -> None:
    old = tuple(before)
    index, new = _index(old), _index(merge(old, _index(old), after))
    found = changes(index, new)
    rebuilt = {row_id: row for row_id, row in index.items() if row_id not in found.removed | found.changed}
    rebuilt |= {row_id: new[row_id] for row_id in found.added | found.changed}
    assert rebuilt == new
    assert not found.added & index.keys()
    assert found.removed <= index.keys()
    assert all(index[row_id] != new[row_id] for row_id in found.changed)
    assert bool(found) is (index != new)


@given(_listings())
def test_nothing_changed_is_the_very_same_tuple(rows: list[Volume]) -> None:
    old = tuple(rows)
    copies = [replace(row) for row in rows]
    assert merge(old, _index(old), copies) is old
    assert not changes(_index(old), _index(old))


@given(_listings(), _listings(), st.integers(1, 4))
def test_page_by_page_is_the_same_as_at_once(before: list[Volume], after: list[Volume], size: int) -> None:
    index = _index(tuple(before))
    paged = [row for at in range(0, len(after), size) for row in keep(index, after[at : at + size])]
    assert all(one is other for one, other in zip(paged, keep(index, after), strict=True))


def test_rows_in_another_order_are_no_difference() -> None:
    old = (volume("v1"), volume("v2"))
    new = merge(old, _index(old), [old[1], old[0]])
    assert new == (old[1], old[0])
    assert not changes(_index(old), _index(new))


def test_a_diff_of_pictures_tells_the_kinds_apart() -> None:
    same = volume("v1")
    before = picture([same, volume("v2")], [snapshot("s1", "v1")])
    after = picture([same, volume("v2", status="deleting"), volume("v3")], [])
    found = diff(before, after)
    assert found.volumes.changed == {"v2"}
    assert found.volumes.added == {"v3"}
    assert found.snapshots.removed == {"s1"}
    assert not found.types
    assert diff(before, before) == diff(after, after)
    assert not diff(before, before)
