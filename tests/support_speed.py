"""How long something takes."""

from collections.abc import Callable
from time import perf_counter


def milliseconds(action: Callable[[], object]) -> float:
    """The best of five: this measures the action and not what else the machine does."""
    times = []
    for _ in range(5):
        start = perf_counter()
        action()
        times.append(perf_counter() - start)
    return min(times) * 1000
