"""Tokens, their life, and the catalog."""

from datetime import timedelta

import pytest
from support_cloud import Caller, ManualClock, quiet_cloud

from tbs_tui.demo import DEMO_TENANTS, OBJECT_STORAGE_TENANT_ID, DemoCloud

UNAUTHORIZED = {
    "error": {"message": "The request you have made requires authentication.", "code": 401, "title": "Unauthorized"}
}


async def test_a_token_comes_with_the_catalog_of_its_tenant(caller: Caller) -> None:
    answer = await caller.sign_in()
    assert answer.status_code == 200
    access = answer.json()["access"]
    assert access["token"]["tenant"]["id"] == caller.tenant_id
    # Times of Keystone v2.0: issued_at without a zone, expires with one.
    assert access["token"]["issued_at"] == "2026-03-02T09:00:00.000000"
    assert access["token"]["expires"] == "2026-03-02T21:00:00Z"
    services = {service["type"]: service["endpoints"] for service in access["serviceCatalog"]}
    assert set(services) == {"volumev2", "compute", "image", "identity"}
    assert [endpoint["region"] for endpoint in services["volumev2"]] == ["KR1", "KR2", "JP1"]
    assert services["volumev2"][0] == {
        "region": "KR1",
        "publicURL": f"http://cloud.test/KR1/volume/v2/{caller.tenant_id}",
    }
    assert services["image"][0]["publicURL"] == "http://cloud.test/KR1/image"
    assert services["compute"][0]["publicURL"].endswith(f"/KR1/compute/v2/{caller.tenant_id}")
    assert services["identity"] == [{"region": "KR1", "publicURL": "http://cloud.test/v2.0"}]


async def test_the_catalog_names_the_host_the_client_named(caller: Caller) -> None:
    await caller.sign_in()
    answer = await caller.get("/volumes?limit=1", headers={"Host": "kr1.example.com"})
    [link] = answer.json()["volumes_links"]
    assert link["href"].startswith(f"http://kr1.example.com{caller.base}/volumes?limit=1&marker=")


async def test_the_tenant_of_object_storage_has_no_block_storage(caller: Caller) -> None:
    answer = await caller.sign_in(tenantId=OBJECT_STORAGE_TENANT_ID)
    types = [service["type"] for service in answer.json()["access"]["serviceCatalog"]]
    assert types == ["object-store", "identity"]


@pytest.mark.parametrize(
    "auth",
    [
        {"tenantId": "f" * 32},
        {"passwordCredentials": {"username": "nobody@example.com", "password": "demo-password"}},
        {"passwordCredentials": {"username": "demo@example.com", "password": "wrong"}},
    ],
    ids=["tenant", "user", "password"],
)
async def test_whatever_is_wrong_the_refusal_is_the_same(caller: Caller, auth: dict[str, object]) -> None:
    answer = await caller.sign_in(**auth)
    assert answer.status_code == 401
    assert answer.json() == UNAUTHORIZED
    assert answer.headers["www-authenticate"] == 'Keystone uri="http://cloud.test"'
    assert answer.headers["vary"] == "X-Auth-Token"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", "valid JSON in request body"),
        (b"[]", "auth in request body"),
        (b'{"auth": {}}', "passwordCredentials in auth"),
        (b'{"auth": {"passwordCredentials": {}}}', "password in passwordCredentials"),
        (b'{"auth": {"passwordCredentials": {"password": "x"}}}', "username or userId in passwordCredentials"),
    ],
)
async def test_a_missing_field_is_400(caller: Caller, body: bytes, expected: str) -> None:
    answer = await caller.http.post("/v2.0/tokens", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["title"] == "Bad Request"
    assert answer.json()["error"]["message"].startswith(f"Expecting to find {expected}. The server could not comply")


async def test_a_token_expires(caller: Caller, cloud: DemoCloud, clock: ManualClock) -> None:
    cloud.token_lifetime = timedelta(minutes=10)
    await caller.sign_in()
    clock.advance(599)
    assert (await caller.get("/types")).status_code == 200
    clock.advance(1)
    refused = await caller.get("/types")
    assert refused.status_code == 401
    # Liberty says it in words, not in JSON.
    assert refused.text == "Authentication required"
    assert refused.headers["content-type"] == "text/html; charset=UTF-8"
    assert refused.headers["www-authenticate"] == "Keystone uri='http://cloud.test'"
    assert refused.headers["x-openstack-request-id"].startswith("req-")


async def test_all_tokens_can_be_revoked(caller: Caller, cloud: DemoCloud) -> None:
    assert (await caller.get("/types")).status_code == 200
    cloud.revoke_tokens()
    assert (await caller.get("/types")).status_code == 401


async def test_newer_middleware_refuses_a_token_with_json(upstream: Caller) -> None:
    refused = await upstream.get("/types", headers={"X-Auth-Token": "nonsense"})
    assert refused.status_code == 401
    assert refused.json() == UNAUTHORIZED


async def test_tenants_of_the_user(caller: Caller) -> None:
    answer = await caller.get("//v2.0/tenants")
    assert [tenant["id"] for tenant in answer.json()["tenants"]] == [tenant.id for tenant in DEMO_TENANTS]
    assert answer.json()["tenants_links"] == []
    assert (await caller.http.get("/v2.0/tenants")).status_code == 401


async def test_tenants_need_not_be_listed(clock: ManualClock) -> None:
    answer = await Caller(quiet_cloud(clock, volumes=0, tenants_list=False)).get("//v2.0/tenants")
    assert answer.status_code == 404
    assert answer.json()["error"]["title"] == "Not Found"


async def test_a_token_is_good_for_its_own_tenant_only(caller: Caller) -> None:
    other = DEMO_TENANTS[1].id
    answer = await caller.get(f"//KR1/volume/v2/{other}/volumes")
    assert answer.status_code == 400
    assert answer.content == b'{"badRequest": {"code": 400, "message": "Malformed request url"}}'


def test_tenants_can_be_told_apart() -> None:
    assert [tenant.production for tenant in DEMO_TENANTS] == [False, True]
    assert all(len(tenant.id) == 32 and int(tenant.id, 16) for tenant in DEMO_TENANTS)
