"""login, logout and profiles, as processes of their own, with the kernel's keyring as the store."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from support_commands import TENANT, Bench, bench, one_line

from tbs_tui.account.stores.kernel import KernelStore
from tbs_tui.account.stores.store import StoreError
from tbs_tui.clock import SystemClock
from tbs_tui.demo import DEMO_PASSWORD, DEMO_USERNAME

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


def test_a_refused_password_keeps_nothing(kept: Bench) -> None:
    ended = kept.run("login", "--password-stdin", typed="wrong\n")
    assert ended.status == 3
    assert "three likely causes" in ended.err
    assert kept.run("types").status == 3


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
