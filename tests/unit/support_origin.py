"""A server in process that answers from a script, and remembers what it was sent."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

Message = MutableMapping[str, Any]


@dataclass
class Seen:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """What to answer; `raises` is raised in place of an answer, as a connection that breaks."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raises: Exception | None = None

    @property
    def content(self) -> bytes:
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class Origin:
    """ASGI. `answer` gives the reply to each request; by default the replies of `script` in turn, the last for ever."""

    def __init__(self, *script: Reply, answer: Callable[[Seen], Reply] | None = None) -> None:
        self.script = list(script)
        self.seen: list[Seen] = []
        self._answer = answer

    def _next(self, seen: Seen) -> Reply:
        if self._answer is not None:
            return self._answer(seen)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        seen = Seen(
            scope["method"],
            scope["raw_path"].decode().split("?")[0],
            dict(parse_qsl(scope["query_string"].decode())),
            {name.decode().lower(): value.decode() for name, value in scope["headers"]},
            body,
        )
        self.seen.append(seen)
        # As over a network, others get their turn while the answer is on its way.
        await asyncio.sleep(0)
        reply = self._next(seen)
        if reply.raises is not None:
            raise reply.raises
        headers = [(name.encode(), value.encode("latin-1")) for name, value in reply.headers.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.content})
