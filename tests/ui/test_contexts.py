"""Tenants and regions: going from one to another, and never a row of a place that was left."""

import random

from support_cloud import ManualClock
from support_explorer import screen_lines
from textual.pilot import Pilot

from tbs_tui.account.context import Context, Goal
from tbs_tui.cli.opening import FrontDoor
from tbs_tui.cli.start import DEMO_PROFILE, Start
from tbs_tui.demo import DEMO_TENANTS, DemoCloud, Fault, FaultKind
from tbs_tui.inventory.picture import Kind
from tbs_tui.settings import resolve
from tbs_tui.ui.app import ExplorerApp
from tbs_tui.ui.dialogs.pick import Pick

FIRST, SECOND = DEMO_TENANTS
#: Where the zones of each region begin with.
ZONES = {"KR1": "kr-pub-", "KR2": "kr2-pub-", "JP1": "jp-pub-"}


class World:
    """The explorer as the command line wires it, over the demo, in time that stands still."""

    def __init__(self) -> None:
        self.clock = ManualClock(auto=False)
        settings = resolve({"demo": True, "timezone": "Asia/Seoul"}, {})
        start = Start(settings, None, {"demo": True}, {})
        self.door = FrontDoor(start, start.goal(), self.clock, {})

        async def open_door() -> FrontDoor:
            return self.door

        self.app = ExplorerApp(settings, self.clock, open_door)

    async def until(self, pilot: Pilot[None], words: str) -> None:
        """Turn the event loop until the screen says `words`."""
        for _turn in range(500):
            if any(words in line for line in screen_lines(self.app)):
                return
            await pilot.pause()
        raise AssertionError("\n".join(screen_lines(self.app)))

    async def cloud(self) -> DemoCloud:
        """The cloud behind the explorer."""
        app = (await self.door._ground(self.door._way(DEMO_PROFILE))).transport._app
        assert isinstance(app, DemoCloud)
        return app


async def test_t_goes_to_another_tenant_and_back() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "Volumes 38")
        await pilot.press("T")
        await world.until(pilot, "Tenant")
        assert isinstance(world.app.screen, Pick)
        await pilot.press("down", "enter")
        await world.until(pilot, SECOND.name)
        await world.until(pilot, "Volumes 18")
        assert world.app._inventory.current == Context(DEMO_PROFILE, SECOND.id, "KR1")
        rows = world.app._main._table.items
        assert {row.tenant_id for row in rows} == {SECOND.id}
        await pilot.press("T")
        await world.until(pilot, "Tenant")
        await pilot.press("up", "enter")
        # What was known of it is there at once.
        await world.until(pilot, "Volumes 38")


async def test_regions_are_those_of_the_tenant() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "Volumes 38")
        assert list(world.app._main.regions) == ["KR1", "KR2", "JP1"]
        await pilot.press("T")
        await world.until(pilot, "Tenant")
        await pilot.press("down", "enter")
        await world.until(pilot, "Volumes 18")
        assert list(world.app._main.regions) == ["KR1", "KR2"]


async def test_a_tenant_that_can_not_be_entered_leaves_everything_as_it_was() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "Volumes 38")
        cloud = await world.cloud()
        await pilot.press("T")
        await world.until(pilot, "Tenant")
        cloud.faults.add(Fault(FaultKind.STATUS, path="/v2.0/tokens", status=500))
        await pilot.press("down", "enter")
        await world.until(pilot, "The server failed")
        assert world.app._inventory.current == Context(DEMO_PROFILE, FIRST.id, "KR1")
        assert len(world.app._main._table.items) == 38


async def test_200_switches_under_random_latency_never_show_a_row_of_another_place() -> None:
    world = World()
    chance = random.Random(20)
    places = [Context(DEMO_PROFILE, FIRST.id, region) for region in ZONES] + [
        Context(DEMO_PROFILE, SECOND.id, r) for r in ("KR1", "KR2")
    ]
    seen: set[Context] = set()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "Volumes 38")
        cloud = await world.cloud()
        for _switch in range(200):
            cloud.faults.clear()
            cloud.faults.add(
                Fault(FaultKind.LATENCY, path=f"/{chance.choice([*ZONES])}/", seconds=chance.uniform(0, 4))
            )
            context = chance.choice(places)
            world.app._inventory.show(context)
            if chance.random() < 0.3:
                world.app._main.show_kind(chance.choice([Kind.VOLUMES, Kind.SNAPSHOTS]))
            for _moment in range(chance.randrange(1, 6)):
                world.clock.advance(chance.uniform(0, 2))
                await pilot.pause()
                rows = world.app._main._table.items
                if rows and world.app._main._browsing.kind is Kind.VOLUMES:
                    seen.add(context)
                    assert {row.tenant_id for row in rows} == {context.tenant_id}
                    assert all(row.availability_zone.startswith(ZONES[context.region]) for row in rows)
                elif rows:
                    assert {row.project_id for row in rows} == {context.tenant_id}
    assert seen == set(places), "every place was seen with rows"


async def test_a_tenant_that_stands_for_production_is_marked_in_the_header() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.until(pilot, "Volumes 38")
        places = world.app._places
        assert places is not None
        assert not places.account.production
        world.app.go(Goal(DEMO_PROFILE, SECOND.id, "KR1"))
        await world.until(pilot, "Volumes 18")
        assert SECOND.production
        assert places.account.production
