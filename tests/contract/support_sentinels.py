"""Secrets to look for, everywhere that they could have been left."""

import base64
import json
import os
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote


class Sentinels:
    """What must be found nowhere; grows with each token that is handed out."""

    def __init__(self) -> None:
        # Its quotes and backslash are written differently by Python, JSON and URLs; the middle is the same in all.
        middle = secrets.token_hex(12)
        self.password = f"s'\"\\{middle}%&"
        self._needles = set(needles(middle))
        self.tokens: list[str] = []

    def issued(self, token: str) -> None:
        """Look for this token from now on: any part that is long enough to be of use to tell it."""
        if token in self.tokens:
            return
        self.tokens.append(token)
        for start in range(0, len(token) - 32, 32):
            self._needles.update(needles(token[start + 8 : start + 32]))

    def found_in(self, content: bytes) -> bool:
        """Whether any of them is in there, as it is, in hex, in base64, or in UTF-16."""
        return any(needle in content for needle in self._needles)

    def files_with(self, folder: Path) -> list[Path]:
        """The files and names below `folder` that hold any."""
        return [
            path
            for path in folder.rglob("*")
            if self.found_in(os.fsencode(path)) or (path.is_file() and self.found_in(path.read_bytes()))
        ]


def needles(text: str) -> Iterable[bytes]:
    """`text` in the forms in which it could have been written down."""
    raw = text.encode()
    yield raw
    yield raw.hex().encode()
    yield text.encode("utf-16-le")
    yield quote(text).encode()
    for shift in range(3):
        # Base64 of a longer text that holds it: the ends depend on what stands around.
        coded = base64.b64encode(b"\0" * shift + raw)
        yield coded[4 if shift else 0 : len(coded) - 4]


class Listening:
    """The cloud, with an ear to the tokens that it hands out."""

    def __init__(self, app: Any, issued: Callable[[str], None]) -> None:
        self._app = app
        self._issued = issued

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""

        async def heard(message: Any) -> None:
            nonlocal body
            body += message.get("body", b"")
            # Before it is sent on: the client may write it down at once.
            if (
                message["type"] == "http.response.body"
                and not message.get("more_body")
                and body.startswith(b'{"access')
            ):
                self._issued(json.loads(body)["access"]["token"]["id"])
            await send(message)

        await self._app(scope, receive, heard if scope["path"].endswith("/tokens") else send)


class Watch:
    """Reads, as often as it can, what other processes can read of this process's children: their command lines and,
    as the same user, their environment."""

    def __init__(self, found_in: Callable[[bytes], bool]) -> None:
        self._found_in = found_in
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)
        self.seen: set[int] = set()
        self.caught: list[str] = []
        self.news = threading.Condition()

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join(10)

    def _watch(self) -> None:
        while not self._done.wait(0.01):
            for folder in children(os.getpid()):
                for name in ("cmdline", "environ"):
                    try:
                        content = (folder / name).read_bytes()
                    except OSError:  # it has just ended
                        continue
                    if content:
                        self.seen.add(int(folder.name))
                    if self._found_in(content):
                        with self.news:
                            self.caught.append(f"{name} of {folder.name}")
                            self.news.notify_all()


def children(pid: int) -> Iterator[Path]:
    """The folders in /proc of all that `pid` has started, and what those have."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            pids = task.read_text().split()
        except OSError:
            continue
        for child in pids:
            yield Path("/proc", child)
            yield from children(int(child))
