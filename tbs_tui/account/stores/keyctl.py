"""The kernel's key retention service, by system call: glibc has no wrappers, and libkeyutils is not on every host.

Every function raises OSError with the kernel's errno. Read with keyctl(2), add_key(2), keyrings(7).
"""

import ctypes
import errno
import os
import platform
import struct
import sys

from tbs_tui.account.stores.store import StoreError
from tbs_tui.locale import _

#: (add_key, keyctl), by machine, of the 64-bit system calls.
_NUMBERS = {"x86_64": (248, 250), "aarch64": (217, 219)}

#: Keyrings that go by a name: of this thread, of the session, of the UNIX user.
THREAD, SESSION, USER = -1, -3, -4

_JOIN_SESSION, _REVOKE, _SETPERM, _DESCRIBE, _LINK, _UNLINK, _SEARCH, _READ, _SET_TIMEOUT = 1, 3, 5, 6, 8, 9, 10, 11, 15
#: Bytes: twice what a key of type "user" can hold, and 16,384 keys of a keyring, whose quota is 200.
_BUFFER = 65_536


class Keyctl:
    """The calls. Rights are looked at per thread: what one thread joins or links, others don't have."""

    def __init__(self) -> None:
        """Raises StoreError where there is no such service, or its calls are not known here."""
        machine = platform.machine()
        if sys.platform != "linux":
            raise StoreError(_("only Linux has one"))
        if machine not in _NUMBERS or struct.calcsize("P") != 8:
            raise StoreError(_("its system calls are not known for {machine}").format(machine=machine))
        self._add_key, self._keyctl = _NUMBERS[machine]
        self._syscall = ctypes.CDLL(None, use_errno=True).syscall
        self._syscall.restype = ctypes.c_long

    def add(self, description: str, payload: bytes, ring: int) -> int:
        """Make or replace a key of type "user"; its serial number."""
        return self._call(self._add_key, b"user", description.encode("ascii"), payload, len(payload), ring)

    def search(self, ring: int, description: str) -> int:
        """The serial number of a key of type "user" in the keyring, which must be possessed."""
        return self._call(self._keyctl, _SEARCH, ring, b"user", description.encode("ascii"), 0)

    def read(self, key: int) -> bytes:
        """The payload."""
        buffer = ctypes.create_string_buffer(_BUFFER)
        size = self._call(self._keyctl, _READ, key, buffer, _BUFFER)
        return buffer.raw[:size]

    def keys(self, ring: int) -> tuple[int, ...]:
        """Serial numbers of all that is linked to the keyring."""
        raw = self.read(ring)
        return struct.unpack(f"={len(raw) // 4}i", raw[: len(raw) // 4 * 4])

    def description(self, key: int) -> tuple[str, str]:
        """Type and description."""
        buffer = ctypes.create_string_buffer(_BUFFER)
        self._call(self._keyctl, _DESCRIBE, key, buffer, _BUFFER)
        kind, _uid, _gid, _perm, description = buffer.value.decode("utf-8", "replace").split(";", 4)
        return kind, description

    def link(self, key: int, ring: int) -> None:
        """Put a key, or a keyring, into a keyring."""
        self._call(self._keyctl, _LINK, key, ring)

    def unlink(self, key: int, ring: int) -> None:
        """Take it out of the keyring."""
        self._call(self._keyctl, _UNLINK, key, ring)

    def revoke(self, key: int) -> None:
        """Free the payload, for everyone who has the key linked."""
        self._call(self._keyctl, _REVOKE, key)

    def set_permissions(self, key: int, mask: int) -> None:
        """Mask as in keyctl_setperm(3): possessor, user, group, others, a byte each."""
        self._call(self._keyctl, _SETPERM, key, mask)

    def set_timeout(self, key: int, seconds: int) -> None:
        """The kernel drops the key after that; 0 would mean never."""
        self._call(self._keyctl, _SET_TIMEOUT, key, seconds)

    def join_session(self) -> int:
        """A new anonymous session keyring for this thread."""
        return self._call(self._keyctl, _JOIN_SESSION, None)

    def _call(self, number: int, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
        given = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
        # All five are always given: what is left out would be whatever the registers hold.
        given += [ctypes.c_long(0)] * (5 - len(given))
        result: int = self._syscall(ctypes.c_long(number), *given)
        if result < 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
        return result


def words(error: OSError) -> str:
    """Why the kernel refused, for people."""
    code = error.errno or 0
    if code == errno.EDQUOT:
        return _("this user's quota of kernel keys is used up (see /proc/key-users)")
    if code in (errno.EPERM, errno.ENOSYS):
        return _("this system does not allow it ({error}), as most containers don't").format(
            error=errno.errorcode[code]
        )
    return f"{errno.errorcode.get(code, code)}: {os.strerror(code)}"
