"""Ask for a file's name and write the rows to it."""

import asyncio
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static
from textual.worker import Worker

from tbs_tui.locale import _, ngettext
from tbs_tui.text import plain
from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.exporting import Sheet, why_not, write
from tbs_tui.ui.widgets.fields import Field
from tbs_tui.ui.widgets.hints import Hints


class ExportDialog(Dialog[str | None]):
    """Stays open, with the name typed, until the file is written. Ends with words that say so, None when nothing was
    written."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    ExportDialog { align: center middle; }
    ExportDialog > Vertical { width: 58; height: auto; border: ascii $primary; padding: 0 1; }
    ExportDialog .title { text-style: bold; }
    ExportDialog .said { height: auto; margin: 1 0 0 0; }
    """

    def __init__(self, rows: Sheet, name: str) -> None:
        super().__init__()
        self._rows = rows
        self._suggested = name
        self._replaces: str | None = None
        """The name that the person was told is taken."""
        self._busy = False

    def compose(self) -> ComposeResult:
        count = len(self._rows.rows)
        with Vertical():
            yield Static(
                ngettext("Write {n:,} row to the file", "Write {n:,} rows to the file", count).format(n=count),
                classes="title",
                markup=False,
            )
            yield Field(self._suggested)
            yield Static(_("The ending says the form: .csv or .json."), classes="said", markup=False)
            yield Hints()

    def on_mount(self) -> None:
        self.query_one(Field).focus()
        self.query_one(Hints).offer({"Enter": _("write"), "Esc": _("back")})

    @property
    def said(self) -> str:
        """What the dialog says below the name."""
        return str(self.query_one(".said", Static).content)

    def _say(self, words: str) -> None:
        self.query_one(".said", Static).update(words)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        name = self.query_one(Field).value.strip()
        reason = why_not(name)
        if reason is not None:
            self._say(reason)
        elif not self._busy:
            self._busy = True
            self._writing: Worker[None] = self.app.run_worker(
                partial(self._write, name), name="export", group="export", description="export", exit_on_error=False
            )

    async def _write(self, name: str) -> None:
        try:
            path = await asyncio.to_thread(write, self._rows, name, replace=name == self._replaces)
        except FileExistsError:
            self._replaces = name
            words = _("There is a file of that name. Enter once more replaces it.")
        except (OSError, RuntimeError) as error:
            # RuntimeError: "~nobody" has no home.
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            words = _("The file cannot be written: {reason}.").format(reason=plain(reason))
        else:
            count = len(self._rows.rows)
            told = ngettext("Written: {n:,} row, to {path}", "Written: {n:,} rows, to {path}", count)
            self.finish(told.format(n=count, path=plain(path)))
            return
        finally:
            self._busy = False
        if self.is_attached:
            self._say(words)

    def action_back(self) -> None:
        """Write nothing; what is being written will still be."""
        self.finish(None)
