"""The sign-in dialog: before the first session, and in place when a token has ended."""

import pytest
from support_cloud import ManualClock, quiet_cloud
from support_explorer import screen_lines
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tbs_tui.account.accounts import Accounts
from tbs_tui.account.login import Login
from tbs_tui.account.stores.choose import Chosen
from tbs_tui.api.errors import ApiError, PasswordNeeded
from tbs_tui.api.transport import Transport
from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME, DemoCloud
from tbs_tui.inventory.source import SessionSource
from tbs_tui.settings import resolve
from tbs_tui.ui.app import ExplorerApp
from tbs_tui.ui.dialogs.sign_in import Keeping, SignIn, Typed
from tbs_tui.ui.door import Form, Opened
from tbs_tui.ui.widgets.fields import Field, PasswordField

TENANT = DEMO_TENANTS[0].id
URL = "https://demo.invalid"


class DemoDoor:
    """A door in front of the demo cloud; it knows what it is told."""

    def __init__(self, cloud: DemoCloud, clock: ManualClock, login: Login | None = None) -> None:
        self.transport = Transport(clock=clock, app=cloud)
        self.accounts = Accounts(self.transport, clock, Chosen.memory(clock))
        self.login = login
        self.asked: list[Typed] = []

    async def open(self) -> Opened:
        if self.login is None:
            raise PasswordNeeded()
        session = await self.accounts.session(self.login)
        access = await session.access()
        regions = await session.regions()
        return Opened(
            tenant_id=access.tenant_id,
            tenant=access.tenant_name or "",
            regions=regions,
            region=regions[0],
            source=SessionSource(session),
            close=self.transport.aclose,
        )

    async def form(self, tenant_id: str | None = None) -> Form:
        login = self.login or Login(URL, "", "")
        typed = Typed(login.identity_url, login.tenant_id, login.username)
        return Form(typed, Keeping("The token is kept in: memory.", None, "memory keeps no passwords"))

    async def sign_in(self, typed: Typed) -> None:
        from pydantic import SecretStr

        self.asked.append(typed)
        login = Login(typed.identity_url, typed.tenant_id, typed.username)
        await self.accounts.sign_in(login, SecretStr(typed.password))
        self.login = login


class World:
    """An explorer that has to ask."""

    def __init__(self, login: Login | None = None) -> None:
        self.clock = ManualClock(auto=False)
        self.cloud = quiet_cloud(self.clock)
        self.door = DemoDoor(self.cloud, self.clock, login)
        settings = resolve({"timezone": "Asia/Seoul"}, {})
        self.app = ExplorerApp(settings, self.clock, self.door.open, self.door)

    async def until(self, pilot: Pilot[None], words: str) -> None:
        """Turn the event loop until the screen says `words`."""
        for _turn in range(500):
            if any(words in line for line in screen_lines(self.app)):
                return
            await pilot.pause()
        raise AssertionError("\n".join(screen_lines(self.app)))

    @property
    def dialog(self) -> SignIn:
        assert isinstance(self.app.screen, SignIn)
        return self.app.screen


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
    world = World(Login(URL, TENANT, DEMO_USERNAME))
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "API password")
        await pilot.press(*"wrong", "enter")
        await world.until(pilot, "three likely causes")
        assert world.dialog.typed == Typed(URL, TENANT, DEMO_USERNAME, "wrong")
        await pilot.press("ctrl+u", *DEMO_PASSWORD, "enter")
        await world.until(pilot, "Volumes 38")


async def test_enter_twice_sends_once() -> None:
    world = World(Login(URL, TENANT, DEMO_USERNAME))
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
    world = World(Login(URL, TENANT, DEMO_USERNAME))
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "API password")
        await pilot.press(*DEMO_PASSWORD, "enter")
        await world.until(pilot, "Volumes 38")
        # The password was changed elsewhere: every token is dead, and the one of this process is refused.
        world.cloud.revoke_tokens()
        session = await world.door.accounts.session(Login(URL, TENANT, DEMO_USERNAME))
        session._password = None
        await pilot.press("r")
        await world.until(pilot, "Sign in again")
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
        assert words in str(world.dialog.query_one("#answer", Static).render())


async def test_the_password_can_not_be_copied_or_seen() -> None:
    world = World(Login(URL, TENANT, DEMO_USERNAME))
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
    world = World(Login(URL, TENANT, DEMO_USERNAME))

    async def broken(typed: Typed) -> None:
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
