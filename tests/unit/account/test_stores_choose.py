"""Which store is used, and what is said of those that are not."""

import sys
import threading
from collections.abc import Callable, Mapping

import pytest
from support_cloud import ManualClock
from support_stores import KEY, FakeBackend, stored

from tbs_tui.account.stores import kernel, os_keyrings
from tbs_tui.account.stores.choose import Wish, choose, survey, who_else
from tbs_tui.account.stores.keyring_store import KeyringStore
from tbs_tui.account.stores.os_keyrings import VARIABLE, Candidate
from tbs_tui.account.stores.store import Store, StoreError


def good(name: str = "fake") -> Candidate:
    return Candidate(name, lambda: KeyringStore(ManualClock(), FakeBackend(), name=name, readers=f"{name} readers."))


def bad(name: str, error: BaseException) -> Candidate:
    def opened() -> Store:
        raise error

    return Candidate(name, opened)


@pytest.fixture
def no_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)


async def test_the_first_that_opens_is_used_and_the_reasons_of_the_others_are_told() -> None:
    chosen = await choose(
        "auto",
        ManualClock(),
        candidates=[bad("a", StoreError("locked")), bad("b", KeyError("bus")), good("c"), good("d")],
    )
    assert chosen.store.name == "c"
    assert chosen.passed_over == (("a", "locked"), ("b", "KeyError: 'bus'"))
    assert who_else(chosen.store) == "c readers."


async def test_memory_is_there_when_nothing_else_is() -> None:
    chosen = await choose("keyring", ManualClock(), candidates=[bad("a", SystemExit(3))])
    assert (chosen.store.name, chosen.store.keeps_passwords) == ("memory", True)
    assert chosen.passed_over == (("a", "SystemExit: 3"),)
    await chosen.store.save_token(KEY, stored())
    assert await chosen.store.load_token(KEY) == stored()
    assert "root" in who_else(chosen.store)


async def test_a_wish_for_memory_asks_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os_keyrings, "_secret_service", lambda clock: bad("Secret Service", AssertionError()))
    chosen = await choose("memory", ManualClock(), environ={}, platform="linux")
    assert (chosen.store.name, chosen.passed_over) == ("memory", ())


@pytest.mark.usefixtures("no_bus")
@pytest.mark.parametrize(
    ("wish", "names"),
    [
        ("auto", ["Secret Service", "KWallet", "kernel keyring"]),
        ("keyring", ["Secret Service", "KWallet"]),
        ("kernel", ["kernel keyring"]),
    ],
)
async def test_a_wish_is_kept_to(wish: Wish, names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_self: object) -> None:
        raise StoreError("not here")

    monkeypatch.setattr(kernel, "Keyctl", lambda: refused(None))
    chosen = await choose(wish, ManualClock(), environ={}, platform="linux")
    assert chosen.store.name == "memory"
    assert [name for name, _why in chosen.passed_over] == names


@pytest.mark.usefixtures("no_bus")
async def test_without_a_bus_nothing_of_the_keyring_library_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.split(".")[0] in ("keyring", "secretstorage")]:
        monkeypatch.delitem(sys.modules, module)
    chosen = await choose("keyring", ManualClock(), environ={}, platform="linux")
    assert [why for _name, why in chosen.passed_over] == ["there is no D-Bus session"] * 2
    assert not {"keyring", "secretstorage"} & set(sys.modules)


@pytest.mark.parametrize("address", ["unix:path=/nonexistent/bus", "nonsense", "unix:"])
async def test_a_stale_bus_is_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    chosen = await choose("keyring", ManualClock(), environ={}, platform="linux")
    assert chosen.store.name == "memory"
    assert chosen.passed_over[0] == ("Secret Service", "the D-Bus session does not answer")


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        ("linux", ["Secret Service", "KWallet"]),
        ("freebsd14", ["Secret Service", "KWallet"]),
        ("darwin", ["macOS Keychain"]),
        ("win32", ["Windows Credential Manager"]),
    ],
)
def test_each_system_has_its_keyrings(platform: str, names: list[str]) -> None:
    assert [each.name for each in os_keyrings.candidates(ManualClock(), {}, platform)] == names


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("keyring.backends.SecretService.Keyring", "Secret Service"),
        ("keyring.backends.kwallet.DBusKeyring", "KWallet"),
        ("keyring.backends.kwallet.DBusKeyringKWallet4", "KWallet 4"),
        ("keyring.backends.macOS.Keyring", "macOS Keychain"),
        ("keyring.backends.Windows.WinVaultKeyring", "Windows Credential Manager"),
    ],
)
def test_the_variable_names_the_only_keyring_to_try(named: str, found: str) -> None:
    assert [each.name for each in os_keyrings.candidates(ManualClock(), {VARIABLE: named})] == [found]


@pytest.mark.skipif(sys.platform != "linux", reason="what other systems have, they have")
@pytest.mark.parametrize("named", ["keyring.backends.macOS.Keyring", "keyring.backends.Windows.WinVaultKeyring"])
async def test_a_keyring_of_another_system_is_told(named: str) -> None:
    chosen = await choose("keyring", ManualClock(), environ={VARIABLE: named})
    [(name, why)] = chosen.passed_over
    assert why == f"this system has no {name}"


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ("keyring.backends.fail.Keyring", "it fails on purpose"),
        ("keyring.backends.null.Keyring", "it keeps nothing"),
        ("keyring.backends.chainer.ChainerBackend", "it hands secrets to whatever is installed"),
        ("keyrings.alt.file.PlaintextKeyring", "it writes secrets to a file in plain text"),
        ("keyrings.alt.file.EncryptedKeyring", "it writes secrets to files and may ask on the terminal"),
        ("keyrings.cryptfile.cryptfile.CryptFileKeyring", "it writes secrets to a file and asks on the terminal"),
        ("keyring.backends.libsecret.Keyring", "it is not a known keyring"),
        ("os.system", "it is not a known keyring"),
    ],
)
async def test_what_must_not_be_used_is_refused_by_name_and_never_imported(named: str, reason: str) -> None:
    before = set(sys.modules)
    environ: Mapping[str, str] = {VARIABLE: named}
    chosen = await choose("keyring", ManualClock(), environ=environ)
    assert chosen.store.name == "memory"
    assert chosen.passed_over == ((named, f"refused, as named by PYTHON_KEYRING_BACKEND: {reason}"),)
    assert not [name for name in set(sys.modules) - before if name.startswith("keyring")]


async def test_a_name_of_the_environment_drives_no_terminal() -> None:
    chosen = await choose("keyring", ManualClock(), environ={VARIABLE: "\x1b[2J" + "x" * 500})
    [(name, _why)] = chosen.passed_over
    assert name.startswith("\\x1b[2Jxxx")
    assert len(name) == 80


async def test_a_survey_tries_every_store_not_the_first_that_opens_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os_keyrings, "candidates", lambda *_: (good("a"), bad("b", StoreError("locked")), good("c")))
    found = [each for each in await survey(ManualClock()) if each.wish == "keyring"]
    assert [(each.name, each.store is not None, each.reason) for each in found] == [
        ("a", True, ""),
        ("b", False, "locked"),
        ("c", True, ""),
    ]


async def test_stores_that_never_answer_are_waited_for_together(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each waits for the other: one after another they would not come back within the deadline.
    meeting = threading.Barrier(2)

    def met(name: str) -> Candidate:
        def opened() -> Store:
            meeting.wait(5)
            return good(name).open()

        return Candidate(name, opened)

    monkeypatch.setattr(os_keyrings, "candidates", lambda *_: (met("a"), met("b")))
    found = await survey(ManualClock(), deadline=10)
    assert [each.name for each in found if each.store is not None][:2] == ["a", "b"]


@pytest.mark.parametrize(
    ("pretend", "words"),
    [
        (("sys.platform", "freebsd14"), "only Linux has one"),
        (("platform.machine", lambda: "riscv64"), "its system calls are not known for riscv64"),
    ],
)
async def test_a_system_without_the_kernels_keyring_is_told(
    pretend: tuple[str, str | Callable[[], str]], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*pretend)
    chosen = await choose("kernel", ManualClock(), environ={})
    assert chosen.passed_over == (("kernel keyring", words),)
