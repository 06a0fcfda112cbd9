"""Anything in: a value or the error that is documented, and soon. What was found has a test of its own elsewhere."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from support_cloud import ManualClock
from support_hostile import HOSTILE, HUGE
from unit.support_origin import Origin, Reply

from tbs_tui.account.context import Context
from tbs_tui.account.profiles.model import ConfigError
from tbs_tui.account.profiles.reading import read
from tbs_tui.account.profiles.state import load_state
from tbs_tui.account.stores.key import AccountKey
from tbs_tui.account.stores.stored_token import StoredToken
from tbs_tui.api import block_storage, parse
from tbs_tui.api.block_storage import BlockStorage
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import ApiError, NotUnderstood
from tbs_tui.api.identity import Identity
from tbs_tui.api.models import Image, Server, Snapshot, Tenant, Volume, VolumeType
from tbs_tui.api.refusal import LONGEST_WAIT, LONGEST_WORDS, refusal
from tbs_tui.api.service import Service
from tbs_tui.api.transport import Answer, Transport
from tbs_tui.inventory.cache import PictureCache
from tbs_tui.inventory.picture import Kind, Listing, Picture
from tbs_tui.journal.lines import decoded
from tbs_tui.query.language import FilterError
from tbs_tui.query.language import parse as parse_filter
from tbs_tui.text import plain

URL = "https://cloud.example.com"


def assert_shown(error: object) -> None:
    """It can be read, on a line or two."""
    assert plain(error).isprintable()
    assert len(str(error)) < 3000


FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
TEXT = st.text(st.characters(exclude_categories=()), max_size=20) | st.sampled_from(list(HOSTILE.values()))
LEAF = st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.sampled_from([10**400, -(10**400), 2**63])
#: With the names that our readers look for.
_KEYS = (
    "id name status size volumes snapshots volumes_links rel href access token expires serviceCatalog type endpoints "
    "region publicURL error message header isSuccessful resultCode metadata attachments tenant v at kind what where"
)
NAMES = st.sampled_from(_KEYS.split())
_TOML = ("[profile.x]", "url", "=", '"', "\n", "[[", "1e999", "#", "9" * 5000)
ANYTHING = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | TEXT, inner, max_size=5), max_leaves=12
)


def written(value: object) -> bytes:
    """As JSON of Python's, which has NaN."""
    return json.dumps(value).encode()


BODIES = st.binary(max_size=60) | ANYTHING.map(written) | ANYTHING.map(written).map(lambda body: body[:-1])
_CHUNKS = (b"[", b"]", b"{", b"}", b'"', b",", b":", b"\\ud800", b"1e999", b"NaN", b"\xff", b"volumes", b"9" * 5000)
BODIES |= st.lists(st.sampled_from(_CHUNKS), max_size=30).map(b"".join)


@FEW
@given(BODIES)
def test_any_body(content: bytes) -> None:
    try:
        document = parse.body(content)
    except NotUnderstood as error:
        assert_shown(error)
        return
    for key in ("volumes", "snapshots"):
        try:
            rows = parse.rows(document, key)
        except NotUnderstood:
            continue
        model: Any
        for model in (Volume, Snapshot, VolumeType, Image, Server, Tenant):
            [*_pieces] = parse.items(model, rows, 2)


@FEW
@given(st.integers(300, 999), BODIES, st.none() | TEXT | st.sampled_from(["1e999", "-inf", "nan", "9" * 5000]))
@example(400, b'{"e":{"message":' + b"9" * 5000 + b"}}", None)
@example(503, b"<head" * 2000, "Mon, 99 Foo 99999 99:99:99 +9999")
def test_any_refusal(status: int, content: bytes, wait: str | None) -> None:
    headers = {} if wait is None else {"retry-after": wait}
    error = refusal(Answer(status, headers, content, "GET /x"), ManualClock())
    assert len(error.words) <= LONGEST_WORDS
    assert error.retry_after is None or 0 <= error.retry_after <= LONGEST_WAIT
    assert_shown(error)


class Token:
    async def token(self) -> str:
        return "token"

    async def renewed(self, rejected: str) -> str:
        return "other"


@FEW
@given(BODIES, st.integers(200, 599), st.text(st.characters(max_codepoint=0xFF), max_size=30))
@example(b"{}", 302, "javascript:alert(1)")
@example(b"{}", 302, "https://[::1/")
@example(b"{}", 201, "\xff\xfe")
def test_any_answer(content: bytes, status: int, location: str) -> None:
    async def ask() -> None:
        wire = Transport(clock=ManualClock(), app=Origin(Reply(status, content, {"location": location})))
        storage = BlockStorage(Service(wire, Endpoint.parse(URL), Token(), ManualClock()))
        for asking in (storage.volume("v"), storage.types(), storage.delete_volume("v")):
            try:
                await asking
            except ApiError as error:
                assert_shown(error)
        await wire.aclose()

    asyncio.run(ask())


@FEW
@given(st.lists(ANYTHING.map(written), min_size=1, max_size=4), st.sampled_from(["volumes", "snapshots"]))
def test_any_pages(bodies: list[bytes], kind: str) -> None:
    name = kind.encode()
    rows = [b'{"%s":[{"id":"a"},%s],"%s_links":[{"rel":"next"}]}' % (name, body, name) for body in bodies]

    async def every(pages: AsyncIterator[Any]) -> None:
        async for page in pages:
            assert page.length >= len(page.rows)

    async def ask() -> None:
        wire = Transport(clock=ManualClock(), app=Origin(*(Reply(200, body) for body in rows)))
        storage = BlockStorage(Service(wire, Endpoint.parse(URL), Token(), ManualClock()))
        try:
            await every(getattr(storage, kind)(page_rows=2))
        except ApiError as error:
            assert_shown(error)
        await wire.aclose()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block_storage, "MOST_PAGES", 10)
        asyncio.run(ask())


@FEW
@given(ANYTHING, ANYTHING, ANYTHING)
@example(
    {"id": "x", "expires": "2030-01-01"}, [{"type": "volumev2", "endpoints": [{"region": "", "publicURL": ""}]}], 1
)
def test_any_sign_in(token: Any, catalog: Any, more: Any) -> None:
    content = written({"access": {"token": token, "serviceCatalog": catalog, "more": more}})

    async def ask() -> None:
        wire = Transport(clock=ManualClock(), app=Origin(Reply(200, content)))
        try:
            access = await Identity(wire, URL, ManualClock()).authenticate("t", "u", SecretStr("password"))
        except ApiError as error:
            assert_shown(error)
        else:
            for entry in access.catalog.entries:
                try:
                    Endpoint.parse(entry.url)
                except ApiError as error:
                    assert_shown(error)
        await wire.aclose()

    asyncio.run(ask())


@FEW
@given(ANYTHING, BODIES)
def test_any_stored_token(value: Any, junk: bytes) -> None:
    key = AccountKey(URL, "t", "u")
    fields = {"v": 1, "o": URL, "t": "t", "u": "u", "k": "x", "x": "2030-01-01T00:00:00+00:00", "n": None, "c": []}
    for name in fields:
        text = written(fields | {name: value}).decode()
        StoredToken.from_text(SecretStr(text), key)
    StoredToken.from_text(SecretStr(junk.decode("utf-8", "replace")), key)


@FEW
@given(ANYTHING, BODIES)
def test_any_line_of_the_journal(value: Any, junk: bytes) -> None:
    line = {
        "v": 1,
        "at": "2026-03-02T09:00:00+00:00",
        "where": [URL, "", "t", "KR1"],
        "kind": "volumes",
        "id": "x",
        "what": "changed",
    }
    for name in (*line, "name", "before", "words", "request_id", "away_since"):
        decoded(written(line | {name: value}))
    decoded(junk)


@FEW
@given(st.binary(max_size=200) | st.lists(BODIES, max_size=4).map(b"\n".join))
def test_any_file_of_a_picture(tmp_path: Path, content: bytes) -> None:
    place = Context("", "t", "KR1")
    cache = PictureCache(tmp_path)
    assert cache.save(URL, Picture(place, Listing((), None, 0, 0, True), Listing((), None, 0, 0, True)))
    [path] = [each for each in tmp_path.iterdir() if each.is_file()]
    head = path.read_bytes().split(b"\n")[0]
    for text in (content, head + b"\n" + content):
        path.write_bytes(text)
        cache.load(URL, place)
        cache.load_head(URL, place)


@FEW
@given(
    TEXT | st.lists(st.sampled_from(["[profile.x]", "url", "=", '"', "\n", "[[", "1e9", "#", "9" * 5000])).map("".join)
)
def test_any_configuration(text: str) -> None:
    try:
        read(Path("config.toml"), text)
    except ConfigError as error:
        assert_shown(error)


@FEW
@given(BODIES)
def test_any_state(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    load_state(path)


@FEW
@given(TEXT, TEXT, st.sampled_from(Kind))
def test_any_filter(first: str, second: str, kind: Kind) -> None:
    for text in (first, f"{first}:{second}", f"size:{first}", f"created<{second}", f'!"{first}'):
        try:
            parse_filter(text, kind)
        except FilterError as error:
            assert_shown(error.words)


@pytest.mark.parametrize("name", HUGE)
def test_a_megabyte_is_read_or_refused_and_shown(name: str) -> None:
    text = HUGE[name]
    assert plain(text[:100_000]).isprintable()
    assert parse.item(Volume, {"id": "x", "name": text, "status": "a", "size": 1}).malformed == ("name",)
    [(rows, dropped)] = parse.items(Volume, [{"id": text}], 1)
    assert (rows, dropped) == ([], 1)
    assert parse.zones({"availabilityZoneInfo": [{"zoneName": text}, {"zoneName": "a"}]}) == ("a",)
    with contextlib.suppress(FilterError):
        parse_filter(f"name:{text[:50_000]}", Kind.VOLUMES)
