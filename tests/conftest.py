"""Every test runs in an environment of its own: no account, no proxy, no terminal settings of whoever runs it."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tbs_tui.locale import set_language

# Textual reads these when it is imported, so they are settled before any test module is.
for _name in ("NO_COLOR", "COLORTERM", "FORCE_COLOR"):
    os.environ.pop(_name, None)
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["TEXTUAL_THEME"] = "ansi-dark"
os.environ["TZ"] = "UTC"
# Tests read English, and processes that they start speak it.
os.environ["LANGUAGE"] = "en"
# What is read of Python's files is kept, whatever the machine says: pytest needs 10 s of CPU to rewrite the asserts of
# all tests, in every worker and every time, and each process of a test a third of a second for ours.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_PREFIXES = ("OS_", "TBS_")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a third of the time tests wait for processes and terminals of their own."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end, and an explorer makes so many objects while it starts that
    the collector never rests: without this it had a fifth of the time of the tests of the screen."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(_PREFIXES) and not name.startswith("TBS_CONFORMANCE_"):
            monkeypatch.delenv(name)
        if name.lower() in _PROXIES:
            monkeypatch.delenv(name)
    # No test may find or leave anything in the keyrings of whoever runs it; those that mean to say so themselves.
    monkeypatch.setenv("TBS_STORE", "memory")
    for kind in ("STATE", "CACHE", "CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """What one test has chosen is not for the next."""
    set_language("en")
    yield
    set_language("en")
