"""What a command is, and the screens that it acts on, as far as it needs them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol

from tbs_tui.account.context import Context
from tbs_tui.api.models import Resource
from tbs_tui.inventory.picture import Kind
from tbs_tui.locale import _

if TYPE_CHECKING:
    from tbs_tui.ui.changing.changes import Changes


class Surface(Protocol):
    """Any screen of commands."""

    def go_back(self) -> None: ...
    def open_palette(self) -> None: ...
    def toggle_mouse(self) -> None: ...
    def paint_anew(self) -> None: ...


class Taking(Surface, Protocol):
    """A screen that something can be taken from."""

    def copy_id(self) -> None: ...
    def copy_field(self) -> None: ...
    def show_request(self) -> None: ...
    def toggle_raw(self) -> None: ...
    def go_to_related(self) -> None: ...

    @property
    def subject(self) -> object | None: ...
    @property
    def can_ask(self) -> bool: ...


class Changing(Taking, Protocol):
    """A screen from which the cloud can be changed."""

    @property
    def changes(self) -> "Changes | None": ...
    @property
    def subject(self) -> Resource | None: ...
    @property
    def context(self) -> Context: ...
    @property
    def marked(self) -> Sequence[Resource]: ...
    @property
    def hidden_marks(self) -> Sequence[Resource]: ...
    @property
    def has_marks(self) -> bool: ...


class Explorer(Changing, Protocol):
    """What commands act on."""

    def show_kind(self, kind: Kind) -> None: ...
    def show_journal(self) -> None: ...
    def open_detail(self) -> None: ...
    def edit_filter(self) -> None: ...
    def pick_sort(self) -> None: ...
    def reverse_sort(self) -> None: ...
    def pick_columns(self) -> None: ...
    def saved_filters(self) -> None: ...
    def refresh_now(self) -> None: ...
    def toggle_pause(self) -> None: ...
    def turn_lens(self) -> None: ...
    def pick_region(self) -> None: ...
    def go_to_region(self, region: str) -> None: ...
    def pick_tenant(self) -> None: ...
    def pick_profile(self) -> None: ...
    def other_pane(self) -> None: ...
    def show_requests(self) -> None: ...
    def export(self) -> None: ...
    def show_help(self) -> None: ...
    def quit(self) -> None: ...
    def ask_to_quit(self) -> None: ...

    @property
    def regions(self) -> tuple[str, ...]: ...
    @property
    def has_side_detail(self) -> bool: ...
    @property
    def in_demo(self) -> bool: ...
    @property
    def connected(self) -> bool: ...
    @property
    def can_switch(self) -> bool: ...


class Command:
    """One thing to do. `available` says in words why not; None means that it can be done."""

    id: ClassVar[str]
    keys: ClassVar[tuple[str, ...]]
    """Textual's names; the first is shown."""
    label: ClassVar[str]
    """A word for the line of hints; marked for translation."""
    help: ClassVar[str]
    """A sentence for the help; marked for translation."""
    here: ClassVar[bool] = False
    """Whether it acts on the screen that it is asked on, rather than on the explorer below."""
    of_row: ClassVar[bool] = False
    """Whether it acts on the row under the cursor, and must never act on another one."""
    mutates: ClassVar[bool] = False
    """Whether it changes the cloud: no key of it may fire in a text field, and none is taken for it in Hangul mode."""

    def available(self, explorer: Explorer) -> str | None:
        """Why it can't be done now; None when it can."""
        return None

    def run(self, explorer: Explorer) -> None:
        """Do it."""
        raise NotImplementedError


class TakingCommand(Command):
    """Takes something from a resource, wherever that is shown."""

    here = of_row = True

    def available(self, explorer: Taking) -> str | None:
        return None if explorer.subject is not None else _("There is no row to take anything from.")

    def run(self, explorer: Taking) -> None:
        raise NotImplementedError


class ChangeCommand(Command):
    """Changes the cloud, by way of a dialog; of the row that is shown where it is asked for."""

    here = of_row = mutates = True

    def available(self, explorer: Changing) -> str | None:
        changes = explorer.changes
        return _("Not signed in yet.") if changes is None else self.why_not(explorer, changes)

    def run(self, explorer: Changing) -> None:
        if explorer.changes is not None:
            self.change(explorer, explorer.changes)

    def why_not(self, explorer: Changing, changes: "Changes") -> str | None:
        """Why it can't be done now; None when it can."""
        raise NotImplementedError

    def change(self, explorer: Changing, changes: "Changes") -> None:
        """Open the dialog."""
        raise NotImplementedError
