"""Two explorers at once on the same files: no file is torn, and nothing that the other has kept is lost."""

import json
import subprocess
import sys
from pathlib import Path

from tbs_tui.account.profiles import load
from tbs_tui.account.profiles.state import load_state

ROUNDS = 40

STATE = """
import sys
from pathlib import Path
from tbs_tui.account.context import Context
from tbs_tui.account.profiles.state import change_state, filter_entry, load_state, remember_context
path, who = Path(sys.argv[1]), sys.argv[2]
for number in range(40):
    change_state(path, {filter_entry(who, "volumes", f"f{number}"): f"name:{who}"})
    remember_context(path, Context(who, "t" * 32, f"KR{number}"))
    mine = load_state(path)
    assert len(mine.filters[who, "volumes"]) == number + 1, "what was kept a moment ago is gone"
"""

CONFIG = """
import sys
from pathlib import Path
from tbs_tui.account.login import Login
from tbs_tui.account.profiles import load
from tbs_tui.account.profiles.saving import save_account
path, who = Path(sys.argv[1]), sys.argv[2]
for number in range(10):
    save_account(path, f"{who}-{number}", Login("https://identity.example", "t" * 32, f"{who}@example.com"))
    assert f"{who}-{number}" in load(path).profiles
"""

CACHE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from support_cloud import START
from support_inventory import ALPHA, volume
from tbs_tui.inventory.picture import Listing, Picture
from tbs_tui.inventory.cache import PictureCache
cache = PictureCache(Path(sys.argv[1]))
rows = tuple(volume(f"v{n}", name=sys.argv[2]) for n in range(200))
picture = Picture(ALPHA, Listing(rows, START, complete=True), Listing((), START, complete=True))
for number in range(40):
    assert cache.save("https://identity.example:443", picture)
    seen = cache.load("https://identity.example:443", ALPHA)
    assert seen is not None
    assert len(seen.volumes.rows) == 200, "torn"
    assert len({row.name for row in seen.volumes.rows}) == 1, "of two writers"
"""


def at_once(code: str, path: Path) -> None:
    """Two processes do it at the same time, each under its name, to their end."""
    support = str(Path(__file__).parents[2])
    both = [subprocess.Popen([sys.executable, "-c", code, str(path), name, support]) for name in ("one", "two")]
    assert [each.wait(60) for each in both] == [0, 0]


def test_what_each_chooses_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "state" / "state.json"
    at_once(STATE, path)
    state = load_state(path)
    for who in ("one", "two"):
        assert state.filters[who, "volumes"] == {f"f{number}": f"name:{who}" for number in range(ROUNDS)}
        assert state.last[who].region == f"KR{ROUNDS - 1}"
    assert isinstance(json.loads(path.read_text()), dict)
    assert {each.name for each in path.parent.iterdir()} == {"state.json", "state.lock"}


def test_accounts_that_both_add_are_all_there(tmp_path: Path) -> None:
    path = tmp_path / "config" / "config.toml"
    at_once(CONFIG, path)
    assert set(load(path).profiles) == {f"{who}-{number}" for who in ("one", "two") for number in range(10)}


def test_a_picture_is_that_of_one_of_them_whole(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    at_once(CACHE, folder)
    assert len(list(folder.iterdir())) == 1, "nothing is left of the writing"
