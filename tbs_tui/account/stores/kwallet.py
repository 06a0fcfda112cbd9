"""KWallet, without a window ever opening. Imported late and only where python-dbus is installed."""

from typing import Any

from keyring.backends import kwallet

from tbs_tui.account.stores.store import StoreError
from tbs_tui.locale import _

_INTERFACE = "org.kde.KWallet"
#: Seconds that a question to the daemon may take.
_PATIENCE = 2.0


class QuietWallet(kwallet.DBusKeyring):
    """keyring's backend, which would start the daemon and open a closed wallet, with a window on somebody's screen.
    This one says so instead, before every call."""

    appid = "tbs-tui"

    def connected(self, service: str) -> bool:
        """True, with the wallet at hand. Raises StoreError when it is closed or there is no daemon."""
        dbus = kwallet.dbus  # type: ignore[attr-defined]  # where it is not installed, the module lacks it
        bus = dbus.SessionBus()
        if not bus.name_has_owner(self.bus_name):
            raise StoreError(_("it does not run"))
        wallet = self._ask(bus, "networkWallet", "")
        if not self._ask(bus, "isOpen", "s", wallet):
            raise StoreError(_("locked"))
        if self.handle < 0 or not self._ask(bus, "isOpen", "i", self.handle):
            self.iface = dbus.Interface(bus.get_object(self.bus_name, self.object_path), _INTERFACE)
            self.handle = self.iface.open(wallet, 0, self.appid)
        if self.handle < 0:
            raise StoreError(_("locked"))
        return True

    def usernames(self, service: str) -> tuple[str, ...]:
        """Names of all entries of the service."""
        self.connected(service)
        return tuple(str(each) for each in self.iface.entryList(self.handle, service, self.appid))

    def _ask(self, bus: Any, method: str, signature: str, *arguments: Any) -> Any:
        # Signatures are given: isOpen has two, and python-dbus goes by the last one that the daemon describes.
        return bus.call_blocking(
            self.bus_name, self.object_path, _INTERFACE, method, signature, arguments, timeout=_PATIENCE
        )


class QuietWallet4(QuietWallet):
    """The wallet of KDE 4."""

    bus_name = kwallet.DBusKeyringKWallet4.bus_name
    object_path = kwallet.DBusKeyringKWallet4.object_path
