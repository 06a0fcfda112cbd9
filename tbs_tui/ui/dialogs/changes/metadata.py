"""Forms with metadata: rows of key and value, as many as are wanted."""

from collections.abc import Iterator, Mapping
from itertools import count

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from tbs_tui.locale import _
from tbs_tui.operations import checks
from tbs_tui.ui.changing.site import Site
from tbs_tui.ui.dialogs.changes.form import FormDialog, Rule
from tbs_tui.ui.widgets.fields import Field, Press


class MetadataRow(Vertical):
    """A key and its value, and what is wrong with them below."""

    def __init__(self, key: Field, value: Field, *said: Static) -> None:
        super().__init__(
            Horizontal(
                Static(_("Metadata"), classes="label", markup=False),
                key,
                Static(" = ", classes="is", markup=False),
                value,
            ),
            *said,
            classes="entry",
        )
        self.key = key
        self.value = value

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it: it is not sent."""
        return not self.key.value.strip() and not self.value.value.strip()


class MetadataForm(FormDialog):
    """A row that is empty is none, and goes when the focus leaves it."""

    DEFAULT_CSS = """
    MetadataForm #metadata { height: auto; }
    MetadataForm .is { width: 3; }
    """

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._row_ids = (f"metadata-{number}" for number in count(1))

    def metadata_entries(self, given: Mapping[str, str]) -> Iterator[Widget]:
        """Rows for what is given, and the way to more of them."""
        yield Vertical(*(self._row(key, value) for key, value in given.items()), id="metadata")
        yield self.entry(
            "",
            Press(_("add metadata"), id="add-metadata"),
            help=_("key = value; a row goes when both are emptied"),
        )

    @property
    def metadata(self) -> dict[str, str]:
        """As typed; only for rows that nothing is wrong with."""
        return {row.key.value: row.value.value for row in self._rows if not row.is_empty}

    @property
    def _rows(self) -> list[MetadataRow]:
        return list(self.query(MetadataRow))

    def _row(self, key: str = "", value: str = "") -> MetadataRow:
        row_id = next(self._row_ids)
        typed_key, typed_value = Field(key, id=f"{row_id}-key"), Field(value, id=f"{row_id}-value")

        def key_fault(text: str) -> str | None:
            others = (each.key.value for each in self._rows if each is not row and not each.is_empty)
            return None if row.is_empty else checks.metadata_key(text, others)

        of_key = self.govern(typed_key, Rule(_("the key; A-Z a-z 0-9 - _ : . / and blanks"), key_fault, _nothing))
        of_value = self.govern(
            typed_value, Rule(_("the value; may be empty"), checks.metadata_value, checks.name_warning)
        )
        row = MetadataRow(typed_key, typed_value, of_key, of_value)
        return row

    @on(Press.Pressed, "#add-metadata")
    async def _row_wanted(self, event: Press.Pressed) -> None:
        event.stop()
        row = self._row()
        await self.query_one("#metadata").mount(row)
        row.key.focus()

    def on_descendant_focus(self) -> None:
        for row in self._rows:
            if row.is_empty and self.focused not in (row.key, row.value):
                for field in (row.key, row.value):
                    self.ungovern(str(field.id))
                row.remove()


def _nothing(_text: str) -> None:
    return None
