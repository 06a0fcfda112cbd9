"""An event loop that ends when its time is over, whatever hangs behind it."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


class _Abandoning(ThreadPoolExecutor):
    """Its threads are daemons that nobody joins. The usual ones are joined by the loop and again at exit, and a name
    that no resolver answers for holds one for 20 s and more."""

    def submit(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = call(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - handed to whoever waits, as the executor's own threads do
                future.set_exception(error)
            else:
                future.set_result(result)

        threading.Thread(target=work, name="abandonable", daemon=True).start()
        return future


def run_abandoning(work: Coroutine[Any, Any, T]) -> T:
    """As `asyncio.run`, but what still runs in a thread when `work` has ended is left behind."""

    async def prepared() -> T:
        asyncio.get_running_loop().set_default_executor(_Abandoning())
        return await work

    return asyncio.run(prepared())
