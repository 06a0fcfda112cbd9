"""An image of a volume: what is offered, what is sent, and how it ends."""

from typing import Any

import pytest
from support_cloud import ManualClock, quiet_cloud
from support_explorer import Bed, bed, crooked, explorer, running, screen_text
from ui.test_request_preview import Hearing, hearing

from tbs_tui.demo import DemoCloud, Fault, FaultKind, identity
from tbs_tui.operations.operation import Operation, State
from tbs_tui.ui.dialogs.changes.upload import UploadDialog
from tbs_tui.ui.dialogs.pick import Pick
from tbs_tui.ui.widgets.notice import Notice

SIZES = [(60, 15), (80, 24), (120, 36)]
ACTION = "os-volume_upload_image"


def posts(made: Bed) -> int:
    return sum(method == "POST" and path.endswith("/action") for method, path, _status in made.cloud.requests)


def seen(made: Bed, *ids: str) -> str:
    """What these lines of the dialog say, as far as it is seen."""
    assert crooked(made.app) == []
    notices = [made.app.screen.query_one(f"#{each}", Notice) for each in ids or ("answer",)]
    lines = [each.render_line(y).text for each in notices if each.display for y in range(each.size.height)]
    return " ".join(" ".join(lines).split())


def dialog(made: Bed) -> UploadDialog:
    assert isinstance(made.app.screen, UploadDialog)
    return made.app.screen


def last(made: Bed) -> Operation:
    return made.desk.all[-1]


def body(made: Bed) -> Any:
    """What was sent last."""
    assert isinstance(made.cloud, Hearing)
    return made.cloud.heard[-1][2][ACTION]


async def open_on(made: Bed, name: str = "source", **more: Any) -> None:
    made.add_volume(name, **{"size": 70, **more})
    await made.refresh()
    await made.press("g", "u")
    dialog(made)


async def choose(made: Bed, field_id: str, value: str) -> None:
    """One of the list of a field."""
    dialog(made).query_one(f"#{field_id}").focus()
    await made.press("enter")
    assert isinstance(made.app.screen, Pick)
    await made.press(*value, "enter")


@pytest.mark.parametrize("size", SIZES)
async def test_it_says_what_it_makes_of_what_and_where(size: tuple[int, int]) -> None:
    async with explorer(size=size) as made:
        await open_on(made)
        text = " ".join(screen_text(made.app).split())
        for part in ("Upload as image", "of source 70 GB", "KR1", "source-20", "qcow2", "bare", "private"):
            assert part in text
        assert "100 KB of free space" in seen(made, "warnings")
        assert crooked(made.app) == []
        for _ in range(9):
            await made.press("tab")
            assert crooked(made.app) == []


async def test_the_guides_own_example_is_what_is_sent_at_first() -> None:
    made = bed(cloud=hearing)
    async with running(made):
        await open_on(made)
        name = dialog(made).value("name")
        await made.press("enter")
        assert made.on_top
        sent = {"image_name": name, "disk_format": "qcow2", "container_format": "bare", "visibility": "private"}
        assert body(made) == sent


async def test_what_is_chosen_is_sent_and_what_is_not_to_be_sent_is_not() -> None:
    made = bed(cloud=hearing)
    async with running(made):
        await open_on(made)
        for field_id in ("disk_format", "container_format"):
            await choose(made, field_id, "not")
        await choose(made, "visibility", "shared")
        await made.press("tab", "space", "tab", "enter")
        assert made.on_top
        assert body(made).keys() == {"image_name", "visibility", "protected"}
        assert (body(made)["visibility"], body(made)["protected"]) == ("shared", True)


async def test_force_is_sent_for_a_volume_in_use_alone_and_explained() -> None:
    made = bed(cloud=hearing)
    async with running(made):
        await open_on(made, status="in-use")
        assert "as after a power cut" in seen(made, "warnings")
        await made.press("enter")
        assert body(made)["force"] is True
        assert last(made).state is not State.REFUSED


async def test_it_is_sent_once_however_often_enter_comes_and_followed_to_its_end() -> None:
    async with explorer() as made:
        await open_on(made)
        name = dialog(made).value("name")
        await made.press_at_once("enter", "enter", "enter")
        assert made.on_top
        assert made.cursor_row.status == "uploading"
        assert posts(made) == 1
        await made.pass_time(40)
        assert last(made).state is State.DONE
        assert made.cursor_row.status == "available"
        assert [each.status for each in made.region().images.newest_first() if each.name == name] == ["active"]
        assert posts(made) == 1


@pytest.mark.parametrize(("name", "words"), [("upload-killed", "killed"), ("upload-vanishes", "The image is gone")])
async def test_an_upload_that_leaves_no_image_has_failed_though_its_volume_is_back(name: str, words: str) -> None:
    async with explorer() as made:
        await open_on(made, name)
        await made.press("enter")
        await made.pass_time(40)
        assert last(made).state is State.FAILED
        assert words in last(made).words
        assert made.cursor_row.status == "available"


async def test_without_an_image_api_that_is_said_before_and_its_end_is_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = identity._catalog
    monkeypatch.setattr(identity, "_catalog", lambda *of: [each for each in whole(*of) if each["type"] != "image"])
    async with explorer() as made:
        await open_on(made)
        assert "There is no Image API here" in seen(made, "warnings")
        await made.press("enter")
        await made.pass_time(40)
        assert last(made).state is State.UNKNOWN
        assert last(made).is_over


async def test_with_an_image_api_nothing_is_said_of_it() -> None:
    async with explorer() as made:
        await open_on(made)
        assert "Image API" not in seen(made, "warnings")


@pytest.mark.parametrize("status", [400, 403, 409, 413])
async def test_a_refusal_keeps_what_was_typed_and_a_second_try_is_sent(status: int) -> None:
    async with explorer() as made:
        await open_on(made)
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="POST", status=status, times=1))
        await made.type("-2")
        await choose(made, "disk_format", "raw")
        await made.press("up", "enter")
        assert last(made).state is State.REFUSED
        assert dialog(made).value("name").endswith("-2")
        assert dialog(made).value("disk_format") == "raw"
        request_id = last(made).request_id
        assert request_id is not None
        assert request_id in screen_text(made.app)
        assert crooked(made.app) == []
        await made.press_again("enter")
        assert posts(made) == 2
        assert made.on_top


async def test_a_token_that_ends_meanwhile_sends_nothing_twice_and_loses_nothing() -> None:
    async with explorer() as made:
        await open_on(made)
        made.cloud.faults.add(Fault(FaultKind.REVOKE, method="POST", times=1, path="/KR1"))
        await made.press("enter")
        assert posts(made) == 1
        assert last(made).state is State.REFUSED
        assert "There is a new one now: try again." in seen(made)
        assert "Nothing was done." in seen(made)
        await made.press_again("enter")
        assert made.on_top
        # And once more while it is followed.
        made.cloud.faults.add(Fault(FaultKind.REVOKE, method="GET", times=1, path="/KR1"))
        await made.pass_time(40)
        assert last(made).state is State.DONE
        assert posts(made) == 2


def strict(clock: ManualClock) -> DemoCloud:
    return quiet_cloud(clock, volumes=38, strict=True)


@pytest.mark.parametrize("size", SIZES)
async def test_a_server_that_does_not_know_nhns_keys_is_explained_and_nothing_is_left_out_by_itself(
    size: tuple[int, int],
) -> None:
    made = bed(cloud=strict)
    async with running(made, size):
        await open_on(made)
        await made.press("enter")
        assert last(made).state is State.REFUSED
        assert 'does not know the visibility, choose "not sent"' in seen(made)
        assert str(last(made).request_id) in screen_text(made.app)
        await made.press_again("enter")
        assert last(made).state is State.REFUSED
        await choose(made, "visibility", "not")
        dialog(made).query_one("#name").focus()
        await made.press_again("enter")
        assert made.on_top
        await made.pass_time(40)
        assert last(made).state is State.DONE


async def test_an_image_needs_a_name() -> None:
    async with explorer() as made:
        await open_on(made)
        dialog(made).query_one("#name").value = "  "  # type: ignore[attr-defined]
        await made.press("enter")
        assert "The image needs a name." in screen_text(made.app)
        assert posts(made) == 0


async def test_it_is_not_offered_for_what_has_no_image() -> None:
    async with explorer() as made:
        for key in ("2", "3"):
            await made.press(key, "u")
            assert made.on_top
            assert "Choose a volume first." in screen_text(made.app)
        made.add_volume("busy", status="attaching")
        await made.press("1")
        await made.refresh()
        await made.press("g", "u")
        assert made.on_top
        assert "attaching" in screen_text(made.app)


async def test_a_lost_answer_is_found_by_the_status_of_the_volume() -> None:
    async with explorer() as made:
        await open_on(made)
        made.cloud.faults.add(Fault(FaultKind.CUT_AFTER, method="POST", times=1))
        await made.press("enter")
        await made.pass_time(40)
        assert made.on_top
        assert posts(made) == 1
        # Which image it was nobody knows.
        assert last(made).state is State.UNKNOWN
