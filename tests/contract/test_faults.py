"""Every fault of the demo cloud, and what our client makes of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from contract.bed import bed

from tbs_tui.api import block_storage as block_storage_module
from tbs_tui.api import errors
from tbs_tui.api import transport as transport_module
from tbs_tui.api.requests import NewImage, NewSnapshot, NewVolume
from tbs_tui.demo import Fault, FaultKind


@dataclass(frozen=True)
class Case:
    """`gets` is how many times a GET is sent under a fault that stays; `unsure` whether a change may have been done."""

    fault: Fault
    kind: type[errors.ApiError]
    gets: int
    unsure: bool


#: The answer to a delete is empty: half of nothing, and blanks behind nothing, are as good.
NOTHING_TO_SPOIL = (FaultKind.TRUNCATED_JSON, FaultKind.HUGE, FaultKind.EMPTY)


def status(code: int, **more: Any) -> Fault:
    return Fault(FaultKind.STATUS, status=code, **more)


CASES = [
    Case(status(500), errors.ServerError, 3, True),
    Case(status(501), errors.ServerError, 1, False),
    Case(status(503), errors.RateLimited, 3, False),
    Case(status(503, retry_after=2), errors.RateLimited, 3, False),
    Case(status(503, retry_after=60), errors.RateLimited, 1, False),
    Case(status(429), errors.RateLimited, 3, False),
    Case(status(429, retry_after=3), errors.RateLimited, 3, False),
    Case(status(409), errors.Conflict, 1, False),
    Case(status(403), errors.NoRight, 1, False),
    # The token is renewed once, and the GET sent once more.
    Case(status(401), errors.SignInError, 2, False),
    Case(Fault(FaultKind.RATE_LIMIT), errors.RateLimited, 3, False),
    Case(Fault(FaultKind.RATE_LIMIT, retry_after=0), errors.RateLimited, 3, False),
    Case(Fault(FaultKind.CUT), errors.Unreachable, 3, True),
    Case(Fault(FaultKind.CUT_AFTER), errors.Unreachable, 3, True),
    Case(Fault(FaultKind.CUT_BODY), errors.Unreachable, 3, True),
    Case(Fault(FaultKind.TRUNCATED_JSON), errors.NotUnderstood, 1, True),
    Case(Fault(FaultKind.INVALID_JSON), errors.NotUnderstood, 1, True),
    Case(Fault(FaultKind.HTML_PAGE), errors.ServerError, 3, True),
    Case(Fault(FaultKind.HTML_PAGE, status=200), errors.NotUnderstood, 1, True),
    Case(Fault(FaultKind.HTML_PAGE, status=404), errors.NotFound, 1, False),
    Case(Fault(FaultKind.EMPTY), errors.NotUnderstood, 1, True),
    Case(Fault(FaultKind.EMPTY, status=202), errors.NotUnderstood, 1, True),
    Case(Fault(FaultKind.WRAPPER), errors.NotUnderstood, 1, True),
    Case(Fault(FaultKind.REDIRECT), errors.NotUnderstood, 1, True),
    Case(Fault(FaultKind.WRONG_TOP), errors.NotUnderstood, 1, True),
    Case(Fault(FaultKind.HUGE, size=200_000), errors.NotUnderstood, 1, True),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.fault.kind.value}-{case.fault.status}")
async def test_what_a_fault_becomes_and_how_often_is_sent(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_module, "BODY_BYTES", 150_000)
    async with bed() as cloud:
        storage = await cloud.storage()
        volume_id = (await storage.create_volume(NewVolume(10))).id
        await cloud.passes(30)
        cloud.cloud.requests.clear()
        cloud.cloud.faults.add(case.fault if case.fault.path else _on_block_storage(case.fault))

        with pytest.raises(errors.ApiError) as caught:
            await storage.volume(volume_id)
        assert type(caught.value) is case.kind
        assert caught.value.maybe_done is False
        assert cloud.sent("GET", "/volumes") == case.gets
        assert len(cloud.clock.slept) == (case.gets - 1 if case.fault.status != 401 else 0)
        assert sum(cloud.clock.slept) <= 10

        changes: dict[str, Callable[[], Awaitable[object]]] = {
            "/action": lambda: storage.upload_image(volume_id, NewImage("i")),
            "KR1/volume/v2/0f0e6c1d3b8a4f5e9d7c2b1a60594837/snapshots": lambda: storage.create_snapshot(
                NewSnapshot(volume_id, force=True)
            ),
            "0594837/volumes": lambda: storage.create_volume(NewVolume(10)),
        }
        for path, change in changes.items():
            cloud.cloud.requests.clear()
            with pytest.raises(errors.ApiError) as caught:
                await change()
            assert type(caught.value) is case.kind
            assert caught.value.maybe_done is case.unsure
            assert cloud.sent("POST", path) == cloud.sent("POST", "KR1") == 1


def _on_block_storage(fault: Fault) -> Fault:
    return Fault(
        fault.kind,
        path="/KR1/volume",
        status=fault.status,
        retry_after=fault.retry_after,
        size=fault.size,
        location=fault.location,
    )


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.fault.kind not in NOTHING_TO_SPOIL],
    ids=lambda case: f"{case.fault.kind.value}-{case.fault.status}",
)
async def test_a_delete_is_sent_once_under_every_fault(case: Case) -> None:
    async with bed() as cloud:
        storage = await cloud.storage()
        volume_id = (await storage.create_volume(NewVolume(10))).id
        await cloud.passes(30)
        cloud.cloud.faults.add(_on_block_storage(case.fault))
        with pytest.raises(case.kind) as caught:
            await storage.delete_volume(volume_id)
        assert caught.value.maybe_done is case.unsure
        assert cloud.sent("DELETE") == 1


async def test_an_ambiguous_create_was_carried_out() -> None:
    async with bed() as cloud:
        storage = await cloud.storage()
        before = [volume.id async for page in storage.volumes() for volume in page.rows]
        cloud.cloud.faults.add(Fault(FaultKind.CUT_AFTER, method="POST", times=1))
        with pytest.raises(errors.Unreachable, match="may have done it") as caught:
            await storage.create_volume(NewVolume(10, "made after all"))
        assert caught.value.maybe_done
        after = [volume async for page in storage.volumes() for volume in page.rows]
        assert [volume.name for volume in after if volume.id not in before] == ["made after all"]


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.CUT_BODY, FaultKind.STATUS, FaultKind.RATE_LIMIT])
async def test_a_get_gets_over_a_fault_that_passes(kind: FaultKind) -> None:
    async with bed() as cloud:
        storage = await cloud.storage()
        cloud.cloud.faults.add(Fault(kind, path="/KR1/volume", times=2))
        assert (await storage.types()).rows
        assert cloud.sent("GET", "/types") == 3
        assert len(cloud.clock.slept) == 2


async def test_retry_after_is_obeyed() -> None:
    async with bed() as cloud:
        storage = await cloud.storage()
        cloud.cloud.faults.add(Fault(FaultKind.STATUS, path="/KR1/volume", status=503, retry_after=8, times=1))
        await storage.types()
        [slept] = cloud.clock.slept
        assert 8 <= slept <= 8.5


async def test_tokens_that_die_are_renewed_once_per_get() -> None:
    async with bed() as cloud:
        storage = await cloud.storage()
        cloud.cloud.faults.add(Fault(FaultKind.REVOKE, path="/KR1/volume"))
        with pytest.raises(errors.SignInError):
            await storage.types()
        assert (cloud.sent("GET", "/types"), cloud.sent("POST", "tokens")) == (2, 2)


@pytest.mark.parametrize(
    ("fault", "kind", "sign_ins"),
    [
        (Fault(FaultKind.STATUS, status=500), errors.ServerError, 3),
        (Fault(FaultKind.STATUS, status=401), errors.WrongCredentials, 1),
        (Fault(FaultKind.CUT), errors.Unreachable, 3),
        (Fault(FaultKind.REDIRECT), errors.NotUnderstood, 1),
        (Fault(FaultKind.TRUNCATED_JSON), errors.NotUnderstood, 1),
        (Fault(FaultKind.WRONG_TOP), errors.NotUnderstood, 1),
        (Fault(FaultKind.HTML_PAGE, status=200), errors.NotUnderstood, 1),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Fault) else None,
)
async def test_faults_of_the_identity_service(fault: Fault, kind: type[errors.ApiError], sign_ins: int) -> None:
    async with bed() as cloud:
        storage = await cloud.storage()
        cloud.cloud.requests.clear()
        await cloud.passes(12 * 3600)
        cloud.cloud.faults.add(Fault(fault.kind, path="/v2.0", status=fault.status))
        with pytest.raises(kind) as caught:
            await storage.types()
        assert cloud.sent("POST", "tokens") == sign_ins
        assert "demo-password" not in str(caught.value)
        # A change that could not even get its token was not done, whatever became of the sign-in.
        with pytest.raises(kind) as caught:
            await storage.create_volume(NewVolume(1))
        assert caught.value.maybe_done is False
        assert cloud.sent("POST", "/volumes") == 0


async def test_malformed_items_cost_fields_and_no_rows() -> None:
    async with bed() as cloud:
        storage = await cloud.storage()
        good = [volume async for page in storage.volumes() for volume in page.rows]
        cloud.cloud.faults.add(Fault(FaultKind.MALFORMED_ITEMS))
        [page] = [page async for page in storage.volumes()]
        assert [volume.id for volume in page.rows] == [volume.id for volume in good]
        assert page.dropped == 0
        marks = [volume.malformed for volume in page.rows[:5]]
        assert marks == [("size",), ("status",), ("attachments", "created_at", "metadata", "name", "size"), (), ()]
        snapshots = [snapshot async for page in storage.snapshots() for snapshot in page.rows]
        assert snapshots[1].malformed == ("status",)


async def test_pages_that_repeat_or_never_end_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block_storage_module, "MOST_PAGES", 12)
    async with bed(volumes=39) as cloud:
        storage = await cloud.storage()
        whole = [volume.id async for page in storage.volumes() for volume in page.rows]
        cloud.cloud.faults.add(Fault(FaultKind.REPEAT_PAGE))
        cloud.cloud.requests.clear()
        assert [volume.id async for page in storage.volumes() for volume in page.rows] == whole
        rows = [snapshot.id async for page in storage.snapshots() for snapshot in page.rows]
        assert len(rows) == len(set(rows))
        assert cloud.sent("GET") == 4
        cloud.cloud.faults.clear()
        cloud.cloud.faults.add(Fault(FaultKind.ENDLESS))
        for pages in (storage.volumes(), storage.snapshots()):
            cloud.cloud.requests.clear()
            with pytest.raises(errors.NotUnderstood, match="12 pages"):
                async for _page in pages:
                    pass
            assert cloud.sent("GET") == 12


async def test_latency_is_waited_for() -> None:
    async with bed() as cloud:
        storage = await cloud.storage()
        cloud.cloud.faults.add(Fault(FaultKind.LATENCY, seconds=3))
        began = cloud.clock.monotonic()
        await storage.types()
        assert cloud.clock.monotonic() - began == 3
        assert cloud.transport.records[-1].milliseconds == 3000
