"""What a command may load: start-up time is import time."""

import re
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HEAVY = {"httpx", "pydantic", "keyring", "tenacity", "ssl", "asyncio", "email", "logging", "rich", "tbs_tui.demo"}


def _loaded(*words: str) -> set[str]:
    """Modules that are loaded when the command has ended."""
    code = (
        "import sys\n"
        "from tbs_tui.__main__ import main\n"
        "sys.argv[0] = 'tbs-tui'\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stderr.splitlines())


@pytest.mark.parametrize("words", [["--version"], ["--bogus"], ["--help"], ["volumes", "--password", "x"], ["status"]])
def test_what_needs_no_cloud_loads_nothing_heavy(words: list[str]) -> None:
    loaded = _loaded(*words)
    assert "tbs_tui.cli.arguments" in loaded
    if words != ["status"]:
        assert not loaded & (HEAVY | {"textual"})
    assert "textual" not in loaded
    assert "tbs_tui.demo" not in loaded


@pytest.mark.parametrize("words", [["status"], ["volumes"], ["snapshots", "--csv"], ["types", "--json"], ["show", "x"]])
def test_a_one_shot_command_never_loads_textual(words: list[str]) -> None:
    loaded = _loaded(*words, "--demo")
    assert "tbs_tui.cli.once" in loaded
    assert not [name for name in loaded if name.partition(".")[0] == "textual" or name.startswith("tbs_tui.ui")]
    assert "keyring" not in loaded


def test_the_explorer_begins_without_textual_and_the_wire() -> None:
    """Textual reads its environment when it is imported, and writes what is typed to TEXTUAL_LOG if that is left there;
    here there is no terminal, and it ends before that."""
    loaded = _loaded("--identity-url", "https://example.invalid")
    assert "tbs_tui.cli.start" in loaded
    assert not loaded & {"textual", "httpx", "pydantic", "keyring", "tbs_tui.demo"}


def test_no_runtime_dependency_brings_click() -> None:
    """With click installed, `import httpx` loads its command line and rich: 0.28 s instead of 0.07 s."""
    seen: set[str] = set()
    left = ["tbs-tui"]
    while left:
        name = left.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            wanted = requires(name) or []
        except ModuleNotFoundError:  # of another system
            continue
        # A marker that names an extra belongs to that extra; the other markers only take away.
        left += [
            re.sub(r"[-_.]+", "-", re.split(r"[\s;<>=!~\[(]", each)[0]).lower()
            for each in wanted
            if not re.search(r";.*\bextra\b", each)
        ]
    assert {"httpx", "textual", "pydantic-core", "keyring"} <= seen
    assert "click" not in seen
