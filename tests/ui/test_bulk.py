"""Many at once: what is listed, what is sent and how often, and what becomes of the marks."""

import re
from dataclasses import replace
from typing import Any

import pytest
from support_explorer import TENANT, Bed, bed, crooked, explorer, running, screen_text
from support_harmless import assert_harmless
from support_hostile import HOSTILE, spread
from textual.widgets import Input

from tbs_tui.account.context import Context
from tbs_tui.api.lock import Lock
from tbs_tui.demo import Fault, FaultKind
from tbs_tui.demo.rows import Snapshot, stamp
from tbs_tui.inventory.picture import Kind
from tbs_tui.operations.desk import IN_FLIGHT
from tbs_tui.operations.operation import State
from tbs_tui.ui.dialogs.changes.delete import DeleteDialog
from tbs_tui.ui.dialogs.changes.many import ManyDialog
from tbs_tui.ui.dialogs.changes.many_delete import DeleteManyDialog, SnapshotsFirstDialog
from tbs_tui.ui.dialogs.changes.many_snapshots import SnapshotManyDialog
from tbs_tui.ui.dialogs.request import RequestDialog
from tbs_tui.ui.door import Account
from tbs_tui.ui.widgets.choices import ChoiceList
from tbs_tui.ui.widgets.fields import Tick

SIZES = [(60, 15), (80, 24), (120, 36)]


def sent(made: Bed, method: str, part: str = "") -> list[str]:
    """The paths of the requests with this method."""
    return [path for used, path, _status in made.cloud.requests if used == method and part in path]


def deletes(made: Bed) -> int:
    return len(sent(made, "DELETE"))


def posts(made: Bed) -> int:
    return len(sent(made, "POST", "snapshots"))


def dialog(made: Bed) -> ManyDialog:
    assert isinstance(made.app.screen, ManyDialog)
    return made.app.screen


def entries(made: Bed) -> dict[str, str]:
    """Names and notes of the list, without the blanks for columns."""
    return {each.text: " ".join(each.note.split()) for each in dialog(made).query_one(ChoiceList).entries}


def text(made: Bed) -> str:
    """The screen's words, wrapped or not."""
    return " ".join(screen_text(made.app).replace("|", " ").split())


async def mark(made: Bed, *names: str) -> None:
    """Mark the rows with these names, with no filter."""
    made.table.set_marked(row.id for row in made.table.items if row.name in names)
    await made.press("g")


async def doomed(made: Bed, count: int = 3, **more: object) -> list[str]:
    """So many volumes, marked; their names in the order of the table."""
    names = [f"doomed-{number}" for number in range(count)]
    for name in reversed(names):
        made.add_volume(name, **more)  # type: ignore[arg-type]
    await made.refresh()
    await mark(made, *names)
    assert len(made.table.marked) == count
    return names


async def delete(made: Bed, typed: str | None = None) -> None:
    """Type the number, or `typed`, and press Enter."""
    made.app.screen.query_one("#typed").focus()
    await made.type(str(len(dialog(made).plan.steps)) if typed is None else typed)
    await made.press("enter")


def snapshot_of(made: Bed, volume_id: str, name: str, status: str = "available") -> None:
    made.region().add_snapshot(
        Snapshot(
            id=made.cloud.world.ids.uuid(),
            tenant_id=TENANT,
            volume_id=volume_id,
            created_at=stamp(made.clock.now()),
            status=status,
            size=10,
            name=name,
        )
    )


# What is listed


@pytest.mark.parametrize("size", SIZES)
async def test_every_name_is_listed_with_what_is_left_out_and_why_and_it_starts_on_cancel(
    size: tuple[int, int],
) -> None:
    async with explorer(size=size) as made:
        names = await doomed(made, 2, size=70)
        made.add_volume("busy", status="attaching")
        await made.refresh()
        await mark(made, *names, "busy")
        await made.press("D")
        assert isinstance(made.app.screen, DeleteManyDialog)
        assert list(entries(made)) == [*names, "busy"], "what is left out comes last"
        assert entries(made)["doomed-0"] == "70 GB o available"
        assert entries(made)["busy"].startswith("10 GB left out: It is attaching")
        for part in ("Delete 2 volumes", "140 GB", "1 left out", "KR1", "Type 2 to delete them", "Cancel"):
            assert part in text(made)
        assert crooked(made.app) == []
        assert dialog(made).focused is dialog(made).query_one("#cancel")
        await made.press("enter")
        assert made.on_top
        assert deletes(made) == 0


async def test_with_marks_the_row_under_the_cursor_is_not_what_is_meant() -> None:
    async with explorer() as made:
        names = await doomed(made)
        made.add_volume("innocent")
        await made.refresh()
        await made.press("g")
        assert made.cursor_name == "innocent"
        await made.press("D")
        assert list(entries(made)) == names
        await delete(made)
        await made.pass_time(30)
        assert "innocent" in made.names
        assert deletes(made) == 3


async def test_in_the_detail_over_the_screen_keys_act_on_the_row_shown() -> None:
    async with explorer() as made:
        await doomed(made)
        await made.press("enter", "D")
        assert isinstance(made.app.screen, DeleteDialog)


async def test_when_none_of_them_can_be_it_is_said_and_nothing_opens() -> None:
    async with explorer() as made:
        await doomed(made, status="attaching")
        await made.press("D")
        assert made.on_top
        assert "None of the 3 marked can be taken. The first of them: It is attaching" in text(made)
        await made.press("p")
        assert made.on_top
        await made.press("3", "A", "D")
        assert made.on_top
        assert "None of the 4 marked can be taken. The first of them: Choose a volume first." in text(made)


async def test_a_read_only_session_says_so() -> None:
    async with explorer(read_only=True) as made:
        await doomed(made)
        for key in ("D", "p"):
            await made.press(key)
            assert made.on_top
            assert "read-only" in text(made)


async def test_the_reason_of_the_row_under_the_cursor_is_said_in_full() -> None:
    async with explorer(size=(60, 15)) as made:
        names = await doomed(made, 1)
        made.add_volume("busy", status="attaching")
        await made.refresh()
        await mark(made, *names, "busy")
        await made.press("D", "down")
        assert "It is attaching at the moment; it has to come to rest first." in text(made)


async def test_marked_rows_that_the_filter_hides_are_left_out_until_ticked() -> None:
    async with explorer() as made:
        await doomed(made)
        await made.press("/", *"doomed-1", "enter", "D")
        shown, line, *hidden = entries(made)
        assert (shown, line) == ("doomed-1", "-- marked, but hidden by the filter --")
        assert sorted(hidden) == ["doomed-0", "doomed-2"]
        assert "Delete 1 volume " in text(made)
        assert "2 hidden by the filter" in text(made)
        await delete(made)
        assert [each.name for each in made.desk.all] == ["doomed-1"]
        await made.pass_time(30)
        await made.press("escape", "escape")
        await made.press("/", *"innocent", "enter")
        await made.press("D")
        assert "also the 2 marked rows that the filter hides" in text(made)
        assert dialog(made).query_one("#send").disabled, "nothing is ticked yet"
        assert "Nothing of it can be done: the filter hides all that is marked, and they are not ticked." in text(made)
        assert "Type " not in text(made), "there is no number to type"
        dialog(made).query_one(Tick).focus()
        await made.press("space")
        assert "Delete 2 volumes" in text(made)
        await delete(made)
        assert deletes(made) == 3


# What is sent


async def test_each_is_deleted_once_however_often_enter_comes() -> None:
    async with explorer() as made:
        names = await doomed(made)
        await made.press("D")
        dialog(made).query_one("#typed").focus()
        await made.press_at_once("3", "enter", "enter", "enter", "enter")
        assert deletes(made) == 3
        assert dialog(made).focused is None, "Enter held down does not leave either"
        await made.press("enter", "enter")
        await made.pass_time(30)
        assert "3 of 3 done" in text(made)
        assert "All of it is done." in text(made)
        assert not set(names) & set(made.names)
        await made.press("tab", "enter")
        assert made.on_top
        assert deletes(made) == 3
        assert made.table.marked == frozenset()


@pytest.mark.parametrize("typed", ["", "2", "33", "all"])
async def test_another_number_deletes_nothing(typed: str) -> None:
    async with explorer() as made:
        await doomed(made)
        await made.press("D")
        await delete(made, typed)
        assert deletes(made) == 0
        assert dialog(made).focused is dialog(made).query_one("#typed")
        assert "3" in text(made)


async def test_what_changes_under_the_dialog_changes_the_number_that_has_to_be_typed() -> None:
    async with explorer() as made:
        await doomed(made)
        await made.press("D")
        dialog(made).query_one("#typed").focus()
        await made.type("3")
        await made.press("down", "down")
        under = dialog(made).list.cursor
        volume = made.volume("doomed-0")
        volume.status = "attaching"
        volume.touch(made.clock.now())
        await made.pass_time(40)
        assert dialog(made).list.cursor is not None
        assert dialog(made).list.cursor.key == under.key  # type: ignore[union-attr]
        assert entries(made)["doomed-0"].startswith("10 GB left out: It is attaching")
        assert list(entries(made)) == ["doomed-0", "doomed-1", "doomed-2"], "nothing has moved"
        assert "That is another number: 2 would be deleted." in text(made)
        await made.press("enter")
        assert deletes(made) == 0
        await made.press("backspace", "2", "enter")
        assert deletes(made) == 2


async def test_what_is_not_as_the_list_shows_it_is_shown_anew_before_it_is_sent() -> None:
    async with explorer() as made:
        await doomed(made)
        await made.press("D")
        shown = dialog(made).plan
        dialog(made).query_one("#typed").focus()
        await made.type("3")
        # As if what is there had changed in the moment of the press.
        dialog(made).plan = replace(shown, steps=shown.steps[:2])
        await made.press("enter")
        assert deletes(made) == 0
        assert "What is there has just changed" in text(made)
        await made.press("enter")
        assert deletes(made) == 3


async def test_what_is_gone_meanwhile_is_said_and_not_sent() -> None:
    async with explorer() as made:
        await doomed(made)
        await made.press("D")
        made.region().volumes.remove(made.volume("doomed-1").id)
        await made.pass_time(40)
        assert entries(made)["doomed-1"] == "10 GB left out: The cloud does not list it any more."
        await delete(made)
        assert deletes(made) == 2


async def test_it_is_planned_anew_for_what_concerns_its_rows_and_for_nothing_else() -> None:
    async with explorer() as made:
        await doomed(made)
        innocent = made.add_volume("innocent")
        await made.refresh()
        await made.press("D")
        plan = dialog(made).plan
        innocent.status = "error"
        innocent.touch(made.clock.now())
        snapshot_of(made, innocent.id, "of-another")
        await made.pass_time(40)
        assert dialog(made).plan is plan
        snapshot_of(made, made.volume("doomed-0").id, "in-the-way")
        await made.pass_time(40)
        assert len(dialog(made).plan.steps) == 2
        assert "1 snapshot blocks this." in entries(made)["doomed-0"]


async def test_one_that_is_marked_alone_leads_to_its_snapshots_as_any_other() -> None:
    async with explorer() as made:
        snapshot_of(made, made.add_volume("parent").id, "before-update")
        await made.refresh()
        await mark(made, "parent")
        await made.press("D")
        assert isinstance(made.app.screen, DeleteDialog)
        assert "1 snapshot blocks this." in text(made)


async def test_the_number_may_be_typed_as_it_is_shown() -> None:
    async with explorer() as made:
        for number in range(1001):
            made.add_volume(f"many-{number:04}")
        await made.refresh()
        made.table.set_marked(row.id for row in made.table.items if (row.name or "").startswith("many-"))
        await made.press("D")
        assert "Delete 1,001 volumes" in text(made)
        made.app.screen.query_one("#typed").focus()
        await made.type("1,001")
        assert "another number" not in text(made)
        assert dialog(made).missing() == ""


async def test_another_place_that_is_shown_by_now_has_no_say_in_what_may_be_sent() -> None:
    async with explorer() as made:
        closed = Lock(made.clock, read_only=True)
        mine = made.door.lock("")
        made.door.lock = lambda profile: mine if profile == "" else closed  # type: ignore[method-assign]
        await doomed(made)
        await made.press("D")
        made.inventory.show(Context("other", TENANT, "KR1"))
        await made.press("down")
        assert not dialog(made).site.is_read_only()


async def test_one_that_fails_stops_none_stays_marked_and_is_what_a_second_try_is_about() -> None:
    async with explorer() as made:
        await doomed(made, 5)
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="DELETE", status=400, skip=1, times=2))
        await made.press("D")
        await delete(made)
        assert deletes(made) == 5
        await made.pass_time(30)
        assert "3 of 5 done, 2 went wrong" in text(made)
        assert "stays marked, for a second try. 2 of them: refused: " in text(made)
        failed = [each for each in made.desk.all if each.state is State.REFUSED]
        for each in failed:
            assert entries(made)[each.name or ""].startswith("10 GB x refused")
        await made.press("escape")
        assert made.table.marked == {each.subject_id for each in failed}
        await made.press("D")
        assert set(entries(made)) == {each.name for each in failed}
        await delete(made)
        assert deletes(made) == 7
        await made.pass_time(30)
        await made.press("escape")
        assert made.table.marked == frozenset()


async def test_four_at_most_fly_and_cancel_stops_what_is_not_sent() -> None:
    async with explorer() as made:
        await doomed(made, 10)
        made.cloud.faults.add(Fault(FaultKind.LATENCY, method="DELETE", seconds=3))
        await made.press("D")
        await delete(made)
        assert sum(each.state is State.SENDING for each in made.desk.all) == IN_FLIGHT
        assert "0 of 10 done" in text(made)
        assert "Cancel the rest" in text(made)
        dialog(made).query_one("#rest").focus()
        await made.press_at_once("enter", "enter")
        await made.pass_time(40)
        assert deletes(made) == IN_FLIGHT
        if not made.on_top:
            assert "4 of 10 done, 6 not sent" in text(made)
            await made.press("escape")
        assert len(made.table.marked) == 6
        not_sent = {each.subject_id for each in made.desk.all if each.state is State.CANCELLED}
        assert not_sent == made.table.marked <= set(made.ids)


async def test_left_before_its_end_it_goes_on_and_the_marks_follow() -> None:
    async with explorer() as made:
        await doomed(made, 10)
        made.cloud.faults.add(Fault(FaultKind.LATENCY, method="DELETE", seconds=3))
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="DELETE", status=400, skip=9, times=1))
        await made.press("D")
        await delete(made)
        assert "leave; it goes on" in text(made)
        await made.press("escape")
        assert made.on_top
        assert len(made.table.marked) == 10
        await made.pass_time(60)
        assert deletes(made) == 10
        assert made.table.marked == {each.subject_id for each in made.desk.all if each.state is State.REFUSED}
        assert len(made.table.marked) == 1


async def test_snapshots_marked_are_deleted_as_volumes_are() -> None:
    async with explorer() as made:
        volume = made.add_volume("source")
        for number in range(3):
            snapshot_of(made, volume.id, f"old-{number}")
        await made.refresh()
        await made.press("2")
        await mark(made, "old-0", "old-1", "old-2")
        await made.press("D")
        assert "Delete 3 snapshots" in text(made)
        await delete(made)
        await made.pass_time(30)
        assert len(sent(made, "DELETE", "/snapshots/")) == deletes(made) == 3


# Places


async def test_of_all_regions_each_goes_where_it_is() -> None:
    async with explorer(region="*") as made:
        made.add_volume("here", region="KR1")
        made.add_volume("there", region="KR2")
        await made.refresh()
        await mark(made, "here", "there")
        await made.press("D")
        assert entries(made)["here"].startswith("KR1 ")
        assert entries(made)["there"].startswith("KR2 ")
        await delete(made)
        assert {(each.name, each.context.region) for each in made.desk.all} == {("here", "KR1"), ("there", "KR2")}
        await made.pass_time(40)
        assert "2 of 2 done" in text(made)


async def test_marks_of_another_place_are_not_touched() -> None:
    async with explorer(volumes=60) as made:
        names = await doomed(made)
        made.cloud.faults.add(Fault(FaultKind.LATENCY, method="POST", path="/", seconds=5))
        await made.press("p", "enter", "escape")
        made.app.go_to_region("KR2")
        await made.pass_time(1)
        assert made.main.context.region == "KR2"
        await made.press("A")
        marks = made.table.marked
        assert marks
        await made.pass_time(60)
        assert made.table.marked == marks
        assert [each.state for each in made.desk.all] == [State.DONE] * len(names)


async def test_every_request_is_shown_in_its_order_before_anything_is_sent() -> None:
    async with explorer(size=(120, 36)) as made:
        await doomed(made)
        ids = [row.id for row in made.main.marked]
        await made.press("D")
        dialog(made).query_one("#request").focus()
        await made.press("enter")
        assert isinstance(made.app.screen, RequestDialog)
        lines = [line for line in made.app.screen.text.split("\n") if "/volumes/" in line]
        assert [next(each for each in ids if each in line) for line in lines] == ids
        assert deletes(made) == 0
        await made.press("escape")
        await delete(made)
        assert deletes(made) == 3


# Snapshots of many


@pytest.mark.parametrize("size", SIZES)
async def test_a_snapshot_of_each_with_its_own_name_and_one_description(size: tuple[int, int]) -> None:
    async with explorer(size=size) as made:
        names = await doomed(made, 2)
        made.add_volume("running", status="in-use")
        made.add_volume("busy", status="attaching")
        await made.refresh()
        await mark(made, *names, "running", "busy")
        await made.press("p")
        assert isinstance(made.app.screen, SnapshotManyDialog)
        assert crooked(made.app) == []
        assert "Take a snapshot of each of 3 volumes" in text(made)
        assert re.fullmatch(r"10 GB o available -> doomed-0-\d{8}-\d{4}", entries(made)["doomed-0"])
        assert "1 of them: It is in use" in text(made)
        await made.press("tab", *"why", "shift+tab", "home", *"pre-", "enter", "enter")
        assert posts(made) == 3
        await made.pass_time(30)
        picture = made.inventory.picture
        assert picture is not None
        for name in (*names, "running"):
            [shot] = picture.snapshots_of(made.volume(name).id)
            assert (shot.name or "").startswith(f"pre-{name}-")
            assert shot.description == "why"
        await made.press("escape")
        assert made.table.marked == {made.volume("busy").id}, "what was left out stays marked"


async def test_names_that_would_be_too_long_are_cut_and_a_pattern_that_is_too_long_is_refused() -> None:
    async with explorer() as made:
        made.add_volume("m" * 255)
        await made.refresh()
        await mark(made, "m" * 255)
        await made.press("p")
        field = dialog(made).query_one("#pattern")
        field.value = "p" * 256  # type: ignore[attr-defined]
        await made.press("end", "enter")
        assert posts(made) == 0
        assert "256 characters" in text(made)
        field.value = "{name}" + "p" * 55  # type: ignore[attr-defined]
        await made.press("enter")
        assert posts(made) == 1
        [operation] = made.desk.all
        assert operation.name == "m" * 200 + "p" * 55


# Snapshots first


async def to_parent(made: Bed, snapshots: int = 3) -> str:
    """A volume with snapshots has the cursor; its id."""
    volume = made.add_volume("parent")
    for number in range(snapshots):
        snapshot_of(made, volume.id, f"child-{number}")
    await made.refresh()
    await made.press("g")
    assert made.cursor_name == "parent"
    return volume.id


async def open_first(made: Bed) -> None:
    """From the dialog that says what is in the way."""
    await made.press("D")
    assert "Snapshots first, then the volume" in text(made)
    made.app.screen.query_one("#first").focus()
    await made.press_at_once("enter", "enter")
    assert isinstance(made.app.screen, SnapshotsFirstDialog)


@pytest.mark.parametrize("size", SIZES)
async def test_snapshots_go_first_and_then_the_volume(size: tuple[int, int]) -> None:
    async with explorer(size=size) as made:
        parent = await to_parent(made)
        await open_first(made)
        assert crooked(made.app) == []
        assert sorted(list(entries(made))[:3]) == ["child-0", "child-1", "child-2"]
        assert list(entries(made))[3] == "parent"
        await delete(made, "3")
        assert deletes(made) == 0, "the volume counts too"
        await made.press("backspace")
        await delete(made)
        assert len(sent(made, "DELETE", "/snapshots/")) == deletes(made) == 3
        await made.pass_time(60)
        assert sent(made, "DELETE")[3].endswith(f"/volumes/{parent}")
        assert deletes(made) == 4
        assert "4 of 4 done" in text(made)
        await made.press("escape")
        assert parent not in made.ids


async def test_the_volume_is_never_sent_when_a_snapshot_stays() -> None:
    async with explorer() as made:
        parent = await to_parent(made)
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="DELETE", status=400, skip=1, times=1))
        await open_first(made)
        await delete(made)
        await made.pass_time(60)
        assert sent(made, "DELETE", f"/volumes/{parent}") == []
        assert "2 of 4 done, 1 went wrong, 1 not sent" in text(made)
        await made.press("escape")
        assert parent in made.ids


async def test_what_can_not_be_done_whole_says_what_is_in_the_way() -> None:
    async with explorer() as made:
        parent = await to_parent(made)
        snapshot_of(made, parent, "stuck", status="error_deleting")
        await made.refresh()
        await open_first(made)
        assert "error_deleting can only be cleared by support." in text(made)
        assert dialog(made).query_one("#send").disabled
        assert deletes(made) == 0


async def test_a_new_snapshot_under_the_dialog_goes_too_once_it_is_listed_and_counted() -> None:
    async with explorer() as made:
        parent = await to_parent(made, 1)
        await open_first(made)
        dialog(made).query_one("#typed").focus()
        await made.type("2")
        snapshot_of(made, parent, "late")
        await made.pass_time(40)
        assert list(entries(made))[-1] == "parent"
        assert "That is another number: 3 would be deleted." in text(made)
        await made.press("enter")
        assert deletes(made) == 0


async def test_it_is_not_offered_where_more_than_snapshots_is_in_the_way() -> None:
    async with explorer() as made:
        await to_parent(made)
        await made.press("D")
        assert dialog_of_one(made).query_one("#first").display
        volume = made.volume("parent")
        volume.status = "attaching"
        volume.touch(made.clock.now())
        await made.pass_time(40)
        assert not dialog_of_one(made).query_one("#first").display


def dialog_of_one(made: Bed) -> DeleteDialog:
    assert isinstance(made.app.screen, DeleteDialog)
    return made.app.screen


# Thousands, and texts that want to be more than text


async def test_a_thousand_rows_need_no_widget_each_and_scroll() -> None:
    made = bed(volumes=38)
    async with running(made):
        names = await doomed(made, 3)
        await made.press("D")
        few = len(list(dialog(made).query("*")))
        await made.press("escape")
        for number in range(1000):
            made.add_volume(f"many-{number}")
        await made.refresh()
        await made.press("U", "/", *"many", "enter", "A", "D")
        assert len(list(dialog(made).query("*"))) == few
        assert len(entries(made)) == 1000
        assert "1,000 volumes" in text(made)
        await made.press("pagedown", "end")
        last = dialog(made).list.entries[-1].text
        assert last in text(made)
        assert not set(names) & set(entries(made))


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_are_harmless(size: tuple[int, int]) -> None:
    made = bed(volumes=38)
    for hostile, volume in zip(HOSTILE.values(), made.region().volumes.newest_first(), strict=False):
        volume.name = hostile
        volume.touch(made.clock.now())
    async with running(made, size):
        for key in ("D", "p"):
            await made.press("A", key)
            for step in ("pagedown", "end", "home"):
                dialog(made).set_focus(None)
                await made.press(step)
                assert_harmless(made)
            await made.press("escape")


async def test_a_hostile_volume_with_hostile_snapshots_is_harmless() -> None:
    async with explorer(size=(60, 15)) as made:
        await to_parent(made)
        rows: list[Any] = [made.volume("parent"), *made.region().snapshots.newest_first()[:3]]
        for texts in list(spread(4))[::10]:
            for row, text in zip(rows, texts, strict=True):
                row.name = text
                row.touch(made.clock.now())
            await made.refresh()
            await open_first(made)
            assert_harmless(made)
            await made.press("escape")
        await open_first(made)
        await delete(made)
        assert_harmless(made)


async def test_marks_of_a_kind_that_is_not_shown_are_dropped_too() -> None:
    async with explorer() as made:
        await doomed(made, 2)
        await made.press("p", "enter", "escape", "2")
        assert made.main._browsing.kind is Kind.SNAPSHOTS
        await made.pass_time(40)
        await made.press("1")
        assert made.table.marked == frozenset()


async def test_one_that_is_marked_alone_is_deleted_as_any_other() -> None:
    async with explorer() as made:
        [name] = await doomed(made, 1)
        await made.press("j", "D")
        assert isinstance(made.app.screen, DeleteDialog)
        assert name in screen_text(made.app)
        await made.press("right", "enter")
        assert deletes(made) == 1
        await made.pass_time(30)
        assert made.table.marked == frozenset()


async def test_in_production_one_that_goes_alone_is_typed_by_its_id_though_more_are_marked() -> None:
    async with explorer(account=Account(profile="", label="prod", production=True)) as made:
        names = await doomed(made, 2)
        await made.press("/", *names[0], "enter", "D")
        [step] = dialog(made).plan.steps
        assert f"Type {step.row.id[:8]} to delete it:" in text(made)
        await delete(made, "1")
        assert deletes(made) == 0
        made.app.screen.query_one("#typed", Input).value = ""
        await delete(made, step.row.id[:8])
        assert deletes(made) == 1


async def test_what_has_to_be_typed_is_typed_from_the_way_out_too() -> None:
    async with explorer() as made:
        await doomed(made, 3)
        await made.press("D", "3")
        assert made.app.screen.query_one("#typed", Input).value == "3"
        await made.press("enter")
        assert deletes(made) == 3


async def test_what_was_asked_for_before_and_has_no_known_end_is_said() -> None:
    async with explorer() as made:
        await doomed(made, 3)
        made.cloud.faults.add(Fault(FaultKind.CUT, method="POST", times=1))
        await made.press("p")
        made.app.screen.query_one("#send").focus()
        await made.press("enter")
        await made.pass_time(60)
        await made.press("escape", "escape", "p")
        assert "This was asked for before" in text(made)
        await made.press("escape", "U")
        [unknown] = [each for each in made.desk.all if each.state is State.UNKNOWN]
        made.table.move_to(unknown.subject_id)
        await made.press("p")
        assert "This was asked for before" in text(made)
