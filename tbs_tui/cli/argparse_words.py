"""argparse in the person's language.

It asks gettext's global domain, which follows the environment alone and knows nothing of ``--lang``. So its own `_` is
ours for as long as it is at work, and its lines are broken by cells: Hangul takes two.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from tbs_tui.locale import N_, _
from tbs_tui.text import cells

#: What it can say of our command line. Its words for a programmer's mistakes stay in English.
WORDS = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected one argument"),
    N_("ignored explicit argument %r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("not allowed with argument %s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
)


@contextmanager
def translated() -> Iterator[None]:
    """In it argparse speaks the person's language."""
    names = vars(argparse)
    own: Callable[[str], str] = names["_"]
    names["_"] = _
    try:
        yield
    finally:
        names["_"] = own


class HelpLines(argparse.HelpFormatter):
    """The help, with lines of so many cells."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(_wrapped(text, width))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if "\n" in text:
            # Broken into lines already, as examples are: they are typed as they stand.
            return "\n".join(indent + line for line in text.split("\n"))
        return "\n".join(indent + line for line in _wrapped(text, width - len(indent)))

    def _format_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None,
    ) -> str:
        words = _("usage: ") if prefix is None else prefix
        # It counts characters, for the lines' ends and for their indent.
        wider = cells(words) - len(words)
        self._width -= wider
        text = super()._format_usage(usage, actions, groups, words)
        self._width += wider
        return text.replace("\n ", "\n " + " " * wider)


def _wrapped(text: str, width: int) -> Iterator[str]:
    # Only the help needs it.
    from tbs_tui.wrapping import wrap_cells

    return wrap_cells(" ".join(text.split()), width)
