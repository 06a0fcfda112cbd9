"""From the start of a process to what a person wants to see, beside others that show the same."""

import json
import sys
from functools import partial
from pathlib import Path

from benchmarks.bed import (
    HERE,
    Cloud,
    FailedError,
    Took,
    cloud,
    explorer,
    home,
    live,
    loaded,
    ran,
    screen,
    shows,
    since_start,
)
from benchmarks.figures import Line
from benchmarks.peers import Peers, listed
from terminal.support_pty import COMMAND

from tbs_tui.demo import DEMO_PASSWORD

VOLUMES = 1000
EMPTY = """
from textual.app import App
from textual.widgets import Static


class Empty(App):
    def compose(self):
        yield Static("first frame")


Empty().run()
"""
_RAW = (sys.executable, str(HERE / "raw_floor.py"))
#: `status` ends with 1 where something is wrong, as it is in the demo cloud.
_HEALTHY_OR_NOT = (0, 1)


def _lines(what: str, ours: list[Took], peer: str, theirs: list[Took], most: float | None = None) -> list[Line]:
    """The time and the processor time."""
    return [
        Line(what, "ms", [each.ms for each in ours], peer, [each.ms for each in theirs], most),
        Line(
            f"{what}; processor time",
            "ms",
            [each.processor for each in ours],
            peer,
            [each.processor for each in theirs],
        ),
    ]


def first_frame(runs: int) -> list[Line]:
    """With a token that is kept and a picture of an earlier run, beside an empty app."""
    empty: list[Took] = []
    frame: list[Took] = []
    rows: list[Took] = []
    with cloud(VOLUMES) as served, home() as folder:
        given, env = served.environ(folder), served.environ(folder, password=False)
        try:
            ran((*COMMAND, "login", "--password-stdin"), env, given=f"{DEMO_PASSWORD}\n")
            said = json.loads(ran((*COMMAND, "doctor", "--json"), env, fine=(0, 1, 3, 4))[1])
            if not said["accounts"][0]["tenants"][0]["kept"]:
                raise FailedError("no store of this machine keeps a token; the kernel's keyring would do")
            with screen(explorer(), env) as pty:
                pty.until(partial(loaded, VOLUMES, pty), 30)
                pty.settled(1.0)
                pty.press("q")
                pty.status(10)
            for run in range(runs + 1):
                [other] = since_start((sys.executable, "-c", EMPTY), given, shows("first frame"))
                first, last = since_start(explorer(), env, shows("/ filter"), shows("  > creating-now"))
                if run:
                    empty.append(other)
                    frame.append(first)
                    rows.append(last)
        finally:
            ran((*COMMAND, "logout"), env, fine=(0, 1, 3, 4))
    what = "process start to first frame, kept token and picture"
    app = "empty Textual app"
    return [
        *_lines(what, frame, app, empty, most=1.25),
        *_lines("process start to rows of the kept picture", rows, app, empty),
    ]


def _same_list(served: Cloud, folder: Path, peers: Peers | None) -> None:
    """All list the same volumes, all of them, or FailedError."""
    document = json.loads(ran((*COMMAND, "volumes", "--json"), served.environ(folder))[1])
    ours = sorted(row["id"] for row in document["volumes"])
    lists = {"tbs-tui volumes": ours}
    if peers is not None:
        env = served.peer_environ(folder)
        lists["cinder list"] = sorted(listed(ran(peers.cinder, env)[1]))
        lists["openstack volume list"] = sorted(listed(ran(peers.openstack, env)[1]))
    for name, ids in lists.items():
        if len(ids) != VOLUMES or ids != ours:
            raise FailedError(f"{name} lists {len(ids)} volumes, and not the {VOLUMES:,} of the cloud")


def live_rows(runs: int, peers: Peers | None) -> list[Line]:
    """1,000 volumes with nothing kept, beside the clients that print the same list, and the bare download of it."""
    ours: list[Took] = []
    cinder: list[Took] = []
    openstack: list[Took] = []
    raw: list[Took] = []
    with cloud(VOLUMES) as served, home() as folder:
        _same_list(served, folder, peers)
        for run in range(runs + 1):
            with home() as fresh:
                env = served.environ(fresh)
                [took] = since_start(explorer("--no-cache"), env, live(VOLUMES))
                floor, said = ran(_RAW, env)
                if said.split()[0] != str(VOLUMES):
                    raise FailedError(f"the bare download has {said}")
                asked = served.peer_environ(fresh)
                others = [ran(each, asked)[0] for each in (peers.cinder, peers.openstack)] if peers is not None else []
            if run:
                ours.append(took)
                raw.append(floor)
                for times, each in zip((cinder, openstack), others, strict=False):
                    times.append(each)
    what = "process start to 1,000 live volumes on screen, nothing kept"
    return [
        *_lines(what, ours, "`cinder list`", cinder, most=1.2),
        *_lines(what, ours, "`openstack volume list`", openstack, most=0.45),
        *_lines(what, ours, "httpx and json alone", raw),
    ]


def status(runs: int, peers: Peers | None) -> list[Line]:
    """The one-shot command for scripts, which reads snapshots too."""
    ours: list[Took] = []
    cinder: list[Took] = []
    with cloud(VOLUMES) as served:
        for run in range(runs + 1):
            with home() as fresh:
                took, said = ran((*COMMAND, "status", "--json"), served.environ(fresh), fine=_HEALTHY_OR_NOT)
                if json.loads(said)["regions"][0]["volumes"]["count"] != VOLUMES:
                    raise FailedError(f"status does not count {VOLUMES:,} volumes: {said[:300]}")
                others = [ran(peers.cinder, served.peer_environ(fresh))[0]] if peers is not None else []
            if run:
                ours.append(took)
                cinder += others
    return _lines("`tbs-tui status --json`, 1,000 volumes", ours, "`cinder list`", cinder, most=0.85)
