"""What the form of a new volume begins with."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tbs_tui.api.models import Snapshot, Volume, VolumeType
from tbs_tui.inventory.picture import Picture
from tbs_tui.operations import checks
from tbs_tui.text import plain

#: A number of more digits is a date or an id, and not the next of a row.
_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,3}\Z")
#: Cinder's own: they tell of an attachment.
_OF_ATTACHMENT = frozenset({"readonly", "attached_mode"})


@dataclass(frozen=True, slots=True)
class Beginning:
    """Texts to type in are of what can be typed; type and zone are raw. Empty is whatever the server chooses."""

    name: str = ""
    description: str = ""
    size: int | None = None
    """GB."""
    type: str = ""
    zone: str = ""
    key_id: str = ""
    """Of Secure Key Manager. The app key is a secret, and comes from nowhere but the keyboard."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    multiattach: bool = False
    snapshot: Snapshot | None = None
    """What the volume is made of; None for an empty one."""


def empty(row: object) -> Beginning:
    """A volume of the type under the cursor, if there is one."""
    return Beginning(type=row.name or "") if isinstance(row, VolumeType) else Beginning()


def of_snapshot(snapshot: Snapshot, picture: Picture) -> Beginning:
    """A volume like the one that the snapshot was made of, as far as that is known."""
    origin = picture.volume(snapshot.volume_id) if snapshot.volume_id is not None else None
    name = _typed(snapshot.name) or (_typed(origin.name) if origin is not None else "")
    return Beginning(
        name=free_name(name, _names(picture)),
        size=snapshot.size,
        type=(origin.volume_type or "") if origin is not None else "",
        zone=(origin.availability_zone or "") if origin is not None else "",
        snapshot=snapshot,
    )


def same_again(volume: Volume, picture: Picture) -> Beginning:
    """An empty volume with the settings of another: with what is in it, it would be made of a snapshot."""
    key = volume.nhn_encryption
    return Beginning(
        name=free_name(_typed(volume.name), _names(picture)),
        description=_typed(volume.description),
        size=volume.size,
        type=volume.volume_type or "",
        zone=volume.availability_zone or "",
        key_id=_typed(key.skm_key_id) if key is not None else "",
        metadata={plain(each): plain(volume.metadata[each]) for each in volume.metadata if each not in _OF_ATTACHMENT},
        multiattach=bool(volume.multiattach),
    )


def free_name(name: str, taken: Collection[str]) -> str:
    """`name`, or with the next number where there is one of that name already: db-1, db-2; web, web-2. Empty stays
    empty."""
    found = _NUMBER.search(name)
    stem, digits = (name[: found.start()], found[0]) if found is not None else (f"{name}-", "1")
    number = int(digits)
    while name and name in taken:
        number += 1
        tail = f"{number:0{len(digits)}}"
        name = stem[: checks.LONGEST - len(tail)] + tail
    return name


def _typed(text: str | None) -> str:
    return plain((text or "").strip())


def _names(picture: Picture) -> frozenset[str]:
    return frozenset(_typed(each.name) for each in picture.volumes.rows)
