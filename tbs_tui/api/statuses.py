"""Every status of volumes and snapshots that the API guide lists, with its group and the guide's own meaning.

The one source: what counts as a problem, what is in transition, which glyph and colour a status has, all follow from
the group. A status that is not here is shown as it is and counts as settled.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from tbs_tui.locale import N_, _


class Group(Enum):
    """What a status means for whoever looks after the resource, with its glyph and its tone. Glyphs are ASCII: many
    signs are two cells wide in Korean terminals."""

    READY = ("o", "ok")
    """At rest, nothing attached."""
    IN_USE = ("=", "")
    """At rest, attached."""
    TRANSITION = ("~", "busy")
    """On its way to another status; worth a closer look every few seconds."""
    WAITING = (".", "warn")
    """At rest until somebody does something, but not to be used."""
    PROBLEM = ("x", "bad")
    """Failed; does not leave this status by itself."""
    UNKNOWN = ("?", "warn")
    """Not in the guide, or not readable."""

    def __init__(self, glyph: str, tone: str) -> None:
        self.glyph = glyph
        self.tone = tone


VOLUME_STATUSES: Mapping[str, tuple[Group, str]] = MappingProxyType(
    {
        "creating": (Group.TRANSITION, N_("It is being made.")),
        "available": (Group.READY, N_("It is ready to be attached.")),
        "attaching": (Group.TRANSITION, N_("It is being attached to an instance.")),
        "detaching": (Group.TRANSITION, N_("It is being detached.")),
        "in-use": (Group.IN_USE, N_("It is attached to an instance.")),
        "maintenance": (Group.TRANSITION, N_("It is being moved to another host.")),
        "deleting": (Group.TRANSITION, N_("It is being deleted.")),
        "awaiting-transfer": (Group.WAITING, N_("It waits for its transfer.")),
        "error": (Group.PROBLEM, N_("An error occurred while it was made.")),
        "error_deleting": (Group.PROBLEM, N_("An error occurred while it was deleted. Only support can clear this.")),
        "backing-up": (Group.TRANSITION, N_("It is being backed up.")),
        "restoring-backup": (Group.TRANSITION, N_("It is being restored from a backup.")),
        "error_backing-up": (Group.PROBLEM, N_("An error occurred while it was backed up.")),
        "error_restoring": (Group.PROBLEM, N_("An error occurred while it was restored.")),
        "error_extending": (Group.PROBLEM, N_("An error occurred while it was extended.")),
        "downloading": (Group.TRANSITION, N_("The image it is made from is being downloaded.")),
        "uploading": (Group.TRANSITION, N_("It is being uploaded as an image.")),
        "retyping": (Group.TRANSITION, N_("Its type is being changed.")),
        "extending": (Group.TRANSITION, N_("It is being extended.")),
        # Added to NHN's guide in 2024.
        "reserved": (Group.WAITING, N_("It is the root volume of a terminated instance.")),
    }
)

SNAPSHOT_STATUSES: Mapping[str, tuple[Group, str]] = MappingProxyType(
    {
        "creating": (Group.TRANSITION, N_("It is being made.")),
        "available": (Group.READY, N_("It is ready to be used.")),
        "backing-up": (Group.TRANSITION, N_("It is being backed up.")),
        "deleting": (Group.TRANSITION, N_("It is being deleted.")),
        "error": (Group.PROBLEM, N_("An error occurred while it was made.")),
        "deleted": (Group.WAITING, N_("It is deleted.")),
        "unmanaging": (Group.TRANSITION, N_("It is being released from management.")),
        "restoring": (Group.TRANSITION, N_("A volume is being restored from it.")),
        "error_deleting": (Group.PROBLEM, N_("An error occurred while it was deleted. Only support can clear this.")),
    }
)

_ALL: Mapping[str, tuple[Group, str]] = MappingProxyType({**SNAPSHOT_STATUSES, **VOLUME_STATUSES})


def group(status: str | None) -> Group:
    """The group of a volume's or a snapshot's status: no word means different groups in the two lists. A status that
    the guide does not list but that begins with ``error`` is a problem all the same."""
    if status is None:
        return Group.UNKNOWN
    known = _ALL.get(status)
    if known is not None:
        return known[0]
    return Group.PROBLEM if status.startswith("error") else Group.UNKNOWN


def meaning(status: str | None, statuses: Mapping[str, tuple[Group, str]]) -> str:
    """The guide's sentence for the status, in the person's language; empty for one that the guide does not list."""
    known = statuses.get(status or "")
    return _(known[1]) if known else ""
