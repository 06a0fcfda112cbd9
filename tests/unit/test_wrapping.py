"""Lines end at blanks, whatever the width of what stands between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbs_tui.text import cells, plain
from tbs_tui.wrapping import wrap_cells


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("볼륨이 인스턴스에 연결된 상태입니다.", 18, ["볼륨이 인스턴스에", "연결된 상태입니다."]),
        ("볼륨이 인스턴스에 연결된 상태입니다.", 17, ["볼륨이 인스턴스에", "연결된", "상태입니다."]),
        ("상태: error_deleting 입니다", 14, ["상태:", "error_deleting", "입니다"]),
        ("데이터베이스볼륨", 5, ["데이", "터베", "이스", "볼륨"]),
        ("긴 데이터베이스", 6, ["긴", "데이터", "베이스"]),
        ("볼륨", 4, ["볼륨"]),
        ("볼륨  둘", 8, ["볼륨  둘"]),
        ("two words", 5, ["two", "words"]),
        ("", 5, [""]),
    ],
)
def test_a_line_ends_at_a_blank_where_there_is_one(text: str, width: int, lines: list[str]) -> None:
    assert list(wrap_cells(text, width)) == lines


@given(st.text("가나ab -\u0301", max_size=60).map(plain), st.integers(2, 20))
def test_no_line_is_wider_and_nothing_is_lost_but_blanks(text: str, width: int) -> None:
    lines = list(wrap_cells(text, width))
    assert lines
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
