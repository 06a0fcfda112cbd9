"""Sessions as the cloud that operations change. Brings httpx and pydantic: imported after the first frame."""

from collections.abc import Awaitable, Callable

from tbs_tui.account.context import Context
from tbs_tui.account.session import Session
from tbs_tui.operations.intent import Images, Storage

SessionOf = Callable[[Context], Awaitable[Session]]
"""The session of a Context's profile and tenant. Raises ApiError."""


class SessionCloud:
    """Block storage and images of each Context, as whoever `session_of` says."""

    def __init__(self, session_of: SessionOf) -> None:
        self._session_of = session_of

    async def storage(self, context: Context) -> Storage:
        """Block storage of the Context's region. Raises ApiError."""
        return await (await self._of(context)).block_storage(context.region)

    async def images(self, context: Context) -> Images | None:
        """The Image API, where the catalog has it. Raises ApiError."""
        return await (await self._of(context)).images(context.region)

    async def _of(self, context: Context) -> Session:
        session = await self._session_of(context)
        if context.tenant_id != session.tenant_id:
            raise ValueError(f"a session of tenant {session.tenant_id} was asked for {context.tenant_id}")
        return session
