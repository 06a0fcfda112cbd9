"""What may be done to what, and if not, why and where the blocker is: the table that commands, dialogs and bulk ask.

The server's word still wins: a picture is some seconds old. What destroys is not offered in doubt; what does not is
offered with a warning, since the server refuses it at no cost. Words are plain. Source: api-facts 6.2; Cinder's own
checks (cinder/volume/api.py, Liberty).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.api.statuses import SNAPSHOT_STATUSES, VOLUME_STATUSES, Group, group
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.locale import N_, _, ngettext
from tbs_tui.query.attention import SNAPSHOT_LIMIT
from tbs_tui.text import plain

#: GB that NHN's console lets a volume have; the API's own limits are the quota's.
SMALLEST, LARGEST = 10, 2048

NO_NAMES: Mapping[str, str] = MappingProxyType({})


class Action(Enum):
    """What can be done; the value is a word for files and commands."""

    CREATE_VOLUME = "create-volume"
    CREATE_FROM_SNAPSHOT = "create-from-snapshot"
    """A volume, from a snapshot."""
    CREATE_SNAPSHOT = "create-snapshot"
    UPLOAD_IMAGE = "upload-image"
    DELETE_VOLUME = "delete-volume"
    DELETE_SNAPSHOT = "delete-snapshot"

    @property
    def makes(self) -> Kind | None:
        """The kind of what there is afterwards and was not before; None for an image, which is no row of ours."""
        return _MAKES.get(self)

    @property
    def deletes(self) -> bool:
        """Whether something is gone afterwards."""
        return self in (Action.DELETE_VOLUME, Action.DELETE_SNAPSHOT)

    @property
    def words(self) -> str:
        """What it is called, in the person's language."""
        return _(_WORDS[self])


_MAKES = {
    Action.CREATE_VOLUME: Kind.VOLUMES,
    Action.CREATE_FROM_SNAPSHOT: Kind.VOLUMES,
    Action.CREATE_SNAPSHOT: Kind.SNAPSHOTS,
}

_WORDS = {
    Action.CREATE_VOLUME: N_("create volume"),
    Action.CREATE_FROM_SNAPSHOT: N_("create volume from snapshot"),
    Action.CREATE_SNAPSHOT: N_("create snapshot"),
    Action.UPLOAD_IMAGE: N_("upload as image"),
    Action.DELETE_VOLUME: N_("delete volume"),
    Action.DELETE_SNAPSHOT: N_("delete snapshot"),
}

#: Without force. error_managing is of later Cinders and not in the guide.
ALLOWED_STATUSES: Mapping[Action, frozenset[str]] = MappingProxyType(
    {
        Action.CREATE_FROM_SNAPSHOT: frozenset({"available"}),
        Action.CREATE_SNAPSHOT: frozenset({"available"}),
        Action.UPLOAD_IMAGE: frozenset({"available"}),
        Action.DELETE_VOLUME: frozenset({"available", "error", "error_restoring", "error_extending", "error_managing"}),
        Action.DELETE_SNAPSHOT: frozenset({"available", "error"}),
    }
)
#: With force. Cinder's code takes a forced snapshot in nearly every status; it is worth something in these two alone.
FORCED_STATUSES: Mapping[Action, frozenset[str]] = MappingProxyType(
    {Action.CREATE_SNAPSHOT: frozenset({"in-use"}), Action.UPLOAD_IMAGE: frozenset({"in-use"})}
)


class Where(Enum):
    """Where a blocker is found."""

    VOLUMES = "volumes"
    SNAPSHOTS = "snapshots"
    SERVERS = "servers"


@dataclass(frozen=True, slots=True)
class Blocker:
    """What has to go first: whoever shows it can lead there."""

    where: Where
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is not allowed."""

    words: str
    """One sentence, plain."""
    blocker: Blocker | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gate says."""

    reasons: tuple[Reason, ...] = ()
    """Why not, all that is known; none when it is allowed."""
    warnings: tuple[str, ...] = ()
    """What does not forbid it but is to be known, plain; empty where it is not allowed."""
    needs_force: bool = False
    """Whether the request must say ``force``."""

    @property
    def allowed(self) -> bool:
        """Whether it is offered."""
        return not self.reasons

    @property
    def only_snapshots_block(self) -> bool:
        """Whether all that is in the way are snapshots, which can be gone to and deleted first."""
        blockers = [reason.blocker for reason in self.reasons]
        return bool(blockers) and all(each is not None and each.where is Where.SNAPSHOTS for each in blockers)

    @property
    def why(self) -> str:
        """Every reason, plain; empty when it is allowed."""
        return " ".join(reason.words for reason in self.reasons)

    @property
    def blocker(self) -> Blocker | None:
        """The first thing that has to go, if that would help."""
        return next((reason.blocker for reason in self.reasons if reason.blocker is not None), None)


def delete_of(row: object) -> Action:
    """What deletes such a row."""
    return Action.DELETE_SNAPSHOT if isinstance(row, Snapshot) else Action.DELETE_VOLUME


Subject = Volume | Snapshot | None
"""What an action acts on; None for an empty volume."""


def ask(
    action: Action,
    subject: Subject,
    picture: Picture,
    *,
    size: int | None = None,
    read_only: bool = False,
    server_names: Mapping[str, str] = NO_NAMES,
    cleared: Collection[str] = (),
) -> Answer:
    """Whether `action` may be done to `subject`, of which `picture` is the picture. `size` is what a new volume is to
    have, GB, as far as it is known; `server_names` are raw, by id; `cleared` are ids of snapshots that will be gone by
    then."""
    reasons = tuple(_reasons(action, subject, picture, size, read_only, server_names, cleared))
    if reasons:
        return Answer(reasons)
    force = subject is not None and subject.status in FORCED_STATUSES.get(action, ())
    return Answer((), tuple(_warnings(action, subject, picture, size)), force)


def _reasons(
    action: Action,
    subject: Subject,
    picture: Picture,
    size: int | None,
    read_only: bool,
    server_names: Mapping[str, str],
    cleared: Collection[str],
) -> Iterator[Reason]:
    if read_only:
        yield Reason(_("This session is read-only."))
        return
    if action is Action.CREATE_VOLUME:
        yield from _of_size(size, None)
        return
    wants = Snapshot if action in (Action.CREATE_FROM_SNAPSHOT, Action.DELETE_SNAPSHOT) else Volume
    if not isinstance(subject, wants):
        yield Reason(_("Choose a snapshot first.") if wants is Snapshot else _("Choose a volume first."))
        return
    yield from _of_status(action, subject, server_names)
    if isinstance(subject, Volume) and action.deletes:
        yield from _of_deleted_volume(subject, picture, server_names, cleared)
    elif action is Action.CREATE_FROM_SNAPSHOT:
        yield from _of_size(size, subject.size)


def _of_size(size: int | None, at_least: int | None) -> Iterator[Reason]:
    words = size_refusal(size, at_least) if size is not None else None
    if words is not None:
        yield Reason(words)


def size_refusal(size: int, at_least: int | None = None) -> str | None:
    """Why a new volume can't have that size, plain; None when it can. GB; `at_least` is the snapshot's."""
    if at_least is not None and size < at_least:
        return _("The size must be at least that of the snapshot, {size} GB.").format(size=f"{at_least:,}")
    return _("A volume has at least 1 GB.") if size < 1 else None


def size_warning(size: int) -> str | None:
    """What is to be known of that size of a new volume, GB, plain; None for a usual one."""
    if SMALLEST <= size <= LARGEST:
        return None
    words = _("Volumes of {smallest} to {largest} GB are usual: the server decides.")
    return words.format(smallest=SMALLEST, largest=f"{LARGEST:,}")


def _of_status(action: Action, subject: Volume | Snapshot, server_names: Mapping[str, str]) -> Iterator[Reason]:
    status = subject.status
    if _is_unreadable(subject, "status"):
        if action.deletes:
            yield Reason(_("Its status could not be read, and what is not known is not deleted."))
        return
    assert status is not None
    if status in ALLOWED_STATUSES[action] or status in FORCED_STATUSES.get(action, ()):
        return
    if status == "in-use" and isinstance(subject, Volume):
        yield _attached(subject, server_names)
    elif status == "error_deleting":
        yield Reason(_("error_deleting can only be cleared by support."))
    elif group(status) is Group.TRANSITION:
        words = _("It is {status} at the moment; it has to come to rest first.")
        yield Reason(words.format(status=plain(status)))
    elif action.deletes or not _is_unknown(subject):
        yield Reason(_("That cannot be done in status {status}.").format(status=plain(status)))


def _of_deleted_volume(
    volume: Volume, picture: Picture, server_names: Mapping[str, str], cleared: Collection[str]
) -> Iterator[Reason]:
    if _is_unreadable(volume, "attachments"):
        yield Reason(_("Where it is attached could not be read, and what is not known is not deleted."))
    elif volume.attachments and volume.status != "in-use":
        yield _attached(volume, server_names)
    if volume.consistencygroup_id or "consistencygroup_id" in volume.malformed:
        yield Reason(_("It belongs to a consistency group."))
    snapshots = tuple(each.id for each in picture.snapshots_of(volume.id) if each.id not in cleared)
    if snapshots:
        count = len(snapshots)
        words = ngettext("{n} snapshot blocks this.", "{n} snapshots block this.", count).format(n=count)
        yield Reason(words, Blocker(Where.SNAPSHOTS, snapshots))


def _attached(volume: Volume, server_names: Mapping[str, str]) -> Reason:
    places = []
    for each in volume.attachments:
        server = plain(server_names.get(each.server_id or "") or (each.server_id or "?")[:8])
        if each.device:
            places.append(_("{server} as {device}").format(server=server, device=plain(each.device)))
        else:
            places.append(server)
    if not places:
        return Reason(_("It is attached to an instance."))
    servers = tuple(each.server_id for each in volume.attachments if each.server_id)
    return Reason(
        _("It is attached to {places}.").format(places=", ".join(places)),
        Blocker(Where.SERVERS, servers) if servers else None,
    )


def _warnings(action: Action, subject: Subject, picture: Picture, size: int | None) -> Iterator[str]:
    if subject is not None and _is_unknown(subject):
        yield _("Its status is not one of the guide's: the server decides.")
    match action, subject:
        case ((Action.CREATE_VOLUME | Action.CREATE_FROM_SNAPSHOT), _):
            words = size_warning(size) if size is not None else None
            if words is not None:
                yield words
        case Action.CREATE_SNAPSHOT, Volume() as volume:
            if volume.status == "in-use":
                yield _("It is in use: the snapshot holds what the disk holds at that moment, as after a power cut.")
            yield from _of_count(volume, picture)
        case Action.UPLOAD_IMAGE, Volume() as volume:
            if volume.status == "in-use":
                yield _("It is in use: the image holds what the disk holds at that moment, as after a power cut.")
            yield _("The volume needs 100 KB of free space, or an instance made from the image may not start.")
        case Action.DELETE_VOLUME, Volume() as volume:
            if _is_of_earlier_run(picture, Kind.VOLUMES):
                yield _("This is what an earlier look showed; it has not been read again yet.")
            if not _knows_all_snapshots(picture):
                yield _("Whether it has snapshots is not known: not all of them could be read. With any, it stays.")
        case Action.DELETE_SNAPSHOT, _:
            if _is_of_earlier_run(picture, Kind.SNAPSHOTS):
                yield _("This is what an earlier look showed; it has not been read again yet.")


def _of_count(volume: Volume, picture: Picture) -> Iterator[str]:
    count = len(picture.snapshots_of(volume.id))
    if count + 1 == SNAPSHOT_LIMIT:
        yield _("This is its snapshot number {n}; more than {n} are not kept.").format(n=SNAPSHOT_LIMIT)
    elif count >= SNAPSHOT_LIMIT:
        words = ngettext(
            "It has {n} snapshot already, and {limit} is the limit: the server may refuse.",
            "It has {n} snapshots already, and {limit} is the limit: the server may refuse.",
            count,
        )
        yield words.format(n=count, limit=SNAPSHOT_LIMIT)
    elif not _knows_all_snapshots(picture):
        words = _("How many snapshots it has is not known: not all of them could be read. The limit is {limit}.")
        yield words.format(limit=SNAPSHOT_LIMIT)


def _is_unreadable(subject: Volume | Snapshot, field: str) -> bool:
    return field in subject.malformed or (field == "status" and subject.status is None)


def _is_unknown(subject: Volume | Snapshot) -> bool:
    """Whether the status is none that the guide lists for this kind, or could not be read."""
    known: Collection[str] = VOLUME_STATUSES if isinstance(subject, Volume) else SNAPSHOT_STATUSES
    return _is_unreadable(subject, "status") or subject.status not in known


def _is_of_earlier_run(picture: Picture, kind: Kind) -> bool:
    listing = picture.listing(kind)
    return listing.total is not None and not listing.complete


def _knows_all_snapshots(picture: Picture) -> bool:
    """Whether a volume without snapshots in the picture has none: a snapshot whose volume could not be read may be of
    any."""
    listing = picture.snapshots
    if not listing.complete or listing.dropped:
        return False
    # Most listings have no such row, and then the rows need not be gone through.
    return not listing.malformed or all(row.volume_id is not None for row in listing.rows)
