"""The switchers: `R`, `T` and `P` open a dialog, and what is chosen there is gone to."""

import re
from collections.abc import Sequence
from typing import Any, Protocol

from textual.app import App
from textual.worker import Worker

from tbs_tui.account.context import Goal
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.locale import _
from tbs_tui.settings import Settings, SettingsError
from tbs_tui.text import plain
from tbs_tui.ui.choices import NEW_ACCOUNT, account_choices, region_choices, tenant_choices
from tbs_tui.ui.dialogs.pick import ByHand, Choice, Pick
from tbs_tui.ui.door import Door, TenantChoice
from tbs_tui.ui.places import Places

_TENANT_ID = re.compile(r"[0-9a-zA-Z-]{1,64}")


class Traveller(Protocol):
    """Who goes where the person wants to."""

    def go(self, goal: Goal) -> None: ...
    def go_to_region(self, region: str) -> None: ...
    def add_account(self) -> None: ...
    def say(self, words: str) -> None: ...


class Switching:
    """Opens the dialogs over the app's screen."""

    def __init__(
        self, app: App[Any], settings: Settings, inventory: Inventory, door: Door, places: Places, traveller: Traveller
    ) -> None:
        self._app = app
        self._settings = settings
        self._inventory = inventory
        self._door = door
        self._places = places
        self._traveller = traveller

    def pick_region(self) -> None:
        """Another region of the tenant, or all of them."""
        context = self._inventory.current
        if context is None:
            return
        choices = region_choices(self._inventory, context, self._places.regions, self._settings.timezone)

        def chosen(region: str | None) -> None:
            if region is not None and self._inventory.current == context:
                self._traveller.go_to_region(region)

        self._app.push_screen(Pick(_("Region"), choices, context.region), chosen)

    def go_to_region(self, region: str) -> None:
        """That region of the tenant, or ALL_REGIONS."""
        self._traveller.go_to_region(region)

    def pick_tenant(self) -> None:
        """Another tenant of the same user: one that the profile or the identity service names, or any id."""
        context = self._inventory.current
        if context is None:
            return
        profile = context.profile
        here = TenantChoice(context.tenant_id, self._places.tenant)
        by_hand = ByHand(_("use the tenant ID {typed}"), _why_no_tenant)

        async def more() -> Sequence[Choice]:
            told = await self._door.more_tenants(context)
            self._places.learn(profile, told)
            return tenant_choices(told, None)

        def chosen(tenant_id: str | None) -> None:
            if tenant_id is not None and tenant_id != context.tenant_id and self._inventory.current == context:
                self._traveller.go(Goal(profile, tenant_id, context.region))

        self._places.learn(profile, self._door.tenants(profile))
        known = tenant_choices([*self._door.tenants(profile), *self._places.known_tenants(profile)], here)
        dialog = Pick(_("Tenant"), known, context.tenant_id, by_hand=by_hand, more=more)
        self._app.push_screen(dialog, chosen)

    def pick_profile(self) -> None:
        """Another account, or a new one."""
        self._picking: Worker[None] = self._app.run_worker(
            self._pick_profile,
            name="profile",
            group="profile",
            description="profile",
            exclusive=True,
            exit_on_error=False,
        )

    async def _pick_profile(self) -> None:
        here = self._places.account
        try:
            choices = account_choices(await self._door.accounts())
        except SettingsError as error:
            self._traveller.say(plain(error))
            return
        chosen = await self._app.push_screen_wait(Pick(_("Profile"), choices, here.profile))
        if chosen == NEW_ACCOUNT:
            self._traveller.add_account()
        elif chosen is not None and chosen != here.profile:
            self._traveller.go(await self._door.last(chosen))


def _why_no_tenant(typed: str) -> str | None:
    if _TENANT_ID.fullmatch(typed):
        return None
    if "@" in typed:
        return _("not an e-mail address, but 32 characters from 0 to 9 and a to f")
    return _("it holds letters, digits and - alone")
