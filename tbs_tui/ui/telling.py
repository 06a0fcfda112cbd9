"""What the open detail of a screen says, and when it has to say it again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from textual.screen import Screen
from textual.worker import Worker

from tbs_tui.account.context import Context
from tbs_tui.api.models import Resource, Snapshot, Volume, VolumeType
from tbs_tui.clock import Clock
from tbs_tui.inventory.history import History
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.query.columns import View
from tbs_tui.ui.servers import ServerNames

if TYPE_CHECKING:
    from tbs_tui.operations.operation import Operation
    from tbs_tui.ui.sections import Past
    from tbs_tui.ui.widgets.detail import DetailLine

Row = TypeVar("Row", bound=Resource)

#: Between two looks at the clock, seconds.
TICK_SECONDS = 1.0


def kind_of(row: Resource) -> Kind:
    """What a row is one of."""
    if isinstance(row, Volume):
        return Kind.VOLUMES
    return Kind.SNAPSHOTS if isinstance(row, Snapshot) else Kind.TYPES


def place_of(row: Resource, context: Context) -> Context:
    """Where a row is that is shown in `context`, which may be all regions."""
    return context.within(row.region) if row.region else context


def present(row: Row, picture: Picture) -> Row | None:
    """What is known of the row now; None when the cloud lists it no more."""
    found: Row | None = picture.listing(kind_of(row)).by_id.get(row.id)
    return found if found is not None and found.region == row.region else None


@dataclass(slots=True)
class Background:
    """What is known beside the picture, for every detail of the run."""

    clock: Clock
    inventory: Inventory
    servers: ServerNames
    history: History | None = field(default=None)
    """What is remembered; None while nothing is."""
    doing: "Callable[[Resource, Context], Sequence[Operation]]" = lambda _row, _context: ()
    """What runs of what the person has decided, of a row that is shown in the Context."""

    def past(self, row: Resource, context: Context) -> "Past | None":
        """What is known of how the row came to be what it is; None for what has no past."""
        if isinstance(row, VolumeType):
            return None
        from tbs_tui.ui.sections import Past

        place = place_of(row, context)
        happened = self.history.of(place, kind_of(row), row.id) if self.history is not None else ()
        seen = self.inventory.status_since(place, row.id)
        return Past(self.clock.now(), seen, happened, self.doing(row, context))


class Telling:
    """Of one screen: `again` makes it show its detail anew. It is called each second while what is told is on its way
    to another status or something is being done to it, and by nobody otherwise."""

    def __init__(self, screen: Screen[None], background: Background, again: Callable[[], None]) -> None:
        self._screen = screen
        self._background = background
        self._again = again
        self._ticking: Worker[None] | None = None
        self.raw = False
        """Whether JSON is shown in place of the sections."""

    def past(self, row: Resource, context: Context) -> "Past | None":
        """See `Background.past`."""
        return self._background.past(row, context)

    def lines(self, row: Resource | None, view: View, context: Context, width: int) -> "Sequence[DetailLine]":
        """The lines of the detail that is open; none without a row."""
        if row is None:
            self.close()
            return ()
        # A narrow first frame has no detail.
        from tbs_tui.ui.details import detail_lines, raw_lines
        from tbs_tui.ui.sections import is_changing

        changing = is_changing(row) or bool(self._background.doing(row, context))
        self._tick_while(changing=changing and not self.raw)
        if self._screen.is_active:
            at = row.attachments if isinstance(row, Volume) else ()
            ids = [each.server_id for each in at if each.server_id]
            self._background.servers.opened(place_of(row, context), ids)
        return raw_lines(row, width) if self.raw else detail_lines(row, view, width, self.past(row, context))

    def close(self) -> None:
        """The detail is not open any more."""
        self._tick_while(changing=False)
        if self._screen.is_active:
            self._background.servers.closed()

    def _tick_while(self, *, changing: bool) -> None:
        if changing and self._ticking is None and self._screen.is_active:
            self._ticking = self._screen.app.run_worker(
                self._tick, name="detail", group="detail", description="detail", exit_on_error=False
            )
        elif not changing and self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None

    async def _tick(self) -> None:
        # Under a dialog nothing moves; the screen shows its detail anew when that has gone.
        clock, began = self._background.clock, self._background.clock.now()
        while self._screen.is_active:
            passed = (clock.now() - began) % timedelta(seconds=TICK_SECONDS)
            await clock.sleep(TICK_SECONDS - passed.total_seconds())
            if self._screen.is_active:
                self._again()
        self._ticking = None
