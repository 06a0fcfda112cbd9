"""The Linux kernel's keyring of the user: never touches a disk, and drops a token when it ends. Tokens only."""

import contextlib
import errno
import math
import secrets
from collections.abc import Iterator
from datetime import datetime

from pydantic import SecretStr

from tbs_tui.account.stores import keyctl
from tbs_tui.account.stores.keyctl import Keyctl
from tbs_tui.account.stores.store import EntryStore, StoreError
from tbs_tui.clock import Clock
from tbs_tui.locale import _

#: Who possesses the key may do everything, the user may see that it is there, group and others nothing.
_PERMISSIONS = 0x3F01_0000
#: The key is not there, not any more, or about to be collected.
_GONE = (errno.ENOKEY, errno.EKEYEXPIRED, errno.EKEYREVOKED)
#: Seconds that a probe's marker lives when the process dies over it.
_MARKER_LIFE = 60


class KernelStore(EntryStore):
    """Keys of type "user" in the user keyring ``@u``, described ``tbs-tui:<origin>:<tenant>:<username>``.

    To read a key one must possess it: reach it from a keyring of the thread, the process or the session. A session
    often leads nowhere: sudo and cron have none that links ``@u``, and a tmux that outlives its login keeps a revoked
    one (EKEYREVOKED). So each call links ``@u`` to the keyring of its own thread, which is looked at first, ends with
    the thread, and leaves the session's as it is for what is started from here.
    """

    keeps_passwords = False

    def __init__(self, clock: Clock, *, prefix: str = "tbs-tui") -> None:
        """Raises StoreError where there is no such keyring or its calls are not known."""
        super().__init__(clock)
        self.name = _("kernel keyring")
        self._prefix = prefix
        self._keyctl = Keyctl()

    @property
    def readers(self) -> str:
        return _("Every process of this UNIX user can read it until the token ends.")

    def probe(self) -> None:
        """Write, read back and remove a marker. Raises StoreError with the reason when that fails."""
        # A name of its own, for two that start at the same time.
        entry, text = f"probe:{secrets.token_hex(4)}", SecretStr("tbs-tui")
        self._write_for(entry, text, _MARKER_LIFE)
        found = self._read(entry)
        self._remove(entry)
        if found != text:
            raise StoreError(_("what was stored can't be read back"))

    def _read(self, entry: str) -> SecretStr | None:
        with self._possessed(), _absent():
            key = self._keyctl.search(keyctl.USER, self._description(entry))
            return SecretStr(self._keyctl.read(key).decode("ascii", "replace"))
        return None

    def _write(self, entry: str, text: SecretStr, until: datetime | None) -> None:
        if until is None:  # only passwords have none, and they are not kept here
            raise StoreError(_("{store} keeps tokens only, no passwords").format(store=self.name))
        self._write_for(entry, text, (until - self._clock.now()).total_seconds())

    def _write_for(self, entry: str, text: SecretStr, seconds: float) -> None:
        with self._possessed():
            key = self._keyctl.add(self._description(entry), text.get_secret_value().encode("ascii"), keyctl.USER)
            try:
                self._keyctl.set_permissions(key, _PERMISSIONS)
                # Never 0, which would keep it for ever.
                self._keyctl.set_timeout(key, max(math.floor(seconds), 1))
            except OSError:
                self._keyctl.revoke(key)
                raise

    def _remove(self, entry: str) -> None:
        with self._possessed(), _absent():
            key = self._keyctl.search(keyctl.USER, self._description(entry))
            # Unlinked alone it would live on wherever else it is linked.
            self._keyctl.revoke(key)
            self._keyctl.unlink(key, keyctl.USER)

    def _entries(self) -> tuple[str, ...]:
        start = f"{self._prefix}:"
        found = []
        with self._possessed():
            for key in self._keyctl.keys(keyctl.USER):
                try:
                    kind, description = self._keyctl.description(key)
                except OSError as error:
                    # Another program's key that may not even be looked at, or one that has just gone.
                    if error.errno not in (*_GONE, errno.EACCES):
                        raise
                    continue
                if kind == "user" and description.startswith(start):
                    found.append(description.removeprefix(start))
        return tuple(found)

    def _description(self, entry: str) -> str:
        return f"{self._prefix}:{entry}"

    @contextlib.contextmanager
    def _possessed(self) -> Iterator[None]:
        """The user keyring is possessed by this thread; the kernel's refusals are StoreErrors."""
        failure = None
        try:
            self._keyctl.link(keyctl.USER, keyctl.THREAD)
            yield
        except OSError as error:
            failure = keyctl.words(error)
        if failure is not None:
            raise StoreError(failure)


@contextlib.contextmanager
def _absent() -> Iterator[None]:
    """A key that is not there is no error."""
    try:
        yield
    except OSError as error:
        if error.errno not in _GONE:
            raise
