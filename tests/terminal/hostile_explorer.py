"""``tbs-tui`` over a quiet demo cloud, run as a process; with `CORPUS` set every text of it is one of the corpus,
and it refuses in the corpus's words."""

import json
import os
import sys
from datetime import UTC, datetime
from typing import Any

import tbs_tui.demo
from tbs_tui.cli.main import run
from tbs_tui.demo import DemoCloud


class Harmless(DemoCloud):
    """Without a life of its own; refuses every change in words of its own."""

    words: tuple[str, ...] = ("no",)

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**{**arguments, "volumes": 30}, life=False)
        self._asked = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] == "GET" or scope["path"].endswith("/tokens"):
            await super().__call__(scope, receive, send)
            return
        self._asked += 1
        words = self.words[self._asked % len(self.words)]
        body = json.dumps({"badRequest": {"message": words}}).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"x-openstack-request-id", words.encode("utf-8", "replace")),
        ]
        await send({"type": "http.response.start", "status": 400, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class Hostile(Harmless):
    """Full of the corpus."""

    def __init__(self, **arguments: Any) -> None:
        from support_hostile import HOSTILE
        from support_hostile_cloud import fill, types

        from tbs_tui.demo import identity, volumes

        super().__init__(**arguments)
        fill(self, datetime.now(UTC), packed=False)
        self.words = tuple(HOSTILE.values())
        volumes.TYPES = types()  # type: ignore[attr-defined, assignment]
        identity._NAMES = dict.fromkeys(identity._NAMES, "".join(HOSTILE.values())[:2000])


if __name__ == "__main__":
    tbs_tui.demo.DemoCloud = Hostile if os.environ.get("CORPUS") else Harmless  # type: ignore[misc]
    sys.exit(run(["--demo", *sys.argv[1:]]))
