"""What the detail says of a volume, a snapshot or a type."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping

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
    if isinstance(row, Volume):
        return list(_wrapped(_volume(row, view), width))
    if isinstance(row, Snapshot):
        return list(_wrapped(_snapshot(row, view), width))
    return list(_wrapped(_type(row), width))


_Entry = tuple[str, str, str]
"""(label, value, tone); a label alone is a heading, a value alone a line of text."""


def _volume(row: Volume, view: View) -> Iterable[_Entry]:
    yield from _title(row)
    yield from _status(row, meaning(row.status, VOLUME_STATUSES))
    yield _("Size"), size(row).text, ""
    yield from _fields(row, {"volume_type": N_("Type"), "region": N_("Region"), "availability_zone": N_("Zone")})
    yield _("Created"), moment(row, view, _LONG_TIME).text, ""
    yield from _fields(
        row, {"bootable": N_("Bootable"), "encrypted": N_("Encrypted"), "multiattach": N_("Multiattach")}
    )
    if row.nhn_encryption is not None:
        yield _("Key"), plain(row.nhn_encryption.skm_key_id or NOTHING), ""
        yield _("Key version"), plain(row.nhn_encryption.skm_key_version or NOTHING), ""
    yield _("ID"), plain(row.id), ""
    yield from _fields(row, {"description": N_("Description")})
    yield _heading(_("Attachments"))
    if "attachments" in row.malformed:
        yield "", UNREADABLE, "warn"
    for attachment in row.attachments:
        yield "", attachment_words(attachment), ""
        yield _("  instance"), plain(attachment.server_id or NOTHING), ""
        yield _("  attachment"), plain(attachment.attachment_id or NOTHING), ""
    if not row.attachments:
        yield "", _("none"), "dim"
    yield _heading(_("Snapshots"))
    snapshots = view.picture.snapshots_of(row.id)
    for snapshot in snapshots:
        word = status_word(snapshot)
        yield (
            "",
            f"{moment(snapshot, view, '%Y-%m-%d %H:%M').text}  {word.text}  {display_name(snapshot).text}",
            word.tone,
        )
    if not snapshots:
        yield "", _("none"), "dim"
    if row.snapshot_id or row.source_volid:
        yield _heading(_("Source"))
        yield from _fields(row, {"snapshot_id": N_("Snapshot"), "source_volid": N_("Volume")})
    yield from _metadata(row.metadata, malformed="metadata" in row.malformed)


def _snapshot(row: Snapshot, view: View) -> Iterable[_Entry]:
    yield from _title(row)
    yield from _status(row, meaning(row.status, SNAPSHOT_STATUSES))
    yield _("Size"), size(row).text, ""
    yield from _fields(row, {"region": N_("Region"), "progress": N_("Progress")})
    yield _("Created"), moment(row, view, _LONG_TIME).text, ""
    yield _("ID"), plain(row.id), ""
    yield from _fields(row, {"description": N_("Description")})
    yield _heading(_("Volume"))
    known = row.volume_id is not None and view.picture.volume(row.volume_id) is not None
    yield _("Name"), source_volume(row, view).text if known else _("gone"), "" if known else "warn"
    yield from _fields(row, {"volume_id": N_("ID")})
    yield from _metadata(row.metadata, malformed="metadata" in row.malformed)


def _type(row: VolumeType) -> Iterable[_Entry]:
    yield from _title(row)
    yield from _fields(row, {"is_public": N_("Public"), "description": N_("Description")})
    yield _("ID"), plain(row.id), ""
    yield _heading(_("Extra specs"))
    for key, value in sorted(row.extra_specs.items()):
        yield plain(key), plain(value), ""


def _title(row: Volume | Snapshot | VolumeType) -> Iterable[_Entry]:
    shown = display_name(row)
    yield "", shown.text, "name" if shown.tone != "dim" else "dim"


def _heading(text: str) -> _Entry:
    return text, "", ""


def _status(row: Volume | Snapshot, sentence: str) -> Iterable[_Entry]:
    shown = status_word(row)
    yield _("Status"), shown.text, shown.tone
    words = sentence or _("The API guide does not list this status.")
    yield "", words, group(row.status).tone if sentence == "" else "dim"


def _fields(row: Volume | Snapshot | VolumeType, labels: Mapping[str, str]) -> Iterable[_Entry]:
    for name, label in labels.items():
        value = getattr(row, name)
        if name in row.malformed:
            yield _(label), UNREADABLE, "warn"
        elif isinstance(value, bool):
            yield _(label), _("yes") if value else _("no"), ""
        else:
            yield _(label), plain(value) if value else NOTHING, "" if value else "dim"


def _metadata(metadata: Mapping[str, str], *, malformed: bool) -> Iterable[_Entry]:
    yield _heading(_("Metadata"))
    if malformed:
        yield "", UNREADABLE, "warn"
    for key, value in sorted(metadata.items()):
        yield plain(key), plain(value) or '""', ""
    if not metadata and not malformed:
        yield "", _("none"), "dim"


def _wrapped(entries: Iterable[_Entry], width: int) -> Iterable[DetailLine]:
    for label, value, tone in entries:
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
