"""The table of faults: what goes wrong, and what each call of the API becomes by it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from contract.bed import Bed, bed
from contract.broken_server import ARRIVING, Way, broken
from pydantic import SecretStr
from support_cloud import ManualClock

from tbs_tui.account.session import Session
from tbs_tui.api import errors
from tbs_tui.api import transport as transport_module
from tbs_tui.api.block_storage import BlockStorage
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.identity import Identity
from tbs_tui.api.requests import NewImage, NewSnapshot, NewVolume
from tbs_tui.api.service import Service
from tbs_tui.api.transport import Transport
from tbs_tui.demo import Fault, FaultKind

Kind = type[errors.ApiError]
BLOCK_STORAGE, IDENTITY = "/KR1/volume", "/v2.0"


@dataclass(frozen=True, slots=True)
class Case:
    """`gets` is how many times a GET is sent under a fault that stays; `unsure` whether a change may have been done."""

    name: str
    fault: Fault | Way
    kind: Kind
    gets: int
    unsure: bool
    words: str
    """What is said of it, among other words."""
    read: Kind | None = errors.ApiError
    """What a GET becomes where that is another thing than a change; None is an answer."""
    sign_in: Kind | None = None
    """What the sign-in becomes where that is another thing than a change."""

    @property
    def fault_status(self) -> int | None:
        return self.fault.status if isinstance(self.fault, Fault) else None

    def expected(self, call: "Call") -> tuple[Kind | None, int, bool]:
        """The error, requests sent, and whether it may have been done all the same."""
        arrives = not isinstance(self.fault, Way) or self.fault in ARRIVING
        if call.name == "sign in":
            # Whoever needs the token tries again.
            return self.sign_in or self.kind, int(arrives), False
        if call.method == "GET":
            return self.kind if self.read is errors.ApiError else self.read, self.gets * arrives, False
        if call.method == "DELETE" and isinstance(self.fault, Fault) and self.fault.kind in NOTHING_TO_SPOIL:
            return None, 1, False
        return self.kind, int(arrives), self.unsure


#: The answer to a delete is empty: half of nothing is as good.
NOTHING_TO_SPOIL = (FaultKind.TRUNCATED_JSON, FaultKind.EMPTY)
#: Seconds of patience in front of a server that takes its time for ever.
_PATIENCE: dict[Way, dict[str, Any]] = {
    Way.NOT_ACCEPTED: {"CONNECT_SECONDS": 0.1},
    Way.SILENT: {"READ_SECONDS": 0.1},
    Way.HALF_SILENT: {"READ_SECONDS": 0.1},
}


def status(code: int, **more: Any) -> Fault:
    return Fault(FaultKind.STATUS, status=code, **more)


#: The token is renewed once, and the GET sent once more.
_ENDED = "The token had ended. There is a new one now: try again."
CASES = [
    Case("DNS failure", Way.NO_ADDRESS, errors.Unreachable, 3, False, "the name nowhere.invalid could not be looked"),
    Case("connection refused", Way.REFUSED, errors.Unreachable, 3, False, "127.0.0.1 refuses connections"),
    Case("timeout before sending", Way.NOT_ACCEPTED, errors.Unreachable, 3, False, "did not take the connection"),
    Case("TLS: self-signed", Way.SELF_SIGNED, errors.Unreachable, 3, False, "not trusted: self-signed certificate"),
    Case("TLS: none spoken", Way.NO_TLS, errors.Unreachable, 3, False, "127.0.0.1 does not speak TLS as it should"),
    Case("timeout after sending", Way.SILENT, errors.Unreachable, 3, True, "no answer in time"),
    Case("timeout mid-body", Way.HALF_SILENT, errors.Unreachable, 3, True, "the answer stopped halfway"),
    Case("reset", Way.RESET, errors.Unreachable, 3, True, "the connection was cut before an answer came"),
    Case("reset mid-body", Way.RESET_HALF, errors.Unreachable, 3, True, "the connection was cut while the answer was"),
    Case("closed", Way.CLOSED, errors.Unreachable, 3, True, "the connection was cut before an answer came"),
    Case("no HTTP", Way.NO_HTTP, errors.Unreachable, 3, True, "what came back is no HTTP"),
    Case("cut, not done", Fault(FaultKind.CUT), errors.Unreachable, 3, True, "cut before an answer came"),
    Case("cut, done", Fault(FaultKind.CUT_AFTER), errors.Unreachable, 3, True, "cut before an answer came"),
    Case("cut mid-body", Fault(FaultKind.CUT_BODY), errors.Unreachable, 3, True, "cut while the answer was read"),
    Case(
        "401 once",
        status(401, times=1),
        errors.SignInError,
        2,
        False,
        _ENDED,
        read=None,
        sign_in=errors.WrongCredentials,
    ),
    Case("401 always", status(401), errors.SignInError, 2, False, "token", sign_in=errors.WrongCredentials),
    Case("403", status(403), errors.NoRight, 1, False, "This user has no right to do that."),
    Case("404", status(404), errors.NotFound, 1, False, "It does not exist (any more)."),
    Case("404 HTML", Fault(FaultKind.HTML_PAGE, status=404), errors.NotFound, 1, False, "It does not exist"),
    Case("409", status(409), errors.Conflict, 1, False, "try again when it has ended"),
    Case("413 quota", status(413), errors.QuotaExceeded, 1, False, "A quota or limit is reached."),
    Case("413 rate", Fault(FaultKind.RATE_LIMIT), errors.RateLimited, 3, False, "The server asks to wait 1 s."),
    Case("413 rate, at once", Fault(FaultKind.RATE_LIMIT, retry_after=0), errors.RateLimited, 3, False, "to wait."),
    Case("429", status(429), errors.RateLimited, 3, False, "The server asks to wait."),
    Case("429 wait 3", status(429, retry_after=3), errors.RateLimited, 3, False, "The server asks to wait 3 s."),
    Case("500", status(500), errors.ServerError, 3, True, "The server failed"),
    Case("501", status(501), errors.ServerError, 1, False, "The server failed."),
    Case("502 HTML", Fault(FaultKind.HTML_PAGE), errors.ServerError, 3, True, "The server failed"),
    Case("503", status(503), errors.RateLimited, 3, False, "The server asks to wait."),
    Case("503 wait 2", status(503, retry_after=2), errors.RateLimited, 3, False, "The server asks to wait 2 s."),
    Case("503 wait 60", status(503, retry_after=60), errors.RateLimited, 1, False, "The server asks to wait 60 s."),
    Case("truncated JSON", Fault(FaultKind.TRUNCATED_JSON), errors.NotUnderstood, 1, True, "answer was not understood"),
    Case("invalid JSON", Fault(FaultKind.INVALID_JSON), errors.NotUnderstood, 1, True, "answer was not understood"),
    Case("200 HTML", Fault(FaultKind.HTML_PAGE, status=200), errors.NotUnderstood, 1, True, "was not understood"),
    Case("200 empty", Fault(FaultKind.EMPTY), errors.NotUnderstood, 1, True, "answer was not understood"),
    Case("202 empty", Fault(FaultKind.EMPTY, status=202), errors.NotUnderstood, 1, True, "answer was not understood"),
    Case("200 that failed", Fault(FaultKind.WRAPPER), errors.NotUnderstood, 1, True, "answer was not understood"),
    Case("redirect", Fault(FaultKind.REDIRECT), errors.NotUnderstood, 1, True, "which is never followed"),
    Case("a list", Fault(FaultKind.WRONG_TOP), errors.NotUnderstood, 1, True, "answer was not understood"),
    Case("too long", Fault(FaultKind.HUGE, size=200_000), errors.NotUnderstood, 1, True, "more than"),
]


@dataclass(frozen=True, slots=True)
class Things:
    """What the calls are about."""

    volume_id: str = "v"
    pictured_id: str = "p"
    doomed_id: str = "d"
    snapshot_id: str = "s"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API."""

    name: str
    method: str
    path: str
    """A part of its path, which no other request has."""
    send: Callable[[BlockStorage, Things], Awaitable[object]] | None
    """None is the sign-in."""


async def _all(pages: AsyncIterator[Any]) -> list[Any]:
    return [row async for page in pages for row in page.rows]


CALLS = [
    Call("sign in", "POST", "/tokens", None),
    Call("types", "GET", "/types", lambda storage, _: storage.types()),
    Call("volumes", "GET", "/volumes/detail", lambda storage, _: _all(storage.volumes())),
    Call("volume", "GET", "/volumes/", lambda storage, it: storage.volume(it.volume_id)),
    Call("snapshots", "GET", "/snapshots/detail", lambda storage, _: _all(storage.snapshots())),
    Call("snapshot", "GET", "/snapshots/", lambda storage, it: storage.snapshot(it.snapshot_id)),
    Call("upload image", "POST", "/action", lambda storage, it: storage.upload_image(it.pictured_id, NewImage("i"))),
    Call(
        "create snapshot",
        "POST",
        "/snapshots",
        lambda storage, it: storage.create_snapshot(NewSnapshot(it.volume_id, force=True)),
    ),
    Call("create volume", "POST", "/volumes", lambda storage, _: storage.create_volume(NewVolume(10))),
    Call("delete snapshot", "DELETE", "/snapshots/", lambda storage, it: storage.delete_snapshot(it.snapshot_id)),
    Call("delete volume", "DELETE", "/volumes/", lambda storage, it: storage.delete_volume(it.doomed_id)),
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one call under one fault."""

    call: Call
    error: errors.ApiError | None
    sent: int
    others: int
    """Requests that are none of the call's: signing in anew."""
    slept: float
    """Seconds of waiting between two tries."""


class _Token:
    async def token(self) -> str:
        return "gAAAAAB-a-token"

    async def renewed(self, rejected: str) -> str:
        raise AssertionError("no server here answers, with 401 or otherwise")


async def outcomes(case: Case) -> list[Outcome]:
    """Every call under the fault, in front of a real socket."""
    if isinstance(case.fault, Way):
        with patch.multiple(transport_module, None, **{"READ_SECONDS": 20.0, **_PATIENCE.get(case.fault, {})}):
            return await _of_broken(case.fault)
    async with bed() as cloud:
        storage = await cloud.storage()
        things = await _made(cloud, storage)
        with patch.object(transport_module, "BODY_BYTES", 150_000):
            return [await _of_fault(cloud, storage, case.fault, call, things) for call in CALLS]


async def _of_broken(way: Way) -> list[Outcome]:
    found = []
    async with broken(way) as server:
        clock = ManualClock()
        transport = Transport(clock=clock)
        storage = BlockStorage(Service(transport, Endpoint.parse(server.url), _Token(), clock))
        who = {"tenant_id": "t", "username": "u", "password": SecretStr("p")}
        try:
            for call in CALLS:
                session = Session(transport, Identity(transport, server.url, clock), clock, **who)  # type: ignore[arg-type]
                server.requests.clear()
                clock.slept.clear()
                error = await _sent(call, session, storage, Things())
                mine = sum(1 for method, path in server.requests if method == call.method and call.path in path)
                found.append(Outcome(call, error, mine, len(server.requests) - mine, sum(clock.slept)))
        finally:
            await transport.aclose()
    return found


async def _of_fault(cloud: Bed, storage: BlockStorage, fault: Fault, call: Call, things: Things) -> Outcome:
    cloud.cloud.requests.clear()
    cloud.clock.slept.clear()
    cloud.cloud.faults.add(replace(fault, path=BLOCK_STORAGE if call.send is not None else IDENTITY))
    try:
        error = await _sent(call, cloud.sign_in(), storage, things)
    finally:
        cloud.cloud.faults.clear()
    mine = cloud.sent(call.method, call.path)
    return Outcome(call, error, mine, len(cloud.cloud.requests) - mine, sum(cloud.clock.slept))


async def _made(cloud: Bed, storage: BlockStorage) -> Things:
    kept, pictured, doomed = [(await storage.create_volume(NewVolume(10))).id for _ in range(3)]
    await cloud.passes(30)
    snapshot = await storage.create_snapshot(NewSnapshot(kept))
    await cloud.passes(30)
    return Things(kept, pictured, doomed, snapshot.id)


async def _sent(call: Call, session: Session, storage: BlockStorage, things: Things) -> errors.ApiError | None:
    try:
        await (call.send(storage, things) if call.send is not None else session.access())
    except errors.ApiError as error:
        return error
    return None
