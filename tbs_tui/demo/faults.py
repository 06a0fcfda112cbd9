"""The switchboard of things that go wrong on the way."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from tbs_tui.demo import answers
from tbs_tui.demo.wire import HTML, Answer, Request, answer_json, dumps
from tbs_tui.demo.world import Ids


class FaultKind(Enum):
    """What goes wrong. Unless said otherwise the request is not carried out when the answer is replaced.

    What httpx makes of a cut differs: over a socket it is `RemoteProtocolError`; in process the app's own exception
    comes through, which is `ConnectionResetError`.
    """

    LATENCY = "latency"
    """The answer comes `seconds` later, through the injected sleep. Goes along with any other fault."""
    STATUS = "status"
    """`status` (500, 503, 429 ...) with Retry-After when `retry_after` is set; the body is JSON of Cinder's kind."""
    RATE_LIMIT = "rate-limit"
    """413 `overLimitFault` and Retry-After (default 1): the limit on requests, unlike `overLimit`, the quota."""
    CUT = "cut"
    """The connection ends before any byte of an answer, and nothing was done."""
    CUT_AFTER = "cut-after"
    """The same to the client, but the request was carried out: an ambiguous POST."""
    CUT_BODY = "cut-body"
    """Carried out; the connection ends in the middle of the body: content-length says more."""
    TRUNCATED_JSON = "truncated-json"
    """Carried out; half of the JSON, in well-formed HTTP."""
    INVALID_JSON = "invalid-json"
    """200 and application/json, but no JSON."""
    HTML_PAGE = "html-page"
    """A gateway's HTML page, with `status` (200 or 502, say)."""
    EMPTY = "empty"
    """Carried out; `status` (default 200) and no body."""
    WRAPPER = "wrapper"
    """NHN's wrapper of failures: 200 with ``{"header": {"isSuccessful": false, ...}}``."""
    REDIRECT = "redirect"
    """302 to `location`, on another host."""
    REVOKE = "revoke"
    """All tokens die before the request is looked at."""
    MALFORMED_ITEMS = "malformed-items"
    """Carried out; of every five rows one lacks its size, one has a null status, one has wrong types."""
    HUGE = "huge"
    """Carried out; the JSON is followed by `size` bytes of blanks."""
    WRONG_TOP = "wrong-top"
    """A JSON list where an object belongs."""
    REPEAT_PAGE = "repeat-page"
    """Carried out without marker and offset: the same page again, with a next link."""
    ENDLESS = "endless"
    """As `REPEAT_PAGE`, but with new ids on every page."""
    NO_GLANCE = "no-glance"
    """Glance is stopped: Cinder refuses an upload and does nothing, and whoever asks Glance is cut off. Hits only
    these."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, and for which requests: `region` is a name such as ``KR1``, `method` an HTTP method, `path` the
    beginning of the path, `skip` the number of fitting requests let through first, `times` how often it happens (None:
    until removed). The rest belongs to some kinds only. `seconds` and `retry_after` in seconds, `size` in bytes."""

    kind: FaultKind
    region: str | None = None
    method: str | None = None
    path: str = ""
    times: int | None = None
    skip: int = 0
    seconds: float = 0.0
    status: int | None = None
    retry_after: int | None = None
    location: str = "https://elsewhere.example.com/login"
    size: int = 64_000_000

    def fits(self, request: Request) -> bool:
        if self.kind is FaultKind.NO_GLANCE and not (of_glance(request) or request.path.endswith("/action")):
            return False
        return (
            request.path.startswith(self.path)
            and (self.method is None or request.method == self.method)
            and (self.region is None or request.segments[0] == self.region)
        )


def of_glance(request: Request) -> bool:
    """Whether it asks Glance itself."""
    return request.segments[1:2] == ["image"]


class Faults:
    """The faults switched on. May be changed at any time."""

    def __init__(self) -> None:
        self._on: list[Fault] = []

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._on)

    def add(self, fault: Fault) -> None:
        self._on.append(fault)

    def clear(self) -> None:
        self._on.clear()

    def take(self, request: Request) -> list[Fault]:
        """The faults that hit `request`: every latency that fits, and the first of the others; counted down."""
        hit: list[Fault] = []
        on: list[Fault] = []
        for fault in self._on:
            if not fault.fits(request) or (
                fault.kind is not FaultKind.LATENCY and any(_replaces(done) for done in hit)
            ):
                on.append(fault)
            elif fault.skip:
                on.append(replace(fault, skip=fault.skip - 1))
            else:
                hit.append(fault)
                if fault.times is None:
                    on.append(fault)
                elif fault.times > 1:
                    on.append(replace(fault, times=fault.times - 1))
        self._on = on
        return hit


def _replaces(fault: Fault) -> bool:
    return fault.kind is not FaultKind.LATENCY


def instead(fault: Fault) -> Answer | None:
    """The answer given in place of carrying the request out; None when the fault lets it through."""
    match fault.kind:
        case FaultKind.STATUS:
            status = fault.status or 503
            body = {answers.key_of(status): {"code": status, "message": "The server is currently unavailable."}}
            return answer_json(body, status, _retry_after(fault.retry_after))
        case FaultKind.RATE_LIMIT:
            body = {
                "overLimitFault": {
                    "code": 413,
                    "message": "This request was rate-limited.",
                    "details": "Only 10 GET request(s) can be made to * every minute.",
                }
            }
            return answer_json(body, 413, _retry_after(1 if fault.retry_after is None else fault.retry_after))
        case FaultKind.INVALID_JSON:
            return Answer(200, [b'{"volumes": [nonsense, }'])
        case FaultKind.HTML_PAGE:
            page = (
                b"<!DOCTYPE html>\n<html><head><title>Gateway</title></head><body><h1>Bad gateway</h1></body></html>\n"
            )
            return Answer(fault.status or 502, [page], HTML)
        case FaultKind.WRAPPER:
            header = {"isSuccessful": False, "resultCode": -3, "resultMessage": "API not found"}
            return answer_json({"header": header})
        case FaultKind.REDIRECT:
            return Answer(302, [], HTML, [("location", fault.location)])
        case FaultKind.NO_GLANCE:
            return answers.no_glance().answer
        case FaultKind.WRONG_TOP:
            return answer_json([{"volumes": []}])
        case _:
            return None


def _retry_after(seconds: int | None) -> list[tuple[str, str]]:
    return [] if seconds is None else [("retry-after", str(seconds))]


def first_page(request: Request) -> Request:
    """The request without marker and offset."""
    return replace(request, query=[pair for pair in request.query if pair[0] not in ("marker", "offset")])


def spoil(fault: Fault, answer: Answer, request: Request, ids: Ids) -> Answer:
    """The answer of a request that was carried out, as the fault leaves it."""
    match fault.kind:
        case FaultKind.TRUNCATED_JSON:
            return replace(answer, chunks=[answer.body[: answer.length // 2]])
        case FaultKind.EMPTY:
            return Answer(fault.status or 200, [], answer.content_type)
        case FaultKind.HUGE:
            return replace(answer, chunks=[*answer.chunks, *_blanks(fault.size)])
        case FaultKind.MALFORMED_ITEMS | FaultKind.REPEAT_PAGE | FaultKind.ENDLESS if answer.status == 200:
            return _respell(fault.kind, answer, request, ids)
        case _:
            return answer


def _blanks(size: int) -> Iterator[bytes]:
    block = b" " * 65_536
    for _ in range(size // len(block)):
        yield block
    yield block[: size % len(block)]


def _respell(kind: FaultKind, answer: Answer, request: Request, ids: Ids) -> Answer:
    document = json.loads(answer.body)
    for key in ("volumes", "snapshots", "images", "servers"):
        rows = document.get(key)
        if not rows:
            continue
        if kind is FaultKind.MALFORMED_ITEMS:
            document[key] = [_malformed(row, place) for place, row in enumerate(rows)]
            continue
        if kind is FaultKind.ENDLESS:
            for row in rows:
                row["id"] = ids.uuid()
        href = f"{request.base}{request.path}?limit={len(rows)}&marker={rows[-1]['id']}"
        document[f"{key}_links"] = [{"rel": "next", "href": href}]
    return replace(answer, chunks=[dumps(document)])


def _malformed(row: dict[str, Any], place: int) -> object:
    match place % 5:
        case 0:
            row.pop("size", None)
        case 1:
            row["status"] = None
        case 2:
            row |= {"size": "many", "created_at": 17, "metadata": [1, 2], "attachments": "none", "name": {"a": 1}}
        case _:
            pass
    return row
