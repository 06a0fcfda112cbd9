"""The project as somebody finds it: what lies at the top, what the README promises, what gets installed."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tbs_tui.cli.arguments import parser
from tbs_tui.cli.exits import Exit

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_the_top_level_holds_only_what_belongs_there() -> None:
    made_by_tools = {"build", "dist", "tbs_tui.egg-info", "snapshot_report.html"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - made_by_tools
    assert found - {"screenshots"} == {"pyproject.toml", "tbs_tui", "tests", "README.md", "LICENSE"}


def _commands() -> list[str]:
    """Each once: the Korean half has the first, too."""
    return list(dict.fromkeys(re.findall(r"^    (python3 -m venv \.venv .*)$", README, re.MULTILINE)))


def test_the_readme_has_set_up_commands_of_one_line_each() -> None:
    demo, tests = _commands()
    assert demo == "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/tbs-tui --demo"
    install = "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]'"
    assert tests == f"{install} && .venv/bin/pytest -n auto --dist worksteal"
    # And one for the single file.
    assert README.count("pip install") == 4


def test_the_first_lines_of_the_readme_say_which_python() -> None:
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    head = "\n".join(README.splitlines()[:6])
    for word in ("3.11", "Rocky", "Ubuntu", "python3.11"):
        assert word in head


def test_the_readme_names_every_command_and_every_exit_status() -> None:
    help_text = parser().format_help()
    for command in ("status", "volumes", "snapshots", "types", "show"):
        assert command in help_text
        assert re.search(rf"`(tbs-tui )?{command}", README), command
    for key in ("regions", "region", "tenant_id", "attention", "by_status", "fetched_at", "volume_types", "ok"):
        assert f'"{key}"' in README or f"`{key}`" in README, key
    listed = {int(number) for number in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert listed == set(Exit)


def test_ci_runs_the_readmes_own_test_command() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    expression = re.search(r"tests=\$\(sed -n \"(.+)\" README\.md\)", script.read_text("utf-8"))
    assert expression is not None
    taken = subprocess.run(
        ["sed", "-n", expression[1], "README.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert taken.stdout.strip() == _commands()[1]
    subprocess.run(["bash", "-n", script], check=True)


_TOOL = """#!/bin/sh
echo "$(basename "$0") $*" >> calls
[ "$(basename "$0") $1" != "$FAILS" ]
"""
_PYTHON = """#!/bin/sh
[ "$1 $2" = "-m venv" ] || exit 0
mkdir -p .venv/bin
for tool in pip ruff mypy lint-imports pytest; do cp tool .venv/bin/$tool; done
"""


@pytest.mark.parametrize(
    ("fails", "last"),
    [
        ("", "pytest -n"),
        ("pip install", "pip install"),
        ("ruff check", "ruff check"),
        ("ruff format", "ruff format"),
        ("mypy ", "mypy "),
        ("lint-imports ", "lint-imports "),
        ("pytest -n", "pytest -n"),
    ],
)
def test_ci_stops_at_whatever_fails(tmp_path: Path, fails: str, last: str) -> None:
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    # What is built is another test's, and needs all of the project.
    (tmp_path / ".ci" / "carry").write_text("#!/bin/sh\n")
    shutil.copy(ROOT / "README.md", tmp_path)
    fakes = {"tool": _TOOL, "fakes/python3": _PYTHON, "fakes/id": "#!/bin/sh\necho 1000\n"}
    (tmp_path / "fakes").mkdir()
    for name, text in fakes.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    environ = {"PATH": f"{tmp_path / 'fakes'}:/usr/bin:/bin", "FAILS": fails}
    done = subprocess.run([tmp_path / ".ci" / "run"], env=environ, capture_output=True, check=False)
    assert bool(done.returncode) is bool(fails)
    assert (tmp_path / "calls").read_text().splitlines()[-1].startswith(last.strip())


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    block = text[text.index("\ndependencies = [") : text.index("[project.optional-dependencies]")]
    lines = [line.strip() for line in block.splitlines() if line.startswith("    ")]
    for before, line in zip(["", *lines], lines, strict=False):
        assert line.startswith("#") or before.startswith("#"), line


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    code = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1])); print(b.build_sdist(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, check=True, capture_output=True)
    return folder


def test_the_wheel_holds_the_package_and_no_tests(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        [points] = [archive.read(name).decode() for name in names if name.endswith("entry_points.txt")]
    kept = {name for name in names if ".dist-info/" not in name and ".data/" not in name}
    found_by_systems = {name.partition(".data/data/")[2] for name in names if ".data/" in name}
    assert found_by_systems == {
        "share/man/man1/tbs-tui.1",
        "share/bash-completion/completions/tbs-tui",
        "share/zsh/site-functions/_tbs-tui",
        "share/fish/vendor_completions.d/tbs-tui.fish",
    }
    assert {name.split("/")[0] for name in kept} == {"tbs_tui"}
    there = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "tbs_tui").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert kept == there
    assert {"tbs_tui/py.typed", "tbs_tui/locale/ko/LC_MESSAGES/tbs_tui.mo"} <= kept
    assert "tbs-tui = tbs_tui.__main__:main" in points
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_source_archive_has_the_tests_too(built: Path) -> None:
    [archive] = built.glob("*.tar.gz")
    with tarfile.open(archive) as files:
        names = {name.partition("/")[2] for name in files.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "tbs_tui/py.typed", "tests/conftest.py"} <= names
    assert not [name for name in names if name.startswith((".git/", ".ci/", ".venv/")) or "__pycache__" in name]
