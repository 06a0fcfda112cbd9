"""What the package stands on: declared, bounded, with a reason, and used; and nothing else is imported."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUNTIME: list[str] = PROJECT["dependencies"]
DEV: list[str] = PROJECT["optional-dependencies"]["dev"]
#: Imported by nobody, since they are programs and plug-ins: where each is used instead.
PROGRAMS = {
    "ruff": ".ci/run",
    "mypy": ".ci/run",
    "import-linter": ".ci/run",
    "pytest-xdist": ".ci/run",
    "pytest-asyncio": "pyproject.toml",
    "pytest-textual-snapshot": "tests/snapshots/test_looks.py",
    "hatchling": "tests/unit/test_project.py",
}
#: Come with what is declared and are meant to: whoever takes that away takes these too.
COMES_WITH = {"rich": "textual", "pydantic-core": "pydantic", "secretstorage": "keyring", "jeepney": "keyring"}


def name_of(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9_.-]+", requirement)
    assert found is not None
    return found.group().lower().replace("_", "-")


def imports(folder: str) -> dict[str, Path]:
    """Top-level modules that the sources below it import, and one place for each."""
    found: dict[str, Path] = {}
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            else:
                continue
            found |= {name.split(".")[0]: path for name in names}
    return found


def distributions(folder: str) -> dict[str, Path]:
    """The packages of others that the sources below it import."""
    known = packages_distributions()
    ours = {"tbs_tui"} | {path.stem for path in (ROOT / "tests").iterdir()}
    ours |= {path.stem for path in (ROOT / "tests" / "benchmarks").iterdir()}
    return {
        each.lower().replace("_", "-"): path
        for module, path in imports(folder).items()
        if module not in sys.stdlib_module_names and module not in ours
        for each in known.get(module, [module])
    }


@pytest.mark.parametrize("requirement", [*RUNTIME, *DEV])
def test_a_dependency_has_a_range_with_an_upper_end(requirement: str) -> None:
    assert re.search(r"==[\d.]+$|>=[\d.]+,<[\d.]+$", requirement), requirement


def test_a_dependency_at_run_time_is_imported_by_the_package() -> None:
    used = distributions("tbs_tui")
    assert {name_of(each) for each in RUNTIME} - set(used) == set()


def test_a_dependency_of_the_tests_is_used_by_them() -> None:
    used = distributions("tests")
    unused = {name_of(each) for each in DEV} - set(used) - set(PROGRAMS)
    assert unused == set()
    for name, where in PROGRAMS.items():
        text = (ROOT / where).read_text("utf-8")
        word = {"import-linter": "lint-imports", "pytest-xdist": "pytest", "pytest-asyncio": "asyncio_mode"}.get(name)
        assert (word or name.removeprefix("pytest-textual-")) in text or "snap_compare" in text, name


@pytest.mark.parametrize(("folder", "declared"), [("tbs_tui", RUNTIME), ("tests", [*RUNTIME, *DEV])])
def test_nothing_is_imported_that_is_not_declared(folder: str, declared: list[str]) -> None:
    names = {name_of(each) for each in declared}
    names |= {each for each, owner in COMES_WITH.items() if owner in names}
    strange = {name: str(path) for name, path in distributions(folder).items() if name not in names}
    assert strange == {}


def test_nothing_is_imported_by_a_name_that_is_put_together() -> None:
    """What this file can't see is not there: modules named in a string are ours, or stand in one list."""
    known = {"httpcore", "anyio._backends._asyncio", "click"}
    for path in (ROOT / "tbs_tui").rglob("*.py"):
        for name in re.findall(r'(?:import_module|__import__)\(\s*"([^"]+)"', path.read_text("utf-8")):
            assert name.startswith("tbs_tui.") or name in known, path
