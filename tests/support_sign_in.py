"""An explorer that has to ask who it is: the demo cloud behind a door of the tests' own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from pydantic import SecretStr
from support_cloud import ManualClock, quiet_cloud
from support_door import URL, OneDoor
from support_explorer import Bed, screen_lines, settled
from textual.pilot import Pilot
from textual.widgets import Input

from tbs_tui.account.context import Goal
from tbs_tui.account.login import Login
from tbs_tui.api.transport import Transport
from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME, DemoCloud
from tbs_tui.settings import resolve
from tbs_tui.ui.app import ExplorerApp
from tbs_tui.ui.dialogs.sign_in import Keeping, SignIn, Typed
from tbs_tui.ui.door import Entered, Form
from tbs_tui.ui.widgets.fields import Field
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.notice import Notice

TENANT = DEMO_TENANTS[0].id
#: What is said on a jump host.
KEEPING = Keeping(
    "The token is kept in: kernel keyring. Every process of this UNIX user can read it until the token ends.",
    None,
    "kernel keyring keeps no passwords",
    "Not in Secret Service, KWallet: there is no D-Bus session.",
)
#: Who it is, but for the password.
KNOWN = Login(URL, TENANT, DEMO_USERNAME)


class AskingDoor(OneDoor):
    """A door that asks; it can be closed while somebody tries."""

    def __init__(self, cloud: DemoCloud, clock: ManualClock, login: Login | None = None) -> None:
        settings = resolve({"timezone": "Asia/Seoul"}, {})
        super().__init__(Transport(clock=clock, app=cloud), clock, settings, login, asks=True)
        self.gate = asyncio.Event()
        """Closed, an attempt gets no answer."""
        self.gate.set()
        self.given_up = 0
        """Attempts that were stopped."""
        self.not_kept = ""
        self.wants_demo = False
        self.about = Form(Typed("", "", ""), KEEPING)
        """What the form has but for what is known."""

    @property
    def asked(self) -> list[Typed]:
        return self.typed

    async def enter(self, goal: Goal) -> Entered:
        if goal == self.demo:
            self.wants_demo, self.login = True, KNOWN
            self.sessions.session_of_now(KNOWN, SecretStr(DEMO_PASSWORD))
        told, self.not_kept = self.not_kept, ""
        return replace(await super().enter(goal), trouble=told)

    async def form(self, goal: Goal | None) -> Form | None:
        login = self.login or Login(URL, "", "")
        return replace(self.about, typed=Typed(login.identity_url, login.tenant_id, login.username))

    async def sign_in(self, goal: Goal | None, typed: Typed) -> Goal:
        self.typed.append(typed)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        self.typed.pop()
        return await super().sign_in(goal, typed)


class World:
    """An explorer that has to ask."""

    def __init__(self, login: Login | None = None) -> None:
        self.clock = ManualClock(auto=False)
        self.cloud = quiet_cloud(self.clock)
        self.door = AskingDoor(self.cloud, self.clock, login)
        self.app = ExplorerApp(self.door.settings, self.clock, self.door.open)

    async def until(self, pilot: Pilot[None], words: str) -> None:
        """Turn the event loop until the screen says `words`."""
        await until(self.app, pilot, words)

    @property
    def dialog(self) -> SignIn:
        return dialog(self.app)

    @property
    def answer(self) -> str:
        return self.dialog.query_one("#answer", Notice).text


def dialog(app: ExplorerApp) -> SignIn:
    """The dialog, which is on top."""
    assert isinstance(app.screen, SignIn)
    return app.screen


async def until(app: ExplorerApp, pilot: Pilot[None], words: str) -> None:
    """Turn the event loop until the screen says `words`."""
    for _turn in range(500):
        if any(words in line for line in screen_lines(app)):
            return
        await pilot.pause()
    raise AssertionError("\n".join(screen_lines(app)))


@asynccontextmanager
async def asked(
    login: Login | None = KNOWN, size: tuple[int, int] = (80, 24), **form: object
) -> AsyncIterator[tuple[World, Bed]]:
    """An explorer that shows the dialog, and keys for it. `form` are fields of `Form`."""
    world = World(login)
    world.door.about = replace(world.door.about, **form)  # type: ignore[arg-type]
    bed = Bed(world.app, world.cloud, world.clock, world.door)
    async with world.app.run_test(size=size) as pilot:
        bed.running = pilot
        await world.until(pilot, "API password")
        await settled(pilot)
        yield world, bed


def values(shown: SignIn) -> dict[str | None, str]:
    """What stands in the fields, by their ids."""
    return {field.id: field.value for field in shown.query(Field)}


def field(app: ExplorerApp, name: str) -> Input:
    """A field of the dialog."""
    return dialog(app).query_one(f"#{name}", Input)


def hints(app: ExplorerApp) -> str:
    """The last line of what is on top."""
    return app.screen.query_one(Hints).text
