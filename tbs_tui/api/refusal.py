"""An answer that is no success, as the error it means. Texts vary by release and are never matched on."""

import re
from collections.abc import Collection
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic_core import from_json

from tbs_tui.api import errors
from tbs_tui.api.transport import Answer
from tbs_tui.clock import Clock

#: A longer wish to wait is cut to this, seconds.
LONGEST_WAIT = 300.0
#: Longer words are cut, characters: a schema dump helps nobody, and a page's tags take time to strip.
LONGEST_WORDS = 2_000
#: A longer body of a refusal is not looked into, bytes.
LONGEST_BODY = 256 * 1024
_TAG = re.compile(r"<[^<>]*>")
_HEAD = re.compile(r"<(head|style|script)\b", re.IGNORECASE)

_BY_STATUS: dict[int, type[errors.ApiError]] = {
    401: errors.SignInError,
    403: errors.NoRight,
    404: errors.NotFound,
    409: errors.Conflict,
}


def refusal(answer: Answer, clock: Clock, *, secrets: Collection[str] = ()) -> errors.ApiError:
    """The error that `answer`, of status 300 or above, stands for. Servers echo what they refuse: `secrets`, which
    were in the request, are taken out of the words."""
    key, words = _words(answer)
    words = hushed(words, secrets)
    retry_after = _retry_after(answer.headers.get("retry-after"), clock)
    kind = _kind(answer.status, key, retry_after)
    return kind(
        words, status=answer.status, request_id=answer.request_id, retry_after=retry_after, request=answer.request
    )


def hushed(words: str, secrets: Collection[str]) -> str:
    """`words` without the `secrets`."""
    for secret in filter(None, secrets):
        words = words.replace(secret, "***")
    return words


def _kind(status: int, key: str, retry_after: float | None) -> type[errors.ApiError]:
    if status == 413 and key != "overLimitFault" and not retry_after:
        return errors.QuotaExceeded
    if status in (413, 429, 503):
        return errors.RateLimited
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return errors.ServerError
    return errors.InvalidInput if status >= 400 else errors.NotUnderstood


def _words(answer: Answer) -> tuple[str, str]:
    """(top-level key, message). The body may be Cinder's object, Keystone's, plain text, HTML or empty."""
    text = answer.content[: 4 * LONGEST_WORDS].decode("utf-8", errors="replace").strip()
    try:
        document: Any = from_json(answer.content[:LONGEST_BODY])
    except ValueError:
        return "", " ".join(_TAG.sub(" ", _without_heads(text)).split())[:LONGEST_WORDS]
    if isinstance(document, dict):
        for key, value in document.items():
            if isinstance(value, dict):
                message = value.get("message") or value.get("resultMessage") or value.get("details") or ""
                return str(key), str(message)[:LONGEST_WORDS]
        return "", str(document.get("message") or "")[:LONGEST_WORDS]
    return "", text[:LONGEST_WORDS]


def _without_heads(text: str) -> str:
    """A page without what it does not show. In one pass: a pattern with both ends takes half a second for 8,000
    characters of beginnings. What does not end is the rest of the page."""
    kept = []
    at = 0
    while begin := _HEAD.search(text, at):
        kept.append(text[at : begin.start()])
        end = re.compile(f"</{begin[1]}>", re.IGNORECASE).search(text, begin.end())
        at = end.end() if end else len(text)
    return " ".join((*kept, text[at:]))


def _retry_after(value: str | None, clock: Clock) -> float | None:
    """Seconds to wait, from a number or a date; at most LONGEST_WAIT; None without a usable header."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        if moment.tzinfo is None:
            return None
        seconds = (moment - clock.now()).total_seconds()
    if seconds != seconds:  # NaN
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)
