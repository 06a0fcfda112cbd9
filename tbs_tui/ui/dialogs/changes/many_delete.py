"""Many go, or one with what is in its way; how many is typed first."""

from collections.abc import Iterator, Sequence

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.locale import _, ngettext
from tbs_tui.operations.plans import Plan, delete_many, with_snapshots_first
from tbs_tui.query.columns import display_name
from tbs_tui.text import plain
from tbs_tui.ui.changing.batches import Batches
from tbs_tui.ui.changing.many_words import Row
from tbs_tui.ui.changing.site import Site
from tbs_tui.ui.dialogs.changes.decision import TYPED_LENGTH
from tbs_tui.ui.dialogs.changes.many import Chosen, ManyDialog
from tbs_tui.ui.widgets.fields import Field


class DeleteManyDialog(ManyDialog):
    """Volumes or snapshots, each of which the gate lets go by itself."""

    def heading(self, count: int) -> str:
        if all(isinstance(row, Snapshot) for row in self.rows()):
            return ngettext("Delete {n:,} snapshot", "Delete {n:,} snapshots", count).format(n=count)
        return ngettext("Delete {n:,} volume", "Delete {n:,} volumes", count).format(n=count)

    def sends(self) -> str:
        return _("Delete")

    def fields(self) -> Iterator[Widget]:
        yield Horizontal(Static("", id="wanted", markup=False), Field(id="typed"), classes="entry")

    def show_plan(self, plan: Plan) -> None:
        super().show_plan(plan)
        count = len(self.plan.steps)
        words = ngettext("Type {typed} to delete it:", "Type {typed} to delete them:", count)
        words = words.format(typed=plain(self._wanted))
        wanted = self.query_one("#wanted", Static)
        wanted.display = self.query_one("#typed").display = bool(count)
        if str(wanted.content) != words:
            wanted.update(words)

    def made(self, rows: Sequence[Row]) -> Plan:
        site = self.site
        return delete_many(
            rows,
            site.picture,
            site.context,
            site.desk.new_id,
            read_only=site.is_read_only(),
            server_names=site.server_names,
        )

    @property
    def _wanted(self) -> str:
        """What has to be typed: how many go. In production, of one that goes alone, what any one asks for."""
        steps = self.plan.steps
        if self.site.production and len(steps) == 1:
            return steps[0].row.id[:TYPED_LENGTH]
        return str(len(steps))

    @property
    def _answer(self) -> str:
        # 1,204 is how it is shown.
        return self.query_one("#typed", Field).value.strip().replace(",", "")

    def fault(self) -> str:
        # As it is typed, "1" is no fault yet of what will be "12".
        count = len(self.plan.steps)
        if not self._answer or self._wanted.startswith(self._answer):
            return ""
        if self._wanted != str(count):
            return _("That is not what its id begins with.")
        return ngettext(
            "That is another number: {n:,} would be deleted.", "That is another number: {n:,} would be deleted.", count
        ).format(n=count)

    def missing(self) -> str:
        if self._answer == self._wanted:
            return ""
        self.query_one("#typed").focus()
        words = ngettext(
            "Type {typed} to delete it; nothing was deleted.",
            "Type {typed} to delete them; nothing was deleted.",
            len(self.plan.steps),
        )
        return words.format(typed=plain(self._wanted))


class SnapshotsFirstDialog(DeleteManyDialog):
    """A volume, once every snapshot of it is gone."""

    def __init__(self, site: Site, batches: Batches, volume: Volume) -> None:
        super().__init__(site, batches, Chosen((*site.picture.snapshots_of(volume.id), volume)))
        self._volume = volume

    def heading(self, count: int) -> str:
        name = display_name(self._volume).text
        return _("Delete snapshots first, then the volume: {name}").format(name=name)

    def beside(self, row: Row) -> str:
        return _("volume") if isinstance(row, Volume) else _("snapshot")

    def rows(self) -> Sequence[Row]:
        """The snapshots that there are now, and the volume last."""
        return [*self.site.picture.snapshots_of(self._volume.id), self._volume]

    def made(self, rows: Sequence[Row]) -> Plan:
        site = self.site
        volume = site.present(self._volume)
        if volume is None:
            return Plan("", ())
        self._volume = volume
        return with_snapshots_first(
            volume,
            site.picture,
            site.context,
            site.desk.new_id,
            read_only=site.is_read_only(),
            server_names=site.server_names,
        )

    def afterwards(self, *, left: bool) -> str:
        return _("Not all of it is done.") if left else super().afterwards(left=left)
