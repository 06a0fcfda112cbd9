"""The columns of volumes, snapshots and types: the one source for the screen's tables and for the lists of scripts.

What a column shows has passed `text.plain`. A field that the server sent malformed shows ``?``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from tbs_tui.api.models import Attachment, Snapshot, Volume, VolumeType
from tbs_tui.api.statuses import Group, group
from tbs_tui.clock import local, short_age
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.locale import N_, _
from tbs_tui.query.attention import NOTHING_SEEN, is_unusual, minutes_in_status
from tbs_tui.records import dataclass
from tbs_tui.settings import SNAPSHOT_DAYS
from tbs_tui.text import cells, plain

Row = TypeVar("Row", Volume, Snapshot, VolumeType)

NOTHING = "-"
UNREADABLE = "?"
#: Enough of an id to tell resources apart, as the dialogs and the API's own console do.
SHORT_ID = 8
#: Wide enough for "~ awaiting-transfer", the guide's longest, and for "~ uploading 119 min".
STATUS_WIDTH = 19
#: From so many on a time in a status is told in hours or days.
_MOST_MINUTES = 120
#: Of a bar of progress, without its ends.
_BAR_CELLS = 6
NO_SERVERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class View:
    """What a column needs beside its row."""

    picture: Picture
    zone: tzinfo | None
    """None is the machine's own."""
    since: Mapping[str, datetime] = field(default_factory=lambda: NOTHING_SEEN)
    """When the present status of a resource was first seen, by id."""
    at: datetime | None = None
    """What durations count to: the last good look, so that time alone never repaints a row. None shows none."""
    snapshot_days: int = SNAPSHOT_DAYS
    """After so many a volume's newest snapshot is old."""
    servers: Mapping[str, str] = field(default_factory=lambda: NO_SERVERS)
    """Names of instances, raw, by their ids, as far as they are known; it may learn more."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person sees of a value, and its tone."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ColumnSpec(Generic[Row]):
    """One column."""

    key: str
    """Also the key to sort by."""
    label: str
    """In English, marked for translation."""
    width: int
    """Terminal cells, for values and label; the growing column's least."""
    priority: int
    """0 is never dropped; the largest goes first when the terminal is narrow."""
    show: Callable[[Row, View], Shown]
    grow: bool = False
    right: bool = False
    standard: bool = True
    """False for one that a table has only when a person chose it."""


def display_name(row: Volume | Snapshot | VolumeType) -> Shown:
    """The name; without one the beginning of the id, dimmed."""
    if "name" in row.malformed:
        return Shown(UNREADABLE, "warn")
    name = plain(row.name).strip() if row.name else ""
    return Shown(name) if name else Shown(short_id(row.id), "dim")


def short_id(resource_id: str) -> str:
    """The beginning of an id."""
    return plain(resource_id[:SHORT_ID])


def status_word(row: Volume | Snapshot) -> Shown:
    """Glyph and word."""
    kind = group(row.status)
    word = plain(row.status) if row.status is not None else UNREADABLE
    return Shown(f"{kind.glyph} {word}", kind.tone)


def timed_status(row: Volume | Snapshot, view: View) -> Shown:
    """Glyph and word; of what is on its way the time it has been so, in a cell of `STATUS_WIDTH`, for as long as the
    word leaves room for it. What takes unusually long has ``!`` for a glyph."""
    shown = status_word(row)
    if view.at is None or group(row.status) is not Group.TRANSITION:
        return shown
    minutes = minutes_in_status(row, view.at, view.since)
    if minutes is None or minutes < 1:
        return shown
    text, tone = shown.text, shown.tone
    if is_unusual(row.status, minutes):
        text, tone = f"!{text[1:]}", "bad"
    time = _("{n} min").format(n=minutes) if minutes < _MOST_MINUTES else short_age(minutes * 60)
    timed = f"{text} {time}"
    return Shown(timed if cells(timed) <= STATUS_WIDTH else text, tone)


def size(row: Volume | Snapshot) -> Shown:
    """Whole GB, with separators."""
    return Shown(UNREADABLE, "warn") if row.size is None else Shown(f"{row.size:,} GB")


def human_gb(gb: int) -> str:
    """A sum of sizes: GB up to 1,023, then TB of 1,024 GB with one decimal."""
    return f"{gb:,} GB" if gb < 1024 else f"{gb / 1024:,.1f} TB"


def attachment_words(attachment: Attachment, servers: Mapping[str, str] = NO_SERVERS) -> str:
    """Instance and device; `servers` are names by ids."""
    server_id = attachment.server_id
    name = plain(servers.get(server_id, "")).strip() if server_id else ""
    server = name or (short_id(server_id) if server_id else UNREADABLE)
    return f"{server} {plain(attachment.device)}" if attachment.device else server


def moment(row: Volume | Snapshot, view: View, form: str) -> Shown:
    """When the resource was made, in the person's zone."""
    if "created_at" in row.malformed:
        return Shown(UNREADABLE, "warn")
    created = row.created
    return Shown(NOTHING, "dim") if created is None else Shown(local(created, view.zone).strftime(form))


def _text(row: Volume | Snapshot | VolumeType, field: str) -> Shown:
    if field in row.malformed:
        return Shown(UNREADABLE, "warn")
    value = getattr(row, field)
    return Shown(plain(value)) if value else Shown(NOTHING, "dim")


def _attached(row: Volume, view: View) -> Shown:
    if "attachments" in row.malformed:
        return Shown(UNREADABLE, "warn")
    if not row.attachments:
        return Shown(NOTHING, "dim")
    first = attachment_words(row.attachments[0], view.servers)
    more = len(row.attachments) - 1
    return Shown(f"{first} +{more}" if more else first)


def _snapshot_count(row: Volume, view: View) -> Shown:
    count = len(view.picture.snapshots_of(row.id))
    return Shown(str(count), "" if count else "dim")


def snapshot_gb(row: Volume, picture: Picture) -> int | None:
    """GB of all snapshots of the volume; None when that of one of them is not known."""
    sizes = [snapshot.size for snapshot in picture.snapshots_of(row.id)]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None


def _snapshot_gb(row: Volume, view: View) -> Shown:
    gb = snapshot_gb(row, view.picture)
    if gb is None:
        return Shown(UNREADABLE, "warn")
    return Shown(f"{gb:,}") if gb else Shown(NOTHING, "dim")


def _newest(row: Volume, view: View) -> Shown:
    # The age at the last good poll, not now: an age alone never repaints a row.
    at = view.picture.snapshots.fetched_at
    made = [snapshot.created for snapshot in view.picture.snapshots_of(row.id)]
    newest = max((moment for moment in made if moment is not None), default=None)
    return Shown(NOTHING, "dim") if newest is None or at is None else Shown(short_age(age(newest, at)))


def age(moment: datetime, at: datetime) -> float:
    """Seconds from one to the other."""
    return (at - moment).total_seconds()


def source_volume(row: Snapshot, view: View) -> Shown:
    """Name of the volume that a snapshot was made of."""
    if row.volume_id is None:
        return Shown(UNREADABLE, "warn")
    volume = view.picture.volume(row.volume_id)
    if volume is not None:
        return display_name(volume)
    if view.picture.volumes.is_gone(row.volume_id):
        return Shown(_("{id} gone").format(id=short_id(row.volume_id)), "warn")
    return Shown(short_id(row.volume_id), "dim")


_PERCENT = re.compile(r"\s*([0-9]{1,3}(?:\.[0-9]+)?)\s*%?\s*", re.ASCII)


def percent(row: Snapshot) -> float | None:
    """How far a snapshot is, from 0 to 100; None when it does not say, or nothing that can be read."""
    match = _PERCENT.fullmatch(row.progress or "")
    number = float(match[1]) if match is not None else None
    return number if number is not None and number <= 100 else None


def progress(row: Snapshot) -> Shown:
    """A bar with the percent, for as long as it moves; the percent alone of what is at rest."""
    if not row.progress and "progress" not in row.malformed:
        return Shown(NOTHING, "dim")
    done = percent(row)
    if done is None:
        return Shown(UNREADABLE, "warn")
    words = f"{int(done)}%"
    if group(row.status) is not Group.TRANSITION or done >= 100:
        return Shown(words, "dim" if done >= 100 else "")
    bar = "#" * int(done * _BAR_CELLS / 100)
    return Shown(f"[{bar:<{_BAR_CELLS}}] {words:>3}", "busy")


def _flag(row: Volume | VolumeType, field: str) -> Shown:
    value: bool | None = getattr(row, field)
    if field in row.malformed:
        return Shown(UNREADABLE, "warn")
    if value is None:
        return Shown(NOTHING, "dim")
    return Shown("yes" if value else "no", "" if value else "dim")


def _pairs(row: Volume | Snapshot | VolumeType, field: str) -> Shown:
    if field in row.malformed:
        return Shown(UNREADABLE, "warn")
    pairs = " ".join(f"{key}={value}" for key, value in sorted(getattr(row, field).items()))
    return Shown(plain(pairs)) if pairs else Shown(NOTHING, "dim")


def _source_snapshot(row: Volume, view: View) -> Shown:
    """Name of the snapshot that a volume was made of."""
    snapshot = view.picture.snapshot(row.snapshot_id) if row.snapshot_id else None
    return display_name(snapshot) if snapshot is not None else _short(row, "snapshot_id")


def _source_of(row: Volume, view: View) -> Shown:
    """Name of the volume that a volume was made of."""
    volume = view.picture.volume(row.source_volid) if row.source_volid else None
    return display_name(volume) if volume is not None else _short(row, "source_volid")


def _short(row: Volume, field: str) -> Shown:
    if field in row.malformed:
        return Shown(UNREADABLE, "warn")
    value = getattr(row, field)
    return Shown(short_id(value) if value else NOTHING, "dim")


#: A UUID.
_ID_WIDTH = 36
#: What is only there when it is chosen goes before all else in a set that nobody has chosen.
_LAST = 9


def _id(field: str, label: str) -> ColumnSpec[Any]:
    return ColumnSpec(field, label, _ID_WIDTH, _LAST, lambda row, _view: _text(row, field), standard=False)


def _description(*, standard: bool) -> ColumnSpec[Any]:
    return ColumnSpec(
        "description", N_("Description"), 24, 3, lambda row, _view: _text(row, "description"), standard=standard
    )


def _answer(field: str, label: str, width: int) -> ColumnSpec[Volume]:
    return ColumnSpec(field, label, width, _LAST, lambda row, _view: _flag(row, field), standard=False)


_METADATA: ColumnSpec[Any] = ColumnSpec(
    "metadata", N_("Metadata"), 24, _LAST, lambda row, _view: _pairs(row, "metadata"), standard=False
)

VOLUME_COLUMNS: tuple[ColumnSpec[Volume], ...] = (
    ColumnSpec("name", N_("Name"), 22, 0, lambda row, _view: display_name(row), grow=True),
    ColumnSpec("status", N_("Status"), STATUS_WIDTH, 0, timed_status),
    ColumnSpec("size", N_("Size"), 9, 0, lambda row, _view: size(row), right=True),
    ColumnSpec("volume_type", N_("Type"), 13, 4, lambda row, _view: _text(row, "volume_type")),
    ColumnSpec("attached_to", N_("Attached to"), 17, 1, _attached),
    ColumnSpec("snapshots", N_("Snaps"), 5, 2, _snapshot_count, right=True),
    ColumnSpec("newest_snapshot", N_("Newest"), 6, 5, _newest, right=True),
    ColumnSpec("snapshot_gb", N_("Snap GB"), 7, 7, _snapshot_gb, right=True),
    ColumnSpec("created_at", N_("Created"), 10, 3, lambda row, view: moment(row, view, "%Y-%m-%d")),
    ColumnSpec("availability_zone", N_("Zone"), 10, 6, lambda row, _view: _text(row, "availability_zone")),
    _id("id", N_("ID")),
    _answer("bootable", N_("Boots"), 5),
    _answer("encrypted", N_("Encrypted"), 9),
    _answer("multiattach", N_("Multiattach"), 11),
    ColumnSpec("source_snapshot", N_("From snapshot"), 18, _LAST, _source_snapshot, standard=False),
    ColumnSpec("source_volume", N_("From volume"), 18, _LAST, _source_of, standard=False),
    _description(standard=False),
    _METADATA,
)

SNAPSHOT_COLUMNS: tuple[ColumnSpec[Snapshot], ...] = (
    ColumnSpec("name", N_("Name"), 22, 0, lambda row, _view: display_name(row), grow=True),
    ColumnSpec("status", N_("Status"), STATUS_WIDTH, 0, timed_status),
    ColumnSpec("size", N_("Size"), 9, 0, lambda row, _view: size(row), right=True),
    ColumnSpec("volume", N_("Volume"), 18, 1, source_volume),
    ColumnSpec("progress", N_("Progress"), 12, 3, lambda row, _view: progress(row), right=True),
    ColumnSpec("created_at", N_("Created"), 16, 2, lambda row, view: moment(row, view, "%Y-%m-%d %H:%M")),
    _id("id", N_("ID")),
    _id("volume_id", N_("Volume ID")),
    _description(standard=False),
    _METADATA,
)

TYPE_COLUMNS: tuple[ColumnSpec[VolumeType], ...] = (
    ColumnSpec("name", N_("Name"), 22, 0, lambda row, _view: display_name(row), grow=True),
    ColumnSpec("is_public", N_("Public"), 6, 2, lambda row, _view: _flag(row, "is_public")),
    ColumnSpec("extra_specs", N_("Extra specs"), 34, 1, lambda row, _view: _pairs(row, "extra_specs")),
    _description(standard=True),
    _id("id", N_("ID")),
)

#: Beside the name in a table of all regions, and nowhere else.
REGION_COLUMN: ColumnSpec[Any] = ColumnSpec("region", N_("Region"), 6, 0, lambda row, _view: Shown(plain(row.region)))

EVERY_COLUMN: Mapping[Kind, tuple[ColumnSpec[Any], ...]] = MappingProxyType(
    {Kind.VOLUMES: VOLUME_COLUMNS, Kind.SNAPSHOTS: SNAPSHOT_COLUMNS, Kind.TYPES: TYPE_COLUMNS}
)
#: The standard ones, which the lists of scripts have.
COLUMNS: Mapping[Kind, tuple[ColumnSpec[Any], ...]] = MappingProxyType(
    {kind: tuple(spec for spec in specs if spec.standard) for kind, specs in EVERY_COLUMN.items()}
)


def every_column(kind: Kind, *, everywhere: bool) -> tuple[ColumnSpec[Any], ...]:
    """All columns that a table can have, first those that stay where they are; `everywhere` is one of all regions."""
    name, *others = EVERY_COLUMN[kind]
    return (name, *fixed_columns(kind, everywhere=everywhere)[1:], *others)


def fixed_columns(kind: Kind, *, everywhere: bool) -> tuple[ColumnSpec[Any], ...]:
    """The first columns of every table: without them nobody knows which row is which."""
    name = EVERY_COLUMN[kind][0]
    return (name, REGION_COLUMN) if everywhere else (name,)


def columns(kind: Kind, chosen: Sequence[str] = (), *, everywhere: bool) -> tuple[ColumnSpec[Any], ...]:
    """The columns of a table: the fixed ones, then those with the keys `chosen` in that order, or the standard ones if
    none is. Keys that no column has are passed over. Of chosen columns the last is dropped first when the terminal is
    narrow, whichever it is."""
    fixed = fixed_columns(kind, everywhere=everywhere)
    known = {spec.key: spec for spec in EVERY_COLUMN[kind]}
    picked = [known[key] for key in dict.fromkeys(chosen) if key in known]
    if not picked:
        return (*fixed, *COLUMNS[kind][1:])
    others = [spec for spec in picked if spec not in fixed]
    return (*fixed, *(replace(spec, priority=place) for place, spec in enumerate(others, 1)))
