"""What becomes an entry of the journal, and what does not."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest
from support_cloud import START, ManualClock
from support_inventory import ALPHA, BETA, SSD, fetched, snapshot, volume

from tbs_tui.account.context import ALL_REGIONS, Context
from tbs_tui.api.errors import Unreachable
from tbs_tui.inventory.history import Away, Entry, What
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind, Listing, Picture
from tbs_tui.journal.journal import MOST_ENTRIES, Journal

EARLIER = START - timedelta(hours=3)


class Desk:
    """An inventory that a journal listens to."""

    def __init__(self) -> None:
        self.clock = ManualClock(auto=False)
        self.inventory = Inventory(self.clock)
        self.journal = Journal(self.inventory, self.clock)

    def begin(self, context: Context = ALPHA) -> int:
        return self.inventory.poll_started(context)

    def end(self, ticket: int, volumes: Sequence[Any], snapshots: Sequence[Any] | None = (), **how: Any) -> None:
        """A sweep that began with `ticket` lands; None are snapshots that could not be read."""
        context = how.pop("context", ALPHA)
        got = {Kind.VOLUMES: fetched(volumes, **how), Kind.TYPES: fetched([SSD])}
        errors = {}
        if snapshots is None:
            errors[Kind.SNAPSHOTS] = Unreachable("x")
        else:
            got[Kind.SNAPSHOTS] = fetched(snapshots)
        self.inventory.apply(context, got, ticket=ticket)
        self.inventory.poll_ended(context, got, errors, seconds=0, retry_in=None)

    def sweep(self, volumes: Sequence[Any], snapshots: Sequence[Any] | None = (), **how: Any) -> None:
        self.clock.advance(30)
        self.end(self.begin(how.get("context", ALPHA)), volumes, snapshots, **how)

    def recall(self, volumes: Sequence[Any], *, total: int | None = None, snapshots: Sequence[Any] = ()) -> None:
        """What an earlier run saw of ALPHA; `total` volumes, of which these are the first."""
        listing = Listing(tuple(volumes), EARLIER, total=len(volumes) if total is None else total)
        others = Listing(tuple(snapshots), EARLIER, total=len(snapshots))
        self.inventory.recall(Picture(ALPHA, listing, others))

    @property
    def told(self) -> list[tuple[What, str, str | None, str | None]]:
        return [(entry.what, entry.id, entry.before, entry.after) for entry in self.journal.entries]


@pytest.fixture
def desk() -> Desk:
    return Desk()


# What is seen


def test_nothing_of_a_first_look_is_news(desk: Desk) -> None:
    desk.sweep([volume("v1"), volume("v2")], [snapshot("s1", "v1")])
    assert desk.told == []


def test_each_change_of_a_status_each_newcomer_and_each_loss_is_an_entry(desk: Desk) -> None:
    desk.sweep([volume("v1"), volume("v2")], [snapshot("s1", "v1")])
    desk.sweep([volume("v1", status="in-use"), volume("v3", status="creating")], [snapshot("s1", "v1", status="error")])
    assert desk.told == [
        (What.CHANGED, "v1", "available", "in-use"),
        (What.GONE, "v2", "available", None),
        (What.APPEARED, "v3", None, "creating"),
        (What.CHANGED, "s1", "available", "error"),
    ]
    entry = desk.journal.entries[0]
    assert (entry.at, entry.context, entry.kind) == (desk.clock.now(), ALPHA, Kind.VOLUMES)
    assert (entry.name, entry.away_since) == ("볼륨-v1", None)
    assert desk.journal.of(ALPHA, Kind.SNAPSHOTS, "s1") == [desk.journal.entries[3]]
    assert desk.journal.of(ALPHA, Kind.VOLUMES, "s1") == []
    assert desk.journal.of(ALPHA.within(ALL_REGIONS), Kind.SNAPSHOTS, "s1") == [desk.journal.entries[3]]
    assert desk.journal.of(BETA, Kind.SNAPSHOTS, "s1") == []


def test_another_name_or_size_is_no_entry(desk: Desk) -> None:
    desk.sweep([volume("v1")])
    desk.sweep([volume("v1", name="other", size=20)])
    assert desk.told == []


def test_rows_of_a_first_look_that_come_page_by_page_are_no_news(desk: Desk) -> None:
    ticket = desk.begin()
    for count in (1, 2):
        rows = fetched([volume(f"v{number}") for number in range(count)], complete=False)
        desk.inventory.apply(ALPHA, {Kind.VOLUMES: rows}, ticket=ticket)
    desk.end(ticket, [volume("v0"), volume("v1"), volume("v2")])
    assert desk.told == []
    desk.sweep([volume("v0"), volume("v1")])
    assert desk.told == [(What.GONE, "v2", "available", None)]


def test_a_listing_that_could_not_be_read_loses_nothing(desk: Desk) -> None:
    desk.sweep([volume("v1")], [snapshot("s1", "v1")])
    desk.sweep([volume("v1", status="in-use")], None)
    desk.sweep([volume("v1", status="in-use")], [snapshot("s1", "v1")])
    assert desk.told == [(What.CHANGED, "v1", "available", "in-use")]


def test_a_row_that_could_not_be_read_is_neither_gone_nor_new(desk: Desk) -> None:
    desk.sweep([volume("v1"), volume("v2")])
    ticket = desk.begin()
    broken = replace_dropped([volume("v1")])
    desk.inventory.apply(ALPHA, {Kind.VOLUMES: broken}, ticket=ticket)
    desk.sweep([volume("v1"), volume("v2")])
    assert desk.told == []


def replace_dropped(rows: Sequence[Any]) -> Any:
    return replace(fetched(rows), dropped=1, malformed=1)


def test_what_was_done_from_here_is_an_entry(desk: Desk) -> None:
    done = Entry(START, ALPHA, Kind.VOLUMES, "v1", "db", What.ACTION, words="deleted", request_id="req-1")
    desk.journal.took(done)
    assert list(desk.journal.entries) == [done]


# Ahead of the cloud


def test_a_noted_status_is_an_entry_when_the_cloud_has_said_so(desk: Desk) -> None:
    desk.sweep([volume("v1")])
    desk.inventory.note_statuses(ALPHA, Kind.VOLUMES, {"v1": "deleting"})
    assert desk.told == []
    desk.sweep([volume("v1", status="deleting")])
    assert desk.told == [(What.CHANGED, "v1", "available", "deleting")]
    assert desk.journal.entries[0].at == desk.clock.now()
    desk.sweep([volume("v1", status="deleting")])
    assert len(desk.told) == 1


def test_a_noted_status_that_came_to_nothing_leaves_no_entry(desk: Desk) -> None:
    desk.sweep([volume("v1")])
    desk.inventory.note_statuses(ALPHA, Kind.VOLUMES, {"v1": "deleting"})
    desk.sweep([volume("v1")])
    assert desk.told == []
    desk.sweep([volume("v1", status="in-use")])
    assert desk.told == [(What.CHANGED, "v1", "available", "in-use")]


def test_what_follows_a_noted_status_is_told_from_what_the_cloud_said_last(desk: Desk) -> None:
    desk.sweep([volume("v1"), volume("v2")])
    for each in ("v1", "v2"):
        desk.inventory.note_statuses(ALPHA, Kind.VOLUMES, {each: "deleting"})
        desk.inventory.note_statuses(ALPHA, Kind.VOLUMES, {each: "uploading"})
    desk.sweep([volume("v1", status="error_deleting")])
    assert desk.told == [
        (What.CHANGED, "v1", "available", "error_deleting"),
        (What.GONE, "v2", "available", None),
    ]


def test_a_look_that_began_before_the_note_does_not_settle_it(desk: Desk) -> None:
    desk.sweep([volume("v1")])
    ticket = desk.begin()
    desk.inventory.note_statuses(ALPHA, Kind.VOLUMES, {"v1": "deleting"})
    desk.end(ticket, [volume("v1", name="renamed")])
    assert desk.told == []
    desk.sweep([volume("v1", name="renamed", status="deleting")])
    assert desk.told == [(What.CHANGED, "v1", "available", "deleting")]


def test_a_look_that_failed_does_not_settle_a_note(desk: Desk) -> None:
    desk.sweep([volume("v1")], [snapshot("s1", "v1")])
    desk.inventory.note_statuses(ALPHA, Kind.SNAPSHOTS, {"s1": "deleting"})
    desk.sweep([volume("v1")], None)
    assert desk.told == []
    desk.sweep([volume("v1")], [snapshot("s1", "v1", status="deleting")])
    assert desk.told == [(What.CHANGED, "s1", "available", "deleting")]


# While nobody looked


def test_what_differs_from_an_earlier_run_happened_while_nobody_looked(desk: Desk) -> None:
    desk.recall([volume("v1"), volume("v2")], snapshots=[snapshot("s1", "v1")])
    assert desk.told == []
    desk.sweep([volume("v1", status="error"), volume("v3")], [snapshot("s1", "v1")])
    assert sorted(desk.told, key=str) == sorted(
        [
            (What.CHANGED, "v1", "available", "error"),
            (What.GONE, "v2", "available", None),
            (What.APPEARED, "v3", None, "available"),
        ],
        key=str,
    )
    assert {entry.away_since for entry in desk.journal.entries} == {EARLIER}
    assert {entry.at for entry in desk.journal.entries} == {desk.clock.now()}
    assert desk.journal.take_away([BETA]) is None
    assert desk.journal.take_away([ALPHA, BETA]) == Away(EARLIER, 1, 1, 1)
    assert desk.journal.take_away([ALPHA]) is None
    # From here on somebody looks.
    desk.sweep([volume("v1", status="error")], [snapshot("s1", "v1")])
    assert desk.journal.entries[-1].away_since is None
    assert desk.journal.take_away([ALPHA]) is None


def test_a_row_beyond_the_first_ones_of_an_earlier_run_is_not_new(desk: Desk) -> None:
    desk.recall([volume("v1")], total=3)
    desk.sweep([volume("v1", status="error"), volume("v2"), volume("v3"), volume("v4")])
    assert desk.told == [(What.CHANGED, "v1", "available", "error")]


@pytest.mark.parametrize("late", [False, True])
def test_all_rows_of_an_earlier_run_are_compared_once_whenever_they_come(late: bool, desk: Desk) -> None:
    rows = [volume("v1"), volume("v2"), volume("v3")]
    now = [volume("v1", status="error"), volume("v3", status="in-use"), volume("v4")]
    desk.recall(rows[:1], total=3)
    if late:
        # The types alone are enough for the inventory to take no earlier rows any more.
        desk.inventory.apply(ALPHA, {Kind.TYPES: fetched([SSD])}, ticket=desk.begin())
        desk.sweep(now)
        desk.recall(rows)
    else:
        desk.recall(rows)
        desk.sweep(now)
    assert sorted(desk.told, key=str) == sorted(
        [
            (What.CHANGED, "v1", "available", "error"),
            (What.GONE, "v2", "available", None),
            (What.CHANGED, "v3", "available", "in-use"),
            (What.APPEARED, "v4", None, "available"),
        ],
        key=str,
    )
    assert desk.journal.take_away([ALPHA]) == Away(EARLIER, 2, 1, 1)


def test_a_first_look_that_comes_page_by_page_is_compared_when_it_is_whole(desk: Desk) -> None:
    desk.recall([volume("v1")])
    desk.inventory.apply(ALPHA, {Kind.VOLUMES: fetched([volume("v9")], complete=False)}, ticket=desk.begin())
    assert desk.told == []
    desk.sweep([volume("v9"), volume("v1")])
    assert desk.told == [(What.APPEARED, "v9", None, "available")]


# Numbers


def test_the_news_of_a_context_are_what_came_since_somebody_looked(desk: Desk) -> None:
    for context in (ALPHA, BETA):
        desk.sweep([volume("v1")], context=context)
        desk.sweep([volume("v1", status="in-use")], context=context)
    everywhere = ALPHA.within(ALL_REGIONS)
    assert [desk.journal.news(each) for each in (ALPHA, BETA, everywhere)] == [1, 1, 2]
    desk.journal.looked(BETA)
    assert [desk.journal.news(each) for each in (ALPHA, BETA, everywhere)] == [1, 0, 1]
    desk.journal.looked(everywhere)
    assert desk.journal.news(everywhere) == 0
    assert len(desk.journal.entries) == 2


def test_what_earlier_runs_kept_is_no_news_and_stands_before_it(desk: Desk) -> None:
    desk.sweep([volume("v1")])
    desk.sweep([volume("v1", status="in-use")])
    told: list[int] = []
    desk.journal.subscribe(lambda entries: told.append(len(entries)))
    desk.journal.remember([Entry(EARLIER, ALPHA, Kind.VOLUMES, "v0", None, What.GONE)])
    assert [entry.id for entry in desk.journal.entries] == ["v0", "v1"]
    assert desk.journal.news(ALPHA) == 1
    assert told == [0]


def test_the_newest_entries_are_kept_and_listeners_get_no_more(desk: Desk) -> None:
    batches: list[int] = []
    stop = desk.journal.subscribe(lambda entries: batches.append(len(entries)))
    count = MOST_ENTRIES + 500
    desk.sweep([volume(f"v{number}") for number in range(count)])
    desk.sweep([])
    desk.sweep([volume("v1")])
    stop()
    desk.sweep([])
    assert batches == [MOST_ENTRIES, 1]
    assert len(desk.journal.entries) == MOST_ENTRIES
    assert [entry.what for entry in desk.journal.entries[-2:]] == [What.APPEARED, What.GONE]


def test_ten_thousand_changes_at_once_hold_the_loop_for_a_moment(desk: Desk) -> None:
    rows = [volume(f"{random.getrandbits(64):x}") for _ in range(10_000)]
    desk.sweep(rows)
    changed = [replace(row, status="error") for row in rows]
    ticket = desk.begin()
    got = {Kind.VOLUMES: fetched(changed)}
    began = perf_counter()
    desk.inventory.apply(ALPHA, got, ticket=ticket)
    took = perf_counter() - began
    assert len(desk.journal.entries) == MOST_ENTRIES
    # 35 ms of it are the inventory's; ten times that is no machine's fault.
    assert took < 0.5


def test_entries_are_the_same_in_each_run(desk: Desk) -> None:
    names = [f"v{number}" for number in range(50)]
    desk.sweep([])
    desk.sweep([volume(name) for name in names])
    assert [entry.id for entry in desk.journal.entries] == sorted(names)
