"""Bytes out, bytes in: the one place that holds httpx.

One `AsyncClient` and one SSL context for the process; at most four requests in flight to an origin, so that a dead
region can't hold the others'; deadlines; no cookies; no redirect is followed; a ring of the last requests.
"""

import asyncio
import json
import logging
import ssl
import zlib
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http.cookiejar import CookieJar
from importlib import import_module
from typing import Any

import httpx

from tbs_tui import __version__, log
from tbs_tui.api.errors import ApiError, NotUnderstood, Refused, Unreachable
from tbs_tui.api.lost import why_lost
from tbs_tui.api.proxies import direct_mounts
from tbs_tui.clock import Clock
from tbs_tui.locale import _

AsgiApp = Callable[
    [
        MutableMapping[str, Any],
        Callable[[], Awaitable[MutableMapping[str, Any]]],
        Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ],
    Awaitable[None],
]

IN_FLIGHT_PER_ORIGIN = 4
CONNECT_SECONDS = 5.0
#: Silence on an open connection. A listing of 1,000 volumes takes a real Cinder 0.7 s.
READ_SECONDS = 20.0
#: The whole of one request, body included: a server that drips bytes keeps no sweep.
REQUEST_SECONDS = 60.0
#: A page of 1,000 detailed volumes is 0.9 MB, and 32 MB when each has 20 metadata values of 255 Hangul, which a server
#: writes in 6 bytes each. Packed and unpacked, each counts.
BODY_BYTES = 48 * 1024 * 1024
#: A body in so many pieces is sent to keep the loop busy: each takes 50 us. The largest comes in 12,000 packets.
BODY_PIECES = 50_000
#: A longer id of a request is no id: they have 40 characters. A line of headers may have 100,000.
REQUEST_ID_CHARACTERS = 128
#: As much of where a redirect leads as is told.
_LOCATION_CHARACTERS = 300
_LOCATION = "tbs_tui.location"
RECORDS = 200


@dataclass(frozen=True, slots=True)
class Record:
    """One request of the ring: no query, no headers, no body, so no secret."""

    at: datetime
    method: str
    path: str
    status: int | None
    """None when no answer came."""
    milliseconds: int
    request_id: str | None
    failure: type[ApiError] | None = None
    """What was raised in place of an answer."""
    origin: str = ""
    """Scheme, host and port."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    """Keys in lower case."""
    content: bytes
    request: str
    """Method and path, for messages."""

    @property
    def request_id(self) -> str | None:
        """The id that the service gave this request."""
        return _request_id(self.headers)


def _request_id(headers: Mapping[str, str]) -> str | None:
    given = headers.get("x-openstack-request-id") or headers.get("x-compute-request-id")
    return given[:REQUEST_ID_CHARACTERS] if given else None


class Transport:
    """Sends requests; knows nothing of tokens, models or retries."""

    def __init__(self, *, clock: Clock, ca_file: str | None = None, app: AsgiApp | None = None) -> None:
        """`ca_file` takes the place of the system's certificates; `app` takes the place of the network (demo)."""
        self._clock = clock
        self._ca_file = ca_file
        self._app = app
        self._client: httpx.AsyncClient | None = None
        self._building = asyncio.Lock()
        self._in_flight: dict[str, asyncio.Semaphore] = {}
        self.records: deque[Record] = deque(maxlen=RECORDS)
        """The last requests, oldest first."""
        # At INFO httpx logs whole URLs, and at DEBUG httpcore logs the token's response header.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """One request, one answer of any status but a redirect. Raises Unreachable, NotUnderstood, and Refused for what
        can't be written as a request."""
        client = await self._ready()
        # In ASCII, since what a person types may hold bytes that are no text.
        content = None if body is None else json.dumps(body).encode("ascii")
        try:
            request = client.build_request(method, url, headers=dict(headers or {}), params=params, content=content)
        except (httpx.InvalidURL, UnicodeEncodeError):
            # Their words quote the URL or the header.
            raise Refused(_("What was given cannot be written into a request.")) from None
        if content is not None:
            request.headers["content-type"] = "application/json"
        origin = f"{request.url.scheme}://{request.url.netloc.decode()}"
        async with self._in_flight.setdefault(origin, asyncio.Semaphore(IN_FLIGHT_PER_ORIGIN)):
            return await self._record(client, request)

    async def prepare(self) -> None:
        """Do now what the first request would do first: read certificates and proxy settings. Raises Refused."""
        await self._ready()

    async def aclose(self) -> None:
        """Close every connection."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _record(self, client: httpx.AsyncClient, request: httpx.Request) -> Answer:
        began = self._clock.monotonic()
        came: Answer | ApiError | None = None
        try:
            came = await _exchange(client, request)
            return came
        except ApiError as error:
            came = error
            raise
        finally:
            record = Record(
                self._clock.now(),
                request.method,
                request.url.path,
                came.status if came is not None else None,
                round((self._clock.monotonic() - began) * 1000),
                came.request_id if came is not None else None,
                type(came) if isinstance(came, ApiError) else None,
                f"{request.url.scheme}://{request.url.netloc.decode('ascii')}",
            )
            self.records.append(record)
            if log.is_on():
                _log(record, came)

    async def _ready(self) -> httpx.AsyncClient:
        async with self._building:
            if self._client is None:
                self._client = await self._build()
            return self._client

    async def _build(self) -> httpx.AsyncClient:
        options: dict[str, Any] = {
            "headers": {
                "accept": "application/json",
                "accept-encoding": "gzip",
                "user-agent": f"tbs-tui/{__version__}",
            },
            "cookies": _NoCookies(),
            "follow_redirects": False,
            "event_hooks": {"response": [_lead_nowhere]},
            "timeout": httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS, pool=None),
            "limits": httpx.Limits(max_connections=None, max_keepalive_connections=16),
        }
        if self._app is not None:
            return httpx.AsyncClient(transport=httpx.ASGITransport(self._app), **options)
        try:
            # Reading the system's certificates takes 20 to 40 ms: not on the loop that draws.
            context = await asyncio.to_thread(_prepared, self._ca_file)
        except OSError as error:
            raise Refused(
                _("The certificates of {path} cannot be read: {reason}").format(path=self._ca_file, reason=error)
            ) from None
        try:
            return httpx.AsyncClient(verify=context, mounts=direct_mounts(), **options)
        except ImportError as error:
            # httpx says which package SOCKS needs.
            raise Refused(
                _("The proxy settings of the environment cannot be used: {reason}").format(reason=error)
            ) from None
        except (httpx.InvalidURL, ValueError):
            # Their words quote the setting: a # in its password ends the host early, and then a part of that is quoted.
            raise Refused(_("The proxy settings of the environment cannot be used.")) from None


def _log(record: Record, came: Answer | ApiError | None) -> None:
    failure = record.failure.__name__ if record.failure is not None else "given up" if came is None else ""
    # Without a status they are our own.
    words = f"({came.words})" if isinstance(came, ApiError) and came.status is None else ""
    parts = (record.method, record.origin + record.path, str(record.status or ""), f"{record.milliseconds} ms")
    log.note(
        "api",
        " ".join(filter(None, (*parts, record.request_id or "", failure, words))),
        level="WARNING" if record.status is None or record.status >= 400 or failure else "INFO",
    )


def _prepared(ca_file: str | None) -> ssl.SSLContext:
    """The certificates, and the modules that httpx and what it stands on would import at the first request, for 70 ms.
    Raises OSError."""
    for name in ("httpcore", "anyio._backends._asyncio"):
        with suppress(ImportError):
            import_module(name)
    return ssl.create_default_context(cafile=ca_file)


class _NoCookies(CookieJar):
    """Neither keeps nor sends any. The jar of before its policy would also read all of them: 3,000 take a second."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Nothing."""

    def add_cookie_header(self, request: object) -> None:
        """Nothing."""


async def _lead_nowhere(response: httpx.Response) -> None:
    """Put the Location aside: httpx makes a request of it even where none is followed, and raises for many."""
    location = response.headers.get("location")
    if location is not None:
        response.extensions[_LOCATION] = location
        del response.headers["location"]


def _headers(response: httpx.Response) -> dict[str, str]:
    return {name: _without_token(value, response) for name, value in response.headers.items()}


def _without_token(text: str, response: httpx.Response) -> str:
    """A server that echoes the token gets it into no error, ring or journal."""
    token = response.request.headers.get("x-auth-token")
    return text.replace(token, "***") if token else text


async def _exchange(client: httpx.AsyncClient, request: httpx.Request) -> Answer:
    words = f"{request.method} {request.url.path}"
    may_change, host, answering = request.method != "GET", request.url.host, False
    try:
        async with asyncio.timeout(REQUEST_SECONDS):
            response = await client.send(request, stream=True)
            answering = True
            try:
                content = await _read(response, words)
            finally:
                await response.aclose()
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
        raise Unreachable(why_lost(error, host), request=words) from None
    except httpx.UnsupportedProtocol as error:
        raise Refused(str(error), request=words) from None
    except httpx.LocalProtocolError:
        # Its words quote the header, and that may be the token.
        raise Refused(_("What was given cannot be written into a request."), request=words) from None
    except httpx.DecodingError as error:
        raise NotUnderstood(why_lost(error, host), request=words) from None
    except (httpx.HTTPError, httpx.StreamError, TimeoutError, OSError) as error:
        raise Unreachable(
            why_lost(error, host, answering=answering),
            request_id=_request_id(_headers(response)) if answering else None,
            request=words,
            maybe_done=may_change,
        ) from None
    answer = Answer(response.status_code, _headers(response), content, words)
    location = response.extensions.get(_LOCATION)
    if location is not None and 300 <= response.status_code < 400:
        told = _without_token(location, response)
        raise NotUnderstood(
            _("a redirect to {location}, which is never followed").format(location=told[:_LOCATION_CHARACTERS]),
            status=answer.status,
            request_id=answer.request_id,
            request=words,
        )
    return answer


async def _read(response: httpx.Response, words: str) -> bytes:
    # Only what was asked for: gzip within gzip turns one packet into gigabytes before the first byte is counted.
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("gzip", "identity", ""):
        raise _not_read(_("an encoding that was not asked for"), response, words)
    # Unpacked here and not by httpx: that unpacks each packet whole, and keeps whatever comes behind the end.
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS) if encoding == "gzip" else None
    content = bytearray()
    received = pieces = 0
    async for chunk in response.aiter_raw():
        received, pieces = received + len(chunk), pieces + 1
        if pieces > BODY_PIECES:
            raise _not_read(_("more than {n:,} pieces").format(n=BODY_PIECES), response, words)
        if unpacker is None:
            content += chunk
        elif not unpacker.eof:
            try:
                content += unpacker.decompress(chunk, BODY_BYTES + 1 - len(content))
            except zlib.error:
                raise _not_read(_("gzip that cannot be unpacked"), response, words) from None
        if max(received, len(content)) > BODY_BYTES:
            raise _not_read(_("more than {mb} MB").format(mb=BODY_BYTES >> 20), response, words)
    return bytes(content)


def _not_read(why: str, response: httpx.Response, words: str) -> NotUnderstood:
    return NotUnderstood(why, status=response.status_code, request_id=_request_id(_headers(response)), request=words)


__all__ = ["Answer", "ApiError", "AsgiApp", "Record", "Transport"]
