"""What is allowed in which status: the table of api-facts 6.2, written out here once more."""

from collections.abc import Mapping

import pytest
from support_cloud import Caller, ManualClock, quiet_cloud
from support_inventory import ALPHA, picture, snapshot, volume

from tbs_tui.api import parse
from tbs_tui.api.models import Attachment, Snapshot, Volume
from tbs_tui.api.requests import NewImage, NewSnapshot, NewVolume
from tbs_tui.api.statuses import SNAPSHOT_STATUSES, VOLUME_STATUSES
from tbs_tui.demo.rows import Snapshot as DemoSnapshot
from tbs_tui.demo.rows import Volume as DemoVolume
from tbs_tui.inventory.picture import Listing, Picture
from tbs_tui.operations.gate import Action, Answer, Blocker, Where, ask

FORCE = "with force"

VOLUME_TABLE: Mapping[Action, Mapping[str, str]] = {
    Action.CREATE_SNAPSHOT: {"available": "plain", "in-use": FORCE},
    Action.UPLOAD_IMAGE: {"available": "plain", "in-use": FORCE},
    Action.DELETE_VOLUME: dict.fromkeys(("available", "error", "error_restoring", "error_extending"), "plain"),
}
SNAPSHOT_TABLE: Mapping[Action, Mapping[str, str]] = {
    Action.CREATE_FROM_SNAPSHOT: {"available": "plain"},
    Action.DELETE_SNAPSHOT: dict.fromkeys(("available", "error"), "plain"),
}


def said(answer: Answer) -> str | None:
    """The answer in the table's terms."""
    if not answer.allowed:
        return None
    return FORCE if answer.needs_force else "plain"


def of_status(action: Action, status: str | None) -> Volume | Snapshot:
    return volume("v", status=status) if action in VOLUME_TABLE else snapshot("s", "v", status=status)


@pytest.mark.parametrize("action", VOLUME_TABLE)
@pytest.mark.parametrize("status", VOLUME_STATUSES)
def test_volumes_in_every_status_of_the_guide(action: Action, status: str) -> None:
    answer = ask(action, volume("v", status=status), picture([volume("v", status=status)]))
    assert said(answer) == VOLUME_TABLE[action].get(status)
    assert answer.allowed or answer.why


@pytest.mark.parametrize("action", SNAPSHOT_TABLE)
@pytest.mark.parametrize("status", SNAPSHOT_STATUSES)
def test_snapshots_in_every_status_of_the_guide(action: Action, status: str) -> None:
    answer = ask(action, snapshot("s", "v", status=status), picture())
    assert said(answer) == SNAPSHOT_TABLE[action].get(status)
    assert answer.allowed or answer.why


@pytest.mark.parametrize("status", ["frozen", "error_frozen", None])
@pytest.mark.parametrize("action", [*VOLUME_TABLE, *SNAPSHOT_TABLE])
def test_in_doubt_nothing_is_deleted_and_all_else_is_the_servers_to_decide(action: Action, status: str | None) -> None:
    answer = ask(action, of_status(action, status), picture())
    assert answer.allowed is not action.deletes
    assert not answer.needs_force
    assert action.deletes or any("server decides" in words for words in answer.warnings)


@pytest.mark.parametrize("action", Action)
def test_a_read_only_session_does_nothing_and_says_so(action: Action) -> None:
    answer = ask(action, of_status(action, "available"), picture(), read_only=True)
    assert not answer.allowed
    assert answer.why == "This session is read-only."


@pytest.mark.parametrize("action", [*VOLUME_TABLE, *SNAPSHOT_TABLE])
def test_nothing_is_done_to_nothing_nor_to_the_wrong_kind(action: Action) -> None:
    wrong = snapshot("s", "v") if action in VOLUME_TABLE else volume("v")
    assert not ask(action, None, picture()).allowed
    assert not ask(action, wrong, picture()).allowed


def test_error_deleting_is_for_support() -> None:
    words = "error_deleting can only be cleared by support."
    assert ask(Action.DELETE_VOLUME, volume("v", status="error_deleting"), picture()).why == words
    assert ask(Action.DELETE_SNAPSHOT, snapshot("s", "v", status="error_deleting"), picture()).why == words


def test_snapshots_block_the_delete_of_their_volume_and_are_named() -> None:
    rows = [snapshot("s1", "v"), snapshot("s2", "v", status="deleting"), snapshot("other", "w")]
    answer = ask(Action.DELETE_VOLUME, volume("v"), picture([volume("v")], rows))
    assert answer.why == "2 snapshots block this."
    assert answer.blocker is not None
    assert answer.blocker.where is Where.SNAPSHOTS
    assert set(answer.blocker.ids) == {"s1", "s2"}


def test_where_it_is_attached_is_said_with_the_names_that_are_known() -> None:
    places = (Attachment("server-1", device="/dev/vdb"), Attachment("server-2-long-id", device="/dev/\x1bvdc"))
    attached = volume("v", status="in-use", attachments=places)
    answer = ask(Action.DELETE_VOLUME, attached, picture(), server_names={"server-1": "db-1"})
    assert answer.why == "It is attached to db-1 as /dev/vdb, server-2 as /dev/\\x1bvdc."
    assert answer.blocker == Blocker(Where.SERVERS, ("server-1", "server-2-long-id"))


def test_both_blockers_are_told() -> None:
    attached = volume("v", status="in-use", attachments=(Attachment("server-1", device="/dev/vdb"),))
    answer = ask(Action.DELETE_VOLUME, attached, picture([attached], [snapshot("s1", "v")]))
    assert [reason.blocker.where for reason in answer.reasons if reason.blocker] == [Where.SERVERS, Where.SNAPSHOTS]


def test_an_attachment_blocks_whatever_the_status_says() -> None:
    odd = volume("v", status="available", attachments=(Attachment("server-1"),))
    assert not ask(Action.DELETE_VOLUME, odd, picture()).allowed


@pytest.mark.parametrize("field", ["status", "attachments", "consistencygroup_id"])
def test_a_volume_of_which_what_matters_is_unreadable_is_not_deleted(field: str) -> None:
    assert not ask(Action.DELETE_VOLUME, volume("v", malformed=(field,)), picture()).allowed


def test_a_volume_of_a_consistency_group_is_not_deleted() -> None:
    assert not ask(Action.DELETE_VOLUME, volume("v", consistencygroup_id="cg"), picture()).allowed


@pytest.mark.parametrize(
    "known",
    [
        Picture(ALPHA, Listing((volume("v"),), complete=True)),
        Picture(ALPHA, Listing((volume("v"),), complete=True), Listing((), None, 1, 1, complete=True)),
        Picture(
            ALPHA,
            Listing((volume("v"),), complete=True),
            Listing((snapshot("s", None, malformed=("volume_id",)),), None, 1, complete=True),
        ),
    ],
    ids=["incomplete", "dropped row", "snapshot of an unknown volume"],
)
def test_what_is_not_known_to_be_free_of_snapshots_says_so(known: Picture) -> None:
    answer = ask(Action.DELETE_VOLUME, volume("v"), known)
    assert answer.allowed
    assert any("snapshots is not known" in words for words in answer.warnings)
    assert ask(Action.DELETE_VOLUME, volume("v"), picture([volume("v")])).warnings == ()


def test_what_an_earlier_run_saw_is_said_to_be_that() -> None:
    recalled = Picture(ALPHA, Listing((volume("v"),), total=1), Listing((), complete=True))
    assert any("earlier look" in words for words in ask(Action.DELETE_VOLUME, volume("v"), recalled).warnings)


@pytest.mark.parametrize(("there", "word"), [(0, None), (1, None), (2, "number 3"), (3, "may refuse")])
def test_the_third_snapshot_warns_and_more_do_too_but_nothing_forbids(there: int, word: str | None) -> None:
    answer = ask(
        Action.CREATE_SNAPSHOT, volume("v"), picture([volume("v")], [snapshot(f"s{n}", "v") for n in range(there)])
    )
    assert answer.allowed
    assert [word in words for words in answer.warnings] == [True] if word else not answer.warnings


def test_force_warns_of_what_the_copy_is_worth() -> None:
    for action in (Action.CREATE_SNAPSHOT, Action.UPLOAD_IMAGE):
        answer = ask(action, volume("v", status="in-use"), picture())
        assert answer.needs_force
        assert "power cut" in answer.warnings[0]


def test_an_upload_is_told_of_the_free_space() -> None:
    assert any("100 KB" in words for words in ask(Action.UPLOAD_IMAGE, volume("v"), picture()).warnings)


@pytest.mark.parametrize(("size", "warns"), [(9, True), (10, False), (2048, False), (2049, True), (None, False)])
def test_unusual_sizes_warn(size: int | None, warns: bool) -> None:
    answer = ask(Action.CREATE_VOLUME, None, picture(), size=size)
    assert answer.allowed
    assert bool(answer.warnings) is warns


def test_a_volume_is_not_smaller_than_its_snapshot_nor_than_nothing() -> None:
    assert not ask(Action.CREATE_FROM_SNAPSHOT, snapshot("s", "v", size=20), picture(), size=19).allowed
    assert ask(Action.CREATE_FROM_SNAPSHOT, snapshot("s", "v", size=20), picture(), size=20).allowed
    assert not ask(Action.CREATE_VOLUME, None, picture(), size=0).allowed


class DemoBed:
    """One volume and one snapshot of the demo cloud, in any status."""

    def __init__(self) -> None:
        cloud = quiet_cloud(ManualClock())
        self.caller = Caller(cloud)
        self.region = self.caller.region
        self.volume: DemoVolume = next(
            each
            for each in self.region.volumes.newest_first()
            if not each.attachments and not self.region.snapshots_of[each.id] and not each.metadata
        )
        self.snapshot: DemoSnapshot = next(
            each for each in self.region.snapshots.newest_first() if self.region.volumes.get(each.volume_id)
        )

    async def status_of(self, action: Action, *, force: bool) -> int:
        """What the cloud answers."""
        a_volume, a_snapshot = f"/volumes/{self.volume.id}", f"/snapshots/{self.snapshot.id}"
        asked = True if force else None
        match action:
            case Action.CREATE_SNAPSHOT:
                answer = await self.caller.post("/snapshots", NewSnapshot(self.volume.id, force=asked).body())
            case Action.UPLOAD_IMAGE:
                answer = await self.caller.post(f"{a_volume}/action", NewImage("image", force=asked).body())
            case Action.DELETE_VOLUME:
                answer = await self.caller.delete(a_volume)
            case Action.DELETE_SNAPSHOT:
                answer = await self.caller.delete(a_snapshot)
            case _:
                new = NewVolume(self.snapshot.size, snapshot_id=self.snapshot.id)
                answer = await self.caller.post("/volumes", new.body())
        return answer.status_code


@pytest.mark.parametrize("action", [*VOLUME_TABLE, *SNAPSHOT_TABLE])
async def test_the_demo_cloud_agrees_with_the_gate(action: Action) -> None:
    statuses = VOLUME_STATUSES if action in VOLUME_TABLE else SNAPSHOT_STATUSES
    for status in statuses:
        bed = DemoBed()
        row = bed.volume if action in VOLUME_TABLE else bed.snapshot
        row.status = status
        if action in VOLUME_TABLE:
            shown = (await bed.caller.get(f"/volumes/{row.id}")).json()["volume"]
            subject: Volume | Snapshot = parse.item(Volume, shown, "KR1")
        else:
            shown = (await bed.caller.get(f"/snapshots/{row.id}")).json()["snapshot"]
            subject = parse.item(Snapshot, shown, "KR1")
        answer = ask(action, subject, picture())
        wanted = 202 if answer.allowed else 400
        assert await bed.status_of(action, force=answer.needs_force) == wanted, (action, status)
        if answer.needs_force:
            assert await bed.status_of(action, force=False) == 400, (action, status)
