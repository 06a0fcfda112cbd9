"""The way from the event loop to a store: never waits longer than a deadline, raises one error."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from pydantic import SecretStr

from tbs_tui.account.stores.deadline import DEADLINE, Abandoned, within
from tbs_tui.account.stores.key import AccountKey
from tbs_tui.account.stores.store import Store, StoreError
from tbs_tui.account.stores.stored_token import StoredToken
from tbs_tui.locale import _

T = TypeVar("T")


class CredentialStore:
    """A store, asked in a thread. Every method raises StoreError, and nothing else, within the deadline.

    One call is under way at a time: some backends share one connection, and an index is read, changed and written.
    A call that was abandoned is not followed by others while it lasts: each would leave another thread behind, and
    perhaps another window on somebody's screen.
    """

    def __init__(self, store: Store, *, deadline: float = DEADLINE) -> None:
        """`deadline` in seconds, for each call."""
        self._store = store
        self._deadline = deadline
        self._turn = asyncio.Lock()
        self._stuck: threading.Thread | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self._store.name

    @property
    def keeps_passwords(self) -> bool:
        """Whether `save_password` can be offered."""
        return self._store.keeps_passwords

    @property
    def lasting(self) -> bool:
        """Whether what is stored outlives this process."""
        return self._store.lasting

    @property
    def readers(self) -> str:
        """One sentence: who else can read what is stored here."""
        return self._store.readers

    async def load_token(self, key: AccountKey) -> StoredToken | None:
        """As `Store.load_token`."""
        return await self._call(lambda: self._store.load_token(key))

    async def save_token(self, key: AccountKey, token: StoredToken) -> None:
        """As `Store.save_token`. When it raises Abandoned, the token may be stored all the same."""
        await self._call(lambda: self._store.save_token(key, token))

    async def load_password(self, key: AccountKey) -> SecretStr | None:
        """As `Store.load_password`."""
        return await self._call(lambda: self._store.load_password(key))

    async def save_password(self, key: AccountKey, password: SecretStr) -> None:
        """As `Store.save_password`. When it raises Abandoned, the password may be stored all the same."""
        await self._call(lambda: self._store.save_password(key, password))

    async def forget(self, key: AccountKey) -> int:
        """As `Store.forget`."""
        return await self._call(lambda: self._store.forget(key))

    async def forget_all(self) -> int:
        """As `Store.forget_all`."""
        return await self._call(self._store.forget_all)

    async def _call(self, call: Callable[[], T]) -> T:
        async with self._turn:
            if self._stuck is not None and self._stuck.is_alive():
                raise StoreError(_("{store} has not answered yet").format(store=self.name))
            try:
                return await within(self._deadline, call)
            except Abandoned as error:
                self._stuck = error.thread
                raise
