"""The explorer over a quiet demo cloud in process, with time that stands still, for tests and screenshots."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from rich.cells import cell_len
from support_cloud import ManualClock, quiet_cloud
from support_door import URL, OneDoor
from textual import events
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.pilot import Pilot

from tbs_tui.account.login import Login
from tbs_tui.api.transport import Transport
from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME, DemoCloud
from tbs_tui.demo.rows import Volume, stamp
from tbs_tui.demo.world import TYPES, Region
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.poller import Poller
from tbs_tui.operations.desk import Operations
from tbs_tui.settings import resolve
from tbs_tui.ui import keys
from tbs_tui.ui.app import ExplorerApp
from tbs_tui.ui.dialogs.changes import decision
from tbs_tui.ui.dialogs.changes.change import ChangeDialog
from tbs_tui.ui.dialogs.changes.many import ManyDialog
from tbs_tui.ui.door import Account, Entered
from tbs_tui.ui.keymap import KeyMap
from tbs_tui.ui.screens.main import MainScreen
from tbs_tui.ui.widgets.detail import DetailView
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice
from tbs_tui.ui.widgets.table import ResourceTable

#: Turns of the event loop after which a test that never comes to rest is given up: the longest one needs 4,000.
MOST_TURNS = 100_000

TENANT = DEMO_TENANTS[0].id
#: Seconds between the frames that Textual paints by its own timer. Nobody sees them, and there are more of them the
#: slower the machine is: `settled` paints when there is nothing else to do.
_FRAME = 1.0

# A key waits for the one before it by real time, and a busy machine has little of that.
keys._PATIENCE = 60.0
# A person needs half a second to read a dialog; here it is enough that it has been painted.
decision.READING_SECONDS = 0.0


def _parse_once() -> None:
    """All explorers of a process share what their style sheets have been read as, 20 ms each; Textual's own cache of
    that is one for each explorer."""
    known: dict[object, list[RuleSet]] = {}
    parse = Stylesheet._parse_rules

    def parsed(
        self: Stylesheet,
        css: str,
        read_from: Any,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        key = (css, read_from, is_default_rules, tie_breaker, scope, tuple(self._variables.items()))
        if key not in known:
            known[key] = parse(self, css, read_from, is_default_rules, tie_breaker, scope)
        return known[key]

    Stylesheet._parse_rules = parsed  # type: ignore[method-assign]


_parse_once()


@dataclass
class Bed:
    """An explorer and the world around it. `pilot` is there while it runs."""

    app: ExplorerApp
    cloud: DemoCloud
    clock: ManualClock
    door: OneDoor
    running: "Pilot[None] | None" = None

    # What is on the screen

    @property
    def pilot(self) -> "Pilot[None]":
        assert self.running is not None
        return self.running

    @property
    def main(self) -> MainScreen:
        return self.app._main

    @property
    def on_top(self) -> bool:
        """Whether nothing lies over the main screen."""
        return self.app.screen is self.main

    @property
    def table(self) -> "ResourceTable[Any]":
        return self.main.query_one("#table", ResourceTable)

    @property
    def detail(self) -> DetailView:
        """The detail that can be seen: beside the table, or over the screen."""
        return self.app.screen.query_one(DetailView)

    def line(self, name: str) -> str:
        """The text of one of the main screen's lines: context, tabs, attention, count, hints."""
        return self.main.query_one(f"#{name}", Line).text

    @property
    def notice(self) -> str | None:
        """What the lines of trouble say; None when they are not shown."""
        notice = self.main.query_one("#notice", Notice)
        return notice.text if notice.display else None

    @property
    def names(self) -> list[str]:
        """Names of all rows of the table, in its order, raw."""
        return [row.name for row in self.table.items]

    @property
    def ids(self) -> list[str]:
        return [row.id for row in self.table.items]

    @property
    def cursor_row(self) -> Any:
        """The row under the cursor; fails when there is none."""
        assert self.table.cursor_item is not None
        return self.table.cursor_item

    @property
    def cursor_name(self) -> str | None:
        row = self.table.cursor_item
        return None if row is None else row.name

    def row(self, words: str) -> str:
        """The line of the screen with `words`; fails when it is not the only one."""
        [found] = [line for line in screen_lines(self.app) if words in line]
        return found

    @property
    def cursor_line(self) -> str:
        """The line of the screen that the cursor is on."""
        [found] = [line for line in screen_lines(self.app) if line[2:4] == "> "]
        return found

    # What is behind it

    @property
    def inventory(self) -> Inventory:
        return self.app._inventory

    @property
    def poller(self) -> Poller:
        assert self.app._poller is not None
        return self.app._poller

    @property
    def desk(self) -> Operations:
        assert self.app._workshop is not None
        return self.app._workshop.desk

    def region(self, name: str = "KR1") -> Region:
        return self.cloud.region(TENANT, name)

    def volume(self, name: str, region: str = "KR1") -> Volume:
        """The cloud's own volume of that name."""
        return next(each for each in self.region(region).volumes.newest_first() if each.name == name)

    def add_volume(self, name: str, *, region: str = "KR1", status: str = "available", **more: Any) -> Volume:
        """Make a volume in the cloud, now, as if somebody else had."""
        volume = Volume(
            id=self.cloud.world.ids.uuid(),
            tenant_id=TENANT,
            user_id="",
            created_at=stamp(self.clock.now()),
            status=status,
            size=more.pop("size", 10),
            type=more.pop("type", TYPES[0]),
            zone="kr-pub-a",
            name=name,
            **more,
        )
        self.region(region).add_volume(volume)
        return volume

    def asked(self, part: str) -> int:
        """How many requests have been made whose path holds `part`."""
        return sum(part in path for _method, path, _status in self.cloud.requests)

    # What is done to it

    async def press(self, *keys: str) -> None:
        """Press keys, each when the one before has had its whole effect; a character is the key that types it."""
        for key in keys:
            self.send(key)
            await settled(self.pilot)

    def decide(self, dialog: ChangeDialog | ManyDialog) -> None:
        """What the dialog's own button does, as if it had just been pressed."""
        self.app._keys.pressed_at = time.monotonic()
        dialog.send()

    async def press_again(self, key: str) -> None:
        """Press a key so long after the last one that it is not one held down."""
        await self.pass_time(1)
        await self.press(key)

    async def press_at_once(self, *keys: str) -> None:
        """Press keys as a slow link delivers them: all in one packet."""
        self.send(*keys)
        await settled(self.pilot)

    def send(self, *keys: str) -> None:
        """Press keys and look at nothing."""
        for key in keys:
            typed = key if len(key) == 1 else None
            name = _character_to_key(key) if typed and not typed.isalnum() else key
            event = events.Key(name, typed)
            event.set_sender(self.app)
            assert self.app._driver is not None
            self.app._driver.send_message(event)

    async def type(self, text: str) -> None:
        await self.press(*text)

    async def sort(self, label: str) -> None:
        """Order by the column with this label."""
        await self.press("s", *label.lower(), "enter")

    async def pass_time(self, seconds: float, step: float = 1.0) -> None:
        """Let time pass, in steps of a second: whoever sleeps wakes within one step of when it wanted to. Steps in
        which nobody wakes are one."""
        left = seconds
        while left > 0:
            asleep = max(math.ceil(min(left, self.clock.quiet) / step) - 1, 0)
            if asleep:
                self.clock.advance(asleep * step)
                left -= asleep * step
                await settled(self.pilot)
            self.clock.advance(min(step, left))
            left -= step
            await settled(self.pilot)

    async def refresh(self) -> None:
        """Press r and let the sweep end, retries included: they wait for less than a second each."""
        await self.press("r")
        await self.pass_time(4)

    async def resize(self, width: int, height: int) -> None:
        assert self.app._driver is not None
        size = Size(width, height)
        self.app._driver._size = size
        self.app.post_message(events.Resize(size, size))
        await settled(self.pilot)
        # Textual waits 8 ms for more of them.
        self.app._check_resize()
        await settled(self.pilot)


def bed(
    *,
    volumes: int = 38,
    password: str = DEMO_PASSWORD,
    cloud: Callable[[ManualClock], DemoCloud] | None = None,
    change: Callable[[Entered], Entered] = lambda entered: entered,
    account: Account | None = None,
    key_map: KeyMap | None = None,
    **settings: Any,
) -> Bed:
    """An explorer that is not running yet. `volumes` is the size of the demo: below 40 all of them are in KR1.
    `cloud` makes another cloud than the quiet one; `change` makes another arrival of each;
    `settings` are flags."""
    clock = ManualClock(auto=False)
    made = cloud(clock) if cloud is not None else quiet_cloud(clock, volumes=volumes)
    chosen = resolve({"timezone": "Asia/Seoul", "demo": True, **settings}, {})
    transport = Transport(clock=clock, app=made)
    door = OneDoor(
        transport, clock, chosen, Login(URL, TENANT, DEMO_USERNAME), password=password, change=change, account=account
    )
    app = ExplorerApp(chosen, clock, door.open, key_map=key_map)
    # As the command line has it by its environment, which comes too late here: pytest's plugins import Textual first.
    app.theme, app.animation_level = "tbs-auto", "none"
    return Bed(app, made, clock, door)


@asynccontextmanager
async def running(made: Bed, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Bed]:
    """Run it until the block ends; it has come to rest when the block begins. Afterwards nothing may be left of it."""
    before = asyncio.all_tasks()
    with patch("textual.screen.UPDATE_PERIOD", _FRAME):
        async with _running(made, size):
            yield made
    assert not list(made.app.workers)
    assert asyncio.all_tasks() == before


@asynccontextmanager
async def _running(made: Bed, size: tuple[int, int]) -> AsyncIterator[None]:
    async with made.app.run_test(size=size) as pilot:
        made.running = pilot
        await settled(pilot)
        # What changes the cloud is imported in a thread, which takes a while the first time.
        while made.app._door is not None and made.app._workshop is None:
            await asyncio.sleep(0.002)
        await settled(pilot)
        connected = made.app._poller is not None
        yield
        connected = connected or made.app._poller is not None
    assert made.door.closed == [True] * connected


@asynccontextmanager
async def explorer(size: tuple[int, int] = (80, 24), **how: Any) -> AsyncIterator[Bed]:
    """`bed` and `running` in one."""
    async with running(bed(**how), size) as made:
        yield made


async def settled(pilot: "Pilot[None]") -> None:
    """Wait until nothing is under way but what waits for the clock.

    Cloud, poller and widgets share one event loop and use no thread and no socket, so they are at rest when the loop
    has nothing to run. Textual paints by a timer of its own; that is done here at once.
    """
    ready: Sequence[object] = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    for _ in range(MOST_TURNS):
        await asyncio.sleep(0)
        if not ready:
            if pilot.app.is_running:
                # What scrolls does so at the next tick of the animator, animations or not.
                await pilot.app.animator.wait_until_complete()
                pilot.app.screen._on_timer_update()
            if not ready:
                return
    raise AssertionError(f"not at rest after {MOST_TURNS} turns of the loop")


def screen_lines(app: ExplorerApp) -> list[str]:
    """The lines of the screen, with the blanks at their ends."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def screen_text(app: ExplorerApp) -> str:
    """The screen as plain text."""
    return "\n".join(line.rstrip() for line in screen_lines(app))


def crooked(app: ExplorerApp) -> list[tuple[int, str]]:
    """The lines that are not exactly as wide as the terminal, with their width in cells."""
    return [(cell_len(line), line) for line in screen_lines(app) if cell_len(line) != app.size.width]
