"""Rows as documents: what ``--csv`` and ``--json`` print, and what the explorer writes to a file."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from tbs_tui.account.context import Context
from tbs_tui.api.models import Resource, Volume, documented
from tbs_tui.inventory.picture import Kind
from tbs_tui.query.documents import csv_lines

#: The fields of a CSV, by the guide's names; attachments become "server id:device", several with a semicolon.
CSV_FIELDS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.VOLUMES: (
            "id",
            "name",
            "status",
            "size",
            "volume_type",
            "availability_zone",
            "attachments",
            "bootable",
            "encrypted",
            "snapshot_id",
            "created_at",
            "description",
        ),
        Kind.SNAPSHOTS: ("id", "name", "status", "size", "volume_id", "progress", "created_at", "description"),
        Kind.TYPES: ("id", "name", "is_public", "description"),
    }
)


def json_document(
    context: Context, kind: Kind, rows: Sequence[Resource], fetched_at: datetime | None
) -> dict[str, Any]:
    """The rows under the guide's names. Of all regions each row says its own."""
    own = [{"region": row.region} if context.everywhere else {} for row in rows]
    return {
        "tenant_id": context.tenant_id,
        "region": None if context.everywhere else context.region,
        "fetched_at": fetched_at.isoformat(timespec="seconds") if fetched_at else None,
        kind.value: [region | documented(row) for region, row in zip(own, rows, strict=True)],
    }


def csv_document(context: Context, kind: Kind, rows: Sequence[Resource]) -> Iterator[str]:
    """The rows, a line each below the names of the fields. Of all regions each row says its own, first."""
    fields = (*(("region",) if context.everywhere else ()), *CSV_FIELDS[kind])
    yield from csv_lines(fields, ([_csv_value(row, name) for name in fields] for row in rows))


def _csv_value(row: Resource, name: str) -> object:
    if name == "attachments" and isinstance(row, Volume):
        return ";".join(f"{each.server_id or ''}:{each.device or ''}" for each in row.attachments)
    value = getattr(row, name)
    return str(value).lower() if isinstance(value, bool) else value
