"""KWallet behind a stand-in for python-dbus: a wallet that is closed is never opened, a daemon never started."""

from types import SimpleNamespace
from typing import Any

import pytest
from support_cloud import ManualClock
from support_stores import KEY, PASSWORD, stored

from tbs_tui.account.stores.keyring_store import KeyringStore
from tbs_tui.account.stores.store import StoreError

pytest.importorskip("keyring.backends.kwallet")

from keyring.backends import kwallet

from tbs_tui.account.stores.kwallet import QuietWallet, QuietWallet4


class Wallet:
    """The session bus and the daemon in one: what python-dbus calls the bus, the object and its interface."""

    def __init__(self) -> None:
        self.runs = True
        self.is_open = True
        self.calls: list[str] = []
        self.kept: dict[tuple[str, str], str] = {}

    def name_has_owner(self, name: str) -> bool:
        self.calls.append(name)
        return self.runs

    def call_blocking(
        self, name: str, path: str, interface: str, method: str, signature: str, arguments: Any, *, timeout: float
    ) -> object:
        assert (interface, timeout) == ("org.kde.KWallet", 2.0)
        assert len(signature) == len(arguments)
        return "kdewallet" if method == "networkWallet" else self.is_open

    def get_object(self, name: str, path: str) -> "Wallet":
        self.calls.append(path)
        return self

    def open(self, wallet: str, window: int, appid: str) -> int:
        self.calls.append(f"open {wallet} for {appid}")
        return 7

    def hasEntry(self, handle: int, folder: str, name: str, appid: str) -> bool:  # noqa: N802 - the daemon's name
        return (folder, name) in self.kept

    def readPassword(self, handle: int, folder: str, name: str, appid: str) -> str:  # noqa: N802
        return self.kept[folder, name]

    def writePassword(self, handle: int, folder: str, name: str, text: str, appid: str) -> int:  # noqa: N802
        self.kept[folder, name] = text
        return 0

    def removeEntry(self, handle: int, folder: str, name: str, appid: str) -> int:  # noqa: N802
        del self.kept[folder, name]
        return 0

    def entryList(self, handle: int, folder: str, appid: str) -> list[str]:  # noqa: N802
        return [name for of, name in self.kept if of == folder]


@pytest.fixture
def wallet(monkeypatch: pytest.MonkeyPatch) -> Wallet:
    made = Wallet()
    bus = SimpleNamespace(SessionBus=lambda: made, Interface=lambda what, _name: what)
    monkeypatch.setattr(kwallet, "dbus", bus, raising=False)
    return made


def opened(kind: type[QuietWallet] = QuietWallet) -> KeyringStore:
    return KeyringStore(ManualClock(), kind(), name="KWallet", readers="Nobody.")


def test_an_open_wallet_keeps_and_forgets(wallet: Wallet) -> None:
    store = opened()
    store.probe()
    store.save_token(KEY, stored())
    store.save_password(KEY, PASSWORD)
    assert store.load_token(KEY) == stored()
    assert store.forget_all() == 2
    assert wallet.kept == {}
    # Opened once, for a name that does not depend on how tbs-tui was started.
    assert [call for call in wallet.calls if call.startswith("open")] == ["open kdewallet for tbs-tui"]


def test_a_closed_wallet_is_not_opened_not_even_when_it_was_open_before(wallet: Wallet) -> None:
    store = opened()
    store.save_token(KEY, stored())
    wallet.is_open = False
    wallet.calls.clear()
    for act in (
        lambda: store.load_token(KEY),
        lambda: store.save_password(KEY, PASSWORD),
        lambda: store.forget(KEY),
        store.forget_all,
        opened().probe,
    ):
        with pytest.raises(StoreError, match=r"^locked$"):
            act()
    assert set(wallet.calls) == {"org.kde.kwalletd5"}


def test_a_daemon_that_does_not_run_is_not_started(wallet: Wallet) -> None:
    wallet.runs = False
    with pytest.raises(StoreError, match="does not run"):
        opened().probe()
    assert wallet.calls == ["org.kde.kwalletd5"]


def test_the_wallet_of_kde_4_is_at_another_place(wallet: Wallet) -> None:
    opened(QuietWallet4).probe()
    assert wallet.calls[:2] == ["org.kde.kwalletd", "/modules/kwalletd"]
