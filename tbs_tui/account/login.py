"""Who wants in, and where. Standard library only: known before anything is imported or sent."""

from tbs_tui.records import dataclass


@dataclass(frozen=True, slots=True)
class Login:
    """A user of one tenant at one identity service."""

    identity_url: str
    tenant_id: str
    username: str
