"""Whatever happens: no operation is lost, none is sent twice, and the inventory ends as the cloud is."""

import asyncio
import contextlib
import itertools
from typing import Any

from contract.bed import TENANT
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from support_cloud import ManualClock, quiet_cloud
from support_holds import assert_as_the_cloud, assert_journaled, assert_sent_once
from support_inventory import Wishes

from tbs_tui.account.context import Context
from tbs_tui.account.session import Session
from tbs_tui.api.identity import Identity
from tbs_tui.api.requests import NewImage, NewSnapshot, NewVolume
from tbs_tui.api.statuses import Group, group
from tbs_tui.api.transport import Transport
from tbs_tui.demo import DEMO_PASSWORD, DEMO_USERNAME, Fault, FaultKind
from tbs_tui.demo.transitions import Mark
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.poller import Poller
from tbs_tui.inventory.source import SessionSource
from tbs_tui.journal.journal import Journal
from tbs_tui.operations.cloud import SessionCloud
from tbs_tui.operations.desk import Operations
from tbs_tui.operations.intent import Intent, create_snapshot, create_volume, delete, upload_image
from tbs_tui.operations.operation import OperationChanged

KR1, KR2 = (Context("", TENANT, region) for region in ("KR1", "KR2"))
#: Seconds after which everything has come to its end: the longest back-off twice, and a minute for the cloud.
LONG = 300

Step = tuple[Any, ...]

which = st.integers(0, 5)
STEPS = st.one_of(
    # An upload that stalls is given up after hours.
    st.tuples(st.just("create"), st.sampled_from([None, *(mark for mark in Mark if mark is not Mark.UPLOAD_STALLS)])),
    st.tuples(st.sampled_from(["snapshot", "upload", "delete", "delete snapshot", "again", "cancel"]), which),
    st.tuples(
        st.just("fault"),
        st.sampled_from(
            [
                FaultKind.CUT,
                FaultKind.CUT_AFTER,
                FaultKind.CUT_BODY,
                FaultKind.STATUS,
                FaultKind.TRUNCATED_JSON,
                FaultKind.HTML_PAGE,
                FaultKind.WRAPPER,
                FaultKind.REVOKE,
                FaultKind.RATE_LIMIT,
            ]
        ),
        st.sampled_from(["GET", "POST", "DELETE"]),
    ),
    st.tuples(st.sampled_from(["refresh", "switch", "pause"])),
    st.tuples(st.just("wait"), st.integers(1, 12)),
)


class Story:
    """An explorer without a screen, on a demo cloud in process."""

    def __init__(self) -> None:
        self.clock = ManualClock(auto=False)
        self.cloud = quiet_cloud(self.clock, volumes=6)
        self.region = self.cloud.region(TENANT, "KR1")
        self.transport = Transport(clock=self.clock, app=self.cloud)
        session = Session(
            self.transport,
            Identity(self.transport, "https://cloud.test", self.clock),
            self.clock,
            tenant_id=TENANT,
            username=DEMO_USERNAME,
            password=SecretStr(DEMO_PASSWORD),
        )

        async def session_of(_context: Context) -> Session:
            return session

        self.inventory = Inventory(self.clock)
        self.journal = Journal(self.inventory, self.clock)
        self.poller = Poller(self.inventory, self.clock, SessionSource(session_of), Wishes())
        ids = (f"op-{number}" for number in itertools.count(1))
        self.desk = Operations(self.inventory, self.clock, SessionCloud(session_of), self.poller, lambda: next(ids))
        self.desk.subscribe(self.note)
        self.started: list[Intent] = []

    def note(self, event: OperationChanged) -> None:
        entry = event.entry(self.clock.now())
        if entry is not None:
            self.journal.took(entry)

    async def settle(self) -> None:
        for _ in range(150):
            await asyncio.sleep(0)

    async def wait(self, seconds: int) -> None:
        await self.settle()
        for _ in range(seconds):
            self.clock.advance(1)
            await self.settle()

    def start(self, intent: Intent) -> None:
        self.started.append(intent)
        self.desk.start(intent)

    async def tell(self, step: Step) -> None:
        picture = self.inventory.picture_of(KR1)
        assert picture is not None
        # The demo cloud has some that stay in transition for ever, and nobody is offered to do anything to them.
        volumes = [row for row in picture.volumes.rows if group(row.status) is not Group.TRANSITION]
        snapshots = [row for row in picture.snapshots.rows if group(row.status) is not Group.TRANSITION]
        match step:
            case "create", mark:
                metadata = {"demo": str(mark)} if mark is not None else None
                name = f"made-{len(self.started)}"
                self.start(create_volume(self.desk.new_id(), KR1, NewVolume(10, name=name, metadata=metadata)))
            case "snapshot", index if volumes:
                row = volumes[index % len(volumes)]
                self.start(create_snapshot(self.desk.new_id(), KR1, NewSnapshot(row.id, name="s", force=True)))
            case "upload", index if volumes:
                row = volumes[index % len(volumes)]
                self.start(upload_image(self.desk.new_id(), KR1, row, NewImage("i", force=True)))
            case "delete", index if volumes:
                self.start(delete(self.desk.new_id(), KR1, volumes[index % len(volumes)]))
            case "delete snapshot", index if snapshots:
                self.start(delete(self.desk.new_id(), KR1, snapshots[index % len(snapshots)]))
            case "again", index if self.started:
                self.desk.start(self.started[index % len(self.started)])
            case "cancel", index if self.started:
                self.desk.cancel(self.started[index % len(self.started)].id)
            case "fault", kind, method:
                self.cloud.faults.add(Fault(kind, method=method, path="/KR1/volume", times=1, status=502))
            case ("refresh",):
                self.poller.refresh_now()
            case ("switch",):
                self.inventory.show(KR2 if self.inventory.current == KR1 else KR1)
            case ("pause",):
                self.poller.pause()
            case "wait", seconds:
                await self.wait(seconds)

    def changes_sent(self) -> int:
        return sum(1 for verb, path, _ in self.cloud.requests if verb != "GET" and path.startswith("/KR1/volume"))


async def live(steps: list[Step]) -> None:
    story = Story()
    story.inventory.show(KR1)
    loops = [asyncio.create_task(story.poller.run()), asyncio.create_task(story.desk.run())]
    await story.wait(1)
    try:
        for step in steps:
            await story.tell(step)
        await story.wait(1)
        story.cloud.faults.clear()
        story.inventory.show(KR1)
        story.poller.resume()
        for _ in range(LONG // 3):
            story.clock.advance(3)
            await story.settle()
            if not story.desk.running:
                break
        await story.wait(11)
        story.poller.refresh_now()
        await story.wait(1)
        check(story)
    finally:
        for loop in loops:
            loop.cancel()
        for loop in loops:
            with contextlib.suppress(asyncio.CancelledError):
                await loop
        await story.transport.aclose()


def check(story: Story) -> None:
    operations = story.desk.all
    assert not story.desk.running
    # A delete of what is being deleted from here is the same operation.
    assert {story.desk.get(intent.id) for intent in story.started} == set(operations)
    assert_sent_once(operations, story.changes_sent())
    assert_journaled(operations, story.journal.entries)
    assert_as_the_cloud(operations, story.inventory.picture_of(KR1), story.region)


@given(st.lists(STEPS, min_size=4, max_size=20))
# Shrinking a story takes minutes; they are short enough to be read as they are.
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
def test_no_operation_is_lost_and_the_inventory_ends_as_the_cloud_is(steps: list[Step]) -> None:
    asyncio.run(live(steps))
