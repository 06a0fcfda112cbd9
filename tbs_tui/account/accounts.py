"""The sessions of this process, one for each tenant used, and what of them is kept where.

A password given now is kept in this process, for renewals and for other tenants of the same user. What goes into the
credential store is the token, and the password only where the person said so.
"""

from pydantic import SecretStr

from tbs_tui.account.login import Login
from tbs_tui.account.session import Session
from tbs_tui.account.stores.choose import Chosen
from tbs_tui.account.stores.key import AccountKey
from tbs_tui.account.stores.store import StoreError
from tbs_tui.account.stores.stored_token import StoredToken
from tbs_tui.api.identity import Access, Identity
from tbs_tui.api.lock import Lock
from tbs_tui.api.transport import Transport
from tbs_tui.clock import Clock
from tbs_tui.text import plain


class Accounts:
    """Sessions, and the store behind them. A store that fails never keeps anybody out: `trouble` says so."""

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        chosen: Chosen,
        *,
        lock: Lock | None = None,
        insecure_http: bool = False,
    ) -> None:
        self._transport = transport
        self._clock = clock
        self.chosen = chosen
        self._lock = lock
        self._insecure_http = insecure_http
        self._sessions: dict[AccountKey, Session] = {}
        self._passwords: dict[tuple[str, str], SecretStr] = {}
        self.trouble: str | None = None
        """Why the store did not keep something, or could not be asked; the words hold no secret."""

    async def session(self, login: Login) -> Session:
        """The tenant's session, from what is kept: a token that lives, else a password. With neither, using it raises
        PasswordNeeded. Raises Refused for a URL that no password may be sent to."""
        identity, key = self._identity(login)
        known = self._sessions.get(key)
        if known is not None:
            return known
        password = self._passwords.get((key.origin, key.username))
        stored = None
        if password is None:
            stored = await self._loaded_token(key)
            password = await self._loaded_password(key)
        session = self._sessions[key] = self._made(login, identity, key, password, stored, keep=True)
        return session

    def session_of_now(self, login: Login, password: SecretStr) -> Session:
        """A session that signs in anew with a password of the environment, and of which nothing is kept."""
        identity, key = self._identity(login)
        self._passwords[key.origin, key.username] = password
        session = self._sessions[key] = self._made(login, identity, key, password, None, keep=False)
        return session

    async def sign_in(self, login: Login, password: SecretStr, *, keep_password: bool = False) -> Session:
        """Sign in with a password given now; what is kept is kept only after it worked. Raises ApiError."""
        session = await self.session(login)
        # Of what is kept from now on; what could not be read is asked for again.
        self.trouble = None
        await session.sign_in(password)
        _identity, key = self._identity(login)
        self._passwords[key.origin, key.username] = password
        if keep_password:
            try:
                await self.chosen.store.save_password(key, password)
            except StoreError as error:
                self.trouble = error.words
        return session

    def take_trouble(self) -> str:
        """Why something is not kept that was to be, once; empty when all is well."""
        trouble, self.trouble = self.trouble, None
        return plain(trouble or "")

    def _identity(self, login: Login) -> tuple[Identity, AccountKey]:
        identity = Identity(self._transport, login.identity_url, self._clock, insecure_http=self._insecure_http)
        return identity, AccountKey(identity.endpoint.origin, login.tenant_id, login.username)

    def _made(
        self,
        login: Login,
        identity: Identity,
        key: AccountKey,
        password: SecretStr | None,
        stored: StoredToken | None,
        *,
        keep: bool,
    ) -> Session:
        async def kept(access: Access) -> None:
            try:
                await self.chosen.store.save_token(key, StoredToken.from_access(access))
            except StoreError as error:
                self.trouble = error.words

        return Session(
            self._transport,
            identity,
            self._clock,
            tenant_id=login.tenant_id,
            username=login.username,
            password=password,
            access=stored.access(login.tenant_id) if stored is not None else None,
            on_access=kept if keep else None,
            lock=self._lock,
            insecure_http=self._insecure_http,
        )

    async def _loaded_token(self, key: AccountKey) -> StoredToken | None:
        try:
            return await self.chosen.store.load_token(key)
        except StoreError as error:
            self.trouble = error.words
            return None

    async def _loaded_password(self, key: AccountKey) -> SecretStr | None:
        try:
            return await self.chosen.store.load_password(key)
        except StoreError as error:
            self.trouble = error.words
            return None
