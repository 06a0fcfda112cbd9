"""What can be taken from a screen to somewhere else."""

import os
from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.worker import Worker

from tbs_tui.account.context import Context
from tbs_tui.api.errors import ApiError
from tbs_tui.api.models import Resource
from tbs_tui.inventory.picture import Kind
from tbs_tui.locale import _
from tbs_tui.query.columns import View
from tbs_tui.text import cells, fit, plain
from tbs_tui.ui import clipboard
from tbs_tui.ui.screens.commanding import CommandScreen
from tbs_tui.ui.telling import Telling, kind_of, place_of

if TYPE_CHECKING:
    from tbs_tui.ui.changing.changes import Changes
    from tbs_tui.ui.door import Door
    from tbs_tui.ui.exporting import Sheet

#: Cells of a label in the picker: an id of 36 beside it still is whole.
_LABEL_WIDTH = 12
#: No label of a field is empty.
_RAW = ""


class TakingScreen(CommandScreen):
    """A screen about one thing at a time, which has an id."""

    @property
    def subject(self) -> Any:
        """What is meant; None when there is nothing."""
        raise NotImplementedError

    @property
    def subject_id(self) -> str | None:
        subject = self.subject
        return None if subject is None else str(subject.id)

    def copy_id(self) -> None:
        """Its id."""
        self.send_to_clipboard(self.subject.id)

    def send_to_clipboard(self, value: str) -> None:
        """Send it, raw, and show it: many terminals do not listen, and none says so."""
        if not clipboard.exists(os.environ):
            self.say(_("This terminal has no clipboard: {value}").format(value=plain(value)), bad=False)
        elif clipboard.send(self.app, value):
            self.say(_("sent to the terminal's clipboard: {value}").format(value=plain(value)), bad=False)
        else:
            self.say(_("Too long for the terminal's clipboard: {n:,} characters.").format(n=len(value)))

    def write_to_file(self, sheet: "Sheet", now: datetime, zone: tzinfo | None) -> None:
        """Ask for the name of a file, and write the rows there."""
        from tbs_tui.ui.dialogs.export import ExportDialog
        from tbs_tui.ui.exporting import suggested_name

        def written(words: str | None) -> None:
            if words is not None:
                self.say(words, bad=False)

        self.app.push_screen(ExportDialog(sheet, suggested_name(sheet, now, zone)), written)


class ResourceScreen(TakingScreen):
    """A screen about one resource at a time. `door` is the way to the cloud, when there is one."""

    door: "Door | None" = None
    telling: Telling
    changes: "Changes | None" = None
    """What can be changed; None until there is a way to the cloud."""

    @property
    def marked(self) -> Sequence[Resource]:
        """What is marked, shown or not; none where nothing can be."""
        return ()

    @property
    def hidden_marks(self) -> Sequence[Resource]:
        """What of it is not shown."""
        return ()

    @property
    def has_marks(self) -> bool:
        """Whether keys act on what is marked, and not on the row that is shown: also where nothing marked is known."""
        return False

    @property
    def view(self) -> View:
        """What else is known of it."""
        raise NotImplementedError

    @property
    def context(self) -> Context:
        """Where it is; its region may be every one."""
        return self.view.picture.context

    @property
    def can_ask(self) -> bool:
        """Whether there is a way to the cloud."""
        return self.door is not None

    def copy_field(self) -> None:
        """One of its fields, as they are now."""
        from tbs_tui.ui.details import raw_fields, raw_json
        from tbs_tui.ui.dialogs.pick import Choice, Pick

        fields = raw_fields(self.subject, self.view, self.telling.past(self.subject, self.context))
        choices = [Choice(label, _row(label, value)) for label, value in fields.items()]
        # Typed words find it by its name alone: all values are in it.
        choices.append(Choice(_RAW, _row(_("Raw JSON"), _("all of it"))))
        fields[_RAW] = raw_json(self.subject)

        def chosen(label: str | None) -> None:
            if label is not None:
                self.send_to_clipboard(fields[label])

        self.app.push_screen(Pick(_("Copy"), choices, None), chosen)

    def show_request(self) -> None:
        """The request that reads it, for a shell."""
        door, here, row = self.door, self.context, self.subject
        if door is None:
            return
        self._asking: Worker[None] = self.app.run_worker(
            partial(self._show_request, door, place_of(row, here), kind_of(row), row.id),
            name="request",
            group="request",
            description="request",
            exclusive=True,
            exit_on_error=False,
        )

    async def _show_request(self, door: "Door", context: Context, kind: Kind, resource_id: str) -> None:
        try:
            url = await door.url(context, kind, resource_id)
        except ApiError as error:
            if self.is_attached:
                self.say(plain(error))
            return
        # It may have been closed meanwhile.
        if self.is_attached:
            from tbs_tui.ui.curl import curl

            self.send_to_clipboard(curl(url))


def _row(label: str, value: str) -> str:
    return f"{fit(label, max(cells(label), _LABEL_WIDTH))} {plain(value)}"
