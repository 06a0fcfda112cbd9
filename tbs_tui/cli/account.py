"""What must be known before anything is sent. Light, so that the explorer can check it before its first frame."""

from collections.abc import Mapping
from dataclasses import dataclass

from tbs_tui.api.endpoint import Endpoint
from tbs_tui.cli.exits import PasswordMissing, UsageError
from tbs_tui.locale import _
from tbs_tui.settings import Settings

#: The password is a secret and no setting: it has no flag, and it stays in the environment until it is used.
PASSWORD_VARIABLE = "OS_PASSWORD"  # noqa: S105 - the name of it


@dataclass(frozen=True, slots=True)
class Account:
    """Whose token is asked for."""

    tenant_id: str
    username: str


def account_of(settings: Settings, environ: Mapping[str, str]) -> Account:
    """Raises UsageError when the tenant or the user is not known, PasswordMissing without a password, and Refused for
    an identity URL that no password may be sent to."""
    Endpoint.parse(settings.identity_url, insecure_http=settings.insecure_http)
    if settings.tenant_id is None:
        raise UsageError(_("no tenant: give --tenant-id or OS_TENANT_ID, or try --demo."))
    if settings.username is None:
        raise UsageError(_("no user name: give --username or OS_USERNAME, or try --demo."))
    if not environ.get(PASSWORD_VARIABLE):
        raise PasswordMissing(
            _("no password: set {variable} to the API password of {user}.").format(
                variable=PASSWORD_VARIABLE, user=settings.username
            )
        )
    return Account(settings.tenant_id, settings.username)
