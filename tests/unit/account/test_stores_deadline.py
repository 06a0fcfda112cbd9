"""The way from the event loop: whatever is behind it hangs, raises or panics, one error comes in time."""

import asyncio
import logging
import subprocess
import sys
import threading

import pytest
from pydantic import SecretStr
from support_cloud import ManualClock
from support_stores import KEY, PASSWORD, TOKEN, FakeBackend, HangingBackend, stored

from tbs_tui.account.stores.credential_store import CredentialStore
from tbs_tui.account.stores.deadline import Abandoned, within
from tbs_tui.account.stores.keyring_store import KeyringStore
from tbs_tui.account.stores.memory import MemoryStore
from tbs_tui.account.stores.store import StoreError


class Panic(BaseException):
    """As cryptography's."""


class RaisingBackend(FakeBackend):
    """One whose errors quote what it was given."""

    def __init__(self, error: type[BaseException]) -> None:
        super().__init__()
        self._error = error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self._error(f"could not store {password}")


def front(backend: FakeBackend, *, deadline: float = 10) -> CredentialStore:
    return CredentialStore(KeyringStore(ManualClock(), backend, name="fake", readers="Nobody."), deadline=deadline)


async def test_a_store_is_asked_in_a_thread() -> None:
    store = CredentialStore(MemoryStore(ManualClock()))
    await store.save_token(KEY, stored())
    await store.save_password(KEY, PASSWORD)
    assert await store.load_token(KEY) == stored()
    assert await store.load_password(KEY) == PASSWORD
    await store.forget(KEY)
    assert await store.load_token(KEY) is None
    assert await store.forget_all() == 0
    assert (store.name, store.keeps_passwords) == ("memory", True)
    threads = []
    await within(10, lambda: threads.append(threading.current_thread()))
    assert threads[0] is not threading.main_thread()
    assert threads[0].daemon


@pytest.mark.parametrize("error", [KeyError, RuntimeError, OSError, UnicodeError, AssertionError, SystemExit, Panic])
async def test_whatever_a_backend_raises_is_one_error_without_a_secret(
    error: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store = front(RaisingBackend(error))
    with pytest.raises(StoreError) as caught:
        await store.save_token(KEY, stored())
    failure = caught.value
    assert failure.words == error.__name__
    assert (failure.__cause__, failure.__context__) == (None, None)
    assert TOKEN not in caplog.text + repr(failure)


async def test_the_words_of_a_store_error_stay() -> None:
    def refused() -> None:
        raise StoreError("locked")

    with pytest.raises(StoreError, match=r"^locked$"):
        await within(10, refused)


async def test_words_of_a_library_are_quoted_only_when_asked_and_drive_no_terminal() -> None:
    def broken() -> None:
        raise RuntimeError("\x1b]52;c;x\x07 no bus\n" + "x" * 1_000)

    with pytest.raises(StoreError) as quiet:
        await within(10, broken)
    assert quiet.value.words == "RuntimeError"
    with pytest.raises(StoreError) as quoted:
        await within(10, broken, quote=True)
    assert quoted.value.words.startswith("RuntimeError: \\x1b]52;c;x\\x07 no bus xxx")
    assert len(quoted.value.words) == 160


async def test_a_store_that_hangs_is_left_alone_until_it_answers() -> None:
    backend = HangingBackend()
    store = front(backend, deadline=0.01)
    with pytest.raises(Abandoned, match=r"no answer within 0\.01 s") as caught:
        await store.load_token(KEY)
    with pytest.raises(StoreError, match="fake has not answered yet"):
        await store.save_password(KEY, PASSWORD)
    with pytest.raises(StoreError, match="fake has not answered yet"):
        await store.forget_all()
    assert backend.asked == 1
    backend.let_go()
    caught.value.thread.join(10)
    assert await CredentialStore.load_token(front(backend), KEY) is None


async def test_a_hanging_store_works_again_once_it_has_answered() -> None:
    backend = HangingBackend()
    store = front(backend, deadline=0.01)
    with pytest.raises(Abandoned) as caught:
        await store.load_password(KEY)
    backend.let_go()
    caught.value.thread.join(10)
    store._deadline = 10
    await store.save_password(KEY, PASSWORD)
    assert await store.load_password(KEY) == PASSWORD


async def test_one_call_is_under_way_at_a_time() -> None:
    under_way, most = 0, 0

    class Counting(FakeBackend):
        def get_password(self, service: str, username: str) -> str | None:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            found = super().get_password(service, username)
            under_way -= 1
            return found

    store = front(Counting())
    keys = [type(KEY)(KEY.origin, KEY.tenant_id, str(number)) for number in range(8)]
    await asyncio.gather(*(store.save_token(key, stored()) for key in keys))
    assert most == 1
    # Each of them is in the index: none was lost to another's.
    assert await store.forget_all() == 8


async def test_who_waits_can_be_cancelled() -> None:
    backend = HangingBackend()
    store = front(backend)
    task = asyncio.create_task(store.load_token(KEY))
    while not backend.asked:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    backend.let_go()


def test_a_store_that_never_answers_does_not_hold_the_end_of_the_process() -> None:
    script = """
import asyncio, threading
from tbs_tui.account.stores.choose import choose
from tbs_tui.account.stores.os_keyrings import Candidate
from tbs_tui.clock import SystemClock

async def main():
    chosen = await choose("auto", SystemClock(), deadline=0.05, candidates=[Candidate("x", threading.Event().wait)])
    print(chosen.store.name, chosen.passed_over)

asyncio.run(main())
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "memory (('x', 'no answer within 0.05 s'),)\n"


def test_an_answer_after_the_loop_has_ended_is_nobodys() -> None:
    backend = HangingBackend()

    async def abandoned() -> threading.Thread:
        with pytest.raises(Abandoned) as caught:
            await front(backend, deadline=0.01).load_token(KEY)
        return caught.value.thread

    thread = asyncio.run(abandoned())
    backend.let_go()
    thread.join(10)
    assert not thread.is_alive()


async def test_passwords_never_come_in_clear() -> None:
    store = CredentialStore(MemoryStore(ManualClock()))
    await store.save_password(KEY, PASSWORD)
    loaded = await store.load_password(KEY)
    assert isinstance(loaded, SecretStr)
    assert PASSWORD.get_secret_value() not in repr(loaded)
