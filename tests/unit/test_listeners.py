"""Who listens is told, in order, until it does not want to any more."""

from tbs_tui.listeners import Listeners


def test_everybody_is_told_in_order_until_it_goes() -> None:
    listeners: Listeners[str] = Listeners()
    heard: list[str] = []
    leave = listeners.add(lambda event: heard.append(f"first {event}"))
    listeners.add(lambda event: heard.append(f"second {event}"))
    listeners.tell("a")
    leave()
    leave()
    listeners.tell("b")
    assert heard == ["first a", "second a", "second b"]


def test_who_comes_or_goes_while_it_is_told_counts_from_the_next_time_on() -> None:
    listeners: Listeners[str] = Listeners()
    heard: list[str] = []

    def once(event: str) -> None:
        heard.append(event)
        leave()
        listeners.add(lambda event: heard.append(f"late {event}"))

    leave = listeners.add(once)
    listeners.tell("a")
    listeners.tell("b")
    assert heard == ["a", "late b"]
