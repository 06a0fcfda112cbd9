"""What a status means for the operation that is followed by it, for every status there is."""

from datetime import timedelta

import pytest
from support_cloud import START
from support_inventory import snapshot, volume

from tbs_tui.api import errors
from tbs_tui.api.requests import NewImage, NewSnapshot, NewVolume
from tbs_tui.api.statuses import SNAPSHOT_STATUSES, VOLUME_STATUSES
from tbs_tui.inventory.picture import Listing
from tbs_tui.operations.gate import Action
from tbs_tui.operations.operation import State
from tbs_tui.operations.outcomes import Seen, candidates, judged, judged_image, not_accepted, settled, sought

GONE = Seen(gone=True)
ALL = sorted({*VOLUME_STATUSES, *SNAPSHOT_STATUSES, "frozen", "error_managing"})
CREATES = (Action.CREATE_VOLUME, Action.CREATE_FROM_SNAPSHOT, Action.CREATE_SNAPSHOT)
DELETES = (Action.DELETE_VOLUME, Action.DELETE_SNAPSHOT)


def state(action: Action, seen: Seen, before: str | None = "available") -> State | None:
    verdict = judged(action, seen, before)
    return verdict.state if verdict is not None else None


@pytest.mark.parametrize("action", CREATES)
@pytest.mark.parametrize("status", ALL)
def test_what_is_made_is_done_when_it_is_there(action: Action, status: str) -> None:
    wanted = State.DONE
    if status in ("creating", "downloading"):
        wanted = State.IN_PROGRESS
    elif status.startswith("error") or status in ("deleting", "deleted"):
        wanted = State.FAILED
    assert state(action, Seen(status)) is wanted


@pytest.mark.parametrize("action", DELETES)
@pytest.mark.parametrize("status", ALL)
def test_what_is_deleted_is_done_when_it_is_gone_and_refused_when_it_is_back(action: Action, status: str) -> None:
    wanted = State.REFUSED
    if status == "deleted":
        wanted = State.DONE
    elif status == "deleting":
        wanted = State.IN_PROGRESS
    elif status.startswith("error"):
        wanted = State.FAILED
    assert state(action, Seen(status)) is wanted
    assert state(action, GONE) is State.DONE


@pytest.mark.parametrize("before", ["error", "error_restoring"])
def test_back_in_the_error_that_it_was_in_is_a_refusal_too(before: str) -> None:
    assert state(Action.DELETE_VOLUME, Seen(before), before) is State.REFUSED


def test_what_is_made_and_gone_has_failed() -> None:
    assert state(Action.CREATE_SNAPSHOT, GONE) is State.FAILED


@pytest.mark.parametrize("action", [*CREATES, *DELETES, Action.UPLOAD_IMAGE])
def test_a_status_that_could_not_be_read_ends_nothing(action: Action) -> None:
    assert state(action, Seen(None)) is State.IN_PROGRESS


@pytest.mark.parametrize("status", [each for each in ALL if each != "uploading"])
def test_no_status_of_the_volume_tells_how_an_upload_ended(status: str) -> None:
    assert state(Action.UPLOAD_IMAGE, Seen(status)) is None
    assert state(Action.UPLOAD_IMAGE, GONE) is None
    assert state(Action.UPLOAD_IMAGE, Seen("uploading")) is State.IN_PROGRESS


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        (Seen("queued"), State.IN_PROGRESS),
        (Seen("saving"), State.IN_PROGRESS),
        (Seen(None), State.IN_PROGRESS),
        (Seen("active"), State.DONE),
        (Seen("killed"), State.FAILED),
        (Seen("deleted"), State.FAILED),
        (Seen("pending_delete"), State.FAILED),
        (GONE, State.FAILED),
        (Seen("deactivated"), State.UNKNOWN),
    ],
)
def test_the_image_tells(seen: Seen, wanted: State) -> None:
    assert judged_image(seen).state is wanted


def test_an_image_that_is_left_alone_has_probably_failed_and_is_never_called_good() -> None:
    early, late, last = (judged_image(Seen("saving"), alone=minutes) for minutes in (4, 5, 120))
    assert (early.state, early.unusual) == (State.IN_PROGRESS, False)
    assert (late.state, late.unusual) == (State.IN_PROGRESS, True)
    assert "still saving: the upload has probably failed" in late.words
    assert last.state is State.UNKNOWN
    assert judged_image(Seen("active"), alone=500).state is State.DONE


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (errors.InvalidInput("no", status=400), State.REFUSED),
        (errors.SignInError(status=401), State.REFUSED),
        (errors.NoRight(status=403), State.REFUSED),
        (errors.Conflict(status=409), State.REFUSED),
        (errors.QuotaExceeded("Requested 5G, quota is 4G", status=413), State.REFUSED),
        (errors.RateLimited(status=503), State.REFUSED),
        (errors.Refused("read-only"), State.REFUSED),
        (errors.Unreachable("no route"), State.FAILED),
        (errors.Unreachable("cut", maybe_done=True), State.UNKNOWN),
        (errors.ServerError(status=504, maybe_done=True), State.UNKNOWN),
        (errors.NotUnderstood(status=202, maybe_done=True), State.UNKNOWN),
    ],
)
def test_what_a_failed_request_means(action: Action, error: errors.ApiError, wanted: State) -> None:
    verdict = not_accepted(action, error)
    assert verdict.state is wanted
    assert error.words in verdict.words


def test_a_404_is_a_delete_done_and_anything_else_refused() -> None:
    gone = errors.NotFound(status=404)
    assert [not_accepted(action, gone).state for action in DELETES] == [State.DONE, State.DONE]
    assert {not_accepted(action, gone).state for action in Action if not action.deletes} == {State.REFUSED}


def test_an_upload_without_glance_is_told_without_the_inside_of_the_cloud() -> None:
    words = "Connection to glance failed: Error finding address for http://10.0.0.7:9292: <object at 0x7ff17417f610>"
    verdict = not_accepted(Action.UPLOAD_IMAGE, errors.InvalidInput(words, status=400))
    assert verdict.state is State.REFUSED
    assert "image service does not answer, and nothing was uploaded" in verdict.words
    assert "10.0.0.7" not in verdict.words


def test_the_servers_words_are_made_plain() -> None:
    error = errors.InvalidInput("no\x1b[31m\nway", status=400)
    assert not_accepted(Action.CREATE_VOLUME, error).words.endswith("no\\x1b[31m way")


def test_only_what_may_be_the_result_is_a_candidate() -> None:
    old = volume("old", name="db", size=10, created_at=START.isoformat())
    wanted = sought(NewVolume(10, name=" db "), START, Listing((old,)))
    assert wanted is not None
    late, early = (START + timedelta(seconds=2)).isoformat(), (START - timedelta(hours=1)).isoformat()
    rows = [
        volume("it", name="db", size=10, created_at=late),
        volume("undated", name="db", size=10),
        old,
        volume("other name", name="web", size=10, created_at=late),
        volume("other size", name="db", size=11, created_at=late),
        volume("early", name="db", size=10, created_at=early),
        volume("taken", name="db", size=10, created_at=late),
    ]
    assert candidates(wanted, rows, frozenset({"taken"})) == ("it", "undated")


def test_a_candidate_snapshot_is_of_the_same_volume() -> None:
    wanted = sought(NewSnapshot("v"), START, Listing())
    assert wanted is not None
    rows = [snapshot("it", "v", name=None), snapshot("other", "w", name=None), snapshot("empty", "v", name="")]
    assert candidates(wanted, rows, frozenset()) == ("it", "empty")


def test_neither_a_delete_nor_an_upload_makes_a_row() -> None:
    assert sought(None, START, Listing()) is None
    assert sought(NewImage("i"), START, Listing()) is None


@pytest.mark.parametrize(
    ("action", "seen", "wanted"),
    [
        (Action.DELETE_VOLUME, GONE, State.DONE),
        (Action.DELETE_VOLUME, Seen("deleting"), State.IN_PROGRESS),
        (Action.DELETE_VOLUME, Seen("error_deleting"), State.FAILED),
        (Action.DELETE_VOLUME, Seen("available"), None),
        (Action.DELETE_VOLUME, Seen(None), None),
        (Action.UPLOAD_IMAGE, Seen("uploading"), State.IN_PROGRESS),
        (Action.UPLOAD_IMAGE, Seen("in-use"), None),
    ],
)
def test_what_is_there_settles_what_was_lost(action: Action, seen: Seen, wanted: State | None) -> None:
    verdict = settled(action, seen, "available")
    assert (verdict.state if verdict is not None else None) is wanted
