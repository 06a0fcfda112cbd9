"""What the lines around the table say, worked out from the inventory, the place and what was chosen to be seen."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tbs_tui.clock import Clock
from tbs_tui.inventory.events import PollState
from tbs_tui.inventory.history import LiveHistory
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Picture
from tbs_tui.locale import _
from tbs_tui.query.attention import NOTHING_SEEN, Level, problems
from tbs_tui.query.totals import Totals, totals
from tbs_tui.settings import Settings
from tbs_tui.text import plain
from tbs_tui.ui import header
from tbs_tui.ui.browsing import Browsing
from tbs_tui.ui.commands import ShowJournal
from tbs_tui.ui.keymap import KeyMap
from tbs_tui.ui.title import title_of
from tbs_tui.ui.tones import Span

if TYPE_CHECKING:
    from tbs_tui.inventory.poller import Poller
    from tbs_tui.operations.operation import Operation
    from tbs_tui.ui.changing.permission import Permission
    from tbs_tui.ui.changing.tracking import Tracking
    from tbs_tui.ui.door import Account
    from tbs_tui.ui.places import Places


class Overview:
    """Knows no widget. `look` must be told of each other picture, and of the end of each poll."""

    def __init__(self, settings: Settings, clock: Clock, inventory: Inventory, browsing: Browsing) -> None:
        self._settings = settings
        self._zone = settings.timezone
        self._clock = clock
        self._inventory = inventory
        self._browsing = browsing
        self._totals: Totals | None = None
        self._totals_of: Picture | None = None
        self._problems = 0
        self.history: LiveHistory | None = None
        self.poller: Poller | None = None
        self.places: Places | None = None
        self.tracking: Tracking | None = None
        self.permission: Permission | None = None
        self.first_account: Account | None = None
        self.first_tenant = ""
        """Whose place it is before there is a way to the cloud."""
        self.key_map = KeyMap()
        self.looking = False
        """Whether the person is told that the cloud is being looked at."""

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._inventory.picture

    def look(self) -> None:
        """Work out anew what follows from picture and time."""
        picture, context = self.picture, self._inventory.current
        if picture is not self._totals_of:
            self._totals_of, self._totals = picture, totals(picture) if picture is not None else None
        since = self._inventory.statuses_since(context) if context is not None else NOTHING_SEEN
        at = self._looked_at(picture)
        self._problems = len(problems(picture, at, since=since)) if picture is not None else 0
        here = self.places.here if self.places is not None else None
        settings = here.settings if here is not None else self._settings
        self._browsing.look_at(picture or Picture.empty(context), since, at, settings.snapshot_days)

    def _looked_at(self, picture: Picture | None) -> datetime:
        """What durations count to: a poll that fails tells nothing of how long anything has lasted."""
        listings = (picture.volumes, picture.snapshots) if picture is not None else ()
        times = [listing.fetched_at for listing in listings if listing.fetched_at is not None]
        return max(times, default=self._clock.now())

    def heading(self) -> tuple[list[Span], list[Span]]:
        """Where, and how fresh."""
        right: list[Span] = []
        if self.looking:
            right.append(Span(_("looking ...") + " ", "busy"))
        if self.poller is not None and self.poller.state in (PollState.PAUSED, PollState.IDLE):
            right.append(Span(_("paused") + " ", "warn"))
        if self.tracking is not None:
            right += self.tracking.heading()
        return self._place(), [*right, *self._allowed(), *self._freshness()]

    def _allowed(self) -> list[Span]:
        """Whether the cloud can be changed, where that is not a matter of course."""
        permission = self.permission
        # Before there is a way to the cloud the settings say it.
        closes = self._settings.read_only or self._settings.read_only_after > 0
        if permission.is_read_only if permission is not None else closes:
            return [Span(_("read-only") + "  ", "warn")]
        granted = permission is not None and permission.is_granted
        return [Span(_("changes on") + "  ", "bad")] if granted else []

    @property
    def running(self) -> "Sequence[Operation]":
        """What was decided and is not over, wherever that is."""
        return self.tracking.running if self.tracking is not None else ()

    def take_missed(self) -> bool:
        """Whether something that was decided has gone wrong in another place since somebody last looked; once."""
        current = self._inventory.current
        return self.tracking is not None and current is not None and self.tracking.take_missed(current)

    def away(self) -> str:
        """What happened in the place shown while nobody looked, once; empty where that is nothing."""
        away = self.history.take_away(self._inventory.parts) if self.history is not None else None
        if away is None:
            return ""
        from tbs_tui.ui.journal_rows import away_words

        return away_words(away, self._clock.now(), self._zone, self.key_map.named(ShowJournal.id))

    def title(self) -> str:
        """The place, for the terminal's title."""
        tenant, account = self._whose
        return title_of(account, tenant, self._inventory.current)

    def _place(self) -> list[Span]:
        tenant, account = self._whose
        return header.place(self._inventory.current, tenant, account=account)

    @property
    def _whose(self) -> "tuple[str, Account | None]":
        """The tenant's name, raw, and the account."""
        places = self.places
        return (self.first_tenant, self.first_account) if places is None else (places.tenant, places.account)

    def _freshness(self) -> list[Span]:
        """The time of the oldest of the rows shown, and which regions are amiss."""
        healths = self._inventory.healths
        spans: list[Span] = []
        if len(healths) > 1:
            amiss = [plain(part.region) for part, health in healths.items() if health.error is not None]
            if amiss:
                spans.append(Span(_("{regions} not read").format(regions=" ".join(amiss)) + " ", "bad"))
        times = [each.last_good or each.recalled for each in healths.values()]
        known = [time for time in times if time is not None]
        if known:
            sure = all(each.error is None and each.last_good is not None for each in healths.values())
            time = header.when(min(known), self._clock.now(), self._zone)
            recalled = any(each.last_good is None and each.recalled is not None for each in healths.values())
            # Not by colour alone: this is what an earlier run saw.
            words = _("seen {time}").format(time=time) if recalled else time
            spans.append(Span(words + " ", "" if sure else "warn"))
        return spans

    def spare(self) -> list[Span]:
        """What the first line has room for in a wide terminal."""
        spare = header.sums(self.picture, self._totals)
        store = self.places.here.store if self.places is not None and self.places.here is not None else ""
        if store:
            spare.append(Span(f"{plain(store)}   ", "dim"))
        return [*spare, *(self.tracking.spare() if self.tracking is not None else [])]

    def tabs(self, *, journal: bool = False) -> list[Span]:
        """The views; the shown one is that of a kind, or the journal."""
        context = self._inventory.current
        news = self.history.news(context) if self.history is not None and context is not None else 0
        if self.tracking is not None and context is not None:
            # The news of another place are counted there; but nobody may ever go there again.
            news += self.tracking.missed(context)
        shown = None if journal else self._browsing.kind
        return header.tabs(self.picture, shown, self._browsing.lens.counts(), key_map=self.key_map, news=news)

    def attention(self) -> tuple[list[Span], list[tuple[Span, ...]]]:
        """What is wrong, what is changing, what may be worth a look; what of that goes where there is no room."""
        healths = self._inventory.healths.values()
        reading = any(each.error is None and each.last_good is None for each in healths)
        lens = self._browsing.lens
        told = None if lens.level is None else (lens.level, lens.hints)
        return header.attention(
            self.picture, self._totals, self._problems, key_map=self.key_map, reading=reading, lens=told
        )

    def order(self, marked: int) -> list[Span]:
        """How many rows are marked, those that are not shown too, and by which column the rows come, since that column
        may be out of sight."""
        key, reverse = self._browsing.order
        label = next(spec.label for spec in self._browsing.sortable if spec.key == key)
        marks = [Span(_("{n:,} marked").format(n=marked) + "   ", "warn")] if marked else []
        return [Span(f"{_(label)} {'v' if reverse else '^'} ", "dim"), *marks]

    def trouble(self) -> Sequence[str]:
        """What is wrong, a line each; none when nothing is."""
        healths = self._inventory.healths
        several = len(healths) > 1
        found: dict[str, list[str]] = {}
        for part, health in healths.items():
            words = header.trouble(health, self._zone)
            if words:
                found.setdefault(words, []).append(plain(part.region))
        return [f"{', '.join(regions)}: {words}" if several else words for words, regions in found.items()]

    @property
    def stale(self) -> bool:
        """Whether the rows shown are known not to be those of now."""
        return self._browsing.kind in self._inventory.failing or any(
            health.recalled is not None for health in self._inventory.healths.values()
        )

    def no_match(self) -> str:
        """What there is where a filter leaves nothing."""
        return _("Nothing matches the filter; {back} clears it.").format(back=self.key_map.named("back"))

    def nothing(self) -> str:
        """What there is instead of rows."""
        listing = self._browsing.listing(self.picture)
        if listing is None or listing.fetched_at is None:
            if self._inventory.current is None:
                return _("Signing in ...")
            failing = self._browsing.kind in self._inventory.failing
            return _("Not read yet.") if failing else _("Loading ...")
        lens = self._browsing.lens
        if listing.rows and lens.covers(self._browsing.kind) and not lens.counts()[self._browsing.kind]:
            if lens.level is Level.PROBLEM:
                words = _("There are no problems here; {attention} shows hints too, {back} every row.")
                return words.format(attention=self.key_map.named("attention"), back=self.key_map.named("back"))
            return _("Nothing needs attention here; {back} shows every row.").format(back=self.key_map.named("back"))
        if listing.rows:
            return self.no_match()
        context, regions = self._inventory.current, self.places.regions if self.places is not None else ()
        if context is not None and not context.everywhere and len(regions) > 1:
            region, key = plain(context.region), self.key_map.first("region")
            if key:
                return _("There is nothing in {region}; {key} shows another region.").format(region=region, key=key)
            return _("There is nothing in {region}.").format(region=region)
        return _("There is nothing here.")
