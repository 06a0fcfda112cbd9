"""A thin line to the jump host: what goes through it comes late and slowly, whichever way it goes."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

#: Bytes that are read at once. As many lie in the buffers of the relay as the line carries meanwhile, and no more.
_PIECE = 1024


class Relay:
    """Between a port of its own and another one. It may stand still for a while."""

    def __init__(self, port: int, *, delay: float, rate: float) -> None:
        """`delay` seconds each way, `rate` bytes a second each way."""
        self._target, self._delay, self._rate = port, delay, rate
        self.port = 0
        self.came = 0
        """Bytes from the jump host so far."""
        self._flows = asyncio.Event()

    async def listen(self) -> asyncio.Server:
        self._loop = asyncio.get_running_loop()
        self._flows.set()
        # With the kernel's own buffers, which are those of a real line.
        server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    def stands_still(self, wanted: bool) -> None:
        """Whether nothing comes from the jump host any more; what goes there goes on."""
        self._loop.call_soon_threadsafe(self._flows.clear if wanted else self._flows.set)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._target, limit=_PIECE)
        # At the end, and then nobody waits for it.
        try:
            await asyncio.gather(self._carry(reader, back, False), self._carry(there, writer, True))
        except asyncio.CancelledError:
            pass
        finally:
            writer.transport.abort()
            back.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counts: bool) -> None:
        """`counts` says whether it is the way from the jump host."""
        loop = asyncio.get_running_loop()
        free_at = 0.0
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(_PIECE):
                self.came += counts * len(data)
                free_at = max(free_at, loop.time()) + len(data) / self._rate
                loop.call_at(free_at + self._delay, self._deliver, writer, data)
                await asyncio.sleep(free_at - loop.time())
                if counts:
                    await self._flows.wait()
        await asyncio.sleep(self._delay + 0.1)
        writer.close()

    @staticmethod
    def _deliver(writer: asyncio.StreamWriter, data: bytes) -> None:
        if not writer.is_closing():
            writer.write(data)


@contextlib.contextmanager
def relay(port: int, *, delay: float, rate: float) -> Iterator[Relay]:
    """A relay in a thread of its own, until the end of the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="relay")
    thread.start()

    async def build() -> tuple[Relay, asyncio.Server]:
        made = Relay(port, delay=delay, rate=rate)
        return made, await made.listen()

    async def end(server: asyncio.Server) -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        # A transport is closed in the next turn.
        await asyncio.sleep(0.01)

    made, server = asyncio.run_coroutine_threadsafe(build(), loop).result(10)
    try:
        yield made
    finally:
        asyncio.run_coroutine_threadsafe(end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
