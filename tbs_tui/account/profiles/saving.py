"""An account that somebody has signed in to, as a profile: the next run just opens.

Everything here reads the disk, and raises ConfigError for a file that can't be used.
"""

import contextlib
import os
from pathlib import Path

from tbs_tui.account.login import Login
from tbs_tui.account.profiles.model import Config, NameTaken, Profile, ProfileTenant, preset_of
from tbs_tui.account.profiles.reading import NAME_LENGTH, load, profile_name
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.files import locked
from tbs_tui.locale import _

#: Seconds that a change waits for that of another process, which takes some 10 ms: an account is typed only once.
_PATIENCE = 5.0


def check_name(path: Path, name: str, login: Login) -> Profile | None:
    """The profile `name` of the same account, when there is one. Raises NameTaken when it is another account's, and for
    what can't be a name."""
    if not profile_name(name):
        raise NameTaken(_("the name of a profile is a text of 1 to {n} characters.").format(n=NAME_LENGTH))
    known = load(path).profiles.get(name)
    if known is not None and not _is_of(known, login):
        raise NameTaken(_("there is a profile {name!r} already, of another account.").format(name=name))
    return known


def save_account(path: Path, name: str, login: Login, *, region: str | None = None, store: str | None = None) -> Config:
    """Make a profile of the account; one that is there and is the account's offers the tenant from now on, and stays as
    it is otherwise. The file as it is now. What another process adds at the same time is there too. Raises as
    `check_name` does."""
    # tomlkit takes 23 ms to import.
    from tbs_tui.account.profiles.edit import remember_tenant, save_profile

    tenant = ProfileTenant(login.tenant_id)
    with contextlib.ExitStack() as lock:
        # Where there is no directory and none can be made, the writing says why. The directory itself is locked: a file
        # for that would lie among what people keep of their dot files.
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock.enter_context(locked(path.parent.resolve(), os.O_RDONLY | os.O_DIRECTORY, _PATIENCE))
        if check_name(path, name, login) is not None:
            return remember_tenant(path, name, tenant)
        url = preset_of(login.identity_url) or login.identity_url
        return save_profile(path, Profile(name, url, login.username, region=region, store=store, tenants=(tenant,)))


def _is_of(profile: Profile, login: Login) -> bool:
    """Whether both are one user at one identity service; a tenant more is no other account."""
    # Whether plain http may be spoken has been decided elsewhere.
    services = (Endpoint.parse(url, insecure_http=True).origin for url in (profile.url, login.identity_url))
    return profile.username == login.username and len(set(services)) == 1
