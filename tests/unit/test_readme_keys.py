"""The README's table of keys has every command with the keys that it comes with."""

import re
from pathlib import Path

from tbs_tui.ui.key_words import key_words
from tbs_tui.ui.keymap import KEYED

_ROW = re.compile(r"^\| (`[a-z_]+`(?: `[a-z_]+`)*) \| (.+) \|$", re.MULTILINE)


def test_every_command_is_in_the_table_with_its_keys() -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    table = text[text.index("### Keys") : text.index("### Filter")]
    rows = [(re.findall(r"`(\S+)`", ids), re.findall(r"`(\S+)`", keys)) for ids, keys in _ROW.findall(table)]
    known = {each.id: each for each in KEYED if each.id != "interrupt"}
    assert sorted(each for ids, _keys in rows for each in ids) == sorted(known)
    for ids, keys in rows:
        own = [key_words(key) for each in ids for key in known[each].keys if key != "shift+tab"]
        assert keys == own, ids
