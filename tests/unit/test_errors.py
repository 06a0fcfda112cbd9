"""Refusals, by what a person can do about them."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_cloud import START, ManualClock

from tbs_tui.api import errors
from tbs_tui.api.errors import ApiError
from tbs_tui.api.refusal import LONGEST_WAIT, LONGEST_WORDS, hushed, refusal
from tbs_tui.api.transport import Answer

CLOCK = ManualClock()
HTML_404 = b"""<html>
 <head>
  <title>404 Not Found</title>
  <style>h1 { color: red }</style>
 </head>
 <body>
  <h1>404 Not Found</h1>
  The resource could not be found.<br /><br />
 </body>
</html>"""


def refused(status: int, content: bytes = b"", headers: Mapping[str, str] | None = None) -> ApiError:
    return refusal(Answer(status, dict(headers or {}), content, "GET /v2/t/volumes"), CLOCK)


def cinder(key: str, code: int, message: object) -> bytes:
    return json.dumps({key: {"code": code, "message": message}}).encode()


@pytest.mark.parametrize(
    ("status", "content", "headers", "kind", "words"),
    [
        (
            400,
            cinder("badRequest", 400, "Invalid volume: status"),
            {},
            errors.InvalidInput,
            "Invalid volume: status",
        ),
        (401, b"Authentication required", {}, errors.SignInError, "Authentication required"),
        (401, b"", {}, errors.SignInError, ""),
        (401, b"<html><body><h1>401</h1> This server</body></html>", {}, errors.SignInError, "401 This server"),
        (
            401,
            b'{"error": {"code": 401, "title": "Unauthorized", "message": "requires authentication."}}',
            {},
            errors.SignInError,
            "requires authentication.",
        ),
        (403, cinder("forbidden", 403, "Policy doesn't allow"), {}, errors.NoRight, "Policy doesn't allow"),
        (404, cinder("itemNotFound", 404, "Volume x"), {}, errors.NotFound, "Volume x"),
        (404, HTML_404, {}, errors.NotFound, "404 Not Found The resource could not be found."),
        (405, b"", {}, errors.InvalidInput, ""),
        (409, cinder("conflictingRequest", 409, "busy"), {}, errors.Conflict, "busy"),
        (415, cinder("badMediaType", 415, "no"), {}, errors.InvalidInput, "no"),
        # A quota says Retry-After: 0; that is no invitation.
        (413, cinder("overLimit", 413, "quota"), {"retry-after": "0"}, errors.QuotaExceeded, "quota"),
        (413, cinder("overLimit", 413, "quota"), {}, errors.QuotaExceeded, "quota"),
        (413, cinder("overLimit", 413, "quota"), {"retry-after": "nonsense"}, errors.QuotaExceeded, "quota"),
        (413, cinder("overLimit", 413, "slow"), {"retry-after": "7"}, errors.RateLimited, "slow"),
        (413, cinder("overLimitFault", 413, "slow"), {}, errors.RateLimited, "slow"),
        (413, cinder("overLimitFault", 413, "slow"), {"retry-after": "0"}, errors.RateLimited, "slow"),
        (413, HTML_404, {}, errors.QuotaExceeded, "404 Not Found The resource could not be found."),
        (429, b"", {}, errors.RateLimited, ""),
        (429, b"slow down", {"retry-after": "3"}, errors.RateLimited, "slow down"),
        (500, cinder("computeFault", 500, None), {}, errors.ServerError, ""),
        (500, b"", {}, errors.ServerError, ""),
        (501, cinder("notImplemented", 501, "no"), {}, errors.ServerError, "no"),
        (502, b"<html><h1>Bad gateway</h1></html>", {}, errors.ServerError, "Bad gateway"),
        (503, b"", {}, errors.RateLimited, ""),
        (504, b"", {}, errors.ServerError, ""),
        (599, b"", {}, errors.ServerError, ""),
        (300, b"", {}, errors.NotUnderstood, ""),
        (304, b"", {}, errors.NotUnderstood, ""),
    ],
)
def test_what_an_answer_means(
    status: int, content: bytes, headers: dict[str, str], kind: type[ApiError], words: str
) -> None:
    error = refused(status, content, headers)
    assert type(error) is kind
    assert error.words == words
    assert error.status == status
    assert error.request == "GET /v2/t/volumes"
    assert error.maybe_done is False


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"message": "flat"}', "flat"),
        (b'{"header": {"isSuccessful": false, "resultMessage": "wrapped"}}', "wrapped"),
        (b'{"overLimitFault": {"details": "only details"}}', "only details"),
        (b'{"badRequest": "words"}', ""),
        (b'{"badRequest": {"message": {"a": 1}}}', "{'a': 1}"),
        (b'["list"]', '["list"]'),
        (b'"string"', '"string"'),
        (b"null", "null"),
        (b"\xff\xfe bytes", "\ufffd\ufffd bytes"),
        (b"<b>unclosed", "unclosed"),
        (b"<" * 50, "<" * 50),
    ],
)
def test_bodies_of_every_shape_give_words(content: bytes, words: str) -> None:
    assert refused(400, content).words == words


@given(st.binary(max_size=200), st.sampled_from([300, 400, 401, 413, 500, 503]))
def test_any_body_is_some_error(content: bytes, status: int) -> None:
    assert isinstance(refused(status, content), ApiError)


@pytest.mark.parametrize(
    "content",
    [b"<" * 5_000_000, b"<head" * 1_000_000, cinder("badRequest", 400, "x" * 5_000_000), b"words " * 1_000_000],
    ids=["brackets", "heads", "message", "text"],
)
def test_a_huge_refusal_is_cut_and_costs_no_time(content: bytes) -> None:
    began = time.process_time()
    error = refused(400, content)
    assert len(error.words) <= LONGEST_WORDS
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("2.5", 2.5),
        ("-5", 0.0),
        ("1e9", LONGEST_WAIT),
        ("inf", LONGEST_WAIT),
        ("-inf", 0.0),
        ("nan", None),
        ("", None),
        ("soon", None),
        ("5, 10", None),
        (format_datetime(START + timedelta(seconds=30), usegmt=True), 30.0),
        (format_datetime(START - timedelta(days=1), usegmt=True), 0.0),
        (format_datetime(datetime(2999, 1, 1, tzinfo=UTC), usegmt=True), LONGEST_WAIT),
        ("Mon, 01 Jan 99999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2020 00:00:00 +999999999999", None),
        ("Mon, 02 Mar 2026 09:00:30 -0000", None),
    ],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    assert refused(503, headers={"retry-after": header}).retry_after == seconds


@given(st.text())
def test_any_retry_after_is_a_wait_or_none(header: str) -> None:
    seconds = refused(429, headers={"retry-after": header}).retry_after
    assert seconds is None or 0 <= seconds <= LONGEST_WAIT


def test_the_request_id_of_either_name_is_kept() -> None:
    assert refused(500, headers={"x-openstack-request-id": "req-1"}).request_id == "req-1"
    assert refused(500, headers={"x-compute-request-id": "req-2"}).request_id == "req-2"
    assert refused(500).request_id is None


def test_an_error_says_advice_words_status_request_and_id() -> None:
    error = refused(404, cinder("itemNotFound", 404, "Volume x."), {"x-openstack-request-id": "req-9"})
    assert str(error) == "It does not exist (any more). Volume x. (HTTP 404, GET /v2/t/volumes, req-9)"
    assert str(errors.Refused("This session is read-only.")) == "This session is read-only."
    assert str(errors.Refused()) == "Not sent."
    assert str(ApiError()) == "Something went wrong."


def test_advice_says_what_to_do() -> None:
    assert "API password" in errors.WrongCredentials().advice
    assert "Object Storage" in errors.NoBlockStorage().advice
    assert "region" in errors.NoSuchRegion("KR1").advice
    assert "12 s" in errors.RateLimited(retry_after=12.3).advice
    assert errors.RateLimited().advice == "The server asks to wait."


@pytest.mark.parametrize("kind", [errors.Unreachable, errors.ServerError, errors.NotUnderstood])
def test_what_may_have_been_done_is_said(kind: type[ApiError]) -> None:
    assert "may have done it" in kind(maybe_done=True).advice
    assert "may have done it" not in kind().advice


def test_secrets_are_taken_out_of_words() -> None:
    answer = Answer(400, {}, cinder("badRequest", 400, "Value: {'skm_appkey': 'APPKEY'} and gAAA"), "POST /x")
    error = refusal(answer, CLOCK, secrets=("APPKEY", "gAAA", ""))
    assert error.words == "Value: {'skm_appkey': '***'} and ***"
    assert "APPKEY" not in repr(error) + str(error) + repr(error.args) + repr(vars(error))
    assert hushed("nothing", ()) == "nothing"
