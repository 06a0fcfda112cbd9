"""Configuration files that are changed: what is asked, nothing else, whole or not at all."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tbs_tui.account.profiles import (
    COLOURS,
    STORES,
    Config,
    ConfigError,
    KeyChoice,
    Profile,
    ProfileTenant,
    UnknownProfile,
    load,
)
from tbs_tui.account.profiles.edit import remember_tenant, save_profile
from tbs_tui.account.profiles.reading import PROFILE_KEYS
from tbs_tui.locale import LANGUAGES
from tbs_tui.settings import THEMES

COMMENTED = """\
# my clouds

# the one that matters
[profiles.prod]
region = "KR1"   # Pangyo
username = "me@example.com"
# staging comes later
[[profiles.prod.tenants]]
id = "0f0e"  # Compute's, not Object Storage's
label = "prod"

[profiles.dev]   # mine
store = 'memory'
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(COMMENTED, "utf-8")
    return file


def test_the_first_profile_is_made_with_its_directory_and_is_the_default(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "tbs-tui" / "config.toml"
    profile = Profile("prod", "nhn", "me@example.com", tenants=(ProfileTenant("0f0e", "운영"), ProfileTenant("1a")))
    config = save_profile(path, profile)
    assert config == load(path) == Config({"prod": profile}, "prod")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert os.listdir(path.parent) == ["config.toml"]
    assert save_profile(path, Profile("dev")).default == "prod"


def test_comments_and_order_survive(path: Path) -> None:
    old = load(path).profiles["prod"]
    save_profile(path, replace(old, region="KR2", production=True, refresh=45.0))
    expected = COMMENTED.replace('"KR1"', '"KR2"').replace(
        '"me@example.com"\n', '"me@example.com"\nproduction = true\nrefresh = 45\n'
    )
    # What is new stands at the end of its table, below the comment that was there.
    assert sorted(path.read_text("utf-8").splitlines()) == sorted(expected.splitlines())
    assert path.read_text("utf-8").index("# the one that matters") < path.read_text("utf-8").index("[profiles.prod]")


def test_a_value_that_is_unsaid_goes(path: Path) -> None:
    old = load(path).profiles["prod"]
    save_profile(path, replace(old, region=None))
    assert path.read_text("utf-8") == COMMENTED.replace('region = "KR1"   # Pangyo\n', "")


def test_nothing_new_writes_nothing(path: Path) -> None:
    inode = path.stat().st_ino
    save_profile(path, load(path).profiles["prod"])
    remember_tenant(path, "prod", ProfileTenant("0f0e"))
    assert path.stat().st_ino == inode


def test_a_default_goes_above_the_first_table_and_takes_no_comment_away(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("# mine\n\n# as elsewhere\n[keys]\nrefresh = 'f6'\n", "utf-8")
    save_profile(path, Profile("dev"))
    assert path.read_text("utf-8").startswith('# mine\n\ndefault = "dev"\n\n# as elsewhere\n[keys]\n')
    assert load(path).default == "dev"


def test_tenants_are_remembered_at_the_end_and_renamed_in_place(path: Path) -> None:
    remember_tenant(path, "prod", ProfileTenant("1a1b", "stage"))
    config = remember_tenant(path, "prod", ProfileTenant("0f0e", "live"))
    assert config.profiles["prod"].tenants == (ProfileTenant("0f0e", "live"), ProfileTenant("1a1b", "stage"))
    assert 'id = "0f0e"  # Compute\'s, not Object Storage\'s\nlabel = "live"' in path.read_text("utf-8")


def test_an_unknown_profile_is_not_changed(path: Path) -> None:
    with pytest.raises(UnknownProfile):
        remember_tenant(path, "x", ProfileTenant("a"))
    assert path.read_text("utf-8") == COMMENTED


@pytest.mark.parametrize("broken", ["[profiles\n", "password = 'x'\n", "unknown = 1\n"])
def test_a_file_that_is_not_good_is_never_overwritten(path: Path, broken: str) -> None:
    path.write_text(broken)
    with pytest.raises(ConfigError):
        save_profile(path, Profile("a"))
    with pytest.raises(ConfigError):
        remember_tenant(path, "a", ProfileTenant("b"))
    assert path.read_text() == broken


@pytest.mark.parametrize(
    "bad",
    [
        Profile(""),
        Profile("a\nb"),
        Profile("a", identity_url="https://me:pw@host.example"),
        Profile("a", colour="mauve"),
        Profile("a", refresh=0.1),
        Profile("a", tenants=(ProfileTenant("x"), ProfileTenant("x"))),
        Profile("a", tenants=(ProfileTenant(""),)),
    ],
)
def test_what_could_not_be_read_again_is_not_written(path: Path, bad: Profile) -> None:
    with pytest.raises(ConfigError):
        save_profile(path, bad)
    assert path.read_text("utf-8") == COMMENTED


def test_a_link_stays_a_link_and_its_file_is_written(tmp_path: Path, path: Path) -> None:
    link = tmp_path / "home" / "config.toml"
    link.parent.mkdir()
    link.symlink_to(path)
    save_profile(link, Profile("new"))
    assert link.is_symlink()
    assert "new" in load(path).profiles
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(os.listdir(tmp_path)) == ["config.toml", "home"]
    assert os.listdir(link.parent) == ["config.toml"]


def test_what_can_not_be_written_is_told_and_leaves_no_trace(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left"):
        save_profile(path, Profile("new"))
    assert path.read_text("utf-8") == COMMENTED
    assert os.listdir(path.parent) == ["config.toml"]


WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=8).filter(str.isprintable)
TENANTS = st.lists(st.builds(ProfileTenant, WORDS, st.none() | WORDS), max_size=4, unique_by=lambda tenant: tenant.id)
PROFILES = st.builds(
    Profile,
    name=st.sampled_from(["prod", "my dev", "token", "a.b", "운영", '"']),
    identity_url=st.sampled_from([None, "nhn", "toast", "https://x.example:5000/v2.0"]),
    username=st.none() | WORDS,
    region=st.none() | WORDS,
    colour=st.sampled_from([None, *COLOURS]),
    production=st.booleans(),
    read_only=st.booleans(),
    read_only_after=st.none() | st.floats(0, 1440) | st.integers(0, 1440).map(float),
    bell=st.none() | st.booleans(),
    theme=st.sampled_from([None, *THEMES]),
    ascii=st.none() | st.booleans(),
    refresh=st.none() | st.floats(1, 3600) | st.integers(1, 3600).map(float),
    snapshot_days=st.none() | st.integers(1, 3650),
    store=st.sampled_from([None, *STORES]),
    lang=st.sampled_from([None, *LANGUAGES]),
    tenants=TENANTS.map(tuple),
)
SHAPES = [
    "",
    COMMENTED,
    "profiles.prod.region = 'KR1'\n",
    "[profiles]\nprod = {region = 'KR1', tenants = [{id = 'x'}]}\n",
    "[profiles.prod]\ntenants = [\n  {id = 'x'}, # one\n  {id = 'y', label = 'z'},\n]\n",
    "default = 'prod'\n[profiles.prod]\n[profiles]\n[profiles.dev]\n",
    "# only words\n",
    "[profiles.prod]\r\nregion = 'KR1'\r\n",
]


@settings(deadline=None)  # a disk may be slow
@given(st.sampled_from(SHAPES), st.lists(PROFILES, min_size=1, max_size=4))
def test_any_profile_is_saved_whatever_the_shape_of_the_file(
    tmp_path_factory: pytest.TempPathFactory, shape: str, profiles: list[Profile]
) -> None:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_bytes(shape.encode())
    refused = 0
    for profile in profiles:
        before = path.read_bytes()
        expected = dict(load(path).profiles) | {profile.name: profile}
        try:
            save_profile(path, profile)
        except ConfigError:
            # Rare shapes are left to the person; never is anything else written.
            refused += 1
            expected = dict(load(path).profiles)
            assert path.read_bytes() == before
        assert load(path).profiles == expected
    if shape in SHAPES[:2]:
        assert not refused
    comments = [row.partition("#")[2] for row in shape.splitlines() if "#" in row and "tenants" not in shape]
    assert all(comment in path.read_text("utf-8") for comment in comments)


def test_every_setting_of_a_profile_is_written(tmp_path: Path) -> None:
    tenants = (ProfileTenant("x", "y"),)
    profile = Profile(
        "a", "toast", "u", "KR2", "blue", True, True, 7.5, True, "light", False, 2.5, 14, "kernel", "ko", tenants
    )
    text = save_profile(tmp_path / "c.toml", profile)
    assert text.profiles["a"] == profile
    written = (tmp_path / "c.toml").read_text("utf-8")
    assert all(f"{key} = " in written for key in PROFILE_KEYS)


def test_chosen_keys_stay_when_a_profile_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[keys]\nrefresh = "f6"  # as elsewhere\n', "utf-8")
    save_profile(path, Profile("prod", username="me"))
    assert load(path).keys == (KeyChoice("refresh", ("f6",)),)
    assert "# as elsewhere" in path.read_text("utf-8")
