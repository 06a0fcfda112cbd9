"""What can be taken from a screen about a resource to somewhere else."""

from typing import Any

from tbs_tui.locale import _
from tbs_tui.query.columns import View
from tbs_tui.text import cells, fit, plain
from tbs_tui.ui import clipboard
from tbs_tui.ui.details import raw_fields
from tbs_tui.ui.dialogs.pick import Choice, Pick
from tbs_tui.ui.door import Door
from tbs_tui.ui.screens.quiet import QuietScreen

#: Cells of a label in the picker: an id of 36 beside it still is whole.
_LABEL_WIDTH = 12


class TakingScreen(QuietScreen[None]):
    """A screen about one resource at a time. `door` is the way to the cloud, when there is one."""

    door: Door | None = None

    @property
    def subject(self) -> Any:
        """The resource that is meant; None when there is none."""
        raise NotImplementedError

    @property
    def view(self) -> View:
        """What else is known of it."""
        raise NotImplementedError

    def copy_id(self) -> None:
        """Its id."""
        self.send_to_clipboard(self.subject.id)

    def copy_field(self) -> None:
        """One of its fields, as they are now."""
        fields = raw_fields(self.subject, self.view)
        choices = [Choice(label, _row(label, value)) for label, value in fields.items()]

        def chosen(label: str | None) -> None:
            if label is not None:
                self.send_to_clipboard(fields[label])

        self.app.push_screen(Pick(_("Copy"), choices, None), chosen)

    def send_to_clipboard(self, value: str) -> None:
        """Send it, raw, and show it: many terminals do not listen, and none says so."""
        if clipboard.send(self.app, value):
            self.say(_("sent to the terminal's clipboard: {value}").format(value=plain(value)), bad=False)
        else:
            self.say(_("Too long for the terminal's clipboard: {n:,} characters.").format(n=len(value)))


def _row(label: str, value: str) -> str:
    return f"{fit(label, max(cells(label), _LABEL_WIDTH))} {plain(value)}"
