"""Whose secret it is: the name that an entry of a store has."""

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class AccountKey:
    """One user at one identity service, in one tenant."""

    origin: str
    """``scheme://host:port`` of the identity service, as `Endpoint.origin` writes it."""
    tenant_id: str
    username: str

    @property
    def token_entry(self) -> str:
        """Name of the token's entry: a token is good for one tenant."""
        return f"{self.origin}:{_quoted(self.tenant_id)}:{_quoted(self.username)}"

    @property
    def password_entry(self) -> str:
        """Name of the password's entry. No tenant: the API password belongs to the user and is the same in all."""
        return f"password:{self.origin}:{_quoted(self.username)}"


def _quoted(text: str) -> str:
    # The colon separates, and an environment variable may hold bytes that are no text (lone surrogates).
    return quote(text, safe="@+ ", errors="surrogatepass")
