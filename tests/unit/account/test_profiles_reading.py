"""Configuration files that are read: good ones, and how the others are refused."""

import os
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from tbs_tui.account.profiles import (
    PRESETS,
    Config,
    ConfigError,
    KeyChoice,
    Profile,
    ProfileTenant,
    UnknownProfile,
    choose,
    config_path,
    load,
    profile_for,
    unnamed,
)
from tbs_tui.account.profiles.model import preset_of, url_of
from tbs_tui.account.profiles.reading import LIMIT, read
from tbs_tui.api.endpoint import Endpoint

SENTINEL = "hunter2-never-shown"

FULL = """\
default = "prod"
[profiles.prod]
identity_url = "nhn"            # a preset's name or a URL
username = "me@example.com"
region = "KR1"
colour = "red"
production = true
read_only = false
refresh = 30
snapshot_days = 14
read_only_after = 15
bell = true
theme = "light"
ascii = true
store = "auto"
lang = "ko"
[[profiles.prod.tenants]]
id = "0f0e"
label = "운영"
[[profiles.prod.tenants]]
id = "1a1b"
[profiles."my dev"]
identity_url = "https://identity.example/v2.0"
"""

PROD = Profile(
    "prod",
    identity_url="nhn",
    username="me@example.com",
    region="KR1",
    colour="red",
    production=True,
    refresh=30.0,
    snapshot_days=14,
    read_only_after=15.0,
    bell=True,
    theme="light",
    ascii=True,
    store="auto",
    lang="ko",
    tenants=(ProfileTenant("0f0e", "운영"), ProfileTenant("1a1b")),
)


def refusal(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read(Path("config.toml"), text)
    words = str(caught.value)
    assert words.isprintable()
    assert SENTINEL not in words
    return caught.value


def test_every_setting_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(FULL, "utf-8")
    config = load(path)
    assert config.default == "prod"
    assert list(config.profiles) == ["prod", "my dev"]
    assert config.profiles["prod"] == PROD
    assert config.profiles["my dev"] == Profile("my dev", identity_url="https://identity.example/v2.0")
    assert path.read_text("utf-8") == FULL


def test_no_file_and_an_empty_file_are_an_empty_config(tmp_path: Path) -> None:
    path = tmp_path / "none" / "config.toml"
    assert load(path) == Config()
    assert not path.parent.exists()
    (tmp_path / "config.toml").touch()
    assert load(tmp_path / "config.toml") == Config()


def test_it_lies_in_the_xdg_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", "/etc/of-mine")
    assert config_path() == Path("/etc/of-mine/tbs-tui/config.toml")
    for unusable in ("", "relative/place"):
        monkeypatch.setenv("XDG_CONFIG_HOME", unusable)
        assert config_path() == tmp_path / ".config/tbs-tui/config.toml"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\nprofile = 1\n", 2, "profile"),
        ("[profiles.prod]\nregion = 'KR1'\nregionn = 'KR2'\n", 3, "regionn"),
        ("[profiles.prod]\nusername = 7\n", 2, "username"),
        ("[profiles.prod]\nusername = ''\n", 2, "username"),
        ("[profiles.prod]\nusername = 'a\tb'\n", 2, "username"),
        ('[profiles.prod]\nusername = "a\\u001bb"\n', 2, "username"),
        ("[profiles.prod]\n\n# words\nrefresh = 0.5\n", 4, "1 to 3600"),
        ("[profiles.prod]\nrefresh = 3601\n", 2, "1 to 3600"),
        ("[profiles.prod]\nrefresh = nan\n", 2, "1 to 3600"),
        ("[profiles.prod]\nrefresh = true\n", 2, "1 to 3600"),
        ("[profiles.prod]\nregion = 'KR1'\nsnapshot_days = 0\n", 3, "1 to 3650"),
        ("[profiles.prod]\nread_only_after = 1441\n", 2, "0 to 1440"),
        ("[profiles.prod]\nread_only_after = true\n", 2, "0 to 1440"),
        ("[profiles.prod]\nbell = 1\n", 2, "true or false"),
        ("[profiles.prod]\nascii = 1\n", 2, "true or false"),
        ("[profiles.prod]\ntheme = 'nord'\n", 2, "auto, dark, light, mono"),
        ("[profiles.prod]\nsnapshot_days = 3651\n", 2, "1 to 3650"),
        ("[profiles.prod]\nsnapshot_days = 7.0\n", 2, "1 to 3650"),
        ("[profiles.prod]\nsnapshot_days = true\n", 2, "1 to 3650"),
        ("[profiles.prod]\nsnapshot_days = '7'\n", 2, "1 to 3650"),
        ("[profiles.prod]\nproduction = 1\n", 2, "true or false"),
        ("[profiles.prod]\nread_only = 'yes'\n", 2, "true or false"),
        ("[profiles.prod]\ncolour = 'mauve'\n", 2, "red, yellow"),
        ("[profiles.prod]\nstore = 'plaintext'\n", 2, "auto, keyring, kernel, memory"),
        ("[profiles.prod]\nidentity_url = 'nhm'\n", 2, "nhn, toast"),
        (f"[profiles.prod]\nidentity_url = 'https://me:{SENTINEL}@host/'\n", 2, "identity_url"),
        ("[profiles.prod]\nidentity_url = ['nhn']\n", 2, "identity_url"),
        ("[profiles.prod]\ntenants = 'x'\n", 2, "tenants"),
        ("[profiles.prod]\ntenants = [\n  {id = 'a'},\n  'b',\n]\n", 4, "table"),
        ("[profiles.prod]\ntenants = [\n  {id = 'a'},\n  {id = 'a'},\n]\n", 4, "twice"),
        ("[[profiles.prod.tenants]]\nlabel = 'x'\n", 1, "no id"),
        ("[[profiles.prod.tenants]]\nid = 'x'\nname = 'y'\n", 3, "name"),
        ("profiles = 3\n", 1, "profiles"),
        ("[profiles]\nprod = 3\n", 2, "profiles.prod"),
        ("profiles.prod.region = 3\n", 1, "region"),
        ('[profiles."a\\nb"]\n', 1, "name of a profile"),
        (f"[profiles.{'a' * 65}]\n", 1, "name of a profile"),
        ("default = 'x'\n[profiles.y]\n", 1, "default"),
        ("default = 1\n[profiles.y]\n", 1, "default"),
    ],
)
def test_what_can_not_be_used_is_refused_with_key_and_line(text: str, line: int, words: str) -> None:
    error = refusal(text)
    assert error.line == line
    assert words in error.reason
    assert str(error).startswith(f"config.toml, line {line}: ")


@pytest.mark.parametrize(
    "key",
    [
        *("password", "OS_PASSWORD", "api_password", "apiPassword", "token", "auth-token", "secret", "skm_appkey"),
        *(
            "SKM_APPKEY",
            "client_secret",
            '"pass word"',
            "pwd",
            "private_key",
            '"비밀번호"',
            "os.password",
            "credentials",
        ),
    ],
)
@pytest.mark.parametrize(
    ("before", "line"),
    [("", 1), ("[profiles.prod]\n", 2), ("[[profiles.prod.tenants]]\nid = 'a'\n", 3), ("[other.table]\n", 2)],
)
def test_a_secret_is_refused_wherever_it_stands(key: str, before: str, line: int) -> None:
    error = refusal(f"{before}{key} = '{SENTINEL}'\n")
    assert error.line == line
    assert "secret" in error.reason


def test_secrets_come_before_other_mistakes_and_in_inline_tables() -> None:
    text = f"unknown = 1\n[profiles]\nprod = {{region = 'KR1', token = ['{SENTINEL}']}}\n"
    assert refusal(text).line == 3


def test_a_profile_may_be_called_what_its_owner_likes() -> None:
    config = read(Path("c"), "[profiles.secret-project]\nregion = 'KR1'\n[profiles.token]\n")
    assert list(config.profiles) == ["secret-project", "token"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\n[profiles\n", 2),
        (f"a = 1\nb = '{SENTINEL}\n", 2),
        (f"password = {SENTINEL}\n", 1),
        (f"\n\nx = '''{SENTINEL}", 3),
        ("[profiles.a]\n[profiles.a]\n", 2),
        ("a = 1\na = 2\n", 2),
    ],
)
def test_broken_syntax_is_named_with_its_line(text: str, line: int) -> None:
    assert refusal(text).line == line


@pytest.mark.parametrize("text", ["x = " + "[" * 9000, "x = " + "[" * 300 + "]" * 300, "x = " + "9" * 5000, "\x00"])
def test_odd_documents_are_refused_calmly(text: str) -> None:
    refusal(text)


def test_odd_files_are_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"a = 1\nb = '\xff'\n")
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert caught.value.line == 2
    assert path.read_bytes() == b"a = 1\nb = '\xff'\n"
    path.write_text("#" * (LIMIT + 1))
    with pytest.raises(ConfigError, match="longer"):
        load(path)
    with pytest.raises(ConfigError, match="Is a directory"):
        load(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ConfigError, match="not a file"):
        load(tmp_path / "pipe")


def test_a_file_that_others_can_change_is_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(FULL, "utf-8")
    path.chmod(0o664)  # a user's own group, as many distributions have it
    assert load(path).default == "prod"
    path.chmod(0o646)
    with pytest.raises(ConfigError, match="others can change it"):
        load(path)


SETTINGS_VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-5, 5), st.text(max_size=5), st.floats(allow_nan=False)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(["default", "profiles", "prod", "tenants", "id", "label", "refresh", "colour", "password", "x"])


@settings(deadline=None)
@given(st.recursive(SETTINGS_VALUES, lambda inner: st.dictionaries(KEYS, inner, max_size=4), max_leaves=12))
def test_any_value_anywhere_is_read_or_refused(value: object) -> None:
    text = tomlkit.dumps({"profiles": {"prod": value}})
    try:
        config = read(Path("c"), text)
    except ConfigError as error:
        line = error.line
    else:
        line = 1
        assert list(config.profiles) == ["prod"]
    assert line is not None


def test_presets_are_urls_of_their_own() -> None:
    assert {name: Endpoint.parse(url).path for name, (_label, url) in PRESETS.items()} == {"nhn": "", "toast": ""}
    assert Profile("a", "toast").url == "https://api-identity.infrastructure.cloud.toast.com"
    assert Profile("a", "https://x.example").url == "https://x.example"
    assert Profile("a").url == PRESETS["nhn"][1]


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_known_by_its_name_and_by_its_url(name: str) -> None:
    url = PRESETS[name][1]
    assert url_of(name) == url_of(name.upper()) == url_of(url) == url
    assert [preset_of(each) for each in (url, f"{url}/", f"{url}/v2.0", f" {url}/v2.0/")] == [name] * 4
    assert preset_of("https://example.com") is None
    assert url_of("https://example.com") == "https://example.com"


def test_the_name_asked_for_comes_first_then_the_environment_then_the_default() -> None:
    config = read(Path("c"), FULL)
    account = {"OS_USERNAME": "you", "OS_TENANT_ID": "2b2c", "OS_PASSWORD": SENTINEL}
    assert choose(config, "my dev", account) is config.profiles["my dev"]
    assert choose(config, None, account) == Profile("", username="you", tenants=(ProfileTenant("2b2c"),))
    assert choose(config, "", {}) is config.profiles["prod"]
    only = read(Path("c"), "[profiles.a]\n")
    assert choose(only, None, {}) is only.profiles["a"]
    assert choose(read(Path("c"), "[profiles.a]\n[profiles.b]\n"), None, {}) is None
    assert choose(Config(), None, {}) is None


def test_the_unnamed_profile_is_taken_whole_and_holds_no_password() -> None:
    environ = {
        "OS_AUTH_URL": "https://x.example/v2.0",
        "OS_REGION_NAME": "KR2",
        "OS_PROJECT_ID": "3c",
        "OS_USERNAME": "",
    }
    made = unnamed(environ | {"OS_PASSWORD": SENTINEL})
    assert made == Profile("", "https://x.example/v2.0", region="KR2", tenants=(ProfileTenant("3c"),))
    assert SENTINEL not in repr(made)
    assert unnamed({"OS_PASSWORD": SENTINEL, "OS_REGION_NAME": "KR1", "OS_CACERT": "/x"}) is None
    tenant_first = unnamed({"OS_TENANT_ID": "a", "OS_PROJECT_ID": "b"})
    assert tenant_first is not None
    assert tenant_first.tenants == (ProfileTenant("a"),)


def test_an_unknown_profile_is_told_with_the_names_there_are() -> None:
    with pytest.raises(UnknownProfile, match="prod, my dev"):
        profile_for(read(Path("c"), FULL), "prd")
    with pytest.raises(UnknownProfile, match="no profiles are configured"):
        profile_for(Config(), "prd")


def test_what_a_profile_says_of_the_settings() -> None:
    assert dict(PROD.settings()) == {
        "identity_url": PRESETS["nhn"][1],
        "username": "me@example.com",
        "tenant_id": "0f0e",
        "region": "KR1",
        "refresh": 30.0,
        "snapshot_days": 14,
        "read_only_after": 15.0,
        "bell": True,
        "theme": "light",
        "ascii": True,
        "store": "auto",
        "lang": "ko",
    }
    assert dict(Profile("x", read_only=True).settings()) == {"read_only": True}
    assert PROD.tenant("1a1b") == ProfileTenant("1a1b")
    assert PROD.tenant("gone") == PROD.tenants[0]
    assert Profile("x").tenant(None) is None


# Keys of the screen


def test_keys_are_read_as_they_are_written_with_their_lines() -> None:
    text = FULL + '[keys]\nrefresh = "ctrl+r"\n\nregion = [\n  "f5",\n  "R",\n]\nsort = []\n'
    config = read(Path("config.toml"), text)
    assert config.keys == (
        KeyChoice("refresh", ("ctrl+r",)),
        KeyChoice("region", ("f5", "R")),
        KeyChoice("sort", ()),
    )
    first = FULL.count("\n") + 2
    assert [choice.line for choice in config.keys] == [first, first + 2, first + 6]
    assert config.profiles["prod"] == PROD


@pytest.mark.parametrize(
    "value", ["1", "true", '""', "[1]", '["x", ""]', "{ a = 1 }", f'"{SENTINEL * 2}"', '"\\u001b"']
)
def test_what_is_no_key_is_refused_with_its_line(value: str) -> None:
    error = refusal(f"[keys]\nrefresh = {value}\n")
    assert error.line == 2
    assert error.reason.startswith("keys.refresh takes a key or a list of keys")


def test_keys_are_a_table() -> None:
    assert refusal('keys = "x"').reason == "keys takes a table."
    assert "looks like a secret" in refusal(f'[keys]\npassword = "{SENTINEL}"').reason
