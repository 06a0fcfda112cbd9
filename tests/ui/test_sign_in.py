"""The sign-in dialog: before the first session, and in place when a token has ended."""

import pytest
from support_door import URL
from support_explorer import screen_lines
from support_sign_in import KNOWN, TENANT, World
from textual.widgets import Input

from tbs_tui.account.context import Goal
from tbs_tui.account.login import Login
from tbs_tui.api.errors import ApiError, PasswordNeeded
from tbs_tui.demo import DEMO_PASSWORD, DEMO_USERNAME
from tbs_tui.ui.dialogs.sign_in import Typed
from tbs_tui.ui.widgets.fields import Field, PasswordField


async def test_the_first_run_asks_and_then_opens() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "API password")
        assert world.app.focused is world.dialog.query_one("#tenant")
        await pilot.press(*TENANT, "enter")
        await pilot.press(*DEMO_USERNAME, "enter")
        assert world.app.focused is world.dialog.query_one("#password")
        await pilot.press(*DEMO_PASSWORD, "enter")
        await world.until(pilot, "Volumes 38")
        assert [typed.username for typed in world.door.asked] == [DEMO_USERNAME]


async def test_a_refusal_keeps_the_form_and_says_the_three_causes() -> None:
    world = World(KNOWN)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "API password")
        await pilot.press(*"wrong", "enter")
        await world.until(pilot, "three likely causes")
        assert world.dialog.typed == Typed(URL, TENANT, DEMO_USERNAME, "wrong")
        await pilot.press("ctrl+u", *DEMO_PASSWORD, "enter")
        await world.until(pilot, "Volumes 38")


async def test_enter_twice_sends_once() -> None:
    world = World(KNOWN)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "API password")
        await pilot.press(*DEMO_PASSWORD)
        field = world.dialog.query_one("#password", Input)
        for _press in range(3):
            field.post_message(Input.Submitted(field, field.value))
        await world.until(pilot, "Volumes 38")
        assert len(world.door.asked) == 1


async def test_esc_gives_up() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "API password")
        await pilot.press("escape")
        await pilot.pause()
    assert isinstance(world.app.failure, PasswordNeeded)
    assert world.door.asked == []


async def test_a_token_that_ends_asks_in_place_over_the_data() -> None:
    world = World(KNOWN)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "API password")
        await pilot.press(*DEMO_PASSWORD, "enter")
        await world.until(pilot, "Volumes 38")
        # The password was changed elsewhere: every token is dead, and the one of this process is refused.
        world.cloud.revoke_tokens()
        session = await world.door.sessions.session(Login(URL, TENANT, DEMO_USERNAME))
        session._password = None
        await pilot.press("r")
        await world.until(pilot, "Sign in: there")
        assert len(world.app._main._table.items) == 38, "what was on the screen stays"
        await pilot.press(*DEMO_PASSWORD, "enter")
        for _turn in range(500):
            if world.app.screen is world.app._main and not world.app._main._table.stale:
                break
            await pilot.pause()
        assert not world.app._main._table.stale
        assert len(world.door.asked) == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (Typed(URL, TENANT, "0123456789abcdef0123456789abcdef"), "looks like the API user ID"),
        (Typed(URL, "me@example.com", ""), "not an e-mail address"),
        (Typed("api.example.com", TENANT, ""), "begins with https"),
    ],
)
async def test_known_traps_are_told_while_typing(typed: Typed, words: str) -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "API password")
        for name, value in (("#url", typed.identity_url), ("#tenant", typed.tenant_id), ("#user", typed.username)):
            world.dialog.query_one(name, Field).value = value
        await pilot.pause()
        assert words in world.answer


async def test_the_password_can_not_be_copied_or_seen() -> None:
    world = World(KNOWN)
    copied: list[str] = []
    async with world.app.run_test(size=(80, 24)) as pilot:
        world.app.copy_to_clipboard = copied.append  # type: ignore[method-assign, assignment]
        await world.until(pilot, "API password")
        await pilot.press(*"sentinel")
        field = world.dialog.query_one("#password", PasswordField)
        field.action_select_all()
        for key in ("ctrl+c", "ctrl+x", "super+c"):
            await pilot.press(key)
        await pilot.pause()
        assert not any("sentinel" in line for line in screen_lines(world.app))
    assert "sentinel" not in "".join(copied)


async def test_a_fault_of_ours_in_the_sign_in_ends_like_any_other() -> None:
    world = World(KNOWN)

    async def broken(goal: Goal | None, typed: Typed) -> Goal:
        raise ZeroDivisionError

    world.door.sign_in = broken  # type: ignore[method-assign]
    with pytest.raises(ZeroDivisionError):
        async with world.app.run_test(size=(80, 24)) as pilot:
            await world.until(pilot, "API password")
            await pilot.press("x", "enter")
            for _turn in range(50):
                await pilot.pause()
    assert world.app.return_code == 70
    assert not isinstance(world.app.failure, ApiError)
