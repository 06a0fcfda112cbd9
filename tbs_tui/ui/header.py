"""The words of the lines above the table and of the lines that tell of trouble."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any

from tbs_tui.account.context import Context
from tbs_tui.account.regions import region_words
from tbs_tui.api.errors import ApiError
from tbs_tui.clock import local
from tbs_tui.inventory.inventory import MATTERING, Health
from tbs_tui.inventory.picture import Kind, Listing, Picture
from tbs_tui.locale import N_, _, ngettext
from tbs_tui.query.attention import Level
from tbs_tui.query.columns import human_gb
from tbs_tui.query.totals import Totals
from tbs_tui.text import cut, plain
from tbs_tui.ui.commands import Attention, Back, ShowJournal, ShowSnapshots, ShowTypes, ShowVolumes
from tbs_tui.ui.door import Account
from tbs_tui.ui.keymap import KeyMap
from tbs_tui.ui.tones import Span

_CLOCK = "%H:%M:%S"
_NAMES: Mapping[Kind, str] = MappingProxyType(
    {Kind.VOLUMES: N_("Volumes"), Kind.SNAPSHOTS: N_("Snapshots"), Kind.TYPES: N_("Types")}
)
#: Cells of the server's words, and of status and request id: two lines and one of 80 columns.
_MOST_WORDS = 150
_MOST_IDS = 70
_VIEWS: Mapping[Kind, str] = MappingProxyType(
    {Kind.VOLUMES: ShowVolumes.id, Kind.SNAPSHOTS: ShowSnapshots.id, Kind.TYPES: ShowTypes.id}
)
_NO_COUNTS: Mapping[Kind, int] = MappingProxyType({})


def clock_time(moment: datetime, zone: tzinfo | None) -> str:
    """A time of day in the person's zone."""
    return local(moment, zone).strftime(_CLOCK)


def when(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    """A time of today; of another day, the day."""
    there, here = local(moment, zone), local(now, zone)
    return there.strftime(_CLOCK) if there.date() == here.date() else there.strftime("%Y-%m-%d %H:%M")


def place(context: Context | None, tenant: str, *, account: Account | None = None) -> list[Span]:
    """Whose cloud, and where."""
    spans = [Span(" ")]
    if account is not None and account.label:
        spans += [Span(f" {plain(account.label)} ", label_tone(account)), Span(" ")]
    spans.append(Span(plain(tenant), "name"))
    if context is not None:
        spans.append(Span(f" > {region_words(context.region)}"))
    return spans


def label_tone(account: Account) -> str:
    """How a profile's label looks: production without a colour of its own is red."""
    if account.colour is not None:
        return f"label-{account.colour}"
    return "label-red" if account.production else "active"


def sums(picture: Picture | None, totals: Totals | None) -> list[Span]:
    """Counts and sizes, once both lists are whole: a part of a sum is no sum."""
    if totals is None or picture is None or not (picture.volumes.complete and picture.snapshots.complete):
        return []
    volumes = _("volumes {n:,}  {size}").format(n=totals.volumes.count, size=human_gb(totals.volumes.gb))
    snapshots = _("snapshots {n:,}").format(n=totals.snapshots.count)
    return [Span(f"{volumes}   {snapshots}   ")]


def tabs(
    picture: Picture | None,
    shown: Kind | None,
    in_lens: Mapping[Kind, int] = _NO_COUNTS,
    *,
    key_map: KeyMap,
    news: int = 0,
) -> list[Span]:
    """The views, each with its key and its number of rows, and how many of those the lens lets through; the journal,
    which is shown where no kind is, with that of its news."""
    spans = [Span(" ")]
    for kind, name in _NAMES.items():
        listing = picture.listing(kind) if picture is not None else None
        known = listing is not None and listing.fetched_at is not None
        count = f" {_count(listing)}" if listing is not None and known else ""
        if count and kind in in_lens:
            count = _(" {n:,} of{total}").format(n=in_lens[kind], total=count)
        spans += [*_key(key_map, _VIEWS[kind]), Span(f"{_(name)}{count}", "active" if kind is shown else "")]
        spans.append(Span("   "))
    count = f" {news:,}" if news else ""
    return [*spans, *_key(key_map, ShowJournal.id), Span(f"{_('Journal')}{count}", "active" if shown is None else "")]


def _key(key_map: KeyMap, command_id: str) -> list[Span]:
    """The key of a command, before its word."""
    key = key_map.first(command_id)
    return [Span(f"{key} ", "key")] if key else []


def _count(listing: Listing[Any]) -> str:
    """How many rows there are; at least so many while they are still coming in."""
    if listing.total is not None:
        return f"{listing.total:,}"
    return f"{len(listing.rows):,}" + ("" if listing.complete else "+")


def attention(
    picture: Picture | None,
    totals: Totals | None,
    problems: int,
    *,
    key_map: KeyMap,
    reading: bool = False,
    lens: tuple[Level, int] | None = None,
) -> tuple[list[Span], list[tuple[Span, ...]]]:
    """What is wrong, and then, as far as there is room, what is changing and what may be worth a look; while not all
    rows are there, no more than that there are at least so many. `reading`: they are on their way. `lens` is its level
    and how many hints there are, when it is on."""
    if totals is None or picture is None:
        return [], []
    complete = picture.volumes.complete and picture.snapshots.complete
    more = "" if complete else "+"
    malformed = picture.malformed
    wrong = ngettext("{n:,}{more} problem", "{n:,}{more} problems", problems).format(n=problems, more=more)
    first = Span(wrong, "bad" if problems else "ok" if complete else "")
    # Before what is less grave: the last ones are left out at 60 columns.
    parts = [(_("{n:,} not readable").format(n=malformed), "warn")] if malformed else []
    unread = [] if complete else [(_("still reading ..."), "busy") if reading else (_("not all read"), "warn")]
    if lens is not None:
        level, hints = lens
        parts = [(first.text, first.tone), *unread, *parts]
        if level is Level.ADVICE:
            first = Span(_("problems and hints"), "active")
            words = ngettext("{n:,}{more} hint", "{n:,}{more} hints", hints).format(n=hints, more=more)
            parts.insert(1, (words, "warn" if hints else "dim"))
        else:
            first = Span(_("problems only"), "active")
            parts.append((_("{key} adds hints").format(key=key_map.named(Attention.id)), "dim"))
        parts.append((_("{key} every row").format(key=key_map.named(Back.id)), "dim"))
    else:
        changing = _("{n:,}{more} changing").format(n=totals.changing, more=more)
        parts += [(changing, "busy" if totals.changing else "dim"), *unread]
        if complete:
            parts += _advice(totals)
    key = key_map.first(Attention.id)
    return [Span(f" {key} " if key else " ", "key"), first], [(Span(f"   {text}", tone),) for text, tone in parts]


def _advice(totals: Totals) -> list[tuple[str, str]]:
    unattached = _("{n:,} unattached ({size})").format(n=totals.unattached_count, size=human_gb(totals.unattached_gb))
    without = totals.without_snapshot or 0
    words = _("{n:,} without snapshot").format(n=without)
    return [(unattached, "" if totals.unattached_count else "dim"), (words, "" if without else "dim")]


def trouble(health: Health, zone: tzinfo | None) -> str:
    """What the last poll met, since when the data is old, and when it is tried again; empty when all is well."""
    error = health.error
    if error is None:
        return ""
    parts = []
    whole = health.failing >= MATTERING
    if health.last_good is not None and health.failing & MATTERING:
        parts.append(_("last good {time}").format(time=clock_time(health.last_good, zone)))
    if health.retry_at is not None:
        parts.append(_("trying again at {time}").format(time=clock_time(health.retry_at, zone)))
    lead = ", ".join(parts)
    names = "" if whole else ", ".join(_(_NAMES[kind]) for kind in Kind if kind in health.failing)
    return ": ".join(filter(None, (names, lead, error_words(error))))


def error_words(error: ApiError) -> str:
    """Advice, the server's words, and what a ticket needs: status and request id. Long words are cut, so that these
    are seen; the path is left out, being long and the same in each poll."""
    ids = ", ".join(filter(None, (f"HTTP {error.status}" if error.status else "", error.request_id)))
    words = (error.advice, cut(plain(error.words), _MOST_WORDS), f"({cut(plain(ids), _MOST_IDS)})" if ids else "")
    return " ".join(filter(None, words))
