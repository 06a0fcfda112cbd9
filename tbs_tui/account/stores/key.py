"""Whose secret it is: the name that an entry of a store has."""

from urllib.parse import quote

from tbs_tui.records import dataclass


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

    def is_of_user(self, entry: str) -> bool:
        """Whether `entry` is the user's password or a token of the user, whatever the tenant."""
        if entry == self.password_entry:
            return True
        start, end = f"{self.origin}:", f":{_quoted(self.username)}"
        # A quoted name has no colon: with one more it would be another origin's.
        return entry.startswith(start) and entry.endswith(end) and ":" not in entry[len(start) : -len(end)]


def _quoted(text: str) -> str:
    # The colon separates, and an environment variable may hold bytes that are no text (lone surrogates).
    return quote(text, safe="@+ ", errors="surrogatepass")
