"""What the detail says of a volume, a snapshot or a type."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tbs_tui.api.models import Snapshot, Volume, VolumeType
from tbs_tui.api.statuses import SNAPSHOT_STATUSES, VOLUME_STATUSES, group, meaning
from tbs_tui.locale import N_, _
from tbs_tui.query.columns import (
    NOTHING,
    UNREADABLE,
    View,
    attachment_words,
    display_name,
    moment,
    progress,
    size,
    source_volume,
    status_word,
)
from tbs_tui.text import cell_width, cells, fit, plain
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.detail import DetailLine

_LABEL_WIDTH = 13
_LONG_TIME = "%Y-%m-%d %H:%M:%S %Z"


def detail_lines(row: Volume | Snapshot | VolumeType, view: View, width: int) -> list[DetailLine]:
    """The lines of the detail, none wider than `width` cells."""
    return list(_wrapped(_entries(row, view), width))


class _Entry(NamedTuple):
    """A label alone is a heading, a value alone a line of text."""

    label: str
    value: str
    tone: str
    raw: str | None = None
    """What is to be copied; None for what is no field of the API."""


def raw_fields(row: Volume | Snapshot | VolumeType, view: View) -> dict[str, str]:
    """What can be copied of a resource: each field of the detail that has a value, raw, by its label, which is plain.
    Below a heading the label begins with that."""
    found = {_("Name"): row.name} if row.name else {}
    heading = ""
    for entry in _entries(row, view):
        if not entry.value:
            heading = entry.label
        elif entry.raw:
            name = label = ": ".join(filter(None, (heading, entry.label.strip())))
            number = 2
            while name in found:
                name, number = f"{label} {number}", number + 1
            found[name] = entry.raw
    return found


def _entries(row: Volume | Snapshot | VolumeType, view: View) -> Iterable[_Entry]:
    if isinstance(row, Volume):
        return _volume(row, view)
    return _snapshot(row, view) if isinstance(row, Snapshot) else _type(row)


def _volume(row: Volume, view: View) -> Iterable[_Entry]:
    yield from _title(row)
    yield from _status(row, meaning(row.status, VOLUME_STATUSES))
    yield _Entry(_("Size"), size(row).text, "", str(row.size) if row.size is not None else None)
    yield from _fields(row, {"volume_type": N_("Type"), "region": N_("Region"), "availability_zone": N_("Zone")})
    yield _Entry(_("Created"), moment(row, view, _LONG_TIME).text, "", row.created_at)
    yield from _fields(
        row, {"bootable": N_("Bootable"), "encrypted": N_("Encrypted"), "multiattach": N_("Multiattach")}
    )
    if row.nhn_encryption is not None:
        yield _text(_("Key"), row.nhn_encryption.skm_key_id)
        yield _text(_("Key version"), row.nhn_encryption.skm_key_version)
    yield _text(_("ID"), row.id)
    yield from _fields(row, {"description": N_("Description")})
    yield _heading(_("Attachments"))
    if "attachments" in row.malformed:
        yield _Entry("", UNREADABLE, "warn")
    for attachment in row.attachments:
        yield _Entry("", attachment_words(attachment), "")
        yield _text(_("  instance"), attachment.server_id)
        yield _text(_("  attachment"), attachment.attachment_id)
    if not row.attachments:
        yield _Entry("", _("none"), "dim")
    yield _heading(_("Snapshots"))
    snapshots = view.picture.snapshots_of(row.id)
    for snapshot in snapshots:
        word = status_word(snapshot)
        yield _Entry(
            "",
            f"{moment(snapshot, view, '%Y-%m-%d %H:%M').text}  {word.text}  {display_name(snapshot).text}",
            word.tone,
            snapshot.id,
        )
    if not snapshots:
        yield _Entry("", _("none"), "dim")
    if row.snapshot_id or row.source_volid:
        yield _heading(_("Source"))
        yield from _fields(row, {"snapshot_id": N_("Snapshot"), "source_volid": N_("Volume")})
    yield from _metadata(row.metadata, malformed="metadata" in row.malformed)


def _snapshot(row: Snapshot, view: View) -> Iterable[_Entry]:
    yield from _title(row)
    yield from _status(row, meaning(row.status, SNAPSHOT_STATUSES))
    yield _Entry(_("Size"), size(row).text, "", str(row.size) if row.size is not None else None)
    yield from _fields(row, {"region": N_("Region")})
    done = progress(row)
    yield _Entry(_("Progress"), done.text, done.tone, row.progress)
    yield _Entry(_("Created"), moment(row, view, _LONG_TIME).text, "", row.created_at)
    yield _text(_("ID"), row.id)
    yield from _fields(row, {"description": N_("Description")})
    yield _heading(_("Volume"))
    known = row.volume_id is not None and view.picture.volume(row.volume_id) is not None
    yield _Entry(_("Name"), source_volume(row, view).text if known else _("gone"), "" if known else "warn")
    yield from _fields(row, {"volume_id": N_("ID")})
    yield from _metadata(row.metadata, malformed="metadata" in row.malformed)


def _type(row: VolumeType) -> Iterable[_Entry]:
    yield from _title(row)
    yield from _fields(row, {"is_public": N_("Public"), "description": N_("Description")})
    yield _text(_("ID"), row.id)
    yield _heading(_("Extra specs"))
    for key, value in sorted(row.extra_specs.items()):
        yield _Entry(plain(key), plain(value), "", value)


def _title(row: Volume | Snapshot | VolumeType) -> Iterable[_Entry]:
    shown = display_name(row)
    yield _Entry("", shown.text, "name" if shown.tone != "dim" else "dim")


def _heading(text: str) -> _Entry:
    return _Entry(text, "", "")


def _text(label: str, value: object) -> _Entry:
    """A value that is text, or nothing."""
    return _Entry(label, plain(value or NOTHING), "", str(value) if value else None)


def _status(row: Volume | Snapshot, sentence: str) -> Iterable[_Entry]:
    shown = status_word(row)
    yield _Entry(_("Status"), shown.text, shown.tone, row.status)
    words = sentence or _("The API guide does not list this status.")
    yield _Entry("", words, group(row.status).tone if sentence == "" else "dim")


def _fields(row: Volume | Snapshot | VolumeType, labels: Mapping[str, str]) -> Iterable[_Entry]:
    for name, label in labels.items():
        value = getattr(row, name)
        if name in row.malformed:
            yield _Entry(_(label), UNREADABLE, "warn")
        elif isinstance(value, bool):
            yield _Entry(_(label), _("yes") if value else _("no"), "", str(value).lower())
        else:
            yield _text(_(label), value)._replace(tone="" if value else "dim")


def _metadata(metadata: Mapping[str, str], *, malformed: bool) -> Iterable[_Entry]:
    yield _heading(_("Metadata"))
    if malformed:
        yield _Entry("", UNREADABLE, "warn")
    for key, value in sorted(metadata.items()):
        yield _Entry(plain(key), plain(value) or '""', "", value)
    if not metadata and not malformed:
        yield _Entry("", _("none"), "dim")


def _wrapped(entries: Iterable[_Entry], width: int) -> Iterable[DetailLine]:
    for label, value, tone, _raw in entries:
        if not value:
            yield ()
            yield (Span(f" {label}", "name"),)
            continue
        # One cell more than is meant: "attached_mode" is in the metadata of every attached volume.
        if label and (cells(label) > _LABEL_WIDTH or _whole_on_its_own_line(value, width)):
            for piece in wrap_cells(label, width - 2):
                yield (Span(f" {piece}", "label"),)
            label = ""
        indent = _LABEL_WIDTH + 1 if label else 1
        pieces = list(wrap_cells(value, max(width - indent - 1, 8)))
        first = f" {fit(label, max(cells(label), _LABEL_WIDTH - 1))} " if label else " "
        yield (Span(first, "label" if label else ""), Span(pieces[0], tone))
        for piece in pieces[1:]:
            yield (Span(" " * indent), Span(piece, tone))


def _whole_on_its_own_line(value: str, width: int) -> bool:
    """Whether the value fits a line, but not beside its label: an id stays in one piece, so that it can be selected."""
    return width - _LABEL_WIDTH - 2 < cells(value) <= width - 2


def wrap_cells(text: str, width: int) -> Iterator[str]:
    """`text`, which has passed `plain`, in pieces of at most `width` cells; broken at blanks where there are any."""
    if text.isascii():
        yield from textwrap.wrap(text, width, break_on_hyphens=False) or [text]
        return
    piece, used = "", 0
    for char in text:
        step = cell_width(char)
        if used + step > width:
            yield piece
            piece, used = "", 0
        piece += char
        used += step
    yield piece
