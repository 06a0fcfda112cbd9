"""The place that a picture is of. Standard library only: the first frame names it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """Profile, tenant and region. Every result carries the Context that it was asked for."""

    profile: str
    """Name of the profile; empty for the one of the command line and the environment."""
    tenant_id: str
    region: str
