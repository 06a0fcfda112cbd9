"""``--log-file`` in front of the demo cloud: what a ticket needs, and where it can't be."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support_commands import BARE, COMMAND, Bench, bench, one_line

from tbs_tui.demo import DEMO_PASSWORD, Fault, FaultKind


@pytest.fixture(scope="module")
def cloud() -> Iterator[Bench]:
    with bench(12) as made:
        yield made


def test_a_command_tells_what_it_asked_and_how_it_ended(cloud: Bench, tmp_path: Path) -> None:
    path = tmp_path / "ticket.log"
    done = cloud.run("volumes", "--log-file", str(path), "--csv")
    assert (done.status, done.err) == (0, "")
    first, *requests, last = path.read_text().splitlines()
    assert re.search(r" INFO cli: tbs-tui \S+, Python 3\.\d+\.\d+, linux: volumes$", first)
    assert last.endswith(" INFO cli: ended with 0")
    assert [line.split("api: ")[1].split(" ")[0] for line in requests] == [method for method, _path in cloud.sent()]
    asked = rf" INFO api: GET {cloud.url}/KR1/volume/v2/\w+/volumes/detail 200 \d+ ms req-[\w-]+$"
    assert re.search(asked, requests[1])
    assert "?" not in "".join(requests)
    assert DEMO_PASSWORD not in path.read_text()


def test_a_command_that_fails_tells_why(cloud: Bench, tmp_path: Path) -> None:
    path = tmp_path / "ticket.log"
    cloud.cloud.faults.add(Fault(FaultKind.STATUS, path="/KR1/volume", status=403))
    try:
        done = cloud.run("volumes", TBS_LOG_FILE=str(path))
    finally:
        cloud.cloud.faults.clear()
    assert done.status == 4
    text = path.read_text()
    assert re.search(r" WARNING api: GET \S+/volumes/detail 403 \d+ ms req-[\w-]+$", text, re.MULTILINE)
    assert re.search(r" ERROR cli: This user has no right to do that\..*HTTP 403", text)
    assert text.endswith(" INFO cli: ended with 4\n")


def test_a_host_that_is_not_there_is_named(cloud: Bench, tmp_path: Path) -> None:
    path = tmp_path / "ticket.log"
    assert cloud.run("types", "--log-file", str(path), OS_AUTH_URL="http://127.0.0.1:1/v2.0").status == 4
    asked = r"WARNING api: POST http://127.0.0.1:1/v2.0/tokens \d+ ms Unreachable \(127.0.0.1 refuses connections\)\n"
    assert re.search(asked, path.read_text())


@pytest.mark.parametrize("command", [["volumes"], ["doctor"], ["login"], []])
def test_a_file_that_can_not_be_appended_to_ends_it_before_anything_is_done(
    command: list[str], cloud: Bench, tmp_path: Path
) -> None:
    path = tmp_path / "ticket.log"
    path.symlink_to("/etc/hostname")
    done = cloud.run(*command, "--log-file", str(path))
    assert done.status == 2
    one_line(done.err)
    assert f"nothing can be logged to {path}: " in done.err
    assert cloud.sent() == []


def test_a_disk_that_is_full_costs_lines_and_nothing_else(cloud: Bench, tmp_path: Path) -> None:
    path = tmp_path / "ticket.log"
    words = " ".join([*COMMAND, "volumes", "--json", "--log-file", str(path)])
    # A file can't grow beyond 1 KiB: the kernel says EFBIG, as a full disk says ENOSPC.
    done = subprocess.run(
        ["/bin/bash", "-c", f"trap '' XFSZ; ulimit -f 1; exec {words}"],
        env=BARE | dict(cloud.account) | {"HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.endswith(b"}\n")
    assert 0 < path.stat().st_size <= 1024
