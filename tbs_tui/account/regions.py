"""Names of the regions that NHN Cloud has published. Which regions a tenant has is the catalog's word alone."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tbs_tui.account.context import ALL_REGIONS
from tbs_tui.locale import N_, _
from tbs_tui.text import plain

_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "KR1": N_("Pangyo"),
        "KR2": N_("Pyeongchon"),
        "KR3": N_("Gwangju"),
        "KR4": N_("Daegu"),
        "JP1": N_("Tokyo"),
        "US1": N_("California"),
    }
)


def in_known_order(regions: Iterable[str]) -> tuple[str, ...]:
    """The regions as they were founded, KR1 first, and those that are not known after them as they come: catalogs give
    them in any order, and most volumes are in KR1."""
    known = list(_NAMES)
    return tuple(
        sorted(regions, key=lambda region: known.index(region.upper()) if region.upper() in known else len(known))
    )


def region_words(region: str) -> str:
    """The region as a person reads it: with its place, where that is known; plain."""
    if region == ALL_REGIONS:
        return _("all regions")
    name = _NAMES.get(region.upper())
    return f"{plain(region)} {_(name)}" if name else plain(region)
