"""What is settled for Textual before it is imported."""

import pytest

from tbs_tui.text import encodes
from tbs_tui.ui.terminal import prepare, wants_ascii

XTERM = {"TERM": "xterm-256color"}


def prepared(theme: str | None = None, **environ: str) -> dict[str, str]:
    """The environment afterwards."""
    made = XTERM | environ
    prepare(made, theme)
    return made


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"])
def test_over_ssh_frames_are_few_and_esc_is_patient(name: str) -> None:
    far, near = prepared(**{name: "x"}), prepared()
    assert (far["TEXTUAL_FPS"], far["ESCDELAY"]) == ("10", "300")
    assert (near["TEXTUAL_FPS"], near["ESCDELAY"]) == ("30", "100")
    assert far["TEXTUAL_ANIMATIONS"] == near["TEXTUAL_ANIMATIONS"] == "none"


def test_who_sets_a_variable_keeps_it() -> None:
    own = {"TEXTUAL_FPS": "60", "ESCDELAY": "25", "TEXTUAL_ANIMATIONS": "full", "TEXTUAL_THEME": "nord"}
    own |= {"TEXTUAL_COLOR_SYSTEM": "256", "SSH_TTY": "x"}
    assert prepared(**own).items() >= own.items()


@pytest.mark.parametrize(
    ("theme", "environ", "shown", "colourless"),
    [
        (None, {}, "tbs-auto", False),
        ("auto", {"TEXTUAL_THEME": "nord"}, "tbs-auto", False),
        ("light", {"TEXTUAL_THEME": "nord"}, "tbs-light", False),
        (None, {"TEXTUAL_THEME": "nord"}, "nord", False),
        ("dark", {"NO_COLOR": ""}, "tbs-dark", False),
        ("dark", {"NO_COLOR": "1"}, "tbs-auto", True),
        (None, {"NO_COLOR": "1", "TEXTUAL_THEME": "nord"}, "tbs-auto", True),
        ("mono", {"TEXTUAL_THEME": "nord"}, "tbs-auto", True),
        ("dark", {"TERM": "vt220"}, "tbs-auto", True),
    ],
)
def test_the_theme_is_what_was_asked_for_unless_there_are_no_colours(
    theme: str | None, environ: dict[str, str], shown: str, colourless: bool
) -> None:
    made = prepared(theme, **environ)
    assert made["TEXTUAL_THEME"] == shown
    assert ("NO_COLOR" in made) is colourless


@pytest.mark.parametrize(
    ("environ", "system"),
    [
        ({}, "256"),
        ({"COLORTERM": "truecolor"}, "truecolor"),
        ({"COLORTERM": "truecolor", "TERM": "linux"}, "standard"),
        ({"COLORTERM": "truecolor", "TERM": "screen-256color"}, "256"),
    ],
)
def test_no_colours_are_made_that_the_terminal_lacks(environ: dict[str, str], system: str) -> None:
    assert prepared(**environ)["TEXTUAL_COLOR_SYSTEM"] == system


def test_no_key_is_written_anywhere() -> None:
    assert not {"TEXTUAL", "TEXTUAL_LOG"} & set(prepared(TEXTUAL="debug", TEXTUAL_LOG="/tmp/log"))


@pytest.mark.parametrize(
    ("environ", "encoding", "ascii_alone"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "utf-8", False),
        ({"LANG": "en_US.utf8"}, "UTF-8", False),
        ({"LANG": "ko_KR.UTF-8@x"}, "utf-8", False),
        ({"LANG": "C.UTF-8"}, "utf-8", False),
        ({"LC_CTYPE": "C.UTF-8"}, "utf-8", True),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "ko_KR.UTF-8"}, "utf-8", False),
        ({"LC_ALL": "C", "LANG": "ko_KR.UTF-8"}, "utf-8", True),
        ({"LC_ALL": "", "LANG": "ko_KR.UTF-8"}, "utf-8", False),
        ({"LANG": "C"}, "utf-8", True),
        ({}, "utf-8", True),
        ({"LANG": "ko_KR.UTF-8"}, "ascii", True),
        ({"LANG": "ko_KR.EUC-KR"}, "euc_kr", True),
    ],
)
def test_where_the_locale_has_no_utf_8_ascii_is_all_that_is_drawn(
    environ: dict[str, str], encoding: str, ascii_alone: bool
) -> None:
    assert wants_ascii(environ, encoding) is ascii_alone


@pytest.mark.parametrize(
    ("encoding", "knows"), [("utf-8", True), ("euc-kr", True), ("ascii", False), ("cp1252", False)]
)
def test_words_are_korean_only_where_they_can_be_written(encoding: str, knows: bool) -> None:
    assert encodes("한", encoding) is knows
    assert encodes("한", "no such encoding") is False
