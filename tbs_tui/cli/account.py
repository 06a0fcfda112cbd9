"""Whose account it is. Light, so that it can be checked before anything heavy is imported."""

from collections.abc import Mapping

from tbs_tui.account.login import Login
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.cli.exits import UsageError
from tbs_tui.locale import _
from tbs_tui.settings import Settings

#: The password is a secret and no setting: it has no flag, and it stays in the environment until it is used.
PASSWORD_VARIABLE = "OS_PASSWORD"  # noqa: S105 - the name of it


def login_of(settings: Settings) -> Login:
    """Raises UsageError when the tenant or the user is not known, and Refused for an identity URL that no password may
    be sent to."""
    Endpoint.parse(settings.identity_url, insecure_http=settings.insecure_http)
    if settings.tenant_id is None:
        raise UsageError(_("no tenant: give --tenant-id or OS_TENANT_ID, or try --demo."))
    if settings.username is None:
        raise UsageError(_("no user name: give --username or OS_USERNAME, or try --demo."))
    return Login(settings.identity_url, settings.tenant_id, settings.username)


def known_login(settings: Settings) -> Login | None:
    """Whose account it is, as far as the settings say; None when the person has to."""
    try:
        return login_of(settings)
    except UsageError:
        return None


def asks_nobody(settings: Settings, environ: Mapping[str, str]) -> bool:
    """Whether everything is given, the password too, so that no dialog can help. The password of the environment
    belongs to no named profile."""
    given = bool(environ.get(PASSWORD_VARIABLE)) and settings.profile is None
    return settings.demo or (given and known_login(settings) is not None)


def password_words(username: str) -> str:
    """What to do when there is no password to be had."""
    return _("no password: set {variable} to the API password of {user}, or use tbs-tui login.").format(
        variable=PASSWORD_VARIABLE, user=username
    )
