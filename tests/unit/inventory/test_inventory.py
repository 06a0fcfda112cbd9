"""What the inventory keeps and tells."""

from datetime import timedelta
from typing import Any

import pytest
from support_cloud import START, ManualClock
from support_inventory import ALPHA, BETA, SSD, fetched, snapshot, volume

from tbs_tui.api.errors import NoRight, ServerError
from tbs_tui.inventory.events import ContextShown, Event, InventoryChanged, PollFailed, PollSucceeded
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(auto=False)


@pytest.fixture
def inventory(clock: ManualClock) -> Inventory:
    shown = Inventory(clock)
    shown.show(ALPHA)
    return shown


def _changes(events: list[Event]) -> list[InventoryChanged]:
    return [event for event in events if isinstance(event, InventoryChanged)]


def _apply(inventory: Inventory, *volumes: object) -> None:
    inventory.apply(ALPHA, {Kind.VOLUMES: fetched(volumes)}, ticket=inventory.poll_started(ALPHA))


def test_nothing_is_known_at_first(inventory: Inventory) -> None:
    assert inventory.picture is None
    assert inventory.picture_of(BETA) is None
    assert inventory.health(BETA).last_good is None
    assert inventory.status_since(BETA, "v1") is None


def test_each_show_is_a_new_generation(inventory: Inventory) -> None:
    events: list[Event] = []
    inventory.subscribe(events.append)
    generation = inventory.generation
    assert inventory.show(BETA) == generation + 1
    assert inventory.show(BETA) == inventory.generation == generation + 2
    assert events == [ContextShown(BETA, generation + 1), ContextShown(BETA, generation + 2)]


def test_what_is_applied_is_told_once_and_only_if_it_differs(inventory: Inventory) -> None:
    events: list[Event] = []
    inventory.subscribe(events.append)
    _apply(inventory, volume("v1"))
    before = inventory.picture
    _apply(inventory, volume("v1"))
    assert inventory.picture is not None
    assert before is not None
    assert inventory.picture.volumes.rows is before.volumes.rows
    _apply(inventory, volume("v1"), volume("v2"))
    first, second = _changes(events)
    assert not first.picture_before_had(Kind.VOLUMES)
    assert second.picture_before_had(Kind.VOLUMES)
    assert second.diff.ids(Kind.VOLUMES) == {"v2"}
    assert second.picture is inventory.picture


def test_a_listing_that_becomes_whole_is_told_although_its_rows_do_not_change(inventory: Inventory) -> None:
    events: list[Event] = []
    inventory.subscribe(events.append)
    ticket = inventory.poll_started(ALPHA)
    inventory.apply(ALPHA, {Kind.VOLUMES: fetched([volume("v1")], complete=False)}, ticket=ticket)
    inventory.apply(ALPHA, {Kind.VOLUMES: fetched([volume("v1")])}, ticket=ticket)
    assert [event.picture.volumes.complete for event in _changes(events)] == [False, True]
    assert not _changes(events)[1].diff
    # Only the snapshots are still unknown: nothing to tell.
    _apply(inventory, volume("v1"))
    assert len(_changes(events)) == 2


def test_another_contexts_reply_is_kept_for_it(inventory: Inventory) -> None:
    events: list[Event] = []
    inventory.subscribe(events.append)
    inventory.apply(BETA, {Kind.VOLUMES: fetched([volume("b1")])}, ticket=inventory.poll_started(BETA))
    [event] = _changes(events)
    assert event.context == BETA
    assert not event.shown
    assert inventory.picture is None
    inventory.show(BETA)
    assert inventory.picture is event.picture


def test_who_has_left_hears_no_more(inventory: Inventory) -> None:
    events: list[Event] = []
    leave = inventory.subscribe(events.append)
    leave()
    leave()
    inventory.show(BETA)
    assert events == []


def test_counts_of_the_unreadable_are_kept(inventory: Inventory) -> None:
    got = fetched([volume("v1", size=None, malformed=("size",))])
    got.malformed, got.dropped = 3, 2
    inventory.apply(ALPHA, {Kind.VOLUMES: got}, ticket=inventory.poll_started(ALPHA))
    assert inventory.picture is not None
    assert (inventory.picture.malformed, inventory.picture.volumes.dropped) == (3, 2)


# Since when


def test_since_when_a_status_is_seen(inventory: Inventory, clock: ManualClock) -> None:
    _apply(inventory, volume("v1"), volume("v2"))
    clock.advance(60)
    _apply(inventory, volume("v1", status="deleting"), volume("v2", name="다른 이름"))
    assert inventory.status_since(ALPHA, "v1") == START + timedelta(seconds=60)
    assert inventory.status_since(ALPHA, "v2") == START
    clock.advance(60)
    _apply(inventory, volume("v2", name="다른 이름"))
    assert inventory.status_since(ALPHA, "v1") is None
    assert dict(inventory.statuses_since(ALPHA)) == {"v2": START}


# Notes


def _status(inventory: Inventory, volume_id: str = "v1") -> str | None:
    assert inventory.picture is not None
    found = inventory.picture.volume(volume_id)
    return found.status if found is not None else None


def test_a_note_shows_at_once(inventory: Inventory, clock: ManualClock) -> None:
    _apply(inventory, volume("v1"), volume("v2"))
    events: list[Event] = []
    inventory.subscribe(events.append)
    clock.advance(5)
    inventory.note_statuses(ALPHA, Kind.VOLUMES, {"v1": "deleting"})
    assert _status(inventory) == "deleting"
    [event] = _changes(events)
    assert event.diff.ids(Kind.VOLUMES) == {"v1"}
    assert inventory.status_since(ALPHA, "v1") == START + timedelta(seconds=5)


def test_a_note_outlives_a_sweep_that_began_before_it(inventory: Inventory) -> None:
    _apply(inventory, volume("v1"), volume("v2"))
    ticket = inventory.poll_started(ALPHA)
    inventory.note_statuses(ALPHA, Kind.VOLUMES, {"v1": "deleting"})
    events: list[Event] = []
    inventory.subscribe(events.append)
    inventory.apply(ALPHA, {Kind.VOLUMES: fetched([volume("v1"), volume("v2")])}, ticket=ticket)
    assert _status(inventory) == "deleting"
    assert _changes(events) == []


@pytest.mark.parametrize(
    ("answer", "expected"), [("available", "available"), ("deleting", "deleting"), ("error", "error")]
)
def test_a_sweep_that_begins_after_a_note_is_right(inventory: Inventory, answer: str, expected: str) -> None:
    _apply(inventory, volume("v1"))
    inventory.note_statuses(ALPHA, Kind.VOLUMES, {"v1": "deleting"})
    _apply(inventory, volume("v1", status=answer))
    assert _status(inventory) == expected
    # The note is spent: it does not come back.
    _apply(inventory, volume("v1"))
    assert _status(inventory) == "available"


def test_a_note_of_a_volume_that_went_meanwhile_brings_nothing_back(inventory: Inventory) -> None:
    _apply(inventory, volume("v1"))
    ticket = inventory.poll_started(ALPHA)
    inventory.note_statuses(ALPHA, Kind.VOLUMES, {"v1": "deleting"})
    inventory.apply(ALPHA, {Kind.VOLUMES: fetched([])}, ticket=ticket)
    assert _status(inventory) is None


def test_notes_of_what_is_not_known_are_ignored(inventory: Inventory) -> None:
    inventory.note_statuses(BETA, Kind.VOLUMES, {"v1": "deleting"})
    _apply(inventory, volume("v1"))
    inventory.note_statuses(ALPHA, Kind.SNAPSHOTS, {"v1": "deleting"})
    inventory.note_statuses(ALPHA, Kind.VOLUMES, {"v9": "deleting"})
    assert _status(inventory) == "available"


# Health


def test_errors_stay_until_their_kind_is_read_well(inventory: Inventory, clock: ManualClock) -> None:
    events: list[Event] = []
    inventory.subscribe(events.append)
    everything = frozenset(Kind)
    inventory.poll_ended(ALPHA, everything, {}, seconds=1.0, retry_in=None)
    clock.advance(30)
    failed, no_right = ServerError("bad gateway", status=502), NoRight(status=403)
    errors = {Kind.TYPES: no_right, Kind.SNAPSHOTS: failed}
    inventory.poll_ended(ALPHA, {Kind.VOLUMES}, errors, seconds=1.0, retry_in=60.0)
    health = inventory.health(ALPHA)
    assert health.last_good == START
    assert health.error is failed
    assert health.failing == {Kind.SNAPSHOTS, Kind.TYPES}
    assert health.retry_at == START + timedelta(seconds=90)
    clock.advance(30)
    inventory.poll_ended(ALPHA, {Kind.VOLUMES, Kind.SNAPSHOTS}, {}, seconds=2.0, retry_in=540.0)
    health = inventory.health(ALPHA)
    assert health.last_good == START + timedelta(seconds=60)
    assert dict(health.errors) == {Kind.TYPES: no_right}
    inventory.poll_ended(ALPHA, everything, {}, seconds=2.0, retry_in=None)
    assert inventory.health(ALPHA).error is None
    told = [event for event in events if isinstance(event, PollSucceeded | PollFailed)]
    assert [type(event) for event in told] == [PollSucceeded, PollFailed, PollSucceeded, PollSucceeded]
    assert isinstance(told[1], PollFailed)
    assert told[1].error is failed
    assert told[1].retry_in == 60.0


def test_one_event_for_all_kinds_of_a_sweep(inventory: Inventory) -> None:
    events: list[Event] = []
    ticket = inventory.poll_started(ALPHA)
    inventory.subscribe(events.append)
    got: dict[Kind, list[Any]] = {
        Kind.VOLUMES: [volume("v1")],
        Kind.SNAPSHOTS: [snapshot("s1", "v1")],
        Kind.TYPES: [SSD],
    }
    inventory.apply(ALPHA, {kind: fetched(rows) for kind, rows in got.items()}, ticket=ticket)
    [event] = _changes(events)
    assert [event.diff.ids(kind) for kind in Kind] == [{"v1"}, {"s1"}, {"type-1"}]
    assert event.first == frozenset(Kind)
    assert inventory.status_since(ALPHA, "s1") == START


def test_statuses_noted_together_are_one_picture() -> None:
    inventory, events = Inventory(ManualClock()), list[Event]()
    inventory.show(ALPHA)
    rows = [volume("a"), volume("b"), volume("c")]
    inventory.apply(ALPHA, {Kind.VOLUMES: fetched(rows)}, ticket=inventory.poll_started(ALPHA))
    inventory.subscribe(events.append)
    inventory.note_statuses(ALPHA, Kind.VOLUMES, {"a": "deleting", "c": "deleting", "nobody": "deleting"})
    [changed] = events
    assert isinstance(changed, InventoryChanged)
    assert changed.diff.volumes.changed == {"a", "c"}
    assert [row.status for row in changed.picture.volumes.rows] == ["deleting", "available", "deleting"]
