"""Every operation to every end, over real sockets: what it is said to be, and that it was sent once."""

from collections.abc import Callable

import pytest
from contract.test_operations import KR1, KR2, Works, works

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.api.requests import NewImage, NewSnapshot, NewVolume
from tbs_tui.demo import Fault, FaultKind
from tbs_tui.operations.intent import Intent, create_snapshot, create_volume, delete, upload_image
from tbs_tui.operations.operation import State

Decide = Callable[[Works], Intent]


def a_volume(at: Works) -> Volume:
    """One that nothing keeps from being deleted."""
    return at.row(at.demo_volumes()[0].id)


def a_snapshot(at: Works) -> Snapshot:
    """The newest that is available, and of which nothing was made."""
    used = {row.snapshot_id for row in at.picture().volumes.rows}
    rows = (row for row in at.picture().snapshots.rows if row.status == "available" and row.id not in used)
    return next(rows)


def create(at: Works) -> Intent:
    return create_volume(at.desk.new_id(), KR1, NewVolume(10, name="made"))


def create_from_snapshot(at: Works) -> Intent:
    row = a_snapshot(at)
    return create_volume(at.desk.new_id(), KR1, NewVolume(row.size or 1, name="made", snapshot_id=row.id))


def snapshot(at: Works) -> Intent:
    return create_snapshot(at.desk.new_id(), KR1, NewSnapshot(a_volume(at).id, name="made"))


def upload(at: Works) -> Intent:
    return upload_image(at.desk.new_id(), KR1, a_volume(at), NewImage("made", "qcow2", "bare"))


def delete_volume(at: Works) -> Intent:
    return delete(at.desk.new_id(), KR1, a_volume(at))


def delete_snapshot(at: Works) -> Intent:
    return delete(at.desk.new_id(), KR1, a_snapshot(at))


MAKING: tuple[Decide, ...] = (create, create_from_snapshot, snapshot)
DELETING: tuple[Decide, ...] = (delete_volume, delete_snapshot)
ALL: tuple[Decide, ...] = (*MAKING, upload, *DELETING)

of_all = pytest.mark.parametrize("decide", ALL)


def method_of(intent: Intent) -> str:
    return "DELETE" if intent.action.deletes else "POST"


def fault(at: Works, intent: Intent, kind: FaultKind, status: int = 500) -> None:
    """What the one request that does it meets."""
    at.bed.cloud.faults.add(Fault(kind, method=method_of(intent), path="/KR1/volume", status=status, times=1))


def sent(at: Works, intent: Intent) -> int:
    return at.bed.sent(method_of(intent), "/KR1/volume")


@of_all
async def test_done(decide: Decide) -> None:
    async with works() as at:
        intent = decide(at)
        end = await at.end_of(at.desk.start(intent))
        assert (end.state, sent(at, intent)) == (State.DONE, 1)
        assert end.request_id is not None


@of_all
@pytest.mark.parametrize("status", [400, 403, 409, 413])
async def test_refused_at_once(decide: Decide, status: int) -> None:
    async with works() as at:
        intent = decide(at)
        fault(at, intent, FaultKind.STATUS, status)
        end = await at.end_of(at.desk.start(intent))
        assert (end.state, sent(at, intent)) == (State.REFUSED, 1)
        assert end.words
        assert end.request_id is not None


@of_all
async def test_gone_already(decide: Decide) -> None:
    async with works() as at:
        intent = decide(at)
        fault(at, intent, FaultKind.STATUS, 404)
        end = await at.end_of(at.desk.start(intent))
        assert end.state is (State.DONE if intent.action.deletes else State.REFUSED)
        assert sent(at, intent) == 1


@of_all
async def test_a_token_that_has_ended_before_it_is_sent(decide: Decide) -> None:
    async with works() as at:
        intent = decide(at)
        fault(at, intent, FaultKind.REVOKE)
        end = await at.end_of(at.desk.start(intent))
        assert (end.state, sent(at, intent)) == (State.REFUSED, 1)
        assert "try again" in end.words


@of_all
async def test_a_token_that_ends_while_it_is_followed(decide: Decide) -> None:
    async with works() as at:
        intent = decide(at)
        at.bed.cloud.faults.add(Fault(FaultKind.REVOKE, method="GET", path="/KR1/volume", times=1))
        end = await at.end_of(at.desk.start(intent))
        assert (end.state, sent(at, intent)) == (State.DONE, 1)


@of_all
async def test_another_region_is_shown_meanwhile(decide: Decide) -> None:
    async with works() as at:
        intent = decide(at)
        operation = at.desk.start(intent)
        at.inventory.show(KR2)
        end = await at.end_of(operation)
        assert (end.state, end.context, sent(at, intent)) == (State.DONE, KR1, 1)


@pytest.mark.parametrize("decide", MAKING)
@pytest.mark.parametrize("kind", [FaultKind.CUT_AFTER, FaultKind.CUT])
async def test_what_may_have_been_made_is_looked_for(decide: Decide, kind: FaultKind) -> None:
    async with works() as at:
        intent = decide(at)
        fault(at, intent, kind)
        end = await at.end_of(at.desk.start(intent))
        assert (end.state, sent(at, intent)) == (State.UNKNOWN, 1)
        rows = at.picture().listing(end.kind).by_id
        assert [rows[each].name for each in end.candidates] == ["made"] * (kind is FaultKind.CUT_AFTER)


@pytest.mark.parametrize("decide", DELETING)
@pytest.mark.parametrize(("kind", "state"), [(FaultKind.CUT_AFTER, State.DONE), (FaultKind.CUT, State.FAILED)])
async def test_what_may_have_been_deleted_is_looked_for(decide: Decide, kind: FaultKind, state: State) -> None:
    async with works() as at:
        intent = decide(at)
        fault(at, intent, kind)
        end = await at.end_of(at.desk.start(intent))
        assert (end.state, sent(at, intent)) == (state, 1)


@pytest.mark.parametrize("kind", [FaultKind.CUT_AFTER, FaultKind.CUT])
async def test_how_an_upload_ends_whose_image_nobody_has_named_is_not_known(kind: FaultKind) -> None:
    async with works() as at:
        intent = upload(at)
        fault(at, intent, kind)
        end = await at.end_of(at.desk.start(intent))
        assert (end.state, sent(at, intent)) == (State.UNKNOWN, 1)
        assert end.image_id is None
