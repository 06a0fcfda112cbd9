"""A session as the poller's source. Brings httpx and pydantic: imported after the first frame."""

from collections.abc import AsyncIterator
from dataclasses import replace

from tbs_tui.account.accounts import Accounts
from tbs_tui.account.context import Context
from tbs_tui.account.login import Login
from tbs_tui.account.session import Session
from tbs_tui.api.block_storage import BlockStorage, Page
from tbs_tui.api.models import Snapshot, Volume, VolumeType


class SessionSource:
    """Asks the block storage of the Context's region. Its tenant is the session's: one session serves one tenant."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def volumes(self, context: Context) -> AsyncIterator[Page[Volume]]:
        """Every volume, a page at a time. Raises ApiError."""
        async for page in (await self._storage(context)).volumes():
            yield page

    async def snapshots(self, context: Context) -> AsyncIterator[Page[Snapshot]]:
        """Every snapshot, a page at a time. Raises ApiError."""
        async for page in (await self._storage(context)).snapshots():
            yield page

    async def types(self, context: Context) -> AsyncIterator[Page[VolumeType]]:
        """Every volume type. Raises ApiError."""
        yield await (await self._storage(context)).types()

    async def _storage(self, context: Context) -> BlockStorage:
        if context.tenant_id != self._session.tenant_id:
            raise ValueError(f"a session of tenant {self._session.tenant_id} was asked for {context.tenant_id}")
        return await self._session.block_storage(context.region)


class AccountsSource:
    """Asks as one user, in whichever tenant the Context names."""

    def __init__(self, accounts: Accounts, login: Login) -> None:
        self._accounts = accounts
        self._login = login

    async def volumes(self, context: Context) -> AsyncIterator[Page[Volume]]:
        """Every volume, a page at a time. Raises ApiError."""
        async for page in (await self._of(context)).volumes(context):
            yield page

    async def snapshots(self, context: Context) -> AsyncIterator[Page[Snapshot]]:
        """Every snapshot, a page at a time. Raises ApiError."""
        async for page in (await self._of(context)).snapshots(context):
            yield page

    async def types(self, context: Context) -> AsyncIterator[Page[VolumeType]]:
        """Every volume type. Raises ApiError."""
        async for page in (await self._of(context)).types(context):
            yield page

    async def _of(self, context: Context) -> SessionSource:
        return SessionSource(await self._accounts.session(replace(self._login, tenant_id=context.tenant_id)))
