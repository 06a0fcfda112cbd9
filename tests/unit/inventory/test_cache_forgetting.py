"""Pictures that are not to be kept any more."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support_inventory import ALPHA, BETA, volume

from tbs_tui.account.context import Context
from tbs_tui.inventory.cache import PictureCache
from tbs_tui.inventory.picture import Listing, Picture

ORIGIN = "https://identity.example:443"
OTHER_ORIGIN = "https://other.example:443"
NOW = datetime(2026, 11, 23, 12, 3, 44, tzinfo=UTC)
PROD = Context("prod", ALPHA.tenant_id, "JP1")
GAMMA = Context("prod", "gamma", "KR1")


def seen(context: Context) -> Picture:
    """A whole picture."""
    return Picture(context, Listing((volume("v1"),), NOW, complete=True), Listing((), NOW, complete=True))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "tbs-tui"


@pytest.fixture
def cache(directory: Path) -> PictureCache:
    return PictureCache(directory)


def test_forgetting(cache: PictureCache, directory: Path) -> None:
    cache.forget(ORIGIN, ALPHA)
    cache.forget_all()
    for context in (ALPHA, BETA):
        assert cache.save(ORIGIN, seen(context))
    cache.forget(ORIGIN, ALPHA)
    assert cache.load(ORIGIN, ALPHA) is None
    assert cache.load(ORIGIN, BETA) is not None
    (directory / ".picture-0123.jsonl-abc").touch()
    (directory / "of-somebody-else").touch()
    cache.forget_all()
    assert os.listdir(directory) == ["of-somebody-else"]


def whose(cache: PictureCache) -> set[tuple[str, Context]]:
    """Of what there is a picture."""
    known = [(origin, context) for origin in (ORIGIN, OTHER_ORIGIN) for context in (ALPHA, BETA, GAMMA, PROD)]
    return {each for each in known if cache.load(*each) is not None}


def saved(cache: PictureCache) -> set[tuple[str, Context]]:
    for context in (ALPHA, BETA, GAMMA, PROD):
        assert cache.save(ORIGIN, seen(context))
    assert cache.save(OTHER_ORIGIN, seen(ALPHA))
    return whose(cache)


def test_an_account_is_forgotten_in_its_tenants_every_region_and_profile_of_them(cache: PictureCache) -> None:
    cache.forget_account(ORIGIN, None)
    everything = saved(cache)
    assert len(everything) == 5
    cache.forget_account(ORIGIN, ())
    cache.forget_account(ORIGIN, {"nobody's"})
    assert whose(cache) == everything
    cache.forget_account(ORIGIN, {ALPHA.tenant_id, "another"})
    assert whose(cache) == {(ORIGIN, GAMMA), (OTHER_ORIGIN, ALPHA)}
    saved(cache)
    cache.forget_account(ORIGIN, None)
    assert whose(cache) == {(OTHER_ORIGIN, ALPHA)}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null\n",
        b"[1]\n",
        b"{}\n",
        b"[" * 200_000,
        b'{"version": ' + b"9" * 10_000 + b"}",
        b"\xff\xfe\x00",
        b'{"format":"tbs-tui picture","version":0,"origin":"o","context":["","t","KR1"]}\n',
        b'{"format":"tbs-tui picture","version":1,"origin":"o","context":["","t"]}\n',
        b'{"format":"tbs-tui picture","version":1,"origin":"o","context":["",7,"KR1"]}\n',
        b'{"format":"tbs-tui picture","version":1,"origin":null,"context":["","t","KR1"]}\n',
    ],
)
def test_what_does_not_say_whose_it_is_is_forgotten_with_any_account(
    cache: PictureCache, directory: Path, content: bytes
) -> None:
    everything = saved(cache)
    path = directory / "picture-0123.jsonl"
    path.write_bytes(content)
    path.chmod(0o600)
    cache.forget_account("https://third.example:443", None)
    assert not path.exists()
    assert whose(cache) == everything


def test_what_others_could_have_written_goes_and_what_it_points_to_stays(cache: PictureCache, directory: Path) -> None:
    everything = saved(cache)
    elsewhere = directory.parent / "elsewhere"
    elsewhere.write_text("of somebody else")
    (directory / "picture-link.jsonl").symlink_to(elsewhere)
    (directory / "picture-open.jsonl").write_text("{}")
    (directory / "picture-open.jsonl").chmod(0o644)
    os.mkfifo(directory / "picture-pipe.jsonl", 0o600)
    (directory / "picture-folder.jsonl").mkdir()
    (directory / ".picture-0123.jsonl-abc").touch()
    (directory / "of-somebody-else").touch()
    cache.forget_account("https://third.example:443", {"t"})
    assert whose(cache) == everything
    left = {path.name for path in directory.iterdir() if not path.is_file()}
    assert left == {"picture-folder.jsonl"}
    assert len(os.listdir(directory)) == len(everything) + 2
    assert elsewhere.read_text() == "of somebody else"


def test_one_file_that_stays_does_not_keep_the_others(
    cache: PictureCache, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(cache)
    stubborn = min(directory.iterdir())
    unlink = Path.unlink

    def unlink_but_one(path: Path, missing_ok: bool = False) -> None:
        if path == stubborn:
            raise PermissionError(path)
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink_but_one)
    with pytest.raises(PermissionError):
        cache.forget_account(ORIGIN, None)
    with pytest.raises(PermissionError):
        cache.forget_all()
    assert list(directory.iterdir()) == [stubborn]
