"""A token as text: short enough for Windows, whole when read again, refused when it is another's."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from support_stores import KEY, REGIONS, TENANT, TOKEN, access, entries, stored

from tbs_tui.account.stores.key import AccountKey
from tbs_tui.account.stores.stored_token import LONGEST, SERVICES, StoredToken
from tbs_tui.api.identity import CatalogEntry


def _text(token: StoredToken) -> str:
    return token.to_text(KEY).get_secret_value()


def test_four_regions_of_every_service_fit_the_smallest_store() -> None:
    token = stored()
    text = _text(token)
    # Windows: 2,560 bytes, and keyring writes UTF-16.
    assert len(text.encode("utf-16-le")) <= 2_500
    assert StoredToken.from_text(SecretStr(text), KEY) == token
    assert len(token.entries) == 13


def test_only_services_in_use_are_kept_the_needed_ones_first() -> None:
    services = [entry.type for entry in stored().entries]
    assert services == [*["volumev2"] * 4, "identity", *["image"] * 4, *["compute"] * 4]
    assert [entry.region for entry in stored().entries[:4]] == list(REGIONS)


def test_what_is_read_again_serves_as_a_sign_in() -> None:
    again = StoredToken.from_text(stored().to_text(KEY), KEY)
    assert again is not None
    given = access()
    result = again.access(TENANT)
    assert (result.token, result.expires, result.tenant_id, result.tenant_name) == (
        given.token,
        given.expires,
        TENANT,
        "AbCdEfGh",
    )
    for service in SERVICES:
        for region in REGIONS:
            assert result.catalog.url(service, region) == given.catalog.url(service, region)


def test_too_long_a_text_loses_compute_then_image_from_the_end_and_nothing_else() -> None:
    # URLs that share nothing: no template helps.
    unlike = tuple(
        replace(entry, url=f"https://{index:02d}{'x' * 60}.example.com/v2") for index, entry in enumerate(entries())
    )
    token = replace(stored(), entries=tuple(e for service in SERVICES for e in unlike if e.type == service))
    again = StoredToken.from_text(token.to_text(KEY), KEY)
    assert again is not None
    assert len(_text(token)) <= LONGEST
    assert len(again.entries) < len(token.entries)
    assert again.entries == token.entries[: len(again.entries)]
    assert [entry.type for entry in again.entries[:5]] == [*["volumev2"] * 4, "identity"]


def test_a_token_too_long_for_anything_keeps_what_block_storage_needs() -> None:
    again = StoredToken.from_text(stored("x" * 4_000).to_text(KEY), KEY)
    assert again is not None
    assert {entry.type for entry in again.entries} == {"volumev2", "identity"}


@pytest.mark.parametrize(
    "other",
    [
        replace(KEY, origin="https://api-identity.infrastructure.cloud.toast.com:443"),
        replace(KEY, origin="http://api-identity-infrastructure.nhncloudservice.com:443"),
        replace(KEY, tenant_id="f" * 32),
        replace(KEY, username="else@example.com"),
    ],
)
def test_a_token_of_another_account_is_none(other: AccountKey) -> None:
    assert StoredToken.from_text(stored().to_text(KEY), other) is None


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"k": "line\nbreak"},
        {"k": ""},
        {"k": None},
        {"x": "soon"},
        {"x": 1},
        {"n": ["x"]},
        {"c": None},
        {"c": [["volumev2", "https://x"]]},
        {"c": [["metering", "https://x", ["KR1"]]]},
        {"c": [["volumev2", 5, ["KR1"]]]},
        {"c": [["volumev2", "https://x", [5]]]},
    ],
)
def test_damaged_content_is_none(change: dict[str, object]) -> None:
    text = json.dumps(json.loads(_text(stored())) | change)
    assert StoredToken.from_text(SecretStr(text), KEY) is None


@pytest.mark.parametrize("cut", [0, 1, 100, 800])
def test_a_text_cut_off_is_none(cut: int) -> None:
    assert StoredToken.from_text(SecretStr(_text(stored())[:cut]), KEY) is None


@given(st.one_of(st.text(), st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps)))
def test_foreign_content_is_none(text: str) -> None:
    assert StoredToken.from_text(SecretStr(text), KEY) is None


_urls = st.text(st.sampled_from("abkr1/:.<>-0f"), max_size=30)
_entries = st.lists(st.builds(CatalogEntry, st.sampled_from(SERVICES), st.text(max_size=6), _urls), max_size=12)


@given(_entries, st.text(max_size=6), st.text(max_size=6))
def test_every_url_comes_back_as_it_was_or_not_at_all(some: list[CatalogEntry], tenant: str, username: str) -> None:
    key = AccountKey(KEY.origin, tenant, username)
    ordered = tuple(entry for service in SERVICES for entry in some if entry.type == service)
    token = StoredToken(SecretStr(TOKEN), datetime(2026, 3, 2, 12, tzinfo=UTC), tenant, ordered)
    again = StoredToken.from_text(token.to_text(key), key)
    assert again is not None
    rest = iter(ordered)
    assert all(entry in rest for entry in again.entries)
    if len(again.entries) < len(ordered):
        odd = [entry for entry in ordered if set(entry.url + entry.region + tenant) & set("<>")]
        assert odd or any(entry.type in ("image", "compute") for entry in ordered)
    assert again.token == token.token


def test_a_name_of_an_entry_says_whose_it_is_and_nothing_can_be_mistaken() -> None:
    assert KEY.token_entry == f"{KEY.origin}:{TENANT}:someone@example.com"
    assert AccountKey("https://x:1", "a:b", "c").token_entry != AccountKey("https://x:1", "a", "b:c").token_entry
    assert AccountKey("https://x:1", "a", "\udcff\x00").token_entry.isascii()


def test_a_password_belongs_to_the_user_in_every_tenant() -> None:
    assert replace(KEY, tenant_id="other").password_entry == KEY.password_entry
    assert replace(KEY, username="other").password_entry != KEY.password_entry
    assert replace(KEY, origin="https://other:443").password_entry != KEY.password_entry


def test_the_token_is_not_in_what_is_printed() -> None:
    assert TOKEN not in repr(stored())
    assert TOKEN not in repr(stored().to_text(KEY))
