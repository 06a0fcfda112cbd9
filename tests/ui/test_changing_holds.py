"""Whatever a person does with the keys that change the cloud, and whatever goes wrong: nothing is sent twice, no
operation is lost from the journal, and what is shown ends as the cloud is."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support_explorer import TENANT, Bed, bed, running
from support_holds import assert_as_the_cloud, assert_journaled, assert_sent_once
from textual.widgets import Input

from tbs_tui.demo import Fault, FaultKind
from tbs_tui.demo.rows import Snapshot, stamp
from tbs_tui.ui.dialogs.changes.change import ChangeDialog
from tbs_tui.ui.dialogs.changes.many import ManyDialog
from tbs_tui.ui.dialogs.dialog import Dialog

#: Seconds after which everything has come to its end: the longest back-off twice, and a minute for the cloud.
LONG = 300

Step = tuple[Any, ...]

FAULTS = [
    FaultKind.CUT,
    FaultKind.CUT_AFTER,
    FaultKind.STATUS,
    FaultKind.TRUNCATED_JSON,
    FaultKind.HTML_PAGE,
    FaultKind.REVOKE,
    FaultKind.RATE_LIMIT,
]
CHANGES = st.one_of(
    st.tuples(st.just("change"), st.sampled_from("nNpuD"), st.integers(0, 5)),
    st.tuples(st.just("change of a snapshot"), st.sampled_from("vD"), st.integers(0, 1)),
    st.tuples(st.just("many"), st.sampled_from("pD"), st.integers(2, 4)),
)
STEPS = st.one_of(
    CHANGES,
    CHANGES,
    st.tuples(st.just("fault"), st.sampled_from(FAULTS), st.sampled_from(["GET", "POST", "DELETE"])),
    st.tuples(st.sampled_from(["refresh", "region", "escape"])),
    st.tuples(st.just("wait"), st.integers(1, 12)),
)


def add_snapshot(made: Bed, name: str) -> None:
    """A snapshot of the volume of that name."""
    made.region().add_snapshot(
        Snapshot(
            id=made.cloud.world.ids.uuid(),
            tenant_id=TENANT,
            volume_id=made.volume(name).id,
            created_at=stamp(made.clock.now()),
            status="available",
            size=10,
            name=f"of {name}",
        )
    )


async def leave(made: Bed) -> None:
    """Whatever lies over the tables goes."""
    while isinstance(made.app.screen, Dialog):
        await made.press("escape")


async def decide(made: Bed) -> None:
    """Fill in what the dialog on top wants, and press what sends three times at once."""
    dialog = made.app.screen
    if not isinstance(dialog, ChangeDialog | ManyDialog):
        return
    wanted = {"size": "30", "typed": str(len(dialog.plan.steps)) if isinstance(dialog, ManyDialog) else ""}
    for name, text in wanted.items():
        for field in dialog.query(f"#{name}").results(Input):
            field.value = field.value or text
    send = dialog.query_one("#send")
    if not send.disabled:
        send.focus()
        await made.press_at_once("enter", "enter", "enter")


async def tell(made: Bed, step: Step) -> None:
    match step:
        case "change", key, down:
            await made.press("1", "U", "g", *["j"] * down, key)
            await decide(made)
        case "change of a snapshot", key, down:
            await made.press("2", "U", "g", *["j"] * down, key)
            await decide(made)
        case "many", key, count:
            await made.press("1", "U", "g", *["space", "j"] * count, key)
            await decide(made)
        case "fault", kind, method:
            made.cloud.faults.add(Fault(kind, method=method, path="/KR1/volume", times=1, status=502))
        case ("refresh",):
            await made.press("r")
        case ("region",):
            await leave(made)
            here = made.inventory.current
            made.app.go_to_region("KR2" if here is not None and here.region == "KR1" else "KR1")
        case ("escape",):
            await leave(made)
        case "wait", seconds:
            await made.pass_time(seconds)


async def live(steps: list[Step]) -> None:
    made = bed(volumes=6)
    async with running(made):
        for number in range(6):
            made.add_volume(f"plain-{number}")
            if number < 2:
                add_snapshot(made, f"plain-{number}")
        await made.refresh()
        for step in steps:
            await tell(made, step)
        made.cloud.faults.clear()
        await leave(made)
        made.app.go_to_region("KR1")
        await made.pass_time(LONG, step=3)
        await made.refresh()
        operations = made.desk.all
        changes = [(method, path) for method, path, _status in made.cloud.requests if method in ("POST", "DELETE")]
        sent = sum("/volumes" in path or "/snapshots" in path for _method, path in changes)
        assert_sent_once(operations, sent)
        assert_journaled(operations, made.app.journal.entries)
        assert_as_the_cloud(operations, made.inventory.picture, made.region())


@given(st.lists(STEPS, min_size=8, max_size=20))
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
def test_nothing_is_sent_twice_and_none_is_lost_and_what_is_shown_ends_as_the_cloud_is(steps: list[Step]) -> None:
    asyncio.run(live(steps))
