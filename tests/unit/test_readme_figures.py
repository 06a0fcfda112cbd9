"""The README's figures are those that were measured last, and what they say of a budget is so."""

from dataclasses import replace

import pytest
from benchmarks import figures
from benchmarks.figures import BEGIN, END, README, Line, Results, markdown, p95, with_table

if not figures.RESULTS.exists():
    pytest.skip("nothing has been measured yet: tests/benchmarks/run.py", allow_module_level=True)
RESULTS = Results.load_from()


def test_the_table_is_what_was_measured() -> None:
    text = README.read_text("utf-8")
    assert with_table(text, RESULTS) == text, "run tests/benchmarks/run.py; nobody types this table"
    assert with_table(text, replace(RESULTS, runs=RESULTS.runs + 1)) != text


def test_every_budget_has_figures_and_peers() -> None:
    measured = {name for name, lines in RESULTS.rows.items() if all(line.ours for line in lines)}
    wanted = {"first-frame", "live", "status", "bytes", "idle", "stalls", "memory", "keys", "region"}
    assert wanted <= measured
    for lines in RESULTS.rows.values():
        for line in lines:
            assert not line.peer or len(line.theirs) == len(line.ours), line.what


def test_a_ratio_is_of_pairs_and_not_of_medians() -> None:
    line = Line("x", "ms", [10, 100, 30], "peer", [10, 200, 10], most=1.0)
    assert line.ratios == (1.0, 0.5, 3.0)
    assert line.kept is True
    assert replace(line, most=0.9).kept is False
    assert replace(line, worst=True).kept is False
    assert replace(line, theirs=()).kept is None, "the peer was not measured"


@pytest.mark.parametrize(("values", "found"), [([3.0], 3.0), ([float(each) for each in range(1, 101)], 95.0)])
def test_95_of_100_are_not_above(values: list[float], found: float) -> None:
    assert p95(values) == found


def test_a_budget_that_was_passed_is_said_so() -> None:
    table = markdown(replace(RESULTS, rows={"x": [Line("slow", "ms", [51.0], most=50), Line("none", "ms", [1.0])]}))
    assert "| slow | 51 ms |  |  | 50 ms | **no** |" in table
    assert "| none | 1 ms |  |  |  |  |" in table


def test_a_readme_without_a_place_for_it_is_not_written() -> None:
    with pytest.raises(ValueError):
        with_table(f"{END} {BEGIN}"[:5], RESULTS)
