"""What was measured, as a file and as the README's table of it."""

import json
import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).with_name("results.json")
README = ROOT / "README.md"
BEGIN = "<!-- figures: made by tests/benchmarks/run.py out of tests/benchmarks/results.json -->"
END = "<!-- end of figures -->"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, one value for each run."""

    what: str
    unit: str
    """ms, MB, bytes, % or nothing."""
    ours: Sequence[float]
    peer: str = ""
    """What was measured by turns with it; empty when nothing was."""
    theirs: Sequence[float] = ()
    most: float | None = None
    """The budget: of the ratio to the peer where there is one, else of the figure. None where there is none."""
    worst: bool = False
    """Whether every run has to keep it, and not the median."""

    @property
    def ratios(self) -> Sequence[float]:
        """Ours to theirs, run by run: what slows the machine down slows both."""
        return tuple(ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True)) if self.theirs else ()

    @property
    def kept(self) -> bool | None:
        """Whether the budget is; None where there is none, or the peer was not measured."""
        values = self.ratios if self.peer else self.ours
        if self.most is None or not values:
            return None
        return (max(values) if self.worst else statistics.median(values)) <= self.most


@dataclass(frozen=True, slots=True)
class Results:
    """A whole run."""

    date: str
    machine: str
    """Processor, cores, kernel, system."""
    versions: dict[str, str]
    load: Sequence[float]
    """Average number of busy processes in the last minute, before and after."""
    runs: int
    rows: dict[str, list[Line]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def save(self, path: Path = RESULTS) -> None:
        document = asdict(self)
        for lines in document["rows"].values():
            for line in lines:
                for side in ("ours", "theirs"):
                    line[side] = [round(value, 3) for value in line[side]]
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")

    @classmethod
    def load_from(cls, path: Path = RESULTS) -> "Results":
        document: dict[str, Any] = json.loads(path.read_text("utf-8"))
        rows = {name: [Line(**line) for line in lines] for name, lines in document.pop("rows").items()}
        return cls(**document, rows=rows)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not pass (nearest rank)."""
    return sorted(values)[math.ceil(len(values) * 0.95) - 1]


def _number(value: float, unit: str) -> str:
    if unit in ("ms", "bytes"):
        return f"{value:,.0f}"
    return f"{value:.2f}" if unit in ("%", "x") else f"{value:,.1f}" if unit == "MB" else f"{value:,.0f}"


def spread(values: Sequence[float], unit: str) -> str:
    """Median, and least to most where they differ as written."""
    if not values:
        return "not measured"
    middle, least, most = (_number(value, unit) for value in (statistics.median(values), min(values), max(values)))
    tail = "" if unit in ("", "x") else unit if unit == "%" else f" {unit}"
    return f"{middle}{tail}" + (f" ({least} to {most})" if least != most else "")


def _cells(line: Line) -> tuple[str, ...]:
    beside = f"{line.peer} {spread(line.theirs, line.unit)}" if line.peer else ""
    unit = "x" if line.peer else line.unit
    budget = "" if line.most is None else f"{line.most:g}{'%' if unit == '%' else f' {unit}' if unit else ''}"
    kept = {True: "yes", False: "**no**", None: ""}[line.kept]
    return (
        line.what,
        spread(line.ours, line.unit),
        beside,
        spread(line.ratios, "x") if line.theirs else "",
        budget,
        kept,
    )


def markdown(results: Results) -> str:
    """The table with what it was measured on."""
    versions = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    said = [
        f"Measured on {results.date}: {results.machine}; {versions}.",
        f"{results.runs} runs each, after one that does not count: median (least to most). Ratios are of pairs that ran"
        f" one after the other. Load of the machine: {results.load[0]:.1f} before, {results.load[1]:.1f} after.",
        "",
        "| what | tbs-tui | beside it | ratio | at most | kept |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    said += [f"| {' | '.join(_cells(line))} |" for lines in results.rows.values() for line in lines]
    return "\n".join([*said, *([""] if results.notes else []), *results.notes]) + "\n"


def text(lines: Sequence[Line]) -> str:
    """For a terminal."""
    told = []
    for line in lines:
        what, ours, beside, ratio, budget, kept = _cells(line)
        told.append(f"  {what}: {ours}")
        if beside:
            told.append(f"      beside {beside}" + (f": {ratio} x" if ratio else ""))
        if budget:
            told.append(f"      at most {budget}: {kept.strip('*') or 'not known'}")
    return "\n".join(told)


def with_table(readme: str, results: Results) -> str:
    """The README with the table of these results between its markers. Raises ValueError when it has none."""
    head, tail = readme.index(BEGIN) + len(BEGIN), readme.index(END)
    return f"{readme[:head]}\n\n{markdown(results)}\n{readme[tail:]}"
