"""A jump host on this machine: Debian's own sshd on a loopback port, and behind it a home that nobody has used yet."""

import contextlib
import os
import pwd
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from support_commands import Ended
from terminal.support_pty import Pty, environment

#: sshd will only be started by its whole path, and is on no user's PATH.
SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SSH = shutil.which("ssh")
#: As it is installed.
COMMAND = Path(sys.executable).with_name("tbs-tui")
#: Root's sshd locks its helper up in there; who starts it makes it.
_EMPTY = Path("/run/sshd")
#: What Debian ships, but for what would be read from or written to a real home.
_CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
PidFile none
AuthorizedKeysFile {folder}/client.pub
StrictModes no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM {pam}
UseDNS no
PrintMotd no
PrintLastLog no
PermitUserRC no
AcceptEnv LANG LC_*
SetEnv HOME={home} PATH={path}
"""


def missing() -> str:
    """What this machine lacks for a jump host; empty when nothing."""
    lacking = [
        name for name, found in (("sshd", SSHD), ("ssh", SSH), ("ssh-keygen", shutil.which("ssh-keygen"))) if not found
    ]
    return f"not installed: {', '.join(lacking)}" if lacking else ""


class JumpHost:
    """Whoever logs in is the present user, with `home` for a home. Nothing of the environment of whoever runs the tests
    gets there: sshd makes one of its own.

    With `pam` each login has a session keyring of its own, which is revoked when it ends (pam_keyinit), as on Debian,
    Ubuntu and Rocky; only root's sshd can do that. Without it there is none.
    """

    def __init__(self, folder: Path, *, pam: bool) -> None:
        assert not missing(), missing()
        self.home = folder / "home"
        self.home.mkdir(mode=0o700)
        self._folder = folder
        self._user = pwd.getpwuid(os.geteuid()).pw_name
        self._open: list[Pty] = []
        if os.geteuid() == 0:
            _EMPTY.mkdir(mode=0o755, exist_ok=True)
        for name in ("host", "client"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        for _attempt in range(5):
            if self._start(pam):
                return
        raise RuntimeError("sshd does not start")

    def _start(self, pam: bool) -> bool:
        """Whether it listens. The port is a free one, but sshd can't be given a socket: another may be faster."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        config = self._folder / "sshd_config"
        yes = "yes" if pam else "no"
        path = f"{COMMAND.parent}:/usr/local/bin:/usr/bin:/bin"
        config.write_text(
            _CONFIG.format(port=self.port, folder=self._folder, home=self.home, pam=yes, path=path), "utf-8"
        )
        key = (self._folder / "host.pub").read_text("utf-8")
        (self._folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {key}", "utf-8")
        self._sshd = subprocess.Popen(
            [str(SSHD), "-D", "-e", "-f", config],
            env={"PATH": "/usr/bin:/bin"},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._sshd.stderr is not None
        told = ""
        for line in self._sshd.stderr:
            told += line
            if line.startswith("Server listening"):
                return True
        self._sshd.wait(10)
        self._sshd.stderr.close()
        if "Address already in use" not in told:
            raise RuntimeError(told)
        return False

    # Log in

    def ssh(self, *words: str, port: int = 0) -> list[str]:
        """A call of the client; it reads no configuration and asks nothing. `port` is one that leads there."""
        options = {
            "HostKeyAlias": f"[127.0.0.1]:{self.port}",
            "IdentityFile": self._folder / "client",
            "IdentitiesOnly": "yes",
            "UserKnownHostsFile": self._folder / "known_hosts",
            "GlobalKnownHostsFile": "none",
            "BatchMode": "yes",
            "LogLevel": "ERROR",
            "SendEnv": "LANG",
        }
        said = [f"-o{name}={value}" for name, value in options.items()]
        return [str(SSH), "-F", "none", *said, "-p", str(port or self.port), "-l", self._user, *words]

    def run(self, *words: str, typed: str = "") -> Ended:
        """A command over a connection of its own, without a terminal, to its end."""
        done = subprocess.run(
            self.ssh("-T", "127.0.0.1", *words),
            env=environment(LANG="C.UTF-8"),
            input=typed.encode(),
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def open(self, *words: str, columns: int = 80, rows: int = 24, port: int = 0, reports: bool = False) -> Pty:
        """A command over a connection of its own, in a terminal; without words the login shell."""
        command = self.ssh("-tt", "127.0.0.1", *words, port=port)
        pty = Pty(command, environment(LANG="C.UTF-8"), columns=columns, rows=rows, reports=reports)
        self._open.append(pty)
        return pty

    # Look

    def processes(self) -> dict[int, str]:
        """Command lines of all that runs on the jump host, by pid: whatever has its home for a home."""
        mark = f"HOME={self.home}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # others', and those that have just ended
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return found

    def process(self, word: str) -> int:
        """The pid of the one whose command line has that word."""
        [pid] = [pid for pid, command in self.processes().items() if word in command.split()]
        return pid

    def logins(self) -> list[int]:
        """The pids of the sshd of each login that there is now."""
        children = Path(f"/proc/{self._sshd.pid}/task/{self._sshd.pid}/children")
        return [int(pid) for pid in children.read_text("utf-8").split()]

    # End

    def close(self) -> None:
        """Close every connection. Fails when something goes on running for more than 3 s."""
        for pty in self._open:
            pty.close()
        self._sshd.terminate()
        self._sshd.wait(10)
        assert self._sshd.stderr is not None
        self._sshd.stderr.close()
        left = self.processes()
        with contextlib.suppress(AssertionError):
            wait_for_end(*left, seconds=3.0)
        left = self.processes()
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)
        assert left == {}, left


def wait_for_end(*pids: int, seconds: float) -> Mapping[int, float]:
    """Wait until all have ended, and fail when they don't; the seconds of CPU that each had used at the last look, of
    those that could be looked at."""
    used = {}
    deadline = time.monotonic() + seconds
    with contextlib.ExitStack() as stack:
        waiting: dict[int, int] = {}
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                opened = os.pidfd_open(pid)
                stack.callback(os.close, opened)
                waiting[opened] = pid
        while waiting:
            for pid in waiting.values():
                with contextlib.suppress(OSError):
                    used[pid] = cpu(pid)
            left = deadline - time.monotonic()
            assert left > 0, f"still running after {seconds} s: {sorted(waiting.values())}"
            for ended in select.select(list(waiting), [], [], min(left, 0.05))[0]:
                del waiting[ended]
    return used


def cpu(pid: int) -> float:
    """Seconds of CPU that it has used."""
    # What follows the name, which may hold anything: the state is the first, and the twelfth is the user time.
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
