"""What may be sent to which terminal, by the environment alone."""

import pytest
from rich.console import Console

from tbs_tui.terminals import CONSOLE, SCREEN, WINDOW, Colours, Family, colours_of, family_of


@pytest.mark.parametrize(
    ("term", "more", "family"),
    [
        ("xterm", {}, WINDOW),
        ("xterm-256color", {}, WINDOW),
        ("xterm-kitty", {}, WINDOW),
        ("rxvt-unicode-256color", {}, WINDOW),
        ("tmux-256color", {"TMUX": "x"}, WINDOW),
        ("tmux", {}, WINDOW),
        ("screen", {}, SCREEN),
        ("screen-256color", {"STY": "1.pts"}, SCREEN),
        ("screen.xterm-256color", {"STY": "1.pts"}, SCREEN),
        ("screen-256color", {"TMUX": "x"}, WINDOW),
        ("screen.tmux-256color", {"TMUX": "x", "STY": "1.pts"}, SCREEN),
        ("linux", {}, CONSOLE),
        ("linux-16color", {}, CONSOLE),
        ("vt100", {}, CONSOLE),
        ("vt220", {}, CONSOLE),
        ("ansi", {}, CONSOLE),
        ("cons25", {}, CONSOLE),
        ("no-such-terminal", {}, CONSOLE),
        ("xtermite", {}, CONSOLE),
        ("", {}, CONSOLE),
    ],
)
def test_a_terminal_has_a_family(term: str, more: dict[str, str], family: Family) -> None:
    assert family_of({"TERM": term, **more}) is family


def test_no_terminal_at_all_is_a_console() -> None:
    assert family_of({}) is CONSOLE
    assert colours_of({}) is Colours.STANDARD


@pytest.mark.parametrize(
    ("sequence", "takers"),
    [
        ("\x1b[1;1Hname", {WINDOW, SCREEN, CONSOLE}),
        ("\x1b[?1049h", {WINDOW, SCREEN, CONSOLE}),
        ("\x1b[?1049l", {WINDOW, SCREEN, CONSOLE}),
        ("\x1b[?25l", {WINDOW, SCREEN, CONSOLE}),
        ("\x1b[?7l", {WINDOW, SCREEN, CONSOLE}),
        ("\a", {WINDOW, SCREEN, CONSOLE}),
        ("\x1b]2;title\a", {WINDOW, SCREEN}),
        ("\x1b]52;c;eA==\a", {WINDOW, SCREEN}),
        ("\x1b[?1000h", {WINDOW, SCREEN}),
        ("\x1b[?1003h", {WINDOW, SCREEN}),
        ("\x1b[?1004h", {WINDOW, SCREEN}),
        ("\x1b[?1006l", {WINDOW, SCREEN}),
        ("\x1b[?1015h", {WINDOW, SCREEN}),
        ("\x1b[?1016h", {WINDOW, SCREEN}),
        ("\x1b[?2004h", {WINDOW, SCREEN}),
        ("\x1b[?2026$p", {WINDOW}),
        ("\x1b[?2026h", {WINDOW}),
        ("\x1b[?2048$p", {WINDOW}),
        ("\x1b[?2048l", {WINDOW}),
        ("\x1b[>25u", {WINDOW}),
        ("\x1b[<u", {WINDOW}),
        ("\x1b]22;default\a", set()),
    ],
)
def test_a_sequence_goes_to_those_alone_that_take_it(sequence: str, takers: set[Family]) -> None:
    assert {family for family in (WINDOW, SCREEN, CONSOLE) if family.takes(sequence)} == takers


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "tmux-256color", "xterm-kitty", "dumb"])
@pytest.mark.parametrize("colorterm", ["", "truecolor", "24bit", "yes"])
def test_windows_have_the_colours_that_rich_finds(term: str, colorterm: str) -> None:
    environ = {"TERM": term, "COLORTERM": colorterm}
    console = Console(force_terminal=True, _environ=environ)
    assert colours_of(environ).value == {"standard": "16", None: "none"}.get(console.color_system, console.color_system)
    assert colours_of(environ | {"NO_COLOR": "1"}) is Colours.NONE


@pytest.mark.parametrize(
    ("term", "colours"),
    [
        ("linux", Colours.STANDARD),
        ("ansi", Colours.STANDARD),
        ("screen", Colours.STANDARD),
        ("screen-256color", Colours.MANY),
        ("no-such-terminal", Colours.STANDARD),
        ("vt100", Colours.NONE),
        ("vt220", Colours.NONE),
    ],
)
def test_the_rest_has_its_own_whatever_the_outermost_terminal_has(term: str, colours: Colours) -> None:
    assert colours_of({"TERM": term}) is colours_of({"TERM": term, "COLORTERM": "truecolor"}) is colours
