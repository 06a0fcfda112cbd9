"""What the switchers offer: regions, tenants and profiles, each with what is known of it."""

from collections.abc import Sequence
from datetime import tzinfo

from tbs_tui.account.context import ALL_REGIONS, Context
from tbs_tui.account.regions import region_words
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.locale import _, ngettext
from tbs_tui.text import plain
from tbs_tui.ui import header
from tbs_tui.ui.dialogs.pick import Choice
from tbs_tui.ui.door import Account, TenantChoice

#: Stands for "a new account"; no profile can be called that, since names have no blank at their ends.
NEW_ACCOUNT = " new"


def region_choices(inventory: Inventory, context: Context, regions: Sequence[str], zone: tzinfo | None) -> list[Choice]:
    """Each region with the state last seen, and all of them together."""
    choices = []
    for region in regions:
        note, tone = _state(inventory, context.within(region), zone)
        choices.append(Choice(region, region_words(region), note, tone))
    if len(regions) > 1:
        choices.append(Choice(ALL_REGIONS, _("All regions"), _("one table"), "dim"))
    return choices


def _state(inventory: Inventory, context: Context, zone: tzinfo | None) -> tuple[str, str]:
    """What was last seen of a region, and its tone."""
    health, picture = inventory.health(context), inventory.picture_of(context)
    if health.error is not None:
        return _("could not be read"), "bad"
    seen = health.last_good or health.recalled
    if picture is None or seen is None:
        return _("not looked at yet"), "dim"
    count = len(picture.volumes.rows)
    words = ngettext("{n:,} volume, {time}", "{n:,} volumes, {time}", count)
    return words.format(n=count, time=header.clock_time(seen, zone)), ""


def tenant_choices(tenants: Sequence[TenantChoice], here: TenantChoice | None) -> list[Choice]:
    """Tenants by name, each with its id; the present one is always among them."""
    known: dict[str, str] = {}
    for each in tenants:
        known[each.id] = known.get(each.id) or each.name
    if here is not None:
        known.setdefault(here.id, here.name)
    return [
        Choice(tenant_id, plain(name or tenant_id), plain(tenant_id) if name and name != tenant_id else "", "dim")
        for tenant_id, name in known.items()
    ]


def account_choices(accounts: Sequence[Account]) -> list[Choice]:
    """Profiles, each with its user, and the way to another."""
    choices = [
        Choice(
            each.profile,
            plain(each.label),
            " ".join(filter(None, (_("production") if each.production else "", plain(each.username)))),
            "warn" if each.production else "dim",
        )
        for each in accounts
    ]
    return [*choices, Choice(NEW_ACCOUNT, _("New account ..."))]
