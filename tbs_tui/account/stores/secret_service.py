"""The Secret Service of a desktop session (GNOME Keyring, KeePassXC, KDE's), without a window ever opening.

Imported late and only when the bus has such a service: keyring and what it pulls in take 0.1 to 0.3 s to import,
secretstorage alone 0.05, and most jump hosts have none.
"""

from contextlib import ExitStack, closing

import secretstorage
from keyring.backends import SecretService
from secretstorage.exceptions import ItemNotFoundException, SecretServiceNotAvailableException

from tbs_tui.account.stores.store import StoreError
from tbs_tui.locale import _


class QuietKeyring(SecretService.Keyring):
    """keyring's backend, which would create a default collection that is missing and unlock one that is locked, each
    with a window on somebody's screen, and wait for it without end. This one says so instead, before every call: a
    keyring is locked again while tbs-tui runs, when the screen is."""

    appid = "tbs-tui"

    def get_preferred_collection(self) -> secretstorage.Collection:
        """The default collection, unlocked; its connection is the caller's to close. Raises StoreError."""
        failure = ""
        try:
            with ExitStack() as opened:
                bus = opened.enter_context(closing(secretstorage.dbus_init()))
                collection = secretstorage.get_collection_by_alias(bus, "default")
                if not collection.is_locked():
                    opened.pop_all()
                    return collection
            failure = _("locked")
        except ItemNotFoundException:
            failure = _("it has no default collection")
        except (SecretServiceNotAvailableException, OSError):
            failure = _("it does not run any more")
        raise StoreError(failure)

    def unlock(self, item: secretstorage.Item) -> None:
        """Raises StoreError for an item that is locked by itself, as those are that KeePassXC wants to ask about."""
        if item.is_locked():
            raise StoreError(_("locked"))

    def usernames(self, service: str) -> tuple[str, ...]:
        """Names of all entries of the service."""
        collection = self.get_preferred_collection()
        # keyring lets the environment choose what the attributes are called.
        attribute = self.schemes[self.scheme]["username"]
        with closing(collection.connection):
            items = collection.search_items(self._query(service))
            found = (item.get_attributes().get(attribute) for item in items)
            return tuple(dict.fromkeys(name for name in found if name is not None))
