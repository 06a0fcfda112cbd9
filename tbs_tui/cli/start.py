"""Where the explorer begins, as far as the command line, the environment and the disk tell. Light: the first frame
waits for it."""

from collections.abc import Mapping, Sequence

from tbs_tui.account.context import Goal
from tbs_tui.account.login import Login
from tbs_tui.account.profiles import KeyChoice, Profile
from tbs_tui.account.profiles.state import load_state, state_path
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import Refused
from tbs_tui.cli.account import known_login
from tbs_tui.inventory.cache import PictureCache
from tbs_tui.inventory.picture import Picture
from tbs_tui.records import dataclass
from tbs_tui.settings import Settings, is_given, resolve_other

#: The demo among the profiles. No profile of a file can be called that: names have no blank at their ends.
DEMO_PROFILE = " demo"

Flags = Mapping[str, str | bool | None]


@dataclass(frozen=True, slots=True)
class Start:
    """What the command line said, and what follows from it."""

    settings: Settings
    profile: Profile | None
    """The profile of the file that the settings are of, if any."""
    flags: Flags
    environ: Mapping[str, str]
    keys: Sequence[KeyChoice] = ()
    """Those of the configuration file."""

    @property
    def name(self) -> str:
        """The key of the first profile in every Context."""
        if self.settings.demo:
            return DEMO_PROFILE
        return self.settings.profile or ""

    def goal(self) -> Goal:
        """The first place: what was asked for, else where the profile was last, else what it says is first. Reads the
        state of earlier runs."""
        settings = self.settings
        last = load_state(state_path()).last.get(self.name) if self.profile is not None else None
        region_asked, tenant_asked = (is_given(name, self.flags, self.environ) for name in ("region", "tenant_id"))
        tenant_id, region = settings.tenant_id, settings.region
        if last is not None and not tenant_asked:
            tenant_id = last.tenant_id
            if not region_asked:
                region = last.region
        # What the environment's OS_REGION_NAME says was asked for, too.
        return Goal(
            self.name, tenant_id, region, region_is_wanted=region is not None and (region_asked or last is None)
        )

    def settings_of(self, profile: Profile) -> Settings:
        """Those of another profile. Raises SettingsError."""
        said = {**profile.settings(), "profile": profile.name} if profile.name else profile.settings()
        settings = resolve_other(self.flags, self.environ, said)
        if profile.production and settings.insecure_http:
            return resolve_other({**self.flags, "insecure_http": False}, self.environ, said)
        return settings

    def tenant_name(self, tenant_id: str | None) -> str:
        """What the profile calls a tenant, else its id; raw."""
        named = self.profile.tenants if self.profile is not None else ()
        return next((each.label for each in named if each.id == tenant_id and each.label), tenant_id or "")

    def first_picture(self, goal: Goal) -> Picture | None:
        """What an earlier run saw of the first place: its first rows; None where nothing is to be kept, or was."""
        context, origin = goal.context, picture_origin(self.settings, known_login(self.settings))
        if context is None or context.everywhere or origin is None:
            return None
        return PictureCache().load_head(origin, context)


def picture_origin(settings: Settings, login: Login | None) -> str | None:
    """The origin of the identity service, to know an account's pictures by; None where none may be kept on this disk,
    or it is not known whose they would be."""
    if login is None or settings.no_cache or settings.keeps_nothing:
        return None
    try:
        return Endpoint.parse(login.identity_url, insecure_http=settings.insecure_http).origin
    except Refused:
        return None
