"""What is sent again and what is not."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from support_cloud import ManualClock
from unit.support_origin import Origin, Reply

from tbs_tui.api import answered, errors
from tbs_tui.api.block_storage import BlockStorage
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import ApiError
from tbs_tui.api.lock import Lock
from tbs_tui.api.requests import EncryptionKey, NewImage, NewSnapshot, NewVolume
from tbs_tui.api.service import Service
from tbs_tui.api.transport import Transport

VOLUME = {"volume": {"id": "v", "status": "creating", "size": 1}}


class Tokens:
    """Hands out token-0, token-1 ..., a new one for each renewal."""

    def __init__(self) -> None:
        self.renewals: list[str] = []

    async def token(self) -> str:
        return f"token-{len(self.renewals)}"

    async def renewed(self, rejected: str) -> str:
        self.renewals.append(rejected)
        return await self.token()


class Bed:
    def __init__(self, *script: Reply, read_only: bool = False, minutes: float = 0.0) -> None:
        self.clock = ManualClock()
        self.lock = Lock(self.clock, read_only=read_only, minutes=minutes)
        self.origin = Origin(*script)
        self.tokens = Tokens()
        self.service = Service(
            Transport(clock=self.clock, app=self.origin),
            Endpoint.parse("https://cloud.example.com/v2/t"),
            self.tokens,
            self.clock,
            self.lock,
        )
        self.storage = BlockStorage(self.service)

    @property
    def sent(self) -> list[tuple[str, str]]:
        return [(seen.method, seen.headers["x-auth-token"]) for seen in self.origin.seen]


CHANGES: list[Callable[[BlockStorage], Any]] = [
    lambda storage: storage.create_volume(NewVolume(1)),
    lambda storage: storage.delete_volume("v"),
    lambda storage: storage.upload_image("v", NewImage("i")),
    lambda storage: storage.create_snapshot(NewSnapshot("v")),
    lambda storage: storage.delete_snapshot("s"),
]
NAMES = ["create_volume", "delete_volume", "upload_image", "create_snapshot", "delete_snapshot"]
BROKEN = Reply(raises=ConnectionResetError("cut"))


@pytest.mark.parametrize("trouble", [Reply(500), Reply(502), Reply(503), Reply(429), BROKEN], ids=str)
async def test_a_get_is_tried_three_times(trouble: Reply) -> None:
    bed = Bed(trouble, trouble, Reply(body=VOLUME))
    assert (await bed.storage.volume("v")).status == "creating"
    assert len(bed.sent) == 3
    assert len(bed.clock.slept) == 2
    assert all(0 <= seconds <= 4 for seconds in bed.clock.slept)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [(Reply(500), errors.ServerError), (BROKEN, errors.Unreachable), (Reply(503), errors.RateLimited)],
    ids=str,
)
async def test_a_get_is_not_tried_a_fourth_time(trouble: Reply, kind: type[ApiError]) -> None:
    bed = Bed(trouble)
    with pytest.raises(kind) as caught:
        await bed.storage.volume("v")
    assert len(bed.sent) == 3
    assert caught.value.maybe_done is False


@pytest.mark.parametrize(
    "trouble", [Reply(400), Reply(403), Reply(404), Reply(409), Reply(413), Reply(501), Reply(200), Reply(304)], ids=str
)
async def test_what_another_try_would_not_help_is_asked_once(trouble: Reply) -> None:
    bed = Bed(trouble)
    with pytest.raises(ApiError):
        await bed.storage.volume("v")
    assert (len(bed.sent), bed.clock.slept) == (1, [])


async def test_a_get_waits_as_long_as_it_is_told() -> None:
    bed = Bed(Reply(503, headers={"retry-after": "7"}), Reply(body=VOLUME))
    await bed.storage.volume("v")
    [slept] = bed.clock.slept
    assert 7 <= slept <= 7.5


async def test_a_long_wait_is_the_pollers_business() -> None:
    bed = Bed(Reply(429, headers={"retry-after": "11"}))
    with pytest.raises(errors.RateLimited) as caught:
        await bed.storage.volume("v")
    assert caught.value.retry_after == 11
    assert len(bed.sent) == 1


async def test_a_refused_token_is_renewed_once_and_the_get_repeated_once() -> None:
    bed = Bed(Reply(401), Reply(body=VOLUME))
    await bed.storage.volume("v")
    assert bed.sent == [("GET", "token-0"), ("GET", "token-1")]
    bed = Bed(Reply(401))
    with pytest.raises(errors.SignInError):
        await bed.storage.volume("v")
    assert len(bed.sent) == 2
    assert bed.tokens.renewals == ["token-0"]


@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
@pytest.mark.parametrize(
    "trouble",
    [
        *(Reply(status) for status in (400, 401, 403, 404, 409, 413, 429, 500, 501, 502, 503, 504)),
        Reply(302, headers={"location": "https://cloud.example.com/"}),
        Reply(503, headers={"retry-after": "1"}),
        BROKEN,
    ],
    ids=str,
)
async def test_a_change_is_sent_once_whatever_happens(change: Callable[[BlockStorage], Any], trouble: Reply) -> None:
    bed = Bed(trouble)
    with pytest.raises(ApiError) as caught:
        await change(bed.storage)
    assert len(bed.sent) == 1
    assert bed.clock.slept == []
    unsure = trouble.raises is not None or trouble.status in (302, 500, 502, 504)
    assert caught.value.maybe_done is unsure


@pytest.mark.parametrize("index", [0, 2, 3])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"volume": {}}', b"<html>"])
async def test_an_answer_to_a_change_that_is_not_understood_may_mean_that_it_was_done(
    index: int, content: bytes
) -> None:
    bed = Bed(Reply(202, content, {"x-openstack-request-id": "req-1"}))
    with pytest.raises(errors.NotUnderstood) as caught:
        await CHANGES[index](bed.storage)
    assert caught.value.maybe_done
    assert (caught.value.status, caught.value.request_id) == (202, "req-1")
    assert len(bed.sent) == 1


async def test_after_a_401_the_next_change_has_a_new_token() -> None:
    bed = Bed(Reply(401), Reply(202, VOLUME))
    with pytest.raises(errors.SignInError):
        await bed.storage.create_volume(NewVolume(1))
    await bed.storage.create_volume(NewVolume(1))
    assert bed.sent == [("POST", "token-0"), ("POST", "token-1")]


@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
async def test_read_only_is_held_at_the_client(change: Callable[[BlockStorage], Any]) -> None:
    bed = Bed(Reply(body=VOLUME), read_only=True)
    with pytest.raises(errors.Refused, match="read-only"):
        await change(bed.storage)
    assert bed.sent == []
    assert (await bed.storage.volume("v")).id == "v"


@pytest.mark.parametrize("reply", [Reply(202), Reply(202, b"<html>accepted</html>"), Reply(204), Reply(200)], ids=str)
async def test_a_delete_has_no_body_to_be_read(reply: Reply) -> None:
    bed = Bed(reply)
    await bed.storage.delete_volume("v")
    [seen] = bed.origin.seen
    assert (seen.method, seen.path, seen.query) == ("DELETE", "/v2/t/volumes/v", {})


@pytest.mark.parametrize(
    "body", [b"<html>Log in</html>", {"header": {"isSuccessful": False, "resultMessage": "no"}}, [1]], ids=str
)
async def test_a_gateways_page_is_no_delete(body: Any) -> None:
    bed = Bed(Reply(200, body))
    with pytest.raises(errors.NotUnderstood) as caught:
        await bed.storage.delete_volume("v")
    assert caught.value.maybe_done
    assert len(bed.sent) == 1


@pytest.mark.parametrize("hostile", ["../types", "v?cascade=true", "v#", "v/action", "..%2f", "a b", "한글"])
async def test_a_hostile_id_stays_in_its_place(hostile: str) -> None:
    bed = Bed(Reply(202))
    await bed.storage.delete_volume(hostile)
    [seen] = bed.origin.seen
    assert seen.path.startswith("/v2/t/volumes/")
    assert seen.path.count("/") == 4
    assert seen.query == {}


@pytest.mark.parametrize("hostile", ["", ".", ".."])
async def test_an_id_that_a_server_may_resolve_is_not_sent(hostile: str) -> None:
    bed = Bed(Reply(202))
    with pytest.raises(errors.Refused):
        await bed.storage.delete_volume(hostile)
    assert bed.sent == []


async def test_a_server_that_echoes_gets_no_secret_on_the_screen() -> None:
    echo = b"Value: {'skm_appkey': 'APPKEY-1'}, X-Auth-Token: token-0"
    new = NewVolume(1, nhn_encryption=EncryptionKey("APPKEY-1", "k"))
    for status in (400, 500, 202):
        bed = Bed(Reply(status, echo))
        with pytest.raises(ApiError) as caught:
            await bed.storage.create_volume(new)
        assert "***" in caught.value.words
        assert "APPKEY-1" not in str(caught.value) + repr(caught.value)
        assert "token-0" not in str(caught.value) + repr(caught.value)


@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
async def test_the_request_id_of_a_change_is_told_to_whoever_runs_it(change: Callable[[BlockStorage], Any]) -> None:
    body = VOLUME | {"snapshot": VOLUME["volume"], "os-volume_upload_image": {"image_id": "i"}}
    bed = Bed(Reply(202, body=body, headers={"x-openstack-request-id": "req-7"}))

    async def told() -> str | None:
        await change(bed.storage)
        return answered.request_id.get()

    assert await asyncio.create_task(told()) == "req-7"
    assert answered.request_id.get() is None


@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
async def test_a_lock_that_closes_while_the_token_is_renewed_holds_too(change: Callable[[BlockStorage], Any]) -> None:
    bed = Bed(minutes=5)
    bed.lock.open()
    token = bed.tokens.token

    async def late() -> str:
        bed.clock.advance(301)
        return await token()

    bed.tokens.token = late  # type: ignore[method-assign]
    with pytest.raises(errors.Refused, match="read-only"):
        await change(bed.storage)
    assert bed.sent == []
