"""The journal on disk: ``journal.jsonl`` in ``$XDG_STATE_HOME/tbs-tui``, one line for each entry.

What is guaranteed when several processes of a user write at the same time: lines are appended whole, in one write, and
under a shared lock of the file; it is made shorter under an exclusive one, by a new file in its place. Nobody waits for
a lock: who does not get it tries again later. On a file system without locks a line that is appended while another
process makes the file shorter may be lost. Readers take no lock: they see the file before or after.

Whatever is wrong with a line, it is as if there were none; a batch begins with a line end, so that one which a full
disk cut short costs no other. What is not a file of this user alone is not read, and replaced.
"""

import contextlib
import fcntl
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from tbs_tui.account.context import Context
from tbs_tui.files import make_private, open_private, user_directory, write_private
from tbs_tui.inventory.history import Entry, What
from tbs_tui.inventory.picture import Kind
from tbs_tui.journal.lines import decoded, encoded, whose

#: Lines that are left when the file is made shorter.
MOST_LINES = 2000
#: Bytes from which on it is; 2,000 lines with a name are about 0.5 MB.
LONG = 1024 * 1024
#: Bytes; no file of ours is longer.
LIMIT = 64 * 1024 * 1024

Owned = tuple[str, Entry]
"""The origin of an entry's identity service, and the entry."""


class Locked(OSError):
    """Another process is at work on the file."""


class JournalFile:
    """Entries in a directory that is ours alone. Blocking: 2,000 entries take 20 ms, so off the loop."""

    def __init__(self, directory: Path | None = None) -> None:
        self._path = (directory or user_directory("STATE")) / "journal.jsonl"

    def append(self, entries: Iterable[Owned]) -> None:
        """Add entries, in their order. Raises OSError when nothing was added: Locked is over in a moment."""
        lines = [line for each in entries if (line := encoded(*each)) is not None]
        if not lines:
            return
        make_private(self._path.parent)
        try:
            descriptor = _opened(self._path)
        except PermissionError:
            # Whatever it is, it is not what we wrote.
            write_private(self._path, lines, durable=False)
            return
        try:
            _lock(descriptor, fcntl.LOCK_SH)
            if not _is_there(self._path, descriptor):
                raise Locked
            _write(descriptor, b"\n" + b"".join(lines))
            if os.fstat(descriptor).st_size > LONG:
                # The entries are there: whether it can be made shorter now is nobody's concern.
                with contextlib.suppress(OSError):
                    self._shorten(descriptor)
        finally:
            os.close(descriptor)

    def load(self, origin: str, profile: str, tenant_id: str) -> Sequence[Entry]:
        """The newest entries of a tenant, oldest first. What two runs at the same time both saw is there once."""
        found: list[Entry] = []
        last: dict[tuple[Context, Kind, str], Entry] = {}
        owned = filter(None, map(decoded, self._lines()))
        mine = (
            entry
            for whose_origin, entry in owned
            if (whose_origin, entry.context.profile, entry.context.tenant_id) == (origin, profile, tenant_id)
        )
        for entry in sorted(mine, key=lambda entry: entry.at):
            key = entry.context, entry.kind, entry.id
            if not _is_repeat(entry, last.get(key)):
                found.append(entry)
            if entry.what is not What.ACTION:
                last[key] = entry
        return found[-MOST_LINES:]

    def forget_all(self) -> None:
        """Keep nothing at all any more. Raises OSError."""
        for path in (*self._path.parent.glob(self._path.name), *self._leftovers()):
            path.unlink(missing_ok=True)

    def forget_account(self, origin: str, tenant_ids: Collection[str] | None) -> None:
        """Keep nothing any more of these tenants of the cloud whose identity service has this origin; None is all of
        them. What does not say whose it is goes too. It waits for nobody: what others append meanwhile may go as well.
        Raises OSError."""

        def stays(line: bytes) -> bool:
            found = whose(line)
            return found is not None and not (
                found[0] == origin and (tenant_ids is None or found[1].tenant_id in tenant_ids)
            )

        for path in self._leftovers():
            path.unlink(missing_ok=True)
        if not self._path.exists() and not self._path.is_symlink():
            return
        kept = list(filter(stays, self._lines()))
        if kept:
            write_private(self._path, kept, durable=True)
        else:
            self._path.unlink(missing_ok=True)

    def _leftovers(self) -> Iterator[Path]:
        """What a process left that was killed while it wrote."""
        return self._path.parent.glob(f".{self._path.name}-*")

    def _lines(self) -> list[bytes]:
        """Those of the file, each with its end; none when it can't be read."""
        try:
            return self._read()
        except OSError:
            return []

    def _read(self) -> list[bytes]:
        """The same; raises OSError."""
        with open_private(self._path, LIMIT) as file:
            content = file.read()
        return [line + b"\n" for line in content.split(b"\n") if line]

    def _shorten(self, descriptor: int) -> None:
        """Leave the newest lines, and half of what is long. Raises OSError."""
        _lock(descriptor, fcntl.LOCK_EX)
        if not _is_there(self._path, descriptor):
            return
        kept, size = list[bytes](), 0
        for line in reversed(self._read()[-MOST_LINES:]):
            size += len(line)
            if size > LONG // 2:
                break
            kept.append(line)
        write_private(self._path, reversed(kept), durable=False)


def _is_repeat(entry: Entry, last: Entry | None) -> bool:
    """Whether an entry says what the one before it said of the same resource: two runs saw it, since nothing goes from
    one status to another twice without going back."""
    if last is None or entry.what is What.ACTION:
        return False
    return (entry.what, entry.before, entry.after) == (last.what, last.before, last.after)


def _opened(path: Path) -> int:
    """A descriptor that appends. Raises PermissionError for what anybody else could have written or read, or is no
    file; else OSError."""
    # O_NONBLOCK: a pipe in its place would never open.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise PermissionError(f"{path} is no file")
    descriptor = os.open(path, flags, 0o600)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        os.close(descriptor)
        raise PermissionError(f"{path} is not a file of this user alone")
    return descriptor


def _lock(descriptor: int, how: int) -> None:
    """Raises Locked when another process has it. Where there are no locks, it is had."""
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Locked from error
    except OSError:
        return


def _is_there(path: Path, descriptor: int) -> bool:
    """Whether the file that was opened is still the one of that name."""
    try:
        return os.path.samestat(os.stat(path, follow_symlinks=False), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _write(descriptor: int, content: bytes) -> None:
    """In one write, so that lines of others do not come between. Raises OSError for a disk that took a part of it."""
    if os.write(descriptor, content) < len(content):
        raise OSError("the disk is full")
