"""Fills the parts of the README that a program knows better than a person: the tables of settings, and what the
commands in it print. To make them anew:

PYTHONPATH=.:tests python -m readme.update
"""

import io
import os
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import fields
from pathlib import Path
from unittest.mock import patch

from snapshots.film import StillClock, played

from tbs_tui.account.profiles.model import Profile
from tbs_tui.locale import LANGUAGES, _, set_language
from tbs_tui.settings import SETTINGS, Setting

README = Path(__file__).parents[2] / "README.md"
#: Lines after which a table stands, by its language, and the line that ends each.
BEGIN = {
    language: f"<!-- settings, {language}: made by tests/readme/update.py out of tbs_tui/settings.py -->"
    for language in LANGUAGES
}
END = "<!-- end of settings -->"
_HEADS = {
    "en": ("flag", "variable", "in a profile", "takes", "what"),
    "ko": ("옵션", "환경 변수", "프로필", "값", "설명"),
}
#: A command in a block of its own, with what it prints below it.
_PRINTED = re.compile(r"^    \$ (tbs-tui .+)\n((?:    (?!\$ ).*\n|\n(?=    ))*)", re.MULTILINE)
_IN_PROFILE = {field.name for field in fields(Profile)} | {"tenant_id"}


def table(language: str) -> str:
    """Every setting: its flag, its variable, its key in a profile."""
    set_language(language)
    try:
        rows = [_HEADS[language], ("---",) * 5, *map(_row, SETTINGS)]
    finally:
        set_language("en")
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(setting: Setting) -> tuple[str, ...]:
    flag = f"`{setting.flag} {setting.metavar}`" if setting.metavar else f"`{setting.flag}`"
    if setting.negatable:
        flag += f" `--no-{setting.flag.removeprefix('--')}`"
    key = "tenants" if setting.name == "tenant_id" else setting.name
    return (
        flag,
        f"`{setting.env}`" if setting.twin else "",
        f"`{key}`" if setting.name in _IN_PROFILE else "",
        _(setting.takes) if setting.metavar else "",
        _(setting.help).replace("|", "\\|"),
    )


def printed(command: str) -> str:
    """What a command prints, at a moment that is always the same, where nothing of this machine is known."""
    program, *arguments = shlex.split(command)
    assert program == "tbs-tui", command
    out = io.StringIO()
    with patch.dict(os.environ, {"TBS_TIMEZONE": "Asia/Seoul", "LC_ALL": "C.UTF-8"}, clear=True), redirect_stdout(out):
        played(arguments, StillClock)
    set_language("en")
    return out.getvalue()


def commands(text: str) -> Iterator[str]:
    """Those whose output the README has."""
    for found in _PRINTED.finditer(text):
        yield found[1]


def filled(text: str) -> str:
    """The README with its parts as they are to be. Raises ValueError where there is no place for one."""
    for language, begin in BEGIN.items():
        before, there, rest = text.partition(f"{begin}\n")
        _old, end, after = rest.partition(END)
        if not there or not end:
            raise ValueError(f"README.md has no place for the settings: {begin}")
        text = f"{before}{begin}\n\n{table(language)}\n{END}{after}"
    return _PRINTED.sub(_with_output, text)


def _with_output(found: re.Match[str]) -> str:
    lines = "".join(f"    {line}".rstrip() + "\n" for line in printed(found[1]).splitlines())
    return f"    $ {found[1]}\n{lines}"


def main() -> None:
    """Write it."""
    README.write_text(filled(README.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
