"""Clouds and clocks for tests: the demo cloud on a real socket, and time that moves only when told to."""

import asyncio
import contextlib
import heapq
import math
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import uvicorn

from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME, DemoCloud, Dialect

#: Where a `ManualClock` starts.
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class ManualClock:
    """A clock that stands still. `sleep` moves it on at once; with ``auto=False`` it waits until `advance` has gone
    far enough. Times in seconds; `now` and `monotonic` move together."""

    def __init__(self, start: datetime = START, *, auto: bool = True) -> None:
        self._start = start
        self._passed = 0.0
        self._auto = auto
        self._count = 0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        #: Every sleep asked for, in order.
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self._auto:
            self._passed += max(seconds, 0.0)
            # Whoever else is ready gets a turn, as in a true sleep: a loop of sleeps must not hold the event loop.
            await asyncio.sleep(0)
            return
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self._passed + seconds, self._count, woken))
        await woken

    def advance(self, seconds: float) -> None:
        """Let time pass, and wake all whose time has come, in the order in which it came."""
        self._passed += seconds
        while self._sleepers and self._sleepers[0][0] <= self._passed:
            woken = heapq.heappop(self._sleepers)[2]
            if not woken.done():
                woken.set_result(None)

    @property
    def quiet(self) -> float:
        """For how many seconds nobody wants to be woken; endless when nobody sleeps."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] - self._passed if self._sleepers else math.inf

    @property
    def sleeping(self) -> int:
        """How many are asleep."""
        return sum(not woken.done() for _, _, woken in self._sleepers)


def quiet_cloud(clock: ManualClock, *, volumes: int = 60, page_limit: int = 1000, **dialect: Any) -> DemoCloud:
    """A demo cloud in which nothing begins by itself. `dialect` are fields of `Dialect`."""
    return DemoCloud(
        now=clock.now,
        sleep=clock.sleep,
        volumes=volumes,
        page_limit=page_limit,
        dialect=Dialect(**dialect),
        life=False,
    )


class Caller:
    """Bare requests to a demo cloud in process, with a token: for tests that look at the bytes, and not through our
    own client. Paths are relative to block storage of `region`, or absolute when they begin with ``//``."""

    def __init__(self, cloud: DemoCloud, *, tenant_id: str = DEMO_TENANTS[0].id, region: str = "KR1") -> None:
        self.cloud = cloud
        self.tenant_id = tenant_id
        self.region = cloud.region(tenant_id, region)
        self.base = f"/{region}/volume/v2/{tenant_id}"
        self.token = ""
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(cloud), base_url="http://cloud.test")

    async def sign_in(self, **auth: Any) -> httpx.Response:
        """Take a token; `auth` replaces members of the request's ``auth``."""
        credentials = {"username": DEMO_USERNAME, "password": DEMO_PASSWORD}
        body = {"auth": {"tenantId": self.tenant_id, "passwordCredentials": credentials} | auth}
        answer = await self.http.post("/v2.0/tokens", json=body)
        if answer.status_code == 200:
            self.token = answer.json()["access"]["token"]["id"]
        return answer

    async def send(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        if not self.token:
            await self.sign_in()
        url = path[1:] if path.startswith("//") else f"{self.base}{path}"
        headers = {"X-Auth-Token": self.token} | more.pop("headers", {})
        if body is not None:
            more["json"] = body
        return await self.http.request(method, url, headers=headers, **more)

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.send("GET", path, **more)

    async def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return await self.send("POST", path, body, **more)

    async def delete(self, path: str) -> httpx.Response:
        return await self.send("DELETE", path)

    async def status(self, path: str) -> str | None:
        """The status of the volume, snapshot or image at `path`; None when it is gone."""
        answer = await self.get(path)
        if answer.status_code == 404:
            return None
        document = answer.json()
        [item] = document.values() if len(document) == 1 else [document]
        return str(item["status"])


class _Server(uvicorn.Server):
    """Tells when it is up; leaves the signals to pytest."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.contextmanager
def serve(app: Any) -> Iterator[str]:
    """Serve an ASGI app on 127.0.0.1 in a thread of its own; gives its address, such as ``http://127.0.0.1:40123``.

    The app runs in the thread's loop: what a test does to it meanwhile should be single assignments, or be done
    between requests.
    """
    config = uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_level="critical", http="h11", ws="none")
    server = _Server(config)
    thread = threading.Thread(target=server.run, name="demo-cloud", daemon=True)
    thread.start()
    try:
        if not server.up.wait(10) or not server.started:
            raise RuntimeError("the server did not come up within 10 s")
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        # Open keep-alive connections would be waited for.
        server.force_exit = True
        thread.join(10)
        if thread.is_alive():
            raise RuntimeError("the server did not stop within 10 s")
