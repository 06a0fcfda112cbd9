"""doctor as a process of its own, in front of services that answer, that don't, and that never will."""

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support_commands import TENANT, Bench, bench, tbs_tui

from tbs_tui.account.stores.kernel import KernelStore
from tbs_tui.account.stores.store import StoreError
from tbs_tui.clock import SystemClock
from tbs_tui.demo import DEMO_PASSWORD, DEMO_USERNAME

LOOK = ("GET", "/v2.0")
ASK = ("GET", "/v2.0/tenants")


@pytest.fixture(scope="module")
def served() -> Iterator[Bench]:
    with bench() as made:
        yield made


@pytest.fixture
def kept(served: Bench) -> Iterator[Bench]:
    """Signed in, with the token in the kernel's keyring."""
    try:
        KernelStore(SystemClock()).probe()
    except StoreError as error:
        pytest.skip(f"no kernel keyring: {error.words}")
    account = {name: value for name, value in served.account.items() if name != "OS_PASSWORD"}
    made = Bench(served.url, served.cloud, account | {"TBS_STORE": "kernel"})
    assert made.run("login", "--password-stdin", typed=f"{DEMO_PASSWORD}\n").status == 0
    yield made
    made.run("logout")


@contextlib.contextmanager
def silent() -> Iterator[str]:
    """A service that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def profiles(folder: Path, **urls: str) -> str:
    """A configuration with a profile for each URL; its folder."""
    target = folder / "tbs-tui" / "config.toml"
    target.parent.mkdir()
    target.write_text(
        "\n".join(
            f'[profiles.{name}]\nidentity_url = "{url}"\nusername = "{DEMO_USERNAME}"\n'
            f'production = {"true" if name == "prod" else "false"}\n[[profiles.{name}.tenants]]\nid = "{TENANT}"\n'
            for name, url in urls.items()
        )
    )
    return str(folder)


def test_everything_works(served: Bench) -> None:
    ended = served.run("doctor")
    assert ended.status == 0
    assert ended.err == ""
    assert "Everything a run needs works" in ended.out
    assert DEMO_USERNAME in ended.out
    assert DEMO_PASSWORD not in ended.out
    assert "OS_PASSWORD is set" in ended.out
    assert served.sent() == [LOOK], "no password is sent, and without a token nothing else is asked"


def test_the_kept_token_is_told_but_not_shown(kept: Bench) -> None:
    ended = kept.run("doctor", "--json")
    assert ended.status == 0
    found = ended.json()
    assert [each["name"] for each in found["stores"] if each["used"]] == ["kernel keyring"]
    [account] = found["accounts"]
    [tenant] = account["tenants"]
    assert (tenant["kept"], tenant["accepted"], tenant["regions"]) == (True, True, ["KR1", "KR2", "JP1"])
    assert tenant["until"].endswith("+00:00")
    assert "gAAAAA" not in ended.out
    assert kept.sent() == [LOOK, ASK]
    text = kept.run("doctor").out
    assert "accepted; regions KR1, KR2, JP1" in text
    assert "gAAAAA" not in text


def test_a_token_that_the_service_ended_is_told(kept: Bench) -> None:
    kept.cloud.revoke_tokens()
    ended = kept.run("doctor", "--json")
    assert ended.status == 0, "it is a sign-in away"
    assert ended.json()["accounts"][0]["tenants"][0]["accepted"] is False
    assert "gAAAAA" not in ended.out


def test_profiles_of_one_service_ask_it_once(served: Bench, tmp_path: Path) -> None:
    home = profiles(tmp_path, prod=served.url, dev=served.url)
    served.cloud.requests.clear()
    ended = tbs_tui("doctor", "--json", XDG_CONFIG_HOME=home)
    assert ended.status == 0
    told = [(each["name"], each["used"], each["production"]) for each in ended.json()["accounts"]]
    assert told == [("prod", False, True), ("dev", False, False)], "none is the default, and there is no other account"
    assert served.sent() == [LOOK]
    ended = served.run("doctor", "--json", XDG_CONFIG_HOME=home)
    assert [(each["name"], each["used"]) for each in ended.json()["accounts"]] == [
        ("", True),
        ("prod", False),
        ("dev", False),
    ]
    assert served.sent() == [LOOK]


def test_one_profile_can_be_asked_for(served: Bench, tmp_path: Path) -> None:
    home = profiles(tmp_path, prod=served.url, dead="http://127.0.0.1:1")
    ended = served.run("doctor", "--json", "--profile", "prod", XDG_CONFIG_HOME=home)
    assert ended.status == 0
    [account] = ended.json()["accounts"]
    assert (account["name"], account["used"], account["password_given"]) == ("prod", True, False)


def test_dead_services_are_waited_for_together(served: Bench, tmp_path: Path) -> None:
    with silent() as first, silent() as second:
        home = profiles(tmp_path, a=first, b=second, c="http://127.0.0.1:1", d=served.url)
        began = time.monotonic()
        ended = served.run("doctor", "--json", XDG_CONFIG_HOME=home)
        taken = time.monotonic() - began
    assert ended.status == 4
    assert taken < 10
    told = {each["name"]: each["identity"] for each in ended.json()["accounts"]}
    assert [name for name, each in told.items() if each["reachable"]] == ["", "d"]
    assert "no answer within" in told["a"]["trouble"]


def test_the_proxy_is_told_without_its_password(served: Bench, tmp_path: Path) -> None:
    secret = "hunter2-of-the-proxy"
    with silent() as proxy:
        home = profiles(tmp_path, far="https://identity.invalid")
        ended = served.run(
            *("doctor", "--json"),
            XDG_CONFIG_HOME=home,
            HTTPS_PROXY=proxy.replace("//", f"//somebody:{secret}@"),
            HTTP_PROXY=proxy.replace("//", f"//somebody:{secret}@"),
        )
    told = {each["name"]: each["identity"] for each in ended.json()["accounts"]}
    assert told["far"]["proxy"] == proxy
    assert (told[""]["loopback"], told[""]["proxy"], told[""]["reachable"]) == (True, None, True)
    assert ended.status == 4
    assert secret not in ended.out + ended.err
    assert "somebody" not in ended.out + ended.err
