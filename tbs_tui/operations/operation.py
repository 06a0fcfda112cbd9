"""An operation as whoever shows it sees it, and what is told when it changes. Holds no secret: what was sent is not in
it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from tbs_tui.account.context import Context
from tbs_tui.inventory.history import Entry, What
from tbs_tui.inventory.picture import Kind
from tbs_tui.locale import N_, _
from tbs_tui.operations.gate import Action


class State(Enum):
    """Where an operation stands; the value is a word for files and commands."""

    WAITING = "waiting"
    """Not sent yet: others go first. Can be cancelled."""
    SENDING = "sending"
    """On the wire, or about to be."""
    ACCEPTED = "accepted"
    """The cloud has said that it will do it."""
    IN_PROGRESS = "in-progress"
    """The cloud has been seen at it."""
    DONE = "done"
    REFUSED = "refused"
    """The cloud did not want to, at once or later, and nothing has changed."""
    FAILED = "failed"
    """It was tried and went wrong, or never arrived."""
    UNKNOWN = "unknown"
    """It may or may not have been done; never sent again by itself."""
    CANCELLED = "cancelled"
    """Never sent."""

    @property
    def words(self) -> str:
        """What it is called, in the person's language."""
        return _(_WORDS[self])


_WORDS = {
    State.WAITING: N_("waiting"),
    State.SENDING: N_("sending"),
    State.ACCEPTED: N_("accepted"),
    State.IN_PROGRESS: N_("in progress"),
    State.DONE: N_("done"),
    State.REFUSED: N_("refused"),
    State.FAILED: N_("failed"),
    State.UNKNOWN: N_("unknown"),
    State.CANCELLED: N_("cancelled"),
}

ENDS = frozenset({State.DONE, State.REFUSED, State.FAILED, State.UNKNOWN, State.CANCELLED})

#: What the journal does not hold: nothing has happened in them, what was sent has an answer a moment later (a run that
#: ends before it says so), and what the cloud does by itself is seen elsewhere.
_NOT_JOURNALED = frozenset({State.WAITING, State.SENDING, State.CANCELLED, State.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of the cloud, as it stands now."""

    id: str
    action: Action
    context: Context
    """Where; its region is one."""
    name: str | None
    """Of what is made or goes, raw."""
    state: State
    began: datetime
    """When it was asked for."""
    since: datetime
    """When it came into its state."""
    subject_id: str = ""
    """What it is done to or made from: a volume or a snapshot; empty for an empty volume."""
    resource_id: str = ""
    """What is followed: the volume or the snapshot that is made or goes, the volume that is uploaded. Empty until the
    cloud has named it."""
    image_id: str | None = None
    """The image that an upload makes."""
    status: str | None = None
    """The last status seen of what is followed, raw."""
    request_id: str | None = None
    """The server's, for a ticket."""
    words: str = ""
    """What there is to say, plain."""
    unusual: bool = False
    """Whether it takes longer than it usually does."""
    settling: bool = False
    """UNKNOWN: whether it is being found out."""
    candidates: tuple[str, ...] = ()
    """UNKNOWN: ids of what may be its result, newest first."""
    plan_id: str = ""
    """The plan that it is a step of."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will become of it."""
        return self.state in ENDS and not self.settling

    @property
    def kind(self) -> Kind:
        """The kind of what is followed."""
        return kind_of(self.action)


def kind_of(action: Action) -> Kind:
    """The kind of what is followed after an action."""
    return action.makes or (Kind.SNAPSHOTS if action is Action.DELETE_SNAPSHOT else Kind.VOLUMES)


@dataclass(frozen=True, slots=True)
class OperationChanged:
    """An operation is not as it was, or new."""

    operation: Operation
    before: Operation | None
    """None when it is new."""

    @property
    def has_ended(self) -> bool:
        """Whether this is its end."""
        return self.operation.is_over and not (self.before is not None and self.before.is_over)

    def entry(self, at: datetime) -> Entry | None:
        """What the journal is to hold of this, for ``Journal.took``; None when the state is the same or says nothing of
        the cloud. The id is the operation's own until the cloud has named what it makes, or there is one row alone that
        may be it."""
        now, before = self.operation, self.before
        # What was found out of a lost answer may be that it stays unknown.
        if before is not None and before.state is now.state and not self.has_ended:
            return None
        found = now.state is State.IN_PROGRESS and before is not None and before.state is State.UNKNOWN
        if now.state in _NOT_JOURNALED and not found:
            return None
        told = _("{action}: {state}").format(action=now.action.words, state=now.state.words)
        return Entry(
            at,
            now.context,
            now.kind,
            now.resource_id or (now.candidates[0] if len(now.candidates) == 1 else now.id),
            now.name,
            What.ACTION,
            after=now.state.value,
            words=f"{told}. {now.words}" if now.words else told,
            request_id=now.request_id,
        )
