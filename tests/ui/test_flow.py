"""How much may be on its way to a terminal at the end of a thin line."""

import pytest

from tbs_tui.ui.flow import ASK_AFTER, MOST_UNANSWERED, PATIENCE, Flow, is_needed

FRAME = MOST_UNANSWERED // 2


def answering() -> Flow:
    """Of a terminal that has answered once, at 0 s."""
    flow = Flow()
    flow.wrote(ASK_AFTER)
    assert flow.asks(0.0)
    flow.answered()
    return flow


def sends(flow: Flow, count: int, at: float) -> bool:
    """Whether it asks after so many bytes."""
    flow.wrote(count)
    return flow.asks(at)


def test_little_is_not_worth_a_question() -> None:
    flow = answering()
    assert not sends(flow, ASK_AFTER - 1, 1.0)
    assert sends(flow, 1, 1.0)
    assert not sends(flow, 0, 1.0), "once is enough"


def test_there_is_room_until_too_much_is_unanswered() -> None:
    flow = answering()
    assert flow.wait(0.0) == 0.0
    assert sends(flow, FRAME, 1.0)
    assert flow.wait(1.0) == 0.0
    assert sends(flow, FRAME, 1.5)
    assert flow.wait(2.5) == PATIENCE - 1.0
    flow.answered()
    assert flow.wait(2.5) == 0.0
    assert flow.is_asked, "the second is to come"
    flow.answered()
    assert not flow.is_asked


def test_a_terminal_that_has_never_answered_is_not_waited_for_and_soon_asked_no_more() -> None:
    flow = Flow()
    asked = 0
    for second in range(100):
        asked += sends(flow, 10 * MOST_UNANSWERED, float(second))
        assert flow.wait(float(second)) == 0.0
    assert asked == 3
    assert flow.last_wait(100.0, 2.0) == 0.0


def test_a_line_that_stands_still_gets_one_frame_now_and_then_and_a_late_answer_mends_it() -> None:
    flow = answering()
    frames = 0
    for second in range(60):
        if flow.wait(float(second)) == 0.0:
            frames += 1
            sends(flow, MOST_UNANSWERED, float(second))
    # Three were missed, and from then on it is not waited for.
    assert frames == 60 - 3 * (int(PATIENCE) - 1)
    flow.answered()
    assert sends(flow, MOST_UNANSWERED, 100.0)
    assert flow.wait(100.0) == PATIENCE


def test_after_a_stop_nothing_of_before_counts() -> None:
    flow = answering()
    sends(flow, MOST_UNANSWERED, 1.0)
    assert flow.wait(1.0) > 0.0
    flow.restart()
    assert flow.wait(1.0) == 0.0
    assert not flow.is_asked


@pytest.mark.parametrize(
    ("environ", "needed"),
    [
        ({}, False),
        ({"SSH_TTY": "/dev/pts/1"}, True),
        ({"SSH_CONNECTION": "::1 2 ::1 22"}, True),
        ({"SSH_CONNECTION": ""}, False),
        ({"SSH_TTY": "/dev/pts/1", "TMUX": "/tmp/tmux"}, False),
        ({"SSH_TTY": "/dev/pts/1", "STY": "1.pts"}, False),
    ],
)
def test_over_ssh_alone(environ: dict[str, str], needed: bool) -> None:
    assert is_needed(environ) is needed


def test_before_somebody_else_has_the_terminal_the_answer_to_the_first_question_is_waited_for_too() -> None:
    """It would be typed to the shell."""
    flow = Flow()
    assert flow.last_wait(1.0, 2.0) == 0.0
    assert sends(flow, ASK_AFTER, 1.0)
    assert flow.last_wait(1.5, 2.0) == 1.5
    assert flow.last_wait(9.0, 2.0) == 0.0
    flow.answered()
    assert flow.last_wait(1.6, 2.0) == 0.0


def test_an_answer_that_nobody_asked_for_is_none() -> None:
    """Whoever types it would have frames wait for the next one."""
    flow = Flow()
    flow.answered()
    assert sends(flow, 2 * MOST_UNANSWERED, 1.0)
    assert flow.wait(1.0) == 0.0
