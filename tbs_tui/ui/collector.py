"""When Python may look for garbage: a look through 10,000 volumes takes 100 ms, and no key is answered meanwhile."""

import asyncio
import gc
from collections.abc import Callable

from tbs_tui.account.context import Context
from tbs_tui.inventory.events import Event, InventoryChanged, PollFailed, PollStarted, PollSucceeded

_USUAL = gc.get_threshold()
#: Number of rows from which on it matters; 1,000 rows take 10 ms.
MANY_ROWS = 1000
#: Things made before a collection of the youngest, 700 usually: what lives through two is old, and less does when they
#: are rarer. 5,000 take 2 ms.
_YOUNG = 5000
#: Collections of the middle generation after which Python looks through everything by itself; 10 are usual. By then a
#: look at the cloud has mostly ended, and it has been done there.
_UNTIL_ALL = 100
#: The same after which a look at the cloud ends with it.
_UNTIL_WORTH_IT = 3


class Collector:
    """Listens to an inventory. While rows arrive there is no collection, since nearly all of what is made then stays
    or goes by itself; and the rows of a first listing are never looked through again. They are freed all the same:
    they hold nothing that holds them. What is old, which takes 50 ms, is looked through after a look at the cloud and
    not after a key."""

    def __init__(self, soon: Callable[[Callable[[], object]], object] | None = None) -> None:
        """`soon` has something called in the event loop's next turn."""
        self._soon = soon if soon is not None else lambda work: asyncio.get_running_loop().call_soon(work)
        self._under_way: set[Context] = set()
        self._many = False

    def heard(self, event: Event) -> None:
        """Take an event of the inventory in."""
        if isinstance(event, PollStarted):
            self._under_way.add(event.context)
            gc.disable()
            gc.set_threshold(_YOUNG, _USUAL[1], _UNTIL_ALL)
        elif isinstance(event, InventoryChanged):
            if any(len(event.picture.listing(kind).rows) >= MANY_ROWS for kind in event.first):
                # Page by page: 40,000 rows at once take 90 ms.
                self._many = True
                _keep()
        elif isinstance(event, PollSucceeded | PollFailed):
            self._under_way.discard(event.context)
            if self._under_way:
                return
            if self._many:
                self._many = False
                _keep()
            gc.enable()
            if gc.get_count()[2] >= _UNTIL_WORTH_IT:
                self._soon(gc.collect)

    def begun(self) -> None:
        """The start is over, for which the process may have turned collecting off: what there is now lasts as long as
        it does."""
        if not gc.isenabled() and not self._under_way:
            gc.freeze()
            gc.enable()

    def release(self) -> None:
        """Collect as usual again, whatever was going on."""
        gc.set_threshold(*_USUAL)
        gc.enable()


def _keep() -> None:
    # What is garbage now would be kept for good; of the young that is cheap to avoid.
    gc.collect(0)
    gc.freeze()
