"""A cloud that wants to harm its client, over real sockets: whatever it says, little memory, little time, an error of
the tree in words that are safe to show, and the rows of before stay.

The limits are small here, so that a second is enough for all they hold; one test has the true ones.
"""

import asyncio
import contextlib
import gzip
import json
import ssl
import time
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from contract.support_wire import GOOD, TENANT, TOKEN, BareCloud, Talk, Wire, bare_cloud, well
from pydantic import SecretStr
from support_cloud import ManualClock

from tbs_tui.account.context import Context
from tbs_tui.account.session import Session
from tbs_tui.api import block_storage, errors, parse, transport
from tbs_tui.api.identity import Identity
from tbs_tui.api.transport import Transport
from tbs_tui.inventory.events import Event, PollFailed, PollSucceeded
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind
from tbs_tui.inventory.poller import Poller
from tbs_tui.inventory.source import SessionSource
from tbs_tui.text import plain

PLACE = Context("", TENANT, "KR1")
PASSWORD = "sentinel-of-a-password"
BODY_BYTES = 1 << 20
#: Of the whole of a request, for what goes on until that.
REQUEST_SECONDS = 0.2
#: A listing, tried three times.
MOST_SECONDS = 6.0
#: Of Python's memory at the peak: a body of a megabyte as bytes, twice, and as what is made of it.
MOST_MEGABYTES = 12
#: Characters. A person reads this on a line or two.
MOST_WORDS = 3000


@dataclass(frozen=True)
class Case:
    """`error` is what a listing becomes; None: it is taken, and `rows` are the names of its volumes."""

    name: str
    talk: Talk
    error: type[errors.ApiError] | None
    words: str = ""
    rows: tuple[str | None, ...] = ()
    malformed: tuple[str, ...] = ()


def body(content: bytes, *headers: bytes, status: bytes = b"200 OK") -> Talk:
    return lambda wire: wire.answer(content, *headers, status=status)


def raw(*pieces: bytes, then: bytes = b"", pause: float = 0.0) -> Talk:
    """The pieces, and then `then` for ever, or silence."""

    async def talk(wire: Wire) -> None:
        await wire.send(*pieces)
        if then:
            await wire.for_ever(then, pause)

    return talk


def held(*pieces: bytes) -> Talk:
    """The pieces, and then nothing more on a connection that stands."""

    async def talk(wire: Wire) -> None:
        await wire.send(*pieces)
        await wire.silence()

    return talk


def one(**fields: Any) -> Talk:
    """A listing of a single row, which also has these fields."""
    row = {"id": "x", "status": "available", "size": 1, "volume_id": "v", "name": "n"}
    return lambda wire: wire.rows(row | fields)


def packed(content: bytes) -> Talk:
    return body(content, b"content-encoding: gzip")


async def endless_pages(wire: Wire) -> None:
    """Each with rows of its own and a link to the next, which leads elsewhere."""
    number = len(wire.cloud.heads)
    rows = [{"id": f"{number}-{each}", "status": "a", "size": 1, "volume_id": "v"} for each in range(3)]
    links = [{"rel": "next", "href": "http://elsewhere.invalid/v2/volumes?marker=x"}]
    document = dict.fromkeys(GOOD, rows) | {f"{kind}_links": links for kind in GOOD}
    await wire.answer(json.dumps(document).encode())


async def repeated_pages(wire: Wire) -> None:
    rows = [{"id": "same", "name": "n", "status": "a", "size": 1, "volume_id": "v"}]
    links = [{"rel": "next", "href": "/"}]
    document = dict.fromkeys(GOOD, rows) | {f"{kind}_links": links for kind in GOOD}
    await wire.answer(json.dumps(document).encode())


async def pages_of_far_too_many_rows(wire: Wire) -> None:
    number = len(wire.cloud.heads)
    rows = [{"id": f"{number}-{each}"} for each in range(150)]
    document = dict.fromkeys(GOOD, rows) | {f"{kind}_links": [{"rel": "next", "href": "/"}] for kind in GOOD}
    await wire.answer(json.dumps(document).encode())


async def echo(wire: Wire) -> None:
    """Says back what it was told, where a person would see it."""
    token = TOKEN.encode()
    await wire.answer(
        json.dumps({"badRequest": {"message": f"you said {TOKEN}"}}).encode(),
        b"x-openstack-request-id: " + token,
        b"location: https://evil.invalid/?" + token,
        b"x-subject-token: " + token,
        status=b"400 Bad Request",
    )


OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"
EMPTY_ROWS = json.dumps({kind: [] for kind in GOOD}).encode()
BOMB = gzip.compress(b" " * (BODY_BYTES * 20))
#: One volume of every number that a size may not be.
NUMBERS = {
    "1e400": b"1e400",
    "a thousand digits": b"9" * 1000,
    "negative": b"-1",
    "NaN": b"NaN",
    "Infinity": b"Infinity",
    "minus Infinity": b"-Infinity",
    "a fraction": b"1.5",
    "beyond 64 bits": b"18446744073709551616",
}
UNREACHABLE, STRANGE = errors.Unreachable, errors.NotUnderstood


def with_size(number: bytes) -> bytes:
    row = b'{"id":"x","name":"n","status":"available","volume_id":"v","size":%s}' % number
    return b"{%s}" % b",".join(b'"%s":[%s]' % (kind.encode(), row) for kind in GOOD)


def of_all_kinds(items: bytes) -> bytes:
    """A body with these bytes as the items of each list."""
    return b"{%s}" % b",".join(b'"%s":[%s]' % (kind.encode(), items) for kind in GOOD)


BODIES = [
    Case("gigantic, and says so", raw(OK + b"content-length: 1000000000000\r\n\r\n", then=b" " * 65536), STRANGE, "MB"),
    Case("gigantic, in chunks without end", raw(CHUNKED, then=b"10000\r\n" + b" " * 65536 + b"\r\n"), STRANGE, "MB"),
    Case("one chunk without end", raw(CHUNKED + b"ffffffffff\r\n", then=b" " * 65536), STRANGE, "MB"),
    Case("until the connection closes, which it never does", raw(OK + b"\r\n", then=b" " * 65536), STRANGE, "MB"),
    Case("chunks of a byte", raw(CHUNKED, then=b"1\r\n \r\n" * 600), STRANGE, "pieces"),
    Case("a chunk whose size is no number", raw(CHUNKED + b"zz\r\n"), UNREACHABLE),
    Case("a chunk whose size has no end", raw(CHUNKED, then=b"0" * 4096), UNREACHABLE),
    Case("an extension of a chunk without end", raw(CHUNKED + b"1;", then=b"a" * 4096), UNREACHABLE),
    Case("trailers without end", raw(CHUNKED + b"0\r\n", then=b"x-y: z\r\n" * 1000), UNREACHABLE),
    Case("a length of ten thousand digits", raw(OK + b"content-length: " + b"9" * 10_000 + b"\r\n\r\n"), UNREACHABLE),
    Case("a negative length", raw(OK + b"content-length: -1\r\n\r\n{}"), UNREACHABLE),
    Case("two lengths", raw(OK + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}"), UNREACHABLE),
    Case("shorter than it says", raw(OK + b"content-length: 100\r\n\r\n{"), UNREACHABLE),
    Case("empty", body(b""), STRANGE),
    Case("a page of HTML", body(b"<html><b>[red]sign in</b></html>", b"content-type: text/html"), STRANGE),
    Case("bytes that are no text", body(bytes(range(256))), STRANGE),
    Case("UTF-16", body(EMPTY_ROWS.decode().encode("utf-16"), b"content-type: application/json; charset=utf-16"), None),
    Case("a mark of the byte order", body(b"\xef\xbb\xbf" + EMPTY_ROWS), None),
    Case("a charset that is none", body(EMPTY_ROWS, b"content-type: application/json; charset=\x1b[31m"), None),
    Case("an unknown charset", body(EMPTY_ROWS, b"content-type: application/json; charset=evil"), None),
    Case("another type of content", body(EMPTY_ROWS, b"content-type: image/png"), None),
    Case("bytes of Latin-1 in a name", body(of_all_kinds(b'{"id":"x","name":"\xe9"}')), STRANGE),
    Case("half a surrogate in a name", one(name="\ud800"), None, rows=("?",)),
    Case("lists in lists, 100,000 deep", body(b"[" * 100_000), STRANGE),
    Case("lists in lists, closed", body(b"[" * 50_000 + b"]" * 50_000), STRANGE),
    Case("objects in objects, 100,000 deep", body(b'{"volumes":' * 100_000), STRANGE),
    Case("a row 150 deep", one(metadata=json.loads('{"a":' * 150 + "1" + "}" * 150)), None, rows=("n",)),
    Case("a million digits", body(b'{"volumes":' + b"9" * 1_000_000 + b"}"), STRANGE),
    Case("empty lists by the hundred thousand", body(of_all_kinds(b",".join([b"[]"] * 100_000))), STRANGE, "values"),
    Case("numbers by the hundred thousand", body(of_all_kinds(b",".join([b"0"] * 100_000))), STRANGE, "values"),
    Case("lists in lists by the thousand", body(of_all_kinds(b",".join([b"[[[[[]]]]]"] * 30_000))), STRANGE, "values"),
    Case("the same key again and again", body(b"{" + b'"volumes":[],' * 9_000 + EMPTY_ROWS[1:]), None),
    Case("a name of a megabyte", one(name="n" * 300_000), None, rows=(None,), malformed=("name",)),
    Case("metadata of a megabyte", one(metadata={"k": "v" * 300_000}), None, rows=("n",), malformed=("metadata",)),
    Case("an id of a megabyte", one(id="n" * 300_000), None, rows=()),
    Case("no row is an object", body(of_all_kinds(b'1,"x",null,[],true')), None),
    Case("ids that come twice", lambda wire: wire.rows(*[{"id": "x", "name": "n"}] * 5), None, rows=("n",)),
    Case("a failure said with 200", body(b'{"header":{"isSuccessful":false,"resultCode":-1}}'), STRANGE, "-1"),
    *(
        Case(f"a size that is {name}", body(with_size(number)), None, rows=("n",), malformed=("size",))
        for name, number in NUMBERS.items()
    ),
]
PACKED = [
    Case("a bomb", packed(BOMB), STRANGE, "MB"),
    Case("a bomb in a bomb", packed(gzip.compress(BOMB)), STRANGE),
    Case("gzip twice, and says so", body(gzip.compress(BOMB), b"content-encoding: gzip, gzip"), STRANGE, "not asked"),
    Case("gzip that is none", packed(b"nonsense"), STRANGE, "unpacked"),
    Case("gzip that ends early", packed(gzip.compress(EMPTY_ROWS * 100)[:40]), STRANGE),
    Case(
        "gzip that is empty for ever",
        raw(
            OK + b"content-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n",
            b"a\r\n\x1f\x8b\x08\0\0\0\0\0\0\xff\r\n",
            then=b"5000\r\n" + b"\0\0\0\xff\xff" * 4096 + b"\r\n",
        ),
        STRANGE,
        "MB",
    ),
    Case(
        "bytes behind the end of gzip, without end",
        raw(
            OK + b"content-encoding: gzip\r\n\r\n" + gzip.compress(EMPTY_ROWS),
            then=b"x" * 65536,
        ),
        STRANGE,
        "MB",
    ),
    Case("brotli", body(b"\x0b\x02\x80{}\x03", b"content-encoding: br"), STRANGE, "not asked"),
    Case("an encoding of many words", body(b"{}", b"content-encoding: " + b"gzip," * 1000), STRANGE, "not asked"),
]
SLOW = [
    Case("silence", held(), UNREACHABLE, "in time"),
    Case("half a head, and silence", held(b"HTTP/1.1 200 OK\r\ncontent-"), UNREACHABLE, "in time"),
    Case("a head that drips", raw(b"HTTP/1.1 200 OK\r\nx-y: ", then=b"z", pause=0.02), UNREACHABLE, "in time"),
    Case("a head, and silence", held(OK + b"content-length: 9\r\n\r\n"), UNREACHABLE, "stopped halfway"),
    Case("a body that drips", raw(OK + b"\r\n", then=b" ", pause=0.02), UNREACHABLE, "stopped halfway"),
    Case("chunks that drip", raw(CHUNKED, then=b"1\r\n \r\n", pause=0.02), UNREACHABLE, "stopped halfway"),
    Case("100 Continue, without end", raw(then=b"HTTP/1.1 100 Continue\r\n\r\n" * 100), UNREACHABLE, "in time"),
    Case("103 Early Hints, without end", raw(then=b"HTTP/1.1 103 Hi\r\nlink: <x>\r\n\r\n" * 100), UNREACHABLE),
]
HEADS = [
    Case("a line of headers of a megabyte", raw(OK + b"x-y: " + b"z" * 1_000_000 + b"\r\n\r\n"), UNREACHABLE),
    Case("headers without end", raw(OK, then=b"x-y: z\r\n" * 1000), UNREACHABLE),
    Case("thousands of headers", body(EMPTY_ROWS, *[b"x-%d: y" % number for number in range(2000)]), None),
    Case("a line of the status without end", raw(b"HTTP/1.1 200 ", then=b"O" * 65536), UNREACHABLE),
    Case("another protocol", raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), UNREACHABLE),
    Case("HTTP/2", raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), UNREACHABLE),
    Case("HTTP/0.9", raw(b"<html>hello</html>"), UNREACHABLE),
    Case("a change of protocol", raw(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n"), UNREACHABLE),
    Case("a status of 999", body(b"{}", status=b"999 X"), errors.ServerError),
    Case("a status of 99", raw(b"HTTP/1.1 99 X\r\n\r\n"), UNREACHABLE),
    Case("ESC in a header", body(EMPTY_ROWS, b"x-y: \x1b[31m"), None),
    Case("NUL in a header", body(EMPTY_ROWS, b"x-y: a\x00b"), UNREACHABLE),
    Case("C1 in the request's id", body(b"", b"x-openstack-request-id: \x9b31m", status=b"404 X"), errors.NotFound),
    Case(
        "a request's id of 90,000",
        body(b"", b"x-openstack-request-id: " + b"r" * 90_000, status=b"404 X"),
        errors.NotFound,
    ),
    Case("a cookie", body(EMPTY_ROWS, b"set-cookie: session=evil; Path=/; Domain=127.0.0.1"), None),
    Case("cookies by the thousand", body(EMPTY_ROWS, *[b"set-cookie: a%d=b" % n for n in range(2000)]), None),
    Case(
        "a question for a password",
        body(b"", b'www-authenticate: Basic realm="\x80"', status=b"401 X"),
        errors.SignInError,
    ),
    Case("a question for Kerberos", body(b"", b"www-authenticate: Negotiate", status=b"401 X"), errors.SignInError),
    Case("a proxy's question", body(b"", b"proxy-authenticate: Basic", status=b"407 X"), errors.InvalidInput),
    Case("a wait of 1e400 seconds", body(b"", b"retry-after: 1e400", status=b"503 X"), errors.RateLimited),
    Case(
        "a wait until a year that is none",
        body(b"", b"retry-after: Mon, 1 Jan 99999 0:0:0 GMT", status=b"429 X"),
        errors.RateLimited,
    ),
    Case("what it was told said back", echo, errors.InvalidInput, "you said ***"),
    Case("words of a megabyte", body(b"w" * 1_000_000, status=b"400 X"), errors.InvalidInput),
    Case("tags without end", body(b"<" * 500_000, status=b"400 X"), errors.InvalidInput),
    Case("a head of HTML without end", body(b"<head><style>" * 80_000, status=b"502 X"), errors.ServerError),
    Case("a failure 100,000 deep", body(b'{"e":' * 100_000, status=b"400 X"), errors.InvalidInput),
    Case(
        "a failure of five thousand digits",
        body(b'{"e":{"message":%s}}' % (b"9" * 5000), status=b"400 X"),
        errors.InvalidInput,
    ),
]
LEADS = [
    Case(f"led to {where[:40]!r}", body(b"", b"location: " + where, status=b"302 X"), kind)
    for where, kind in {
        b"http://127.0.0.1:1/steal": STRANGE,
        b"https://user:password@evil.invalid/": STRANGE,
        b"//evil.invalid/": STRANGE,
        b"file:///etc/passwd": STRANGE,
        b"javascript:alert(1)": STRANGE,
        b"/" + b"x" * 90_000: STRANGE,
        b"https://[::1/": STRANGE,
        b"http://evil.invalid:99999/": STRANGE,
        b"https://evil.invalid/?" + TOKEN.encode(): STRANGE,
        b"https://": STRANGE,
        b"http:///x": STRANGE,
        b"\xff\xfe": STRANGE,
        b"?": STRANGE,
    }.items()
]
PAGES = [
    Case("pages without end", endless_pages, STRANGE, "pages"),
    Case("the same page again and again", repeated_pages, None, rows=("n",)),
    Case("pages of far too many rows", pages_of_far_too_many_rows, STRANGE, "rows"),
]
CASES = [*BODIES, *PACKED, *SLOW, *HEADS, *LEADS, *PAGES]


@pytest.fixture(autouse=True)
def _small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "BODY_BYTES", BODY_BYTES)
    monkeypatch.setattr(transport, "BODY_PIECES", 500)
    monkeypatch.setattr(parse, "MOST_VALUES", 50_000)
    monkeypatch.setattr(block_storage, "MOST_PAGES", 8)
    monkeypatch.setattr(block_storage, "MOST_ROWS", 300)
    # Nothing here speaks TLS, and reading the system's certificates takes longer than most of these tests.
    monkeypatch.setattr(ssl, "create_default_context", lambda **_: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


class Measured:
    """Python's memory at its peak, and the time."""

    seconds = 0.0
    megabytes = 0.0


@contextlib.contextmanager
def measured() -> Iterator[Measured]:
    found, began = Measured(), time.monotonic()
    tracemalloc.start()
    try:
        yield found
    finally:
        found.megabytes = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        found.seconds = time.monotonic() - began


@dataclass
class Explorer:
    """What of the explorer asks and remembers, in front of such a cloud."""

    cloud: BareCloud
    transport: Transport
    session: Session
    inventory: Inventory
    poller: Poller
    events: "asyncio.Queue[Event]"
    clock: ManualClock
    """The poller's."""

    async def looked(self) -> Event:
        """How the look under way ends."""
        while True:
            event = await self.events.get()
            if isinstance(event, PollSucceeded | PollFailed):
                return event

    @property
    def names(self) -> tuple[str | None, ...]:
        assert self.inventory.picture is not None
        return tuple(row.name for row in self.inventory.picture.volumes.rows)


@contextlib.asynccontextmanager
async def explorer(**how: Any) -> AsyncIterator[Explorer]:
    clock = ManualClock()
    async with bare_cloud(**how) as cloud:
        wire = Transport(clock=clock)
        session = Session(
            wire, Identity(wire, cloud.url, clock), clock, tenant_id=TENANT, username="u", password=SecretStr(PASSWORD)
        )
        standing = ManualClock(auto=False)
        inventory = Inventory(standing)
        events: asyncio.Queue[Event] = asyncio.Queue()
        inventory.subscribe(events.put_nowait)

        class Wishes:
            refresh = 30.0
            idle_pause = 0.0

        poller = Poller(inventory, standing, SessionSource.of(session), Wishes())
        inventory.show(PLACE)
        running = asyncio.create_task(poller.run())
        try:
            yield Explorer(cloud, wire, session, inventory, poller, events, standing)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
            await wire.aclose()


def assert_fit_to_show(error: errors.ApiError) -> None:
    """A person can read it, no terminal acts on it, and no secret is in it."""
    words = str(error)
    assert plain(words).isprintable()
    assert len(words) < MOST_WORDS
    for secret in (TOKEN, PASSWORD):
        assert secret not in words + repr(error.__dict__)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_a_listing_costs_little_and_the_rows_of_before_stay(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    async with explorer() as made, asyncio.timeout(MOST_SECONDS * 2):
        assert isinstance(await made.looked(), PollSucceeded)
        assert made.names == ("good-1", "good-2")
        made.cloud.talk, made.cloud.of = case.talk, "" if case in PAGES else "/volumes"
        if case.error is UNREACHABLE:
            monkeypatch.setattr(transport, "REQUEST_SECONDS", REQUEST_SECONDS)
        with measured() as cost:
            made.poller.refresh_now()
            await made.looked()
        assert cost.megabytes < MOST_MEGABYTES
        assert cost.seconds < MOST_SECONDS
        health = made.inventory.health(PLACE)
        if case.error is None:
            assert health.errors == {}
            assert made.names == case.rows
            picture = made.inventory.picture
            assert picture is not None
            assert {field for row in picture.volumes.rows for field in row.malformed} >= set(case.malformed)
        else:
            assert made.names == ("good-1", "good-2")
            assert type(health.errors[Kind.VOLUMES]) is case.error
            assert case.words in str(health.errors[Kind.VOLUMES])
        for error in health.errors.values():
            assert_fit_to_show(error)
        # Nobody was told a password twice, and nothing that came was brought back.
        asked = b"".join(made.cloud.heads).lower()
        assert b"cookie" not in asked
        assert b"authorization" not in asked
        assert b"evil" not in asked
        for record in made.transport.records:
            assert TOKEN not in repr(record)
            assert len(repr(record)) < 1000
        # And when the cloud is good again, all is well.
        monkeypatch.setattr(transport, "REQUEST_SECONDS", 60.0)
        made.cloud.talk = well
        made.clock.advance(301)
        made.poller.refresh_now()
        assert isinstance(await made.looked(), PollSucceeded)
        assert made.names == ("good-1", "good-2")


#: Where a catalog says that block storage is -> what is said of it, or None where it is asked there.
ENDPOINTS: dict[str, type[errors.ApiError] | None] = {
    "{elsewhere}": None,
    "http://elsewhere.invalid": errors.Refused,
    "http://127.0.0.2:{port}": errors.Refused,
    "http://localhost.evil.invalid:{port}": errors.Refused,
    "http://user@127.0.0.1:{port}": errors.Refused,
    "http://127.0.0.1:{port}@evil.invalid": errors.Refused,
    "http://user:hunter2@127.0.0.1:{port}": errors.Refused,
    "http://127.0.0.1:{port}/v2?x=": errors.Refused,
    "http://127.0.0.1:{port}/v2#x": errors.Refused,
    "http://127.0.0.1:{port}/../..": errors.Refused,
    "http://127.0.0.1:{port}\\@evil.invalid": errors.Refused,
    "http://127.0.0.1:{port}\r\nx-evil: 1": errors.Refused,
    "ftp://127.0.0.1:{port}": errors.Refused,
    "file:///etc/passwd": errors.Refused,
    "javascript:alert(1)": errors.Refused,
    "unix:///run/docker.sock": errors.Refused,
    "//127.0.0.1:{port}": errors.Refused,
    "127.0.0.1:{port}": errors.Refused,
    "http://127.0.0.1:99999": errors.Refused,
    "http://[::1": errors.Refused,
    "http://\x1b[31m": errors.Refused,
    "": errors.Refused,
}


@pytest.mark.parametrize("url", ENDPOINTS)
async def test_where_a_catalog_may_lead(url: str) -> None:
    async with bare_cloud() as elsewhere:
        port = elsewhere.url.rpartition(":")[2]
        named = url.replace("{elsewhere}", elsewhere.url).replace("{port}", port)
        async with explorer(
            catalog=lambda _own: [
                ("volumev2", "KR1", named),
                ("object-store", "KR1", elsewhere.url),
                ("volumev2", "KR2", elsewhere.url),
            ]
        ) as made:
            await made.looked()
            health = made.inventory.health(PLACE)
            kind = ENDPOINTS[url]
            assert (health.errors == {}) is (kind is None)
            for error in health.errors.values():
                assert type(error) is kind
                assert_fit_to_show(error)
                assert "hunter2" not in str(error)
            assert bool(elsewhere.heads) is (kind is None)
            # The password goes to the identity service alone.
            assert all(b"/tokens" not in head for head in elsewhere.heads)


async def test_the_token_goes_to_the_services_in_use_alone() -> None:
    async with bare_cloud() as storage, bare_cloud() as images, bare_cloud() as unused:
        places = {"volumev2": storage, "image": images}
        more = ["object-store", "volume", "volumev3", "network", "identity", "key-manager"]
        async with explorer(
            catalog=lambda _own: [
                *((kind, "KR1", cloud.url) for kind, cloud in places.items()),
                *((kind, "KR1", unused.url) for kind in more),
                ("volumev2", "KR2", unused.url),
            ]
        ) as made:
            assert isinstance(await made.looked(), PollSucceeded)
            glance = await made.session.images("KR1")
            assert glance is not None
            with pytest.raises(errors.ApiError):
                await glance.image("i")
        assert storage.heads
        assert images.heads
        assert unused.heads == []


IDS = [
    "../x",
    "a/b?c#d",
    "%2e%2e",
    "..%2f..%2ftokens",
    "a\\b",
    "//evil.invalid/x",
    "http://evil.invalid/",
    "x\r\nx-evil: 1",
    "x HTTP/1.1",
    "\x00",
    "\x1b]52;c;x\x07",
    "한글",
    "x;cascade=true",
    "x?cascade=true",
]


async def test_an_id_stays_one_part_of_the_path() -> None:
    async with explorer() as made:
        await made.looked()
        made.cloud.of = "/volumes"
        row = {"name": "n", "status": "a", "size": 1}
        made.cloud.talk = lambda wire: wire.rows(*({"id": each} | row for each in IDS))
        made.poller.refresh_now()
        await made.looked()
        picture = made.inventory.picture
        assert picture is not None
        assert [each.id for each in picture.volumes.rows] == IDS
        storage = await made.session.block_storage("KR1")
        for identity in IDS:
            made.cloud.heads.clear()
            with pytest.raises(errors.ApiError):
                await storage.volume(identity)
            [head] = made.cloud.heads[:1]
            path = head.split(b"\r\n")[0].decode().removeprefix("GET ").removesuffix(" HTTP/1.1")
            assert path.rpartition("/")[0] == f"/v2/{TENANT}/volumes"
            assert not set("?#\\ %") & set(path.replace("%", "", path.count("%")))
            assert b"x-evil" not in b"\n".join(head.split(b"\r\n")[1:])
        for identity in ("..", ".", "", "\ud800"):
            made.cloud.heads.clear()
            with pytest.raises(errors.Refused):
                await storage.volume(identity)
            assert made.cloud.heads == []


SIGN_INS = {
    "no object": b"[]",
    "no token": b'{"access":{}}',
    "a token of a megabyte": json.dumps({"access": {"token": {"id": "x" * 900_000, "expires": "2030-01-01"}}}).encode(),
    "a token with a line break": b'{"access":{"token":{"id":"a\\r\\nx-evil: 1","expires":"2030-01-01T00:00:00Z"}}}',
    "a token that ESC is in": b'{"access":{"token":{"id":"\\u001b[31m","expires":"2030-01-01T00:00:00Z"}}}',
    "an end in the year 0": b'{"access":{"token":{"id":"x","expires":"0000-01-01T00:00:00Z"}}}',
    "an end in the year 9999": b'{"access":{"token":{"id":"x","expires":"9999-12-31T23:59:59-23:59"}}}',
    "an end that is no text": b'{"access":{"token":{"id":"x","expires":1e400}}}',
    "a catalog that is none": b'{"access":{"token":{"id":"x","expires":"2030-01-01T00:00:00Z"},"serviceCatalog":7}}',
    "a region of a megabyte": json.dumps(
        {
            "access": {
                "token": {"id": "x", "expires": "2030-01-01T00:00:00Z"},
                "serviceCatalog": [
                    {"type": "volumev2", "endpoints": [{"region": "r" * 900_000, "publicURL": "https://x"}]}
                ],
            }
        }
    ).encode(),
}


@pytest.mark.parametrize("name", SIGN_INS)
async def test_a_sign_in_that_cannot_be_used_is_said(name: str) -> None:
    async with explorer(identity=body(SIGN_INS[name])) as made:
        assert isinstance(await made.looked(), PollFailed)
        for error in made.inventory.health(PLACE).errors.values():
            assert_fit_to_show(error)


async def test_the_true_limits_hold_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    size = transport.BODY_BYTES
    floods = {
        "MB": packed(gzip.compress(b" " * (4 * size))),
        "values": body(of_all_kinds(b",".join([b"[]"] * (size // 12)))),
    }
    async with explorer() as made:
        assert isinstance(await made.looked(), PollSucceeded)
        made.cloud.of = "/volumes"
        for words, talk in floods.items():
            made.cloud.talk = talk
            with measured() as cost:
                made.poller.refresh_now()
                await made.looked()
            assert words in str(made.inventory.health(PLACE).errors[Kind.VOLUMES])
            assert cost.megabytes < 2.5 * size / (1 << 20)


def test_how_many_cases_there_are() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) >= 100
