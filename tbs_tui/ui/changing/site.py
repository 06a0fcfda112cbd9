"""Where something is to be changed: what the dialogs of changes know of that place, and the desk that takes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import TypeVar

from tbs_tui.account.context import Context
from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.clock import Clock
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Picture
from tbs_tui.locale import _
from tbs_tui.operations.desk import Operations
from tbs_tui.operations.gate import Action, Answer, Subject, ask
from tbs_tui.operations.operation import State
from tbs_tui.ui.door import Door
from tbs_tui.ui.telling import present
from tbs_tui.ui.tones import Span

Row = TypeVar("Row", bound=Volume | Snapshot)


def earlier_words() -> str:
    """What is said of an action that was asked for before, and of whose end nobody knows."""
    return _("This was asked for before, and how that ends is not known: look before you ask again.")


@dataclass(frozen=True, slots=True)
class Site:
    """One place, as long as a dialog is about it. What may change meanwhile is asked for anew."""

    context: Context
    """Its region is one; or every one, for what is done to rows of several."""
    heading: Sequence[Span]
    """Whose cloud it is, and where."""
    production: bool
    """Whether what destroys has to be typed."""
    desk: Operations
    door: Door
    inventory: Inventory
    clock: Clock
    zone: tzinfo | None
    server_names: Mapping[str, str]
    """Raw, by id; a live view."""
    is_read_only: Callable[[], bool]

    @property
    def picture(self) -> Picture:
        """What there is now."""
        return self.inventory.picture_of(self.context) or Picture.empty(self.context)

    def present(self, row: Row) -> Row | None:
        """What is known of the row now; None when the cloud lists it no more."""
        return present(row, self.picture)

    def ask(self, action: Action, subject: Subject, *, size: int | None = None) -> Answer:
        """What the gate says now, and what an earlier request has to do with it."""
        answer = ask(
            action,
            subject,
            self.picture,
            size=size,
            read_only=self.is_read_only(),
            server_names=self.server_names,
        )
        if subject is None or not answer.allowed or (action, subject.id) not in self.open_ends:
            return answer
        return replace(answer, warnings=(*answer.warnings, earlier_words()))

    @property
    def open_ends(self) -> frozenset[tuple[Action, str]]:
        """What was asked for here before and may still be done: the action, and the id of what it is done to; of what
        is made of nothing the name."""
        return frozenset(
            (each.action, each.subject_id or each.name or "")
            for each in self.desk.all
            if (each.state is State.UNKNOWN or not each.is_over) and self.context.covers(each.context)
        )
