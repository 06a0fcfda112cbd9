"""``tbs-tui`` over a demo cloud in which nothing happens by itself, told from outside what to do. Run as a process.

SIGUSR1 changes a volume, SIGUSR2 looks at the cloud as `r` does; each event of the inventory is a line in the pipe
`EVENTS`; `BREAK` is the place of a fault of our own. `SECRET` is a value that no output may hold. `PATIENCE` is how
many seconds a key may take; `TENANT_NAME` is what the identity service calls every tenant; `GOING` is for how many
seconds a volume is deleting.
"""

import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import tbs_tui.demo
from tbs_tui.cli.main import run
from tbs_tui.demo import DEMO_TENANTS, DemoCloud
from tbs_tui.inventory import poller
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.poller import Poller

_clouds: list["QuietCloud"] = []


class QuietCloud(DemoCloud):
    """Without a life of its own."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments, life=False)
        for row in self.rows():
            if row.status not in ("in-use", "error"):
                row.status = "available"
        for snapshot in self.region(DEMO_TENANTS[0].id, "KR1").snapshots.newest_first():
            snapshot.status = "available"
        _clouds.append(self)
        _break(os.environ.get("BREAK", ""))
        if os.environ.get("TENANT_NAME"):
            from tbs_tui.demo import identity

            identity._NAMES = dict.fromkeys(identity._NAMES, os.environ["TENANT_NAME"])
        if os.environ.get("GOING"):
            from tbs_tui.demo.transitions import volume_deleted

            seconds = float(os.environ["GOING"])
            volume_deleted.__defaults__ = ((seconds, seconds),)
        if os.environ.get("PATIENCE"):
            from tbs_tui.ui import keys

            keys._PATIENCE = float(os.environ["PATIENCE"])

    def rows(self) -> list[Any]:
        return self.region(DEMO_TENANTS[0].id, "KR1").volumes.newest_first()


def _change(*_: object) -> None:
    """The third volume becomes another one, as far as a row can."""
    row = _clouds[0].rows()[2]
    row.status, row.size, row.name = "error", 1234, "changed-from-outside"
    row.touch(datetime.now(UTC))


_pollers: list[Poller] = []


class _Poller(Poller):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        _pollers.append(self)


def _look(*_: object) -> None:
    _pollers[-1].refresh_now()


def _tell_events() -> None:
    path = os.environ.get("EVENTS")
    if path is None:
        return
    pipe = os.open(path, os.O_WRONLY)
    tell = Inventory.tell

    def tell_and_write(self: Inventory, event: Any) -> None:
        tell(self, event)
        os.write(pipe, f"{type(event).__name__}\n".encode())

    Inventory.tell = tell_and_write  # type: ignore[method-assign]


def _break(place: str) -> None:
    secret = os.environ.get("SECRET", "")

    def fault(*_: object, **__: object) -> None:
        password = secret
        raise RuntimeError(f"broken with {len(password)} characters in a local variable")

    if place == "worker":
        from tbs_tui.inventory.source import SessionSource

        async def volumes(_self: object, _context: object) -> AsyncIterator[Any]:
            fault()
            yield

        SessionSource.volumes = volumes  # type: ignore[assignment, method-assign]
    elif place == "message":
        from tbs_tui.ui.screens.main import MainScreen

        MainScreen._show_picture = fault  # type: ignore[method-assign]
    elif place == "paint":
        from tbs_tui.ui.widgets.line import Line

        Line.render_line = fault  # type: ignore[assignment]
    elif place == "words":
        # The message itself holds the password of the environment.
        from tbs_tui.ui.screens.main import MainScreen

        def tell_all(_self: object) -> None:
            raise RuntimeError("it was " + os.environ["OS_PASSWORD"])

        MainScreen.refresh_now = tell_all  # type: ignore[assignment, method-assign]
    elif place == "repr":
        # So does this one, as Python quotes it.
        from tbs_tui.ui.screens.main import MainScreen

        def look_up(_self: object) -> None:
            raise KeyError(os.environ["OS_PASSWORD"])

        MainScreen.refresh_now = look_up  # type: ignore[assignment, method-assign]
    elif place == "rich":
        # Textual has an error that draws itself printed as it is.
        from tbs_tui.ui.screens.main import MainScreen

        class Drawn(Exception):
            def __rich__(self) -> str:
                return secret

        def draw(_self: object) -> None:
            raise Drawn

        MainScreen.refresh_now = draw  # type: ignore[assignment, method-assign]


if __name__ == "__main__":
    if os.environ.get("LOG_ALL"):
        logging.basicConfig(level=logging.DEBUG, filename=os.environ["LOG_ALL"])
    if os.environ.get("IGNORE_HANGUP"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    poller.Poller = _Poller  # type: ignore[misc]
    tbs_tui.demo.DemoCloud = QuietCloud  # type: ignore[misc]
    signal.signal(signal.SIGUSR1, _change)
    signal.signal(signal.SIGUSR2, _look)
    _tell_events()
    sys.exit(run(["--demo", *sys.argv[1:]]))
