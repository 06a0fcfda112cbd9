"""What is said of a disk on which nothing can be kept: one line, once, whatever it is that can't be."""

from collections.abc import Callable

from tbs_tui import log
from tbs_tui.locale import N_, _
from tbs_tui.text import plain

_CHOICES = N_("What you choose can't be kept for the next time: {reason}")
_PICTURES = N_("The journal and what is shown can't be kept for the next time: {reason}")


class DiskTrouble:
    """Is told by whoever writes."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._told = False

    def choices(self, error: OSError) -> None:
        """What was chosen of the tables is not kept."""
        self._tell(_CHOICES, error)

    def pictures(self, error: OSError) -> None:
        """The last picture, or the journal, is not kept."""
        self._tell(_PICTURES, error)

    def _tell(self, words: str, error: OSError) -> None:
        reason = error.strerror or str(error)
        log.note("disk", f"{reason}: {error.filename or ''}", level="WARNING")
        if not self._told:
            self._told = True
            self._say(_(words).format(reason=plain(reason)))
