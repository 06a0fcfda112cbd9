"""Profiles, tenants and regions over the real front door: what is shown when, what is remembered, and who is asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from support_cloud import ManualClock, quiet_cloud
from support_explorer import screen_lines, screen_text
from textual.pilot import Pilot
from textual.widgets import Input

from tbs_tui.account.accounts import Accounts
from tbs_tui.account.context import ALL_REGIONS, Context
from tbs_tui.account.login import Login
from tbs_tui.account.profiles import choose, config_path, load
from tbs_tui.account.profiles.state import TableState, load_state, remember_context, state_path
from tbs_tui.account.stores.choose import Chosen
from tbs_tui.api.lock import Lock
from tbs_tui.api.transport import Transport
from tbs_tui.cli import opening
from tbs_tui.cli.explore import memory_of
from tbs_tui.cli.opening import FrontDoor
from tbs_tui.cli.start import DEMO_PROFILE, Start
from tbs_tui.cli.wiring import Ground
from tbs_tui.clock import Clock
from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME, DemoCloud, Fault, FaultKind
from tbs_tui.inventory.picture import Kind
from tbs_tui.settings import Settings, resolve
from tbs_tui.ui.app import ExplorerApp
from tbs_tui.ui.dialogs.pick import Pick
from tbs_tui.ui.dialogs.sign_in import SignIn

FIRST, SECOND = DEMO_TENANTS
CONFIG = f"""
default = "alpha"

[profiles.alpha]
identity_url = "https://alpha.invalid"
username = "{DEMO_USERNAME}"
colour = "green"
[[profiles.alpha.tenants]]
id = "{FIRST.id}"
label = "first"
[[profiles.alpha.tenants]]
id = "{SECOND.id}"
label = "second"

[profiles.beta]
identity_url = "https://beta.invalid"
username = "{DEMO_USERNAME}"
production = true
[[profiles.beta.tenants]]
id = "{FIRST.id}"
"""


@dataclass
class World:
    """Clouds by host, and explorers that come and go in front of them as runs do."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(auto=False))
    clouds: dict[str, DemoCloud] = field(default_factory=dict)
    chosen: dict[str, Chosen] = field(default_factory=dict)
    """What outlives a run: the store of each profile."""

    def cloud(self, host: str) -> DemoCloud:
        return self.clouds.setdefault(host, quiet_cloud(self.clock, volumes=100 if host == "beta" else 38))

    async def ground(self, settings: Settings, clock: Clock, environ: Any, lock: Lock | None = None) -> Ground:
        host = settings.identity_url.removeprefix("https://").split(".")[0]
        transport = Transport(clock=clock, app=self.cloud(host))
        chosen = self.chosen.setdefault(settings.profile or "", Chosen.memory(clock))
        return Ground(transport=transport, accounts=Accounts(transport, clock, chosen, lock=lock))

    async def sign_in(self, *profiles: str) -> None:
        """Tokens from an earlier run."""
        config = load(config_path())
        for name in profiles:
            profile = config.profiles[name]
            settings = resolve({}, {}, {**profile.settings(), "profile": name})
            accounts = (await self.ground(settings, self.clock, {})).accounts
            for tenant in profile.tenants:
                login = Login(settings.identity_url, tenant.id, DEMO_USERNAME)
                await accounts.sign_in(login, secret(DEMO_PASSWORD))

    def app(self, flags: dict[str, str | bool | None] | None = None) -> ExplorerApp:
        """The explorer as `tbs-tui` with these flags starts it."""
        flags = {"timezone": "Asia/Seoul", **(flags or {})}
        asked = flags.get("profile")
        config = load(config_path())
        profile = choose(config, asked if isinstance(asked, str) else None, {})
        said = {**profile.settings(), "profile": profile.name} if profile is not None else None
        start = Start(resolve(flags, {}, said), profile, flags, {})
        goal = start.goal()
        door = FrontDoor(start, goal, self.clock, {})

        async def open_door() -> FrontDoor:
            return door

        first = start.first_picture(goal)
        return ExplorerApp(start.settings, self.clock, open_door, first, memory=memory_of(start))


def secret(text: str) -> Any:
    from pydantic import SecretStr

    return SecretStr(text)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    for name in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    path = config_path()
    path.parent.mkdir(parents=True)
    path.write_text(CONFIG)
    made = World()
    monkeypatch.setattr(opening, "open_ground", made.ground)
    return made


async def until(app: ExplorerApp, pilot: Pilot[None], met: str | Callable[[], bool]) -> None:
    """Turn the event loop until the screen says something, or something holds."""
    for _turn in range(500):
        if met in screen_text(app) if isinstance(met, str) else met():
            return
        await pilot.pause()
    raise AssertionError(screen_text(app))


async def chosen(app: ExplorerApp, pilot: Pilot[None], key: str, *typed: str) -> None:
    """Open a switcher, type, and choose."""
    await pilot.press(key)
    await until(app, pilot, lambda: isinstance(app.screen, Pick) and app.screen.is_mounted)
    await pilot.press(*typed)
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()


def heading(app: ExplorerApp) -> str:
    return screen_lines(app)[0]


async def test_another_profile_is_gone_to_and_back_at_once(world: World) -> None:
    await world.sign_in("alpha", "beta")
    app = world.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await until(app, pilot, "Volumes 38")
        assert " alpha  first > KR1" in heading(app)
        await chosen(app, pilot, "P", *"beta")
        await until(app, pilot, "> KR1")
        await until(app, pilot, "Volumes 78")
        assert heading(app).startswith("  beta ")
        assert app._inventory.current == Context("beta", FIRST.id, "KR1")
        world.cloud("alpha").faults.add(Fault(FaultKind.LATENCY, seconds=1000))
        await chosen(app, pilot, "P", *"alpha")
        await until(app, pilot, "Volumes 38")
        assert " alpha  first > KR1" in heading(app)


async def test_the_switcher_says_whose_accounts_they_are_and_offers_the_demo(world: World) -> None:
    await world.sign_in("alpha")
    app = world.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Volumes 38")
        await pilot.press("P")
        await until(app, pilot, "New account")
        text = screen_text(app)
        assert "*> alpha" in text
        assert "production" in text
        assert DEMO_USERNAME[:8] in text
        assert "made up" in text
        await pilot.press("escape")
        await chosen(app, pilot, "P", *"demo")
        await until(app, pilot, lambda: app._inventory.current == Context(DEMO_PROFILE, FIRST.id, "KR1"))
        await until(app, pilot, "Volumes 38")
        assert heading(app).startswith("  demo ")


async def test_a_profile_without_a_token_asks_and_giving_up_leaves_everything_as_it_was(world: World) -> None:
    await world.sign_in("alpha")
    app = world.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Volumes 38")
        await chosen(app, pilot, "P", *"beta")
        await until(app, pilot, "API password")
        await pilot.press("escape")
        await until(app, pilot, lambda: app.screen is app._main)
        assert app._inventory.current == Context("alpha", FIRST.id, "KR1")
        assert len(app._main._table.items) == 38
        assert app.return_code is None
        await chosen(app, pilot, "P", *"beta")
        await until(app, pilot, "API password")
        await pilot.press(*DEMO_PASSWORD, "enter")
        await until(app, pilot, lambda: app._inventory.current == Context("beta", FIRST.id, "KR1"))
        await until(app, pilot, "Volumes 78")


async def test_the_last_place_of_each_profile_is_where_the_next_run_begins(world: World) -> None:
    await world.sign_in("alpha", "beta")
    app = world.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Volumes 38")
        await chosen(app, pilot, "T", *"second")
        await until(app, pilot, lambda: app._inventory.current == Context("alpha", SECOND.id, "KR1"))
        await until(app, pilot, "Volumes 18")
        await chosen(app, pilot, "R", *"kr2")
        await until(app, pilot, "> KR2")
        await until(app, pilot, lambda: "alpha" in load_state(state_path()).last)
        await until(app, pilot, lambda: load_state(state_path()).last["alpha"].region == "KR2")
    app = world.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "second > KR2")
        assert app._inventory.current == Context("alpha", SECOND.id, "KR2")
    app = world.app({"region": "kr1"})
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "second > KR1")
        assert app._inventory.current == Context("alpha", SECOND.id, "KR1")
    app = world.app({"tenant_id": FIRST.id})
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "first > KR1")


async def test_a_tenant_id_can_be_typed(world: World) -> None:
    await world.sign_in("alpha", "beta")
    app = world.app({"profile": "beta"})
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Volumes 78")
        world.cloud("beta").faults.add(Fault(FaultKind.STATUS, path="/v2.0/tenants", status=404))
        await pilot.press("T")
        await until(app, pilot, "Tenant")
        await pilot.press(*"me@x", "enter")
        await until(app, pilot, "not an e-mail")
        assert isinstance(app.screen, Pick)
        await pilot.press("escape", *SECOND.id, "enter")
        # Nobody has a token or a password for it: the person is asked, for this tenant.
        await until(app, pilot, "API password")
        assert isinstance(app.screen, SignIn)
        assert app.screen.typed.tenant_id == SECOND.id
        await pilot.press(*DEMO_PASSWORD, "enter")
        await until(app, pilot, lambda: app._inventory.current == Context("beta", SECOND.id, "KR1"))


async def test_all_regions_are_one_table_with_a_badge_for_those_amiss(world: World) -> None:
    await world.sign_in("beta")
    world.cloud("beta").faults.add(Fault(FaultKind.STATUS, region="JP1", status=503))
    app = world.app({"profile": "beta"})
    async with app.run_test(size=(120, 36)) as pilot:
        await until(app, pilot, "Volumes 78")
        await chosen(app, pilot, "R", *"all")
        await until(app, pilot, "> all regions")
        # 503 is asked again after its pauses.
        for _second in range(6):
            world.clock.advance(1)
            await pilot.pause()
        await until(app, pilot, "JP1 not read")
        assert "JP1: " in screen_text(app)
        assert any("Name " in line and "Region " in line for line in screen_lines(app))
        regions = {row.region for row in app._main._table.items}
        assert regions == {"KR1", "KR2"}
        assert "not all read" in screen_text(app)
        await pilot.press("s", *"region", "enter")
        world.cloud("beta").faults.clear()
        await pilot.press("r")
        await until(app, pilot, lambda: {row.region for row in app._main._table.items} == {"KR1", "KR2", "JP1"})
        await until(app, pilot, lambda: "not read" not in heading(app))
        await until(app, pilot, lambda: load_state(state_path()).last["beta"].region == ALL_REGIONS)
        await chosen(app, pilot, "R", *"jp1")
        await until(app, pilot, "> JP1")
        assert {row.region for row in app._main._table.items} == {"JP1"}
        assert not any("Name " in line and "Region " in line for line in screen_lines(app))
    app = world.app({"profile": "beta"})
    async with app.run_test(size=(120, 36)) as pilot:
        await until(app, pilot, "> JP1")


async def test_a_place_that_was_signed_in_to_on_the_way_is_read_without_another_key(world: World) -> None:
    await world.sign_in("beta")
    app = world.app({"profile": "beta"})
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Volumes 78")
        # Shown before there is a token for it: its first look meets that there is none, and would not be repeated.
        await chosen(app, pilot, "T", *SECOND.id)
        await until(app, pilot, "API password")
        await pilot.press(*DEMO_PASSWORD, "enter")
        await until(app, pilot, lambda: app.screen is app._main)
        await until(app, pilot, lambda: bool(app._main._table.items))
        assert app._inventory.current == Context("beta", SECOND.id, "KR1")
        await until(app, pilot, lambda: "Sign in: there" not in screen_text(app))


async def test_one_new_account_after_another_is_asked_for_in_one_run(world: World) -> None:
    await world.sign_in("alpha")
    app = world.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Volumes 38")
        await chosen(app, pilot, "P", *"new")
        await until(app, pilot, "API password")
        assert isinstance(app.screen, SignIn)
        for name, text in {"#url": "https://gamma.invalid", "#tenant": FIRST.id, "#user": DEMO_USERNAME}.items():
            app.screen.query_one(name, Input).value = text
        app.screen.query_one("#name", Input).value = "gamma"
        app.screen.query_one("#password").focus()
        await pilot.press(*DEMO_PASSWORD, "enter")
        await until(app, pilot, lambda: heading(app).strip().startswith("gamma"))
        await chosen(app, pilot, "P", *"new")
        await until(app, pilot, "API password")
        assert isinstance(app.screen, SignIn)
        assert app.screen.typed.tenant_id == app.screen.typed.username == ""
        assert app.screen.query("#name")


async def test_all_regions_is_remembered(world: World) -> None:
    await world.sign_in("beta")
    remember_context(state_path(), Context("beta", FIRST.id, ALL_REGIONS))
    app = world.app({"profile": "beta"})
    async with app.run_test(size=(120, 36)) as pilot:
        await until(app, pilot, "> all regions")
        await until(app, pilot, lambda: {row.region for row in app._main._table.items} == {"KR1", "KR2", "JP1"})


async def test_all_regions_begin_with_what_the_last_run_saw_of_them(world: World) -> None:
    await world.sign_in("beta")
    remember_context(state_path(), Context("beta", FIRST.id, ALL_REGIONS))
    app = world.app({"profile": "beta"})
    async with app.run_test(size=(120, 36)) as pilot:
        await until(app, pilot, lambda: {row.region for row in app._main._table.items} == {"KR1", "KR2", "JP1"})
        await until(app, pilot, lambda: all(each.last_good for each in app._inventory.healths.values()))
    for region in ("KR1", "KR2", "JP1"):
        world.cloud("beta").faults.add(Fault(FaultKind.STATUS, path=f"/{region}/volume", status=403))
    app = world.app({"profile": "beta"})
    async with app.run_test(size=(120, 36)) as pilot:
        await until(app, pilot, lambda: {row.region for row in app._main._table.items} == {"KR1", "KR2", "JP1"})
        assert all(each.recalled for each in app._inventory.healths.values())


async def test_a_region_that_is_gone_from_the_catalog_gives_way_to_the_first(world: World) -> None:
    await world.sign_in("alpha")
    remember_context(state_path(), Context("alpha", FIRST.id, "XX9"))
    app = world.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "first > KR1")
        await until(app, pilot, "Volumes 38")


async def test_a_switch_works_while_the_present_endpoint_hangs(world: World) -> None:
    await world.sign_in("alpha", "beta")
    world.cloud("alpha").faults.add(Fault(FaultKind.LATENCY, region="KR1", seconds=1000))
    app = world.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Loading ...")
        await chosen(app, pilot, "P", *"beta")
        await until(app, pilot, "Volumes 78")


async def test_a_broken_file_is_told_and_nothing_happens(world: World) -> None:
    await world.sign_in("alpha")
    app = world.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Volumes 38")
        config = config_path()
        config.write_text("default = [")
        await pilot.press("P")
        await until(app, pilot, "config.toml, line 1")
        assert app.screen is app._main


async def test_marks_and_news_belong_to_the_place_left(world: World) -> None:
    await world.sign_in("beta")
    app = world.app({"profile": "beta"})
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Volumes 78")
        await pilot.press("space")
        assert app._main._table.marked
        await chosen(app, pilot, "R", *"all")
        await until(app, pilot, "> all regions")
        assert not app._main._table.marked


async def test_no_row_of_the_place_left_is_there_when_the_new_one_is_shown(world: World) -> None:
    """The widgets change in the very call that changes the Context: no key can come in between."""
    await world.sign_in("alpha")
    app = world.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Volumes 38")
        app._inventory.show(Context("alpha", SECOND.id, "KR1"))
        assert list(app._main._table.items) == []
        assert app._main._browsing.kind is Kind.VOLUMES


async def test_who_has_gone_elsewhere_is_not_called_back_to_where_the_run_began(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.sign_in("beta")
    # The token is to be renewed, and the identity service does not answer.
    world.clock.advance(12 * 3600)
    fault = Fault(FaultKind.STATUS, path="/v2.0/tokens", status=500)
    world.cloud("beta").faults.add(fault)
    app = world.app({"profile": "beta"})
    accounts = (await world.ground(app._settings, world.clock, {})).accounts
    login = Login(app._settings.identity_url, FIRST.id, DEMO_USERNAME)
    accounts.session_of_now(login, secret(DEMO_PASSWORD))

    async def ground(*_given: Any) -> Ground:
        return Ground(transport=accounts._transport, accounts=accounts)

    monkeypatch.setattr(opening, "open_ground", ground)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "The server failed")
        await chosen(app, pilot, "P", *"demo")
        await until(app, pilot, lambda: app._inventory.current == Context(DEMO_PROFILE, FIRST.id, "KR1"))
        world.cloud("beta").faults.clear()
        for _second in range(20):
            world.clock.advance(1)
            await pilot.pause()
        assert app._inventory.current == Context(DEMO_PROFILE, FIRST.id, "KR1")


async def test_a_place_gone_back_to_before_it_was_entered_is_entered_when_it_answers(world: World) -> None:
    await world.sign_in("alpha")
    app = world.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "Volumes 38")
        # As if the way there had been broken off by another.
        app._inventory.show(Context("alpha", SECOND.id, "KR1"))
        assert app._places is not None
        assert app._places.here is None
        await until(app, pilot, lambda: app._places is not None and app._places.here is not None)
        assert app._places.regions == ("KR1", "KR2")
        await until(app, pilot, lambda: load_state(state_path()).last["alpha"].tenant_id == SECOND.id)


async def test_the_next_run_has_the_order_and_the_saved_filters_of_the_profile(world: World) -> None:
    await world.sign_in("alpha", "beta")
    app = world.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(app, pilot, "alpha  first > KR1")
        await pilot.press("s", *"size", "enter")
        await until(app, pilot, "Size ^")
        await pilot.press("slash", *"pvc", "enter", "f", "enter")
        await until(app, pilot, "a name, or nothing")
        await pilot.press(*"claims", "enter")
    assert load_state(state_path()).tables["volumes"] == TableState((), "size", False)
    assert load_state(state_path()).filters == {("alpha", "volumes"): {"claims": "pvc"}}

    app = world.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(app, pilot, "Size ^")
        assert app._memory.filters("alpha", Kind.VOLUMES) == {"claims": "pvc"}
        assert app._memory.filters("beta", Kind.VOLUMES) == {}
        await pilot.press("S")
        world.clock.advance(1)
        await until(app, pilot, lambda: load_state(state_path()).tables["volumes"].reverse)


async def test_what_is_chosen_in_a_profile_that_keeps_nothing_is_not_written_even_before_it_is_entered(
    world: World,
) -> None:
    config_path().write_text(CONFIG.replace("[profiles.beta]", '[profiles.beta]\nstore = "memory"'))
    await world.sign_in("alpha", "beta")
    app = world.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(app, pilot, "alpha  first > KR1")
        assert app._door is not None
        await app._door.accounts()
        app._inventory.show(Context("beta", FIRST.id, "KR1"))
        assert app._places is not None
        assert app._places.here is None
        app._main._browsing.keep_filter("claims", "pvc")
        await until(app, pilot, lambda: app._places is not None and app._places.here is not None)
    assert load_state(state_path()).filters == {}


@pytest.mark.parametrize("flags", [{"demo": True}, {"profile": "alpha", "store": "memory"}])
async def test_the_demo_and_a_store_in_memory_leave_no_choice_on_the_disk(
    world: World, flags: dict[str, str | bool | None]
) -> None:
    await world.sign_in("alpha")
    app = world.app(flags)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(app, pilot, "> KR1")
        await pilot.press("s", *"size", "enter")
        await until(app, pilot, "Size ^")
    assert load_state(state_path()).tables == {}


async def test_changes_that_are_allowed_in_one_profile_are_not_in_another(world: World) -> None:
    path = config_path()
    path.write_text(CONFIG.replace("username =", "read_only_after = 5\nusername ="))
    await world.sign_in("alpha", "beta")
    app = world.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(app, pilot, "read-only")
        await until(app, pilot, lambda: app._main.can_switch and app._main.connected)
        await pilot.press("W")
        await until(app, pilot, "Allow changes")
        await pilot.press("right", "enter")
        await until(app, pilot, "changes on")
        door, here = app._door, app._inventory.current
        assert isinstance(door, opening.FrontDoor)
        assert here is not None
        assert (await door._session_of(here))._lock is door.lock("alpha")
        assert not door.lock("alpha").is_closed
        await chosen(app, pilot, "P", *"beta")
        await until(app, pilot, "read-only")
        assert door.lock("beta").is_closed
        there = app._inventory.current
        assert there is not None
        assert there.profile == "beta"
        assert (await door._session_of(there))._lock is door.lock("beta")
