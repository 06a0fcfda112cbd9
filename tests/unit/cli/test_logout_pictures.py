"""What a logout leaves of the pictures and of the journal on the disk."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support_inventory import ALPHA, BETA, volume

from tbs_tui.account.context import Context
from tbs_tui.account.stores.choose import Tried
from tbs_tui.cli import keys
from tbs_tui.inventory.cache import PictureCache
from tbs_tui.inventory.history import Entry, What
from tbs_tui.inventory.picture import Kind, Listing, Picture
from tbs_tui.journal.file import JournalFile
from tbs_tui.settings import resolve

URL = "https://identity.example/v2.0"
ORIGIN = "https://identity.example:443"
OTHER_ORIGIN = "https://other.example:443"
NOW = datetime(2026, 11, 23, 12, 3, 44, tzinfo=UTC)
TENANT_NOT_IN_THE_PROFILE = Context("", "another tenant", "JP1")
KNOWN = [
    (ORIGIN, ALPHA),
    (ORIGIN, BETA),
    (ORIGIN, TENANT_NOT_IN_THE_PROFILE),
    (OTHER_ORIGIN, ALPHA),
]


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> PictureCache:
    """The user's own, with a picture of each."""

    async def no_stores(_clock: object) -> tuple[Tried, ...]:
        return ()

    monkeypatch.setattr(keys, "survey", no_stores)
    made = PictureCache()
    for origin, context in KNOWN:
        whole = Listing((volume("v1"),), NOW, complete=True)
        assert made.save(origin, Picture(context, whole, Listing((), NOW, complete=True)))
    return made


def logout(*, everybody: bool = False) -> int:
    settings = resolve({"identity_url": URL, "tenant_id": ALPHA.tenant_id, "username": "me@example.com"}, {})
    return keys.run_keys("logout", {"all": everybody}, settings)


def test_a_logout_forgets_what_was_seen_at_the_identity_service_in_whichever_tenant(
    cache: PictureCache, capsys: pytest.CaptureFixture[str]
) -> None:
    assert logout() == 0
    assert [context for origin, context in KNOWN if cache.load(origin, context)] == [ALPHA]
    assert cache.load(OTHER_ORIGIN, ALPHA) is not None
    assert capsys.readouterr() == ("", "")


def test_a_logout_of_everybody_forgets_every_picture(cache: PictureCache, capsys: pytest.CaptureFixture[str]) -> None:
    assert logout(everybody=True) == 0
    assert not any(cache.load(origin, context) for origin, context in KNOWN)
    assert capsys.readouterr() == ("", "")


def test_a_logout_forgets_what_happened_there(cache: PictureCache) -> None:
    kept = JournalFile()
    happened = [(origin, Entry(NOW, context, Kind.VOLUMES, "v1", None, What.GONE)) for origin, context in KNOWN]
    kept.append(happened)
    assert logout() == 0
    assert [(origin, entry) for origin, entry in happened if entry in known(kept, origin)] == happened[3:]
    kept.append(happened)
    assert logout(everybody=True) == 0
    assert not any(known(kept, origin) for origin, _entry in happened)


def known(kept: JournalFile, origin: str) -> list[Entry]:
    return [entry for tenant in ("alpha", "another tenant") for entry in kept.load(origin, "", tenant)]


@pytest.mark.parametrize("everybody", [False, True])
def test_pictures_that_can_not_be_removed_are_told(
    cache: PictureCache, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], everybody: bool
) -> None:
    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, os.strerror(13), str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    assert logout(everybody=everybody) == 4
    said = capsys.readouterr().err
    assert "Permission denied" in said
    assert said.count("\n") == 1
