"""Volumes, snapshots and images as the demo cloud keeps them, and as JSON."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from tbs_tui.demo.dialect import Dialect
from tbs_tui.demo.wire import dumps


def stamp(moment: datetime) -> str:
    """A time as the database gives it back: naive UTC, microseconds dropped."""
    return f"{moment.replace(tzinfo=None, microsecond=0).isoformat()}.000000"


@dataclass(slots=True)
class VolumeType:
    id: str
    name: str
    backend: str
    created_at: str = "2019-10-10T06:34:33.000000"

    @property
    def encrypted(self) -> bool:
        return self.name.startswith("Encrypted")


@dataclass(slots=True)
class Attachment:
    attachment_id: str
    server_id: str
    device: str
    attached_at: str


@dataclass(slots=True)
class Volume:
    """A row of the volumes table. Whoever changes one calls `touch`, which throws away the JSON kept of it."""

    id: str
    tenant_id: str
    user_id: str
    created_at: str
    status: str
    size: int
    type: VolumeType
    zone: str
    name: str | None = None
    description: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    snapshot_id: str | None = None
    source_volid: str | None = None
    multiattach: bool = False
    bootable: bool = False
    attachments: list[Attachment] = field(default_factory=list)
    encryption: dict[str, Any] | None = None
    updated_at: str | None = None
    kept: tuple[str, bytes] | None = field(default=None, repr=False)

    def touch(self, moment: datetime) -> None:
        self.updated_at = stamp(moment)
        self.kept = None

    def links(self, base: str) -> list[dict[str, str]]:
        """`base` is the service's address without the version. The bookmark has no version, as in Cinder."""
        path = f"{self.tenant_id}/volumes/{self.id}"
        return [{"rel": "self", "href": f"{base}/v2/{path}"}, {"rel": "bookmark", "href": f"{base}/{path}"}]

    def row(self, base: str, dialect: Dialect) -> dict[str, Any]:
        """The volume as the answer to POST has it: show and list add the tenant."""
        row: dict[str, Any] = {
            "id": self.id,
            "status": self.status,
            "size": self.size,
            "availability_zone": self.zone,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "name": self.name,
            "description": self.description,
            "volume_type": self.type.name,
            "snapshot_id": self.snapshot_id,
            "source_volid": self.source_volid,
            "metadata": self.metadata,
            "links": self.links(base),
            "user_id": self.user_id,
            "bootable": "true" if self.bootable else "false",
            "encrypted": self.type.encrypted,
            "replication_status": None,
            "consistencygroup_id": None,
            "multiattach": self.multiattach,
            "attachments": [self._attachment(item, dialect) for item in self.attachments],
        }
        if not dialect.strict:
            # Kilo and Liberty know no updated_at here, and have the replication of that age.
            del row["updated_at"]
            row["replication_status"] = "disabled"
            if self.encryption is not None:
                row["nhn_encryption"] = self.encryption
        return row

    def _attachment(self, item: Attachment, dialect: Dialect) -> dict[str, Any]:
        row = {
            "id": self.id,
            "attachment_id": item.attachment_id,
            "volume_id": self.id,
            "server_id": item.server_id,
            "host_name": None,
            "device": item.device,
        }
        if dialect.strict:
            row["attached_at"] = item.attached_at
        return row

    def shown(self, base: str, dialect: Dialect) -> dict[str, Any]:
        """The volume as show and the detailed list have it."""
        row = self.row(base, dialect)
        row["os-vol-tenant-attr:tenant_id"] = self.tenant_id
        if not dialect.strict:
            row["os-volume-replication:extended_status"] = None
            row["os-volume-replication:driver_data"] = None
        return row

    def detail_json(self, base: str, dialect: Dialect) -> bytes:
        """`shown` as bytes; kept until the volume changes or is asked for under another address, since writing 1,000
        rows takes 20 ms and joining them 0.1 ms."""
        if self.kept is None or self.kept[0] != base:
            self.kept = (base, dumps(self.shown(base, dialect)))
        return self.kept[1]

    def short_json(self, base: str, dialect: Dialect) -> bytes:
        return dumps({"id": self.id, "name": self.name, "links": self.links(base)})


@dataclass(slots=True)
class Snapshot:
    """A row of the snapshots table."""

    id: str
    tenant_id: str
    volume_id: str
    created_at: str
    status: str
    size: int
    name: str | None = None
    description: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    progress: int = 100
    updated_at: str | None = None
    kept: bytes | None = field(default=None, repr=False)

    def touch(self, moment: datetime) -> None:
        self.updated_at = stamp(moment)
        self.kept = None

    def row(self, dialect: Dialect) -> dict[str, Any]:
        """The snapshot as POST and the short list have it."""
        row: dict[str, Any] = {
            "id": self.id,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "name": self.name,
            "description": self.description,
            "volume_id": self.volume_id,
            "status": self.status,
            "size": self.size,
            "metadata": self.metadata,
        }
        if not dialect.strict:
            del row["updated_at"]
        return row

    def shown(self, dialect: Dialect) -> dict[str, Any]:
        """The snapshot as show and the detailed list have it."""
        row = self.row(dialect)
        row["os-extended-snapshot-attributes:project_id"] = self.tenant_id
        row["os-extended-snapshot-attributes:progress"] = f"{self.progress}%"
        return row

    def detail_json(self, base: str, dialect: Dialect) -> bytes:
        if self.kept is None:
            self.kept = dumps(self.shown(dialect))
        return self.kept

    def short_json(self, base: str, dialect: Dialect) -> bytes:
        return dumps(self.row(dialect))


@dataclass(slots=True)
class Image:
    """An image of Glance; `size` in bytes, None until it is there."""

    id: str
    tenant_id: str
    name: str
    created_at: str
    disk_format: str
    container_format: str
    visibility: str
    protected: bool
    min_disk: int
    status: str = "queued"
    size: int | None = None
    virtual_size: int | None = None
    checksum: str | None = None
    updated_at: str = ""

    def row(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "disk_format": self.disk_format,
            "container_format": self.container_format,
            "visibility": self.visibility,
            "size": self.size,
            "virtual_size": self.virtual_size,
            "status": self.status,
            "checksum": self.checksum,
            "protected": self.protected,
            "min_ram": 0,
            "min_disk": self.min_disk,
            "owner": self.tenant_id,
            "id": self.id,
            "created_at": f"{self.created_at[:19]}Z",
            "updated_at": f"{(self.updated_at or self.created_at)[:19]}Z",
            "tags": [],
            "self": f"/v2/images/{self.id}",
            "file": f"/v2/images/{self.id}/file",
            "schema": "/v2/schemas/image",
        }


@dataclass(slots=True)
class Server:
    """An instance of Nova."""

    id: str
    name: str
    status: str
    zone: str
    created_at: str


class Row(Protocol):
    """What a shelf and the pages cut from it need of a row."""

    @property
    def id(self) -> str: ...
    @property
    def created_at(self) -> str: ...
    def detail_json(self, base: str, dialect: Dialect) -> bytes: ...
    def short_json(self, base: str, dialect: Dialect) -> bytes: ...


class Stored(Protocol):
    """What a shelf needs of a row."""

    @property
    def id(self) -> str: ...
    @property
    def created_at(self) -> str: ...


S = TypeVar("S", bound=Stored)


class Shelf(Generic[S]):
    """Rows by id, and in Cinder's default order: created_at, then id, both descending. The order is kept until a row
    comes or goes, so a page costs no more than its own rows."""

    def __init__(self) -> None:
        self._rows: dict[str, S] = {}
        self._order: list[S] | None = None
        self._places: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: S) -> None:
        self._rows[row.id] = row
        self._order = None

    def remove(self, row_id: str) -> None:
        if self._rows.pop(row_id, None) is not None:
            self._order = None

    def get(self, row_id: str) -> S | None:
        return self._rows.get(row_id)

    def newest_first(self) -> list[S]:
        """All rows; not to be changed."""
        if self._order is None:
            self._order = sorted(self._rows.values(), key=lambda row: (row.created_at, row.id), reverse=True)
            self._places = {row.id: place for place, row in enumerate(self._order)}
        return self._order

    def place(self, row_id: str) -> int | None:
        """Where a row is in `newest_first`; None when it is unknown."""
        self.newest_first()
        return self._places.get(row_id)
