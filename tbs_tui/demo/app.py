"""The demo cloud: an ASGI callable in front of a world in memory."""

import asyncio
import re
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from tbs_tui.demo import answers, image_compute, snapshots, upload, volumes
from tbs_tui.demo.call import Call
from tbs_tui.demo.dialect import Dialect
from tbs_tui.demo.faults import Fault, FaultKind, Faults, first_page, instead, of_glance, spoil
from tbs_tui.demo.identity import Identity
from tbs_tui.demo.life import Life
from tbs_tui.demo.seed import furnish
from tbs_tui.demo.wire import JSON, Answer, Receive, Refused, Request, Scope, Send, read_request
from tbs_tui.demo.world import Region, World

_SERVICE = re.compile(r"/(?P<region>[A-Z0-9]+)/(?P<service>volume|compute|image)/v2/(?P<rest>.+)\Z")
_CUTS = {FaultKind.CUT, FaultKind.CUT_AFTER}
_PAGES = {FaultKind.REPEAT_PAGE, FaultKind.ENDLESS}
#: Requests remembered.
_SEEN = 10_000


class DemoCloud:
    """Identity, block storage, image and compute of a cloud like NHN's, in memory.

    `now` gives aware times and drives all transitions; `sleep` (seconds) serves faults of latency only. `volumes` is
    the number of volumes of the first tenant: below 40 all of them are in its first region; up to 199 they are spread
    over its three regions; from 200 on its first region alone holds exactly that many. `page_limit` is the largest
    page. With `life` something begins every 20 to 40 seconds by itself.

    `requests` remembers (method, path, status) of the last 10,000 requests; status 0 is an answer that was cut off.
    Starts no thread, no server and no task of its own.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        seed: int = 7,
        volumes: int = 60,
        page_limit: int = 1000,
        dialect: Dialect = Dialect(),  # noqa: B008 - frozen
        life: bool = True,
    ) -> None:
        self.world = World(now, seed, dialect, page_limit)
        self.faults = Faults()
        self.requests: deque[tuple[str, str, int]] = deque(maxlen=_SEEN)
        self._sleep = sleep
        self._identity = Identity(self.world)
        furnish(self.world, volumes, alive=life)
        if life:
            Life(self.world, seed).begin()

    @property
    def token_lifetime(self) -> timedelta:
        """How long tokens to come are good."""
        return self._identity.token_lifetime

    @token_lifetime.setter
    def token_lifetime(self, lifetime: timedelta) -> None:
        self._identity.token_lifetime = lifetime

    def revoke_tokens(self) -> None:
        """All tokens die now, as after a change of the API password."""
        self._identity.revoke_all()

    def region(self, tenant_id: str, name: str) -> Region:
        """The state of a tenant's region, for tests to look at and to change. Raises KeyError."""
        return self.world.regions[tenant_id, name]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(f"the demo cloud speaks HTTP, not {scope['type']}")
        request = await read_request(scope, receive)
        fault = await self._fault(request)
        if fault is not None and fault.kind is FaultKind.NO_GLANCE and of_glance(request):
            fault = replace(fault, kind=FaultKind.CUT)
        self.world.advance()
        answer: Answer | None = None
        if fault is None or fault.kind is not FaultKind.CUT:
            answer = await self._answer(request, fault)
        if answer is None or (fault is not None and fault.kind in _CUTS):
            self.requests.append((request.method, request.path, 0))
            await _cut(send)
        elif fault is not None and fault.kind is FaultKind.CUT_BODY:
            self.requests.append((request.method, request.path, 0))
            await _cut_body(answer, send)
        else:
            self.requests.append((request.method, request.path, answer.status))
            await _send(answer, send)

    async def _fault(self, request: Request) -> Fault | None:
        """Sit out the latencies; the fault beside them, if any."""
        beside = None
        for fault in self.faults.take(request):
            if fault.kind is FaultKind.LATENCY:
                await self._sleep(fault.seconds)
            else:
                beside = fault
        return beside

    async def _answer(self, request: Request, fault: Fault | None) -> Answer:
        if fault is not None:
            replaced = instead(fault)
            if replaced is not None:
                return self._signed(replaced, request)
            if fault.kind is FaultKind.REVOKE:
                self.revoke_tokens()
        asked = first_page(request) if fault is not None and fault.kind in _PAGES else request
        try:
            answer = await self._route(asked)
        except Refused as refused:
            answer = refused.answer
        if fault is not None:
            answer = spoil(fault, answer, request, self.world.request_ids)
        return self._signed(answer, request)

    def _signed(self, answer: Answer, request: Request) -> Answer:
        """The answer with a request id, which Keystone alone does not give. Where Cinder or Nova themselves have
        spoken, and not what stands before them, there is a second header with it."""
        if not request.path.startswith("/v2.0"):
            request_id = f"req-{self.world.request_ids.uuid()}"
            answer.headers.append(("x-openstack-request-id", request_id))
            if answer.content_type == JSON and "/image/" not in request.path and answer.status != 401:
                answer.headers.append(("x-compute-request-id", request_id))
        return answer

    async def _route(self, request: Request) -> Answer:
        if request.path == "/v2.0" or request.path.startswith("/v2.0/"):
            return self._identity.handle(request)
        match = _SERVICE.match(request.path)
        if match is None:
            raise answers.no_such_path()
        token = self._identity.token_of(request)
        if token is None:
            raise answers.no_token(request, as_json=self.world.dialect.json_401)
        service, segments = match["service"], match["rest"].split("/")
        region = self.world.region(token.tenant_id or "", match["region"])
        if region is None:
            raise answers.no_such_path()
        call = Call(request, self.world, region, f"{request.base}/{match['region']}/{service}")
        if service == "image":
            return image_compute.images(call, segments)
        tenant_id, *rest = segments
        if service == "compute":
            _own(tenant_id, region)
            return image_compute.compute(call, rest)
        return await _volume_route(call, tenant_id, rest)


def _own(tenant_id: str, region: Region) -> None:
    """Refuse the id of another tenant in the path."""
    if tenant_id != region.tenant_id:
        raise answers.bad_request("Malformed request url")


async def _volume_route(call: Call, tenant_id: str, segments: list[str]) -> Answer:
    """The calls of the guide, and the zones, which every Cinder has."""
    _own(tenant_id, call.region)
    match call.request.method, segments:
        case "GET", ["types"]:
            return volumes.list_types(call)
        case "GET", ["types", type_id] if type_id:
            return volumes.show_type(call, type_id)
        case "GET", ["volumes"]:
            return await volumes.list_volumes(call, detail=False)
        case "GET", ["volumes", "detail"]:
            return await volumes.list_volumes(call, detail=True)
        case "GET", ["volumes", volume_id] if volume_id:
            return volumes.show(call, volume_id)
        case "POST", ["volumes"]:
            return volumes.create(call)
        case "POST", ["volumes", volume_id, "action"]:
            return upload.action(call, volume_id)
        case "DELETE", ["volumes", volume_id] if volume_id:
            return volumes.delete(call, volume_id)
        case "GET", ["snapshots"]:
            return await snapshots.list_snapshots(call, detail=False)
        case "GET", ["snapshots", "detail"]:
            return await snapshots.list_snapshots(call, detail=True)
        case "GET", ["snapshots", snapshot_id] if snapshot_id:
            return snapshots.show(call, snapshot_id)
        case "POST", ["snapshots"]:
            return snapshots.create(call)
        case "DELETE", ["snapshots", snapshot_id] if snapshot_id:
            return snapshots.delete(call, snapshot_id)
        case "GET", ["os-availability-zone"]:
            return image_compute.zones(call)
    raise answers.no_such_path()


async def _send(answer: Answer, send: Send) -> None:
    await send(_start(answer))
    for chunk in answer.chunks:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _start(answer: Answer, length: int | None = None) -> dict[str, object]:
    """The head of an answer; `length` in bytes when it is to be said otherwise than it is."""
    said = answer.length if length is None else length
    headers = [("content-type", answer.content_type), ("content-length", str(said)), *answer.headers]
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return {"type": "http.response.start", "status": answer.status, "headers": encoded}


async def _cut(send: Send) -> None:
    """End the connection without an answer.

    ASGI has no word for it. uvicorn answers an exception with a 500 of its own, unless a response has begun: status 0
    begins one, which fails before a byte is written, and then it closes the connection.
    """
    try:
        await send({"type": "http.response.start", "status": 0, "headers": []})
    except KeyError as unknown_status:
        raise ConnectionResetError("cut before the answer") from unknown_status
    raise ConnectionResetError("cut before the answer")


async def _cut_body(answer: Answer, send: Send) -> None:
    # An answer without a body has none to cut: one byte is promised.
    await send(_start(answer, max(answer.length, 1)))
    await send({"type": "http.response.body", "body": answer.body[: answer.length // 2], "more_body": True})
    raise ConnectionResetError("cut in the body")
