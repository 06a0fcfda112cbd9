"""Lines of keys in TOML, found by our own scanner."""

import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from tbs_tui.account.profiles.lines import Path, key_lines

TRICKY = '''\
# a = 1
title = "a # b = 'c'" # d = 1
"quoted \\u0041" = 'lit\\eral'

[table] # [no]
text = """
[not.a.table]
x = 1 \\""" y
"""""
raw = \'\'\'
[[nor]] = """
\'\'\'
list = [ # one
  1, [2,
  3], "]", { in = 1, deep = { er = [ 4 ] } },
]
day = 1979-05-27 07:32:00
a.b . "c d" = 1
[[many.things]]
id = 1
[many.things.below]
x = 1
[[many.things]]

id = 2
'''


def paths(value: Any, at: Path = ()) -> list[Path]:
    found = [at] if at else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        found += paths(below, (*at, key))
    return found


def test_every_kind_of_value_and_key() -> None:
    lines = key_lines(TRICKY)
    assert set(lines) == set(paths(tomllib.loads(TRICKY)))
    expected: dict[Path, int] = {
        ("title",): 2,
        ("quoted A",): 3,
        ("table",): 5,
        ("table", "text"): 6,
        ("table", "raw"): 10,
        ("table", "list"): 13,
        ("table", "list", 0): 14,
        ("table", "list", 1, 1): 15,
        ("table", "list", 3, "deep", "er", 0): 15,
        ("table", "day"): 17,
        ("table", "a", "b", "c d"): 18,
        ("many", "things"): 19,
        ("many", "things", 0, "id"): 20,
        ("many", "things", 0, "below", "x"): 22,
        ("many", "things", 1): 23,
        ("many", "things", 1, "id"): 25,
    }
    assert {path: lines[path] for path in expected} == expected


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_do_not_matter(end: str) -> None:
    text = TRICKY.replace("\n", end)
    assert key_lines(text) == key_lines(TRICKY)


LEAVES = st.one_of(st.integers(), st.booleans(), st.text(max_size=12), st.dates(), st.floats(allow_nan=False))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=8), VALUES, max_size=5))
def test_it_finds_exactly_the_keys_that_the_parser_finds(document: dict[str, Any]) -> None:
    text = tomlkit.dumps(document)
    lines = key_lines(text)
    assert set(lines) == set(paths(tomllib.loads(text)))
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())
