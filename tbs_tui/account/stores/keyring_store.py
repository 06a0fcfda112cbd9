"""An OS keyring, through a backend of the keyring library."""

import json
import secrets
from datetime import datetime
from typing import Protocol

from pydantic import SecretStr

from tbs_tui.account.stores.store import EntryStore, StoreError
from tbs_tui.clock import Clock
from tbs_tui.locale import _

#: What the entries are filed under; people see it in the window of their keyring.
SERVICE = "tbs-tui"
#: The entry that names all others, where a backend can't list.
_INDEX = "index"


class Backend(Protocol):
    """What is used of a ``keyring.backend.KeyringBackend``. Each method may raise anything."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class ListingBackend(Backend, Protocol):
    """A backend that knows what it has."""

    def usernames(self, service: str) -> tuple[str, ...]: ...


class KeyringStore(EntryStore):
    """The entries are passwords of the service "tbs-tui", each for a "username" that is the entry's name."""

    def __init__(self, clock: Clock, backend: Backend, *, name: str, readers: str) -> None:
        super().__init__(clock)
        self.name = name
        self._backend = backend
        self._readers = readers

    @property
    def readers(self) -> str:
        return self._readers

    def probe(self) -> None:
        """Write, read back and remove a marker. Raises StoreError, or whatever the backend raises."""
        # A name of its own, for two that start at the same time.
        entry = f"probe:{secrets.token_hex(4)}"
        self._backend.set_password(SERVICE, entry, SERVICE)
        found = self._backend.get_password(SERVICE, entry)
        self._delete(entry)
        if found != SERVICE:
            raise StoreError(_("what was stored can't be read back"))

    def _read(self, entry: str) -> SecretStr | None:
        text = self._backend.get_password(SERVICE, entry)
        return None if text is None else SecretStr(str(text))

    def _write(self, entry: str, text: SecretStr, until: datetime | None) -> None:
        # Named first: what is stored and not named would outlast a logout.
        self._index(add=entry)
        self._backend.set_password(SERVICE, entry, text.get_secret_value())

    def _remove(self, entry: str) -> None:
        self._delete(entry)
        self._index(drop=entry)

    def _entries(self) -> tuple[str, ...]:
        if (listed := self._listed()) is not None:
            return listed
        return self._indexed()

    def _delete(self, entry: str) -> None:
        # Asked first: what a backend raises for an entry that is not there is what it raises for a refusal, too.
        if self._backend.get_password(SERVICE, entry) is not None:
            self._backend.delete_password(SERVICE, entry)

    def _listed(self) -> tuple[str, ...] | None:
        usernames = getattr(self._backend, "usernames", None)
        return None if usernames is None else tuple(usernames(SERVICE))

    def _indexed(self) -> tuple[str, ...]:
        text = self._backend.get_password(SERVICE, _INDEX)
        try:
            raw = json.loads(text) if text else []
        except ValueError:
            raw = []
        return tuple(dict.fromkeys(each for each in raw if isinstance(each, str))) if isinstance(raw, list) else ()

    def _index(self, *, add: str | None = None, drop: str | None = None) -> None:
        if hasattr(self._backend, "usernames"):
            return
        before = self._indexed()
        after = tuple(each for each in before if each != drop)
        if add is not None and add not in after:
            after = (*after, add)
        if after == before:
            return
        if after:
            self._backend.set_password(SERVICE, _INDEX, json.dumps(after, separators=(",", ":")))
        else:
            self._delete(_INDEX)
