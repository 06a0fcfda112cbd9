"""A snapshot of each of many volumes."""

from collections.abc import Iterator, Sequence

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from tbs_tui.api.models import Volume
from tbs_tui.locale import _, ngettext
from tbs_tui.operations import checks
from tbs_tui.operations.plans import Plan, snapshot_many
from tbs_tui.text import plain
from tbs_tui.ui.changing.many_words import Row
from tbs_tui.ui.dialogs.changes.many import ManyDialog
from tbs_tui.ui.dialogs.changes.snapshot import OF_VOLUME, named, suggested_pattern
from tbs_tui.ui.widgets.fields import Field


class SnapshotManyDialog(ManyDialog):
    """With force where a volume is in use. Each has a name of one pattern."""

    def heading(self, count: int) -> str:
        return ngettext("Take a snapshot of {n:,} volume", "Take a snapshot of each of {n:,} volumes", count).format(
            n=count
        )

    def sends(self) -> str:
        return _("Take snapshots")

    @property
    def first_focus(self) -> str:
        return "#pattern"

    def fields(self) -> Iterator[Widget]:
        label = Static(_("Names, {of} is the volume's:").format(of=OF_VOLUME), markup=False)
        yield Horizontal(label, Field(suggested_pattern(self.site), id="pattern"), classes="entry")
        yield Horizontal(Static(_("Description:"), markup=False), Field(id="description"), classes="entry")

    def _value(self, field_id: str) -> str:
        return self.query_one(f"#{field_id}", Field).value

    def _name_of(self, volume: Volume) -> str | None:
        return named(self._value("pattern").strip(), volume) or None

    def beside(self, row: Row) -> str:
        assert isinstance(row, Volume)
        return f"-> {plain(self._name_of(row) or _('no name'))}"

    def made(self, rows: Sequence[Row]) -> Plan:
        site = self.site
        return snapshot_many(
            [row for row in rows if isinstance(row, Volume)],
            site.picture,
            site.context,
            site.desk.new_id,
            self._name_of,
            description=self._value("description").strip() or None,
            read_only=site.is_read_only(),
        )

    def caution(self) -> str:
        pattern = self._value("pattern")
        return checks.name_warning(pattern) or checks.name_warning(self._value("description")) or ""

    def fault(self) -> str:
        pattern = self._value("pattern")
        return checks.name(pattern.replace(OF_VOLUME, "")) or checks.description(self._value("description")) or ""
