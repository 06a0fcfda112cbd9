"""What a store does with its entries, the same in memory and in every keyring backend."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pydantic import SecretStr
from support_cloud import ManualClock
from support_stores import KEY, LIFE, PASSWORD, FakeBackend, ListingFake, stored

from tbs_tui.account.stores.keyring_store import SERVICE, KeyringStore
from tbs_tui.account.stores.memory import MemoryStore
from tbs_tui.account.stores.store import Store, StoreError
from tbs_tui.clock import Clock


def keyring(clock: Clock, backend: FakeBackend) -> KeyringStore:
    return KeyringStore(clock, backend, name="fake", readers="Nobody.")


MAKERS: dict[str, Callable[[Clock], Store]] = {
    "memory": MemoryStore,
    "index": lambda clock: keyring(clock, FakeBackend()),
    "listing": lambda clock: keyring(clock, ListingFake()),
}


@pytest.fixture(params=MAKERS)
def store(request: pytest.FixtureRequest, clock: ManualClock) -> Store:
    return MAKERS[request.param](clock)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def test_a_token_comes_back(store: Store) -> None:
    assert store.load_token(KEY) is None
    store.save_token(KEY, stored())
    assert store.load_token(KEY) == stored()
    assert store.load_token(replace(KEY, tenant_id="other")) is None


def test_a_later_token_replaces_the_one_before(store: Store) -> None:
    store.save_token(KEY, stored("older"))
    store.save_token(KEY, stored("newer"))
    loaded = store.load_token(KEY)
    assert loaded is not None
    assert loaded.token.get_secret_value() == "newer"


def test_a_token_that_has_ended_is_none_and_is_removed(store: Store, clock: ManualClock) -> None:
    store.save_token(KEY, stored())
    clock.advance(LIFE.total_seconds() - 1)
    assert store.load_token(KEY) is not None
    clock.advance(1)
    assert store.load_token(KEY) is None
    assert store.forget_all() == 0


def test_a_token_that_has_ended_is_not_stored(store: Store, clock: ManualClock) -> None:
    clock.advance(LIFE.total_seconds())
    store.save_token(KEY, stored())
    assert store.forget_all() == 0


def test_a_password_is_the_users_in_every_tenant(store: Store) -> None:
    assert store.load_password(KEY) is None
    store.save_password(KEY, PASSWORD)
    assert store.load_password(replace(KEY, tenant_id="other")) == PASSWORD
    assert store.load_password(replace(KEY, username="other")) is None


def test_forget_removes_token_and_password_of_the_account_alone(store: Store) -> None:
    other = replace(KEY, username="other@example.com")
    for key in (KEY, other):
        store.save_token(key, stored())
        store.save_password(key, PASSWORD)
    store.forget(KEY)
    store.forget(KEY)
    assert (store.load_token(KEY), store.load_password(KEY)) == (None, None)
    assert store.load_token(other) == stored()
    assert store.load_password(other) == PASSWORD


def test_forget_removes_the_tokens_of_every_tenant_of_the_user(store: Store) -> None:
    near = [
        replace(KEY, username="x" + KEY.username),
        replace(KEY, origin=KEY.origin + "0"),
        replace(KEY, origin=KEY.origin + ":x"),
    ]
    for key in (KEY, replace(KEY, tenant_id="another"), replace(KEY, tenant_id="a:b"), *near):
        store.save_token(key, stored())
    store.save_password(KEY, PASSWORD)
    assert store.forget(replace(KEY, tenant_id="")) == 4
    assert store.forget(KEY) == 0
    assert [store.load_token(key) for key in near] == [stored()] * 3


@pytest.mark.parametrize("garbage", ["{", "[]"])
def test_forget_finds_the_account_s_own_without_an_index(garbage: str) -> None:
    backend = FakeBackend()
    store = keyring(ManualClock(), backend)
    store.save_token(KEY, stored())
    store.save_password(KEY, PASSWORD)
    backend.kept[SERVICE, "index"] = garbage
    assert store.forget(KEY) == 2
    assert {name for _of, name in backend.kept} <= {"index"}


def test_forget_all_counts_tokens_and_passwords(store: Store) -> None:
    for name in ("a", "b", "c"):
        store.save_token(replace(KEY, username=name), stored())
    store.save_password(KEY, PASSWORD)
    assert store.forget_all() == 4
    assert store.forget_all() == 0
    assert store.load_token(replace(KEY, username="a")) is None


@pytest.mark.parametrize("backend", [FakeBackend(), ListingFake()], ids=["index", "listing"])
def test_forget_all_leaves_nothing_behind_in_a_keyring(backend: FakeBackend) -> None:
    backend.kept["another program", "x"] = "y"
    store = keyring(ManualClock(), backend)
    store.probe()
    for name in ("a", "b"):
        store.save_token(replace(KEY, username=name), stored())
    store.save_password(KEY, PASSWORD)
    store.forget_all()
    assert backend.kept == {("another program", "x"): "y"}


def test_the_token_of_another_origin_is_removed() -> None:
    backend = FakeBackend()
    store = keyring(ManualClock(), backend)
    elsewhere = replace(KEY, origin="https://old.example.com:443")
    backend.kept[SERVICE, KEY.token_entry] = stored().to_text(elsewhere).get_secret_value()
    assert store.load_token(KEY) is None
    assert backend.kept == {}


@pytest.mark.parametrize("garbage", ["", "{", "[]", "null", '{"v":1}', "\x00\udc80", "[" * 100_000])
def test_garbage_is_none_and_is_removed(garbage: str) -> None:
    backend = FakeBackend()
    backend.kept[SERVICE, KEY.token_entry] = garbage
    assert keyring(ManualClock(), backend).load_token(KEY) is None
    assert backend.kept == {}


@pytest.mark.parametrize("garbage", ["", "{", "5", "[5, null]"])
def test_a_damaged_index_is_written_anew(garbage: str) -> None:
    backend = FakeBackend()
    backend.kept[SERVICE, "index"] = garbage
    store = keyring(ManualClock(), backend)
    store.save_token(KEY, stored())
    assert store.forget_all() == 1
    assert {name for _of, name in backend.kept} <= {"index"}


def test_an_entry_is_in_the_index_before_it_is_there() -> None:
    class Full(FakeBackend):
        def set_password(self, service: str, username: str, password: str) -> None:
            if username == KEY.token_entry:
                raise OSError("disk full")
            super().set_password(service, username, password)

    backend = Full()
    with pytest.raises(OSError, match="full"):
        keyring(ManualClock(), backend).save_token(KEY, stored())
    assert KEY.token_entry in backend.kept[SERVICE, "index"]


class Forgetful(FakeBackend):
    """As KWallet behind keyring: a write that is refused is not told."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


def test_what_was_written_is_read_back() -> None:
    store = keyring(ManualClock(), Forgetful())
    with pytest.raises(StoreError, match="read back"):
        store.save_token(KEY, stored())
    with pytest.raises(StoreError, match="read back"):
        store.save_password(KEY, PASSWORD)
    with pytest.raises(StoreError, match="read back"):
        store.probe()


def test_no_store_shows_what_it_keeps() -> None:
    memory = MemoryStore(ManualClock())
    memory.save_password(KEY, SecretStr("hidden"))
    assert "hidden" not in repr(memory) + repr(vars(memory))
