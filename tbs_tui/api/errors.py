"""One error tree, by what a person can do about it.

Each error carries the server's own words, the HTTP status and the request id, all raw: whoever shows them sends them
through `text.plain`. `advice` says in the person's language what to do; it is ours, so it is plain already.
"""

from tbs_tui.locale import _


class ApiError(Exception):
    """Anything that went wrong between a request and its answer."""

    def __init__(
        self,
        words: str = "",
        *,
        status: int | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        request: str = "",
        maybe_done: bool = False,
    ) -> None:
        super().__init__(words)
        self.words = words
        """The server's words, or the library's where no answer came. Raw."""
        self.status = status
        """HTTP status; None when no answer came."""
        self.request_id = request_id
        """The server's x-openstack-request-id, for a ticket."""
        self.retry_after = retry_after
        """Seconds the server asked to wait; None when it did not."""
        self.request = request
        """Method and path, without host and query."""
        self.maybe_done = maybe_done
        """True for a POST or DELETE that the server may have carried out all the same."""

    @property
    def advice(self) -> str:
        """What the person can do, one sentence."""
        return _("Something went wrong.")

    def __str__(self) -> str:
        parts = [self.advice]
        if self.words:
            parts.append(self.words)
        detail = ", ".join(
            part
            for part in (
                f"HTTP {self.status}" if self.status else "",
                self.request,
                self.request_id or "",
            )
            if part
        )
        if detail:
            parts.append(f"({detail})")
        return " ".join(parts)


class SignInError(ApiError):
    """The token or the password is not accepted: sign in (again)."""

    is_renewed = False
    """Whether there is a new token by now: what was not done for want of one can be tried again."""

    @property
    def advice(self) -> str:
        if self.is_renewed:
            return _("The token had ended. There is a new one now: try again.")
        return _("Not signed in: the token was refused.")


class PasswordNeeded(SignInError):
    """The token has ended, or there never was one, and nobody here knows the password."""

    @property
    def advice(self) -> str:
        return _("Sign in: there is no token that still holds, and no password is kept.")


class WrongCredentials(SignInError):
    """Keystone refused user, password and tenant together; it does not say which (all are 401)."""

    @property
    def advice(self) -> str:
        return _(
            "Sign-in refused. The three likely causes: the password is the console's and not the API password "
            "(set it under Compute > Instance > Set API Endpoint); the user is the 32-character API user ID and not "
            "the e-mail address or IAM account ID; the tenant ID is not one of this user's."
        )


class NoBlockStorage(SignInError):
    """The token is good, but its catalog has no volumev2 service."""

    @property
    def advice(self) -> str:
        return _(
            "This tenant's catalog has no block storage (volumev2). Object Storage has a tenant ID of its own: "
            "use the tenant ID shown under Compute > Instance > Set API Endpoint."
        )


class NoSuchRegion(NoBlockStorage):
    """The catalog has volumev2, but not in the region asked for. The words are the regions that it has."""

    @property
    def advice(self) -> str:
        return _("This tenant has no block storage in that region. It has it in:")


class InvalidInput(ApiError):
    """400 and its kin: the request cannot be done as it stands, because of its values or of the resource's state."""

    @property
    def advice(self) -> str:
        return _("The server refused the request.")


class NoRight(ApiError):
    """403: this user may not."""

    @property
    def advice(self) -> str:
        return _("This user has no right to do that.")


class NotFound(ApiError):
    """404: gone, or never there."""

    @property
    def advice(self) -> str:
        return _("It does not exist (any more).")


class Conflict(ApiError):
    """409: something else is going on with the resource."""

    @property
    def advice(self) -> str:
        return _("Another operation is in the way; try again when it has ended.")


class QuotaExceeded(ApiError):
    """413 overLimit without a wish to wait: a quota or limit is reached. Trying again does not help."""

    @property
    def advice(self) -> str:
        return _("A quota or limit is reached.")


class RateLimited(ApiError):
    """429, 503, 413 with Retry-After above 0 and overLimitFault: wait as told."""

    @property
    def advice(self) -> str:
        if self.retry_after:
            return _("The server asks to wait {seconds} s.").format(seconds=round(self.retry_after))
        return _("The server asks to wait.")


class ServerError(ApiError):
    """5xx: the cloud's own fault. A gateway says 502 or 504 also for what the service behind it has done."""

    @property
    def advice(self) -> str:
        if self.maybe_done:
            return _("The server failed, and may have done it all the same. Look before sending it again.")
        return _("The server failed.")


class Unreachable(ApiError):
    """No answer came. For a POST or DELETE see `maybe_done`: it is true unless the connection never stood."""

    @property
    def advice(self) -> str:
        if self.maybe_done:
            return _("The connection was lost; the server may have done it. Look before sending it again.")
        return _("The server cannot be reached.")


class NotUnderstood(ApiError):
    """An answer came that is not what the API promises: no JSON, the wrong shape, a redirect."""

    @property
    def advice(self) -> str:
        if self.maybe_done:
            return _("The answer was not understood; the server may have done it. Look before sending it again.")
        return _("The answer was not understood.")


class Refused(ApiError):
    """We refused to send: a rule of ours (https, origin, read-only) forbids it. Nothing was sent."""

    @property
    def advice(self) -> str:
        return _("Not sent.")

    def __str__(self) -> str:
        return self.words or self.advice
