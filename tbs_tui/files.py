"""The user's own directories, and files that are whole and that nobody else can read.

platformdirs would put them elsewhere on macOS, where people who live in a terminal look under the XDG names too.
"""

import contextlib
import fcntl
import os
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

_BELOW_HOME = {"CONFIG": ".config", "CACHE": ".cache", "STATE": ".local/state"}


def user_directory(kind: str) -> Path:
    """Our directory for CONFIG, CACHE or STATE, by the XDG base directory rules: a relative value counts as not set."""
    base = os.environ.get(f"XDG_{kind}_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), _BELOW_HOME[kind])
    # Without a home (a container run as a user that nobody knows) there is no place: never one below the current one.
    return Path(base if os.path.isabs(base) else "/nonexistent", "tbs-tui")


def make_private(directory: Path) -> None:
    """Make a directory of ours that nobody else can enter; one that others can enter is closed. Raises OSError."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    if directory.stat().st_mode & 0o077:
        directory.chmod(0o700)


def write_private(path: Path, content: Iterable[bytes], *, durable: bool) -> None:
    """Put a new file of mode 0600 in the place of `path`, whole or not at all. With `durable` it also survives a power
    cut. Raises OSError; the old file is untouched then."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    if durable:
        _sync_directory(path.parent)


def write_new(path: Path, content: Iterable[bytes]) -> None:
    """As `write_private`, durable, but raises FileExistsError when there is something already. Raises OSError."""
    # The name is taken first, since a rename would replace whatever has got it meanwhile.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    try:
        write_private(path, content, durable=True)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise


@contextlib.contextmanager
def locked(path: Path, flags: int, patience: float) -> Iterator[None]:
    """Keep other processes that lock `path` out meanwhile, if that can be done: not on a file system without locks, and
    not when another has had it for `patience` seconds. `flags` are those to open it with. Raises OSError."""
    descriptor = os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        end = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    break
                time.sleep(0.01)
            except OSError:
                break
            else:
                break
        yield
    finally:
        os.close(descriptor)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        # Some file systems can't sync a directory; the file itself is safe by now.
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_private(path: Path, limit: int) -> BinaryIO:
    """Open a file that we wrote before. Raises OSError for one that is not there, is longer than `limit` bytes, or that
    anybody else could have written or read: then nothing is known of what it says."""
    # O_NONBLOCK: a pipe in its place would never open.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise PermissionError(f"{path} is not a file of this user alone")
        if found.st_size > limit:
            raise OSError(f"{path} is too long")
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise
