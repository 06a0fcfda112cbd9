"""How a filter that is being typed could go on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_inventory import SSD, snapshot, volume

from tbs_tui.api.models import Attachment
from tbs_tui.inventory.picture import Kind
from tbs_tui.query.completion import MOST, completions
from tbs_tui.query.language import FilterError, parse

ROWS = (
    volume("a-1", name="web 1", status="in-use", metadata={"team": "pay", "the owner": "me"}, region="KR1"),
    volume("b-2", name="web-10", status="error", attachments=(Attachment("server-7", device="/dev/vdb"),)),
    volume("b-3", name="web-9", status="error_deleting", metadata={"Team": "shop"}),
    volume("b-4", name="\x1b]0;x", status=None),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("web ", []),
        ("!", []),
        ("web", []),
        ("st", ["status:"]),
        ("web -ST", ["web -status:"]),
        ("a", ["age:", "attached:", "az:"]),
        ('"st', []),
        ("me", ["meta.Team:", 'meta."the owner":']),
        ("meta.te", ["meta.Team:"]),
        ("status:", ["status:error", "status:error_deleting", "status:in-use"]),
        ("status:ERR", ["status:error", "status:error_deleting"]),
        ("status:error", ["status:error_deleting"]),
        ("status:error_deleting", []),
        ("status:error,", ["status:error,error", "status:error,error_deleting", "status:error,in-use"]),
        ("status:=in", ["status:=in-use"]),
        ("name:w", ['name:"web 1"', "name:web-9", "name:web-10"]),
        ('name:"web ', ['name:"web 1"']),
        ("name:\x1b", []),
        ("attached:", ["attached:no", "attached:yes", "attached:/dev/vdb", "attached:server-7"]),
        ("bootable:y", ["bootable:yes"]),
        ("meta.team:", ["meta.team:pay", "meta.team:shop"]),
        ("region:k", ["region:KR1"]),
        ("size:", []),
        ("foo:b", []),
        ("az:", []),
    ],
)
def test_ways_to_go_on(text: str, expected: list[str]) -> None:
    assert completions(text, len(text), ROWS, Kind.VOLUMES) == expected


def test_only_what_stands_before_the_cursor_goes_on() -> None:
    assert completions("st web", 2, ROWS, Kind.VOLUMES) == ["status:"]
    assert completions("st web", 1, ROWS, Kind.VOLUMES) == ["size:", "snaps:", "status:"]


def test_the_keys_are_those_of_the_kind_shown() -> None:
    assert completions("s", 1, (snapshot("s1", "v1"),), Kind.SNAPSHOTS) == ["size:", "status:"]
    assert completions("s", 1, (SSD,), Kind.TYPES) == []
    assert completions("volume:", 7, (snapshot("s1", "v1"),), Kind.SNAPSHOTS) == ["volume:v1"]
    assert completions("s", 1, (), Kind.VOLUMES) == ["size:", "snaps:", "status:"]


_TYPED = st.lists(
    st.sampled_from(["!", "-", ":", "=", ",", '"', "\\", " ", "s", "name:", "meta.", "web", "a"]), max_size=8
)
_NAMES = st.text(st.characters(exclude_categories=()), max_size=8) | st.sampled_from(["yes", "a,b", '"', "\\:", "!x"])


@given(_TYPED.map("".join), _NAMES)
def test_every_way_to_go_on_can_be_read_when_what_was_typed_can(typed: str, name: str) -> None:
    rows = (volume("a", name=name, metadata={name: name} if name else {}, attachments=(Attachment(name),)),)
    try:
        parse(typed, Kind.VOLUMES, typing=True)
    except FilterError:
        return
    for text in completions(typed, len(typed), rows, Kind.VOLUMES):
        parse(text, Kind.VOLUMES, typing=True)


@given(_NAMES)
def test_a_name_that_is_put_in_finds_its_row(name: str) -> None:
    [*found] = completions("name:", 5, (volume("a", name=name),), Kind.VOLUMES)
    assert [parse(text, Kind.VOLUMES).terms[0].values[0].text for text in found] == (  # type: ignore[union-attr]
        [name] if name and name.isprintable() else []
    )


def test_of_very_many_names_only_the_first_are_offered() -> None:
    many = tuple(volume(f"v{n}", name=f"web-{n:05}") for n in range(3 * MOST))
    found = completions("name:w", 6, many, Kind.VOLUMES)
    assert found == [f"name:web-{n:05}" for n in range(MOST)]
