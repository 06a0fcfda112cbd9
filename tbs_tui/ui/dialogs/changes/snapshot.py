"""A snapshot of a volume."""

from collections.abc import Iterator

from textual.widget import Widget

from tbs_tui.api.models import Volume
from tbs_tui.api.requests import NewSnapshot
from tbs_tui.clock import local
from tbs_tui.locale import _
from tbs_tui.operations import checks
from tbs_tui.operations.gate import Action, Answer
from tbs_tui.operations.intent import Intent, create_snapshot
from tbs_tui.query.columns import display_name
from tbs_tui.text import plain
from tbs_tui.ui.changing.site import Site
from tbs_tui.ui.dialogs.changes.form import FormDialog
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.fields import Field
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice

#: Stands for the name of the volume in a pattern of names.
OF_VOLUME = "{name}"


class SnapshotDialog(FormDialog):
    """Of one volume, with force where it is in use."""

    def __init__(self, site: Site, volume: Volume) -> None:
        super().__init__(site)
        self._volume = volume
        self._answer = Answer()

    def heading(self) -> str:
        return _("Take a snapshot")

    def sends(self) -> str:
        return _("Take snapshot")

    def entries(self) -> Iterator[Widget]:
        yield Line(id="of")
        yield self.entry(
            _("Name"),
            Field(suggested_name(self._volume, self.site), id="name"),
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
        yield Notice(id="blocked")
        yield Notice(id="warnings")

    def look(self) -> None:
        present = self.site.present(self._volume)
        if present is not None:
            self._volume = present
        self._answer = self.site.ask(Action.CREATE_SNAPSHOT, present)
        why = self._answer.why if present is not None else _("The cloud does not list it any more.")
        volume = self._volume
        size = _("{n:,} GB").format(n=volume.size) if volume.size is not None else ""
        name = display_name(volume)
        self.query_one("#of", Line).show([Span(_("of") + " "), Span(name.text, "name"), Span(f"   {size}")])
        self.query_one("#blocked", Notice).say(why)
        self.query_one("#warnings", Notice).say(" ".join(self._answer.warnings), bad=False)
        self.query_one("#send").disabled = bool(why)
        super().look()

    def intent(self, intent_id: str) -> Intent | None:
        self.look()
        if not self._answer.allowed or not self.is_right():
            return None
        new = NewSnapshot(
            self._volume.id,
            name=self.value("name") or None,
            description=self.value("description") or None,
            force=True if self._answer.needs_force else None,
        )
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
