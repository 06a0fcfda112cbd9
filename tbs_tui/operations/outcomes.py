"""What a status means for the operation that is followed by it. Source: api-facts 6.2, Transitions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from tbs_tui.api.errors import ApiError, InvalidInput, NotFound, SignInError, Unreachable
from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.api.requests import NewSnapshot, NewVolume
from tbs_tui.api.statuses import Group, group
from tbs_tui.inventory.picture import Kind, Listing
from tbs_tui.locale import _, ngettext
from tbs_tui.operations.gate import Action
from tbs_tui.operations.intent import Request
from tbs_tui.operations.operation import State
from tbs_tui.query.attention import usual_minutes
from tbs_tui.text import plain

#: The cloud's clock and this machine's may differ by this much.
SKEW = timedelta(minutes=5)
#: Minutes after which no good image is expected of a volume that is free again. Cinder frees it once Glance has all of
#: it; only a cinder-volume that is started anew frees it sooner (measured: seconds).
ALONE_MINUTES = 5
#: What Cinder's 400 for an upload begins with when it can't reach Glance. Host, port and an object's address follow.
_NO_GLANCE = "Connection to glance failed"


class Verdict(NamedTuple):
    """What has become of an operation so far."""

    state: State
    words: str = ""
    """Plain."""
    unusual: bool = False
    """Whether it looks as if it had come to a halt."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A look at what is followed."""

    status: str | None = None
    """Raw; None when it could not be read."""
    gone: bool = False


_GOING_ON = Verdict(State.IN_PROGRESS)


def judged(action: Action, seen: Seen, before: str | None) -> Verdict | None:
    """What a look at a volume or snapshot says; `before` is the status that what is deleted had. None: it has left
    ``uploading``, and only its image can tell how it ended."""
    if action is Action.UPLOAD_IMAGE:
        return _GOING_ON if seen.status in ("uploading", None) and not seen.gone else None
    return _of_deleted(seen, before) if action.deletes else _of_made(seen)


def _of_made(seen: Seen) -> Verdict:
    status = seen.status
    if seen.gone:
        return Verdict(State.FAILED, _("It is gone: somebody has deleted it."))
    if status in ("deleting", "deleted", "error_deleting"):
        return Verdict(State.FAILED, _("Somebody is deleting it."))
    if status in (None, "creating", "downloading"):
        return _GOING_ON
    if group(status) is Group.PROBLEM:
        return Verdict(State.FAILED, _("It ended in status {status}.").format(status=plain(status)))
    # Whatever else it is by now, such as attached: it was made.
    return Verdict(State.DONE)


def _of_deleted(seen: Seen, before: str | None) -> Verdict:
    status = seen.status
    if seen.gone or status == "deleted":
        return Verdict(State.DONE)
    if status in (None, "deleting"):
        return _GOING_ON
    if status == "error_deleting":
        return Verdict(State.FAILED, _("It is in status error_deleting. Only support can clear this."))
    if status == before or group(status) is not Group.PROBLEM:
        words = _("It was not deleted: it is {status} again. Something may still need it, such as a volume made of it.")
        return Verdict(State.REFUSED, words.format(status=plain(status)))
    return Verdict(State.FAILED, _("It ended in status {status}.").format(status=plain(status)))


def judged_image(seen: Seen, alone: int = 0) -> Verdict:
    """What a look at the image of an upload says; `alone` is the minutes for which its volume has been free again."""
    match seen:
        case Seen(gone=True):
            return Verdict(State.FAILED, _("The image is gone: that is how a failed upload is cleaned up."))
        case Seen(status="active"):
            return Verdict(State.DONE)
        case Seen(status="killed" | "deleted" | "pending_delete" as status):
            return Verdict(State.FAILED, _("The image is in status {status}.").format(status=status))
        case Seen(status="queued" | "saving" | "uploading" | "importing" | None):
            return _of_image_alone(seen, alone)
        case _:
            words = _("The image is in status {status}, which says nothing about the upload.")
            return Verdict(State.UNKNOWN, words.format(status=plain(seen.status)))


def _of_image_alone(seen: Seen, alone: int) -> Verdict:
    """A Glance that is stopped in the middle leaves an image in ``saving`` for good."""
    if alone < ALONE_MINUTES:
        return Verdict(State.IN_PROGRESS, _("The image is being made."))
    words = _("The volume is free again, but its image is still {status}: the upload has probably failed.")
    words = words.format(status=plain(seen.status or "?"))
    if alone < usual_minutes("uploading"):
        return Verdict(State.IN_PROGRESS, words, unusual=True)
    return Verdict(State.UNKNOWN, words)


def image_unknown() -> Verdict:
    """The end of an upload where nobody can be asked for the image."""
    return Verdict(State.UNKNOWN, _("The upload has ended. Whether the image is good can't be known here."))


def words_of(error: ApiError) -> str:
    """What an error says to a person, without its request: plain."""
    return plain(f"{error.advice} {error.words}".strip())


def not_accepted(action: Action, error: ApiError) -> Verdict:
    """What an answer other than 202 means."""
    if error.maybe_done:
        return Verdict(State.UNKNOWN, words_of(error))
    if isinstance(error, NotFound) and action.deletes:
        return Verdict(State.DONE, _("It was gone already."))
    if action is Action.UPLOAD_IMAGE and isinstance(error, InvalidInput) and error.words.startswith(_NO_GLANCE):
        words = _("The cloud's image service does not answer, and nothing was uploaded. Try again later. ({reason})")
        return Verdict(State.REFUSED, words.format(reason=_NO_GLANCE))
    if isinstance(error, SignInError):
        words = _("{reason} Nothing was done.").format(reason=words_of(error))
        return Verdict(State.REFUSED, words)
    return Verdict(State.FAILED if isinstance(error, Unreachable) else State.REFUSED, words_of(error))


# An answer that did not come


@dataclass(frozen=True, slots=True)
class Sought:
    """What an operation whose answer was lost may have made."""

    kind: Kind
    name: str
    size: int | None
    """GB; that of a snapshot is its volume's."""
    volume_id: str | None
    """A snapshot's."""
    sent: datetime
    known: Listing[Volume] | Listing[Snapshot]
    """The listing before it was sent."""


def sought(request: Request, sent: datetime, known: Listing[Volume] | Listing[Snapshot]) -> Sought | None:
    """What a request makes that is a row of ours; None for all else."""
    match request:
        case NewVolume():
            return Sought(Kind.VOLUMES, _bare(request.name), request.size, None, sent, known)
        case NewSnapshot():
            return Sought(Kind.SNAPSHOTS, _bare(request.name), None, request.volume_id, sent, known)
        case _:
            return None


def candidates(wanted: Sought, rows: Iterable[Volume | Snapshot], taken: frozenset[str]) -> tuple[str, ...]:
    """Ids of the rows that may be what was made: same name and size, not known before, not made before it was sent, and
    none of `taken`, which other operations have made."""
    return tuple(row.id for row in rows if row.id not in taken and _fits(wanted, row))


def _fits(wanted: Sought, row: Volume | Snapshot) -> bool:
    if row.id in wanted.known.by_id or _bare(row.name) != wanted.name:
        return False
    if isinstance(row, Volume) and "size" not in row.malformed and row.size != wanted.size:
        return False
    if isinstance(row, Snapshot) and row.volume_id not in (wanted.volume_id, None):
        return False
    made = row.created
    return made is None or made >= wanted.sent - SKEW


def _bare(name: str | None) -> str:
    """As servers keep it: trimmed, and null is as good as empty."""
    return (name or "").strip()


def found(ids: tuple[str, ...]) -> str:
    """What is said of the candidates, plain."""
    if not ids:
        return _("The answer was lost, and nothing like it is listed: it was probably not done.")
    words = ngettext(
        "The answer was lost; {n} that is listed may be the result.",
        "The answer was lost; {n} that are listed may be the result.",
        len(ids),
    )
    return words.format(n=len(ids))


def settled(action: Action, seen: Seen, before: str | None) -> Verdict | None:
    """What is there, after a delete or an upload whose answer was lost. None: nothing that would tell, as yet."""
    if action is Action.UPLOAD_IMAGE:
        return _GOING_ON if seen.status == "uploading" else None
    verdict = _of_deleted(seen, before)
    return verdict if seen.gone or (seen.status is not None and verdict.state is not State.REFUSED) else None


def unsettled(action: Action) -> Verdict:
    """The end of looking for that."""
    if action.deletes:
        words = _("The answer was lost, and it is still there as it was: the request did not arrive, as it seems.")
        return Verdict(State.FAILED, words)
    return Verdict(State.UNKNOWN, _("The answer was lost, and no upload of the volume is to be seen."))
