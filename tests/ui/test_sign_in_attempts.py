"""Attempts to sign in: one at a time, to be stopped at any time, and nothing that was typed is lost."""

import pytest
from support_door import URL
from support_explorer import Bed, screen_text, settled
from support_sign_in import KNOWN, TENANT, World, asked, dialog, field, hints, values

from tbs_tui.api.errors import PasswordNeeded
from tbs_tui.demo import DEMO_PASSWORD, DEMO_USERNAME
from tbs_tui.ui.dialogs.sign_in import SignIn, Typed
from tbs_tui.ui.screens.small import SmallScreen

TYPED = Typed(URL, TENANT, DEMO_USERNAME, DEMO_PASSWORD)


async def test_keys_that_come_all_at_once_send_once() -> None:
    async with asked() as (world, bed):
        await bed.press_at_once(*DEMO_PASSWORD, "enter", "enter", "enter")
        await world.until(bed.pilot, "Volumes 38")
        assert world.door.asked == [TYPED]


async def test_enter_again_and_again_while_it_is_sent_sends_once() -> None:
    async with asked() as (world, bed):
        world.door.gate.clear()
        await bed.press(*DEMO_PASSWORD, "enter", "enter", "tab", "enter", "enter")
        assert "Signing in" in world.answer
        world.door.gate.set()
        await world.until(bed.pilot, "Volumes 38")
        assert world.door.asked == [TYPED]


async def test_what_is_typed_while_it_is_sent_is_kept_and_not_sent() -> None:
    async with asked() as (world, bed):
        world.door.gate.clear()
        await bed.press(*"wrong", "enter", *"-more")
        assert world.answer == "Signing in ..."
        assert world.door.asked == [Typed(URL, TENANT, DEMO_USERNAME, "wrong")]
        world.door.gate.set()
        await world.until(bed.pilot, "three likely causes")
        assert world.dialog.typed == Typed(URL, TENANT, DEMO_USERNAME, "wrong-more")
        assert len(world.door.asked) == 1


async def test_esc_stops_an_attempt_and_keeps_the_form_and_a_second_one_gives_up() -> None:
    async with asked() as (world, bed):
        world.door.gate.clear()
        await bed.press(*DEMO_PASSWORD, "enter")
        assert "Esc stop" in hints(world.app)
        await bed.press("escape")
        assert world.answer == "Stopped."
        assert "Esc give up" in hints(world.app)
        assert world.dialog.typed == TYPED
        assert (len(world.door.asked), world.door.given_up) == (1, 1)
        world.door.gate.set()
        await settled(bed.pilot)
        assert isinstance(world.app.screen, SignIn), "its answer would come too late"
        await bed.press("escape")
        await settled(bed.pilot)
    assert isinstance(world.app.failure, PasswordNeeded)
    assert len(world.door.asked) == 1


async def test_after_a_stop_enter_sends_again_once() -> None:
    async with asked() as (world, bed):
        world.door.gate.clear()
        # All in one packet: the second attempt begins while the first is still being stopped.
        await bed.press(*DEMO_PASSWORD, "enter")
        await bed.press_at_once("escape", "enter", "enter")
        assert (len(world.door.asked), world.door.given_up, world.answer) == (2, 1, "Signing in ...")
        await bed.press("enter")
        world.door.gate.set()
        await world.until(bed.pilot, "Volumes 38")
        assert len(world.door.asked) == 2


async def test_giving_up_right_behind_enter_sends_nothing_afterwards() -> None:
    async with asked() as (world, bed):
        world.door.gate.clear()
        await bed.press_at_once("x", "enter", "escape", "escape")
    assert len(world.door.asked) == world.door.given_up
    assert isinstance(world.app.failure, PasswordNeeded)


async def test_a_stop_in_the_middle_of_a_request_leaves_the_next_one_free() -> None:
    """Not the door's own wait, but the session's, whose lock the next attempt needs."""
    from tbs_tui.demo import Fault, FaultKind

    async with asked() as (world, bed):
        world.cloud.faults.add(Fault(FaultKind.LATENCY, seconds=1000, path="/v2.0"))
        await bed.press(*DEMO_PASSWORD, "enter", "escape")
        assert world.answer == "Stopped."
        world.cloud.faults.clear()
        await bed.press("enter")
        await world.until(bed.pilot, "Volumes 38")
        assert len(world.door.asked) == 2


@pytest.mark.parametrize("keys", [("escape", "escape", "escape"), ("up", "up", "up", "enter", "enter")])
async def test_leaving_twice_at_once_leaves_once(keys: tuple[str, ...]) -> None:
    async with asked(None) as (world, bed):
        await bed.press_at_once(*keys)
        wants_demo = "enter" in keys
        if wants_demo:
            await world.until(bed.pilot, "Volumes 38")
            assert bed.on_top, "the second Enter opened nothing"
    assert (world.app.failure is None) is wants_demo
    assert world.door.wants_demo is ("enter" in keys)


async def test_nothing_is_sent_while_something_is_missing() -> None:
    async with asked(None) as (world, bed):
        await bed.press(*TENANT, "enter", "enter")
        assert world.app.focused is field(world.app, "user")
        await bed.press("x", "enter", "enter")
        assert world.app.focused is field(world.app, "password")
        assert world.door.asked == []


# A terminal that is too small for a while


async def test_what_was_typed_outlives_a_terminal_that_was_too_small() -> None:
    async with asked() as (world, bed):
        await bed.press(*"wrong", "enter")
        await world.until(bed.pilot, "three likely causes")
        before = values(world.dialog)
        await bed.resize(40, 8)
        assert isinstance(world.app.screen, SmallScreen)
        await bed.press("x", "enter", "escape")
        await bed.resize(80, 24)
        assert values(world.dialog) == before
        assert "three likely causes" in world.answer
        assert len(world.door.asked) == 1
        await bed.press("ctrl+u", *DEMO_PASSWORD, "enter")
        await world.until(bed.pilot, "Volumes 38")


@pytest.mark.parametrize("password", [DEMO_PASSWORD, "wrong"])
async def test_an_answer_that_comes_while_the_terminal_is_too_small_is_there_afterwards(password: str) -> None:
    async with asked() as (world, bed):
        world.door.gate.clear()
        await bed.press(*password, "enter")
        await bed.resize(40, 8)
        world.door.gate.set()
        await _ended(world, bed)
        assert isinstance(world.app.screen, SmallScreen)
        await bed.resize(80, 24)
        await world.until(bed.pilot, "Volumes 38" if password == DEMO_PASSWORD else "three likely causes")
        # The main screen, the dialog at most, and nothing else that a key could reach.
        assert len(world.app.screen_stack) == (2 if password == DEMO_PASSWORD else 3)


async def test_a_dialog_that_opened_in_a_terminal_too_small_leaves_no_word_of_it_behind() -> None:
    async with asked(size=(50, 10)) as (world, bed):
        await bed.resize(80, 24)
        assert dialog(world.app).typed.username == DEMO_USERNAME
        await bed.press(*DEMO_PASSWORD, "enter")
        await world.until(bed.pilot, "Volumes 38")
        assert world.app.screen is world.app._main


async def _ended(world: World, bed: Bed) -> None:
    """Wait until the attempt has come to its end, behind whatever is on top."""
    [shown] = [screen for screen in world.app.screen_stack if isinstance(screen, SignIn)]
    for _turn in range(500):
        if shown._attempt is None:
            return
        await bed.pilot.pause()
    raise AssertionError("no end")


# What was not kept


async def test_what_could_not_be_kept_is_told_on_the_main_screen() -> None:
    async with asked() as (world, bed):
        world.door.not_kept = "Not kept in Secret Service: locked."
        await bed.press(*DEMO_PASSWORD, "enter")
        await world.until(bed.pilot, "Volumes 38")
        assert world.app.screen is world.app._main
        assert hints(world.app) == " Not kept in Secret Service: locked."
        await bed.press("j")
        assert "Not kept" not in screen_text(world.app)


async def test_a_renewal_tells_it_too_and_offers_no_demo() -> None:
    async with asked() as (world, bed):
        await bed.press(*DEMO_PASSWORD, "enter")
        await world.until(bed.pilot, "Volumes 38")
        assert "Not kept" not in hints(world.app)
        world.cloud.revoke_tokens()
        session = await world.door.sessions.session(KNOWN)
        session._password = None
        await bed.press("r")
        await world.until(bed.pilot, "Sign in: there")
        assert "made-up" not in screen_text(world.app)
        world.door.not_kept = "Not kept in Secret Service: locked."
        assert dialog(world.app).typed.username == DEMO_USERNAME
        await bed.press(*DEMO_PASSWORD, "enter")
        await world.until(bed.pilot, "Not kept in Secret Service")
        assert world.app.screen is world.app._main
