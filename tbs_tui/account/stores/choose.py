"""Which store is used, and why not a better one."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Literal, Self

from tbs_tui.account.stores import os_keyrings
from tbs_tui.account.stores.credential_store import CredentialStore
from tbs_tui.account.stores.deadline import DEADLINE, within
from tbs_tui.account.stores.kernel import KernelStore
from tbs_tui.account.stores.memory import MemoryStore
from tbs_tui.account.stores.os_keyrings import Candidate
from tbs_tui.account.stores.store import Store, StoreError
from tbs_tui.clock import Clock
from tbs_tui.locale import _
from tbs_tui.records import dataclass

#: What a person may ask for.
Wish = Literal["auto", "keyring", "kernel", "memory"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The store to use."""

    store: CredentialStore
    passed_over: tuple[tuple[str, str], ...]
    """Name and reason of each that was tried before it, in order."""

    @classmethod
    def memory(cls, clock: Clock) -> Self:
        """This process's memory, because nothing is to be kept."""
        return cls(CredentialStore(MemoryStore(clock)), ())


@dataclass(frozen=True, slots=True)
class Tried:
    """One kind of store, and whether it can be used."""

    name: str
    wish: Wish
    """What to ask for to get it."""
    store: CredentialStore | None
    reason: str
    """Why it can't be used; empty when it can."""


async def choose(
    wish: Wish,
    clock: Clock,
    *,
    deadline: float = DEADLINE,
    environ: Mapping[str, str] | None = None,
    platform: str = sys.platform,
    candidates: Sequence[Candidate] | None = None,
) -> Chosen:
    """The best store there is: an OS keyring, the kernel's, memory; with a wish other than "auto" that one or memory.

    Never raises and never opens a window; each store tried takes at most `deadline` seconds, and so does each call of
    the one chosen. `candidates` replaces the stores to try, for tests.
    """
    tried = candidates if candidates is not None else _candidates(wish, clock, environ, platform)
    passed_over = []
    for candidate in tried:
        try:
            store = await within(deadline, candidate.open, quote=True)
        except StoreError as error:
            passed_over.append((candidate.name, error.words))
        else:
            return Chosen(CredentialStore(store, deadline=deadline), tuple(passed_over))
    return Chosen(CredentialStore(MemoryStore(clock), deadline=deadline), tuple(passed_over))


async def survey(
    clock: Clock,
    *,
    deadline: float = DEADLINE,
    environ: Mapping[str, str] | None = None,
    platform: str = sys.platform,
) -> tuple[Tried, ...]:
    """Every store there may be, best first, memory last: a token may lie where an earlier run put it. All are tried at
    the same time, so that it takes no longer than `deadline` seconds; never raises and never opens a window."""

    async def tried(wish: Wish, candidate: Candidate) -> Tried:
        try:
            store = await within(deadline, candidate.open, quote=True)
        except StoreError as error:
            return Tried(candidate.name, wish, None, error.words)
        return Tried(candidate.name, wish, CredentialStore(store, deadline=deadline), "")

    wishes: tuple[Wish, ...] = ("keyring", "kernel")
    pairs = [(wish, each) for wish in wishes for each in _candidates(wish, clock, environ, platform)]
    found = await asyncio.gather(*(tried(wish, candidate) for wish, candidate in pairs))
    memory = CredentialStore(MemoryStore(clock), deadline=deadline)
    return (*found, Tried(memory.name, "memory", memory, ""))


def who_else(store: CredentialStore) -> str:
    """One sentence for the person who is about to store something: who else can read it."""
    return store.readers


def _candidates(wish: Wish, clock: Clock, environ: Mapping[str, str] | None, platform: str) -> tuple[Candidate, ...]:
    keyrings = os_keyrings.candidates(clock, os.environ if environ is None else environ, platform)
    kernel = Candidate(_("kernel keyring"), lambda: _kernel(clock))
    return {"auto": (*keyrings, kernel), "keyring": keyrings, "kernel": (kernel,), "memory": ()}[wish]


def _kernel(clock: Clock) -> Store:
    store = KernelStore(clock)
    store.probe()
    return store
