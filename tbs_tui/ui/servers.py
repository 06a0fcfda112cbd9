"""Names of the instances that volumes are attached to, asked for when a detail is open, and then remembered."""

from collections import ChainMap
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.worker import Worker

from tbs_tui.account.context import Context
from tbs_tui.api.errors import ApiError
from tbs_tui.clock import Clock
from tbs_tui.query.columns import NO_SERVERS

if TYPE_CHECKING:
    from tbs_tui.ui.door import Door

#: A detail has to be open for so long before anything is asked for it, seconds: a key that is held down passes a row
#: in a tenth of that.
OPEN_SECONDS = 0.5
#: What had no answer is not asked for again within this, seconds.
SILENT_SECONDS = 300.0


class ServerNames:
    """One request at a time, and none twice; a name that can't be had is no trouble, since its id is there."""

    def __init__(self, app: App[Any], clock: Clock, told: Callable[[], None]) -> None:
        """`told` is called when a name has become known."""
        self._app = app
        self._clock = clock
        self._told = told
        self._names: dict[Context, dict[str, str]] = {}
        self._silent: dict[tuple[Context, str], float] = {}
        """Until when it is not asked for again."""
        self._open: tuple[Context, tuple[str, ...]] | None = None
        self._asking: Worker[None] | None = None
        self.door: Door | None = None

    def known(self, parts: Collection[Context]) -> Mapping[str, str]:
        """Names by ids of the Contexts shown, raw; a live view."""
        names = [self._names.setdefault(part, {}) for part in parts]
        return MappingProxyType(ChainMap(*names)) if names else NO_SERVERS

    def opened(self, context: Context, ids: Collection[str]) -> None:
        """A detail of something in `context` is open that is attached to these; told again of the same, nothing
        happens: names are asked for once an opening."""
        wanted = context, tuple(ids)
        if wanted == self._open:
            return
        self._open = wanted
        if self._missing(*wanted) and self._asking is None:
            self._asking = self._app.run_worker(
                self._ask, name="servers", group="servers", description="servers", exit_on_error=False
            )

    def closed(self) -> None:
        """No detail is open; the next one may be of the same resource."""
        self._open = None

    def stop(self) -> None:
        """The app is left."""
        if self._asking is not None:
            self._asking.cancel()

    def _missing(self, context: Context, ids: Collection[str]) -> list[str]:
        now, known = self._clock.monotonic(), self._names.get(context, {})
        return [each for each in ids if each not in known and self._silent.get((context, each), 0.0) <= now]

    async def _ask(self) -> None:
        try:
            # Whatever was opened meanwhile has to stay open for as long.
            while self._open is not None and self._missing(*self._open):
                opened = self._open
                await self._clock.sleep(OPEN_SECONDS)
                for server_id in self._missing(*opened):
                    if self._open != opened:
                        break
                    await self._ask_for(opened[0], server_id)
        finally:
            self._asking = None

    async def _ask_for(self, context: Context, server_id: str) -> None:
        name = None
        if self.door is not None:
            try:
                name = await self.door.server_name(context, server_id)
            except ApiError:
                # An instance may be gone, or Compute not for this user: nobody asked for more than its id.
                name = None
        if name:
            self._names.setdefault(context, {})[server_id] = name
            self._told()
        else:
            self._silent[context, server_id] = self._clock.monotonic() + SILENT_SECONDS
