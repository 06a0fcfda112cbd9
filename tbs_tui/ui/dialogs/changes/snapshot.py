"""A snapshot of a volume."""

from collections.abc import Iterator

from textual.widget import Widget

from tbs_tui.api.models import Volume
from tbs_tui.api.requests import NewSnapshot
from tbs_tui.clock import local
from tbs_tui.locale import _
from tbs_tui.operations import checks
from tbs_tui.operations.gate import Action
from tbs_tui.operations.intent import Intent, create_snapshot
from tbs_tui.text import plain
from tbs_tui.ui.changing.site import Site
from tbs_tui.ui.dialogs.changes.of_volume import VolumeForm
from tbs_tui.ui.widgets.fields import Field

#: Stands for the name of the volume in a pattern of names.
OF_VOLUME = "{name}"


class SnapshotDialog(VolumeForm):
    """Of one volume, with force where it is in use."""

    ACTION = Action.CREATE_SNAPSHOT

    def heading(self) -> str:
        return _("Take a snapshot")

    def sends(self) -> str:
        return _("Take snapshot")

    def asked(self) -> Iterator[Widget]:
        yield self.entry(
            _("Name"),
            Field(suggested_name(self.volume, self.site), id="name"),
            help=_("may be empty; what it is called in the list"),
            check=checks.name,
            warn=checks.name_warning,
        )
        yield self.entry(
            _("Description"),
            Field(id="description"),
            help=_("may be empty"),
            check=checks.description,
            warn=checks.name_warning,
        )

    def decided(self, intent_id: str) -> Intent:
        name, description = self.value("name") or None, self.value("description") or None
        new = NewSnapshot(self.volume.id, name=name, description=description, force=self.force)
        return create_snapshot(intent_id, self.site.context, new)


def suggested_name(volume: Volume, site: Site) -> str:
    """Of volume and time, such as ``db-1-20240302-1405``; of what can be typed."""
    return named(suggested_pattern(site), volume)


def suggested_pattern(site: Site) -> str:
    """The same for any volume: see `named`."""
    return f"{OF_VOLUME}-{local(site.clock.now(), site.zone):%Y%m%d-%H%M}"


def named(pattern: str, volume: Volume) -> str:
    """`pattern` with the volume's name, or the beginning of its id, where OF_VOLUME stands; the name is cut so that the
    whole is not too long."""
    name = plain((volume.name or "").strip() or volume.id[:8])
    rest = len(pattern.replace(OF_VOLUME, ""))
    room = max(checks.LONGEST - rest, 0) // max(pattern.count(OF_VOLUME), 1)
    return pattern.replace(OF_VOLUME, name[:room])
