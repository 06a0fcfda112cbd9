"""What holds at the end of every story of operations, whoever told it."""

from collections import Counter
from collections.abc import Iterable

from tbs_tui.demo.world import Region
from tbs_tui.inventory.history import Entry, What
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.operations.operation import Operation, State


def assert_sent_once(operations: Iterable[Operation], changes_sent: int) -> None:
    """All are over; none was sent twice, and none that counts as sent was not."""
    sent = [each for each in operations if each.state is not State.CANCELLED]
    assert all(each.is_over for each in sent)
    never_arrived = sum(each.state in (State.REFUSED, State.FAILED) for each in sent)
    assert len(sent) - never_arrived <= changes_sent <= len(sent)


def assert_journaled(operations: Iterable[Operation], entries: Iterable[Entry]) -> None:
    """Each that was sent has an entry with its end."""
    ends = Counter(each.state.value for each in operations if each.state is not State.CANCELLED)
    told = Counter(entry.after for entry in entries if entry.what is What.ACTION)
    assert all(told[state] >= count for state, count in ends.items())


def assert_as_the_cloud(operations: Iterable[Operation], picture: Picture | None, region: Region) -> None:
    """Every row there is, and no other, each in its status; and what was deleted is gone."""
    assert picture is not None
    shown = {
        kind: {row.id: row.status for row in picture.listing(kind).rows} for kind in (Kind.VOLUMES, Kind.SNAPSHOTS)
    }
    assert shown == {
        Kind.VOLUMES: {row.id: row.status for row in region.volumes.newest_first()},
        Kind.SNAPSHOTS: {row.id: row.status for row in region.snapshots.newest_first()},
    }
    for each in operations:
        if each.state is State.DONE and each.action.deletes:
            assert each.resource_id not in shown[each.kind]
