"""The terminal's title: plain, short, written when the place changes and not again, and gone when the app is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbs_tui.account.context import ALL_REGIONS, Context
from tbs_tui.text import cells
from tbs_tui.ui.door import Account
from tbs_tui.ui.title import MOST_CELLS, Title, title_of

ALPHA = Account(profile="alpha", label="alpha")
SET = "\x1b]2;one\x07"
PUSH, POP = "\x1b[22;2t", "\x1b[23;2t"


@pytest.mark.parametrize(
    ("account", "tenant", "region", "title"),
    [
        (ALPHA, "shop", "KR1", "tbs-tui: alpha/shop > KR1"),
        (ALPHA, "shop", ALL_REGIONS, "tbs-tui: alpha/shop > all regions"),
        (Account(profile=""), "shop", "KR1", "tbs-tui: shop > KR1"),
        (ALPHA, "", None, "tbs-tui: alpha"),
        (None, "", None, "tbs-tui"),
    ],
)
def test_it_says_whose_cloud_and_where(account: Account | None, tenant: str, region: str | None, title: str) -> None:
    context = Context("alpha", "t", region) if region is not None else None
    assert title_of(account, tenant, context) == title


@given(st.text(max_size=300), st.text(min_size=1, max_size=40))
def test_whatever_things_are_called_it_is_short_and_drives_no_terminal(tenant: str, region: str) -> None:
    title = title_of(ALPHA, f"\x1b]0;owned\x07{tenant}\x9c\x9b31m", Context("alpha", "t", region))
    assert title.isprintable()
    assert cells(title) <= MOST_CELLS


def test_it_is_written_when_it_changes_and_the_old_one_comes_back() -> None:
    title = Title(understood=True)
    assert title.show("one") == "", "the terminal is not ours yet"
    assert title.start() == PUSH + SET
    assert title.show("one") == ""
    assert title.show("two") == "\x1b]2;two\x07"
    assert title.stop() == f"\x1b]2;\x07{POP}"
    assert title.stop() == ""
    assert title.show("one") == "", "the terminal is not ours any more"
    assert title.start() == PUSH + SET


def test_what_was_never_shown_takes_nothing_back() -> None:
    title = Title(understood=True)
    assert title.start() + title.stop() == ""


def test_terminals_that_would_print_it_get_none() -> None:
    title = Title(understood=False)
    assert title.start() + title.show("one") + title.stop() == ""
