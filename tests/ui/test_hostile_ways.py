"""The corpus through what needs no screen: files, the clipboard, the title, and what a person saves."""

import csv
import json
import re
from base64 import b64decode
from pathlib import Path

import pytest
from support_cloud import START
from support_hostile import HOSTILE, walks

from tbs_tui.account.context import Context
from tbs_tui.account.profiles.state import change_state, filter_entry, load_state
from tbs_tui.api.models import Attachment, Resource, Snapshot, Volume, VolumeType
from tbs_tui.inventory.picture import Kind
from tbs_tui.text import cells, plain
from tbs_tui.ui.clipboard import osc52
from tbs_tui.ui.door import Account
from tbs_tui.ui.exporting import Rows, suggested_name, write
from tbs_tui.ui.title import MOST_CELLS, Title, title_of

TEXTS = tuple(HOSTILE.values())
ROWS: dict[Kind, tuple[Resource, ...]] = {
    Kind.VOLUMES: tuple(
        Volume(
            str(place),
            text,
            text,
            1,
            text,
            text,
            description=text,
            metadata={text: text},
            attachments=(Attachment(text, text, text, text),),
            region=text,
        )
        for place, text in enumerate(TEXTS)
    ),
    Kind.SNAPSHOTS: tuple(
        Snapshot(str(place), text, text, 1, text, text, text, region=text) for place, text in enumerate(TEXTS)
    ),
    Kind.TYPES: tuple(VolumeType(str(place), text, text, region=text) for place, text in enumerate(TEXTS)),
}
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


@walks("export as CSV", "export as JSON")
@pytest.mark.parametrize("kind", ROWS)
def test_files_hold_all_of_it_and_drive_nothing(kind: Kind, tmp_path: Path) -> None:
    rows = Rows(Context("", "t", "all"), kind, ROWS[kind], None)
    sheet = write(rows, str(tmp_path / "x.csv"), replace=False).read_bytes().decode("utf-8")
    assert all(char.isprintable() or char == "\n" for char in sheet)
    read = list(csv.DictReader(sheet.splitlines()))
    assert len(read) == len(TEXTS)
    for row, text in zip(read, TEXTS, strict=True):
        assert row["name"] in (plain(text), f"'{plain(text)}")
        assert not any(FORMULA.match(value) for value in row.values())
    document = write(rows, str(tmp_path / "x.json"), replace=False).read_bytes().decode("utf-8")
    assert all(char.isprintable() or char == "\n" for char in document)
    # Nothing is lost: they read back as they were.
    assert [row["name"] for row in json.loads(document)[kind.value]] == list(TEXTS)


def test_no_region_names_a_place_for_a_file() -> None:
    for text in TEXTS:
        name = suggested_name(Rows(Context("", "t", text), Kind.VOLUMES, (), None), START, None)
        assert re.fullmatch(r"volumes-[A-Za-z0-9_-]*-[0-9]{8}-[0-9]{6}\.csv", name)


@walks("clipboard")
@pytest.mark.parametrize("environ", [{}, {"TMUX": "x"}, {"STY": "x"}], ids=["bare", "tmux", "screen"])
def test_what_is_copied_is_all_of_it_in_base64(environ: dict[str, str]) -> None:
    for text in TEXTS:
        sequence = osc52(text, environ)
        assert sequence is not None
        whole = re.sub("\x1bP(tmux;)?|\x1b\\\\", "", sequence)
        [*copied] = re.findall("\x1b\\]52;c;([A-Za-z0-9+/=]*)\x07", whole)
        assert {b64decode(each) for each in copied} == {text.encode("utf-8", "backslashreplace")}
        assert len(sequence) - len("".join(re.findall("[A-Za-z0-9+/=]", sequence))) < 40 + len(sequence) // 100


@walks("title", "name of a tenant", "name of a profile")
def test_a_title_is_one_short_line() -> None:
    for text in TEXTS:
        account = Account(profile=text, label=text)
        title = title_of(account, text, Context(text, text, text))
        assert title.isprintable()
        assert cells(title) <= MOST_CELLS
        bar = Title(understood=True)
        bar.start()
        told = bar.show(title)
        assert told.count("\x1b") == 2
        assert told.count("\x07") == 1


@walks("saved filter", "saved filters")
def test_what_is_saved_comes_back_or_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    names = [text for text in TEXTS if not re.search("[\ud800-\udfff]", text)]
    change_state(path, {filter_entry("", "volumes", text): text for text in names})
    written = path.read_text(encoding="utf-8")
    assert all(char.isprintable() or char == "\n" for char in written)
    kept = load_state(path).filters.get(("", "volumes"), {})
    assert all(kept[name] == name for name in kept)
