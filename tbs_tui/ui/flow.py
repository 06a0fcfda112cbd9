"""How much may be on its way to the terminal, where what lies between takes far more than the line can carry.

The kernel's and ssh's buffers take megabytes: a line of 5 KB a second showed what was done minutes ago. So the terminal
is asked now and then whether it is well (DSR, ECMA-48), which every terminal answers once it has read all that came
before, and while too much is unanswered there are no more frames. A terminal that has not answered yet is not waited
for, and one that has ceased to is asked no more.
"""

from collections import deque
from collections.abc import Mapping

from tbs_tui.terminals import is_over_ssh

#: Of a terminal whether it is well; what it answers is `escapes.WELL`.
ASK = "\x1b[5n"
#: Bytes after which it is asked: a look at the cloud that changes nothing sends some 40, and an answer goes back.
ASK_AFTER = 1024
#: Bytes that may be unanswered and one more frame is sent: what a line of 5 KB a second takes in 0.8 s.
MOST_UNANSWERED = 4096
#: Seconds for an answer. After that one more frame is sent.
PATIENCE = 5.0
#: Answers missed in a row after which it is asked no more, until one comes after all.
_MOST_MISSED = 3


def is_needed(environ: Mapping[str, str]) -> bool:
    """Whether there is such a line: elsewhere the terminal itself is at the other end, or tmux or GNU screen, which
    answer at once and keep frames back by themselves."""
    return is_over_ssh(environ) and not any(environ.get(name) for name in ("TMUX", "STY"))


class Flow:
    """Keeps the account. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._asked: deque[int] = deque()
        """How many bytes went before each question that is not answered."""
        self._asked_at = 0.0
        """When the last was asked."""
        self._bytes = 0
        """What has been written since."""
        self._answers = False
        """Whether it is a terminal that answers."""
        self._missed = 0

    @property
    def is_asked(self) -> bool:
        """Whether an answer may still come."""
        return bool(self._asked)

    def last_wait(self, now: float, most: float) -> float:
        """For how many seconds an answer is worth waiting for before somebody else has the terminal, `most` at most; of
        one that has never answered only as long after the question."""
        if not self._asked:
            return 0.0
        return most if self._answers else max(0.0, self._asked_at + most - now)

    def wrote(self, count: int) -> None:
        self._bytes += count

    def asks(self, now: float) -> bool:
        """Whether it is to be asked now; that it is asked then is taken down."""
        if self._bytes < ASK_AFTER:
            return False
        if not self._answers and self._asked:
            if now - self._asked_at < PATIENCE:
                return False
            self._miss()
        if self._missed >= _MOST_MISSED:
            return False
        self._asked.append(self._bytes)
        self._bytes, self._asked_at = 0, now
        return True

    def answered(self) -> None:
        """To a question, be it one that has been given up; what nobody asked for may have been typed."""
        if self._asked or self._missed:
            self._answers, self._missed = True, 0
        if self._asked:
            self._asked.popleft()

    def wait(self, now: float) -> float:
        """For how many seconds at most there is no room for a frame; 0 when there is."""
        if not self._answers or not self._asked or sum(self._asked) + self._bytes < MOST_UNANSWERED:
            return 0.0
        left = self._asked_at + PATIENCE - now
        if left <= 0:
            self._miss()
        return max(left, 0.0)

    def restart(self) -> None:
        """The terminal has been somebody else's meanwhile."""
        self._asked.clear()
        self._bytes = 0

    def _miss(self) -> None:
        self._asked.clear()
        self._missed += 1
        if self._missed >= _MOST_MISSED:
            self._answers = False
