"""A whole session with a password that is nowhere else, and then a walk over every place that could hold it.

Real processes against a served cloud; the second secret is each token that the cloud hands out.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from contract.support_sentinels import Listening, Sentinels, Watch, needles
from support_cloud import serve
from support_commands import BARE, COMMAND, TENANT
from terminal.support_pty import Pty

from tbs_tui.account.stores.kernel import KernelStore
from tbs_tui.account.stores.store import StoreError
from tbs_tui.clock import SystemClock
from tbs_tui.demo import DEMO_USERNAME, DemoCloud
from tbs_tui.demo.rows import Volume

FAULTY = (sys.executable, str(Path(__file__).with_name("faulty_command.py")))


@dataclass
class Place:
    """A home of its own, a cloud that knows the secret password, and all that processes said."""

    home: Path
    url: str
    sentinels: Sentinels
    store: str
    said: list[bytes] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)
    """Of the environment of every process from now on."""
    cloud: DemoCloud | None = None

    @property
    def environ(self) -> dict[str, str]:
        """Of a process: nothing that is not below the home, and who is meant but for the password."""
        folders = {f"XDG_{kind}_HOME": str(self.home / kind.lower()) for kind in ("CONFIG", "CACHE", "STATE", "DATA")}
        runtime = {name: str(self.home / "tmp") for name in ("TMPDIR", "XDG_RUNTIME_DIR")}
        account = {"OS_AUTH_URL": self.url, "OS_TENANT_ID": TENANT, "OS_USERNAME": DEMO_USERNAME}
        more = {
            "HOME": str(self.home),
            "TERM": "xterm-256color",
            "TBS_STORE": self.store,
            "PYTHONDONTWRITEBYTECODE": "1",
            "TBS_LOG_FILE": str(self.home / "ticket.log"),
        }
        return BARE | folders | runtime | account | more | self.more

    def run(self, *words: str, typed: str = "", faulty: bool = False, **environ: str) -> int:
        """A command to its end; the exit status. What it says is kept, to be looked through."""
        done = subprocess.run(
            [*(FAULTY if faulty else COMMAND), *words],
            env=self.environ | environ,
            input=typed.encode(),
            capture_output=True,
            timeout=60,
            check=False,
            cwd=self.home,
        )
        self.said += [done.stdout, done.stderr]
        return done.returncode

    def reports(self) -> list[str]:
        return [path.read_text("utf-8") for path in self.home.rglob("crash-*.txt")]

    def nothing_is_left(self) -> None:
        """The walk."""
        assert self.sentinels.tokens, "nobody signed in: there was nothing to leave"
        assert "tokens 200" in (self.home / "ticket.log").read_text("utf-8") or not any(self.sentinels.tokens)
        assert self.sentinels.files_with(self.home) == []
        assert not [text for text in self.said if self.sentinels.found_in(text)]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    sentinels = Sentinels()
    # The cloud's own word for what is right; of a process it has never been a part.
    monkeypatch.setattr("tbs_tui.demo.identity.DEMO_PASSWORD", sentinels.password)
    home = tmp_path / "home"
    (home / "tmp").mkdir(parents=True)
    # What a process writes to where it was started is looked through, too.
    monkeypatch.chdir(home)
    cloud = DemoCloud(now=lambda: datetime.now(UTC), life=False)
    with serve(Listening(cloud, sentinels.issued)) as url:
        made = Place(home, url, sentinels, "memory", cloud=cloud)
        with Watch(sentinels.found_in) as watch:
            yield made
        assert watch.seen, "no process was looked at"
        given = "OS_PASSWORD" in made.more
        assert [each for each in watch.caught if not (given and each.startswith("environ "))] == []


@pytest.fixture
def kernel(place: Place) -> Iterator[Place]:
    """The same, with the kernel's keyring as the store; the address of the cloud makes its entries its own."""
    try:
        KernelStore(SystemClock()).probe()
    except StoreError as error:
        pytest.skip(f"no kernel keyring: {error.words}")
    place.store = "kernel"
    yield place
    place.run("logout")


def entries(place: Place) -> list[str]:
    """What /proc/keys has of ours at this cloud; revoked ones stay listed until the kernel has swept."""
    lines = [line.split() for line in Path("/proc/keys").read_text("utf-8").splitlines()]
    ours = f"tbs-tui:{place.url}"
    return [fields[8] for fields in lines if fields[8].startswith(ours) and fields[1][1] == "-"]


def explorer(place: Place, *, faulty: bool = False, **environ: str) -> Pty:
    return Pty(FAULTY if faulty else COMMAND, place.environ | environ, columns=120, rows=30)


def typed_in(pty: Pty, password: str, *, paste: bool = False) -> None:
    """Into the dialog, key by key or pasted, and then Enter."""
    pty.until("API password")
    pty.press(f"\x1b[200~{password}\x1b[201~" if paste else password)
    pty.until("*" * len(password))
    pty.press("\r")


def left_by(pty: Pty, place: Place) -> None:
    """Look through what the terminal got, on the wire and on the screen."""
    place.said += [pty.sent, pty.text.encode()]


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """A walk that finds nothing is worth something only if it could."""
    sentinels = Sentinels()
    assert sentinels.files_with(tmp_path) == []
    for number, needle in enumerate(needles(sentinels.password[4:-2])):
        (tmp_path / str(number)).write_bytes(b"\x1b[1mx" + needle + b"y")
    sentinels.issued("gAAAAAB" + os.urandom(88).hex())
    (tmp_path / sentinels.tokens[0][20:140]).touch()
    (tmp_path / "report").write_text(f"headers = {{'x-auth-token': '{sentinels.tokens[0]}'}}")
    assert len(sentinels.files_with(tmp_path)) == number + 3
    assert sentinels.found_in(repr(sentinels.password).encode())


def test_the_watch_sees_arguments_and_environment() -> None:
    with Watch(lambda content: b"sentinel-4711" in content) as watch:
        reading = [sys.executable, "-c", "import sys; sys.stdin.read()", "sentinel-4711"]
        with subprocess.Popen(reading, stdin=subprocess.PIPE, env={"NAME": "sentinel-4711"}) as process:
            wanted = {f"{name} of {process.pid}" for name in ("cmdline", "environ")}
            with watch.news:
                assert watch.news.wait_for(lambda: wanted <= set(watch.caught), timeout=20)
            assert process.stdin is not None
            process.stdin.close()


def test_a_session_of_commands_leaves_nothing(kernel: Place) -> None:
    place = kernel
    assert place.run("login", "--password-stdin", typed=f"{place.sentinels.password}\n") == 0
    assert len(place.sentinels.tokens) == 1
    assert len(entries(place)) == 1
    for words in (
        ["status"],
        ["status", "--json"],
        ["volumes"],
        ["volumes", "--json"],
        ["doctor"],
        ["doctor", "--json"],
    ):
        assert place.run(*words) in (0, 1)
    assert place.run("login", "--password-stdin", typed=f"not {place.sentinels.password}\n") == 3
    # A fault with the token, and one with the password, in the frames of the trace.
    assert place.run("volumes", faulty=True, BREAK="send") == 70
    assert place.run("login", "--password-stdin", typed=place.sentinels.password, faulty=True, BREAK="send") == 70
    assert len(place.reports()) == 2
    assert all("local variables" in text for text in place.reports())
    assert place.run("logout") == 0
    assert entries(place) == []
    assert place.run("volumes") == 3
    place.nothing_is_left()


def test_a_login_into_memory_leaves_nothing(place: Place) -> None:
    assert place.run("login", "--password-stdin", typed=place.sentinels.password) == 3
    place.nothing_is_left()
    assert entries(place) == []


def test_a_password_of_the_environment_stays_there(place: Place) -> None:
    place.more = {"OS_PASSWORD": place.sentinels.password}
    for words in (["status"], ["volumes", "--csv"], ["doctor"], ["doctor", "--json"]):
        assert place.run(*words) in (0, 1)
    assert place.run("volumes", faulty=True, BREAK="send") == 70
    pty = explorer(place)
    try:
        pty.until("Volumes 38")
        pty.press("q")
        assert pty.status(10) == 0
    finally:
        pty.close()
    left_by(pty, place)
    place.nothing_is_left()


@pytest.mark.parametrize("paste", [False, True])
def test_the_explorer_leaves_nothing(paste: bool, kernel: Place) -> None:
    place = kernel
    place.more = {"TEXTUAL_LOG": str(place.home / "textual-log"), "TEXTUAL": "debug,devtools"}
    pty = explorer(place, faulty=True, LOG_ALL=str(place.home / "log"))
    try:
        typed_in(pty, place.sentinels.password, paste=paste)
        pty.until("Volumes 38")
        pty.press("r")
        pty.press("\r")
        pty.until("Metadata")
        pty.press("q")
        assert pty.status(10) == 0
    finally:
        pty.close()
    left_by(pty, place)
    # Keys one by one are a password too, though the walk would not know it.
    assert not [path.name for path in place.home.iterdir() if path.name in ("textual-log", "keys.log")]
    assert len(entries(place)) == 1
    assert place.run("logout") == 0
    assert entries(place) == []
    place.nothing_is_left()


def at_rest(cloud: DemoCloud) -> Volume:
    """A volume that changes when told to."""
    return next(each for each in cloud.region(TENANT, "KR1").volumes.newest_first() if each.status == "in-use")


def test_the_journal_tells_what_happened_and_no_secret(kernel: Place) -> None:
    place = kernel
    assert place.cloud is not None
    volume = at_rest(place.cloud)
    volume.description, volume.metadata = "described-sentinel", {"key": "metadata-sentinel"}
    journal = place.home / "state" / "tbs-tui" / "journal.jsonl"
    for status, told in (("error", "4 Journal 1"), ("error_deleting", "since you last looked")):
        pty = explorer(place)
        try:
            if status == "error":
                typed_in(pty, place.sentinels.password)
                pty.until("Volumes 38")
                volume.status = status
                volume.touch(datetime.now(UTC))
                pty.press("r")
            pty.until(told)
            pty.press("4")
            pty.until(f"-> x {status}")
            pty.press("qq")
            assert pty.status(10) == 0
        finally:
            pty.close()
        left_by(pty, place)
        assert volume.id in journal.read_text("ascii")
        assert journal.stat().st_mode & 0o777 == 0o600
        volume.status = "error_deleting"
        volume.touch(datetime.now(UTC))
    assert "sentinel" not in journal.read_text("ascii")
    assert place.sentinels.files_with(place.home) == []
    assert place.run("logout") == 0
    assert not journal.exists()
    place.nothing_is_left()


def test_without_a_cache_there_is_no_journal(place: Place) -> None:
    assert place.cloud is not None
    pty = explorer(place)
    try:
        typed_in(pty, place.sentinels.password)
        pty.until("Volumes 38")
        volume = at_rest(place.cloud)
        volume.status = "error"
        volume.touch(datetime.now(UTC))
        pty.press("r")
        pty.until("4 Journal 1")
        pty.press("q")
        assert pty.status(10) == 0
    finally:
        pty.close()
    assert not list(place.home.rglob("journal*"))


def test_the_first_sign_in_makes_a_profile_without_its_secrets(kernel: Place) -> None:
    place = kernel
    place.more = {"OS_TENANT_ID": "", "OS_USERNAME": "", "OS_AUTH_URL": "", "TBS_IDENTITY_URL": place.url}
    pty = explorer(place)
    try:
        pty.until("API password")
        pty.press(f"{TENANT}\r{DEMO_USERNAME}\r")
        typed_in(pty, place.sentinels.password)
        pty.until("Volumes 38")
        pty.press("q")
        assert pty.status(10) == 0
    finally:
        pty.close()
    left_by(pty, place)
    assert DEMO_USERNAME in (place.home / "config" / "tbs-tui" / "config.toml").read_text("utf-8")
    assert place.run("logout", "--profile", "default") == 0
    assert entries(place) == []
    place.nothing_is_left()


@pytest.mark.parametrize("where", ["screen", "send"])
def test_a_fault_in_the_explorer_leaves_nothing(where: str, place: Place) -> None:
    pty = explorer(place, faulty=True, BREAK=where)
    try:
        typed_in(pty, place.sentinels.password)
        if where == "screen":
            pty.until("Volumes 38")
            pty.press("r")
        assert pty.status(15) == 70
    finally:
        pty.close()
    left_by(pty, place)
    [report] = place.reports()
    assert "RuntimeError: broken with" in report
    if where == "send":
        # Nobody got as far as a token.
        place.sentinels.tokens.append("")
    place.nothing_is_left()
