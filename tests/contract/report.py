"""The table of faults as it comes out now, and how many hostile inputs there are.

By hand: ``PYTHONPATH=.:tests .venv/bin/python -m contract.report``; half a minute.
"""

import asyncio
import importlib.util

from contract.support_faults import CASES, Outcome, outcomes

from tbs_tui.text import cut, plain

_COLUMNS = (("fault", 22), ("call", 15), ("sent", 4), ("error", 16), ("done?", 5))


def line(fault: str, outcome: Outcome) -> str:
    """One row: how often it was sent, what it became, whether it may have been done, and what a person is told."""
    error = outcome.error
    cells = [
        fault,
        outcome.call.name,
        str(outcome.sent),
        type(error).__name__ if error is not None else "-",
        "maybe" if error is not None and error.maybe_done else "",
    ]
    words = cut(plain(error), 160) if error is not None else "-"
    return "  ".join(f"{text:<{width}}" for text, (_, width) in zip(cells, _COLUMNS, strict=True)) + "  " + words


def hostile() -> str:
    """The count of hostile inputs and of the ways by which they come in, where there are any."""
    if importlib.util.find_spec("support_hostile") is None:
        return "no hostile inputs"
    support = importlib.import_module("support_hostile")
    return f"{len(support.HOSTILE)} hostile inputs, {len(support.WAYS)} ways in"


async def main() -> None:
    """Print it, fault by fault."""
    print("  ".join(f"{name:<{width}}" for name, width in _COLUMNS) + "  what is said")
    wrong = rows = 0
    for case in CASES:
        for outcome in await outcomes(case):
            kind = type(outcome.error) if outcome.error is not None else None
            as_expected = case.expected(outcome.call)[:2] == (kind, outcome.sent)
            rows, wrong = rows + 1, wrong + (not as_expected)
            print(line(case.name, outcome) + ("" if as_expected else "  NOT AS EXPECTED"))
    print(f"{rows} rows of {len(CASES)} faults, {wrong} not as expected; {hostile()}")


if __name__ == "__main__":
    asyncio.run(main())
