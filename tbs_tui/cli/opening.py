"""From settings to a session that the explorer can show. Heavy: imported in a thread, after the first frame."""

import os

from tbs_tui.cli.wiring import Connection, connect, first_region
from tbs_tui.clock import Clock
from tbs_tui.inventory.source import SessionSource
from tbs_tui.settings import Settings
from tbs_tui.ui.app import Opened


class Opener:
    """Signs in, as often as it takes, over one connection."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._connection: Connection | None = None

    async def __call__(self) -> Opened:
        """Raises ApiError; Refused when the catalog lacks the region that was asked for."""
        if self._connection is None:
            self._connection = await connect(self._settings, self._clock, os.environ)
        connection = self._connection
        access = await connection.session.access()
        regions = await connection.session.regions()
        return Opened(
            tenant_id=access.tenant_id,
            tenant=access.tenant_name or access.tenant_id,
            regions=regions,
            region=first_region(self._settings, regions),
            source=SessionSource(connection.session),
            close=connection.transport.aclose,
            label=connection.label,
            production=connection.production,
        )
