"""The store of last resort: gone when the process ends."""

from datetime import datetime

from pydantic import SecretStr

from tbs_tui.account.stores.store import EntryStore
from tbs_tui.clock import Clock
from tbs_tui.locale import _


class MemoryStore(EntryStore):
    """The memory of this process."""

    lasting = False

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.name = _("memory")
        self._texts: dict[str, SecretStr] = {}

    @property
    def readers(self) -> str:
        return _("Nobody else but root can read it, and it is gone when tbs-tui ends.")

    def _read(self, entry: str) -> SecretStr | None:
        return self._texts.get(entry)

    def _write(self, entry: str, text: SecretStr, until: datetime | None) -> None:
        self._texts[entry] = text

    def _remove(self, entry: str) -> None:
        self._texts.pop(entry, None)

    def _entries(self) -> tuple[str, ...]:
        return tuple(self._texts)
