"""The place that a picture is of. Standard library only: the first frame names it."""

from dataclasses import replace
from typing import Self

from tbs_tui.records import dataclass

#: Stands for the region in a Context that is all of a tenant's regions.
ALL_REGIONS = "*"


@dataclass(frozen=True, slots=True)
class Context:
    """Profile, tenant and region. Every result carries the Context that it was asked for."""

    profile: str
    """Name of the profile; empty for the one of the command line and the environment."""
    tenant_id: str
    region: str
    """Or ALL_REGIONS. Nothing is ever asked of such a Context, but of one for each region."""

    @property
    def everywhere(self) -> bool:
        """Whether this is all regions of the tenant."""
        return self.region == ALL_REGIONS

    def covers(self, other: "Context") -> bool:
        """Whether what is of `other` is a part of this: it is the same place, or one of all regions."""
        return self == other or (self.everywhere and self.within(other.region) == other)

    def within(self, region: str) -> Self:
        """The same tenant in a region."""
        return replace(self, region=region)


@dataclass(frozen=True, slots=True)
class Goal:
    """Where to go, as far as it is known; None is whatever the profile showed last, or says is first."""

    profile: str
    tenant_id: str | None = None
    region: str | None = None
    """Or ALL_REGIONS."""
    region_is_wanted: bool = False
    """Whether another region will not do: it was asked for by name."""

    @property
    def context(self) -> Context | None:
        """The place, when all of it is known."""
        if self.tenant_id is None or self.region is None:
            return None
        return Context(self.profile, self.tenant_id, self.region)
