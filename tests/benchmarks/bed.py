"""A cloud to measure against, and processes in front of it. Every wait has an end, and every process is ended."""

import os
import re
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from terminal.support_pty import COMMAND, ROOT, Pty, environment

from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME

HERE = Path(__file__).parent
TENANT = DEMO_TENANTS[0].id
#: Seconds that a command may take.
PATIENCE = 120.0
#: In the top line, only once the cloud has answered.
_TIME = re.compile(r"\d\d:\d\d:\d\d\s*$")


class FailedError(Exception):
    """What was to be measured did not do what it should; says what it said."""


class Took(NamedTuple):
    """Milliseconds by the clock, and of processor time: that one hardly depends on what else the machine does."""

    ms: float
    processor: float


@dataclass(slots=True)
class Cloud:
    """A demo cloud in a process of its own."""

    address: str
    process: "subprocess.Popen[str]"

    def change(self) -> None:
        """One volume in a hundred becomes another."""
        self.process.send_signal(signal.SIGUSR1)

    @property
    def processor(self) -> float:
        """Milliseconds that it has worked."""
        return worked(self.process.pid)

    def environ(self, home: Path, *, password: bool = True) -> dict[str, str]:
        """Of a process that asks this cloud. The peers read the same, and three names more."""
        who = {
            "OS_AUTH_URL": f"{self.address}/v2.0",
            "OS_TENANT_ID": TENANT,
            "OS_USERNAME": DEMO_USERNAME,
            "OS_REGION_NAME": "KR1",
        }
        folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "STATE", "CACHE", "DATA")}
        given = {"OS_PASSWORD": DEMO_PASSWORD} if password else {}
        return environment(HOME=str(home), LANG="C.UTF-8", **folders, **who, **given)

    def peer_environ(self, home: Path) -> dict[str, str]:
        """For `cinder` and `openstack`, which this makes speak Identity v2.0 and Block Storage v2."""
        more = {
            "OS_PROJECT_ID": TENANT,
            "OS_IDENTITY_API_VERSION": "2.0",
            "OS_VOLUME_API_VERSION": "2",
            "OS_AUTH_TYPE": "v2password",
        }
        kept = self.environ(home) | more
        kept.pop("PYTHONPATH")
        return kept


@contextmanager
def cloud(volumes: int, snapshots: int = 0, *, settled: bool = True) -> Iterator[Cloud]:
    """A cloud, while the block runs, with two snapshots for three volumes, or that many if they are more. If `settled`,
    nothing is on its way there."""
    command, env = python("cloud_process", str(volumes), str(snapshots), *["--settled"] * settled)
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if not select.select([process.stdout], [], [], PATIENCE)[0]:
            raise FailedError("the demo cloud did not start")
        address = process.stdout.readline().strip()
        if not address:
            raise FailedError("the demo cloud ended at once")
        yield Cloud(address, process)
    finally:
        process.kill()
        process.wait()


@contextmanager
def home() -> Iterator[Path]:
    """A home without a past."""
    with tempfile.TemporaryDirectory(prefix="tbs-tui-benchmark-") as folder:
        yield Path(folder)


def python(module: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command that runs a module of this folder, and its environment: nothing of ours, since without files of
    bytecode, say, each start would take twice as long."""
    env = environment(PYTHONPATH=f"{ROOT}:{ROOT / 'tests'}", LANG="C.UTF-8")
    return [sys.executable, "-m", f"benchmarks.{module}", *arguments], env


def ran(
    command: Sequence[str], env: Mapping[str, str], *, fine: Sequence[int] = (0,), given: str = ""
) -> tuple[Took, str]:
    """From a command's start to its end, and what it printed. Raises FailedError for an exit status that is not among
    `fine`."""
    used, began = _used_by_children(), time.perf_counter()
    try:
        done = subprocess.run(
            command, env=dict(env), input=given, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise FailedError(f"{' '.join(command)} takes longer than {PATIENCE:.0f} s") from None
    took = Took((time.perf_counter() - began) * 1000, (_used_by_children() - used) * 1000)
    if done.returncode not in fine:
        raise FailedError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-800:]}")
    return took, done.stdout


def _used_by_children() -> float:
    """Seconds of processor time of all that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def worked(pid: int) -> float:
    """Milliseconds that the main thread of a process that runs has worked."""
    with open(f"/proc/{pid}/schedstat", encoding="utf-8") as schedstat:
        return int(schedstat.read().split()[0]) / 1e6


def used(pid: int) -> float:
    """Seconds of processor time of a process that runs, in ticks of 10 ms."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def screen(command: Sequence[str], env: Mapping[str, str], *, columns: int = 80, rows: int = 24) -> Iterator[Pty]:
    """A process on a terminal, while the block runs."""
    pty = Pty(command, env, columns=columns, rows=rows)
    try:
        yield pty
    finally:
        pty.close()


def explorer(*flags: str) -> tuple[str, ...]:
    """The explorer, which looks at the cloud once and then only when asked."""
    return (*COMMAND, "--refresh", "3600", *flags)


def since_start(command: Sequence[str], env: Mapping[str, str], *told: Callable[[Pty], bool]) -> list[Took]:
    """From a process's start until each of these is so, in this order, on 80x24."""
    began = time.perf_counter()
    with screen(command, env) as pty:
        times = []
        for is_so in told:
            pty.until(partial(is_so, pty), PATIENCE)
            times.append(Took((time.perf_counter() - began) * 1000, used(pty.pid) * 1000))
        return times


def shows(words: str) -> Callable[[Pty], bool]:
    return lambda pty: words in pty.text


def live(volumes: int) -> Callable[[Pty], bool]:
    """Whether that many volumes, all there are, are known and their first ones painted."""
    tab = re.compile(rf"^ 1 Volumes {volumes:,}(?![+,\d])")
    return lambda pty: bool(tab.match(pty.lines[1])) and "  > creating-now" in pty.text


def loaded(volumes: int, pty: Pty) -> bool:
    """Whether that many volumes and the rest are there."""
    return live(volumes)(pty) and looked(pty)


def looked(pty: Pty) -> bool:
    """Whether the cloud has been read to its end, snapshots too."""
    return bool(_TIME.search(pty.lines[0]))
