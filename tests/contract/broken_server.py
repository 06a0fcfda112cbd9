"""A server on a real socket that takes a request and does not answer as a server should, and addresses at which there
is none that could."""

import asyncio
import contextlib
import functools
import shutil
import socket
import ssl
import struct
import subprocess
import tempfile
from collections.abc import AsyncIterator
from enum import Enum
from pathlib import Path

#: Below the reserved top domain no name exists (RFC 6761).
NO_NAME = "nowhere.invalid"


class Way(Enum):
    """How no answer comes."""

    NO_ADDRESS = "DNS failure"
    REFUSED = "connection refused"
    NOT_ACCEPTED = "timeout before sending"
    SELF_SIGNED = "TLS: self-signed certificate"
    NO_TLS = "TLS: plain HTTP behind the port"
    SILENT = "timeout after sending"
    HALF_SILENT = "timeout mid-body"
    RESET = "reset before the answer"
    RESET_HALF = "reset mid-body"
    CLOSED = "closed before the answer"
    NO_HTTP = "an answer that is no HTTP"


#: Those in which a request gets as far as the server.
ARRIVING = frozenset(Way) - {Way.NO_ADDRESS, Way.REFUSED, Way.NOT_ACCEPTED, Way.SELF_SIGNED, Way.NO_TLS}

_HALF = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-openstack-request-id: req-half\r\n"
    b'content-length: 4000\r\n\r\n{"volume": {"id": '
)


class Broken:
    """What has come in: method and path of each request."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.requests: list[tuple[str, str]] = []
        self.url = ""
        self.tasks: set[asyncio.Task[None]] = set()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._one(reader, writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.way is Way.NO_TLS:
            await reader.read(1024)
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line)
        await reader.readexactly(next(lengths, 0))
        method, path, _version = head.split(b"\r\n")[0].decode().split(" ")
        self.requests.append((method, path.split("?")[0]))
        if self.way in (Way.HALF_SILENT, Way.RESET_HALF):
            writer.write(_HALF)
            await writer.drain()
        if self.way is Way.NO_HTTP:
            writer.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
            await writer.drain()
        if self.way in (Way.SILENT, Way.HALF_SILENT):
            # Until the other side has had enough.
            await reader.read()
        if self.way is Way.RESET_HALF:
            # What has been sent is lost with the connection unless it has been read: the client asks for no more
            # until then, so its reading is what empties the socket.
            await _taken(writer)
        if self.way in (Way.RESET, Way.RESET_HALF):
            opened = writer.get_extra_info("socket")
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def _taken(writer: asyncio.StreamWriter) -> None:
    """Until the other side has read what was sent; in the same loop that takes some turns."""
    for _ in range(20):
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def broken(way: Way) -> AsyncIterator[Broken]:
    """Serve (or do not) in this loop."""
    made = Broken(way)
    match way:
        case Way.NO_ADDRESS:
            made.url = f"https://{NO_NAME}"
            yield made
        case Way.REFUSED:
            with socket.socket() as bound:
                # Bound and not listened at: nobody else gets the port meanwhile.
                bound.bind(("127.0.0.1", 0))
                made.url = f"http://127.0.0.1:{bound.getsockname()[1]}"
                yield made
        case Way.NOT_ACCEPTED:
            with contextlib.ExitStack() as sockets:
                full = sockets.enter_context(socket.socket())
                full.bind(("127.0.0.1", 0))
                full.listen(0)
                for _ in range(4):
                    # The kernel drops whoever comes when the queue is full.
                    waiting = sockets.enter_context(socket.socket())
                    waiting.setblocking(False)
                    waiting.connect_ex(full.getsockname())
                made.url = f"http://127.0.0.1:{full.getsockname()[1]}"
                yield made
        case _:
            async with _served(made) as url:
                made.url = url
                yield made


@contextlib.asynccontextmanager
async def _served(made: Broken) -> AsyncIterator[str]:
    context = self_signed() if made.way is Way.SELF_SIGNED else None
    server = await asyncio.start_server(made.handle, "127.0.0.1", 0, ssl=context)
    scheme = "https" if made.way in (Way.SELF_SIGNED, Way.NO_TLS) else "http"
    try:
        yield f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in made.tasks:
            task.cancel()
        await asyncio.gather(*made.tasks, return_exceptions=True)


@functools.cache
def self_signed() -> ssl.SSLContext:
    """Of a server whose certificate nobody has signed but itself. Raises FileNotFoundError without openssl."""
    openssl = shutil.which("openssl")
    if openssl is None:
        raise FileNotFoundError("openssl")
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = Path(folder, "key.pem"), Path(folder, "certificate.pem")
        command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        command += ["-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=cloud"]
        subprocess.run([*command, "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    return context
