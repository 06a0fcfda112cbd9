"""One decision is one request: whatever Enter does, whatever the cloud answers, and whoever reconnects."""

from dataclasses import dataclass

import pytest
from support_explorer import TENANT, Bed, explorer, screen_text
from textual.widgets import Input

from tbs_tui.demo import Fault, FaultKind
from tbs_tui.demo.rows import Snapshot, stamp
from tbs_tui.operations.operation import State
from tbs_tui.ui.dialogs.changes import decision
from tbs_tui.ui.dialogs.dialog import Dialog

#: Seconds between two keys of one that is held down: terminals repeat 25 times a second.
REPEAT = 0.04


@dataclass(frozen=True)
class Case:
    """The keys that lead to a dialog from the volumes, the cursor on "mine", which has the snapshot "shot" or not."""

    keys: tuple[str, ...]
    method: str
    path: str
    requests: int = 1
    shot: bool = False
    fields: tuple[tuple[str, str], ...] = ()


CASES = {
    "create": Case(("n",), "POST", "/volumes", fields=(("size", "10"),)),
    "same again": Case(("N",), "POST", "/volumes"),
    "from a snapshot": Case(("2", "g", "v"), "POST", "/volumes", shot=True),
    "snapshot": Case(("p",), "POST", "/snapshots"),
    "upload": Case(("u",), "POST", "/action"),
    "delete a volume": Case(("D",), "DELETE", "/volumes/"),
    "delete a snapshot": Case(("2", "g", "D"), "DELETE", "/snapshots/", shot=True),
    "delete many": Case(("space", "j", "space", "D"), "DELETE", "/volumes/", 2, fields=(("typed", "2"),)),
    "snapshots of many": Case(("space", "j", "space", "p"), "POST", "/snapshots", 2),
}
of_each = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def sent(made: Bed, case: Case) -> int:
    """How many requests of that kind were made."""
    return sum(method == case.method and case.path in path for method, path, _status in made.cloud.requests)


async def to_the_button(made: Bed, case: Case) -> None:
    """The dialog is open and filled in, with the focus on what sends."""
    made.add_volume("other")
    made.clock.advance(1)
    mine = made.add_volume("mine")
    if case.shot:
        made.region().add_snapshot(
            Snapshot(
                id=made.cloud.world.ids.uuid(),
                tenant_id=TENANT,
                volume_id=mine.id,
                created_at=stamp(made.clock.now()),
                status="available",
                size=10,
                name="shot",
            )
        )
    await made.refresh()
    await made.press("g", *case.keys)
    dialog = made.app.screen
    assert isinstance(dialog, Dialog)
    for name, text in case.fields:
        dialog.query_one(f"#{name}", Input).value = text
    dialog.query_one("#send").focus()


async def hold_enter(made: Bed, seconds: float) -> None:
    """As a terminal has it that repeats."""
    for _ in range(int(seconds / REPEAT)):
        made.send("enter")
        await made.pass_time(REPEAT, step=REPEAT)


@of_each
async def test_a_burst_of_enter_sends_once(case: Case) -> None:
    async with explorer() as made:
        await to_the_button(made, case)
        await made.press_at_once(*["enter"] * 20)
        assert sent(made, case) == case.requests
        await made.pass_time(60)
        assert sent(made, case) == case.requests
        assert {each.state for each in made.desk.all} == {State.DONE}


@of_each
async def test_enter_that_is_held_while_it_is_on_its_way_sends_once(case: Case) -> None:
    async with explorer() as made:
        await to_the_button(made, case)
        # Held for as long again after the answer as before it, 25 times each.
        made.cloud.faults.add(Fault(FaultKind.LATENCY, method=case.method, seconds=1))
        await hold_enter(made, 2)
        assert sent(made, case) == case.requests


@of_each
async def test_enter_that_is_held_down_is_no_second_try_after_a_refusal(case: Case) -> None:
    async with explorer() as made:
        await to_the_button(made, case)
        made.cloud.faults.add(Fault(FaultKind.STATUS, method=case.method, status=409))
        await hold_enter(made, 1)
        assert sent(made, case) == case.requests
        assert {each.state for each in made.desk.all} == {State.REFUSED}


@of_each
@pytest.mark.parametrize("kind", [FaultKind.CUT_AFTER, FaultKind.STATUS])
async def test_who_looks_reconnects_and_presses_on_sends_nothing_again(case: Case, kind: FaultKind) -> None:
    async with explorer() as made:
        await to_the_button(made, case)
        made.cloud.faults.add(Fault(kind, method=case.method, status=503))
        await made.press_at_once("enter", "enter")
        assert sent(made, case) == case.requests
        made.cloud.faults.clear()
        for state in (each.state for each in made.desk.all):
            assert state is not State.DONE or kind is not FaultKind.STATUS
        # As often as the cloud is looked at, and the token renewed.
        made.cloud.faults.add(Fault(FaultKind.REVOKE, method="GET", times=1))
        made.poller.refresh_now()
        await made.pass_time(90)
        await made.press("escape", "escape", "r")
        await made.pass_time(30)
        assert sent(made, case) == case.requests
        assert not made.desk.running


@pytest.mark.parametrize(
    "keys", [("D", "right", "enter", "enter"), ("D", "tab", "enter"), ("p", "enter"), ("u", "enter")]
)
async def test_keys_of_one_packet_with_the_one_that_opens_a_dialog_decide_nothing(keys: tuple[str, ...]) -> None:
    async with explorer() as made:
        made.add_volume("mine")
        await made.refresh()
        await made.press("g")
        await made.press_at_once(*keys)
        assert made.desk.all == ()
        assert isinstance(made.app.screen, Dialog)
        assert "Press it again." in screen_text(made.app)
        await made.press("enter")
        assert len(made.desk.all) == 1


async def test_what_is_pressed_before_it_can_have_been_read_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decision, "READING_SECONDS", 3600.0)
    async with explorer() as made:
        made.add_volume("mine")
        await made.refresh()
        await made.press("g", "D", "right", "enter", "enter")
        assert made.desk.all == ()
        await made.press("escape", "space", "j", "space", "D")
        made.app.screen.query_one("#typed", Input).value = "2"
        made.app.screen.query_one("#send").focus()
        await made.press("enter")
        assert made.desk.all == ()
