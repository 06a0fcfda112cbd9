"""What the API answers, as frozen objects: the documented fields and nothing else, texts raw as they came.

Plain dataclasses, so that the cache and the first frame can use them before pydantic is imported; `parse` fills them.
A field that the server left out, or that had the wrong type, is None (or empty); in the second case its name stands in
`malformed`, and a person is shown ``?`` there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

from tbs_tui.clock import parse_time

_EMPTY: Mapping[str, str] = MappingProxyType({})

#: Python name -> name on the wire, where the two differ.
WIRE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "tenant_id": "os-vol-tenant-attr:tenant_id",
        "replication_extended_status": "os-volume-replication:extended_status",
        "replication_driver_data": "os-volume-replication:driver_data",
        "progress": "os-extended-snapshot-attributes:progress",
        "project_id": "os-extended-snapshot-attributes:project_id",
        "is_public": "os-volume-type-access:is_public",
    }
)


def wire_name(name: str) -> str:
    """The name on the wire of a model's field."""
    return WIRE_NAMES.get(name, name)


#: Characters. The API's own texts have 255 at most; one that is longer than this is malformed: it would take a second
#: to be painted and a screen of the detail to be read.
MOST_TEXT = 4096

_PLAIN_NAMES = {"extra": "ignore", "str_max_length": MOST_TEXT}
_BY_WIRE_NAME = {"alias_generator": wire_name, **_PLAIN_NAMES}


@dataclass(frozen=True, slots=True)
class Link:
    """One of the server's own links; never followed, since its host is what the request's Host header said."""

    href: str
    rel: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """Where a volume is attached. `id` is the volume's id, as is `volume_id`."""

    server_id: str | None = None
    attachment_id: str | None = None
    volume_id: str | None = None
    device: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class NhnEncryption:
    """The Secure Key Manager key of an encrypted volume."""

    skm_key_version: int | None = None
    skm_key_id: str | None = None


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume as show and the detailed list give it; the short list fills `id`, `name` and `links` only."""

    id: str
    name: str | None = None
    status: str | None = None
    size: int | None = None
    """GB."""
    volume_type: str | None = None
    """The type's name, not its id."""
    availability_zone: str | None = None
    bootable: bool | None = None
    """The server sends the words "true" and "false"."""
    encrypted: bool | None = None
    multiattach: bool | None = None
    attachments: tuple[Attachment, ...] = ()
    snapshot_id: str | None = None
    """The snapshot it was made from."""
    source_volid: str | None = None
    """The volume it was made from."""
    description: str | None = None
    metadata: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    created_at: str | None = None
    """UTC, mostly without a zone; `created` has it as a datetime."""
    user_id: str | None = None
    tenant_id: str | None = None
    consistencygroup_id: str | None = None
    replication_status: str | None = None
    replication_extended_status: str | None = None
    replication_driver_data: str | None = None
    nhn_encryption: NhnEncryption | None = None
    links: tuple[Link, ...] = ()
    malformed: tuple[str, ...] = ()
    """Names of the fields whose value could not be read."""
    region: str = ""
    """The region it was read in; ours, never the server's."""

    REQUIRED: ClassVar[tuple[str, ...]] = ("status", "size")
    __pydantic_config__: ClassVar[Any] = _BY_WIRE_NAME

    @property
    def created(self) -> datetime | None:
        """When it was made, aware, in UTC."""
        return _moment(self.created_at)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot as show and the detailed list give it; the short list has no `progress` and no `project_id`."""

    id: str
    name: str | None = None
    status: str | None = None
    size: int | None = None
    """GB; that of the volume it was made of."""
    volume_id: str | None = None
    """The volume it was made of."""
    progress: str | None = None
    """Such as "100%"."""
    description: str | None = None
    metadata: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    created_at: str | None = None
    """UTC, mostly without a zone; `created` has it as a datetime."""
    project_id: str | None = None
    """The tenant's id."""
    malformed: tuple[str, ...] = ()
    """Names of the fields whose value could not be read."""
    region: str = ""
    """The region it was read in; ours, never the server's."""

    REQUIRED: ClassVar[tuple[str, ...]] = ("status", "size", "volume_id")
    __pydantic_config__: ClassVar[Any] = _BY_WIRE_NAME

    @property
    def created(self) -> datetime | None:
        """When it was made, aware, in UTC."""
        return _moment(self.created_at)


@dataclass(frozen=True, slots=True)
class VolumeType:
    """A volume type that the tenant may use; `name` is what create takes."""

    id: str
    name: str | None = None
    description: str | None = None
    is_public: bool | None = None
    extra_specs: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    malformed: tuple[str, ...] = ()
    """Names of the fields whose value could not be read."""
    region: str = ""
    """The region it was read in; ours, never the server's."""

    REQUIRED: ClassVar[tuple[str, ...]] = ("name",)
    __pydantic_config__: ClassVar[Any] = _BY_WIRE_NAME


@dataclass(frozen=True, slots=True)
class UploadedType:
    """The volume type inside the answer to an upload: an object there, its nulls the word "null"."""

    id: str | None = None
    name: str | None = None
    description: str | None = None
    is_public: bool | None = None
    extra_specs: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    """NHN sends a list of rows, upstream an object; here it is always key -> value."""


@dataclass(frozen=True, slots=True)
class ImageUpload:
    """The answer to os-volume_upload_image. `id`, `size` and `status` are the volume's, `image_id` the image's."""

    image_id: str
    id: str | None = None
    status: str | None = None
    image_name: str | None = None
    disk_format: str | None = None
    container_format: str | None = None
    updated_at: str | None = None
    display_description: str | None = None
    size: int | None = None
    """GB."""
    volume_type: UploadedType | None = None
    malformed: tuple[str, ...] = ()
    """Names of the fields whose value could not be read."""

    REQUIRED: ClassVar[tuple[str, ...]] = ()
    __pydantic_config__: ClassVar[Any] = _PLAIN_NAMES


@dataclass(frozen=True, slots=True)
class Image:
    """An image, as far as an upload has to be followed (Image API v2)."""

    id: str
    status: str | None = None
    """queued, saving, active, killed, deleted, pending_delete."""
    name: str | None = None
    size: int | None = None
    """Bytes; None until it is active."""
    min_disk: int | None = None
    """GB."""
    disk_format: str | None = None
    container_format: str | None = None
    visibility: str | None = None
    protected: bool | None = None
    malformed: tuple[str, ...] = ()

    REQUIRED: ClassVar[tuple[str, ...]] = ("status",)
    __pydantic_config__: ClassVar[Any] = _PLAIN_NAMES


@dataclass(frozen=True, slots=True)
class Server:
    """An instance, as far as an attachment has to be named (Compute API v2)."""

    id: str
    name: str | None = None
    status: str | None = None
    malformed: tuple[str, ...] = ()

    REQUIRED: ClassVar[tuple[str, ...]] = ()
    __pydantic_config__: ClassVar[Any] = _PLAIN_NAMES


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant that the token's user may use."""

    id: str
    name: str | None = None
    description: str | None = None
    enabled: bool | None = None
    malformed: tuple[str, ...] = ()

    REQUIRED: ClassVar[tuple[str, ...]] = ()
    __pydantic_config__: ClassVar[Any] = _PLAIN_NAMES


Resource = Volume | Snapshot | VolumeType

#: Fields that we fill; the server has no word in them.
_OURS = frozenset({"malformed", "region"})


#: Times that are remembered.
_MOST_MOMENTS = 65_536
# Each sort asks 10,000 rows for the same times: 1 ms instead of 10. Of an `lru_cache` each entry is one more thing for
# the garbage collector to look through, and 100 bytes.
_moments: dict[str, datetime] = {}


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    moment = _moments.get(text)
    if moment is None:
        if len(_moments) >= _MOST_MOMENTS:
            _moments.clear()
        moment = _moments[text] = parse_time(text)
    return moment


def documented(item: Resource) -> dict[str, Any]:
    """`item` under the guide's own field names, for ``--json`` and the raw view. Malformed fields are null."""
    record: dict[str, Any] = {}
    for spec in fields(item):
        value = getattr(item, spec.name)
        if spec.name in _OURS or (spec.name == "nhn_encryption" and value is None):
            continue
        record[wire_name(spec.name)] = None if spec.name in item.malformed else _jsonable(value)
    return record


def _jsonable(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return [_jsonable(each) for each in value]
    if isinstance(value, Link | Attachment | NhnEncryption):
        return {spec.name: _jsonable(getattr(value, spec.name)) for spec in fields(value)}
    return value
