"""Every fault of the demo cloud, and what our client makes of it."""

import pytest
from contract.bed import bed
from contract.broken_server import Way
from contract.support_faults import CASES, Case, outcomes

from tbs_tui.api import block_storage as block_storage_module
from tbs_tui.api import errors
from tbs_tui.api.requests import NewVolume
from tbs_tui.demo import Fault, FaultKind

#: What a person should never be told: names and numbers of the machinery.
JARGON = ("Errno", "Error", "_ssl.c", "CERTIFICATE_", "httpx", "Exception", "Traceback", "char 0")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
async def test_what_a_fault_becomes_for_every_call_and_how_often_is_sent(case: Case) -> None:
    # Half an answer has a head, and with it an id for a ticket.
    answers = isinstance(case.fault, Fault) or case.fault in (Way.HALF_SILENT, Way.RESET_HALF)
    for outcome in await outcomes(case):
        kind, sent, unsure = case.expected(outcome.call)
        name, error = outcome.call.name, outcome.error
        assert (name, type(error) if error is not None else None) == (name, kind)
        assert (name, outcome.sent) == (name, sent)
        # A token that was refused is asked for anew, and nothing else is.
        assert outcome.others == (1 if case.fault_status == 401 and name != "sign in" else 0)
        assert outcome.slept <= 10
        if error is not None:
            assert (name, error.maybe_done) == (name, unsure)
            assert name == "sign in" or outcome.call.method == "GET" or "Look before" in str(error) or not unsure
            assert not [word for word in JARGON if word in str(error)]
            if answers and outcome.call.name != "sign in" and not case.name.startswith("cut, "):
                assert (name, error.request_id is not None) == (name, True)
            if kind is case.kind:
                assert case.words in str(error)


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
