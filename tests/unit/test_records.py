"""Records are what the standard library's dataclasses are."""

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any

import pytest

from tbs_tui import records

Decorator = Callable[..., Any]


def made(decorator: Decorator, **options: Any) -> Any:
    """A class with every kind of field that ours have."""

    @decorator(**options)
    class Thing:
        name: str
        secret: str = field(repr=False, default="s")
        parts: list[int] = field(default_factory=list)
        note: str = field(default="", compare=False)
        hidden: str | None = field(default=None, init=False, repr=False, compare=False)

        @property
        def size(self) -> int:
            return len(self.parts)

    return Thing


OPTIONS = [{"frozen": True, "slots": True}, {"frozen": True, "slots": True, "kw_only": True}, {"slots": True}]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_record_does_what_a_dataclass_does(options: dict[str, Any]) -> None:
    ours, theirs = made(records.dataclass, **options), made(dataclasses.dataclass, **options)
    for cls in (ours, theirs):
        first, second = cls(name="a"), cls(name="a", note="other")
        assert first == second
        assert first != cls(name="b")
        assert first != "a"
        assert first.parts == []
        assert first.parts is not second.parts
        assert first.hidden is None
        assert replace(first, name="b", parts=[1]) == cls(name="b", parts=[1])
        assert replace(first, parts=[1]).size == 1
        assert "secret" not in repr(first)
        assert not hasattr(first, "__dict__")
        with pytest.raises(TypeError):
            cls()
        with pytest.raises(TypeError):
            cls(name="a", unknown=1)
        # A frozen one of the standard library stumbles over its own slots here.
        with pytest.raises((AttributeError, TypeError)):
            first.unknown = 1
    assert repr(ours(name="a", parts=[1])) == repr(theirs(name="a", parts=[1]))
    assert [spec.name for spec in fields(ours)] == [spec.name for spec in fields(theirs)]
    assert ours.__match_args__ == theirs.__match_args__
    assert (ours.__hash__ is None) == (theirs.__hash__ is None)


def test_a_frozen_record_can_neither_be_changed_nor_lose_a_field() -> None:
    thing = made(records.dataclass, frozen=True, slots=True)("a")
    with pytest.raises(FrozenInstanceError):
        thing.name = "b"
    with pytest.raises(FrozenInstanceError):
        del thing.name
    assert thing.name == "a"


def test_equal_frozen_records_have_the_same_hash() -> None:
    @records.dataclass(frozen=True, slots=True)
    class Pair:
        one: int
        two: str = field(default="", compare=False)

    assert hash(Pair(1)) == hash(Pair(1, "x"))
    assert len({Pair(1), Pair(1, "x"), Pair(2)}) == 2


def test_what_a_record_says_itself_stays() -> None:
    @records.dataclass(frozen=True, slots=True)
    class Own:
        one: int

        def __post_init__(self) -> None:
            if self.one < 0:
                raise ValueError("negative")

        def __repr__(self) -> str:
            return "own"

        def __hash__(self) -> int:
            return 7

    assert (repr(Own(1)), hash(Own(1))) == ("own", 7)
    with pytest.raises(ValueError, match="negative"):
        Own(-1)


def test_a_record_inherits_fields_and_takes_them_by_place() -> None:
    @records.dataclass(frozen=True, slots=True)
    class Base:
        one: int

    @records.dataclass(frozen=True, slots=True)
    class More(Base):
        two: int = 2

    assert More(1) == More(1, 2)
    assert More(1) != Base(1)
    assert repr(More(1)).endswith("More(one=1, two=2)")


def test_nothing_is_compiled_before_the_first_instance() -> None:
    code = (
        "import builtins, tbs_tui.records as records\n"
        "compiled = []\n"
        "real = builtins.exec\n"
        "builtins.exec = lambda *given: (compiled.append(given[0]), real(*given))\n"
        "@records.dataclass(frozen=True, slots=True)\n"
        "class Thing:\n"
        "    name: str\n"
        "assert not compiled, compiled\n"
        "Thing('a'), Thing('b')\n"
        "assert len(compiled) == 1, compiled\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
