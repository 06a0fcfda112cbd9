"""What is sent, typed. Each knows its JSON body; keys that the user did not set are not in it, because upstream refuses
unknown keys in POST /snapshots and in the upload action with 400.

Standard library only: dialogs use these before httpx is imported.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from tbs_tui.records import dataclass


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The query of a list call; None is not sent."""

    limit: int | None = None
    """Rows a page; servers cut it to 1,000. 0 answers no rows, so it is never sent."""
    marker: str | None = None
    """Id of the row before the first one wanted."""
    offset: int | None = None
    """Index of the first row wanted. Broken on Kilo's volumes."""
    sort: str | None = None
    """``key[:asc|desc]``, several with commas; the direction is desc when left out."""

    def params(self) -> dict[str, str]:
        """As query parameters."""
        given = {"limit": self.limit or None, "marker": self.marker, "offset": self.offset, "sort": self.sort}
        return {name: str(value) for name, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class EncryptionKey:
    """The Secure Key Manager key for a volume of an encrypted type. The app key is a secret and not in the repr."""

    skm_appkey: str = field(repr=False)
    skm_key_id: str


@dataclass(frozen=True, slots=True)
class NewVolume:
    """POST /volumes."""

    size: int
    """GB."""
    name: str | None = None
    description: str | None = None
    volume_type: str | None = None
    """Name of the type."""
    availability_zone: str | None = None
    snapshot_id: str | None = None
    """None makes an empty volume."""
    metadata: Mapping[str, str] | None = None
    multiattach: bool | None = None
    nhn_encryption: EncryptionKey | None = None

    def body(self) -> dict[str, Any]:
        """The JSON body, secret included."""
        record = _given(self, "size", "name", "description", "volume_type", "availability_zone", "snapshot_id")
        if self.metadata is not None:
            record["metadata"] = dict(self.metadata)
        record |= _given(self, "multiattach")
        if self.nhn_encryption is not None:
            record["nhn_encryption"] = _given(self.nhn_encryption, "skm_appkey", "skm_key_id")
        return {"volume": record}


@dataclass(frozen=True, slots=True)
class NewSnapshot:
    """POST /snapshots."""

    volume_id: str
    name: str | None = None
    description: str | None = None
    force: bool | None = None
    """True also takes a snapshot of a volume that is attached."""

    def body(self) -> dict[str, Any]:
        """The JSON body."""
        return {"snapshot": _given(self, "volume_id", "name", "description", "force")}


@dataclass(frozen=True, slots=True)
class NewImage:
    """POST /volumes/{id}/action, os-volume_upload_image."""

    image_name: str
    disk_format: str | None = None
    """The server's default is raw; NHN's guide uses qcow2."""
    container_format: str | None = None
    """The server's default is bare."""
    visibility: str | None = None
    """private or shared. NHN's own; upstream's v2 refuses the key with 400."""
    protected: bool | None = None
    """True: the image can't be changed or deleted. NHN's own; upstream's v2 refuses the key with 400."""
    force: bool | None = None
    """True also takes a volume that is attached."""

    def body(self) -> dict[str, Any]:
        """The JSON body."""
        names = ("image_name", "disk_format", "container_format", "visibility", "protected", "force")
        return {"os-volume_upload_image": _given(self, *names)}


@dataclass(frozen=True, slots=True)
class Call:
    """A request that changes something. What is sent and what a preview shows are made from the same one."""

    method: str
    path: tuple[str, ...]
    """Segments below the endpoint, raw."""
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    """JSON, secrets included; None for none."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Secret strings of the body, and what the guide calls each."""


def create_volume_call(new: NewVolume) -> Call:
    """POST /volumes."""
    key = new.nhn_encryption
    return Call("POST", ("volumes",), new.body(), {key.skm_appkey: "skm_appkey"} if key is not None else {})


def delete_volume_call(volume_id: str) -> Call:
    """DELETE /volumes/{id}. Never with ``cascade``, which newer servers obey."""
    return Call("DELETE", ("volumes", volume_id))


def upload_image_call(volume_id: str, new: NewImage) -> Call:
    """POST /volumes/{id}/action."""
    return Call("POST", ("volumes", volume_id, "action"), new.body())


def create_snapshot_call(new: NewSnapshot) -> Call:
    """POST /snapshots."""
    return Call("POST", ("snapshots",), new.body())


def delete_snapshot_call(snapshot_id: str) -> Call:
    """DELETE /snapshots/{id}."""
    return Call("DELETE", ("snapshots", snapshot_id))


def _given(request: object, *names: str) -> dict[str, Any]:
    values = {name: getattr(request, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}
