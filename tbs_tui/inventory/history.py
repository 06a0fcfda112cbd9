"""What happened to volumes and snapshots, one entry for each status change seen and each action taken: what the journal
remembers, and what the screen shows of it. Standard library only at run time."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import Enum
from typing import Protocol

from tbs_tui.account.context import Context
from tbs_tui.inventory.picture import Kind
from tbs_tui.records import dataclass


class What(Enum):
    """What an entry tells of."""

    APPEARED = "appeared"
    """It was not listed before."""
    CHANGED = "changed"
    """Its status is another one."""
    GONE = "gone"
    """The cloud does not list it any more."""
    ACTION = "action"
    """Somebody did something to it from here."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; texts of the API are raw."""

    at: datetime
    """When it was seen, UTC; it may have happened earlier."""
    context: Context
    """Where; its region is one."""
    kind: Kind
    id: str
    name: str | None
    what: What
    before: str | None = None
    """The status before; None where there was none, or nobody saw it."""
    after: str | None = None
    """The status since. ACTION: how it stood, in the words of an operation's state."""
    words: str = ""
    """ACTION: what was done, and how it went; plain."""
    request_id: str | None = None
    away_since: datetime | None = None
    """When this was last looked at before, where nobody looked in between: it happened at some time since then."""


class History(Protocol):
    """What is remembered, as the screen reads it."""

    @property
    def entries(self) -> Sequence[Entry]:
        """All entries, oldest first."""
        ...

    def of(self, context: Context, kind: Kind, resource_id: str) -> Sequence[Entry]:
        """Those about one resource, oldest first. `context` may be all regions."""
        ...


@dataclass(frozen=True, slots=True)
class Away:
    """How what is there differs from what an earlier run saw: numbers of volumes and snapshots."""

    since: datetime
    """When the earlier run looked last."""
    changed: int
    new: int
    gone: int


class LiveHistory(History, Protocol):
    """The same while it grows."""

    def subscribe(self, listener: Callable[[Sequence[Entry]], None]) -> Callable[[], None]:
        """Call `listener` with each batch of entries of this run, after they are in; with none when earlier ones have
        been read. What is returned ends that."""
        ...

    def news(self, context: Context) -> int:
        """How many entries this run has added of a Context since `looked`; it may be all regions."""
        ...

    def looked(self, context: Context) -> None:
        """Somebody has seen all entries of a Context."""
        ...

    def take_away(self, contexts: Iterable[Context]) -> Away | None:
        """What happened there while nobody looked; None when nothing did, or this has been asked before."""
        ...
