"""The sections of a detail: what they say of a volume, a snapshot or a type."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from tbs_tui.api.models import Resource, Snapshot, Volume, VolumeType
from tbs_tui.api.statuses import SNAPSHOT_STATUSES, VOLUME_STATUSES, Group, group, meaning
from tbs_tui.clock import exact_age
from tbs_tui.inventory.history import Entry as Happened
from tbs_tui.inventory.history import What
from tbs_tui.locale import N_, _, ngettext
from tbs_tui.query.attention import begun, usual_minutes
from tbs_tui.query.columns import (
    NOTHING,
    UNREADABLE,
    View,
    attachment_words,
    display_name,
    human_gb,
    moment,
    progress,
    size,
    status_word,
)
from tbs_tui.text import plain
from tbs_tui.ui.header import when
from tbs_tui.ui.lens import reasons
from tbs_tui.ui.relations import made_from, snapshots_of, source_snapshot, source_volume

if TYPE_CHECKING:
    from tbs_tui.operations.operation import Operation

LONG_TIME = "%Y-%m-%d %H:%M:%S %Z"


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a row beside what it is now."""

    now: datetime
    seen: datetime | None = None
    """When its present status was first seen."""
    happened: Sequence[Happened] = ()
    """What is remembered of it, oldest first."""
    doing: "Sequence[Operation]" = ()
    """What is being done to it or made of it from here, oldest first."""


class Entry(NamedTuple):
    """A label with its value, or a value alone, which is a line of text."""

    label: str
    value: str
    tone: str = ""
    raw: str | None = None
    """What is to be copied; None for what is no field of the API."""
    heading: bool = False
    """The label is a heading, and the value what is said beside it."""


def is_changing(row: Resource | None) -> bool:
    """Whether it is on its way to another status."""
    return isinstance(row, Volume | Snapshot) and group(row.status) is Group.TRANSITION


def entries(row: Resource, view: View, past: Past | None = None) -> Iterator[Entry]:
    """All that the detail says of `row`, in order; every text is plain."""
    if isinstance(row, VolumeType):
        yield from _type(row)
        return
    yield from _volume(row, view, past) if isinstance(row, Volume) else _snapshot(row, view, past)
    yield from _metadata(row.metadata, malformed="metadata" in row.malformed)
    if past is not None:
        yield _heading(_("Timeline"))
        yield from _timeline(row, view, past)


def _volume(row: Volume, view: View, past: Past | None) -> Iterator[Entry]:
    yield from _title(row)
    yield from (Entry("", words, tone) for words, tone in reasons(row, view))
    yield from _status(row, meaning(row.status, VOLUME_STATUSES), past)
    yield from _doing(row, past)
    yield Entry(_("Size"), size(row).text, "", str(row.size) if row.size is not None else None)
    yield from _fields(row, {"volume_type": N_("Type"), "region": N_("Region"), "availability_zone": N_("Zone")})
    yield Entry(_("Created"), moment(row, view, LONG_TIME).text, "", row.created_at)
    yield from _fields(
        row, {"bootable": N_("Bootable"), "encrypted": N_("Encrypted"), "multiattach": N_("Multiattach")}
    )
    if row.nhn_encryption is not None:
        yield _text(_("Key"), row.nhn_encryption.skm_key_id)
        yield _text(_("Key version"), row.nhn_encryption.skm_key_version)
    yield _text(_("ID"), row.id)
    yield from _fields(row, {"description": N_("Description")})
    yield from _attachments(row, view)
    yield from _snapshots(row, view)
    yield from _source(row, view)


def _attachments(row: Volume, view: View) -> Iterator[Entry]:
    yield _heading(_("Attachments"))
    if "attachments" in row.malformed:
        yield Entry("", UNREADABLE, "warn")
    for attachment in row.attachments:
        yield Entry("", attachment_words(attachment, view.servers))
        name = view.servers.get(attachment.server_id or "")
        if name:
            yield _text(_("  name"), name)
        yield _text(_("  instance"), attachment.server_id)
        yield _text(_("  attachment"), attachment.attachment_id)
    if not row.attachments:
        yield _nothing()


def _snapshots(row: Volume, view: View) -> Iterator[Entry]:
    snapshots = snapshots_of(row, view.picture)
    # The newest may be in a page that is still to come.
    known = view.picture.snapshots.complete
    sizes = [each.size for each in snapshots if each.size is not None]
    gb = human_gb(sum(sizes)) + ("" if len(sizes) == len(snapshots) else "+")
    count = f"{len(snapshots):,}" + ("" if known else "+")
    yield _heading(_("Snapshots"), _("{n}, {size}").format(n=count, size=gb) if snapshots else "")
    yield from _list(snapshots, view)
    if not snapshots:
        yield _nothing() if known else Entry("", _("not read yet"), "dim")


def _source(row: Volume, view: View) -> Iterator[Entry]:
    if not (row.snapshot_id or row.source_volid):
        return
    yield _heading(_("Source"))
    if row.snapshot_id:
        found = source_snapshot(row, view.picture)
        yield _named(_("Snapshot"), found, view.picture.snapshots.is_gone(row.snapshot_id))
        yield _text(_("Snapshot ID"), row.snapshot_id)
    if row.source_volid:
        volume = source_volume(row, view.picture)
        yield _named(_("Volume"), volume, view.picture.volumes.is_gone(row.source_volid))
        yield _text(_("Volume ID"), row.source_volid)


def _snapshot(row: Snapshot, view: View, past: Past | None) -> Iterator[Entry]:
    yield from _title(row)
    yield from (Entry("", words, tone) for words, tone in reasons(row, view))
    yield from _status(row, meaning(row.status, SNAPSHOT_STATUSES), past)
    yield from _doing(row, past)
    yield Entry(_("Size"), size(row).text, "", str(row.size) if row.size is not None else None)
    yield from _fields(row, {"region": N_("Region")})
    done = progress(row)
    yield Entry(_("Progress"), done.text, done.tone, row.progress)
    yield Entry(_("Created"), moment(row, view, LONG_TIME).text, "", row.created_at)
    yield _text(_("ID"), row.id)
    yield from _fields(row, {"description": N_("Description")})
    yield _heading(_("Source volume"))
    volume = source_volume(row, view.picture)
    yield _named(_("Name"), volume, row.volume_id is not None and view.picture.volumes.is_gone(row.volume_id))
    yield from _fields(row, {"volume_id": N_("ID")})
    yield _heading(_("Volumes made from it"))
    volumes = made_from(row, view.picture)
    yield from _list(volumes, view)
    if not volumes:
        yield _nothing() if view.picture.volumes.complete else Entry("", _("not read yet"), "dim")


def _timeline(row: Volume | Snapshot, view: View, past: Past) -> Iterator[Entry]:
    """What happened, newest first, and when it was made."""
    # What is remembered says it better.
    remembered = any(each.after == row.status for each in past.happened)
    if past.seen is not None and not remembered:
        words = _("first seen {status}").format(status=status_word(row).text.partition(" ")[2])
        yield Entry("", _at(past.seen, words, view, past), "dim")
    for each in reversed(past.happened):
        yield Entry("", _at(each.at, _what(each), view, past), _tone(each))
        if each.away_since is not None:
            since = when(each.away_since, past.now, view.zone)
            yield Entry("", _("  while nobody looked, since {time}").format(time=since), "dim")
        if each.request_id:
            yield _text(_("  request"), each.request_id)
    if row.created is not None and "created_at" not in row.malformed:
        yield Entry("", _at(row.created, _("created"), view, past))


def _at(moment: datetime, words: str, view: View, past: Past) -> str:
    return f"{when(moment, past.now, view.zone)}  {words}"


def _tone(happened: Happened) -> str:
    if happened.what is not What.ACTION:
        return group(happened.after).tone if happened.after else ""
    # Operations are imported after the first frame.
    from tbs_tui.ui.changing.words import group_of

    known = group_of(happened.after)
    return known.tone if known is not None else ""


def _what(happened: Happened) -> str:
    """What happened, in a few words."""
    before, after = plain(happened.before or ""), plain(happened.after or UNREADABLE)
    if happened.what is What.GONE:
        return _("not listed any more")
    if happened.what is What.ACTION:
        return plain(happened.words)
    if happened.what is What.APPEARED:
        return _("made, {status}").format(status=after) if happened.after else _("made")
    return f"{before or UNREADABLE} -> {after}"


def _type(row: VolumeType) -> Iterator[Entry]:
    yield from _title(row)
    yield from _fields(row, {"is_public": N_("Public"), "description": N_("Description")})
    yield _text(_("ID"), row.id)
    yield _heading(_("Extra specs"))
    for key, value in sorted(row.extra_specs.items()):
        yield Entry(plain(key), plain(value), "", value)


def _title(row: Resource) -> Iterator[Entry]:
    """The name, which is the heading of the overview."""
    shown = display_name(row)
    yield Entry("", shown.text, "name" if shown.tone != "dim" else "dim")


def _heading(text: str, beside: str = "") -> Entry:
    return Entry(text, beside, heading=True)


def _nothing() -> Entry:
    return Entry("", _("none"), "dim")


def _text(label: str, value: object) -> Entry:
    """A value that is text, or nothing."""
    return Entry(label, plain(value or NOTHING), "", str(value) if value else None)


def _named(label: str, row: Volume | Snapshot | None, gone: bool) -> Entry:
    """The name of another resource; None when it is not in the picture."""
    if row is not None:
        return Entry(label, display_name(row).text, "", row.name or None)
    return Entry(label, _("gone") if gone else NOTHING, "warn" if gone else "dim")


def _list(rows: Iterable[Volume | Snapshot], view: View) -> Iterator[Entry]:
    for each in rows:
        word = status_word(each)
        words = f"{moment(each, view, '%Y-%m-%d %H:%M').text}  {word.text}  {display_name(each).text}"
        yield Entry("", words, word.tone, each.id)


def _status(row: Volume | Snapshot, sentence: str, past: Past | None) -> Iterator[Entry]:
    shown = status_word(row)
    yield Entry(_("Status"), shown.text, shown.tone, row.status)
    words = sentence or _("The API guide does not list this status.")
    yield Entry("", words, group(row.status).tone if sentence == "" else "dim")
    start = begun(row, past.seen) if past is not None else None
    if past is None or start is None or not is_changing(row):
        return
    seconds, usual = (past.now - start).total_seconds(), usual_minutes(row.status)
    # What was not seen to begin may have begun long before.
    at_least = start == past.seen
    words = _("{status} for at least {age}") if at_least else _("{status} for {age}")
    long = seconds >= usual * 60
    yield Entry("", words.format(status=plain(row.status), age=exact_age(seconds)), "warn" if long else "dim")
    if long:
        words = ngettext("usually at most {n:,} minute", "usually at most {n:,} minutes", usual)
        yield Entry("", words.format(n=usual), "warn")


def _doing(row: Volume | Snapshot, past: Past | None) -> Iterator[Entry]:
    """What is being done to it, or made of it, from here: how it stands, since when, and the server's id for it."""
    for each in past.doing if past is not None else ():
        assert past is not None
        seconds = (past.now - each.began).total_seconds()
        # Of what is done to it the name stands above.
        name = plain(each.name or "") if each.resource_id != row.id else ""
        what = f"{each.action.words} {name}".strip()
        words = _("{what}: {state}, {age}").format(what=what, state=each.state.words, age=exact_age(seconds))
        yield Entry("", words, "warn" if each.unusual or each.settling else "busy")
        if each.words:
            yield Entry("", each.words, "dim")
        if each.request_id:
            yield _text(_("Request"), each.request_id)


def _fields(row: Resource, labels: Mapping[str, str]) -> Iterator[Entry]:
    for name, label in labels.items():
        value = getattr(row, name)
        if name in row.malformed:
            yield Entry(_(label), UNREADABLE, "warn")
        elif isinstance(value, bool):
            yield Entry(_(label), _("yes") if value else _("no"), "", str(value).lower())
        else:
            yield _text(_(label), value)._replace(tone="" if value else "dim")


def _metadata(metadata: Mapping[str, str], *, malformed: bool) -> Iterator[Entry]:
    yield _heading(_("Metadata"))
    if malformed:
        yield Entry("", UNREADABLE, "warn")
    for key, value in sorted(metadata.items()):
        yield Entry(plain(key), plain(value) or '""', "", value)
    if not metadata and not malformed:
        yield _nothing()
