"""Against a real gnome-keyring: what is stored is there for the next process, and no window ever opens."""

import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from contract.support_sentinels import Listening, Sentinels
from pydantic import SecretStr
from support_cloud import ManualClock, quiet_cloud
from support_stores import KEY, PASSWORD, TOKEN, stored

from tbs_tui.account.accounts import Accounts
from tbs_tui.account.login import Login
from tbs_tui.account.stores.choose import Chosen, choose, who_else
from tbs_tui.account.stores.store import StoreError
from tbs_tui.api.transport import Transport
from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME

secretstorage = pytest.importorskip("secretstorage", reason="SecretStorage is for Linux and the like only")

from jeepney import new_method_call  # type: ignore[import-untyped]  # noqa: E402
from support_desktop import BUS, Desktop  # noqa: E402

SUPPORT = Path(__file__).parents[1]


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    """A bus with nothing on it; it is this process's session while the test runs."""
    for program in ("dbus-daemon", "gnome-keyring-daemon"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    # A socket's path has at most 107 bytes.
    home = Path(tempfile.gettempdir()) / f"tbs-tui-test-{secrets.token_hex(4)}"
    home.mkdir(mode=0o700)
    made = Desktop(home)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
    yield made
    made.close()
    shutil.rmtree(home)


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have opened a window: every way that SecretStorage has to a prompt."""
    calls: list[str] = []

    def refused(name: str) -> None:
        def prompt(*_: object, **__: object) -> None:
            calls.append(name)
            raise AssertionError(name)

        for module in ("util", "collection", "item"):
            monkeypatch.setattr(f"secretstorage.{module}.{name}", prompt, raising=False)

    refused("exec_prompt")
    refused("unlock_objects")
    return calls


async def keyring(deadline: float = 10) -> Chosen:
    return await choose("auto", ManualClock(), deadline=deadline, environ={}, platform="linux")


def names() -> list[str]:
    """What is in the default collection, by label."""
    with closing(secretstorage.dbus_init()) as bus:
        return [item.get_label() for item in secretstorage.get_default_collection(bus).get_all_items()]


async def test_what_is_stored_is_there_for_the_next_process(desktop: Desktop) -> None:
    desktop.start_keyring()
    chosen = await keyring()
    assert (chosen.store.name, chosen.store.keeps_passwords, chosen.passed_over) == ("Secret Service", True, ())
    assert "desktop session" in who_else(chosen.store)
    await chosen.store.save_token(KEY, stored())
    await chosen.store.save_password(KEY, PASSWORD)
    script = f"""
import asyncio, json, sys
sys.path.insert(0, {str(SUPPORT)!r})
from support_cloud import ManualClock
from support_desktop import BUS, Desktop
from support_stores import KEY, PASSWORD, stored
from tbs_tui.account.stores.choose import choose

async def main():
    store = (await choose("keyring", ManualClock(), deadline=10)).store
    print(json.dumps([await store.load_token(KEY) == stored(), await store.load_password(KEY) == PASSWORD]))

asyncio.run(main())
"""
    ended = subprocess.run(
        [sys.executable, "-c", script], env=desktop.environ, capture_output=True, text=True, timeout=30, check=False
    )
    assert (ended.stderr, json.loads(ended.stdout)) == ("", [True, True])


@pytest.mark.parametrize("scheme", ["default", "KeePassXC"])
async def test_forget_all_leaves_nothing_and_other_programs_entries_stay(
    scheme: str, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # How the keyring library lets people choose what attributes are called.
    monkeypatch.setenv("KEYRING_PROPERTY_SCHEME", scheme)
    desktop.start_keyring()
    with closing(secretstorage.dbus_init()) as bus:
        collection = secretstorage.get_default_collection(bus)
        collection.create_item("another program's", {"service": "other", "username": "x"}, b"secret")
    store = (await keyring()).store
    for name in ("a", "b"):
        await store.save_token(replace(KEY, username=name), stored())
    await store.save_password(KEY, PASSWORD)
    # A second run's is found, too: the service lists, no index is needed.
    assert await (await keyring()).store.forget_all() == 3
    assert names() == ["another program's"]
    assert await store.load_token(replace(KEY, username="a")) is None


async def test_a_token_of_another_origin_and_a_token_that_has_ended_are_removed(desktop: Desktop) -> None:
    desktop.start_keyring()
    clock = ManualClock()
    store = (await choose("keyring", clock, deadline=10, environ={}, platform="linux")).store
    await store.save_token(KEY, stored())
    clock.advance(12 * 3600)
    assert await store.load_token(KEY) is None
    assert names() == []


async def test_a_locked_collection_is_passed_over_without_a_window(desktop: Desktop, asked: list[str]) -> None:
    desktop.start_keyring()
    desktop.lock()
    begun = time.monotonic()
    chosen = await keyring(deadline=3)
    assert time.monotonic() - begun < 3
    assert chosen.passed_over[0] == ("Secret Service", "locked")
    assert chosen.store.name in ("kernel keyring", "memory")
    assert asked == []


async def test_a_collection_that_is_locked_while_in_use_is_an_error_without_a_window(
    desktop: Desktop, asked: list[str]
) -> None:
    desktop.start_keyring()
    store = (await keyring()).store
    await store.save_token(KEY, stored())
    desktop.lock()
    for call in (
        store.load_token(KEY),
        store.save_token(KEY, stored()),
        store.load_password(KEY),
        store.save_password(KEY, PASSWORD),
        store.forget(KEY),
        store.forget_all(),
    ):
        with pytest.raises(StoreError, match=r"^locked$") as caught:
            await call
        assert TOKEN not in repr(caught.value)
    assert asked == []


async def test_a_keyring_that_is_locked_while_the_explorer_runs_keeps_nobody_out(
    desktop: Desktop, asked: list[str]
) -> None:
    """Tokens stay in memory, it is said once, and nothing falls to a disk in their place."""
    desktop.start_keyring()
    cloud = quiet_cloud(clock := ManualClock())
    sentinels = Sentinels()
    transport = Transport(clock=clock, app=Listening(cloud, sentinels.issued))
    accounts = Accounts(transport, clock, await keyring())
    login = Login("https://cloud.test", DEMO_TENANTS[0].id, DEMO_USERNAME)
    session = await accounts.sign_in(login, SecretStr(DEMO_PASSWORD))
    assert (accounts.take_trouble(), len(names())) == ("", 1)
    desktop.lock()
    for _ in range(2):
        before = await session.token()
        await clock.sleep(12 * 3600)
        assert await session.token() != before
    assert len(sentinels.tokens) == 3
    assert (accounts.take_trouble(), accounts.take_trouble()) == ("locked", "")
    assert (await (await session.block_storage("KR1")).types()).rows
    assert asked == []
    assert sentinels.files_with(desktop._home) == []
    await transport.aclose()


async def test_no_default_collection_is_made(desktop: Desktop, asked: list[str]) -> None:
    desktop.start_keyring(unlocked=False)
    chosen = await keyring()
    assert chosen.passed_over[0] == ("Secret Service", "it has no default collection")
    assert asked == []


async def test_a_bus_without_the_service_is_told(desktop: Desktop) -> None:
    chosen = await keyring()
    assert chosen.passed_over[0] == ("Secret Service", "the D-Bus session has none")


async def test_a_daemon_that_has_gone_is_an_error(desktop: Desktop) -> None:
    desktop.start_keyring()
    store = (await keyring()).store
    await store.save_token(KEY, stored())
    desktop.stop_keyring()
    with pytest.raises(StoreError, match="it does not run any more"):
        await store.load_token(KEY)
    assert (await keyring()).passed_over[0] == ("Secret Service", "the D-Bus session has none")


async def test_a_bus_that_has_gone_is_an_error(desktop: Desktop) -> None:
    desktop.start_keyring()
    store = (await keyring()).store
    desktop.stop_bus()
    with pytest.raises(StoreError, match="it does not run any more"):
        await store.save_password(KEY, PASSWORD)
    assert (await keyring()).passed_over[0] == ("Secret Service", "the D-Bus session does not answer")


async def test_a_service_that_never_answers_is_passed_over_in_time(desktop: Desktop) -> None:
    with closing(secretstorage.dbus_init()) as silent:
        silent.send_and_get_reply(new_method_call(BUS, "RequestName", "su", ("org.freedesktop.secrets", 4)))
        chosen = await keyring(deadline=0.5)
        assert chosen.passed_over[0] == ("Secret Service", "no answer within 0.5 s")
        assert chosen.store.name in ("kernel keyring", "memory")
