"""Which profile a run is for."""

from collections.abc import Mapping

from tbs_tui.account.profiles.model import Config, Profile, ProfileTenant, UnknownProfile
from tbs_tui.locale import _

#: Any of these says whose account is meant. The region, the certificates and the password alone don't.
_TENANT_VARIABLES = ("OS_TENANT_ID", "OS_PROJECT_ID")
_ACCOUNT_VARIABLES = ("OS_AUTH_URL", "OS_USERNAME", *_TENANT_VARIABLES)


def choose(config: Config, name: str | None, environ: Mapping[str, str]) -> Profile | None:
    """The profile asked for by `name` (``--profile``, else ``TBS_PROFILE``; None and "" ask for none), else the one
    that the environment makes, else the file's default, else its only one. None when there is none.

    Profiles never mix: with a named one the ``OS_*`` variables that describe an account must not be read at all. Raises
    UnknownProfile.
    """
    if name:
        return profile_for(config, name)
    made = unnamed(environ)
    if made is not None:
        return made
    if config.default is not None:
        return profile_for(config, config.default)
    return next(iter(config.profiles.values())) if len(config.profiles) == 1 else None


def profile_for(config: Config, name: str) -> Profile:
    """The profile of that name; UnknownProfile, with the names there are, when there is none."""
    found = config.profiles.get(name)
    if found is not None:
        return found
    if not config.profiles:
        raise UnknownProfile(_("there is no profile {name!r}: no profiles are configured.").format(name=name))
    raise UnknownProfile(
        _("there is no profile {name!r}; there are {names}.").format(name=name, names=", ".join(config.profiles))
    )


def unnamed(environ: Mapping[str, str]) -> Profile | None:
    """The profile that the ``OS_*`` variables make, taken whole: what they leave out comes from no other profile. None
    when they name no account."""
    said = {name: value for name, value in environ.items() if value}
    if not any(name in said for name in _ACCOUNT_VARIABLES):
        return None
    tenant_id = next((said[name] for name in _TENANT_VARIABLES if name in said), None)
    return Profile(
        "",
        identity_url=said.get("OS_AUTH_URL"),
        username=said.get("OS_USERNAME"),
        region=said.get("OS_REGION_NAME"),
        tenants=(ProfileTenant(tenant_id),) if tenant_id is not None else (),
    )
