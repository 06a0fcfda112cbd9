"""What is remembered of each profile."""

import json
import os
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tbs_tui.account.context import Context
from tbs_tui.account.profiles import state
from tbs_tui.account.profiles.state import (
    State,
    TableState,
    change_state,
    filter_entry,
    load_state,
    remember_context,
    state_path,
    table_changes,
)
from tbs_tui.files import locked

PROD = Context("prod", "0f0e", "KR1")
DEV = Context("dev", "1a1b", "KR2")


def test_the_last_context_of_each_profile_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "state" / "tbs-tui" / "state.json"
    assert load_state(path) == State()
    for context in (Context("prod", "old", "JP1"), DEV, PROD):
        remember_context(path, context)
    assert load_state(path).last == {"prod": PROD, "dev": DEV}
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_unnamed_profile_is_not_remembered(tmp_path: Path) -> None:
    remember_context(tmp_path / "state.json", Context("", "0f0e", "KR1"))
    assert not (tmp_path / "state.json").exists()


def test_the_same_again_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    remember_context(path, PROD)
    inode = path.stat().st_ino
    remember_context(path, PROD)
    assert path.stat().st_ino == inode


def test_a_file_that_others_can_read_is_ignored_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    remember_context(path, PROD)
    path.chmod(0o644)
    assert load_state(path) == State()
    remember_context(path, DEV)
    assert load_state(path).last == {"dev": DEV}


def test_it_lies_in_the_state_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/var/of-mine")
    assert state_path() == Path("/var/of-mine/tbs-tui/state.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON, st.binary(max_size=20))
def test_a_damaged_file_is_as_none(tmp_path: Path, value: object, junk: bytes) -> None:
    path = tmp_path / "state.json"
    remember_context(path, PROD)
    for document in (value, {"version": 1, "last": value}, {"version": 1, "last": {"prod": value}}, {"last": {}}):
        path.write_text(json.dumps(document))
        assert not load_state(path).last
    for entry in ({"tables": value}, {"tables": {"volumes": value}}, {"filters": value}, {"filters": {"prod": value}}):
        path.write_text(json.dumps({"version": 1, "last": {"prod": {"tenant_id": "0f0e", "region": "KR1"}}, **entry}))
        assert load_state(path).last == {"prod": PROD}
        change_state(path, {**SIZES, **SAVED})
        assert load_state(path).tables["volumes"] == TableState(("size",), "size", True)
        assert load_state(path).filters["prod", "volumes"]["big"] == "size:>100"
    for content in (junk, b"[" * 100_000, b""):
        path.write_bytes(content)
        assert not load_state(path).last


@pytest.mark.parametrize("content", [b'{"version": 1, "filters": {}} x', b"[]", b"{" + b" " * 1024 * 1024 + b"}"])
def test_what_can_not_be_read_is_set_aside_and_not_overwritten(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    remember_context(path, PROD)
    path.write_bytes(content)
    remember_context(path, DEV)
    assert load_state(path).last == {"dev": DEV}
    assert (tmp_path / "state.json.damaged").read_bytes() == content


SIZES = table_changes("volumes", TableState(("size",), "size", True))
SAVED = {filter_entry("prod", "volumes", "big"): "size:>100"}


def test_tables_and_filters_are_remembered_beside_the_places(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    remember_context(path, PROD)
    change_state(path, SIZES)
    change_state(path, {**SAVED, filter_entry("prod", "volumes", "size:>9"): "size:>9"})
    found = load_state(path)
    assert found.last == {"prod": PROD}
    assert found.tables == {"volumes": TableState(("size",), "size", True)}
    assert list(found.filters["prod", "volumes"].items()) == [("big", "size:>100"), ("size:>9", "size:>9")]
    change_state(path, {filter_entry("prod", "volumes", "big"): None, **table_changes("volumes", TableState())})
    found = load_state(path)
    assert list(found.filters["prod", "volumes"]) == ["size:>9"]
    assert found.tables == {"volumes": TableState()}


def test_what_no_person_can_have_typed_is_no_saved_filter(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    entries = {"a": "web", "b": "\x1b[2J", "c\n": "web", "": "web", "d": "", "e": "x" * 1001, "f": 5}
    change_state(path, {("filters", "prod", "volumes"): entries})
    assert load_state(path).filters == {("prod", "volumes"): {"a": "web"}}


def test_entries_of_a_newer_version_survive_a_write(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    remember_context(path, PROD)
    change_state(path, {("themes",): ["dark"], ("tables", "volumes", "widths"): {"name": 30}, ("tables", "servers"): 1})
    change_state(path, SIZES)
    remember_context(path, DEV)
    document = json.loads(path.read_text())
    assert document["themes"] == ["dark"]
    assert document["tables"]["volumes"]["widths"] == {"name": 30}
    assert document["tables"]["servers"] == 1


def test_a_file_of_a_newer_version_is_not_understood_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    remember_context(path, PROD)
    content = path.read_text().replace('"version": 1', '"version": 2')
    path.write_text(content)
    assert load_state(path) == State()
    change_state(path, SIZES)
    assert path.read_text() == content


def test_writers_at_the_same_time_lose_nothing_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    writers = 8

    def write(number: int) -> None:
        for n in range(5):
            change_state(path, {filter_entry(f"p{number}", "volumes", str(n)): "x"})

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = load_state(path).filters
    assert {profile: len(saved) for (profile, _kind), saved in found.items()} == {
        f"p{number}": 5 for number in range(writers)
    }
    assert (path.parent / "state.lock").stat().st_mode & 0o777 == 0o600


def test_a_lock_that_nobody_lets_go_stops_no_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_PATIENCE", 0.02)
    path = tmp_path / "state.json"
    with locked(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 1.0):
        remember_context(path, PROD)
    assert load_state(path).last == {"prod": PROD}
