"""login, logout and profiles, as processes of their own, with the kernel's keyring as the store."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support_commands import TENANT, Bench, bench, one_line

from tbs_tui.account.stores.kernel import KernelStore
from tbs_tui.account.stores.store import StoreError
from tbs_tui.clock import SystemClock
from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME

OTHER_TENANT = DEMO_TENANTS[1].id
TOKENS = [("POST", "/v2.0/tokens")]


@pytest.fixture(scope="module")
def served() -> Iterator[Bench]:
    with bench() as made:
        yield made


@pytest.fixture
def kept(served: Bench) -> Iterator[Bench]:
    """The same cloud, without a password at hand, and a store that outlives a process."""
    try:
        KernelStore(SystemClock()).probe()
    except StoreError as error:
        pytest.skip(f"no kernel keyring: {error.words}")
    account = {name: value for name, value in served.account.items() if name != "OS_PASSWORD"}
    made = Bench(served.url, served.cloud, account | {"TBS_STORE": "kernel"})
    yield made
    made.run("logout")


def test_after_a_login_commands_need_no_password(kept: Bench) -> None:
    assert kept.run("types").status == 3
    ended = kept.run("login", "--password-stdin", typed=f"{DEMO_PASSWORD}\n")
    assert ended.status == 0, ended.err
    assert "kernel keyring" in ended.out
    assert kept.sent() == TOKENS
    assert DEMO_PASSWORD not in ended.out + ended.err
    listed = kept.run("types", "--json")
    assert listed.status == 0
    assert len(listed.json()["volume_types"]) == 4
    assert kept.sent() == [("GET", "types")], "the kept token serves: nobody signs in again"


def test_logout_leaves_nothing(kept: Bench) -> None:
    kept.run("login", "--password-stdin", typed=f"{DEMO_PASSWORD}\n")
    assert kept.run("logout").status == 0
    ended = kept.run("types")
    assert ended.status == 3
    one_line(ended.err)
    assert "tbs-tui login" in ended.err
    assert kept.sent() == []


def test_logout_removes_what_is_kept_of_every_tenant_and_says_how_much(kept: Bench, tmp_path: Path) -> None:
    home = _config(tmp_path, kept.url)
    with (tmp_path / "tbs-tui" / "config.toml").open("a") as file:
        file.write(f'[[profiles.prod.tenants]]\nid = "{OTHER_TENANT}"\n')
    kept.account = {"TBS_STORE": "kernel", "TBS_PROFILE": "prod", "XDG_CONFIG_HOME": home}
    for tenant in ((), ("--tenant-id", OTHER_TENANT)):
        assert kept.run("login", "--password-stdin", *tenant, typed=f"{DEMO_PASSWORD}\n").status == 0
    ended = kept.run("logout")
    assert (ended.status, ended.out) == (0, "kernel keyring: 2 entries removed.\n")
    for tenant in ((), ("--tenant-id", OTHER_TENANT)):
        assert kept.run("types", *tenant).status == 3
    assert kept.run("logout").out == "kernel keyring: 0 entries removed.\n"


def test_logout_needs_a_user_and_no_tenant(kept: Bench) -> None:
    kept.run("login", "--password-stdin", typed=f"{DEMO_PASSWORD}\n")
    kept.account = {name: value for name, value in kept.account.items() if name != "OS_TENANT_ID"}
    assert kept.run("logout").out == "kernel keyring: 1 entry removed.\n"
    ended = kept.run("logout", OS_USERNAME="")
    assert ended.status == 2
    assert "--all" in ended.err


def test_a_login_with_several_tenants_is_to_the_first(kept: Bench, tmp_path: Path) -> None:
    home = _config(tmp_path, kept.url)
    with (tmp_path / "tbs-tui" / "config.toml").open("a") as file:
        file.write(f'[[profiles.prod.tenants]]\nid = "{OTHER_TENANT}"\n')
    kept.account = {"TBS_STORE": "kernel", "TBS_PROFILE": "prod", "XDG_CONFIG_HOME": home}
    assert kept.run("login", "--password-stdin", typed=f"{DEMO_PASSWORD}\n").status == 0
    assert kept.run("types").status == 0
    assert kept.run("types", "--tenant-id", OTHER_TENANT).status == 3


def test_a_login_can_save_the_account_as_a_profile(kept: Bench, tmp_path: Path) -> None:
    places = {"TBS_STORE": "", "XDG_CONFIG_HOME": str(tmp_path)}
    save = ("login", "--password-stdin", "--save", "prod", "--store", "kernel", "--region", "KR2")
    ended = kept.run(*save, typed=f"{DEMO_PASSWORD}\n", **places)
    assert ended.status == 0, ended.err
    assert "profile prod" in ended.out
    written = (tmp_path / "tbs-tui" / "config.toml").read_text()
    assert DEMO_PASSWORD not in written
    # From now on nothing has to be said: it is the default, and says where the token is.
    kept.account = places
    assert kept.run("snapshots", "--json").json()["region"] == "KR2"
    more = ("login", "--password-stdin", "--save", "prod", "--tenant-id", OTHER_TENANT, "--region", "KR1")
    assert kept.run(*more, typed=f"{DEMO_PASSWORD}\n").status == 0
    changed = (tmp_path / "tbs-tui" / "config.toml").read_text()
    assert OTHER_TENANT in changed, "a tenant more of the same account"
    assert changed.startswith(written), "and nothing else is another"
    assert kept.run("logout").out == "kernel keyring: 2 entries removed.\n"


@pytest.mark.parametrize(
    ("name", "more", "words"),
    [
        ("prod", "", "there is a profile 'prod' already, of another account"),
        ("new", "nonsense", "line 6"),
        ("", "", "1 to 64 characters"),
        ("x" * 65, "", "1 to 64 characters"),
    ],
)
def test_a_name_that_can_not_be_saved_is_refused_before_anything_is_sent(
    name: str, more: str, words: str, kept: Bench, tmp_path: Path
) -> None:
    home = _config(tmp_path, "https://nowhere.invalid", more)
    file = tmp_path / "tbs-tui" / "config.toml"
    before = file.read_bytes()
    ended = kept.run("login", "--password-stdin", "--save", name, typed=f"{DEMO_PASSWORD}\n", XDG_CONFIG_HOME=home)
    assert ended.status == 2
    one_line(ended.err)
    assert words in ended.err
    assert kept.sent() == []
    assert file.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="where not even root can make a directory")
def test_an_account_that_can_not_be_written_is_signed_in_to_all_the_same(kept: Bench) -> None:
    save = ("login", "--password-stdin", "--save", "prod")
    ended = kept.run(*save, typed=f"{DEMO_PASSWORD}\n", XDG_CONFIG_HOME="/proc")
    assert ended.status == 2
    assert "Kept in: kernel keyring" in ended.out
    assert "the account is not saved" in ended.err
    assert kept.run("types").status == 0


def test_a_refused_password_keeps_nothing(kept: Bench) -> None:
    ended = kept.run("login", "--password-stdin", typed="wrong\n")
    assert ended.status == 3
    assert "three likely causes" in ended.err
    assert kept.run("types").status == 3


def test_a_refused_password_saves_no_profile(kept: Bench, tmp_path: Path) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert kept.run("login", "--password-stdin", "--save", "prod", typed="wrong\n", **home).status == 3
    assert not list(tmp_path.iterdir())


def test_the_kernel_keyring_takes_no_password(kept: Bench) -> None:
    ended = kept.run("login", "--password-stdin", "--keep-password", typed=f"{DEMO_PASSWORD}\n")
    assert ended.status == 2
    assert kept.sent() == []


def test_a_login_that_nothing_keeps_says_so(served: Bench) -> None:
    ended = served.run("login", "--password-stdin", typed=f"{DEMO_PASSWORD}\n")
    assert ended.status == 3
    assert "not kept" in ended.err


def test_a_password_of_the_environment_signs_in_anew_and_is_not_kept(kept: Bench) -> None:
    assert kept.run("types", OS_PASSWORD=DEMO_PASSWORD).status == 0
    assert kept.sent()[0] == TOKENS[0]
    assert kept.run("types").status == 3


@pytest.mark.parametrize("typed", ["", "\n", "x" * 5000])
def test_no_password_on_standard_input(kept: Bench, typed: str) -> None:
    ended = kept.run("login", "--password-stdin", typed=typed)
    assert ended.status == 2
    assert kept.sent() == []


def _config(folder: Path, url: str, more: str = "") -> str:
    target = folder / "tbs-tui" / "config.toml"
    target.parent.mkdir()
    target.write_text(
        f"""
[profiles.prod]
identity_url = "{url}"
username = "{DEMO_USERNAME}"
region = "KR2"
{more}
[[profiles.prod.tenants]]
id = "{TENANT}"
"""
    )
    return str(folder)


def test_a_named_profile_never_mixes_with_the_environment(served: Bench, tmp_path: Path) -> None:
    home = _config(tmp_path, served.url)
    ended = served.run("types", "--profile", "prod", XDG_CONFIG_HOME=home, OS_USERNAME="somebody-else")
    assert ended.status == 3, "the password of the environment is not the profile's"
    assert DEMO_USERNAME in ended.err
    assert served.sent() == []


def test_the_environment_s_account_beats_the_only_profile(served: Bench, tmp_path: Path) -> None:
    home = _config(tmp_path, "https://nowhere.invalid")
    ended = served.run("snapshots", "--json", XDG_CONFIG_HOME=home)
    assert ended.status == 0
    assert json.loads(ended.out)["region"] == "KR1", "nothing of the profile, its region included"


def test_a_profile_serves_after_its_login(kept: Bench, tmp_path: Path) -> None:
    home = _config(tmp_path, kept.url)
    kept.account = {"TBS_STORE": "kernel", "TBS_PROFILE": "prod", "XDG_CONFIG_HOME": home}
    assert kept.run("login", "--password-stdin", typed=f"{DEMO_PASSWORD}\n").status == 0
    ended = kept.run("snapshots", "--json")
    assert ended.json()["region"] == "KR2"
    assert kept.run("logout").status == 0


def test_a_broken_file_is_one_line_with_its_place_and_is_left_alone(served: Bench, tmp_path: Path) -> None:
    home = _config(tmp_path, served.url, more='password = "hunter2"')
    file = tmp_path / "tbs-tui" / "config.toml"
    before = file.read_bytes()
    ended = served.run("types", XDG_CONFIG_HOME=home)
    assert ended.status == 2
    one_line(ended.err)
    assert "line 6" in ended.err
    assert "hunter2" not in ended.err
    assert file.read_bytes() == before
    assert served.sent() == []


def test_the_demo_reads_no_configuration(served: Bench, tmp_path: Path) -> None:
    home = _config(tmp_path, served.url, more="nonsense")
    assert served.run("types", "--demo", XDG_CONFIG_HOME=home).status == 0
    assert served.run("login", "--demo").status == 2
