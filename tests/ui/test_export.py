"""The rows shown, written to a file."""

import csv
import json
import os
from pathlib import Path

import pytest
from support_explorer import Bed, crooked, explorer, screen_text, settled

from tbs_tui.ui.dialogs.export import ExportDialog
from tbs_tui.ui.widgets.fields import Field

SIZES = [(80, 24), (120, 36)]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def dialog(bed: Bed) -> ExportDialog:
    assert isinstance(bed.app.screen, ExportDialog)
    return bed.app.screen


async def write(bed: Bed, name: str | None = None) -> None:
    """Enter, with a name typed, until that has had its effect; files are written by a thread."""
    asking = dialog(bed)
    if name is not None:
        asking.query_one(Field).value = name
    await bed.press("enter")
    await asking._writing.wait()
    await settled(bed.pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_the_rows_that_the_filter_leaves_are_written_in_their_order(size: tuple[int, int], here: Path) -> None:
    async with explorer(size) as bed:
        await bed.press("/")
        await bed.type("pvc")
        await bed.press("enter", "S", "e")
        assert crooked(bed.app) == []
        name = dialog(bed).query_one(Field).value
        assert name.startswith("volumes-KR1-20")
        await write(bed)
        assert bed.on_top
        shown = bed.ids
        assert f"Written: {len(shown)} rows," in screen_text(bed.app)
        [path] = here.iterdir()
        assert path.name == name
        assert path.stat().st_mode & 0o777 == 0o600
        with path.open(encoding="utf-8", newline="") as file:
            assert [row["id"] for row in csv.DictReader(file)] == shown


async def test_json_has_the_documented_fields(here: Path) -> None:
    async with explorer() as bed:
        await bed.press("2", "e")
        await write(bed, "out.json")
        document = json.loads((here / "out.json").read_text("utf-8"))
        assert [row["id"] for row in document["snapshots"]] == bed.ids
        assert document["region"] == "KR1"
        assert document["fetched_at"]


async def test_of_all_regions_each_row_says_which(here: Path) -> None:
    async with explorer((120, 36)) as bed:
        bed.add_volume("there", region="KR2")
        await bed.press("R")
        await bed.type("all")
        await bed.press("enter", "e")
        assert dialog(bed).query_one(Field).value.startswith("volumes-all-")
        await write(bed, "out.csv")
        await bed.press("e")
        await write(bed, "out.json")
        with (here / "out.csv").open(encoding="utf-8", newline="") as file:
            assert {row["region"] for row in csv.DictReader(file)} == {"KR1", "KR2"}
        document = json.loads((here / "out.json").read_text("utf-8"))
        assert {row["region"] for row in document["volumes"]} == {"KR1", "KR2"}


async def test_a_file_that_is_there_is_replaced_only_when_that_was_said(here: Path) -> None:
    (here / "a.csv").write_text("old")
    (here / "b.csv").write_text("old")
    async with explorer() as bed:
        await bed.press("e")
        await write(bed, "a.csv")
        assert dialog(bed).said == "There is a file of that name. Enter once more replaces it."
        assert (here / "a.csv").read_text() == "old"
        await write(bed, "b.csv")
        assert (here / "b.csv").read_text() == "old", "it was said of another"
        await write(bed)
        assert bed.on_top
        assert (here / "b.csv").read_text("utf-8").startswith("id,name,")
        assert (here / "a.csv").read_text() == "old"
        assert {path.name for path in here.iterdir()} == {"a.csv", "b.csv"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no/such/folder/a.csv", "The file cannot be written: No such file or directory."),
        ("x" * 300 + ".csv", "The file cannot be written: File name too long."),
        ("~nobody-of-that-name/a.csv", "The file cannot be written: "),
    ],
)
async def test_what_can_not_be_written_is_said_and_the_name_stays(name: str, words: str, here: Path) -> None:
    async with explorer() as bed:
        await bed.press("e")
        await write(bed, name)
        assert dialog(bed).said.startswith(words)
        assert dialog(bed).query_one(Field).value == name
        assert list(here.iterdir()) == []
        await bed.press("escape")
        assert bed.on_top


async def test_another_ending_is_refused_before_anything_is_written(here: Path) -> None:
    async with explorer() as bed:
        await bed.press("e")
        dialog(bed).query_one(Field).value = "a.txt"
        await bed.press("enter")
        assert dialog(bed).said == "The name must end in .csv or .json."
        await bed.press("escape")
        assert list(here.iterdir()) == []


async def test_what_a_name_wants_a_spreadsheet_to_run_is_text(here: Path) -> None:
    async with explorer() as bed:
        bed.add_volume("=HYPERLINK(1)", description="\x1b]0;t\x07")
        await bed.refresh()
        await bed.press("e")
        await write(bed, "a.csv")
        text = (here / "a.csv").read_text("utf-8")
        assert ",'=HYPERLINK(1)," in text
        assert "\x1b" not in text


async def test_without_rows_it_says_so() -> None:
    async with explorer() as bed:
        await bed.press("/")
        await bed.type("no such volume")
        await bed.press("enter", "e")
        assert bed.line("hints") == " There are no rows to write."


async def test_nothing_is_left_when_the_disk_is_full(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    async with explorer() as bed:
        await bed.press("e")
        monkeypatch.setattr("tbs_tui.files.os.fsync", full)
        await write(bed, "a.csv")
        assert dialog(bed).said == "The file cannot be written: No space left on device."
        assert list(here.iterdir()) == []
