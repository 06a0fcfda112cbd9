"""Where bytes go: certificates, proxies, redirects, cookies, connections that break."""

import asyncio
import contextlib
import gzip
import shutil
import ssl
import subprocess
import traceback
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from contract.bed import bed
from support_cloud import ManualClock

from tbs_tui.api.errors import NotUnderstood, Refused, Unreachable
from tbs_tui.api.transport import Transport
from tbs_tui.demo import Fault, FaultKind

TOKEN = "gAAAAAB-very-secret"
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"


class Wire:
    """A bare server: remembers the bytes of each request's head, and answers with `answer` of it."""

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self.heads: list[bytes] = []
        self.connections: set[asyncio.Task[None]] = set()
        self.url = ""
        self._answer = answer

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.connections.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._one(reader, writer):
                pass
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        lengths = (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line)
        await reader.readexactly(next(lengths, 0))
        answer = self._answer(head)
        writer.write(answer)
        await writer.drain()
        return bool(answer) and b"connection: close" not in answer


@contextlib.asynccontextmanager
async def listening(
    answer: Callable[[bytes], bytes] = lambda head: OK, context: ssl.SSLContext | None = None
) -> AsyncIterator[Wire]:
    wire = Wire(answer)
    server = await asyncio.start_server(wire.handle, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    wire.url = f"{'https' if context else 'http'}://127.0.0.1:{port}"
    try:
        yield wire
    finally:
        server.close()
        for connection in wire.connections:
            connection.cancel()
        await asyncio.gather(*wire.connections, return_exceptions=True)


@contextlib.asynccontextmanager
async def client(ca_file: str | None = None) -> AsyncIterator[Transport]:
    transport = Transport(clock=ManualClock(), ca_file=ca_file)
    try:
        yield transport
    finally:
        await transport.aclose()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(certificate, key) for 127.0.0.1, signed by itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=cloud"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


@pytest.fixture
def server_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


async def test_a_certificate_that_nobody_signed_is_refused(server_context: ssl.SSLContext) -> None:
    async with listening(context=server_context) as server, client() as transport:
        for method in ("GET", "POST"):
            with pytest.raises(Unreachable, match="is not trusted") as caught:
                await transport.send(method, server.url, headers={"x-auth-token": TOKEN}, body={})
            # The handshake failed, so nothing was said.
            assert caught.value.maybe_done is False
        assert server.heads == []


async def test_a_certificate_of_the_given_authority_is_taken(
    certificate: tuple[Path, Path], server_context: ssl.SSLContext
) -> None:
    async with listening(context=server_context) as server, client(str(certificate[0])) as transport:
        assert (await transport.send("GET", server.url)).status == 200
        # The name is checked too.
        with pytest.raises(Unreachable, match="is not trusted"):
            await transport.send("GET", server.url.replace("127.0.0.1", "localhost"))


async def test_a_file_that_holds_no_certificate_is_said(tmp_path: Path) -> None:
    nonsense = tmp_path / "ca.pem"
    nonsense.write_text("no certificate")
    async with client(str(nonsense)) as transport:
        with pytest.raises(Refused, match=r"ca\.pem"):
            await transport.send("GET", "https://cloud.example.com")


@pytest.mark.parametrize("name", ["http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
async def test_loopback_never_goes_through_a_proxy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening() as server, listening() as proxy, client() as transport:
        monkeypatch.setenv(name, proxy.url)
        port = server.url.rpartition(":")[2]
        for host in ("127.0.0.1", "localhost"):
            await transport.send("GET", f"http://{host}:{port}/v2", headers={"x-auth-token": TOKEN})
        assert (len(server.heads), proxy.heads) == (2, [])


async def test_other_hosts_go_through_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(head: bytes) -> bytes:
        return b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"

    async with listening(refuse) as proxy, client() as transport:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("http://", "http://user:hunter2@"))
        with pytest.raises(Unreachable, match="407") as caught:
            await transport.send("POST", "https://cloud.example.com/v2", headers={"x-auth-token": TOKEN}, body={})
        # The tunnel never stood, so the cloud got nothing; the proxy saw the host and no token.
        assert caught.value.maybe_done is False
        assert "hunter2" not in str(caught.value)
        [head] = proxy.heads
        assert head.startswith(b"CONNECT cloud.example.com:443 ")
        assert TOKEN.encode() not in head


async def test_no_proxy_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening() as proxy, client() as transport:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "direct.invalid")
        assert (await transport.send("GET", "http://proxied.invalid/v2")).status == 200
        assert proxy.heads[0].startswith(b"GET http://proxied.invalid/v2 ")
        with pytest.raises(Unreachable):
            await transport.send("GET", "http://direct.invalid/v2")
        assert len(proxy.heads) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_leads_nowhere(status: int) -> None:
    async with listening() as elsewhere, client() as transport:

        def away(head: bytes) -> bytes:
            location = f"location: {elsewhere.url}/login\r\n".encode()
            return b"HTTP/1.1 %d Moved\r\n%scontent-length: 0\r\n\r\n" % (status, location)

        async with listening(away) as server:
            for method in ("GET", "POST", "DELETE"):
                with pytest.raises(NotUnderstood, match="never followed"):
                    await transport.send(method, server.url, headers={"x-auth-token": TOKEN})
            assert len(server.heads) == 3
        assert elsewhere.heads == []


async def test_a_clouds_redirect_takes_no_token_along() -> None:
    async with listening() as elsewhere, bed() as cloud:
        storage = await cloud.storage()
        cloud.cloud.faults.add(Fault(FaultKind.REDIRECT, location=f"{elsewhere.url}/steal"))
        with pytest.raises(NotUnderstood):
            await storage.types()
        with pytest.raises(NotUnderstood):
            await storage.delete_volume("v")
        # Nor does the password, on the way to a token.
        with pytest.raises(NotUnderstood):
            await cloud.sign_in().token()
        assert elsewhere.heads == []


async def test_cookies_do_not_come_back() -> None:
    def with_cookie(head: bytes) -> bytes:
        return OK.replace(b"content-type", b"set-cookie: session=1; Path=/\r\ncontent-type")

    async with listening(with_cookie) as server, client() as transport:
        for _ in range(2):
            await transport.send("GET", server.url)
        assert len(server.heads) == 2
        assert all(b"cookie" not in head.lower() for head in server.heads)


async def test_gzip_is_asked_for_and_unpacked() -> None:
    packed = gzip.compress(b'{"volumes": []}')

    def pack(head: bytes) -> bytes:
        return b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n%s" % (len(packed), packed)

    async with listening(pack) as server, client() as transport:
        assert (await transport.send("GET", server.url)).content == b'{"volumes": []}'
        assert b"accept-encoding: gzip\r\n" in server.heads[0].lower()


@pytest.mark.parametrize("tail", ["\n", "\r\nx-evil: 1", "\x00", "\x7f\n"])
async def test_a_token_that_cannot_stand_in_a_header_is_neither_sent_nor_quoted(tail: str) -> None:
    async with listening() as server, client() as transport:
        with pytest.raises(Refused) as caught:
            await transport.send("POST", server.url, headers={"x-auth-token": TOKEN + tail}, body={})
        assert TOKEN not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)
        assert server.heads == []


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 202 Accepted\r\ncontent-length: 100\r\nconnection: close\r\n\r\n{",
        b"HTTP/1.1 202 Accepted\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{",
        b"nonsense\r\n\r\nconnection: close",
        b"HTTP/1.1 999999 X\r\nconnection: close\r\n\r\n",
    ],
)
@pytest.mark.parametrize(("method", "maybe_done"), [("GET", False), ("POST", True), ("DELETE", True)])
async def test_a_connection_that_breaks_after_sending(answer: bytes, method: str, maybe_done: bool) -> None:
    async with listening(lambda head: answer) as server, client() as transport:
        with pytest.raises(Unreachable) as caught:
            await transport.send(method, server.url, headers={"x-auth-token": TOKEN})
        assert caught.value.maybe_done is maybe_done
        assert TOKEN not in str(caught.value)
        assert len(server.heads) == 1


async def test_a_port_where_nobody_listens_has_done_nothing() -> None:
    async with listening() as server:
        url = server.url
    async with client() as transport:
        for method in ("GET", "POST", "DELETE"):
            with pytest.raises(Unreachable, match="cannot be reached") as caught:
                await transport.send(method, url)
            assert caught.value.maybe_done is False


async def test_connections_are_kept_open() -> None:
    async with listening() as server, client() as transport:
        for _ in range(5):
            await transport.send("GET", server.url)
        assert len(server.heads) == 5
        assert len(server.connections) == 1
