"""When garbage may be looked for: not while rows arrive, and never among the rows of a large first listing."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tbs_tui.account.context import Context
from tbs_tui.api.models import Volume
from tbs_tui.inventory.diff import Diff
from tbs_tui.inventory.events import Event, InventoryChanged, PollFailed, PollStarted, PollSucceeded
from tbs_tui.inventory.picture import Kind, Listing, Picture
from tbs_tui.ui.collector import MANY_ROWS, Collector

CONTEXT = Context("", "t", "KR1")
USUAL = gc.get_threshold()
NOW = datetime(2026, 3, 2, tzinfo=UTC)
FAILED = PollFailed(CONTEXT, {}, None, NOW)
SUCCEEDED = PollSucceeded(CONTEXT, NOW, 1.0)


@pytest.fixture(autouse=True)
def _as_usual() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()
    gc.set_threshold(*USUAL)


def arrived(rows: int, *, first: bool) -> InventoryChanged:
    listing = Listing(tuple(Volume(id=str(number)) for number in range(rows)), NOW, complete=True)
    picture = Picture.empty(CONTEXT).with_listings({Kind.VOLUMES: listing})
    return InventoryChanged(CONTEXT, 1, Diff(), picture, True, frozenset({Kind.VOLUMES}) if first else frozenset())


@pytest.mark.parametrize("end", [SUCCEEDED, FAILED])
def test_no_collection_from_the_begin_of_a_look_to_its_end(end: Event) -> None:
    collector = Collector(lambda _work: None)
    collector.heard(PollStarted(CONTEXT, NOW))
    assert not gc.isenabled()
    collector.heard(arrived(3, first=True))
    assert not gc.isenabled()
    collector.heard(end)
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("rows", "first", "frozen"), [(MANY_ROWS, True, True), (MANY_ROWS - 1, True, False), (MANY_ROWS, False, False)]
)
def test_only_a_large_first_listing_is_frozen_and_only_once(rows: int, first: bool, frozen: bool) -> None:
    collector = Collector(lambda _work: None)
    before = gc.get_freeze_count()
    collector.heard(PollStarted(CONTEXT, NOW))
    event = arrived(rows, first=first)
    collector.heard(event)
    collector.heard(SUCCEEDED)
    count = gc.get_freeze_count()
    assert (count >= before + rows) is frozen
    collector.heard(PollStarted(CONTEXT, NOW))
    collector.heard(SUCCEEDED)
    assert gc.get_freeze_count() <= count


def test_frozen_rows_are_freed_all_the_same() -> None:
    collector = Collector(lambda _work: None)
    event = arrived(MANY_ROWS, first=True)
    collector.heard(event)
    collector.heard(SUCCEEDED)
    count = gc.get_freeze_count()
    del event
    assert gc.get_freeze_count() <= count - MANY_ROWS


def test_an_explorer_that_ends_in_the_middle_leaves_collection_on() -> None:
    collector = Collector(lambda _work: None)
    collector.heard(PollStarted(CONTEXT, NOW))
    collector.release()
    assert gc.isenabled()


def test_what_is_old_is_looked_through_after_a_look_and_not_after_a_key() -> None:
    soon: list[object] = []
    collector = Collector(soon.append)
    gc.collect()
    collector.heard(PollStarted(CONTEXT, NOW))
    collector.heard(SUCCEEDED)
    assert soon == []
    for _ in range(10):
        gc.collect(1)
    collector.heard(PollStarted(CONTEXT, NOW))
    collector.heard(SUCCEEDED)
    assert soon == [gc.collect]
    assert gc.get_threshold()[2] > USUAL[2]
    collector.release()
    assert gc.get_threshold() == USUAL


def test_a_first_listing_is_frozen_page_by_page() -> None:
    collector = Collector(lambda _work: None)
    collector.heard(PollStarted(CONTEXT, NOW))
    before = gc.get_freeze_count()
    page = arrived(MANY_ROWS, first=True)
    collector.heard(page)
    assert gc.get_freeze_count() >= before + MANY_ROWS
