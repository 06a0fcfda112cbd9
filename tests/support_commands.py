"""The command itself, as a process of its own, in front of the demo cloud on a real socket."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from support_cloud import serve
from support_forks import Forks

from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME, DemoCloud

TENANT = DEMO_TENANTS[0].id
ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "tbs_tui")
#: Only what a process needs: no account, no proxy, no settings of whoever runs the tests.
BARE = {
    "PATH": os.environ.get("PATH", ""),
    "PYTHONPATH": str(ROOT),
    "TZ": "UTC",
    "LANG": "C.UTF-8",
    "TBS_STORE": "memory",
}
_FORKS = Forks(
    ["tbs_tui.cli.main", "tbs_tui.cli.once", "tbs_tui.cli.keys", "tbs_tui.cli.doctor", "tbs_tui.cli.wiring"], BARE
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


def tbs_tui(*arguments: str, typed: str = "", **environ: str) -> Ended:
    """Run the command in an environment of `BARE` and `environ` to its end; `typed` is its standard input."""
    nowhere = {f"XDG_{kind}_HOME": "/nonexistent" for kind in ("STATE", "CONFIG", "CACHE")}
    everything = BARE | nowhere | environ
    if "PYTHONIOENCODING" in environ:
        # Python reads it when it starts.
        done = subprocess.run(
            [*COMMAND, *arguments], env=everything, input=typed.encode(), capture_output=True, timeout=60, check=False
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
    with contextlib.ExitStack() as files:
        given, out, err = (files.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        given.write(typed.encode())
        given.seek(0)
        pid = _FORKS.start(["-m", "tbs_tui", *arguments], everything, (given.fileno(), out.fileno(), err.fileno()))
        _pid, status = _FORKS.wait(pid)
        return Ended(os.waitstatus_to_exitcode(status), _whole(out), _whole(err))


def _whole(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def one_line(text: str) -> None:
    """Assert that `text`, of stderr, is one line of ours that no terminal acts on."""
    assert text.startswith("tbs-tui: ")
    assert text.count("\n") == 1
    assert text[:-1].isprintable()


@dataclass(slots=True)
class Bench:
    """A served cloud and the account for it."""

    url: str
    cloud: DemoCloud
    account: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, typed: str = "", **environ: str) -> Ended:
        """Run the command with the account; what was sent before is forgotten."""
        self.cloud.requests.clear()
        return tbs_tui(*arguments, typed=typed, **(dict(self.account) | environ))

    def sent(self) -> list[tuple[str, str]]:
        """Method and last parts of the path of each request since, in order: regions and tenants are left out."""
        return [(method, path.split(f"/{TENANT}/")[-1]) for method, path, _status in self.cloud.requests]


@contextlib.contextmanager
def bench(volumes: int = 60, **cloud: Any) -> Iterator[Bench]:
    """A cloud that stands still but for the time of day, which is the process's."""
    made = DemoCloud(now=lambda: datetime.now(UTC), volumes=volumes, life=False, **cloud)
    with serve(made) as url:
        account = {
            "OS_AUTH_URL": f"{url}/v2.0",
            "OS_TENANT_ID": TENANT,
            "OS_USERNAME": DEMO_USERNAME,
            "OS_PASSWORD": DEMO_PASSWORD,
        }
        yield Bench(url, made, account)
