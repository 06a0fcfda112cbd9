"""When Python may look for garbage: a look through 10,000 volumes takes 100 ms, and no key is answered meanwhile."""

import gc

from tbs_tui.account.context import Context
from tbs_tui.inventory.events import Event, InventoryChanged, PollFailed, PollStarted, PollSucceeded

#: Rows from which on it matters; 1,000 rows take 10 ms.
MANY_ROWS = 1000


class Collector:
    """Listens to an inventory. While rows arrive there is no collection, since nearly all of what is made then stays
    or goes by itself; and the rows of a first listing are never looked through again. They are freed all the same:
    they hold nothing that holds them."""

    def __init__(self) -> None:
        self._many = False
        self._under_way: set[Context] = set()

    def heard(self, event: Event) -> None:
        """Take an event of the inventory in."""
        if isinstance(event, PollStarted):
            self._under_way.add(event.context)
            gc.disable()
        elif isinstance(event, InventoryChanged):
            self._many = self._many or any(len(event.picture.listing(kind).rows) >= MANY_ROWS for kind in event.first)
        elif isinstance(event, PollSucceeded | PollFailed):
            self._under_way.discard(event.context)
            if self._under_way:
                return
            if self._many:
                self._many = False
                # What is garbage now would be kept for good; of the young that is cheap to avoid.
                gc.collect(0)
                gc.freeze()
            gc.enable()

    def begun(self) -> None:
        """The start is over, for which the process may have turned collecting off: what there is now lasts as long as
        it does."""
        if not gc.isenabled() and not self._under_way:
            gc.freeze()
            gc.enable()

    def release(self) -> None:
        """Collect as usual again, whatever was going on."""
        gc.enable()
