"""The real keyring of the kernel, under names of the tests' own."""

import errno
import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support_cloud import ManualClock
from support_stores import KEY, PASSWORD, TOKEN, stored

from tbs_tui.account.stores import keyctl
from tbs_tui.account.stores.choose import choose, who_else
from tbs_tui.account.stores.credential_store import CredentialStore
from tbs_tui.account.stores.kernel import KernelStore
from tbs_tui.account.stores.keyctl import Keyctl
from tbs_tui.account.stores.store import StoreError

SUPPORT = Path(__file__).parents[2]


@pytest.fixture
def prefix() -> str:
    return f"tbs-tui-test-{secrets.token_hex(4)}"


@pytest.fixture
def store(prefix: str) -> Iterator[KernelStore]:
    try:
        made = KernelStore(ManualClock(), prefix=prefix)
        made.probe()
    except StoreError as error:
        pytest.skip(f"no kernel keyring here: {error.words}")
    yield made
    made.forget_all()


def described(prefix: str) -> list[list[str]]:
    """The lines of /proc/keys: serial, flags, uses, timeout, permissions, uid, gid, type, description."""
    lines = Path("/proc/keys").read_text("utf-8").splitlines()
    # Revoked and expired ones are listed until the kernel has swept.
    return [fields for fields in map(str.split, lines) if fields[8].startswith(prefix) and fields[1][1] == "-"]


def in_new_process(prefix: str, before: str = "") -> dict[str, object]:
    """Load the token in another process, which does `before` first."""
    script = f"""
import errno, json, sys
sys.path.insert(0, {str(SUPPORT)!r})
from support_cloud import ManualClock
from support_stores import KEY, stored
from tbs_tui.account.stores.keyctl import SESSION, THREAD, USER, Keyctl
from tbs_tui.account.stores.kernel import KernelStore
found = {{}}
calls = Keyctl()
store = KernelStore(ManualClock(), prefix={prefix!r})
{before}
found["first"] = store.load_token(KEY) == stored()
store.save_token(KEY, stored("another"))
found["second"] = store.load_token(KEY) == stored("another")
print(json.dumps(found))
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=False)
    assert ended.stderr == ""
    result = json.loads(ended.stdout)
    assert isinstance(result, dict)
    return result


def test_a_token_comes_back_in_a_new_process_and_so_does_the_one_it_stores(store: KernelStore, prefix: str) -> None:
    store.save_token(KEY, stored())
    assert in_new_process(prefix) == {"first": True, "second": True}
    assert store.load_token(KEY) == stored("another")


def test_a_revoked_session_does_not_matter(store: KernelStore, prefix: str) -> None:
    store.save_token(KEY, stored())
    outlived = """
calls.join_session()
calls.revoke(SESSION)
try:
    calls.add("x", b"x", SESSION)
except OSError as error:
    found["session"] = errno.errorcode[error.errno]
"""
    assert in_new_process(prefix, outlived) == {"session": "EKEYREVOKED", "first": True, "second": True}


def test_a_session_without_the_users_keyring_does_not_matter(store: KernelStore, prefix: str) -> None:
    store.save_token(KEY, stored())
    unlinked = f"""
calls.join_session()
key = calls.search(USER, {prefix + ":" + KEY.token_entry!r})
try:
    calls.read(key)
except OSError as error:
    found["read"] = errno.errorcode[error.errno]
"""
    # The naive way: found, and not to be read.
    assert in_new_process(prefix, unlinked) == {"read": "EACCES", "first": True, "second": True}


def test_the_sessions_keyring_is_left_as_it_is(store: KernelStore) -> None:
    calls = Keyctl()
    before = calls.keys(keyctl.SESSION)
    store.save_token(KEY, stored())
    assert calls.keys(keyctl.SESSION) == before


def test_the_kernel_drops_a_token_at_its_end_and_shows_it_to_nobody_else(store: KernelStore, prefix: str) -> None:
    store.save_token(KEY, stored())
    [[_serial, _flags, _uses, timeout, permissions, *_]] = described(prefix)
    assert timeout == "11h"
    # Possessor all, user view; group and others nothing.
    assert permissions == "3f010000"
    store.save_token(KEY, stored(life=timedelta(minutes=20)))
    [[_serial, _flags, _uses, timeout, *_]] = described(prefix)
    assert timeout in ("19m", "20m")


def test_less_than_a_second_is_not_for_ever(store: KernelStore, prefix: str) -> None:
    store._clock.advance(timedelta(hours=11, minutes=29, seconds=59, milliseconds=500).total_seconds())  # type: ignore[attr-defined]
    store._write_for("short", stored().to_text(KEY), 0.4)
    assert all(fields[3] != "perm" for fields in described(prefix))


def test_an_expired_or_revoked_key_is_none_and_can_be_replaced(store: KernelStore, prefix: str) -> None:
    store.save_token(KEY, stored())
    calls = Keyctl()
    calls.link(keyctl.USER, keyctl.THREAD)
    calls.revoke(calls.search(keyctl.USER, f"{prefix}:{KEY.token_entry}"))
    assert store.load_token(KEY) is None
    store.save_token(KEY, stored())
    assert store.load_token(KEY) == stored()


def test_a_token_that_has_ended_is_removed(store: KernelStore, prefix: str) -> None:
    store.save_token(KEY, stored())
    store._clock.advance(12 * 3600)  # type: ignore[attr-defined]
    assert store.load_token(KEY) is None
    assert described(prefix) == []


def test_foreign_content_is_none_and_is_removed(store: KernelStore, prefix: str) -> None:
    Keyctl().add(f"{prefix}:{KEY.token_entry}", b"\xff\x00garbage", keyctl.USER)
    assert store.load_token(KEY) is None
    assert described(prefix) == []


def test_forget_and_forget_all(store: KernelStore, prefix: str) -> None:
    keys = [replace(KEY, username=name) for name in ("a", "b", "c")]
    for key in keys:
        store.save_token(key, stored())
    store.forget(keys[0])
    store.forget(keys[0])
    assert store.load_token(keys[0]) is None
    assert store.load_token(keys[1]) is not None
    assert store.forget_all() == 2
    assert store.forget_all() == 0
    assert described(prefix) == []


def test_another_programs_keys_stay(store: KernelStore, prefix: str) -> None:
    other = KernelStore(ManualClock(), prefix=f"{prefix}x")
    other.save_token(KEY, stored())
    store.save_token(KEY, stored())
    assert store.forget_all() == 1
    assert other.load_token(KEY) == stored()
    assert other.forget_all() == 1


def test_passwords_are_not_kept(store: KernelStore) -> None:
    assert not store.keeps_passwords
    assert store.load_password(KEY) is None
    with pytest.raises(StoreError, match="tokens only"):
        store.save_password(KEY, PASSWORD)


def test_what_a_key_cannot_hold_is_an_error_that_holds_no_secret(store: KernelStore, prefix: str) -> None:
    long = TOKEN * 200
    with pytest.raises(StoreError) as caught:
        store.save_token(KEY, stored(long))
    assert TOKEN not in repr(caught.value)
    assert described(prefix) == []


def test_a_name_longer_than_the_kernel_takes_is_an_error(store: KernelStore) -> None:
    with pytest.raises(StoreError, match="EINVAL"):
        store.save_token(replace(KEY, username="x" * 5_000), stored())


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EDQUOT, "quota"),
        (errno.EPERM, "does not allow it.*EPERM"),
        (errno.ENOSYS, "does not allow it.*ENOSYS"),
        (errno.ENOMEM, "ENOMEM"),
    ],
)
async def test_a_refusal_of_the_kernel_is_told(code: int, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> int:
        raise OSError(code, "no")

    monkeypatch.setattr(Keyctl, "_call", refused)
    chosen = await choose("kernel", ManualClock(), environ={})
    [(name, why)] = chosen.passed_over
    assert name == "kernel keyring"
    with pytest.raises(StoreError, match=words):
        raise StoreError(why)


async def test_chosen_it_works_from_a_thread_for_each_call(store: KernelStore) -> None:
    front = CredentialStore(store)
    await front.save_token(KEY, stored())
    assert await front.load_token(KEY) == stored()
    assert "UNIX user" in who_else(front)
    await front.forget(KEY)
    assert await front.load_token(KEY) is None


def test_a_probe_leaves_nothing(store: KernelStore, prefix: str) -> None:
    store.probe()
    assert described(prefix) == []
