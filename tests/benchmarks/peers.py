"""The clients that the explorer is measured beside, in an environment of their own.

python-cinderclient 7.4.1 is the last with Block Storage v2. python-openstackclient 6.6.1 lists volumes of v2 by it;
10.5.0 still can, by the SDK, and takes twice as much processor time. Both still speak Identity v2.0, the second one by
the auth type ``v2password``. `cinder` wants the tenant as OS_PROJECT_ID.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WANTED = {"python-cinderclient": "7.4.1", "python-openstackclient": "6.6.1"}
_ID = re.compile(r"^\| ([0-9a-f]{8}-[0-9a-f-]{27}) \|", re.MULTILINE)
#: Seconds to download and install about 40 packages.
_INSTALLING = 600


class NoPeersError(Exception):
    """They could not be installed; says why."""


@dataclass(frozen=True, slots=True)
class Peers:
    """The two, ready to run."""

    folder: Path

    @property
    def versions(self) -> dict[str, str]:
        return dict(WANTED)

    @property
    def cinder(self) -> tuple[str, ...]:
        return (str(self.folder / "bin" / "cinder"), "list")

    @property
    def openstack(self) -> tuple[str, ...]:
        return (str(self.folder / "bin" / "openstack"), "volume", "list")


def default_folder() -> Path:
    """Outside the tree."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "tbs-tui-peers"


def prepare(folder: Path) -> Peers:
    """Install them where they are not yet. Raises NoPeersError."""
    folder = folder.absolute()
    if _installed(folder) != WANTED:
        try:
            _run(sys.executable, "-m", "venv", "--clear", str(folder))
            wanted = [f"{name}=={version}" for name, version in WANTED.items()]
            _run(str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted)
        except (OSError, subprocess.SubprocessError) as error:
            said = str(getattr(error, "stderr", "") or error)
            raise NoPeersError(f"cinder and openstack could not be installed in {folder}: {said[-800:]}") from None
    return Peers(folder)


def _installed(folder: Path) -> Mapping[str, str]:
    code = "import importlib.metadata as m, sys; print(*(m.version(name) for name in sys.argv[1:]))"
    try:
        said = _run(str(folder / "bin" / "python"), "-c", code, *WANTED)
    except (OSError, subprocess.SubprocessError):
        return {}
    return dict(zip(WANTED, said.split(), strict=False))


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=_INSTALLING, check=True)
    return done.stdout


def listed(said: str) -> list[str]:
    """The volumes in a table that one of them printed, by id."""
    return _ID.findall(said)
