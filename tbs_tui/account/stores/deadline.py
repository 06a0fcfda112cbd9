"""Run what may hang for ever, and come back all the same."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

from tbs_tui.account.stores.store import StoreError
from tbs_tui.locale import _
from tbs_tui.text import cut, plain

T = TypeVar("T")

#: Seconds. A Secret Service answers in 0.2 s; one that takes longer than this waits for a person at another screen.
DEADLINE = 3.0
#: Cells of a library's own words that are shown.
_LONGEST_WORDS = 160


class Abandoned(StoreError):
    """The call did not come back in time. Its thread, which can't be stopped, may still run."""

    def __init__(self, words: str, thread: threading.Thread) -> None:
        super().__init__(words)
        self.thread = thread


async def within(seconds: float, call: Callable[[], T], *, quote: bool = False) -> T:
    """What `call` returns. Raises StoreError for whatever it raises, Abandoned when it takes longer than `seconds`.

    `quote`: the words of an unknown error are shown. Only where no secret is at hand: they are not ours.

    The thread is a daemon of its own. Those of the loop's executor are joined when the process ends, so that one
    call that hangs would hold the end of tbs-tui for ever.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, failure: StoreError | None) -> None:
        if done.done():
            return
        if failure is not None:
            done.set_exception(failure)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def work() -> None:
        result: T | None = None
        failure: StoreError | None = None
        try:
            result = call()
        except StoreError as error:
            # A new one: the old one's traceback holds frames, and those hold secrets.
            failure = StoreError(error.words)
        except BaseException as error:  # noqa: BLE001
            # The one place where every exception is caught: the libraries behind a keyring raise their own, those of
            # D-Bus, of cryptography (which panics with a BaseException), KeyError and AttributeError, and whatever it
            # is, it means that this store can't be used. Only the caller waits for this thread; nobody else would
            # learn of it.
            failure = StoreError(_words(error, quote=quote))
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, failure)

    thread = threading.Thread(target=work, name="credentials", daemon=True)
    thread.start()
    try:
        async with asyncio.timeout(seconds):
            return await done
    except TimeoutError:
        pass
    raise Abandoned(_("no answer within {seconds:g} s").format(seconds=seconds), thread)


def _words(error: BaseException, *, quote: bool) -> str:
    kind = type(error).__name__
    said = plain(error).strip() if quote else ""
    return cut(f"{kind}: {said}" if said else kind, _LONGEST_WORDS)
