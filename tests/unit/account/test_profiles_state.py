"""What is remembered of each profile."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tbs_tui.account.context import Context
from tbs_tui.account.profiles.state import State, forget_profile, load_state, remember_context, state_path

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
    forget_profile(path, "prod")
    assert load_state(path).last == {"dev": DEV}


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
    for content in (junk, b"[" * 100_000, b""):
        path.write_bytes(content)
        assert not load_state(path).last
