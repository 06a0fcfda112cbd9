"""Who may change the cloud, and until when: the one key that allows it and ends it. Imported after the first frame."""

from collections.abc import Callable
from functools import partial

from textual.worker import Worker

from tbs_tui.api.lock import Lock
from tbs_tui.clock import Clock
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.locale import _, ngettext
from tbs_tui.operations.operation import OperationChanged
from tbs_tui.ui import header
from tbs_tui.ui.dialogs.allow import AllowDialog
from tbs_tui.ui.door import Door
from tbs_tui.ui.places import Places
from tbs_tui.ui.screens.commanding import CommandApp

#: Between two looks at a lock that is open: a machine that sleeps, or whose clock is set, closes it before its time.
LOOK_SECONDS = 30.0


class Permission:
    """Of the profile that is shown: each has a lock of its own. With ``read_only_after = N`` a profile begins
    read-only; the person allows changes, with the place before their eyes, and N minutes after that, or after the last
    change that was decided, the profile is read-only again by itself.

    The lock is the client's: what was decided and not sent when it closes is refused there, whatever is shown. What the
    cloud has accepted goes on and is followed to its end. A profile or a run that is `read_only` is never opened.
    """

    def __init__(
        self,
        app: CommandApp,
        clock: Clock,
        inventory: Inventory,
        door: Door,
        places: Places,
        changed: Callable[[], None],
    ) -> None:
        """`changed` is called when what is shown of it may be another."""
        self._app = app
        self._clock = clock
        self._inventory = inventory
        self._door = door
        self._places = places
        self._changed = changed
        self._watching: dict[str, Worker[None]] = {}

    @property
    def _profile(self) -> str:
        current = self._inventory.current
        return current.profile if current is not None else self._door.first.profile

    @property
    def lock(self) -> Lock:
        """That of the profile shown."""
        return self._door.lock(self._profile)

    @property
    def is_read_only(self) -> bool:
        """Whether nothing is sent that changes the cloud shown."""
        return self.lock.is_closed

    @property
    def is_granted(self) -> bool:
        """Whether changes are allowed for a while."""
        return self.lock.can_open and not self.lock.is_closed

    def why_read_only(self) -> str:
        """Why nothing can be changed, and what would help; empty when it can be."""
        if not self.is_read_only:
            return ""
        key = self._app.key_map.first("allow_changes")
        words = _("This session is read-only.")
        return f"{words} " + _("{key} allows changes.").format(key=key) if key and self.lock.can_open else words

    def why_not(self) -> str | None:
        """Why there is nothing to allow; None when there is."""
        if self.lock.can_open:
            return None
        if self.is_read_only:
            return _("This session is read-only, as the command line or its profile says, and stays so.")
        return _("Changes are allowed all the time: see --read-only-after.")

    def turn(self) -> None:
        """Ask whether changes are to be allowed; where they are, end that at once."""
        if self.is_granted:
            self.lock.close()
            self._stop(self._profile)
            self._app.say(_("Read-only again."), bad=False)
            self._changed()
            return
        profile, lock, here = self._profile, self.lock, self._places.here
        current = self._inventory.current
        heading = header.place(current, self._places.tenant, account=self._places.account)
        typed = current.tenant_id if current is not None else ""
        # What is not known yet is treated as what needs most care.
        production = here is None or here.account.production

        def answered(allowed: bool | None) -> None:
            if allowed:
                lock.open()
                self._watch(profile, lock)
                words = _("Changes are allowed; read-only again {minutes} after the last one.")
                self._app.say(words.format(minutes=minutes_words(lock.minutes)), bad=False)
                self._changed()

        self._app.push_screen(AllowDialog(heading, minutes_words(lock.minutes), typed if production else ""), answered)

    def heard(self, event: OperationChanged) -> None:
        """A change was decided: the time counts from now."""
        if event.before is None:
            self._door.lock(event.operation.context.profile).used()

    def _watch(self, profile: str, lock: Lock) -> None:
        self._stop(profile)
        self._watching[profile] = self._app.run_worker(
            partial(self._tell_of_end, profile, lock),
            name="lock",
            group="lock",
            description="lock",
            exit_on_error=False,
        )

    def _stop(self, profile: str) -> None:
        watching = self._watching.pop(profile, None)
        if watching is not None:
            watching.cancel()

    async def _tell_of_end(self, profile: str, lock: Lock) -> None:
        """The lock closes by itself; this only says so."""
        while left := lock.seconds_left:
            await self._clock.sleep(min(left, LOOK_SECONDS))
        if profile != self._profile:
            return
        words = _("Read-only again, {minutes} after the last change.")
        self._app.say(words.format(minutes=minutes_words(lock.minutes)), bad=False)
        self._changed()


def minutes_words(minutes: float) -> str:
    """So many minutes."""
    count = 1 if minutes == 1 else 2
    return ngettext("{n:g} minute", "{n:g} minutes", count).format(n=minutes)
