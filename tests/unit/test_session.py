"""Sign-in, the token's life, and the services of the catalog."""

import asyncio
import traceback
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from support_cloud import START, ManualClock
from unit.support_origin import Origin, Reply, Seen

from tbs_tui.account.session import RENEW_AHEAD, Session
from tbs_tui.api import errors
from tbs_tui.api.errors import ApiError
from tbs_tui.api.identity import Identity
from tbs_tui.api.transport import Transport

TENANT = "6cdebe3eb0094910bc41f1d42ebe4cb7"
PASSWORD = "hunter2-secret"
VOLUMES = f"https://kr1.example.com/v2/{TENANT}"


def access(token: str = "gAAAAAB-0", *, life: timedelta = timedelta(hours=12), **catalog: Any) -> dict[str, Any]:
    services = catalog or {"volumev2": {"KR1": VOLUMES, "KR2": VOLUMES.replace("kr1", "kr2")}}
    return {
        "access": {
            "token": {
                "id": token,
                "expires": (START + life).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "tenant": {"id": TENANT, "name": "AbCdEfGh", "description": None},
            },
            "serviceCatalog": [
                {"type": kind, "endpoints": [{"region": region, "publicURL": url} for region, url in places.items()]}
                for kind, places in services.items()
            ],
        }
    }


class Bed:
    """A session in front of an identity service that answers by script."""

    def __init__(self, *script: Reply, **more: Any) -> None:
        self.clock = ManualClock()
        self.origin = Origin(*script, answer=more.pop("answer", None))
        self.transport = Transport(clock=self.clock, app=self.origin)
        self.session = Session(
            self.transport,
            Identity(self.transport, "https://identity.example.com/v2.0/", self.clock),
            self.clock,
            tenant_id=TENANT,
            username="me@example.com",
            password=more.pop("password", SecretStr(PASSWORD)),
            **more,
        )


async def test_signing_in_sends_the_documented_body() -> None:
    bed = Bed(Reply(body=access()))
    assert await bed.session.token() == "gAAAAAB-0"
    [seen] = bed.origin.seen
    assert (seen.method, seen.path) == ("POST", "/v2.0/tokens")
    assert seen.json == {
        "auth": {
            "tenantId": TENANT,
            "passwordCredentials": {"username": "me@example.com", "password": PASSWORD},
        }
    }
    assert "x-auth-token" not in seen.headers
    result = await bed.session.access()
    assert (result.expires, result.tenant_id, result.tenant_name) == (START + timedelta(hours=12), TENANT, "AbCdEfGh")
    assert await bed.session.regions() == ("KR1", "KR2")
    assert "gAAAAAB-0" not in repr(result) + str(result)
    assert PASSWORD not in repr(bed.session) + repr(vars(bed.session))


async def test_many_who_want_a_token_sign_in_once() -> None:
    bed = Bed(Reply(body=access()))
    tokens = await asyncio.gather(*(bed.session.token() for _ in range(20)))
    assert set(tokens) == {"gAAAAAB-0"}
    assert len(bed.origin.seen) == 1


async def test_a_sign_in_that_fails_fails_for_all_who_waited() -> None:
    # Twenty wrong passwords in a second would lock the user out.
    bed = Bed(Reply(401))
    results = await asyncio.gather(*(bed.session.token() for _ in range(20)), return_exceptions=True)
    assert {type(result) for result in results} == {errors.WrongCredentials}
    assert len(bed.origin.seen) == 1
    # Another region's requests a moment later do not send the same password again; a minute later it is tried.
    with pytest.raises(errors.WrongCredentials):
        await bed.session.token()
    assert len(bed.origin.seen) == 1
    bed.clock.advance(61)
    with pytest.raises(errors.WrongCredentials):
        await bed.session.token()
    assert len(bed.origin.seen) == 2


async def test_a_refused_password_does_not_stand_in_the_way_of_another() -> None:
    bed = Bed(Reply(401), Reply(body=access()))
    with pytest.raises(errors.WrongCredentials):
        await bed.session.token()
    await bed.session.sign_in(SecretStr("another"))
    assert await bed.session.token() == "gAAAAAB-0"


async def test_regions_begin_with_the_oldest_whatever_the_catalog_s_order() -> None:
    places = {"XX9": VOLUMES, "JP1": VOLUMES, "KR2": VOLUMES, "KR1": VOLUMES}
    bed = Bed(Reply(body=access(volumev2=places)))
    assert await bed.session.regions() == ("KR1", "KR2", "JP1", "XX9")


async def test_a_sign_in_that_was_cancelled_leaves_it_to_the_next() -> None:
    bed = Bed(Reply(body=access()))
    first = asyncio.create_task(bed.session.token())
    second = asyncio.create_task(bed.session.token())
    await asyncio.sleep(0)
    first.cancel()
    assert await second == "gAAAAAB-0"
    assert first.cancelled()


async def test_a_token_is_renewed_ahead_of_its_end_and_once() -> None:
    replies = [Reply(body=access("t-1", life=timedelta(hours=1))), Reply(body=access("t-2", life=timedelta(hours=9)))]
    bed = Bed(*replies)
    assert await bed.session.token() == "t-1"
    await bed.clock.sleep((timedelta(hours=1) - RENEW_AHEAD).total_seconds() - 1)
    assert await bed.session.token() == "t-1"
    await bed.clock.sleep(2)
    assert set(await asyncio.gather(*(bed.session.token() for _ in range(9)))) == {"t-2"}
    assert len(bed.origin.seen) == 2


async def test_a_fresh_token_is_trusted_whatever_this_machines_clock_says() -> None:
    bed = Bed(Reply(body=access("t-1", life=timedelta(hours=-5))), Reply(body=access("t-2")))
    assert await bed.session.token() == "t-1"
    assert await bed.session.token() == "t-1"
    await bed.clock.sleep(61)
    assert await bed.session.token() == "t-2"


async def test_requests_refused_together_renew_once() -> None:
    bed = Bed(Reply(body=access("t-1")), Reply(body=access("t-2")))
    assert await bed.session.token() == "t-1"
    renewed = await asyncio.gather(*(bed.session.renewed("t-1") for _ in range(9)))
    assert set(renewed) == {"t-2"}
    assert await bed.session.renewed("t-1") == "t-2"
    assert len(bed.origin.seen) == 2


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(401, {"error": {"message": "Could not find user: x"}}), errors.WrongCredentials),
        (Reply(401, b""), errors.WrongCredentials),
        (Reply(400, {"error": {"message": "Expecting to find"}}), errors.InvalidInput),
        (Reply(403), errors.NoRight),
        (Reply(404, b"<html>"), errors.NotFound),
        (Reply(500), errors.ServerError),
        (Reply(503), errors.RateLimited),
        (Reply(302, headers={"location": "https://evil.example.com"}), errors.NotUnderstood),
        (Reply(raises=ConnectionResetError("cut")), errors.Unreachable),
        (Reply(200, b"<html>gAAAAAB-0</html>"), errors.NotUnderstood),
        (Reply(200, b'{"access": {"token": {"id": "gAAAAAB-0", '), errors.NotUnderstood),
        (Reply(200, {"access": {}}), errors.NotUnderstood),
        (Reply(200, {"access": []}), errors.NotUnderstood),
        (Reply(200, {"access": {"token": {"id": "", "expires": "2026-01-01T00:00:00Z"}}}), errors.NotUnderstood),
        (Reply(200, {"access": {"token": {"id": "gAAAAAB-0", "expires": "soon"}}}), errors.NotUnderstood),
        (Reply(200, {"access": {"token": {"id": "gAAAAAB-0", "expires": 17}}}), errors.NotUnderstood),
        (Reply(200, access("gAAAAAB-0\r\nx-evil: 1")), errors.NotUnderstood),
        (Reply(200, access("gAAAAAB-0한")), errors.NotUnderstood),
        (Reply(200, access(swift={"KR1": "https://o.example.com"})), errors.NoBlockStorage),
    ],
    ids=str,
)
async def test_a_sign_in_that_goes_wrong_is_sent_once_and_tells_no_secret(reply: Reply, kind: type[ApiError]) -> None:
    bed = Bed(reply)
    with pytest.raises(ApiError) as caught:
        await bed.session.token()
    assert type(caught.value) is kind
    # Nobody's change was sent yet, so nothing can have been done.
    assert caught.value.maybe_done is False
    assert len(bed.origin.seen) == 1
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(bed.transport.records)
    assert PASSWORD not in told
    assert "gAAAAAB-0" not in told


async def test_an_identity_service_that_echoes_the_password_is_hushed() -> None:
    bed = Bed(answer=lambda seen: Reply(400, {"error": {"message": f"Invalid: {seen.body.decode()}"}}))
    with pytest.raises(errors.InvalidInput) as caught:
        await bed.session.token()
    assert PASSWORD not in str(caught.value) + repr(caught.value)
    assert "***" in caught.value.words


async def test_the_password_goes_to_the_identity_url_and_nowhere_else() -> None:
    bed = Bed(Reply(302, headers={"location": "https://evil.example.com/v2.0/tokens"}))
    with pytest.raises(errors.NotUnderstood):
        await bed.session.token()
    assert [seen.headers["host"] for seen in bed.origin.seen] == ["identity.example.com"]


def answer_with(catalog: dict[str, Any]) -> Any:
    def answer(seen: Seen) -> Reply:
        if seen.path.endswith("/tokens"):
            return Reply(body=access(**catalog))
        return Reply(body={"volume_types": [], "id": "i", "server": {"id": "s"}})

    return answer


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (VOLUMES, f"/v2/{TENANT}/types"),
        (VOLUMES + "/", f"/v2/{TENANT}/types"),
        ("https://kr1.example.com", f"/v2/{TENANT}/types"),
        ("https://kr1.example.com/v2", f"/v2/{TENANT}/types"),
        ("https://kr1.example.com/KR1/volume/v2", f"/KR1/volume/v2/{TENANT}/types"),
        (f"https://kr1.example.com/KR1/volume/v2/{TENANT}", f"/KR1/volume/v2/{TENANT}/types"),
    ],
)
async def test_the_tenant_is_in_the_path_once(url: str, path: str) -> None:
    bed = Bed(answer=answer_with({"volumev2": {"KR1": url}}))
    await (await bed.session.block_storage("KR1")).types()
    assert bed.origin.seen[-1].path == path
    assert bed.origin.seen[-1].headers["host"] == "kr1.example.com"


@pytest.mark.parametrize(
    "url", ["http://kr1.example.com/v2", "ftp://x", "https://user:pw@kr1.example.com", "nonsense", "https://a/../b"]
)
async def test_the_token_does_not_go_to_a_catalog_url_that_breaks_the_rules(url: str) -> None:
    bed = Bed(answer=answer_with({"volumev2": {"KR1": url}}))
    with pytest.raises(errors.Refused):
        await bed.session.block_storage("KR1")
    assert len(bed.origin.seen) == 1


async def test_insecure_http_is_a_choice() -> None:
    bed = Bed(answer=answer_with({"volumev2": {"KR1": "http://kr1.example.com/v2"}}), insecure_http=True)
    await (await bed.session.block_storage("KR1")).types()
    assert bed.origin.seen[-1].path == f"/v2/{TENANT}/types"


async def test_a_region_that_the_catalog_has_not() -> None:
    bed = Bed(Reply(body=access()))
    with pytest.raises(errors.NoSuchRegion, match="KR1, KR2"):
        await bed.session.block_storage("US1")


async def test_the_helpers_are_there_where_the_catalog_has_them() -> None:
    catalog = {
        "volumev2": {"KR1": VOLUMES, "JP1": VOLUMES},
        "image": {"KR1": "https://image.example.com"},
        "compute": {"KR1": f"https://compute.example.com/v2/{TENANT}"},
    }
    bed = Bed(answer=answer_with(catalog))
    images, compute = await bed.session.images("KR1"), await bed.session.compute("KR1")
    assert images is not None
    assert compute is not None
    assert (await images.image("i")).id == "i"
    assert bed.origin.seen[-1].path == "/v2/images/i"
    assert (await compute.server("s")).id == "s"
    assert bed.origin.seen[-1].path == f"/v2/{TENANT}/servers/s"
    assert await bed.session.images("JP1") is None
    assert await bed.session.compute("JP1") is None


@pytest.mark.parametrize(
    "catalog",
    [
        None,
        {},
        "x",
        [
            1,
            {"type": 5},
            {"type": "volumev2"},
            {"type": "volumev2", "endpoints": [1, {"region": "KR1"}, {"region": 3, "publicURL": "https://x"}]},
        ],
    ],
)
async def test_a_catalog_of_odd_shape_offers_what_can_be_read(catalog: object) -> None:
    body = access()
    body["access"]["serviceCatalog"] = catalog
    bed = Bed(Reply(body=body))
    with pytest.raises(errors.NoBlockStorage):
        await bed.session.regions()


@pytest.mark.parametrize("url", ["https://id.example.com", "https://id.example.com/", "https://id.example.com/v2.0/"])
async def test_one_trailing_version_of_the_identity_url_is_taken_off(url: str) -> None:
    identity = Identity(Transport(clock=ManualClock(), app=Origin(Reply())), url, ManualClock())
    assert identity.endpoint.path == "/v2.0"


def test_an_identity_url_in_clear_is_refused() -> None:
    with pytest.raises(errors.Refused):
        Identity(Transport(clock=ManualClock()), "http://id.example.com", ManualClock())


async def test_tenants() -> None:
    rows = [{"id": "a", "name": "A", "enabled": True}, {"name": "no id"}]
    clock = ManualClock()
    origin = Origin(Reply(body={"tenants": rows}), Reply(404, b"<html>"), Reply(401))
    identity = Identity(Transport(clock=clock, app=origin), "https://id.example.com", clock)
    tenants = await identity.tenants(SecretStr("t"))
    assert tenants is not None
    assert [tenant.name for tenant in tenants] == ["A"]
    assert origin.seen[0].headers["x-auth-token"] == "t"
    assert await identity.tenants(SecretStr("t")) is None
    with pytest.raises(errors.SignInError):
        await identity.tenants(SecretStr("t"))


async def test_a_token_that_can_not_be_renewed_ahead_is_used_to_its_end() -> None:
    bed = Bed(Reply(body=access()), Reply(status=503), Reply(status=503), Reply(body=access("gAAAAAB-2")))
    first = await bed.session.token()
    bed.clock.advance(12 * 3600 - 90)
    assert await bed.session.token() == first
    assert await bed.session.token() == first
    assert len(bed.origin.seen) == 2, "the next try waits half a minute"
    bed.clock.advance(31)
    assert await bed.session.token() == first
    assert len(bed.origin.seen) == 3
    bed.clock.advance(60)
    assert await bed.session.token() == "gAAAAAB-2"


async def test_a_password_refused_ahead_of_the_end_is_told_at_once() -> None:
    bed = Bed(Reply(body=access()), Reply(status=401))
    await bed.session.token()
    bed.clock.advance(12 * 3600 - 90)
    with pytest.raises(errors.WrongCredentials):
        await bed.session.token()


async def test_without_a_password_a_kept_token_lasts_to_its_end_and_then_one_is_asked_for() -> None:
    donor = Bed(Reply(body=access()))
    kept = await donor.session.access()
    bed = Bed(password=None, access=kept)
    assert await bed.session.token() == "gAAAAAB-0"
    bed.clock.advance(12 * 3600 - 60)
    assert await bed.session.token() == "gAAAAAB-0"
    bed.clock.advance(61)
    with pytest.raises(errors.PasswordNeeded):
        await bed.session.token()
    with pytest.raises(errors.PasswordNeeded):
        await bed.session.renewed("gAAAAAB-0")
    assert bed.origin.seen == [], "nothing was sent"


async def test_each_new_sign_in_is_told() -> None:
    told = []

    async def keep(access: Any) -> None:
        told.append(access.token.get_secret_value())

    bed = Bed(Reply(body=access()), Reply(body=access("gAAAAAB-1")), on_access=keep)
    await bed.session.token()
    await bed.session.renewed("gAAAAAB-0")
    assert told == ["gAAAAAB-0", "gAAAAAB-1"]


async def test_a_password_given_now_signs_in_anew_and_serves_renewals() -> None:
    bed = Bed(Reply(body=access()), Reply(body=access("gAAAAAB-1")), password=None)
    with pytest.raises(errors.PasswordNeeded):
        await bed.session.token()
    await bed.session.sign_in(SecretStr(PASSWORD))
    assert await bed.session.token() == "gAAAAAB-0"
    assert await bed.session.renewed("gAAAAAB-0") == "gAAAAAB-1"


async def test_a_password_that_is_refused_changes_nothing() -> None:
    bed = Bed(Reply(body=access()), Reply(status=401), Reply(body=access("gAAAAAB-1")))
    token = await bed.session.token()
    with pytest.raises(errors.WrongCredentials):
        await bed.session.sign_in(SecretStr("wrong"))
    assert await bed.session.token() == token
    assert await bed.session.renewed(token) == "gAAAAAB-1"
    assert bed.origin.seen[-1].json["auth"]["passwordCredentials"]["password"] == PASSWORD
