"""The explorer on a headless jump host, over ssh, as somebody who comes there for the first time."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from contract.support_sentinels import Listening, Sentinels, Watch
from pydantic import SecretStr
from ssh.support_ssh import COMMAND, JumpHost, cpu, missing, wait_for_end
from support_cloud import serve
from support_commands import TENANT
from terminal.support_pty import Pty, modes_left

from tbs_tui.account.accounts import Accounts
from tbs_tui.account.login import Login
from tbs_tui.account.stores.choose import choose
from tbs_tui.account.stores.kernel import KernelStore
from tbs_tui.account.stores.key import AccountKey
from tbs_tui.account.stores.store import StoreError
from tbs_tui.api.transport import Transport
from tbs_tui.clock import SystemClock
from tbs_tui.demo import DEMO_USERNAME, DemoCloud
from tbs_tui.demo.rows import Volume

pytestmark = pytest.mark.skipif(bool(missing()) and not os.environ.get("CI"), reason=missing() or "all is there")

ROWS = "jenkins-home-restored"


@dataclass
class Place:
    """A jump host, and a cloud that it reaches, with a password that is nowhere else."""

    host: JumpHost
    cloud: DemoCloud
    url: str
    sentinels: Sentinels
    said: list[bytes] = field(default_factory=list)
    """All that came over the connections."""

    @property
    def config(self) -> Path:
        return self.host.home / ".config" / "tbs-tui" / "config.toml"

    def has_profile(self) -> None:
        """Whose account it is stands in the configuration, as a sign-in on the screen would leave it."""
        self.config.parent.mkdir(parents=True)
        self.config.write_text(
            f'[profiles.default]\nidentity_url = "{self.url}"\nusername = "{DEMO_USERNAME}"\n'
            f'[[profiles.default.tenants]]\nid = "{TENANT}"\n'
        )

    async def signed_in(self) -> None:
        """And another process of the same user, in no login of the jump host, has signed in."""
        self.has_profile()
        transport = Transport(clock=SystemClock())
        accounts = Accounts(transport, SystemClock(), await choose("kernel", SystemClock()))
        await accounts.sign_in(Login(self.url, TENANT, DEMO_USERNAME), SecretStr(self.sentinels.password))
        await transport.aclose()

    def volume(self, name: str, region: str) -> Volume:
        """The cloud's own volume of that name."""
        return next(each for each in self.cloud.region(TENANT, region).volumes.newest_first() if each.name == name)

    def explorer(self) -> Pty:
        return self.host.open("exec", "tbs-tui")

    def opens(self) -> None:
        """A run over a new connection opens without a question, and can be left."""
        pty = self.explorer()
        pty.until(lambda: ROWS in pty.text or "API password" in pty.text)
        assert ROWS in pty.text
        self.leave(pty)

    def asks(self) -> None:
        """A run over a new connection asks who it is."""
        pty = self.explorer()
        pty.until("API password")
        pty.press("\x1b")
        assert pty.status(5) == 3
        self.said.append(pty.sent)

    def leave(self, pty: Pty) -> None:
        pty.press("q")
        assert pty.status(5) == 0
        assert modes_left(pty.sent) == set()
        assert b"\x1b[?1049l" in pty.sent
        self.said.append(pty.sent)

    def sign_ins(self) -> int:
        """How often anybody has signed in so far."""
        return sum(path.endswith("/tokens") and status == 200 for _method, path, status in self.cloud.requests)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A login has a session keyring of its own where that can be, and where the test asks for it."""
    root = os.geteuid() == 0
    pam = getattr(request, "param", root)
    if pam and not root:
        pytest.skip("only root's sshd gives each login a session keyring of its own")
    store = KernelStore(SystemClock())
    try:
        store.probe()
    except StoreError as error:
        pytest.skip(f"no kernel keyring here: {error.words}")
    sentinels = Sentinels()
    monkeypatch.setattr("tbs_tui.demo.identity.DEMO_PASSWORD", sentinels.password)
    cloud = DemoCloud(now=lambda: datetime.now(UTC), life=False)
    host = JumpHost(tmp_path, pam=pam)
    try:
        with serve(Listening(cloud, sentinels.issued)) as url:
            yield Place(host, cloud, url, sentinels)
            store.forget(AccountKey(url, TENANT, DEMO_USERNAME))
    finally:
        host.close()


def logins(*pam: bool) -> pytest.MarkDecorator:
    """Which kinds of logins a test is about."""
    ids = ["session keyring of its own" if each else "no session keyring" for each in pam]
    return pytest.mark.parametrize("place", pam, ids=ids, indirect=True)


def entries(url: str) -> list[str]:
    """What /proc/keys has of ours at this cloud; revoked ones stay listed until the kernel has swept."""
    lines = [line.split() for line in Path("/proc/keys").read_text("utf-8").splitlines()]
    return [fields[8] for fields in lines if fields[8].startswith(f"tbs-tui:{url}") and fields[1][1] == "-"]


#: Says how it is with the session keyring.
LOOK = """
import errno
from tbs_tui.account.stores.keyctl import SESSION, Keyctl
calls = Keyctl()
try:
    print("session keyring:", calls._call(calls._keyctl, 0, SESSION, 0), calls.keys(SESSION))
except OSError as error:
    print("session keyring:", errno.errorcode[error.errno])
"""


@logins(True)
def test_each_login_has_a_session_keyring_of_its_own(place: Place) -> None:
    """What the other tests rely on."""
    (place.host.home / "look.py").write_text(LOOK)
    one, other = (place.host.run("python", "~/look.py").out for _login in range(2))
    assert one != other
    assert all(each.startswith("session keyring: ") and "E" not in each for each in (one, other))


def test_from_the_first_run_to_the_logout(place: Place) -> None:
    with Watch(place.sentinels.found_in) as watch:
        first = place.explorer()
        first.until("kernel keyring keeps no passwords")
        # The field to begin with is the tenant's: the address is that of the cloud that most people have.
        first.press(f"\x1b[Z\x1b[Z\x15{place.url}\r{TENANT}\r{DEMO_USERNAME}\r{place.sentinels.password}")
        first.until("*" * len(place.sentinels.password))
        first.press("\r")
        first.until(ROWS)
        assert "kernel keyring" in first.lines[0]
        explorer = place.host.process(str(COMMAND))
        place.leave(first)
        assert len(entries(place.url)) == place.sign_ins() == 1

        place.opens()
        assert place.sign_ins() == 1
        assert place.sentinels.files_with(place.host.home) == []
        assert DEMO_USERNAME in place.config.read_text("utf-8")

        assert place.host.run("tbs-tui", "logout").status == 0
        assert entries(place.url) == []
        place.asks()
        assert place.sign_ins() == 1
    assert explorer in watch.seen
    assert watch.caught == []
    assert place.sentinels.files_with(place.host.home) == []
    assert not [sent for sent in place.said if place.sentinels.found_in(sent)]


@logins(True, False)
def test_a_script_signs_in_and_looks_without_a_terminal(place: Place) -> None:
    place.has_profile()
    # The only thing that is wrong in this region.
    place.volume("tokyo-batch", "JP1").status = "available"
    ended = place.host.run("tbs-tui", "login", "--password-stdin", typed=f"{place.sentinels.password}\n")
    assert ended.status == 0, ended.err
    assert "Kept in: kernel keyring." in ended.out
    looked = place.host.run("tbs-tui", "status", "--json", "--region", "JP1")
    assert looked.status == 0, looked.err
    assert looked.err == ""
    document = looked.json()
    assert document["ok"] is True
    assert [(each["region"], each["error"]) for each in document["regions"]] == [("JP1", None)]
    assert place.sign_ins() == 1
    assert not place.sentinels.found_in((ended.out + ended.err + looked.out).encode())


def test_without_a_terminal_the_explorer_says_how_to_get_one(place: Place) -> None:
    ended = place.host.run("tbs-tui")
    assert ended.status == 2
    assert ended.out == ""
    assert "ssh -t" in ended.err


async def test_doctor_tells_of_ssh_and_of_the_stores(place: Place) -> None:
    await place.signed_in()
    ended = place.host.run("tbs-tui", "doctor", "--json")
    assert ended.status == 0, ended.err
    found = ended.json()
    terminal = found["terminal"]
    assert (terminal["ssh"], terminal["multiplexer"], terminal["columns"]) == (True, None, None)
    assert [(each["name"], each["usable"], each["used"]) for each in found["stores"]] == [
        ("Secret Service", False, False),
        ("KWallet", False, False),
        ("kernel keyring", True, True),
        ("memory", True, False),
    ]
    assert {each["reason"] for each in found["stores"][:2]} == {"there is no D-Bus session"}
    [account] = found["accounts"]
    assert [(each["kept"], each["accepted"]) for each in account["tenants"]] == [(True, True)]
    assert not place.sentinels.found_in(ended.out.encode())


@pytest.mark.parametrize(("end", "shell"), [("client", False), ("server", True)])
async def test_a_connection_that_breaks_ends_the_explorer(place: Place, end: str, shell: bool) -> None:
    await place.signed_in()
    pty = place.host.open() if shell else place.explorer()
    if shell:
        pty.press(f"{COMMAND}\r")
    pty.until(ROWS)
    pty.settled()
    running = place.host.processes()
    explorer = place.host.process(str(COMMAND))
    assert len(running) == 1 + shell
    before = cpu(explorer)
    [login] = place.host.logins()
    os.kill(pty.pid if end == "client" else login, signal.SIGKILL)
    used = wait_for_end(*running, seconds=3.0)
    assert used.get(explorer, before) - before < 1.0, "seconds of CPU for the way out"
    assert place.host.processes() == {}
    pty.status(5)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
@logins(True)
async def test_in_a_tmux_that_outlived_its_login_the_token_is_found_and_stored(place: Place) -> None:
    await place.signed_in()
    host = place.host
    (host.home / "look.py").write_text(LOOK)
    tmux = ["tmux", "-S", str(host.home / "tmux"), "-f", "/dev/null"]
    try:
        first = host.open(*tmux, "new-session", "sh")
        first.until("[0]")
        [login] = host.logins()
        first.signal(signal.SIGKILL)
        wait_for_end(login, seconds=5)

        pty = host.open(*tmux, "attach")
        pty.until("[0]")
        pty.press("python ~/look.py\r")
        pty.until("session keyring: EKEYREVOKED")
        pty.press("clear; tbs-tui\r")
        pty.until(ROWS)
        assert "kernel keyring" in pty.lines[0]
        assert place.sign_ins() == 1
        pty.press("q")
        # What is typed before the shell has its terminal back would be lost.
        pty.until(lambda: pty.lines[0] in ("#", "$"))

        pty.press("tbs-tui logout && tbs-tui login\r")
        pty.until("API password of")
        assert entries(place.url) == []
        pty.press(f"{place.sentinels.password}\r")
        pty.until("Kept in: kernel keyring.")
        assert place.sign_ins() == 2
        assert host.run("tbs-tui", "types").status == 0
        assert place.sign_ins() == 2
    finally:
        subprocess.run([*tmux, "kill-server"], check=True)
