"""The command, at a moment that is always the same: for recordings that come out alike whenever they are made.

Time begins at `START` and goes on from there; with it the demo is the same cloud to the minute. To drive it by a
script, on a terminal of its own:

    tmux new-session -d -s film -x 100 -y 30 'PYTHONPATH=.:tests .venv/bin/python -m snapshots.film --demo --no-tour'
    for key in j j Enter Escape '!' q
    do sleep 1; tmux capture-pane -t film -e -p >> film.txt; tmux send-keys -t film "$key"; done
"""

import sys
import time
from datetime import datetime, timedelta
from unittest.mock import patch

from support_cloud import START

from tbs_tui.cli.main import run
from tbs_tui.clock import SystemClock


class FilmClock(SystemClock):
    """The machine's clock, put to `START` when it is made."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def now(self) -> datetime:
        return START + timedelta(seconds=time.monotonic() - self._began)


class StillClock(FilmClock):
    """The same, but it stands still: for what is printed."""

    def now(self) -> datetime:
        return START


def played(arguments: list[str], clock: type[SystemClock] = FilmClock) -> int:
    """Run the command with that clock; its exit status."""
    with patch("tbs_tui.cli.explore.SystemClock", clock), patch("tbs_tui.cli.once.SystemClock", clock):
        return run(arguments)


if __name__ == "__main__":
    sys.exit(played(sys.argv[1:]))
