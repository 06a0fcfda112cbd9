"""The sign-in dialog of the real command, on a machine that knows nobody."""

import socket
import time
from collections.abc import Iterator

import pytest
from support_commands import TENANT
from terminal.support_pty import COMMAND, Pty, environment, modes_left

from tbs_tui.demo import DEMO_USERNAME


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A host that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_the_demo_can_be_had_from_the_dialog() -> None:
    # What the settings say of an account has to stay out of it.
    pty = Pty(COMMAND, environment(TBS_TENANT_ID="nobody-s", TBS_REGION="XX1", TBS_STORE="memory"))
    try:
        pty.until("made-up cloud")
        # From the user's name: the first that is missing.
        pty.press("\x1b[A" * 4)
        pty.until("leave for the made-up cloud")
        pty.press("\r")
        pty.until("Volumes 38")
        assert " demo " in pty.lines[0]
        pty.press("q")
        assert pty.status(10) == 0
        assert modes_left(pty.sent) == set()
    finally:
        pty.close()


def test_a_host_that_never_answers_holds_nobody(silent: socket.socket) -> None:
    url = f"http://127.0.0.1:{silent.getsockname()[1]}"
    account = {"OS_AUTH_URL": url, "OS_TENANT_ID": TENANT, "OS_USERNAME": DEMO_USERNAME}
    pty = Pty(COMMAND, environment(TBS_STORE="memory", **account))
    try:
        pty.until("API password")
        for _attempt in range(2):
            pty.press("x\r")
            pty.until("Esc stop")
            connection, _address = silent.accept()
            pty.press("\x1b")
            pty.until("Stopped.")
            # The connection is given up with it.
            connection.settimeout(10)
            while connection.recv(4096):
                pass
            connection.close()
        begun = time.monotonic()
        pty.press("\x1b")
        assert pty.status(10) == 3
        assert time.monotonic() - begun < 5, "no time-out of the network is waited for"
        assert "not signed in" in pty.text
    finally:
        pty.close()
