"""What a store of secrets is. Everything here blocks; `CredentialStore` is the way to it from the event loop."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from pydantic import SecretStr

from tbs_tui.account.stores.key import AccountKey
from tbs_tui.account.stores.stored_token import StoredToken
from tbs_tui.clock import Clock
from tbs_tui.locale import _


class StoreError(Exception):
    """A store that can't be used, or a call of one that failed. The words are for people and hold no secret."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Store(Protocol):
    """One place for secrets. Each method blocks, for as long as what is behind it does, and raises StoreError."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def keeps_passwords(self) -> bool:
        """False: `save_password` raises StoreError."""
        ...

    @property
    def lasting(self) -> bool:
        """Whether what is stored outlives this process."""
        ...

    @property
    def readers(self) -> str:
        """One sentence: who else can read what is stored here."""
        ...

    def load_token(self, key: AccountKey) -> StoredToken | None:
        """The token; one that has ended, is damaged or belongs to another origin is removed and None returned."""
        ...

    def save_token(self, key: AccountKey, token: StoredToken) -> None:
        """Replaces the one before. A token that has ended by this machine's clock is not stored."""
        ...

    def load_password(self, key: AccountKey) -> SecretStr | None:
        """The API password of the key's user, whatever the tenant."""
        ...

    def save_password(self, key: AccountKey, password: SecretStr) -> None:
        """Replaces the one before."""
        ...

    def forget(self, key: AccountKey) -> int:
        """Removes the password of the key's user and the tokens of all their tenants at that identity service; returns
        how many that were. Nothing there is no error."""
        ...

    def forget_all(self) -> int:
        """Removes all that tbs-tui ever stored here; returns how many tokens and passwords that were."""
        ...


class EntryStore(ABC):
    """A store made of named entries of text: what is to be done with them is the same everywhere."""

    name: str
    keeps_passwords: bool = True
    lasting: bool = True

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @property
    @abstractmethod
    def readers(self) -> str: ...

    @abstractmethod
    def _read(self, entry: str) -> SecretStr | None: ...

    @abstractmethod
    def _write(self, entry: str, text: SecretStr, until: datetime | None) -> None:
        """`until`: when the text is worth nothing any more, which is in the future; None for never."""

    @abstractmethod
    def _remove(self, entry: str) -> None:
        """No error when it is not there."""

    @abstractmethod
    def _entries(self) -> tuple[str, ...]:
        """Names of all entries of ours."""

    def load_token(self, key: AccountKey) -> StoredToken | None:
        text = self._read(key.token_entry)
        if text is None:
            return None
        token = StoredToken.from_text(text, key)
        if token is None or token.expires <= self._clock.now():
            self._remove(key.token_entry)
            return None
        return token

    def save_token(self, key: AccountKey, token: StoredToken) -> None:
        if token.expires > self._clock.now():
            self._put(key.token_entry, token.to_text(key), token.expires)

    def load_password(self, key: AccountKey) -> SecretStr | None:
        return self._read(key.password_entry) if self.keeps_passwords else None

    def save_password(self, key: AccountKey, password: SecretStr) -> None:
        if not self.keeps_passwords:
            raise StoreError(_("{store} keeps tokens only, no passwords").format(store=self.name))
        self._put(key.password_entry, password, None)

    def forget(self, key: AccountKey) -> int:
        found = {entry for entry in self._entries() if key.is_of_user(entry)}
        # By name, too: a list of entries may be damaged.
        own = (key.token_entry, key.password_entry) if self.keeps_passwords else (key.token_entry,)
        return self._remove_all(found.union(entry for entry in own if self._read(entry) is not None))

    def forget_all(self) -> int:
        return self._remove_all(self._entries())

    def _remove_all(self, entries: Collection[str]) -> int:
        for entry in entries:
            self._remove(entry)
        return len(entries)

    def _put(self, entry: str, text: SecretStr, until: datetime | None) -> None:
        self._write(entry, text, until)
        # Some places take what they are given and keep nothing: a wallet that refuses tells keyring nothing of it.
        if self._read(entry) != text:
            raise StoreError(_("what was stored can't be read back"))
