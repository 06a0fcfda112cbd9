"""A cloud of bare sockets, which says whatever a test wants it to: what no web server would let it say."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tbs_tui.demo import DEMO_TENANTS

TENANT = DEMO_TENANTS[0].id
TOKEN = "gAAAAAB-" + "sentinel" * 8
#: What is listed while nobody does harm.
GOOD = {
    "volumes": [{"id": f"v{number}", "name": f"good-{number}", "status": "available", "size": 1} for number in (1, 2)],
    "snapshots": [{"id": "s1", "name": "good", "status": "available", "size": 1, "volume_id": "v1"}],
    "volume_types": [{"id": "t1", "name": "ssd"}],
}


@dataclass
class Wire:
    """One connection, one request of which has come in."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: bytes
    cloud: "BareCloud"

    @property
    def path(self) -> str:
        """Without the query."""
        return self.head.split(b" ", 2)[1].decode("latin-1").split("?")[0]

    async def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.writer.write(piece)
        await self.writer.drain()

    async def answer(self, body: bytes, *headers: bytes, status: bytes = b"200 OK") -> None:
        """A whole answer."""
        lines = [b"HTTP/1.1 " + status, b"content-length: %d" % len(body), *headers]
        if not any(header.lower().startswith(b"content-type") for header in headers):
            lines.append(b"content-type: application/json")
        await self.send(b"\r\n".join(lines) + b"\r\n\r\n" + body)

    async def rows(self, *rows: object, headers: tuple[bytes, ...] = ()) -> None:
        """The rows, whatever kind was asked for."""
        await self.answer(json.dumps(dict.fromkeys(GOOD, rows)).encode(), *headers)

    async def for_ever(self, piece: bytes, pause: float = 0.0) -> None:
        """Until the client has had enough."""
        while True:
            await self.send(piece)
            await asyncio.sleep(pause)

    async def silence(self) -> None:
        """Until the client goes."""
        await self.reader.read()


Talk = Callable[[Wire], Awaitable[Any]]


async def well(wire: Wire) -> None:
    """As a cloud should."""
    kind = wire.path.removesuffix("/detail").rsplit("/", 1)[-1].replace("types", "volume_types")
    await wire.answer(json.dumps({kind: GOOD.get(kind, [])}).encode())


@dataclass
class BareCloud:
    """Signs in whoever comes, and does with all else what `talk` does."""

    url: str = ""
    talk: Talk = well
    of: str = ""
    """`talk` is for paths that hold this; all others are done well."""
    identity: Talk | None = None
    """In place of a sign-in."""
    catalog: Callable[[str], list[tuple[str, str, str]]] = lambda url: [("volumev2", "KR1", f"{url}/v2/{TENANT}")]
    """Type, region and URL of each service, from the cloud's own URL."""
    heads: list[bytes] = field(default_factory=list)
    """Of every request."""
    connections: set["asyncio.Task[None]"] = field(default_factory=set)

    def access(self) -> dict[str, Any]:
        """What a sign-in gives."""
        return {
            "access": {
                "token": {"id": TOKEN, "expires": "2030-01-01T00:00:00Z", "tenant": {"id": TENANT, "name": "demo"}},
                "serviceCatalog": [
                    {"type": kind, "endpoints": [{"region": region, "publicURL": url}]}
                    for kind, region, url in self.catalog(self.url)
                ],
            }
        }

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.connections.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.heads.append(head)
                lines = head.lower().split(b"\r\n")
                length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length")), 0)
                await reader.readexactly(length)
                wire = Wire(reader, writer, head, self)
                if wire.path == "/v2.0/tokens":
                    await (self.identity or self._sign_in)(wire)
                    continue
                talk = self.talk if self.of in wire.path else well
                await talk(wire)
                if talk is not well:
                    break
        writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()

    async def _sign_in(self, wire: Wire) -> None:
        await wire.answer(json.dumps(self.access()).encode())


@contextlib.asynccontextmanager
async def bare_cloud(**how: Any) -> AsyncIterator[BareCloud]:
    """One that listens on 127.0.0.1."""
    cloud = BareCloud(**how)
    server = await asyncio.start_server(cloud.handle, "127.0.0.1", 0)
    cloud.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield cloud
    finally:
        server.close()
        for connection in cloud.connections:
            connection.cancel()
        await asyncio.gather(*cloud.connections, return_exceptions=True)
