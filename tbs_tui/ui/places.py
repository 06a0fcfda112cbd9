"""Where the explorer is, and the way from one place to another.

A switch shows at once what is known of the new place, and gets its token behind that: so it works while the place left,
or even the new one, does not answer.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Protocol

from tbs_tui.account.context import Context, Goal
from tbs_tui.api.errors import ApiError, Refused, SignInError
from tbs_tui.inventory.events import Event, PollSucceeded
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Picture
from tbs_tui.ui.door import Account, Door, Entered, TenantChoice

Ask = Callable[[SignInError, Goal], Awaitable[Goal | None]]
"""Ask the person to sign in; where to go then, None when they gave up."""
Arrived = Callable[[Entered], None]


class Recall(Protocol):
    """What earlier runs saw."""

    async def recall(self, context: Context) -> Picture | None:
        """The picture of a Context, when one was kept."""
        ...


class Places:
    """One place at a time is shown; of each that was entered in this run it is remembered what was learnt."""

    def __init__(self, inventory: Inventory, door: Door, memory: Recall, *, ask: Ask, arrived: Arrived) -> None:
        self._inventory = inventory
        self._door = door
        self._memory = memory
        self._ask = ask
        self._arrived = arrived
        self._entered: dict[tuple[str, str], Entered] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._on_the_way = 0
        """How many are on their way somewhere."""

    @property
    def here(self) -> Entered | None:
        """What is known of the place shown; None before there was a token for it in this run."""
        context = self._inventory.current
        return self._entered.get((context.profile, context.tenant_id)) if context is not None else None

    @property
    def account(self) -> Account:
        """Whose place is shown."""
        context, here = self._inventory.current, self.here
        if here is not None:
            return here.account
        return self._door.account(context.profile if context is not None else self._door.first.profile)

    @property
    def tenant(self) -> str:
        """Name of the tenant shown, raw; its id where no name is known, empty where there is none."""
        context, here = self._inventory.current, self.here
        if context is None:
            return ""
        known = self._names.get((context.profile, context.tenant_id))
        return here.tenant if here is not None else known or context.tenant_id

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions of the tenant shown; none before they are known."""
        here = self.here
        return here.regions if here is not None else ()

    def learn(self, profile: str, tenants: Iterable[TenantChoice]) -> None:
        """Tenants of a profile, as far as somebody told."""
        self._names.update({(profile, each.id): each.name for each in tenants if each.name})

    def known_tenants(self, profile: str) -> list[TenantChoice]:
        """All that were learnt, in that order."""
        return [TenantChoice(each, name) for (whose, each), name in self._names.items() if whose == profile]

    async def go(self, goal: Goal) -> None:
        """Go there. Raises ApiError when it can't be entered and nothing is known of it; then everything is as it was.
        When the person is asked and gives up, it goes back without a word, and raises only when there is nowhere to go
        back to."""
        self._on_the_way += 1
        try:
            await self._go(goal)
        finally:
            self._on_the_way -= 1

    async def _go(self, goal: Goal) -> None:
        before = self._inventory.current, self.regions
        await self._show_known(goal)
        while True:
            try:
                entered = await self._door.enter(goal)
            except SignInError as error:
                asked = await self._ask(error, goal)
                if asked is None:
                    if before[0] is None:
                        raise
                    self._go_back(*before)
                    return
                goal = asked
            except ApiError as error:
                if not isinstance(error, Refused) and self._is_known(goal):
                    # The poller meets the same and says so; when it gets through, so will this: see `heard`.
                    return
                self._go_back(*before)
                raise
            else:
                break
        await self._arrive(entered)

    async def go_to_region(self, region: str) -> None:
        """Another region of the same tenant, or ALL_REGIONS."""
        context, here = self._inventory.current, self.here
        if context is None or here is None or region == context.region:
            return
        entered = replace(here, region=region)
        await self._recall(entered.context, entered.regions)
        await self._arrive(entered)

    def heard(self, event: Event) -> "Goal | None":
        """Take an event of the inventory in; what can be entered now that could not be before: a place that is shown
        and answers, and of which nothing but its rows is known."""
        context = self._inventory.current
        if not isinstance(event, PollSucceeded) or event.context not in self._inventory.parts or context is None:
            return None
        if self._on_the_way or self.here is not None:
            return None
        return Goal(context.profile, context.tenant_id, context.region)

    async def _show_known(self, goal: Goal) -> None:
        """Show what is known of a place before there is a token for it."""
        context = goal.context
        if context is None or context == self._inventory.current:
            return
        regions = self._regions_of(context)
        if context.everywhere and not regions:
            return
        await self._recall(context, regions)
        # A first place that nothing is known of is shown when there is a token for it.
        if self._inventory.current is not None or self._inventory.picture_of(context) is not None:
            self._inventory.show(context, regions)

    def _regions_of(self, context: Context) -> tuple[str, ...]:
        known = self._entered.get((context.profile, context.tenant_id))
        if known is not None:
            return known.regions
        # Most tenants of a user have the same.
        here = self.here
        return here.regions if here is not None and here.account.profile == context.profile else ()

    async def _recall(self, context: Context, regions: tuple[str, ...]) -> None:
        parts = map(context.within, regions) if context.everywhere else (context,)
        # A look that failed leaves a picture of nothing.
        pictures = {part: self._inventory.picture_of(part) for part in parts}
        wanted = [part for part, known in pictures.items() if known is None or known.volumes.fetched_at is None]
        for picture in await asyncio.gather(*map(self._memory.recall, wanted)):
            if picture is not None:
                self._inventory.recall(picture)

    async def _arrive(self, entered: Entered) -> None:
        key = entered.account.profile, entered.tenant_id
        before = self._entered.get(key)
        self._entered[key] = replace(entered, trouble="")
        context = entered.context
        other_regions = context.everywhere and (before is None or before.regions != entered.regions)
        if context != self._inventory.current or other_regions:
            # Which regions there are, or which is meant, may not have been known before.
            await self._recall(context, entered.regions)
            self._inventory.show(context, entered.regions)
        self._arrived(entered)
        await self._door.remember(context)

    def _go_back(self, context: Context | None, regions: tuple[str, ...]) -> None:
        if context is not None and context != self._inventory.current:
            self._inventory.show(context, regions)

    def _is_known(self, goal: Goal) -> bool:
        context = goal.context
        return context is not None and context == self._inventory.current and self._inventory.picture is not None
