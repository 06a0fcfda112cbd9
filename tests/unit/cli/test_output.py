"""What stdout gets is safe for a terminal and reads back as it was."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbs_tui.cli.output import print_columns, print_json, print_lines
from tbs_tui.query.documents import csv_lines, json_pieces, json_text
from tbs_tui.text import cells, plain


def _captured(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


@given(st.text())
def test_json_reads_back_and_holds_nothing_a_terminal_acts_on(name: str) -> None:
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out)
        print_json({"name": name})
    assert json.loads(out.getvalue()) == {"name": name}
    assert all(char.isprintable() or char == "\n" for char in out.getvalue())


def test_json_keeps_hangul_readable(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "결제-배치"})
    assert "결제-배치" in _captured(capsys)


def test_csv_reads_back_and_escapes_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    print_lines(csv_lines(("id", "name"), [("1", 'a,"b"\x1b]52;c;x\x07'), ("2", None)]))
    rows = list(csv.reader(io.StringIO(_captured(capsys))))
    assert rows == [["id", "name"], ["1", 'a,"b"\\x1b]52;c;x\\x07'], ["2", ""]]


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u3000+", "\xa0@", "＝", "＋", "－", "＠"]
)
def test_text_that_a_spreadsheet_would_run_is_marked_as_text(start: str) -> None:
    [_header, line] = csv_lines(("name", "size"), [(f"{start}1+1", -1)])
    assert line == f"'{plain(start)}1+1,-1\n"
    [_header, line] = csv_lines(("name",), [(f"x{start}1",)])
    assert not line.startswith("'")


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()), st.booleans())
def test_json_in_pieces_is_the_same_text(document: dict[str, object], ascii_only: bool) -> None:
    text = json_text(document, ascii_only=ascii_only)
    assert "".join(json_pieces(document, ascii_only=ascii_only)) == text
    assert json.loads(text) == document


def test_columns_align_by_cells(capsys: pytest.CaptureFixture[str]) -> None:
    print_columns(("Name", "Size"), [["로그", "5"], ["abcdef", "1,000"]], [False, True])
    lines = _captured(capsys).splitlines()
    assert lines == ["Name     Size", "로그        5", "abcdef  1,000"]
    assert {cells(line) for line in lines} == {13}
