"""Processes of the command without the 0.7 s of CPU in which Python imports it: forks of one that has imported it.

Each is a process of its own, with its own environment, standard streams, terminal, signals and exit status. What is
read while Python or Textual starts is as it was in the first one, so whoever means that starts a process anew.
Run as a script this is that first process; it has the other end of a socket as its first argument, and lives as long
as the socket.
"""

import atexit
import fcntl
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import IO, Any

#: For how long a process may run when nothing else is said, in seconds.
PATIENCE = 60.0


class Forks:
    """The processes of one kind: `imports` are the modules that each of them has from its beginning, and `environ` what
    those see while they are imported. The first one is started when it is needed."""

    def __init__(self, imports: Sequence[str], environ: Mapping[str, str]) -> None:
        self._imports = list(imports)
        self._environ = dict(environ)
        self._channel: socket.socket | None = None
        self._answers: IO[bytes] = BytesIO()

    def start(
        self,
        words: Sequence[str],
        environ: Mapping[str, str],
        streams: tuple[int, int, int],
        *,
        folder: Path | str | None = None,
        terminal: bool = False,
    ) -> int:
        """The id of a new process of ``python WORDS``, in `folder`; its standard streams are these open files, and its
        terminal is the first of them if it is to have one."""
        asked = {"words": list(words), "environ": dict(environ), "folder": str(folder or "."), "terminal": terminal}
        return int(self._ask(asked, streams)["pid"])

    def wait(self, pid: int, options: int = 0) -> tuple[int, int]:
        """As `os.waitpid`; raises TimeoutError, and ends the process, when nothing has come of it after `PATIENCE`."""
        try:
            got, status = self._ask({"wait": pid, "options": options})["waited"]
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
            raise
        return got, status

    def _ask(self, asked: Mapping[str, Any], files: Sequence[int] = ()) -> Any:
        if self._channel is None:
            self._channel, theirs = socket.socketpair()
            with theirs:
                command = [sys.executable, __file__, str(theirs.fileno()), *self._imports]
                first = subprocess.Popen(command, env=self._environ, pass_fds=[theirs.fileno()])
            self._channel.settimeout(PATIENCE)
            self._answers = self._channel.makefile("rb")
            atexit.register(self._end, first)
        data = json.dumps(asked).encode() + b"\n"
        sent = socket.send_fds(self._channel, [data], files) if files else 0
        self._channel.sendall(data[sent:])
        return json.loads(self._answers.readline())

    def _end(self, first: "subprocess.Popen[bytes]") -> None:
        assert self._channel is not None
        self._answers.close()
        self._channel.close()
        first.wait()


def _serve(channel: socket.socket) -> Sequence[str]:
    """Make processes for as long as there is somebody to ask for them; comes back in each of them, with its words."""
    while True:
        data, files, _flags, _address = socket.recv_fds(channel, 1 << 16, 3)
        while data and not data.endswith(b"\n"):
            data += channel.recv(1 << 16)
        if not data:
            sys.exit()
        asked = json.loads(data)
        if "wait" in asked:
            answer: Mapping[str, Any] = {"waited": os.waitpid(asked["wait"], asked["options"])}
        else:
            pid = os.fork()
            if pid == 0:
                channel.close()
                _become(asked, files)
                words: Sequence[str] = asked["words"]
                return words
            for file in files:
                os.close(file)
            answer = {"pid": pid}
        channel.sendall(json.dumps(answer).encode() + b"\n")


def _become(asked: Mapping[str, Any], files: Sequence[int]) -> None:
    if asked["terminal"]:
        os.setsid()
        fcntl.ioctl(files[0], termios.TIOCSCTTY, 0)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environ"])
    time.tzset()
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        old = getattr(sys, name)
        how = {
            "encoding": old.encoding,
            "errors": old.errors,
            "buffering": 1 if os.isatty(number) or number == 2 else -1,
        }
        new = open(number, "w" if number else "r", closefd=False, **how)  # noqa: SIM115 - it is there to the end
        setattr(sys, name, new)
        setattr(sys, f"__{name}__", new)


def _run(words: Sequence[str]) -> None:
    """As ``python WORDS``: a script, or -m and a module."""
    if words[0] == "-m":
        sys.argv = ["-m", *words[2:]]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = list(words)
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    for module in sys.argv[2:]:
        import_module(module)
    gc.collect()
    gc.freeze()
    _run(_serve(socket.socket(fileno=int(sys.argv[1]))))
