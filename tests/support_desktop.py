"""A real Secret Service: gnome-keyring on a session bus of the tests' own, with a home of its own."""

import os
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import secretstorage
from jeepney import DBusAddress, new_method_call  # type: ignore[import-untyped]

#: No folder of services: the bus starts nothing by itself, so that what has gone stays gone.
_CONFIG = """<busconfig><type>session</type><listen>unix:path={socket}</listen><policy context="default">
<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>"""

#: Where the bus itself is asked.
BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")


class Desktop:
    """A session bus, and what may run on it."""

    def __init__(self, home: Path) -> None:
        self.socket = home / "bus"
        self.address = f"unix:path={self.socket}"
        self._home = home
        config = home / "bus.conf"
        config.write_text(_CONFIG.format(socket=self.socket), "utf-8")
        self._bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._bus.stdout is not None
        # It prints when it listens.
        assert self._bus.stdout.readline().startswith(b"unix:")
        self.environ = os.environ | {
            "DBUS_SESSION_BUS_ADDRESS": self.address,
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_RUNTIME_DIR": str(home),
        }
        self.environ.pop("DISPLAY", None)

    def start_keyring(self, *, unlocked: bool = True) -> None:
        """Returns when gnome-keyring is on the bus; `unlocked` gives it a default collection and opens it."""
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets", *["--unlock"] * unlocked]
        before = secretstorage.dbus_init()
        with closing(before):
            self._keyring = subprocess.Popen(
                command,
                env=self.environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            assert self._keyring.stdin is not None
            self._keyring.stdin.write(b"testpw")
            self._keyring.stdin.close()
            self._wait_for_owner(before)

    def stop_keyring(self) -> None:
        """Returns when it has ended."""
        self._keyring.terminate()
        self._keyring.wait(10)

    def lock(self) -> None:
        """As the desktop does when the screen is locked."""
        with closing(secretstorage.dbus_init()) as bus:
            secretstorage.get_collection_by_alias(bus, "default").lock()

    def stop_bus(self) -> None:
        """Ends all that is on it, too."""
        self._bus.terminate()
        self._bus.wait(10)

    def close(self) -> None:
        self.stop_bus()
        assert self._bus.stdout is not None
        self._bus.stdout.close()
        keyring = getattr(self, "_keyring", None)
        if keyring is not None:
            keyring.terminate()
            keyring.wait(10)

    @staticmethod
    def _wait_for_owner(bus: Any) -> None:
        """The bus tells of every new owner of a name; one that was there before is asked for."""
        rule = "type='signal',interface='org.freedesktop.DBus',member='NameOwnerChanged'"
        bus.send_and_get_reply(new_method_call(BUS, "AddMatch", "s", (rule,)))
        asked = new_method_call(BUS, "NameHasOwner", "s", ("org.freedesktop.secrets",))
        while bus.send_and_get_reply(asked).body != (True,):
            bus.receive(timeout=10)
