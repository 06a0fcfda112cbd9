"""What the command line's own door asks, refuses and keeps; over the demo cloud in process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support_cloud import ManualClock, quiet_cloud
from support_door import URL
from support_explorer import Bed, screen_text, settled
from support_sign_in import TENANT, dialog, field, hints, until, values
from support_stores import FakeBackend

from tbs_tui.account.accounts import Accounts
from tbs_tui.account.context import Context
from tbs_tui.account.profiles import Profile, ProfileTenant, config_path, load
from tbs_tui.account.profiles.edit import save_profile
from tbs_tui.account.stores.choose import Chosen
from tbs_tui.account.stores.credential_store import CredentialStore
from tbs_tui.account.stores.keyring_store import KeyringStore
from tbs_tui.api.errors import Refused
from tbs_tui.api.transport import Transport
from tbs_tui.cli import opening
from tbs_tui.cli.opening import FIRST_PROFILE, FrontDoor
from tbs_tui.cli.start import Start
from tbs_tui.cli.wiring import Ground
from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME, DemoCloud
from tbs_tui.settings import resolve
from tbs_tui.ui.app import ExplorerApp
from tbs_tui.ui.dialogs.sign_in import Naming, Typed
from tbs_tui.ui.door import Form

PROD = Profile("prod", URL, DEMO_USERNAME, tenants=(ProfileTenant(TENANT),))
TYPED = Typed(URL, TENANT, DEMO_USERNAME, DEMO_PASSWORD)
EVERYTHING = frozenset({"identity_url", "tenant_id", "username"})


class Locked(FakeBackend):
    """A keyring that was locked after it was opened."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError("locked")


class Cloud:
    """What is on the other side of the door."""

    def __init__(self) -> None:
        self.clock = ManualClock(auto=False)
        self.cloud: DemoCloud = quiet_cloud(self.clock)
        self.backend = FakeBackend()

    async def ground(self, *_given: object) -> Ground:
        """In place of `open_ground`."""
        transport = Transport(clock=self.clock, app=self.cloud)
        store = KeyringStore(self.clock, self.backend, name="Secret Service", readers="Nobody.")
        passed_over = (("a", "locked"), ("b", "gone"), ("c", "locked"))
        accounts = Accounts(transport, self.clock, Chosen(CredentialStore(store), passed_over))
        return Ground(transport=transport, accounts=accounts)

    def door(self, profile: Profile | None = None, **flags: Any) -> FrontDoor:
        """The door of `tbs-tui` with these flags, or with a profile of the file."""
        given = {"timezone": "Asia/Seoul", **({} if profile is not None else {"identity_url": URL}), **flags}
        said = {**profile.settings(), "profile": profile.name} if profile is not None else None
        start = Start(resolve(given, {}, said), profile, given, {})
        return FrontDoor(start, start.goal(), self.clock, {})

    @property
    def sign_ins(self) -> int:
        return sum("/tokens" in path for _method, path, _status in self.cloud.requests)


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    monkeypatch.setattr(opening, "open_ground", made.ground)
    return made


@asynccontextmanager
async def explorer(cloud: Cloud, door: FrontDoor) -> AsyncIterator[Bed]:
    async def open_door() -> FrontDoor:
        return door

    app = ExplorerApp(resolve({"timezone": "Asia/Seoul"}, {}), cloud.clock, open_door)
    bed = Bed(app, cloud.cloud, cloud.clock, door)  # type: ignore[arg-type]
    async with app.run_test(size=(80, 24)) as pilot:
        bed.running = pilot
        await until(app, pilot, "API password")
        await settled(pilot)
        yield bed


async def form_of(door: FrontDoor, tenant_id: str | None = None) -> Form:
    goal = door.first if tenant_id is None else replace(door.first, tenant_id=tenant_id)
    form = await door.form(goal)
    assert form is not None
    return form


async def told_after(door: FrontDoor, typed: Typed) -> str:
    """Sign in; what is told of what could not be kept."""
    return (await door.enter(await door.sign_in(door.first, typed))).trouble


# What is asked


async def test_the_first_sign_in_may_be_named_and_nothing_of_it_is_fixed(cloud: Cloud) -> None:
    form = await form_of(cloud.door())
    assert (form.naming, form.fixed) == (Naming(FIRST_PROFILE, frozenset()), frozenset())
    assert form.keeping.token == "The token is kept in: Secret Service. Nobody."
    assert form.keeping.not_better == "Not in a, c: locked. Not in b: gone."
    assert form.keeping.password == "Secret Service"


async def test_with_profiles_there_no_name_is_suggested_and_theirs_are_taken(cloud: Cloud) -> None:
    save_profile(config_path(), PROD)
    assert (await form_of(cloud.door())).naming == Naming("", frozenset({"prod"}))


async def test_a_file_that_can_not_be_used_takes_no_name(cloud: Cloud) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text("nonsense")
    assert (await form_of(cloud.door())).naming is None


async def test_a_profile_keeps_its_own_user_and_url(cloud: Cloud) -> None:
    form = await form_of(cloud.door(PROD))
    assert (form.naming, form.fixed) == (None, frozenset({"identity_url", "username"}))
    assert (form.typed.identity_url, form.typed.username) == (URL, DEMO_USERNAME)
    nobody = await form_of(cloud.door(replace(PROD, username=None)))
    assert nobody.fixed == frozenset({"identity_url"}), "what is not known has to be asked"


async def test_what_is_shown_can_only_be_signed_in_to_again(cloud: Cloud) -> None:
    door = cloud.door()
    goal = await door.sign_in(door.first, TYPED)
    assert (await form_of(door)).fixed == frozenset(), "nothing is shown yet"
    await door.enter(goal)
    again = await form_of(door)
    assert (again.fixed, again.naming) == (EVERYTHING, None)
    other = await form_of(door, DEMO_TENANTS[1].id)
    assert (other.fixed, other.typed.tenant_id) == (EVERYTHING, DEMO_TENANTS[1].id)
    await door.close()


async def test_a_store_that_could_not_be_read_is_told(cloud: Cloud) -> None:
    class Unreadable(FakeBackend):
        def get_password(self, service: str, username: str) -> str | None:
            raise OSError

    cloud.backend = Unreadable()
    door = cloud.door(PROD)
    await door._session_of(Context("prod", TENANT, "KR1"))
    assert (await form_of(door)).keeping.not_better.endswith("What Secret Service has could not be read: OSError.")


async def test_in_the_memory_of_the_process_no_password_is_kept_and_none_is_promised(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ground(*_given: object) -> Ground:
        transport = Transport(clock=cloud.clock, app=cloud.cloud)
        return Ground(transport=transport, accounts=Accounts(transport, cloud.clock, Chosen.memory(cloud.clock)))

    monkeypatch.setattr(opening, "open_ground", ground)
    keeping = (await form_of(cloud.door())).keeping
    assert (keeping.password, keeping.why_not, keeping.not_better) == (None, "nothing outlives this run", "")


# What is refused


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.com", "http would send the password"),
        ("https://me:hunter2@example.com", "a host and a path, nothing else"),
        ("nonsense", "not an http or https URL"),
    ],
)
async def test_a_url_that_no_password_may_go_to_is_refused_and_the_form_stays(
    url: str, words: str, cloud: Cloud
) -> None:
    async with explorer(cloud, cloud.door(tenant_id=TENANT, username=DEMO_USERNAME)) as bed:
        field(bed.app, "url").value = url
        await bed.press(*"sentinel", "enter")
        await until(bed.app, bed.pilot, "Not sent.")
        assert words in " ".join(screen_text(bed.app).split())
        assert "hunter2" not in dialog(bed.app).query_one("#answer").text  # type: ignore[attr-defined]
        assert values(dialog(bed.app)) == {
            "url": url,
            "tenant": TENANT,
            "user": DEMO_USERNAME,
            "password": "sentinel",
        }
    assert cloud.sign_ins == 0
    assert not config_path().exists()


async def test_plain_http_is_a_matter_of_the_flag(cloud: Cloud) -> None:
    door = cloud.door(insecure_http=True)
    with pytest.raises(Refused, match="nothing else"):
        await door.sign_in(door.first, replace(TYPED, identity_url="http://a:b@example.com"))
    assert await told_after(cloud.door(insecure_http=False), TYPED) == ""


# What is kept


async def test_the_account_is_kept_under_the_name_that_was_typed(cloud: Cloud) -> None:
    async with explorer(cloud, cloud.door(tenant_id=None)) as bed:
        await bed.press(*TENANT, "enter", *DEMO_USERNAME, "tab", "ctrl+u", *"mine", "tab", *DEMO_PASSWORD, "enter")
        await until(bed.app, bed.pilot, "Volumes 38")
        assert hints(bed.app).startswith(" Enter detail")
    config = load(config_path())
    assert dict(config.profiles) == {"mine": replace(PROD, name="mine")}
    assert config.default == "mine"
    assert DEMO_PASSWORD not in config_path().read_text()
    assert len(cloud.backend.kept) == 2, "a token and the index of what is kept"


@pytest.mark.parametrize("name", ["", "mine"])
async def test_a_refused_sign_in_keeps_nothing(name: str, cloud: Cloud) -> None:
    async with explorer(cloud, cloud.door()) as bed:
        field(bed.app, "name").value = name
        await bed.press(*TENANT, "enter", *DEMO_USERNAME, "enter", *"wrong", "enter")
        await until(bed.app, bed.pilot, "three likely causes")
    assert not config_path().exists()
    assert cloud.backend.kept == {}


async def test_without_a_name_no_file_is_made(cloud: Cloud) -> None:
    assert await told_after(cloud.door(), TYPED) == ""
    assert not config_path().exists()


async def test_a_preset_is_kept_by_its_name(cloud: Cloud) -> None:
    url = "https://api-identity-infrastructure.nhncloudservice.com"
    await told_after(cloud.door(), replace(TYPED, identity_url=url, profile="mine"))
    assert load(config_path()).profiles["mine"].identity_url == "nhn"


async def test_a_token_that_the_store_does_not_take_is_told_on_the_main_screen(cloud: Cloud) -> None:
    cloud.backend = Locked()
    async with explorer(cloud, cloud.door(PROD)) as bed:
        await bed.press(*DEMO_PASSWORD, "enter")
        await until(bed.app, bed.pilot, "Volumes 38")
        assert hints(bed.app) == " Not kept in Secret Service: OSError."


async def test_a_name_that_another_run_has_taken_meanwhile_is_told_and_its_profile_stays(cloud: Cloud) -> None:
    save_profile(config_path(), replace(PROD, username="somebody@example.com"))
    before = config_path().read_bytes()
    told = await told_after(cloud.door(), replace(TYPED, profile="prod"))
    assert told == "No profile was made: there is a profile 'prod' already, of another account."
    assert config_path().read_bytes() == before


async def test_a_second_sign_in_tells_of_itself_alone(cloud: Cloud) -> None:
    cloud.backend = Locked()
    door = cloud.door()
    assert "Not kept" in await told_after(door, TYPED)
    cloud.backend.set_password = FakeBackend.set_password.__get__(cloud.backend)  # type: ignore[method-assign]
    assert await told_after(door, TYPED) == ""
    assert Path(config_path()).exists() is False


async def test_the_log_has_the_requests_of_every_account_once_newest_first(cloud: Cloud) -> None:
    door = cloud.door(PROD)
    goal = await door.sign_in(door.first, TYPED)
    assert [record.path for record in door.requests()] == ["/v2.0/tokens"]
    cloud.clock.advance(1)
    new = await door.sign_in(None, TYPED)
    assert new.profile != goal.profile
    first, second = door.requests()
    assert first.at > second.at
    await door.close()
