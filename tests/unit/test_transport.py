"""Rules of the wire that hold whatever the server does."""

import asyncio
import gzip
import logging
import traceback

import pytest
from support_cloud import ManualClock
from unit.support_origin import Origin, Reply

from tbs_tui.api import transport as transport_module
from tbs_tui.api.errors import NotUnderstood, Refused, Unreachable
from tbs_tui.api.transport import RECORDS, Transport

URL = "https://cloud.example.com/v2/t/volumes"
TOKEN = "gAAAAAB-very-secret"


def wire(*script: Reply) -> tuple[Transport, Origin]:
    origin = Origin(*script)
    return Transport(clock=ManualClock(), app=origin), origin


async def test_a_request_says_what_it_accepts_and_who_it_is() -> None:
    transport, origin = wire(Reply(body={}))
    answer = await transport.send("GET", URL, headers={"x-auth-token": TOKEN}, params={"limit": "5"})
    assert (answer.status, answer.content, answer.request) == (200, b"{}", "GET /v2/t/volumes")
    [seen] = origin.seen
    assert seen.headers["accept"] == "application/json"
    assert seen.headers["accept-encoding"] == "gzip"
    assert seen.headers["user-agent"].startswith("tbs-tui/")
    assert seen.headers["x-auth-token"] == TOKEN
    assert "content-type" not in seen.headers
    assert seen.query == {"limit": "5"}


async def test_a_body_is_json() -> None:
    transport, origin = wire(Reply(202, {}))
    body = {"volume": {"name": "백업", "size": 1, "description": "\udcff"}}
    await transport.send("POST", URL, body=body)
    [seen] = origin.seen
    assert seen.headers["content-type"] == "application/json"
    assert seen.json == body


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_no_redirect_is_followed(status: int, method: str) -> None:
    transport, origin = wire(Reply(status, headers={"location": "https://cloud.example.com/elsewhere"}))
    with pytest.raises(NotUnderstood, match="never followed") as caught:
        await transport.send(method, URL, headers={"x-auth-token": TOKEN})
    assert caught.value.status == status
    assert len(origin.seen) == 1


async def test_cookies_are_never_kept() -> None:
    transport, origin = wire(Reply(body={}, headers={"set-cookie": "session=1; Path=/"}))
    for _ in range(2):
        await transport.send("GET", URL)
    assert all("cookie" not in seen.headers for seen in origin.seen)


async def test_a_body_beyond_the_cap_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_module, "BODY_BYTES", 1000)
    transport, _origin = wire(Reply(body=b" " * 1000), Reply(body=b" " * 1001))
    assert len((await transport.send("GET", URL)).content) == 1000
    with pytest.raises(NotUnderstood, match="more than"):
        await transport.send("GET", URL)
    # Packed, it is the unpacked size that counts.
    transport, _origin = wire(Reply(body=gzip.compress(b" " * 1001), headers={"content-encoding": "gzip"}))
    with pytest.raises(NotUnderstood, match="more than"):
        await transport.send("GET", URL)


async def test_gzip_is_unpacked_and_nothing_else_is() -> None:
    packed = gzip.compress(b"{}")
    transport, _origin = wire(Reply(body=packed, headers={"content-encoding": "gzip"}))
    assert (await transport.send("GET", URL)).content == b"{}"
    # Layer upon layer, a few kilobytes would become gigabytes in one step.
    for encoding in ("gzip, gzip", "deflate", "br", "zstd"):
        transport, _origin = wire(Reply(body=gzip.compress(packed), headers={"content-encoding": encoding}))
        with pytest.raises(NotUnderstood, match="not asked for"):
            await transport.send("GET", URL)


async def test_broken_gzip_is_not_understood() -> None:
    transport, _origin = wire(Reply(body=b"no gzip", headers={"content-encoding": "gzip"}))
    with pytest.raises(NotUnderstood):
        await transport.send("GET", URL)


@pytest.mark.parametrize("header", [TOKEN + "한", TOKEN + "\udcff"])
async def test_a_token_that_is_no_header_is_never_quoted(header: str) -> None:
    # What only the writing of a request refuses, a line break, is held by the contract tests.
    transport, origin = wire(Reply(body={}))
    with pytest.raises(Refused) as caught:
        await transport.send("GET", URL, headers={"x-auth-token": header})
    assert TOKEN not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert origin.seen == []


async def test_a_url_that_the_library_refuses_is_refused() -> None:
    transport, origin = wire(Reply(body={}))
    with pytest.raises(Refused):
        await transport.send("GET", URL + "/" + "x" * 70_000)
    with pytest.raises(Refused):
        await transport.send("GET", URL + "/\x00")
    assert origin.seen == []


@pytest.mark.parametrize(("method", "maybe_done"), [("GET", False), ("POST", True), ("DELETE", True)])
async def test_a_lost_connection_says_whether_it_may_have_been_done(method: str, maybe_done: bool) -> None:
    transport, origin = wire(Reply(raises=ConnectionResetError("cut")))
    with pytest.raises(Unreachable) as caught:
        await transport.send(method, URL)
    assert caught.value.maybe_done is maybe_done
    assert caught.value.request == f"{method} /v2/t/volumes"
    assert len(origin.seen) == 1


async def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_module, "REQUEST_SECONDS", 0.02)

    async def silent(*_: object) -> None:
        await asyncio.Event().wait()

    transport = Transport(clock=ManualClock(), app=silent)
    with pytest.raises(Unreachable, match="no answer in time") as caught:
        await transport.send("DELETE", URL)
    assert caught.value.maybe_done


async def test_the_ring_remembers_requests_and_no_secret() -> None:
    clock = ManualClock()
    origin = Origin(
        Reply(body={"token": TOKEN}, headers={"x-openstack-request-id": "req-1"}),
        Reply(raises=ConnectionResetError()),
        Reply(404),
    )
    transport = Transport(clock=clock, app=origin)
    await transport.send("POST", URL, headers={"x-auth-token": TOKEN}, body={"p": TOKEN}, params={"q": TOKEN})
    with pytest.raises(Unreachable):
        await transport.send("GET", URL)
    await transport.send("GET", URL)
    first, second, third = transport.records
    assert (first.method, first.path, first.status, first.request_id) == ("POST", "/v2/t/volumes", 200, "req-1")
    assert first.at == clock.now()
    assert (second.status, second.request_id, second.failure) == (None, None, Unreachable)
    assert (third.status, third.failure) == (404, None)
    assert TOKEN not in repr(transport.records)


async def test_the_ring_keeps_what_is_known_of_an_answer_that_can_not_be_used() -> None:
    headers = {"location": "https://elsewhere.example.com/?token=" + TOKEN, "x-openstack-request-id": "req-1"}
    transport, _origin = wire(Reply(302, headers=headers))
    with pytest.raises(NotUnderstood):
        await transport.send("GET", URL)
    [record] = transport.records
    assert (record.status, record.request_id, record.failure) == (302, "req-1", NotUnderstood)
    assert TOKEN not in repr(record)


async def test_the_ring_has_an_end() -> None:
    transport, _origin = wire(Reply(body={}))
    for number in range(RECORDS + 5):
        await transport.send("GET", f"{URL}/{number}")
    assert len(transport.records) == RECORDS
    assert transport.records[0].path.endswith("/5")


async def test_at_most_four_requests_are_in_flight_to_an_origin() -> None:
    now = most = 0
    gate = asyncio.Event()

    async def slow(scope: dict[str, object], receive: object, send: object) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await gate.wait()
        now -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"{}"})  # type: ignore[operator]

    transport = Transport(clock=ManualClock(), app=slow)  # type: ignore[arg-type]
    tasks = [asyncio.create_task(transport.send("GET", URL)) for _ in range(10)]
    other = asyncio.create_task(transport.send("GET", "https://other.example.com/"))
    for _ in range(50):
        await asyncio.sleep(0)
    # Four to one, and the other origin is not held up by them.
    assert now == 5
    gate.set()
    await asyncio.gather(other, *tasks)
    assert most == 5


async def test_no_logger_tells_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    transport, _origin = wire(Reply(body={}, headers={"x-subject-token": TOKEN}))
    await transport.send("GET", URL, headers={"x-auth-token": TOKEN}, params={"q": TOKEN})
    assert TOKEN not in caplog.text
    for name in ("httpx", "httpcore", "httpcore.http11", "httpcore.connection", "httpcore.proxy"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING


async def test_a_missing_certificate_file_is_said() -> None:
    transport = Transport(clock=ManualClock(), ca_file="/nowhere/ca.pem")
    with pytest.raises(Refused, match=r"/nowhere/ca\.pem"):
        await transport.send("GET", URL)


@pytest.mark.parametrize("proxy", ["gopher://user:hunter2@proxy", "http://user:hunter2#more@proxy:3128"])
async def test_a_proxy_setting_that_cannot_be_used_is_said(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    transport = Transport(clock=ManualClock())
    with pytest.raises(Refused, match="proxy") as caught:
        await transport.send("GET", URL)
    assert "hunter2" not in str(caught.value)
    assert "user" not in str(caught.value)


async def test_closing_twice_is_fine() -> None:
    transport, _origin = wire(Reply(body={}))
    await transport.aclose()
    await transport.send("GET", URL)
    await transport.aclose()
    await transport.aclose()
