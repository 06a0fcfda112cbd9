"""What happens, for a ticket: told to the file that ``--log-file`` names, and to nobody without it.

Nothing is imported here, since every room may tell something and most runs have no such file. Only what could stand on
a screen is told: no header, no body, no query, no local variable. `log_file` looks once more.
"""

from collections.abc import Callable

Listener = Callable[[str, str, str], None]

_listener: Listener | None = None


def is_on() -> bool:
    """Whether anybody listens: what costs something to say needs not be said otherwise."""
    return _listener is not None


def note(place: str, words: str, *, level: str = "INFO") -> None:
    """Tell that something happened in a place, which is a room or a part of one. Never blocks and never raises."""
    if _listener is not None:
        _listener(level, place, words)


def listen(listener: Listener | None) -> None:
    """Tell it to `listener` from now on; None is nobody."""
    global _listener
    _listener = listener
