"""How the screen is to look is set as everything else is."""

import pytest

from tbs_tui.cli.main import run
from tbs_tui.settings import THEMES, SettingsError, resolve


def test_a_theme_comes_from_flag_twin_profile_or_nobody() -> None:
    assert resolve({}, {}).theme is None
    assert resolve({}, {}, {"theme": "light"}).theme == "light"
    assert resolve({}, {"TBS_THEME": "dark"}, {"theme": "light"}).theme == "dark"
    assert resolve({"theme": "mono"}, {"TBS_THEME": "dark"}).theme == "mono"


def test_ascii_comes_from_flag_twin_profile_or_the_locale() -> None:
    assert resolve({}, {}).ascii is None
    assert resolve({}, {}, {"ascii": True}).ascii is True
    assert resolve({}, {"TBS_ASCII": "no"}, {"ascii": True}).ascii is False
    assert resolve({"ascii": True}, {"TBS_ASCII": "no"}).ascii is True


def test_a_theme_that_is_none_ends_with_2_and_all_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--demo", "--theme", "nord"]) == 2
    told = capsys.readouterr().err
    assert told == "tbs-tui: --theme takes auto, dark, light or mono, not 'nord'.\n"
    assert all(name in told for name in THEMES)
    with pytest.raises(SettingsError, match="TBS_THEME takes"):
        resolve({}, {"TBS_THEME": "Light"})
