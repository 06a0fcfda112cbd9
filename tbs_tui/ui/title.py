"""The terminal's title: which place a window is about, where there are many of them."""

from tbs_tui.account.context import Context
from tbs_tui.locale import _
from tbs_tui.text import cut, plain
from tbs_tui.ui.door import Account

#: Cells. Title bars and tabs show less; a name from the cloud may be as long as it likes.
MOST_CELLS = 80
#: The bell ends it: in some encodings a byte of ESC \\ is part of a character.
_SET, _END = "\x1b]2;", "\a"
_PUSH, _POP = "\x1b[22;2t", "\x1b[23;2t"


def title_of(account: Account | None, tenant: str, context: Context | None) -> str:
    """Whose cloud, and where, in at most `MOST_CELLS`; names are raw, what is returned is plain."""
    whose = "/".join(plain(name) for name in (account.label if account is not None else "", tenant) if name)
    where = "" if context is None else _("all regions") if context.everywhere else plain(context.region)
    place = " > ".join(filter(None, (whose, where)))
    return cut(f"tbs-tui: {place}" if place else "tbs-tui", MOST_CELLS)


class Title:
    """Makes what is to be written, for one terminal: nothing where nothing changes."""

    def __init__(self, understood: bool) -> None:
        """`understood` is whether it takes a title and a stack of titles, or leaves out what it does not know."""
        self._understood = understood
        self._text = ""
        self._shown = False
        """Whether ours is in place of that of whoever had the terminal before."""
        self._ours = False
        """Whether the terminal is ours now."""

    def show(self, text: str) -> str:
        """Another title, which has passed `text.plain`."""
        if not self._understood or text == self._text:
            return ""
        self._text = text
        return self._write() if self._ours else ""

    def start(self) -> str:
        """The terminal is ours from now on."""
        self._ours = True
        return self._write() if self._text else ""

    def stop(self) -> str:
        """It is not any more: the title is that of before. Where there is no stack of titles, it is empty."""
        shown, self._shown, self._ours = self._shown, False, False
        return f"{_SET}{_END}{_POP}" if shown else ""

    def _write(self) -> str:
        push, self._shown = "" if self._shown else _PUSH, True
        return f"{push}{_SET}{self._text}{_END}"
