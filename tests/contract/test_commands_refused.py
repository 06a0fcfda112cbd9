"""One-shot commands as processes: what they refuse, and how they end when something stands in the way."""

import json
import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest
from support_commands import BARE, COMMAND, TENANT, Bench, bench, one_line, tbs_tui

from tbs_tui.demo import DEMO_PASSWORD, OBJECT_STORAGE_TENANT_ID

HOSTILE = "a\x1b]52;c;eA==\x07\x9b31m\n\u202e[red]\x00"


@pytest.fixture(scope="module")
def served() -> Iterator[Bench]:
    with bench() as made:
        yield made


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


# where and who


def test_the_region_is_found_whatever_its_case_and_an_unknown_one_names_those_there_are(served: Bench) -> None:
    assert served.run("volumes", "--json", "--region", "kr2").json()["region"] == "KR2"
    assert served.run("volumes", "--json", OS_REGION_NAME="jp1").json()["region"] == "JP1"
    for words in (["status"], ["status", "--all-regions"], ["volumes"], ["show", "x"]):
        done = served.run(*words, "--region", "ZZ9")
        assert (done.status, done.out) == (2, "")
        one_line(done.err)
        assert "ZZ9" in done.err
        assert "KR1, KR2, JP1" in done.err
        assert served.sent() == [("POST", "/v2.0/tokens")]


def test_a_wrong_password_is_3_with_the_three_likely_causes(served: Bench) -> None:
    done = served.run("status", "--json", OS_PASSWORD="wrong-hunter2")
    assert (done.status, done.out) == (3, "")
    one_line(done.err)
    for cause in ("API password", "API user ID", "tenant ID"):
        assert cause in done.err
    assert "hunter2" not in done.err
    assert served.sent() == [("POST", "/v2.0/tokens")]


def test_the_tenant_of_object_storage_is_3_with_the_way_out(served: Bench) -> None:
    done = served.run("status", OS_TENANT_ID=OBJECT_STORAGE_TENANT_ID)
    assert (done.status, done.out) == (3, "")
    one_line(done.err)
    assert "Compute > Instance > Set API Endpoint" in done.err


def test_an_identity_service_that_is_not_there_is_4(served: Bench) -> None:
    done = served.run("volumes", OS_AUTH_URL=f"http://127.0.0.1:{_free_port()}")
    assert (done.status, done.out) == (4, "")
    one_line(done.err)
    assert "cannot be reached" in done.err
    assert DEMO_PASSWORD not in done.err


@pytest.mark.parametrize(
    ("words", "environ", "status"),
    [
        (["volumes", "--sort", "nonsense"], {}, 2),
        (["volumes", "--sort", "size:sideways", "--json"], {}, 2),
        (["types", "--sort", "size"], {}, 2),
        (["volumes", "--filter", "foo:bar"], {}, 2),
        (["volumes", "--filter", "size:>"], {}, 2),
        (["types", "--filter", "status:\x1b]0;x"], {}, 2),
        (["show", ".."], {}, 2),
        (["show", "a\x1b"], {}, 2),
        (["show"], {}, 2),
        (["volumes", "--csv", "--json"], {}, 2),
        (["status"], {"OS_TENANT_ID": ""}, 2),
        (["status"], {"OS_USERNAME": ""}, 2),
        (["status"], {"OS_PASSWORD": ""}, 3),
        (["status"], {"OS_AUTH_URL": "http://192.0.2.1/v2.0"}, 2),
        (["status"], {"TBS_TIMEZONE": "Nowhere/Land"}, 2),
        (["status", "--password", "hunter2"], {}, 2),
        (["status"], {"OS_CACERT": "/nonexistent/ca.pem"}, 2),
    ],
)
def test_nothing_is_sent_on_bad_input(served: Bench, words: list[str], environ: dict[str, str], status: int) -> None:
    done = served.run(*words, **environ)
    assert (done.status, done.out) == (status, "")
    one_line(done.err)
    assert DEMO_PASSWORD not in done.err
    assert "hunter2" not in done.err
    assert served.sent() == []


# what is hostile


def test_hostile_names_never_reach_the_terminal_raw(served: Bench) -> None:
    region = served.cloud.region(TENANT, "JP1")
    volume, snapshot = next(iter(region.volumes.newest_first())), next(iter(region.snapshots.newest_first()))
    before = volume.name, volume.status, volume.metadata, snapshot.name
    volume.name, volume.status, volume.metadata, snapshot.name = HOSTILE, f"error{HOSTILE}", {HOSTILE: HOSTILE}, HOSTILE
    volume.kept = None
    try:
        for words in (
            ["status"],
            ["status", "--json"],
            *([kind, *form] for kind in ("volumes", "snapshots") for form in ([], ["--json"], ["--csv"])),
            ["show", volume.id],
            ["show", volume.id, "--json"],
        ):
            done = served.run(*words, "--region", "JP1")
            assert done.err == ""
            assert all(char.isprintable() for char in done.out.replace("\n", "")), words
        rows = served.run("volumes", "--json", "--region", "JP1").json()["volumes"]
        assert HOSTILE in [row["name"] for row in rows]
    finally:
        volume.name, volume.status, volume.metadata, snapshot.name = before
        volume.kept = None


def test_an_old_locale_gets_escapes_instead_of_a_fault(served: Bench) -> None:
    good = served.run("volumes", "--json").json()["volumes"]
    assert any(not (row["name"] or "").isascii() for row in good)
    old = served.run("volumes", "--json", PYTHONIOENCODING="ascii")
    assert (old.status, old.err) == (0, "")
    assert old.out.isascii()
    assert json.loads(old.out)["volumes"] == good
    assert served.run("volumes", PYTHONIOENCODING="ascii").status == 0
    # Words are in English where Korean ones would be escapes.
    assert served.run("types", PYTHONIOENCODING="ascii", TBS_LANG="ko").out.splitlines()[0].split()[:2] == [
        "ID",
        "Name",
    ]


def test_closed_streams_leave_the_exit_status(served: Bench) -> None:
    for closing in (">&-", "2>&-", ">&- 2>&-"):
        done = subprocess.run(
            ["bash", "-c", f"{' '.join(COMMAND)} status --json {closing}"],
            env=BARE | dict(served.account),
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, b""), closing
        assert bool(done.stdout) is (closing == "2>&-")


def test_a_full_disk_is_told(served: Bench) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, "volumes", "--json"],
            env=BARE | dict(served.account),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 70
    one_line(done.stderr)
    assert "No space left" in done.stderr


def test_interrupted_while_it_waits_it_ends_without_a_word() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        account = {"OS_AUTH_URL": url, "OS_TENANT_ID": TENANT, "OS_USERNAME": "u", "OS_PASSWORD": "hunter2"}
        with subprocess.Popen(
            [*COMMAND, "status"],
            env=BARE | account,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A shell starts what it runs in the background with the signal ignored, and with it these tests.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        ) as waiting:
            connection, _address = silent.accept()
            with connection:
                assert connection.recv(4) == b"POST"
                waiting.send_signal(signal.SIGINT)
                assert waiting.communicate(timeout=30) == (b"", b"")
    assert waiting.returncode == 130


# the demo


def test_the_demo_takes_and_sends_nothing_of_a_real_account(served: Bench) -> None:
    for words in (["status", "--json"], ["volumes", "--json"], ["snapshots"], ["types", "--csv"]):
        done = served.run(*words, "--demo")
        assert done.status == (1 if words[0] == "status" else 0)
        assert done.err == ""
        assert served.sent() == []
    spoilt = served.run("volumes", "--demo", "--json", OS_AUTH_URL="\x1b", OS_TENANT_ID="\x1b", OS_REGION_NAME="ZZ")
    assert (spoilt.status, spoilt.json()["region"]) == (0, "KR1")


def test_the_demo_shows_each_of_its_volumes_and_needs_no_account() -> None:
    rows = tbs_tui("volumes", "--demo", "--json", "--demo-volumes", "250").json()["volumes"]
    assert len(rows) == 250
    shown = tbs_tui("show", rows[0]["id"], "--demo", "--json", "--demo-volumes", "250")
    assert shown.json()["volume"]["id"] == rows[0]["id"]
    regions = tbs_tui("status", "--demo", "--json", "--all-regions").json()["regions"]
    assert [region["region"] for region in regions] == ["KR1", "KR2", "JP1"]
    assert tbs_tui("status", "--demo", "--region", "ZZ9").status == 2


def test_help_and_version_into_a_closed_pipe() -> None:
    for flag in ("--help", "--version"):
        done = subprocess.run(
            ["bash", "-c", f"{' '.join(COMMAND)} {flag} | true; exit ${{PIPESTATUS[0]}}"],
            env=BARE,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
