"""The keys that change the cloud: what they are offered for, and the dialogs that they open. Imported after the first
frame, which needs none of it: it takes 40 ms."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from tbs_tui.account.context import Context
from tbs_tui.api.models import Resource, Snapshot, Volume
from tbs_tui.clock import Clock
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind
from tbs_tui.locale import _
from tbs_tui.operations.desk import Operations
from tbs_tui.operations.gate import Action, delete_of
from tbs_tui.settings import Settings
from tbs_tui.ui import header
from tbs_tui.ui.changing import beginnings
from tbs_tui.ui.changing.batches import Batches
from tbs_tui.ui.changing.beginnings import Beginning
from tbs_tui.ui.changing.permission import Permission
from tbs_tui.ui.changing.site import Site
from tbs_tui.ui.dialogs.changes.create import CreateDialog
from tbs_tui.ui.dialogs.changes.delete import DeleteDialog
from tbs_tui.ui.dialogs.changes.many import Chosen
from tbs_tui.ui.dialogs.changes.many_delete import DeleteManyDialog, SnapshotsFirstDialog
from tbs_tui.ui.dialogs.changes.many_snapshots import SnapshotManyDialog
from tbs_tui.ui.dialogs.changes.snapshot import SnapshotDialog
from tbs_tui.ui.dialogs.changes.upload import UploadDialog
from tbs_tui.ui.door import Door
from tbs_tui.ui.places import Places
from tbs_tui.ui.screens.commanding import CommandApp
from tbs_tui.ui.servers import ServerNames
from tbs_tui.ui.telling import place_of


class Changes:
    """Opens its dialogs over whatever is on top. `show_snapshots_of` leads to the snapshots of a volume; `drop_marks`
    takes the marks from rows, by their ids, in the place where they were marked; `changed` is called when the person
    may do more or less than before."""

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
        drop_marks: Callable[[Context, Kind, Collection[str]], None],
        changed: Callable[[], None],
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
        self._batches = Batches(desk, lambda context, kind, id: app.call_later(drop_marks, context, kind, (id,)))

    # Where

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
            # Without the blank at its beginning.
            header.place(context, places.tenant, account=places.account)[1:],
            # What is not known yet is treated as what needs most care.
            production=here is None or here.account.production,
            desk=self._desk,
            door=self._door,
            inventory=self._inventory,
            clock=self._clock,
            zone=self._settings.timezone,
            server_names=self._servers.known(parts),
            # That of the place, whatever is shown by then.
            is_read_only=lambda: self._door.lock(context.profile).is_closed,
        )

    # Whether

    def why_not_delete(self, row: Resource | None, context: Context) -> str | None:
        """Why the row, which is shown in `context`, can't be deleted; None when it can, or when the dialog shows the
        way to what is in its way."""
        return self._why_not(delete_of(row), row, context)

    def why_not_snapshot(self, row: Resource | None, context: Context) -> str | None:
        """Why no snapshot of the row, which is shown in `context`, can be taken; None when one can."""
        return self._why_not(Action.CREATE_SNAPSHOT, row, context)

    def why_not_upload(self, row: Resource | None, context: Context) -> str | None:
        """Why the row, which is shown in `context`, can't be uploaded as an image; None when it can."""
        return self._why_not(Action.UPLOAD_IMAGE, row, context)

    def why_not_create(self, context: Context) -> str | None:
        """Why no empty volume can be made in `context`; None when one can."""
        return self._why_not(Action.CREATE_VOLUME, None, context)

    def why_not_same_again(self, row: Resource | None, context: Context) -> str | None:
        """Why no volume like the row, which is shown in `context`, can be made; None when one can."""
        if why_not := self.why_not_create(context):
            return why_not
        return None if isinstance(row, Volume) else _("Choose a volume first.")

    def why_not_from_snapshot(self, row: Resource | None, context: Context) -> str | None:
        """Why no volume can be made of the row, which is shown in `context`; None when one can."""
        return self._why_not(Action.CREATE_FROM_SNAPSHOT, row, context)

    def _why_not(self, action: Action, row: Resource | None, context: Context) -> str | None:
        site = self.site(place_of(row, context) if row is not None else context)
        if site is None:
            return _("Another place is shown by now.")
        subject = row if isinstance(row, Volume | Snapshot) else None
        present = site.present(subject) if subject is not None else None
        if subject is not None and present is None:
            return _("The cloud does not list it any more.")
        answer = site.ask(action, present)
        if answer.allowed or answer.only_snapshots_block:
            return None
        return self.permission.why_read_only() or answer.why

    def why_not_delete_marked(self, rows: Sequence[Resource], context: Context) -> str | None:
        """Why none of the marked rows, which are of `context`, can be deleted; None when one can. One alone is as any
        other: see `delete_marked`."""
        if len(rows) == 1:
            return self.why_not_delete(rows[0], context)
        return self._why_none(delete_of, rows, context)

    def why_not_snapshot_marked(self, rows: Sequence[Resource], context: Context) -> str | None:
        """Why no snapshot of any of the marked rows, which are of `context`, can be taken; None when one can."""
        return self._why_none(lambda _row: Action.CREATE_SNAPSHOT, rows, context)

    def _why_none(
        self, action_of: Callable[[Resource], Action], rows: Sequence[Resource], context: Context
    ) -> str | None:
        site = self.site(context)
        if site is None:
            return _("Another place is shown by now.")
        why = _("The cloud does not list what is marked any more.")
        for number, row in enumerate(rows):
            answer = site.ask(action_of(row), row if isinstance(row, Volume | Snapshot) else None)
            if answer.allowed:
                return None
            why = answer.why if not number else why
            if site.is_read_only():
                return self.permission.why_read_only() or why
        if len(rows) == 1:
            return why
        return _("None of the {n:,} marked can be taken. The first of them: {why}").format(n=len(rows), why=why)

    # What

    def create(self, row: Resource | None, context: Context) -> None:
        """Ask for an empty volume, where the row is, which is shown in `context`: of that type, if it is one."""
        place = place_of(row, context) if row is not None else context
        if place.everywhere:
            regions = self._places.regions
            place = place.within(regions[0]) if regions else place
        self._create(beginnings.empty(row), place, context)

    def same_again(self, volume: Volume, context: Context) -> None:
        """Ask for an empty volume with the settings of this one, which is shown in `context`."""
        place = place_of(volume, context)
        picture = self._inventory.picture_of(place)
        if picture is not None:
            self._create(beginnings.same_again(volume, picture), place, context)

    def from_snapshot(self, snapshot: Snapshot, context: Context) -> None:
        """Ask for a volume made of the snapshot, which is shown in `context`."""
        place = place_of(snapshot, context)
        picture = self._inventory.picture_of(place)
        if picture is not None:
            self._create(beginnings.of_snapshot(snapshot, picture), place, place)

    def _create(self, begin: Beginning, place: Context, context: Context) -> None:
        """In `place`, or in any region of `context`."""
        site = self.site(place)
        if site is not None:
            regions = self._places.regions if context.everywhere else ()
            self._app.push_screen(CreateDialog(site, begin, regions, self.site))

    def snapshot(self, volume: Volume, context: Context) -> None:
        """Ask for a snapshot of the volume, which is shown in `context`."""
        site = self.site(place_of(volume, context))
        if site is not None:
            self._app.push_screen(SnapshotDialog(site, volume))

    def upload(self, volume: Volume, context: Context) -> None:
        """Ask for an image of the volume, which is shown in `context`."""
        site = self.site(place_of(volume, context))
        if site is not None:
            self._app.push_screen(UploadDialog(site, volume))

    def delete(self, row: Volume | Snapshot, context: Context) -> None:
        """Ask whether the row, which is shown in `context`, is to go."""
        site = self.site(place_of(row, context))
        if site is not None:
            first = partial(self.snapshots_first, context=context)
            self._app.push_screen(DeleteDialog(site, row, self._show_snapshots_of, first))

    def snapshots_first(self, volume: Volume, context: Context) -> None:
        """Ask whether the volume is to go with all of its snapshots."""
        site = self.site(place_of(volume, context))
        if site is not None:
            self._app.push_screen(SnapshotsFirstDialog(site, self._batches, volume))

    def delete_marked(self, rows: Sequence[Resource], hidden: Sequence[Resource], context: Context) -> None:
        """Ask whether the marked rows, which are of `context`, are to go; `hidden` are those of them not shown. One
        alone is asked for as any other: in production a count of 1 would be typed too easily."""
        if len(rows) == 1 and not hidden and isinstance(rows[0], Volume | Snapshot):
            self.delete(rows[0], context)
            return
        site = self.site(context)
        if site is not None:
            self._app.push_screen(DeleteManyDialog(site, self._batches, _chosen(rows, hidden)))

    def snapshot_marked(self, rows: Sequence[Resource], hidden: Sequence[Resource], context: Context) -> None:
        """Ask for a snapshot of each of the marked rows, as above."""
        site = self.site(context)
        if site is not None:
            self._app.push_screen(SnapshotManyDialog(site, self._batches, _chosen(rows, hidden)))


def _chosen(rows: Sequence[Resource], hidden: Sequence[Resource]) -> Chosen:
    unseen = {row.id for row in hidden}
    changeable = [row for row in rows if isinstance(row, Volume | Snapshot)]
    return Chosen([row for row in changeable if row.id not in unseen], [row for row in changeable if row.id in unseen])
