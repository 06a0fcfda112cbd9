"""What doctor tells of the machine: versions, the terminal, and where files are. Nothing is sent or changed."""

import locale
import os
import platform
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TextIO

from tbs_tui.account.profiles import config_path
from tbs_tui.files import user_directory
from tbs_tui.terminals import colours_of, is_over_ssh
from tbs_tui.text import plain

PACKAGES = ("textual", "httpx", "pydantic", "keyring")


@dataclass(frozen=True, slots=True)
class Output:
    """One of the standard streams."""

    terminal: bool
    encoding: str | None
    """None when the stream is closed."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the environment says of the terminal; texts have passed `text.plain`."""

    term: str | None
    colorterm: str | None
    no_color: bool
    colours: str
    """What the explorer will use: none, 16, 256 or truecolor."""
    columns: int | None
    """None where no standard stream is a terminal."""
    lines: int | None
    stdout: Output
    stderr: Output
    locale: str | None
    """What LC_ALL, LC_CTYPE or LANG says, the first of them that is set."""
    locale_encoding: str
    multiplexer: str | None
    """tmux, screen or None."""
    ssh: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A file or directory of ours."""

    kind: str
    """config, state or cache."""
    path: str
    exists: bool
    mode: str | None
    """Octal, such as 0700; None where there is nothing."""
    too_open: bool
    """config: others can change it. state, cache: others can get in."""


def versions() -> dict[str, str | None]:
    """Of the packages that matter, None for one that is not installed. None of them is imported."""
    return {name: _version(name) for name in PACKAGES}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def system() -> str:
    """Name, release and kind of machine, such as ``Linux 6.1.0 x86_64``."""
    return plain(f"{platform.system()} {platform.release()} {platform.machine()}")


def terminal(environ: Mapping[str, str]) -> Terminal:
    """The terminal of this process."""
    size = _size()
    return Terminal(
        term=_said(environ, "TERM"),
        colorterm=_said(environ, "COLORTERM"),
        no_color=bool(environ.get("NO_COLOR")),
        colours=colours_of(environ).value,
        columns=size.columns if size else None,
        lines=size.lines if size else None,
        stdout=_output(sys.stdout),
        stderr=_output(sys.stderr),
        locale=_said(environ, "LC_ALL", "LC_CTYPE", "LANG"),
        locale_encoding=plain(locale.getencoding()),
        multiplexer=next((name for name, of in (("tmux", "TMUX"), ("screen", "STY")) if environ.get(of)), None),
        ssh=is_over_ssh(environ),
    )


def _said(environ: Mapping[str, str], *names: str) -> str | None:
    return next((plain(environ[name]) for name in names if environ.get(name)), None)


def _output(stream: TextIO | None) -> Output:
    if stream is None:
        return Output(terminal=False, encoding=None)
    return Output(terminal=stream.isatty(), encoding=plain(stream.encoding) if stream.encoding else None)


def _size() -> os.terminal_size | None:
    """Asked of the terminal itself, whatever COLUMNS says."""
    for descriptor in (1, 2, 0):
        try:
            return os.get_terminal_size(descriptor)
        except OSError:
            continue
    return None


def places() -> tuple[Place, ...]:
    """Where configuration, state and cache are or would be."""
    return (
        place("config", config_path(), stat.S_IWGRP | stat.S_IWOTH),
        place("state", user_directory("STATE"), stat.S_IRWXG | stat.S_IRWXO),
        place("cache", user_directory("CACHE"), stat.S_IRWXG | stat.S_IRWXO),
    )


def place(kind: str, path: Path, forbidden: int) -> Place:
    """`forbidden` are the bits of a mode that make it too open."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return Place(kind, plain(path), exists=False, mode=None, too_open=False)
    return Place(kind, plain(path), exists=True, mode=f"{mode:04o}", too_open=bool(mode & forbidden))
