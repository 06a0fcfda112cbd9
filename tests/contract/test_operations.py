"""Each operation to each of its ends, over real sockets, with faults."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from contract.bed import TENANT, Bed, bed
from pydantic import SecretStr
from support_inventory import Wishes
from support_operations import at_work, until

from tbs_tui.account.context import Context
from tbs_tui.account.session import Session
from tbs_tui.api.lock import Lock
from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.api.requests import NewImage, NewSnapshot, NewVolume
from tbs_tui.demo import DEMO_PASSWORD, Fault, FaultKind
from tbs_tui.demo.rows import Volume as DemoVolume
from tbs_tui.inventory.events import Event, PollSucceeded
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.inventory.poller import Poller
from tbs_tui.inventory.source import SessionSource
from tbs_tui.operations.cloud import SessionCloud
from tbs_tui.operations.desk import Operations
from tbs_tui.operations.intent import create_snapshot, create_volume, delete, upload_image
from tbs_tui.operations.operation import Operation, State
from tbs_tui.operations.plans import carry_out, delete_many, outcome, with_snapshots_first

KR1, KR2 = (Context("", TENANT, region) for region in ("KR1", "KR2"))


class Works:
    """A desk, a poller and an inventory in front of a demo cloud."""

    def __init__(self, place: Bed) -> None:
        self.bed = place
        self.session = place.session
        self.cloud = SessionCloud(self._session_of)
        self.inventory = Inventory(place.clock)
        self.poller = Poller(self.inventory, place.clock, SessionSource(self._session_of), Wishes())
        ids = (f"op-{number}" for number in itertools.count(1))
        self.desk = Operations(self.inventory, place.clock, self.cloud, self.poller, lambda: next(ids))

    async def _session_of(self, _context: Context) -> Session:
        return self.session

    def picture(self, context: Context = KR1) -> Picture:
        there = self.inventory.picture_of(context)
        assert there is not None
        return there

    def demo_volumes(self, region: str = "KR1") -> list[DemoVolume]:
        """Those that nothing keeps from being deleted."""
        where = self.bed.cloud.region(TENANT, region)
        return [
            each
            for each in where.volumes.newest_first()
            if each.status == "available" and not each.attachments and not where.snapshots_of[each.id]
        ]

    def row(self, id: str) -> Volume:
        row = self.picture().volume(id)
        assert row is not None
        return row

    async def until(self, met: Callable[[], bool]) -> None:
        """Until it is so, told by the desk or by the inventory."""
        await until(self.desk, self.inventory, met, 20)

    async def end_of(self, operation: Operation) -> Operation:
        """How it ended."""

        def now() -> Operation:
            found = self.desk.get(operation.id)
            assert found is not None
            return found

        await self.until(lambda: now().is_over)
        return now()

    async def create(self, **fields: Any) -> Operation:
        given: dict[str, Any] = {"size": 10, "name": "made"} | fields
        new = NewVolume(**given)
        return await self.end_of(self.desk.start(create_volume(self.desk.new_id(), KR1, new)))

    async def delete(self, id: str) -> Operation:
        return await self.end_of(self.desk.start(delete(self.desk.new_id(), KR1, self.row(id))))

    async def upload(self, id: str, image: str = "image", **more: Any) -> Operation:
        intent = upload_image(self.desk.new_id(), KR1, self.row(id), NewImage(image, "qcow2", "bare", **more))
        return await self.end_of(self.desk.start(intent))

    async def swept(self, context: Context = KR1) -> None:
        """Another sweep of it has ended."""
        ended = asyncio.Event()

        def heard(event: Event) -> None:
            if isinstance(event, PollSucceeded) and event.context == context:
                ended.set()

        end = self.inventory.subscribe(heard)
        self.poller.sweep(context)
        async with asyncio.timeout(20):
            await ended.wait()
        end()


@contextlib.asynccontextmanager
async def works(**cloud: Any) -> AsyncIterator[Works]:
    """KR1 is shown and has been read; a fault of either loop is raised at the end."""
    async with bed(**cloud) as place:
        works = Works(place)
        works.inventory.show(KR1)
        async with at_work(works.poller, works.desk):
            await works.until(lambda: works.inventory.health(KR1).last_good is not None)
            yield works


# To each end


async def test_a_volume_is_made_shown_and_deleted() -> None:
    async with works() as at:
        made = await at.create(name="새 볼륨")
        assert (made.state, made.status) == (State.DONE, "available")
        assert made.request_id is not None
        await at.until(lambda: at.picture().volume(made.resource_id) is not None)
        gone = await at.delete(made.resource_id)
        assert gone.state is State.DONE
        assert gone.request_id not in (None, made.request_id)
        await at.until(lambda: at.picture().volume(made.resource_id) is None)
        assert (at.bed.sent("POST", "/volumes"), at.bed.sent("DELETE")) == (1, 1)


async def test_a_volume_that_can_not_be_made_ends_in_error() -> None:
    async with works() as at:
        made = await at.create(metadata={"demo": "create-fails"})
        assert (made.state, made.status) == (State.FAILED, "error")


async def test_a_snapshot_is_made_and_a_volume_of_it() -> None:
    async with works() as at:
        origin = at.demo_volumes()[0]
        intent = create_snapshot(at.desk.new_id(), KR1, NewSnapshot(origin.id, name="s"))
        shot = await at.end_of(at.desk.start(intent))
        assert (shot.state, shot.kind) == (State.DONE, Kind.SNAPSHOTS)
        made = await at.create(size=origin.size, snapshot_id=shot.resource_id)
        assert made.state is State.DONE
        assert made.subject_id == shot.resource_id


async def test_a_snapshot_can_fail_after_it_was_accepted() -> None:
    async with works() as at:
        made = await at.create(metadata={"demo": "snapshot-fails"})
        intent = create_snapshot(at.desk.new_id(), KR1, NewSnapshot(made.resource_id))
        assert (await at.end_of(at.desk.start(intent))).state is State.FAILED


@pytest.mark.parametrize(
    ("mark", "end"),
    [("delete-falls-back", State.REFUSED), ("delete-fails", State.FAILED)],
)
async def test_a_delete_can_be_refused_or_fail_after_it_was_accepted(mark: str, end: State) -> None:
    async with works() as at:
        made = await at.create(metadata={"demo": mark})
        await at.swept()
        gone = await at.delete(made.resource_id)
        assert gone.state is end
        await at.until(lambda: at.row(made.resource_id).status == gone.status)


@pytest.mark.parametrize(
    ("mark", "end"),
    [("none", State.DONE), ("upload-killed", State.FAILED), ("upload-vanishes", State.FAILED)],
)
async def test_an_upload_ends_as_its_image_does(mark: str, end: State) -> None:
    async with works() as at:
        made = await at.create(metadata={"demo": mark})
        await at.swept()
        done = await at.upload(made.resource_id, visibility="private")
        assert done.state is end
        assert done.image_id is not None
        await at.until(lambda: at.row(made.resource_id).status == "available")


async def test_an_upload_without_glance_is_refused_in_words_a_person_understands() -> None:
    async with works() as at:
        at.bed.cloud.faults.add(Fault(FaultKind.NO_GLANCE))
        refused = await at.upload(at.demo_volumes()[0].id)
        assert (refused.state, refused.image_id) == (State.REFUSED, None)
        assert "image service does not answer, and nothing was uploaded" in refused.words
        assert "127.0.0.1" not in refused.words


async def test_without_an_image_api_an_upload_ends_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    async def none(_session: Session, _region: str) -> None:
        return None

    monkeypatch.setattr(Session, "images", none)
    async with works() as at:
        done = await at.upload(at.demo_volumes()[0].id)
        assert (done.state, done.is_over) == (State.UNKNOWN, True)


async def test_what_is_refused_at_once_has_the_servers_words() -> None:
    async with works() as at:
        attached = next(each for each in at.picture().volumes.rows if each.attachments)
        gone = await at.delete(attached.id)
        assert gone.state is State.REFUSED
        assert "must be available" in gone.words
        assert gone.request_id is not None


async def test_a_quota_is_told_with_its_numbers() -> None:
    async with works() as at:
        where = at.bed.cloud.region(TENANT, "KR1")
        where.quotas.gigabytes = where.gigabytes + 5
        made = await at.create(size=10)
        assert made.state is State.REFUSED
        assert f"quota is {where.quotas.gigabytes}G and {where.gigabytes}G has been consumed" in made.words
        assert at.bed.sent("POST", "/volumes") == 1


async def test_a_read_only_session_sends_nothing() -> None:
    async with works() as at:
        at.session = at.bed.sign_in(lock=Lock(at.bed.clock, read_only=True))
        made = await at.create()
        assert (made.state, made.words) == (State.REFUSED, "Not sent. This session is read-only.")
        assert at.bed.sent("POST", "/volumes") == 0


# What gets lost


async def test_a_create_whose_answer_was_cut_shows_what_it_made_and_is_not_sent_again() -> None:
    async with works() as at:
        at.bed.cloud.faults.add(Fault(FaultKind.CUT_AFTER, method="POST", path="/KR1/volume", times=1))
        made = await at.create(name="lost")
        assert made.state is State.UNKNOWN
        [found] = made.candidates
        assert at.row(found).name == "lost"
        assert at.bed.sent("POST", "/volumes") == 1


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.STATUS])
async def test_a_create_that_did_not_arrive_shows_nothing_and_is_not_sent_again(kind: FaultKind) -> None:
    async with works() as at:
        at.bed.cloud.faults.add(Fault(kind, method="POST", path="/KR1/volume", times=1, status=500))
        made = await at.create(name="lost")
        assert (made.state, made.candidates) == (State.UNKNOWN, ())
        assert at.bed.sent("POST", "/volumes") == 1


@pytest.mark.parametrize(("kind", "end"), [(FaultKind.CUT_AFTER, State.DONE), (FaultKind.CUT, State.FAILED)])
async def test_a_delete_whose_answer_was_cut_is_settled_by_what_is_there(kind: FaultKind, end: State) -> None:
    async with works() as at:
        at.bed.cloud.faults.add(Fault(kind, method="DELETE", times=1))
        gone = await at.delete(at.demo_volumes()[0].id)
        assert gone.state is end
        assert at.bed.sent("DELETE") == 1


async def test_a_snapshot_whose_answer_was_cut_shows_what_it_made() -> None:
    async with works() as at:
        at.bed.cloud.faults.add(Fault(FaultKind.TRUNCATED_JSON, method="POST", path="/KR1/volume", times=1))
        origin = at.demo_volumes()[0]
        intent = create_snapshot(at.desk.new_id(), KR1, NewSnapshot(origin.id, name="s"))
        shot = await at.end_of(at.desk.start(intent))
        assert shot.state is State.UNKNOWN
        [found] = shot.candidates
        made: Snapshot | None = at.picture().snapshot(found)
        assert made is not None
        assert made.volume_id == origin.id


# Trouble on the way


@pytest.mark.parametrize("kind", [FaultKind.STATUS, FaultKind.CUT, FaultKind.HTML_PAGE])
async def test_trouble_while_following_ends_nothing(kind: FaultKind) -> None:
    async with works() as at:
        id = at.demo_volumes()[0].id
        # Three tries of a look fail, and the sweeps of that time.
        at.bed.cloud.faults.add(Fault(kind, method="GET", path="/KR1/volume", times=7, status=502))
        gone = await at.delete(id)
        assert gone.state is State.DONE
        assert at.bed.sent("DELETE") == 1


async def test_a_token_that_dies_while_it_is_followed_is_renewed() -> None:
    async with works() as at:
        id = at.demo_volumes()[0].id
        at.bed.cloud.faults.add(Fault(FaultKind.REVOKE, method="GET", path="/KR1/volume", times=1))
        gone = await at.delete(id)
        assert gone.state is State.DONE
        assert (at.bed.sent("DELETE"), at.bed.sent("POST", "/tokens")) == (1, 2)


async def test_a_token_refused_on_sending_is_renewed_and_the_request_is_not_sent_again() -> None:
    async with works() as at:
        id = at.demo_volumes()[0].id
        at.bed.cloud.faults.add(Fault(FaultKind.REVOKE, method="DELETE", times=1))
        refused = await at.delete(id)
        assert refused.state is State.REFUSED
        assert at.bed.sent("DELETE") == 1
        again = await at.delete(id)
        assert again.state is State.DONE
        assert at.bed.sent("DELETE") == 2


async def test_without_a_password_it_stays_in_progress_until_somebody_signs_in() -> None:
    async with works() as at:
        # The session has a token, and nobody knows the password any more.
        access = await at.bed.session.access()
        at.session = at.bed.sign_in(password=None, access=access)
        volume = at.demo_volumes()[0]
        started = at.desk.start(delete(at.desk.new_id(), KR1, at.row(volume.id)))

        def now() -> Operation:
            found = at.desk.get(started.id)
            assert found is not None
            return found

        await at.until(lambda: now().state is State.ACCEPTED)
        at.bed.cloud.revoke_tokens()
        await at.until(lambda: "Sign in" in now().words)
        assert not now().is_over
        await at.session.sign_in(SecretStr(DEMO_PASSWORD))
        at.desk.signed_in()
        assert (await at.end_of(started)).state is State.DONE


async def test_another_region_is_shown_and_it_goes_on() -> None:
    async with works() as at:
        id = at.demo_volumes()[0].id
        started = at.desk.start(delete(at.desk.new_id(), KR1, at.row(id)))
        at.inventory.show(KR2)
        gone = await at.end_of(started)
        assert (gone.state, gone.context) == (State.DONE, KR1)
        await at.until(lambda: at.picture().volume(id) is None)


# Many


async def test_many_are_deleted_and_one_that_fails_stops_none() -> None:
    async with works() as at:
        rows = [at.row(each.id) for each in at.demo_volumes()[:7]]
        at.bed.cloud.faults.add(Fault(FaultKind.STATUS, method="DELETE", status=409, times=1, skip=2))
        plan = delete_many(rows, at.picture(), KR1, at.desk.new_id)
        carry_out(plan, at.desk)
        carry_out(plan, at.desk)
        await at.until(lambda: outcome(plan, at.desk.get).is_over)
        result = outcome(plan, at.desk.get)
        assert (len(result.done), len(result.failed)) == (6, 1)
        assert at.bed.sent("DELETE") == 7
        await at.until(lambda: not {row.id for row in rows} - set(result.failed) & at.picture().volumes.by_id.keys())


async def test_a_volume_goes_after_its_snapshots() -> None:
    async with works() as at:
        origin = at.demo_volumes()[0].id
        for name in ("one", "two"):
            intent = create_snapshot(at.desk.new_id(), KR1, NewSnapshot(origin, name=name))
            await at.end_of(at.desk.start(intent))
        await at.swept()
        plan = with_snapshots_first(at.row(origin), at.picture(), KR1, at.desk.new_id)
        assert len(plan.steps) == 3
        carry_out(plan, at.desk)
        await at.until(lambda: outcome(plan, at.desk.get).is_over)
        assert len(outcome(plan, at.desk.get).done) == 3
        deletes = [(path, status) for verb, path, status in at.bed.cloud.requests if verb == "DELETE"]
        assert [status for _path, status in deletes] == [202, 202, 202]
        assert deletes[-1][0].endswith(f"/volumes/{origin}")
