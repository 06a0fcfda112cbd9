"""Forms about one volume, which stays."""

from collections.abc import Iterator
from typing import ClassVar

from textual.widget import Widget

from tbs_tui.api.models import Volume
from tbs_tui.locale import _
from tbs_tui.operations.gate import Action, Answer
from tbs_tui.operations.intent import Intent
from tbs_tui.ui.changing.site import Site
from tbs_tui.ui.changing.words import source_line
from tbs_tui.ui.dialogs.changes.form import FormDialog
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice


class VolumeForm(FormDialog):
    """Says of what it is, and what the gate says to that now; nothing is sent that it does not allow."""

    ACTION: ClassVar[Action]

    def __init__(self, site: Site, volume: Volume) -> None:
        super().__init__(site)
        self.volume = volume
        """As it was last seen."""
        self.answer = Answer()

    # For each form

    def asked(self) -> Iterator[Widget]:
        """Its fields: see `entry`."""
        raise NotImplementedError

    def decided(self, intent_id: str) -> Intent:
        """What stands in them, which is right, under that id."""
        raise NotImplementedError

    def warnings(self) -> Iterator[str]:
        """What is to be known before, plain."""
        yield from self.answer.warnings

    # What it is made of

    def entries(self) -> Iterator[Widget]:
        yield Line(id="of")
        yield from self.asked()
        yield Notice(id="blocked")
        yield Notice(id="warnings")

    @property
    def force(self) -> bool | None:
        """What the request says of ``force``: nothing where it is not needed."""
        return True if self.answer.needs_force else None

    def look(self) -> None:
        present = self.site.present(self.volume)
        if present is not None:
            self.volume = present
        self.answer = self.site.ask(self.ACTION, present)
        why = self.answer.why if present is not None else _("The cloud does not list it any more.")
        self.query_one("#of", Line).show(source_line(_("of"), self.volume))
        self.query_one("#blocked", Notice).say(why)
        self.query_one("#warnings", Notice).say(" ".join(self.warnings()), bad=False)
        self.query_one("#send").disabled = bool(why)
        super().look()

    def intent(self, intent_id: str) -> Intent | None:
        self.look()
        return self.decided(intent_id) if self.answer.allowed and self.is_right() else None
