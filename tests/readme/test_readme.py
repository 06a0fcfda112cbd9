"""The README says what is so: its generated parts are those of the present sources, and what it links to is there."""

import re
import shlex

import pytest
from readme.update import BEGIN, README, commands, filled, table

from tbs_tui.cli.arguments import parser
from tbs_tui.settings import SETTINGS

TEXT = README.read_text("utf-8")
ENGLISH, KOREAN = TEXT.split("\n# 한국어\n")


def test_its_generated_parts_are_not_stale() -> None:
    assert filled(TEXT) == TEXT, "PYTHONPATH=.:tests python -m readme.update; nobody types these"


def test_stale_parts_are_noticed() -> None:
    for part in ("| `--read-only` |", "x volume batch-07"):
        assert part in TEXT
        spoilt = TEXT.replace(part, part.upper(), 1)
        assert filled(spoilt) == TEXT


def test_a_readme_without_a_place_for_the_settings_is_not_written() -> None:
    with pytest.raises(ValueError):
        filled(TEXT.replace(BEGIN["ko"], ""))


def test_it_shows_what_several_commands_print() -> None:
    assert {command.split()[1] for command in commands(TEXT)} >= {"status", "volumes", "snapshots"}


def test_the_table_has_every_setting() -> None:
    for language in BEGIN:
        rows = table(language).splitlines()
        assert len(rows) == len(SETTINGS) + 2
        for setting, row in zip(SETTINGS, rows[2:], strict=True):
            assert setting.flag in row


def test_every_command_line_in_it_can_be_typed() -> None:
    found = set(re.findall(r"^    (?:\$ )?(tbs-tui\b.*)$", TEXT, re.MULTILINE))
    found |= set(re.findall(r"`(tbs-tui(?: [^`\[]*)?)`", TEXT))
    assert len(found) > 10
    for words in sorted(found):
        arguments = shlex.split(re.split(r" [|>#] ", words)[0])[1:]
        if "..." in arguments or {"--help", "--version"} & set(arguments):
            continue
        try:
            parser().parse_args(arguments)
        except SystemExit as end:
            pytest.fail(f"{words}: {end}")


def test_every_file_and_heading_that_it_links_to_is_there() -> None:
    headings = {_anchor(line) for line in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)}
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        if target.startswith("#"):
            assert target[1:] in headings, target
        else:
            assert (README.parent / target).exists(), target


def test_its_first_line_leads_to_the_korean_half() -> None:
    assert "(#한국어)" in TEXT.splitlines()[0]


@pytest.mark.parametrize("half", [ENGLISH, KOREAN], ids=["english", "korean"])
def test_each_half_has_what_a_user_needs(half: str) -> None:
    for words in (
        "--demo",
        "OS_PASSWORD",
        "config.toml",
        "--read-only",
        "tbs-tui logout",
        "tbs-tui doctor",
        "screenshots/",
    ):
        assert words in half, words


def test_files_of_the_sources_that_it_names_are_there() -> None:
    for path in re.findall(r"`((?:tbs_tui|tests|\.ci)/[\w./]+)`", TEXT):
        assert (README.parent / path).exists(), path


def _anchor(heading: str) -> str:
    words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
