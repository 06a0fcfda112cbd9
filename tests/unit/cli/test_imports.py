"""What a command may load: start-up time is import time."""

import re
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest
from support_commands import bench
from terminal.support_pty import Pty, environment

from tbs_tui.demo import DEMO_PASSWORD

ROOT = Path(__file__).parents[3]
#: What no command for scripts loads; names stand for what is below them too.
SCREEN = {"textual", "rich", "tbs_tui.ui", "pygments", "markdown_it"}
#: What is loaded for a store that is asked, and by no command that has a password.
STORES = {"keyring", "secretstorage", "jeepney", "dbus", "tbs_tui.account.stores.secret_service"}
WIRE = {"httpx", "httpcore", "pydantic", "pydantic_core", "tenacity"}
CHANGES = {"tbs_tui.operations", "tbs_tui.journal", "tomlkit"}
NO_CLOUD = SCREEN | STORES | WIRE | CHANGES | {"asyncio", "ssl", "email", "logging", "tbs_tui.demo", "click"}
ONCE = SCREEN | STORES | CHANGES | {"tbs_tui.demo", "click"}
#: Before there is a frame; what lies behind a key comes with the way to the cloud.
FIRST_FRAME = (
    STORES
    | WIRE
    | {"tbs_tui.operations", "tomlkit", "tbs_tui.demo", "click", "rich.markdown", "tree_sitter", "importlib.metadata"}
    | {"tbs_tui.cli.opening", "tbs_tui.inventory.poller", "tbs_tui.inventory.keeper", "tbs_tui.journal.keeper"}
    | {f"tbs_tui.ui.screens.{name}" for name in ("detail", "help", "journal", "requests")}
    | {f"tbs_tui.ui.dialogs.{name}" for name in ("changes", "export", "pick", "palette", "question", "sign_in")}
    | {"tbs_tui.ui.curl", "tbs_tui.ui.details", "tbs_tui.ui.sections", "tbs_tui.ui.switching", "tbs_tui.ui.places"}
)


#: Without the stand-ins for what is never to be loaded.
_MODULES = "'\\n'.join(name for name, module in sys.modules.items() if getattr(module, '__spec__', None))"


def _loaded(*words: str, **environ: str) -> set[str]:
    """Modules that are loaded when the command has ended."""
    code = (
        "import sys\n"
        "from tbs_tui.__main__ import main\n"
        "sys.argv[0] = 'tbs-tui'\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print({_MODULES}, file=sys.stderr)\n"
    )
    nowhere = {f"XDG_{kind}_HOME": "/nonexistent" for kind in ("STATE", "CONFIG", "CACHE")}
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env={"PYTHONPATH": str(ROOT)} | nowhere | environ,
        input=DEMO_PASSWORD,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stderr.splitlines())


def _id(value: list[str] | set[str]) -> str:
    return " ".join(value) if isinstance(value, list) else "less"


def _of(names: set[str], loaded: set[str]) -> list[str]:
    """Those of `loaded` that are one of `names`, or below one."""
    return sorted(each for each in loaded if any(each == name or each.startswith(f"{name}.") for name in names))


@pytest.mark.parametrize(
    ("words", "not_loaded"),
    [
        (["--version"], NO_CLOUD),
        (["--bogus"], NO_CLOUD),
        (["--help"], NO_CLOUD),
        (["volumes", "--help"], NO_CLOUD),
        (["volumes", "--password", "x"], NO_CLOUD),
        (["completion", "bash"], NO_CLOUD | {"tbs_tui.account"}),
        (["man"], NO_CLOUD | {"tbs_tui.account"}),
    ],
    ids=_id,
)
def test_what_needs_no_cloud_loads_nothing_heavy(words: list[str], not_loaded: set[str]) -> None:
    loaded = _loaded(*words)
    assert "tbs_tui.cli.arguments" in loaded
    assert not _of(not_loaded, loaded)


@pytest.mark.parametrize(
    ("words", "not_loaded"),
    [
        (["status"], ONCE),
        (["status", "--json"], ONCE),
        (["volumes"], ONCE),
        (["volumes", "--json"], ONCE),
        (["snapshots", "--csv"], ONCE),
        (["types", "--json"], ONCE),
        (["show", "x"], ONCE),
        (
            ["login", "--store", "memory", "--password-stdin"],
            SCREEN | {"tbs_tui.operations", "tomlkit", "tbs_tui.demo", "click"},
        ),
        (["doctor"], SCREEN | {"tbs_tui.operations", "tomlkit", "tbs_tui.demo", "click"}),
    ],
    ids=_id,
)
def test_a_command_for_scripts_loads_what_it_does_its_work_with(words: list[str], not_loaded: set[str]) -> None:
    with bench(volumes=3) as cloud:
        loaded = _loaded(*words, **cloud.account)
        assert cloud.sent(), "it never came to the cloud"
    assert "httpx" in loaded
    assert not _of(not_loaded, loaded)


@pytest.mark.parametrize("words", [["status"], ["volumes"]])
def test_the_demo_is_loaded_when_it_is_asked_for(words: list[str]) -> None:
    loaded = _loaded(*words, "--demo")
    assert "tbs_tui.demo" in loaded
    assert not _of(SCREEN | STORES, loaded)


def test_the_explorer_begins_without_textual_and_the_wire() -> None:
    """Textual reads its environment when it is imported, and writes what is typed to TEXTUAL_LOG if that is left there;
    here there is no terminal, and it ends before that."""
    loaded = _loaded("--identity-url", "https://example.invalid")
    assert "tbs_tui.cli.start" in loaded
    assert not _of(SCREEN - {"tbs_tui.ui"} | STORES | WIRE | {"tbs_tui.demo"}, loaded)


def test_the_first_frame_waits_for_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    """What is loaded at the moment when the frame has been written and the way to the cloud begins."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "import tbs_tui.ui.app\n"
        "from tbs_tui.__main__ import main\n"
        "def begin(app):\n"
        f"    Path({str(tmp_path / 'modules')!r}).write_text({_MODULES})\n"
        "    app.exit()\n"
        "tbs_tui.ui.app.ExplorerApp._begin_to_live = begin\n"
        "main()\n"
    )
    homes = {f"XDG_{kind}_HOME": str(tmp_path) for kind in ("STATE", "CONFIG", "CACHE")}
    account = {"OS_AUTH_URL": "https://example.invalid", "OS_TENANT_ID": "0" * 32, "OS_USERNAME": "me"}
    pty = Pty((sys.executable, "-c", code), environment(**homes, **account))
    try:
        assert pty.status(30) == 0
    finally:
        pty.close()
    assert b"filter" in pty.sent, "there was no frame yet"
    loaded = set((tmp_path / "modules").read_text().splitlines())
    assert "tbs_tui.ui.screens.main" in loaded
    assert not _of(FIRST_FRAME, loaded)


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
