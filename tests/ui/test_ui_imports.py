"""The first frame waits for neither httpx nor pydantic: the screen knows nothing of the wire."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import tbs_tui

ROOT = Path(tbs_tui.__file__).parent


def loaded(statement: str) -> set[str]:
    """The modules that a fresh interpreter has after `statement`."""
    code = f"import json, sys; {statement}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    return set(json.loads(done.stdout))


def test_importing_the_app_imports_nothing_of_the_wire() -> None:
    modules = loaded("import tbs_tui.ui.app")
    assert "textual.app" in modules
    heavy = {"httpx", "httpcore", "pydantic", "pydantic_core", "tenacity", "click", "keyring"}
    assert modules & heavy == set()
    assert {name for name in modules if name.startswith(("tbs_tui.demo", "tbs_tui.cli", "tbs_tui.operations"))} == set()


@pytest.mark.parametrize("path", sorted((ROOT / "ui").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_of_the_screen_names_the_wire(path: Path) -> None:
    named: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            named.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            named.add((node.module or "").split(".")[0])
    assert named.isdisjoint({"httpx", "httpcore", "pydantic", "tenacity"})


def test_the_command_line_does_not_import_textual() -> None:
    modules = loaded("import tbs_tui.cli.main")
    assert not any(name == "textual" or name.startswith("textual.") for name in modules)
