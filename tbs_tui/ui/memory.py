"""What a person chose of the tables, for this run and the next ones. Knows no widget."""

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tbs_tui.account.profiles.state import Changes, Entry, State, TableState, filter_entry, table_changes
from tbs_tui.clock import Clock
from tbs_tui.inventory.picture import Kind
from tbs_tui.inventory.sweep import woken

#: Seconds from a choice to its writing: what is chosen meanwhile goes along, and what is taken back is never written.
PAUSE_SECONDS = 1.0

_NO_FILTERS: Mapping[str, str] = MappingProxyType({})


class Memory:
    """Has everything at hand, and writes what changes after a moment, off the event loop."""

    def __init__(self, state: State | None = None, write: Callable[[Changes], None] | None = None) -> None:
        """`state` is that of earlier runs. `write` keeps changes for the next one; it may block, and raise OSError.
        Without it everything is remembered for this run only."""
        state = state if state is not None else State()
        self._tables = dict(state.tables)
        self._filters = {place: dict(saved) for place, saved in state.filters.items()}
        self._write = write
        self._passing: set[str] = set()
        """Profiles of which nothing is to lie on this disk."""
        self._due: dict[Entry, Any] = {}
        self._told = False
        self.trouble: Callable[[OSError], None] = lambda _error: None
        """Told, once, why nothing can be kept."""
        self._wake = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()

    # What is remembered

    def table(self, kind: Kind) -> TableState:
        """How the table of a kind is arranged."""
        return self._tables.get(kind.value, TableState())

    def arrange(self, profile: str, kind: Kind, table: TableState) -> None:
        """The table is arranged like this from now on; it was done in the table of `profile`."""
        before = table_changes(kind.value, self.table(kind))
        self._tables[kind.value] = table
        # What stays as it was may be another by now: a second explorer has its own columns.
        after = table_changes(kind.value, table)
        self._keep(profile, {entry: value for entry, value in after.items() if value != before[entry]})

    def filters(self, profile: str, kind: Kind) -> Mapping[str, str]:
        """The filters saved in a profile for a kind, by name; those saved first come first."""
        return MappingProxyType(self._filters.get((profile, kind.value), _NO_FILTERS))

    def save_filter(self, profile: str, kind: Kind, name: str, text: str) -> None:
        """Save a filter; one of the same name is replaced."""
        self._filters.setdefault((profile, kind.value), {})[name] = text
        self._keep_of(profile, {filter_entry(profile, kind.value, name): text})

    def remove_filter(self, profile: str, kind: Kind, name: str) -> None:
        """Remove a saved filter."""
        self._filters.get((profile, kind.value), {}).pop(name, None)
        self._keep_of(profile, {filter_entry(profile, kind.value, name): None})

    # What becomes of it

    def pass_by(self, profile: str) -> None:
        """Nothing chosen in this profile is to lie on the disk."""
        self._passing.add(profile)

    def _keep_of(self, profile: str, changes: Changes) -> None:
        """Of what no run can ask for again nothing is kept: no profile of a file has a blank at its end."""
        if profile == profile.strip():
            self._keep(profile, changes)

    def _keep(self, profile: str, changes: Changes) -> None:
        if self._write is not None and profile not in self._passing:
            self._due.update(changes)
            self._wake.set()

    async def run(self, clock: Clock) -> None:
        """Write what is due, until cancelled."""
        while True:
            await woken(self._wake, clock, None)
            self._wake.clear()
            await clock.sleep(PAUSE_SECONDS)
            await self.flush()

    async def flush(self) -> None:
        """Write what is due now. Who is cancelled meanwhile leaves it to be written to its end."""
        writing = asyncio.create_task(self._write_due(), name="remember")
        await asyncio.wait({writing})
        writing.result()

    async def _write_due(self) -> None:
        async with self._one_at_a_time:
            due, self._due = self._due, {}
            if due and self._write is not None:
                try:
                    await asyncio.to_thread(self._write, due)
                except OSError as error:
                    # It costs the next run what was chosen, and no more; to be told once is enough.
                    if not self._told:
                        self._told = True
                        self.trouble(error)
