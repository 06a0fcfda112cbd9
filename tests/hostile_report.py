"""How much of a hostile world the tests hold: ``python tests/hostile_report.py`` prints it."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from support_hostile import HOSTILE, HUGE, WAYS_IN, WAYS_OUT  # noqa: E402


def walked() -> Iterator[tuple[str, str]]:
    """(way, test) of every test that says which ways it pushes the corpus through."""
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for call in getattr(node, "decorator_list", ()):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "walks":
                    for argument in call.args:
                        assert isinstance(argument, ast.Constant)
                        yield str(argument.value), f"{path.relative_to(TESTS)}::{getattr(node, 'name', '?')}"


def main() -> None:
    """Counts, and the ways that no test goes yet."""
    from contract.test_hostile_server import CASES, ENDPOINTS, IDS, SIGN_INS

    ways = {way for way, _test in walked()}
    print(f"texts: {len(HOSTILE)}, and {len(HUGE)} of a megabyte")
    print(f"ways in: {len(ways & set(WAYS_IN))} of {len(WAYS_IN)}")
    print(f"ways out: {len(ways & set(WAYS_OUT))} of {len(WAYS_OUT)}")
    print(f"answers of a hostile server: {len(CASES)}")
    print(f"endpoints of a hostile catalog: {len(ENDPOINTS)}, sign-ins: {len(SIGN_INS)}, ids: {len(IDS)}")
    missing = [way for way in (*WAYS_IN, *WAYS_OUT) if way not in ways]
    print("not by all of the corpus in one test: " + (", ".join(missing) or "none"))


if __name__ == "__main__":
    main()
