"""The keys that change the cloud: what they are offered for, and the dialogs that they open. Imported after the first
frame, which needs none of it: it takes 40 ms."""

from collections.abc import Callable

from tbs_tui.account.context import Context
from tbs_tui.api.models import Resource, Snapshot, Volume
from tbs_tui.clock import Clock
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.locale import _
from tbs_tui.operations.desk import Operations
from tbs_tui.operations.gate import Action, Answer, Where, delete_of
from tbs_tui.settings import Settings
from tbs_tui.ui import header
from tbs_tui.ui.dialogs.delete import DeleteDialog
from tbs_tui.ui.dialogs.snapshot import SnapshotDialog
from tbs_tui.ui.door import Door
from tbs_tui.ui.permission import Permission
from tbs_tui.ui.places import Places
from tbs_tui.ui.screens.commanding import CommandApp
from tbs_tui.ui.servers import ServerNames
from tbs_tui.ui.site import Site
from tbs_tui.ui.telling import place_of


class Changes:
    """Opens its dialogs over whatever is on top. `show_snapshots_of` leads to the snapshots of a volume; `changed` is
    called when the person may do more or less than before."""

    def __init__(
        self,
        app: CommandApp,
        settings: Settings,
        clock: Clock,
        inventory: Inventory,
        servers: ServerNames,
        desk: Operations,
        door: Door,
        places: Places,
        show_snapshots_of: Callable[[Volume], None],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._app = app
        self._settings = settings
        self.permission = Permission(app, clock, inventory, door, places, changed)
        self._clock = clock
        self._inventory = inventory
        self._servers = servers
        self._show_snapshots_of = show_snapshots_of
        self._desk = desk
        self._door = door
        self._places = places

    # Where

    @property
    def is_read_only(self) -> bool:
        """Whether nothing is sent that changes the cloud."""
        return self.permission.is_read_only

    def site(self, context: Context) -> Site | None:
        """What a dialog about `context` needs; None when that is not the place shown."""
        shown, places = self._inventory.current, self._places
        if shown is None:
            return None
        if not shown.covers(context) and not context.covers(shown):
            return None
        here = places.here
        parts = self._inventory.parts if context.everywhere else (context,)
        return Site(
            context,
            header.place(context, places.tenant, account=places.account),
            # What is not known yet is treated as what needs most care.
            production=here is None or here.account.production,
            desk=self._desk,
            door=self._door,
            inventory=self._inventory,
            clock=self._clock,
            zone=self._settings.timezone,
            server_names=self._servers.known(parts),
            is_read_only=lambda: self.is_read_only,
        )

    # Whether

    def why_not_delete(self, row: Resource | None, context: Context) -> str | None:
        """Why the row, which is shown in `context`, can't be deleted; None when it can, or when the dialog shows the
        way to what is in its way."""
        return self._why_not(delete_of(row), row, context)

    def why_not_snapshot(self, row: Resource | None, context: Context) -> str | None:
        """Why no snapshot of the row, which is shown in `context`, can be taken; None when one can."""
        return self._why_not(Action.CREATE_SNAPSHOT, row, context)

    def _why_not(self, action: Action, row: Resource | None, context: Context) -> str | None:
        site = self.site(place_of(row, context) if row is not None else context)
        if site is None:
            return _("Another place is shown by now.")
        subject = row if isinstance(row, Volume | Snapshot) else None
        present = site.present(subject) if subject is not None else None
        if subject is not None and present is None:
            return _("The cloud does not list it any more.")
        answer = site.ask(action, present)
        if answer.allowed or _leads_on(answer):
            return None
        return self.permission.why_read_only() or answer.why

    # What

    def snapshot(self, volume: Volume, context: Context) -> None:
        """Ask for a snapshot of the volume, which is shown in `context`."""
        site = self.site(place_of(volume, context))
        if site is not None:
            self._app.push_screen(SnapshotDialog(site, volume))

    def delete(self, row: Volume | Snapshot, context: Context) -> None:
        """Ask whether the row, which is shown in `context`, is to go."""
        site = self.site(place_of(row, context))
        if site is not None:
            self._app.push_screen(DeleteDialog(site, row, self._show_snapshots_of))


def _leads_on(answer: Answer) -> bool:
    """Whether all that is in the way can be gone to and deleted first."""
    blockers = [each.blocker for each in answer.reasons]
    return all(each is not None and each.where is Where.SNAPSHOTS for each in blockers)
