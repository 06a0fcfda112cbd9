"""A request as the handlers see it, and the answer they make of it."""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

JSON = "application/json"
HTML = "text/html; charset=UTF-8"


@dataclass(slots=True)
class Request:
    """One HTTP request. `base` is scheme and host as the client named them: catalog and links are built from it, as
    a real Cinder does, which echoes the Host header."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    base: str
    body: bytes = b""

    def param(self, name: str) -> str | None:
        """The first value of a query parameter; None when it is absent."""
        return next((value for key, value in self.query if key == name), None)

    @property
    def token(self) -> str:
        return self.headers.get("x-auth-token", "")

    @property
    def segments(self) -> list[str]:
        """The parts of the path; a slash at its end makes an empty last one."""
        return self.path.split("/")[1:]


@dataclass(slots=True)
class Answer:
    """One HTTP answer; the body in pieces, so that a big one need not be joined in one go."""

    status: int
    chunks: list[bytes] = field(default_factory=list)
    content_type: str = JSON
    headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    @property
    def length(self) -> int:
        """Bytes."""
        return sum(map(len, self.chunks))


class Refused(Exception):
    """Raised by a handler to end a request with `answer`."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def dumps(value: object) -> bytes:
    """JSON as OpenStack writes it: ASCII only, a blank behind comma and colon."""
    return json.dumps(value).encode("ascii")


def answer_json(value: object, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Answer:
    """`value` as a JSON answer."""
    return Answer(status, [dumps(value)], JSON, list(headers))


async def read_request(scope: Scope, receive: Receive) -> Request:
    """The whole request of an ASGI `scope`."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            break
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    host = headers.get("host") or "{}:{}".format(*scope["server"])
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True),
        headers=headers,
        base=f"{scope['scheme']}://{host}",
        body=bytes(body),
    )
