"""Sessions as the poller's source. Brings httpx and pydantic: imported after the first frame."""

from collections.abc import AsyncIterator, Awaitable, Callable

from tbs_tui.account.context import Context
from tbs_tui.account.session import Session
from tbs_tui.api.block_storage import BlockStorage, Page
from tbs_tui.api.models import Snapshot, Volume, VolumeType
from tbs_tui.inventory.picture import Kind

SessionOf = Callable[[Context], Awaitable[Session]]
"""The session of a Context's profile and tenant. Raises ApiError."""


class SessionSource:
    """Asks the block storage of the Context's region, as whoever `session_of` says."""

    def __init__(self, session_of: SessionOf) -> None:
        self._session_of = session_of

    @classmethod
    def of(cls, session: Session) -> "SessionSource":
        """One session for every Context; they must all be of its tenant."""

        async def session_of(_context: Context) -> Session:
            return session

        return cls(session_of)

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

    async def url(self, context: Context, kind: Kind, resource_id: str) -> str:
        """What a GET reads the resource by; a type is only ever read with all others. Raises ApiError."""
        path = ("types",) if kind is Kind.TYPES else (kind.value, resource_id)
        return await self.url_of(context, *path)

    async def url_of(self, context: Context, *path: str) -> str:
        """The URL of what lies at the path in block storage. Raises ApiError: Refused for what is no id."""
        return (await self._storage(context)).url(*path)

    async def _storage(self, context: Context) -> BlockStorage:
        session = await self._session_of(context)
        if context.tenant_id != session.tenant_id:
            raise ValueError(f"a session of tenant {session.tenant_id} was asked for {context.tenant_id}")
        return await session.block_storage(context.region)
