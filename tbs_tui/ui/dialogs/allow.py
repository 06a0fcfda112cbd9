"""Whether the cloud may be changed for a while."""

from collections.abc import Iterator, Sequence

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Static

from tbs_tui.locale import _
from tbs_tui.text import plain
from tbs_tui.ui.dialogs.changes.decision import TYPED_LENGTH
from tbs_tui.ui.dialogs.question import Question
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.fields import Field


class AllowDialog(Question):
    """Whose cloud that is, where it counts typed."""

    DEFAULT_CSS = """
    AllowDialog .typed { height: 1; margin: 1 0 0 0; }
    AllowDialog .typed Static { width: auto; padding: 0 1 0 0; }
    """

    def __init__(self, place: Sequence[Span], minutes: str, tenant_id: str) -> None:
        """`tenant_id` is raw, and empty where nothing is typed; `minutes` are words."""
        super().__init__()
        self._where = place
        self._minutes = minutes
        self._typed = plain(tenant_id[:TYPED_LENGTH])

    def heading(self) -> str:
        return _("Allow changes")

    def place(self) -> Sequence[Span]:
        return self._where

    def words(self) -> Sequence[str]:
        words = _("This cloud can be changed then. It is read-only again {minutes} after the last change.")
        return [words.format(minutes=self._minutes), _("The same key ends it at once.")]

    def parts(self) -> Iterator[Widget]:
        if self._typed:
            words = _("Type {typed}, as the tenant ID begins:").format(typed=self._typed)
            yield Horizontal(Static(words, markup=False), Field(id="typed"), classes="typed")

    def answers(self) -> tuple[str, str]:
        return _("Stay read-only"), _("Allow changes")

    def why_not(self) -> str:
        typed = next((each.value.strip() for each in self.query("#typed").results(Input)), "")
        if typed == self._typed:
            return ""
        return _("Type the first {n} characters of the tenant ID; nothing is allowed yet.").format(n=TYPED_LENGTH)
