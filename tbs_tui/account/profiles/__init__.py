"""Profiles: the accounts of a person, in a file of their own making.

``config.toml`` in ``$XDG_CONFIG_HOME/tbs-tui`` (``~/.config/tbs-tui``)::

    default = "prod"                # the profile to use when none is asked for

    [profiles.prod]
    identity_url = "nhn"            # a preset (nhn, toast) or a URL; nhn when left out
    username = "me@example.com"
    region = "KR1"                  # the region to show first
    colour = "red"                  # of the label: red, yellow, green, cyan, blue, magenta
    production = true               # deleting asks for more than Enter
    read_only = false               # true: nothing that changes the cloud is sent
    read_only_after = 15            # minutes: begins read-only, and is so again that long after the last change
    bell = false                    # true: the terminal's bell at the end of what was changed
    theme = "light"                 # auto, dark, light, mono; auto when left out
    ascii = true                    # nothing is drawn that is not ASCII; by the locale when left out
    refresh = 30                    # seconds, 1 to 3600
    store = "auto"                  # where the token is kept: auto, keyring, kernel, memory
    lang = "ko"                     # of the words: en, ko; else as the locale says

    [[profiles.prod.tenants]]       # the first is shown first
    id = "0f0e0d0c0b0a09080706050403020100"
    label = "prod"

    [keys]                          # of the screen: a command, and the key or the list of keys that it is to have
    refresh = "f6"
    region = ["ctrl+r", "R"]

A profile may say any part of this. The file never holds a secret: a key that looks like one is refused. It is read by
the standard library, since the first frame waits for it, and changed by tomlkit (in `edit`, imported when something is
saved), so that comments and order stay. Which tenant and region were shown last is no setting: `state` has it.
"""

from tbs_tui.account.profiles.choose import choose, profile_for, unnamed
from tbs_tui.account.profiles.model import (
    COLOURS,
    PRESETS,
    STORES,
    Config,
    ConfigError,
    KeyChoice,
    Profile,
    ProfileTenant,
    UnknownProfile,
)
from tbs_tui.account.profiles.reading import config_path, load

__all__ = [
    "COLOURS",
    "PRESETS",
    "STORES",
    "Config",
    "ConfigError",
    "KeyChoice",
    "Profile",
    "ProfileTenant",
    "UnknownProfile",
    "choose",
    "config_path",
    "load",
    "profile_for",
    "unnamed",
]
