"""Which OS keyrings there may be, and how each is opened: by class, never by what the keyring library would pick.

Left alone it picks by priority from all that is installed, and some of that writes secrets to a file in plain text,
or asks for a password on the terminal. Its configuration file, which could name such a one, is not read either.
"""

import ctypes
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import closing

from tbs_tui.account.stores.keyring_store import KeyringStore
from tbs_tui.account.stores.store import Store, StoreError
from tbs_tui.clock import Clock
from tbs_tui.locale import N_, _
from tbs_tui.records import dataclass
from tbs_tui.text import cut, plain

VARIABLE = "PYTHON_KEYRING_BACKEND"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A store that may be there."""

    name: str
    open: Callable[[], Store]
    """Blocks. The store, ready to be used; raises StoreError with the reason, or whatever a library raises."""


def candidates(clock: Clock, environ: Mapping[str, str], platform: str = sys.platform) -> tuple[Candidate, ...]:
    """The OS keyrings to try, best first; the one that ``PYTHON_KEYRING_BACKEND`` names, when it names any. `platform`
    as in ``sys.platform``."""
    wanted = environ.get(VARIABLE, "").strip()
    if wanted:
        allowed = _BY_CLASS.get(wanted)
        return (allowed(clock) if allowed is not None else _refused(wanted),)
    order = {"darwin": (_macos,), "win32": (_windows,)}.get(platform, (_secret_service, _kwallet))
    return tuple(each(clock) for each in order)


def _secret_service(clock: Clock) -> Candidate:
    def opened() -> Store:
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            raise StoreError(_("there is no D-Bus session"))
        _need("secretstorage", "SecretStorage")
        import secretstorage

        try:
            with closing(secretstorage.dbus_init()) as bus:
                there = secretstorage.check_service_availability(bus)
        except (secretstorage.SecretServiceNotAvailableException, OSError):
            raise StoreError(_("the D-Bus session does not answer")) from None
        if not there:
            raise StoreError(_("the D-Bus session has none"))
        from tbs_tui.account.stores.secret_service import QuietKeyring

        backend = QuietKeyring()  # type: ignore[no-untyped-call]
        # Is there a collection, and is it unlocked? Writing a marker would take another 0.1 s at every start.
        backend.get_preferred_collection().connection.close()
        readers = _("Every program of this desktop session can read it while the keyring is unlocked.")
        return KeyringStore(clock, backend, name="Secret Service", readers=readers)

    return Candidate("Secret Service", opened)


def _kwallet(clock: Clock, *, old: bool = False) -> Candidate:
    name = "KWallet 4" if old else "KWallet"

    def opened() -> Store:
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            raise StoreError(_("there is no D-Bus session"))
        _need("dbus", "python-dbus")
        from tbs_tui.account.stores.kwallet import QuietWallet, QuietWallet4

        readers = _("Every program of this desktop session can read it while the wallet is open.")
        wallet = (QuietWallet4 if old else QuietWallet)()  # type: ignore[no-untyped-call]
        return _probed(KeyringStore(clock, wallet, name=name, readers=readers))

    return Candidate(name, opened)


def _macos(clock: Clock) -> Candidate:
    name = "macOS Keychain"

    def opened() -> Store:
        _only_on("darwin", name)
        # For this process: what would open a window fails instead (errSecInteractionNotAllowed).
        security = ctypes.CDLL("/System/Library/Frameworks/Security.framework/Security")
        security.SecKeychainSetUserInteractionAllowed(False)
        from keyring.backends import macOS

        readers = _("Programs that run with the same Python can read it while the keychain is unlocked.")
        keychain = macOS.Keyring()  # type: ignore[no-untyped-call]
        return _probed(KeyringStore(clock, keychain, name=name, readers=readers))

    return Candidate(name, opened)


def _windows(clock: Clock) -> Candidate:
    name = "Windows Credential Manager"

    def opened() -> Store:
        _only_on("win32", name)
        from keyring.backends import Windows

        readers = _("Every program of this Windows user can read it.")
        vault = Windows.WinVaultKeyring()  # type: ignore[no-untyped-call]
        return _probed(KeyringStore(clock, vault, name=name, readers=readers))

    return Candidate(name, opened)


#: What PYTHON_KEYRING_BACKEND may name.
_BY_CLASS: Mapping[str, Callable[[Clock], Candidate]] = {
    "keyring.backends.SecretService.Keyring": _secret_service,
    "keyring.backends.kwallet.DBusKeyring": _kwallet,
    "keyring.backends.kwallet.DBusKeyringKWallet4": lambda clock: _kwallet(clock, old=True),
    "keyring.backends.macOS.Keyring": _macos,
    "keyring.backends.Windows.WinVaultKeyring": _windows,
}

#: Why not, by the beginning of the name.
_REFUSALS = {
    "keyring.backends.fail.": N_("it fails on purpose"),
    "keyring.backends.null.": N_("it keeps nothing"),
    "keyring.backends.chainer.": N_("it hands secrets to whatever is installed"),
    "keyrings.alt.file.Plaintext": N_("it writes secrets to a file in plain text"),
    "keyrings.alt.": N_("it writes secrets to files and may ask on the terminal"),
    "keyrings.cryptfile.": N_("it writes secrets to a file and asks on the terminal"),
}


def _refused(wanted: str) -> Candidate:
    reason = next(
        (why for start, why in _REFUSALS.items() if wanted.startswith(start)), N_("it is not a known keyring")
    )

    def opened() -> Store:
        raise StoreError(_("refused, as named by {variable}: {reason}").format(variable=VARIABLE, reason=_(reason)))

    return Candidate(cut(plain(wanted), 80), opened)


def _probed(store: KeyringStore) -> KeyringStore:
    store.probe()
    return store


def _need(module: str, package: str) -> None:
    if importlib.util.find_spec(module) is None:
        raise StoreError(_("{package} is not installed").format(package=package))


def _only_on(platform: str, name: str) -> None:
    if sys.platform != platform:
        raise StoreError(_("this system has no {name}").format(name=name))
