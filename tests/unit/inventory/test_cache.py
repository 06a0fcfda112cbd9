"""Pictures on disk: what is kept, what never is, and files that can't be trusted."""

import json
import os
import subprocess
import sys
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support_inventory import ALPHA, BETA, SSD, snapshot, volume

from tbs_tui.account.context import Context
from tbs_tui.api import parse
from tbs_tui.api.models import Attachment, Link, NhnEncryption, Snapshot, Volume, VolumeType
from tbs_tui.clock import parse_time
from tbs_tui.inventory.cache import PIECE, VERSION, PictureCache
from tbs_tui.inventory.picture import Kind, Listing, Picture

ORIGIN = "https://identity.example:443"
NOW = datetime(2026, 11, 23, 12, 3, 44, tzinfo=UTC)
SENTINEL = "SENTINEL-that-must-stay-here"

KEPT: dict[type, set[str]] = {
    Volume: {
        *("id", "name", "status", "size", "volume_type", "availability_zone", "bootable", "encrypted", "created_at"),
        "malformed",
    },
    Snapshot: {"id", "name", "status", "size", "volume_id", "progress", "created_at", "malformed"},
    VolumeType: {"id", "name", "malformed"},
}


def whole(*rows: Any) -> Listing[Any]:
    return Listing(rows, NOW, complete=True)


def picture_of(volumes: int, snapshots: int, context: Context = ALPHA) -> Picture:
    return Picture(
        context,
        whole(*(volume(f"v{n}", created_at=f"2026-01-01T00:00:00.{n:06d}") for n in range(volumes))),
        whole(*(snapshot(f"s{n}", f"v{n % max(volumes, 1)}", progress="100%") for n in range(snapshots))),
        whole(SSD),
    )


def as_kept(row: Any, region: str = ALPHA.region) -> Any:
    """The row as it must come back: what is not kept is as if it had never been said, and the file says where it is
    from."""
    blank = type(row)(row.id)
    kept = {name: getattr(row, name) for name in KEPT[type(row)] if name not in ("id", "malformed")}
    malformed = tuple(name for name in row.malformed if name in KEPT[type(row)])
    return replace(blank, **kept, malformed=malformed, region=region)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "tbs-tui"


@pytest.fixture
def cache(directory: Path) -> PictureCache:
    return PictureCache(directory)


def file_of(directory: Path) -> Path:
    (path,) = directory.iterdir()
    return path


TEXT = st.text(st.characters(), max_size=12)
TIMES = st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(datetime.isoformat)
MALFORMED = st.lists(st.sampled_from(["name", "status", "size", "metadata", "attachments", "created_at"]), unique=True)


def filled(model: type, ids: st.SearchStrategy[str], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Rows with a sentinel in every field that is not kept."""
    others: dict[str, Any] = {
        "attachments": (Attachment(SENTINEL, SENTINEL, SENTINEL, SENTINEL, SENTINEL),),
        "metadata": {SENTINEL: SENTINEL},
        "extra_specs": {SENTINEL: SENTINEL},
        "nhn_encryption": NhnEncryption(7, SENTINEL),
        "links": (Link(SENTINEL, SENTINEL),),
        "multiattach": True,
        "is_public": True,
    }
    secret = {
        spec.name: st.just(others.get(spec.name, SENTINEL)) for spec in fields(model) if spec.name not in KEPT[model]
    }
    return st.builds(model, ids, name=st.none() | TEXT, malformed=MALFORMED.map(tuple), **secret, **more)


IDS = st.text(st.characters(), min_size=1, max_size=6)
STATUSES = st.none() | st.sampled_from(["available", "in-use", "error"]) | TEXT
SIZES = st.none() | st.integers()
VOLUMES = filled(
    Volume,
    IDS,
    status=STATUSES,
    size=SIZES,
    volume_type=st.none() | TEXT,
    availability_zone=st.none() | TEXT,
    bootable=st.none() | st.booleans(),
    encrypted=st.none() | st.booleans(),
    created_at=TIMES,
)
SNAPSHOTS = filled(
    Snapshot, IDS, status=STATUSES, size=SIZES, volume_id=st.none() | TEXT, progress=st.none() | TEXT, created_at=TIMES
)
TYPES = filled(VolumeType, IDS)


def listings(rows: st.SearchStrategy[Any]) -> st.SearchStrategy[Listing[Any]]:
    def listing(rows: list[Any], malformed: int, dropped: int) -> Listing[Any]:
        return Listing(tuple(rows), NOW, malformed, dropped, complete=True)

    many = st.lists(rows, max_size=8, unique_by=lambda row: row.id)
    return st.builds(listing, many, st.integers(0, 9), st.integers(0, 9))


CONTEXTS = st.builds(Context, TEXT, TEXT, TEXT)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONTEXTS, TEXT, listings(VOLUMES), listings(SNAPSHOTS), listings(TYPES))
def test_what_is_kept_comes_back_and_nothing_else_is_written(
    directory: Path, context: Context, origin: str, volumes: Any, snapshots: Any, types: Any
) -> None:
    cache = PictureCache(directory)
    cache.forget_all()
    assert cache.save(origin, Picture(context, volumes, snapshots, types))
    assert SENTINEL not in file_of(directory).read_text("ascii")
    loaded = cache.load(origin, context)
    assert loaded is not None
    assert loaded.context == context
    for kind, saved in ((Kind.VOLUMES, volumes), (Kind.SNAPSHOTS, snapshots), (Kind.TYPES, types)):
        listing = loaded.listing(kind)
        assert listing.rows == tuple(as_kept(row, context.region) for row in saved.rows)
        assert (listing.fetched_at, listing.malformed, listing.dropped) == (NOW, saved.malformed, saved.dropped)
        assert not listing.complete
    assert loaded == cache.load_head(origin, context)


def test_every_field_of_the_models_is_accounted_for() -> None:
    """A field that a model gains is kept only if somebody decides so."""
    assert all(kept <= {spec.name for spec in fields(model)} for model, kept in KEPT.items())
    row = Volume("v1", attachments=(Attachment("server-1"),), status="in-use", tenant_id="t", user_id="u")
    assert as_kept(row) == Volume("v1", status="in-use", region=ALPHA.region)


def test_rows_that_were_read_and_rows_that_were_kept_are_equal(cache: PictureCache) -> None:
    raw = {"id": "v1", "name": "볼륨", "status": "available", "size": 10}
    read = parse.item(Volume, raw, ALPHA.region)
    assert cache.save(ORIGIN, Picture(ALPHA, whole(read), whole(), whole()))
    loaded = cache.load(ORIGIN, replace(ALPHA, region="".join(["KR", "1"])))
    assert loaded is not None
    assert loaded.volumes.rows == (read,)
    assert all(row.region is sys.intern("KR1") for row in loaded.volumes.rows)


def test_the_head_is_the_first_rows_and_needs_no_more_of_the_file(cache: PictureCache, directory: Path) -> None:
    saved = picture_of(2 * PIECE + 50, 5 * PIECE + 7)
    assert cache.save(ORIGIN, saved)
    path = file_of(directory)
    whole_file = path.read_bytes()
    head_lines = whole_file.splitlines(keepends=True)[:4]  # header, types, volumes, snapshots
    path.write_bytes(b"".join(head_lines) + b"damaged")
    head = cache.load_head(ORIGIN, ALPHA, rows=PIECE)
    assert head is not None
    assert head.volumes.rows == tuple(map(as_kept, saved.volumes.rows[:PIECE]))
    assert head.snapshots.rows == tuple(map(as_kept, saved.snapshots.rows[:PIECE]))
    assert head.types.rows == (as_kept(SSD),)
    assert not head.volumes.complete
    assert (head.volumes.total, head.snapshots.total, head.types.total) == (2 * PIECE + 50, 5 * PIECE + 7, 1)
    assert cache.load(ORIGIN, ALPHA) is None
    path.write_bytes(whole_file)
    more = cache.load_head(ORIGIN, ALPHA, rows=3 * PIECE)
    assert more is not None
    assert (len(more.volumes.rows), len(more.snapshots.rows)) == (2 * PIECE + 50, 3 * PIECE)
    assert (more.volumes.total, more.snapshots.total) == (2 * PIECE + 50, 5 * PIECE + 7)
    loaded = cache.load(ORIGIN, ALPHA)
    assert loaded is not None
    assert loaded.snapshots.rows == tuple(map(as_kept, saved.snapshots.rows))
    assert [loaded.listing(kind).total for kind in Kind] == [len(loaded.listing(kind).rows) for kind in Kind]


def test_only_the_context_asked_for_is_found(cache: PictureCache, directory: Path) -> None:
    assert cache.save(ORIGIN, picture_of(1, 0))
    assert cache.load(ORIGIN, BETA) is None
    assert cache.load("https://other.example:443", ALPHA) is None
    assert cache.load(ORIGIN, replace(ALPHA, profile="prod")) is None
    # A file that has come under the name of another Context says itself what it is of.
    mine = file_of(directory)
    assert cache.save(ORIGIN, picture_of(1, 0, BETA))
    (other,) = set(directory.iterdir()) - {mine}
    os.replace(mine, other)
    assert cache.load(ORIGIN, BETA) is None


def test_names_of_files_tell_nothing(cache: PictureCache, directory: Path) -> None:
    assert cache.save(ORIGIN, picture_of(1, 0, Context("prod", "../../tenant", "KR1")))
    assert file_of(directory).name.startswith("picture-")
    assert "tenant" not in file_of(directory).name


def test_a_picture_that_is_not_whole_replaces_nothing(cache: PictureCache) -> None:
    good = picture_of(3, 2)
    assert cache.save(ORIGIN, good)
    loaded = cache.load(ORIGIN, ALPHA)
    assert loaded is not None
    assert not cache.save(ORIGIN, loaded)
    assert not cache.save(ORIGIN, Picture.empty(ALPHA))
    assert cache.load(ORIGIN, ALPHA) == loaded


@pytest.mark.parametrize("pieces", [0, 1, 3])
def test_a_saving_that_is_given_up_leaves_the_file_of_before(cache: PictureCache, directory: Path, pieces: int) -> None:
    assert cache.save(ORIGIN, picture_of(1, 0))
    before = file_of(directory).read_bytes()
    answers = iter([*[True] * pieces, False])
    assert not cache.save(ORIGIN, picture_of(3 * PIECE, 0), lambda: next(answers))
    assert file_of(directory).read_bytes() == before


def test_a_listing_that_is_not_whole_is_left_out(cache: PictureCache) -> None:
    part = replace(picture_of(1, 3).snapshots, complete=False)
    assert cache.save(ORIGIN, Picture(ALPHA, picture_of(1, 0).volumes, part))
    loaded = cache.load(ORIGIN, ALPHA)
    assert loaded is not None
    assert loaded.volumes.fetched_at == NOW
    assert (loaded.snapshots.rows, loaded.snapshots.fetched_at) == ((), None)


def test_it_is_for_the_user_alone(cache: PictureCache, directory: Path) -> None:
    old = os.umask(0)
    try:
        assert cache.save(ORIGIN, picture_of(1, 1))
    finally:
        os.umask(old)
    assert directory.stat().st_mode & 0o777 == 0o700
    assert file_of(directory).stat().st_mode & 0o777 == 0o600
    directory.chmod(0o755)
    assert cache.save(ORIGIN, picture_of(1, 1))
    assert directory.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644, 0o666])
def test_a_file_that_others_could_touch_is_ignored_and_replaced(
    cache: PictureCache, directory: Path, mode: int
) -> None:
    assert cache.save(ORIGIN, picture_of(1, 1))
    file_of(directory).chmod(mode)
    assert cache.load(ORIGIN, ALPHA) is None
    assert cache.save(ORIGIN, picture_of(2, 1))
    assert cache.load(ORIGIN, ALPHA) is not None


def test_a_file_of_somebody_else_is_ignored(cache: PictureCache, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache.save(ORIGIN, picture_of(1, 1))
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert cache.load(ORIGIN, ALPHA) is None


def test_links_pipes_and_directories_in_its_place_are_ignored(cache: PictureCache, directory: Path) -> None:
    assert cache.save(ORIGIN, picture_of(1, 1))
    path = file_of(directory)
    elsewhere = directory.parent / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert cache.load(ORIGIN, ALPHA) is None
    content = elsewhere.read_bytes()
    assert cache.save(ORIGIN, picture_of(2, 2))
    assert not path.is_symlink()
    assert elsewhere.read_bytes() == content
    path.unlink()
    os.mkfifo(path, 0o600)
    assert cache.load(ORIGIN, ALPHA) is None
    path.unlink()
    path.mkdir()
    assert cache.load(ORIGIN, ALPHA) is None
    assert not cache.save(ORIGIN, picture_of(1, 1))
    assert os.listdir(directory) == [path.name]


def test_a_disk_that_can_not_be_written_costs_the_cache_only(directory: Path) -> None:
    directory.parent.mkdir()
    directory.write_text("a file where the directory should be")
    cache = PictureCache(directory)
    assert not cache.save(ORIGIN, picture_of(1, 1))
    assert cache.load(ORIGIN, ALPHA) is None


@pytest.mark.parametrize("version", [VERSION - 1, VERSION + 1, None, str(VERSION)])
def test_other_versions_are_ignored(cache: PictureCache, directory: Path, version: object) -> None:
    assert cache.save(ORIGIN, picture_of(1, 1))
    rows = file_of(directory).read_text().splitlines()
    header = json.loads(rows[0]) | {"version": version}
    file_of(directory).write_text("\n".join([json.dumps(header), *rows[1:], ""]))
    assert cache.load(ORIGIN, ALPHA) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_cut_anywhere_is_ignored(directory: Path, data: st.DataObject) -> None:
    cache = PictureCache(directory)
    cache.save(ORIGIN, picture_of(PIECE + 3, 3))
    path = file_of(directory)
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 2))])
    assert cache.load(ORIGIN, ALPHA) is None
    path.write_bytes(content + data.draw(st.binary(min_size=1, max_size=9)))
    assert cache.load(ORIGIN, ALPHA) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters(), max_size=5) | st.just(""),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) inside."""
    items = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    found = [(value, key) for key, _ in items]
    for _, below in items:
        if isinstance(below, dict | list):
            found += places(below)
    return found


def used(loaded: Picture) -> None:
    """What a screen does with rows."""
    for kind in Kind:
        for row in loaded.listing(kind).rows:
            assert isinstance(row.id, str)
            assert row.name is None or isinstance(row.name, str)
            hash(row.name)
    rows: list[Volume | Snapshot] = [*loaded.volumes.rows, *loaded.snapshots.rows]
    for row in rows:
        assert row.created is None or row.created.tzinfo is UTC
        assert row.size is None or type(row.size) is int
        loaded.snapshots_of(row.id)
    assert loaded.in_transition in (True, False)
    assert len(loaded.volumes.by_id) == len(loaded.volumes.rows)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.data(), ANYTHING)
def test_any_value_anywhere_is_read_as_rows_or_ignored(directory: Path, data: st.DataObject, value: Any) -> None:
    cache = PictureCache(directory)
    cache.save(ORIGIN, picture_of(3, 2))
    path = file_of(directory)
    documents = [json.loads(row) for row in path.read_text().splitlines()]
    container, key = data.draw(st.sampled_from(places(documents)))
    container[key] = value
    path.write_text("\n".join(map(json.dumps, documents)) + "\n")
    for loaded in (cache.load(ORIGIN, ALPHA), cache.load_head(ORIGIN, ALPHA)):
        if loaded is not None:
            used(loaded)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n\n",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"version": ' + b"9" * 10_000 + b"}",
        b"\xff\xfe\x00",
        b"null\n",
        b"NaN\n",
        b'"\\ud800"\n',
    ],
)
@pytest.mark.parametrize("after", [0, 1, 2])
def test_deep_huge_and_binary_lines_are_ignored(
    cache: PictureCache, directory: Path, content: bytes, after: int
) -> None:
    assert cache.save(ORIGIN, picture_of(3, 2))
    path = file_of(directory)
    rows = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(rows[:after]) + content)
    assert cache.load(ORIGIN, ALPHA) is None
    assert cache.load_head(ORIGIN, ALPHA) is None


def test_a_file_of_many_gigabytes_is_not_read(cache: PictureCache, directory: Path) -> None:
    assert cache.save(ORIGIN, picture_of(1, 1))
    os.truncate(file_of(directory), 10 * 1024**3)  # sparse
    assert cache.load_head(ORIGIN, ALPHA) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["0001-01-01T00:00:00", "9999-12-31T23:59:59", "9999-12-31", "2026-13-01", "now", "2026-01-01"])
    | st.text(max_size=9)
    | st.datetimes().map(datetime.isoformat)
)
def test_times_are_taken_exactly_if_they_can_be_shown(directory: Path, words: str) -> None:
    try:
        if words:
            parse_time(words)
        expected = True
    except ValueError:
        expected = False
    cache = PictureCache(directory)
    assert cache.save(ORIGIN, Picture(ALPHA, whole(volume("v", created_at=words)), whole(), whole()))
    assert (cache.load(ORIGIN, ALPHA) is not None) is expected


def test_it_needs_neither_the_network_nor_validation() -> None:
    code = (
        "import sys, tbs_tui.inventory.cache, tbs_tui.account.profiles;"
        "heavy = {'httpx', 'httpcore', 'pydantic', 'pydantic_core', 'textual', 'rich', 'tomlkit', 'keyring'};"
        "print(sorted(heavy & {*sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
