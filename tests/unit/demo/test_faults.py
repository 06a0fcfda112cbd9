"""Everything that can go wrong on the way, in process and over a socket."""

import json

import httpx
import pytest
from support_cloud import Caller, ManualClock, serve

from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME, DemoCloud, Fault, FaultKind, Faults
from tbs_tui.demo.wire import Request


def request(method: str = "GET", path: str = "/KR1/volume/v2/t/volumes") -> Request:
    return Request(method, path, [], {}, "http://cloud.test")


def test_a_fault_hits_only_what_it_is_meant_for() -> None:
    faults = Faults()
    faults.add(Fault(FaultKind.CUT, region="KR1", method="GET", path="/KR1/volume"))
    assert [fault.kind for fault in faults.take(request())] == [FaultKind.CUT]
    assert not faults.take(request("POST"))
    assert not faults.take(request(path="/KR2/volume/v2/t/volumes"))
    assert not faults.take(request(path="/KR1/image/v2/images"))
    faults.clear()
    assert not faults.take(request())


def test_a_fault_is_skipped_and_counted_down() -> None:
    faults = Faults()
    faults.add(Fault(FaultKind.EMPTY, skip=1, times=2))
    assert [len(faults.take(request())) for _ in range(5)] == [0, 1, 1, 0, 0]
    assert not list(faults)


def test_faults_take_turns_but_latency_comes_with_each() -> None:
    faults = Faults()
    faults.add(Fault(FaultKind.CUT, times=1))
    faults.add(Fault(FaultKind.LATENCY, seconds=2))
    faults.add(Fault(FaultKind.EMPTY, times=1))
    hits = [[fault.kind.value for fault in faults.take(request())] for _ in range(3)]
    assert hits == [["cut", "latency"], ["latency", "empty"], ["latency"]]


async def test_latency_goes_through_the_injected_sleep(caller: Caller, cloud: DemoCloud, clock: ManualClock) -> None:
    cloud.faults.add(Fault(FaultKind.LATENCY, seconds=12.5, path="/KR1"))
    assert (await caller.get("/types")).status_code == 200
    assert clock.slept == [12.5]


@pytest.mark.parametrize(
    ("fault", "status", "retry_after"),
    [
        (Fault(FaultKind.STATUS), 503, None),
        (Fault(FaultKind.STATUS, status=500), 500, None),
        (Fault(FaultKind.STATUS, status=429, retry_after=7), 429, "7"),
        (Fault(FaultKind.RATE_LIMIT), 413, "1"),
        (Fault(FaultKind.REDIRECT), 302, None),
        (Fault(FaultKind.HTML_PAGE), 502, None),
        (Fault(FaultKind.HTML_PAGE, status=200), 200, None),
        (Fault(FaultKind.EMPTY), 200, None),
        (Fault(FaultKind.EMPTY, status=204), 204, None),
    ],
)
async def test_an_answer_in_place_of_the_true_one(
    caller: Caller, cloud: DemoCloud, fault: Fault, status: int, retry_after: str | None
) -> None:
    await caller.sign_in()
    cloud.faults.add(fault)
    answer = await caller.get("/volumes")
    assert answer.status_code == status
    assert answer.headers.get("retry-after") == retry_after
    if fault.kind is FaultKind.RATE_LIMIT:
        assert list(answer.json()) == ["overLimitFault"]
    if fault.kind is FaultKind.REDIRECT:
        assert answer.headers["location"] == "https://elsewhere.example.com/login"
    if fault.kind is FaultKind.HTML_PAGE:
        assert answer.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("status", "key"), [(400, "badRequest"), (403, "forbidden"), (404, "itemNotFound"), (500, "computeFault")]
)
async def test_a_status_has_the_body_that_cinder_gives_with_it(
    caller: Caller, cloud: DemoCloud, status: int, key: str
) -> None:
    await caller.sign_in()
    cloud.faults.add(Fault(FaultKind.STATUS, status=status))
    assert list((await caller.get("/volumes")).json()) == [key]


async def test_bodies_that_are_not_what_they_should_be(caller: Caller, cloud: DemoCloud) -> None:
    whole = await caller.get("/volumes")
    for kind in (FaultKind.TRUNCATED_JSON, FaultKind.INVALID_JSON):
        cloud.faults.add(Fault(kind, times=1))
        answer = await caller.get("/volumes")
        assert answer.status_code == 200
        with pytest.raises(json.JSONDecodeError):
            answer.json()
    cloud.faults.add(Fault(FaultKind.WRONG_TOP, times=1))
    assert isinstance((await caller.get("/volumes")).json(), list)
    cloud.faults.add(Fault(FaultKind.WRAPPER, times=1))
    assert (await caller.get("/volumes")).json()["header"]["isSuccessful"] is False
    cloud.faults.add(Fault(FaultKind.HUGE, times=1, size=1_000_000))
    huge = await caller.get("/volumes")
    assert len(huge.content) == len(whole.content) + 1_000_000
    assert huge.json() == whole.json()


async def test_revoked_on_the_way(caller: Caller, cloud: DemoCloud) -> None:
    await caller.sign_in()
    cloud.faults.add(Fault(FaultKind.REVOKE, times=1))
    assert (await caller.get("/volumes")).status_code == 401
    await caller.sign_in()
    assert (await caller.get("/volumes")).status_code == 200


async def test_without_glance_an_upload_is_refused_as_cinder_does_and_changes_nothing(
    caller: Caller, cloud: DemoCloud
) -> None:
    volume = (await caller.get("/volumes?limit=1")).json()["volumes"][0]
    path = f"/volumes/{volume['id']}"
    before = await caller.status(path)
    cloud.faults.add(Fault(FaultKind.NO_GLANCE))
    answer = await caller.post(f"{path}/action", {"os-volume_upload_image": {"image_name": "i", "force": True}})
    assert answer.status_code == 400
    assert list(answer.json()) == ["badRequest"]
    assert answer.json()["badRequest"]["message"].startswith("Connection to glance failed: Error finding address for")
    assert await caller.status(path) == before
    with pytest.raises(ConnectionResetError):
        await caller.get("//KR1/image/v2/images")
    cloud.faults.clear()
    assert (await caller.get("//KR1/image/v2/images")).status_code == 200


async def test_malformed_items(caller: Caller, cloud: DemoCloud) -> None:
    cloud.faults.add(Fault(FaultKind.MALFORMED_ITEMS))
    rows = (await caller.get("/volumes/detail?limit=5")).json()["volumes"]
    assert "size" not in rows[0]
    assert rows[1]["status"] is None
    assert rows[2]["size"] == "many"
    assert rows[3]["size"] > 0


async def test_pages_that_never_end(caller: Caller, cloud: DemoCloud) -> None:
    first = (await caller.get("/volumes?limit=3")).json()
    marker = first["volumes"][-1]["id"]
    cloud.faults.add(Fault(FaultKind.REPEAT_PAGE, times=1))
    again = (await caller.get(f"/volumes?limit=3&marker={marker}")).json()
    assert again["volumes"] == first["volumes"]
    cloud.faults.add(Fault(FaultKind.ENDLESS))
    seen: set[str] = set()
    for _ in range(20):
        body = (await caller.get(f"/volumes?limit=3&marker={marker}")).json()
        marker = body["volumes"][-1]["id"]
        seen |= {row["id"] for row in body["volumes"]}
        assert marker in body["volumes_links"][0]["href"]
    assert len(seen) == 60


@pytest.mark.parametrize(
    ("kind", "carried_out"), [(FaultKind.CUT, False), (FaultKind.CUT_AFTER, True), (FaultKind.CUT_BODY, True)]
)
async def test_a_cut_in_process(caller: Caller, cloud: DemoCloud, kind: FaultKind, carried_out: bool) -> None:
    await caller.sign_in()
    before = len(caller.region.volumes)
    cloud.faults.add(Fault(kind, times=1))
    with pytest.raises(ConnectionResetError):
        await caller.post("/volumes", {"volume": {"size": 10}})
    assert len(caller.region.volumes) == before + carried_out
    assert cloud.requests[-1] == ("POST", f"{caller.base}/volumes", 0)


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.CUT_AFTER, FaultKind.CUT_BODY])
def test_a_cut_over_a_socket(cloud: DemoCloud, kind: FaultKind) -> None:
    with serve(cloud) as base, httpx.Client(base_url=base) as client:
        cloud.faults.add(Fault(kind, times=1))
        with pytest.raises(httpx.RemoteProtocolError) as failed:
            client.get("/KR1/volume/v2/x/volumes")
        cut_in_body = "without sending complete message body" in str(failed.value)
        assert cut_in_body == (kind is FaultKind.CUT_BODY)
        assert client.get("/KR1/volume/v2/x/volumes").status_code == 401


def test_an_answer_without_a_body_can_be_cut_too(cloud: DemoCloud) -> None:
    with serve(cloud) as base, httpx.Client(base_url=base) as client:
        cloud.faults.add(Fault(FaultKind.REDIRECT, times=1))
        assert client.get("/KR1/volume/v2/x/volumes").headers["content-length"] == "0"
        credentials = {"username": DEMO_USERNAME, "password": DEMO_PASSWORD}
        body = {"auth": {"tenantId": DEMO_TENANTS[0].id, "passwordCredentials": credentials}}
        token = client.post("/v2.0/tokens", json=body).json()["access"]["token"]["id"]
        region = cloud.region(DEMO_TENANTS[0].id, "KR1")
        [volume] = [item for item in region.volumes.newest_first() if item.name == "jenkins-home-restored"]
        cloud.faults.add(Fault(FaultKind.CUT_BODY, times=1))
        with pytest.raises(httpx.RemoteProtocolError):
            client.delete(f"/KR1/volume/v2/{region.tenant_id}/volumes/{volume.id}", headers={"X-Auth-Token": token})
        assert volume.status == "deleting"


def test_a_whole_answer_over_a_socket(cloud: DemoCloud) -> None:
    with serve(cloud) as base, httpx.Client(base_url=base) as client:
        answer = client.post("/v2.0/tokens", json={"auth": {}})
    assert answer.status_code == 400
    assert list(cloud.requests) == [("POST", "/v2.0/tokens", 400)]


async def test_only_http_is_spoken(cloud: DemoCloud) -> None:
    async def nothing(*_: object) -> dict[str, object]:
        return {}

    with pytest.raises(NotImplementedError):
        await cloud({"type": "websocket"}, nothing, nothing)  # type: ignore[arg-type]
