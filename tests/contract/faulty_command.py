"""``tbs-tui`` with a fault of our own where the secrets are at hand. Run as a process; `BREAK` is the place.

Nothing here knows a secret: the ones in the local variables come in as they do for everybody.
"""

import os
import sys
from typing import Any, NoReturn

from tbs_tui.api.transport import Transport
from tbs_tui.cli.main import run


def _break(place: str) -> None:
    if place == "send":
        # The sign-in's body holds the password, the headers of any other request the token.
        async def send(
            _self: object, method: str, url: str, *, headers: Any = None, params: Any = None, body: Any = None
        ) -> NoReturn:
            secret = [dict(headers or {}), dict(body or {})]
            raise RuntimeError(f"broken with {len(secret)} local variables, at {method}")

        Transport.send = send  # type: ignore[method-assign, assignment]
    elif place == "screen":
        # A moment after the sign-in; the session is in reach of these frames.
        from tbs_tui.ui.screens.main import MainScreen

        def refresh_now(self: MainScreen) -> NoReturn:
            everything = vars(self.app)
            raise RuntimeError(f"broken with {len(everything)} attributes in a local variable")

        MainScreen.refresh_now = refresh_now  # type: ignore[method-assign]


if __name__ == "__main__":
    if os.environ.get("LOG_ALL"):
        import logging

        logging.basicConfig(level=logging.DEBUG, filename=os.environ["LOG_ALL"])
    _break(os.environ.get("BREAK", ""))
    sys.exit(run(sys.argv[1:]))
