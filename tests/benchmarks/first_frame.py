"""From the start of the process to what a person sees, beside an empty Textual app, on a pty of 80x24.

    python tests/benchmarks/first_frame.py [runs] [volumes]

The cloud is served over loopback by another process. A first run signs in, keeps the token in the kernel's keyring
and the picture in a cache; the measured ones have both ("cached rows") or neither, with a password ("live rows").
The runs go by turns, so that all have the same machine.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from terminal.support_pty import COMMAND, Pty, environment

from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME

EMPTY = """
from textual.app import App
from textual.widgets import Static


class Empty(App):
    def compose(self):
        yield Static("first frame")


Empty().run()
"""
#: The interpreter of the measured commands; another one has only what an installed tbs-tui has.
PYTHON = os.environ.get("BENCH_PYTHON", sys.executable)
EXPLORER = (PYTHON, *COMMAND[1:])
PROFILE = """
default = "bench"
[profiles.bench]
identity_url = "{url}"
username = "{user}"
store = "kernel"
tenants = [{{ id = "{tenant}" }}]
"""


def once(command: tuple[str, ...], env: Mapping[str, str], text: str) -> tuple[float, float]:
    """Milliseconds until the text is on the screen, of the clock and of the processor; the second is less disturbed
    by whatever else runs, and has steps of 10."""
    began = time.perf_counter()
    pty = Pty(command, env)
    try:
        pty.until(text, seconds=60)
        lasted = (time.perf_counter() - began) * 1000
        fields = Path(f"/proc/{pty.pid}/stat").read_text().rpartition(")")[2].split()
        return lasted, (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")
    finally:
        pty.close()


def fill(env: Mapping[str, str], first: str, count: str) -> None:
    """Sign in, and leave a picture behind."""
    subprocess.run(
        (*EXPLORER, "login", "--password-stdin"), env=env, input=DEMO_PASSWORD.encode(), check=True, capture_output=True
    )
    pty = Pty(EXPLORER, env)
    try:
        pty.until(lambda: first in pty.text and count in pty.text, seconds=60)
        pty.press("q")
        assert pty.status(30) == 0
    finally:
        pty.close()


def first_name(env: Mapping[str, str]) -> str:
    """What the newest volume is called, which every first frame shows."""
    done = subprocess.run((*EXPLORER, "volumes", "--csv"), env=env, stdout=subprocess.PIPE, text=True, check=True)
    header, first, *_rest = done.stdout.splitlines()
    return first.split(",")[header.split(",").index("name")]


def main() -> None:
    """All by turns."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    volumes = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    count = f"Volumes {volumes:,}"
    server = subprocess.Popen(
        (sys.executable, str(Path(__file__).with_name("cloud_process.py")), str(volumes)), stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    try:
        url = server.stdout.readline().decode().strip()
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "tbs-tui").mkdir()
            tenant = DEMO_TENANTS[0].id
            (Path(folder) / "tbs-tui" / "config.toml").write_text(
                PROFILE.format(url=url, tenant=tenant, user=DEMO_USERNAME)
            )
            homes = {f"XDG_{kind}_HOME": folder for kind in ("STATE", "CACHE", "CONFIG")}
            env = environment(**homes, TEXTUAL_ANIMATIONS="none")
            account = {"OS_AUTH_URL": url, "OS_TENANT_ID": tenant, "OS_USERNAME": DEMO_USERNAME}
            bare = env | account | {"OS_PASSWORD": DEMO_PASSWORD, "TBS_NO_CACHE": "1"}
            first = first_name(bare)
            fill(env, first, count)
            cases = {
                "empty app": ((PYTHON, "-c", EMPTY), env, "first frame"),
                "cached rows": (EXPLORER, env, first),
                "live rows": (EXPLORER, bare, count),
            }
            found: dict[str, list[tuple[float, float]]] = {name: [] for name in cases}
            for _run in range(runs):
                for name, case in cases.items():
                    found[name].append(once(*case))
            subprocess.run((*EXPLORER, "logout"), env=env, check=True, capture_output=True)
    finally:
        server.terminate()
        server.wait()
    for name in found:
        for number, what in enumerate(("clock", "cpu")):
            here, base = ([each[number] for each in found[key]] for key in (name, "empty app"))
            ratios = sorted(time / empty for time, empty in zip(here, base, strict=True))
            print(
                f"{name:12} {what:5} {statistics.median(here):5.0f} ms ({min(here):.0f} to {max(here):.0f}), "
                f"{statistics.median(ratios):.2f} x empty ({ratios[0]:.2f} to {ratios[-1]:.2f})"
            )


if __name__ == "__main__":
    main()
