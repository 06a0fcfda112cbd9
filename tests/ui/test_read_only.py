"""Nothing that changes the cloud is sent while the session is read-only, and it says so."""

import pytest
from support_changes import create_in, delete_by_key, slow, with_volumes
from support_explorer import TENANT, Bed, crooked, explorer, screen_text, settled

from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.operations.operation import State
from tbs_tui.ui.changing.commands import CHANGING
from tbs_tui.ui.command import ChangeCommand
from tbs_tui.ui.dialogs.allow import AllowDialog
from tbs_tui.ui.dialogs.changes.delete import DeleteDialog
from tbs_tui.ui.dialogs.palette import COMMAND, Palette
from tbs_tui.ui.door import Account
from tbs_tui.ui.screens.commanding import CommandScreen

__all__ = ["slow"]
SIZES = [(60, 15), (80, 24), (120, 36)]
PROD = Account(profile="", label="prod", production=True)


def changes(made: Bed) -> int:
    """How many requests were sent that change something; a sign-in changes nothing."""
    sent = [(method, path) for method, path, _status in made.cloud.requests if method in ("POST", "DELETE", "PUT")]
    return sum("/tokens" not in path for _method, path in sent)


def flat(made: Bed) -> str:
    return " ".join(screen_text(made.app).replace("|", " ").split())


# --read-only


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_line_says_that_it_is_read_only(size: tuple[int, int]) -> None:
    async with explorer(size, read_only=True) as made:
        assert "read-only" in made.line("context")
        assert crooked(made.app) == []
        await made.press("4")
        assert "read-only" in screen_text(made.app).splitlines()[0]


async def test_it_does_not_say_so_where_changes_are_a_matter_of_course() -> None:
    async with explorer((120, 36)) as made:
        assert "read-only" not in made.line("context")
        assert "changes" not in made.line("context")


@pytest.mark.parametrize("command", CHANGING, ids=lambda command: command.id)
@pytest.mark.parametrize("over", [False, True], ids=["table", "detail"])
async def test_each_command_that_changes_something_says_why_it_is_off(command: ChangeCommand, *, over: bool) -> None:
    async with explorer(read_only=True) as made:
        await with_volumes(made, "one")
        if over:
            await made.press("enter")
        before = made.app.screen
        await made.press(command.keys[0])
        assert made.app.screen is before
        assert "This session is read-only." in flat(made)
        await made.press(":")
        assert isinstance(made.app.screen, Palette)
        assert isinstance(before, CommandScreen)
        [choice] = [each for each in before.palette_choices() if each.value == COMMAND + command.id]
        assert "This session is read-only." in str(choice)
        assert changes(made) == 0


async def test_what_goes_past_the_screen_is_refused_at_the_client() -> None:
    async with explorer(read_only=True) as made:
        operation = create_in(made, "KR1", "one")
        await settled(made.pilot)
        refused = made.desk.get(operation.id)
        assert refused is not None
        assert refused.state is State.REFUSED
        assert "read-only" in refused.words
        assert "create volume one: refused. " in flat(made)
        assert changes(made) == 0


async def test_a_read_only_run_is_never_opened() -> None:
    async with explorer(read_only=True, read_only_after="5") as made:
        await made.press("W")
        assert made.on_top
        assert "and stays so" in flat(made)
        assert changes(made) == 0


async def test_where_changes_are_allowed_all_the_time_the_key_says_so() -> None:
    async with explorer() as made:
        await made.press("W")
        assert made.on_top
        assert "Changes are allowed all the time" in flat(made)


# --read-only-after


async def allow(made: Bed) -> None:
    await made.press("W")
    assert isinstance(made.app.screen, AllowDialog)
    await made.press("right", "enter")
    assert made.on_top


@pytest.mark.parametrize("size", SIZES)
async def test_it_begins_read_only_and_the_key_asks_with_the_place_in_sight(size: tuple[int, int]) -> None:
    async with explorer(size, read_only_after="5") as made:
        await with_volumes(made, "one")
        assert "read-only" in made.line("context")
        await made.press("D")
        assert made.on_top
        assert "This session is read-only. W allows changes." in flat(made)
        await made.press("W")
        text = flat(made)
        for part in ("Allow changes", "demo", "KR1"):
            assert part in text
        assert isinstance(made.app.screen, AllowDialog)
        assert "read-only again 5 minutes after the last change" in " ".join(made.app.screen.words())
        assert crooked(made.app) == []
        focused = made.app.screen.focused
        assert focused is not None
        assert focused.id == "no"
        await made.press("enter")
        assert made.on_top
        assert "read-only" in made.line("context")
        await made.press("D")
        assert made.on_top


async def test_allowed_changes_are_sent_and_end_that_long_after_the_last_one() -> None:
    async with explorer(read_only_after="5") as made:
        await with_volumes(made, "one", "two")
        await allow(made)
        assert "changes on" in made.line("context")
        assert "read-only again 5 minutes after the last one" in flat(made)
        await made.pass_time(200, step=10)
        await delete_by_key(made)
        assert changes(made) == 1
        await made.pass_time(290, step=10)
        assert "changes on" in made.line("context")
        await made.pass_time(10)
        assert "read-only" in made.line("context")
        assert "Read-only again, 5 minutes after the last change." in flat(made)
        await made.press("g", "D")
        assert made.on_top
        assert changes(made) == 1


async def test_the_same_key_ends_it_at_once() -> None:
    async with explorer(read_only_after="5") as made:
        await with_volumes(made, "one")
        await allow(made)
        await made.press("W")
        assert made.on_top
        assert "read-only" in made.line("context")
        assert "Read-only again." in flat(made)
        await made.press("D")
        assert made.on_top
        await made.pass_time(310, step=10)
        assert "minutes have passed" not in flat(made)


async def test_of_production_the_tenant_is_typed() -> None:
    async with explorer(read_only_after="5", account=PROD) as made:
        await made.press("W", "right", "right", "enter")
        assert isinstance(made.app.screen, AllowDialog)
        assert "Type the first 8 characters of the tenant ID" in flat(made)
        assert "read-only" in made.line("context")
        await made.type(TENANT[:8])
        await made.press("enter")
        assert made.on_top
        assert "changes on" in made.line("context")


async def test_a_dialog_that_was_open_when_it_ended_sends_nothing() -> None:
    async with explorer(read_only_after="1") as made:
        await with_volumes(made, "one")
        await allow(made)
        await made.press("D", "right")
        assert isinstance(made.app.screen, DeleteDialog)
        await made.pass_time(61)
        await made.press("enter")
        assert changes(made) == 0
        assert "This session is read-only." in flat(made)


@pytest.mark.usefixtures("slow")
async def test_what_waits_when_it_ends_is_refused_and_said_and_what_was_accepted_is_followed() -> None:
    async with explorer(read_only_after="1") as made:
        await with_volumes(made, *(f"v{number}" for number in range(6)))
        await allow(made)
        await delete_by_key(made)
        assert made.desk.all[-1].state is not State.REFUSED
        # The way to the cloud is slow: two wait for the first four.
        made.cloud.faults.add(Fault(FaultKind.LATENCY, method="POST", seconds=70.0))
        waiting = [create_in(made, "KR1", f"new-{number}") for number in range(6)]
        await settled(made.pilot)
        await made.pass_time(75)
        states = [made.desk.get(each.id).state for each in waiting]  # type: ignore[union-attr]
        assert states[4:] == [State.REFUSED, State.REFUSED]
        assert State.REFUSED not in states[:4]
        assert "2 refused. create volume new-" in flat(made)
        assert changes(made) == 5
        made.region().remove_volume(made.volume("v5"))
        await made.pass_time(10)
        assert made.desk.all[0].state is State.DONE
