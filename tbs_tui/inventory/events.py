"""What the inventory and the poller tell: each event names its Context."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import Enum, auto

from tbs_tui.account.context import Context
from tbs_tui.api.errors import ApiError
from tbs_tui.inventory.diff import Diff
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.records import dataclass


class PollState(Enum):
    """What the poller is about, for the Context that is shown."""

    SWEEPING = auto()
    """A sweep is in flight."""
    WAITING = auto()
    """Until the next sweep is due."""
    PAUSED = auto()
    """By the person, until the person resumes."""
    IDLE = auto()
    """Nobody has pressed a key for long; any key resumes."""
    SUSPENDED = auto()
    """The terminal is somebody else's."""
    HELD = auto()
    """The credentials were refused. Trying them again by itself could lock the account: `refresh_now` does."""


@dataclass(frozen=True, slots=True)
class ContextShown:
    """Another Context is shown from now on (or the same one again)."""

    context: Context
    generation: int


@dataclass(frozen=True, slots=True)
class InventoryChanged:
    """A Context's picture has other rows than before."""

    context: Context
    generation: int
    """That of the inventory when this came in."""
    diff: Diff
    picture: Picture
    """The new one."""
    shown: bool
    """Whether rows of the Context are shown: if not, the picture is kept and nothing is to be painted."""
    first: frozenset[Kind] = frozenset()
    """Kinds of which nothing whole was known before: all their rows are new, and none is news."""
    before: Picture = field(default_factory=lambda: Picture.empty(None))
    """The one that `picture` replaces."""
    noted: bool = False
    """Whether the cloud has said none of this: a status is shown ahead of it."""

    def picture_before_had(self, kind: Kind) -> bool:
        """Whether the rows of `kind` were known before, so that what differs is news."""
        return kind not in self.first


@dataclass(frozen=True, slots=True)
class Recalled:
    """What an earlier run saw of a Context is known, all of it or its first rows. It is not shown when this run has
    read anything of the Context already."""

    context: Context
    picture: Picture


@dataclass(frozen=True, slots=True)
class PollStarted:
    """A sweep has begun."""

    context: Context
    at: datetime


@dataclass(frozen=True, slots=True)
class PollSucceeded:
    """A sweep got all it asked for; sent too when nothing had changed."""

    context: Context
    at: datetime
    """When it ended."""
    seconds: float
    """How long it took."""


@dataclass(frozen=True, slots=True)
class PollFailed:
    """A sweep did not get all it asked for; what it did get is in the picture."""

    context: Context
    errors: Mapping[Kind, ApiError]
    retry_in: float | None
    """Seconds until it is tried again; None when it is not before the person asks."""
    at: datetime
    """When it ended."""

    @property
    def error(self) -> ApiError:
        """The first of them: volumes before snapshots before types."""
        return next(self.errors[kind] for kind in Kind if kind in self.errors)


@dataclass(frozen=True, slots=True)
class PollerChanged:
    """The poller does something else than before, or waits for another time."""

    context: Context
    state: PollState
    until: datetime | None
    """When the next sweep begins; None when that is not known."""


Event = ContextShown | InventoryChanged | Recalled | PollStarted | PollSucceeded | PollFailed | PollerChanged
