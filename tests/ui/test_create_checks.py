"""Creating a volume: what is checked as it is typed, and what is made of what the cloud says."""

import pytest
from support_create import body, choose, chooser, decided, dialog, field, listed, posts, put, to_snapshot, words
from support_explorer import explorer, screen_text

from tbs_tui.demo import Fault, FaultKind
from tbs_tui.operations.operation import State
from tbs_tui.ui.dialogs.changes.metadata import MetadataRow

# What is checked


@pytest.mark.parametrize(
    ("field_id", "text", "said"),
    [
        ("name", "n" * 256, "256 characters"),
        ("name", "disk 👍", "Some servers refuse emoji"),
        ("description", "n" * 300, "300 characters"),
        ("description", "disk 👍", "Some servers refuse emoji"),
        ("size", "ten", "a whole number of GB"),
        ("size", "0", "at least 1 GB"),
        ("size", "9999999999", "No volume is as large"),
        ("size", "5", "10 to 2,048 GB are usual"),
        ("size", "2049", "10 to 2,048 GB are usual"),
    ],
)
async def test_what_is_wrong_with_a_field_is_said_at_once_and_once(field_id: str, text: str, said: str) -> None:
    async with explorer() as made:
        await made.press("n")
        assert said not in words(made)
        await put(made, {field_id: text})
        assert words(made).count(said) == 1
        await put(made, {field_id: "10"})
        assert said not in words(made)


async def test_a_size_below_the_snapshots_is_said_at_once_and_once() -> None:
    async with explorer() as made:
        await to_snapshot(made)
        await made.press("v")
        await put(made, {"size": "69"})
        assert words(made).count("at least that of the snapshot, 70 GB") == 1
        await made.press("enter")
        assert posts(made) == 0
        await put(made, {"size": "71"})
        await made.press("enter")
        assert posts(made) == 1


async def test_the_first_field_with_a_fault_gets_the_focus() -> None:
    async with explorer() as made:
        await made.press("n", *"web", "enter")
        assert "The size is missing" in words(made)
        assert dialog(made).focused is field(made, "size")
        assert posts(made) == 0


async def test_rows_of_metadata_are_checked_and_a_row_without_anything_goes() -> None:
    async with explorer() as made:
        sent = decided(made)
        await made.press("n")
        await put(made, {"size": "10"})
        dialog(made).query_one("#add-metadata").focus()
        await made.press("enter", "tab", *"alone", "enter")
        assert "The key is missing." in words(made)
        assert not sent
        await put(made, {"metadata-1-key": "team"})
        assert "The key is missing." not in words(made)
        await put(made, {"metadata-1-value": "v" * 256})
        assert "256 characters" in words(made)
        await put(made, {"metadata-1-value": ""})
        dialog(made).query_one("#add-metadata").focus()
        await made.press("enter", *"team")
        assert "The key team is there twice." in words(made)
        await made.press("1", "tab", *"pay")
        assert "twice" not in words(made)
        # One that stays empty, and one that is emptied.
        dialog(made).query_one("#add-metadata").focus()
        await made.press("enter", "tab", "tab")
        assert len(dialog(made).query(MetadataRow)) == 2
        await put(made, {"metadata-1-key": ""})
        await made.press("down", "down")
        assert len(dialog(made).query(MetadataRow)) == 1
        await put(made, {"size": "10"})
        await made.press("enter")
        assert body(sent) == {"size": 10, "metadata": {"team1": "pay"}}


# What the cloud says


@pytest.mark.parametrize(
    ("status", "state"), [(400, State.REFUSED), (403, State.REFUSED), (404, State.REFUSED), (409, State.REFUSED)]
)
async def test_a_refusal_keeps_everything_typed_and_a_second_try_is_sent(status: int, state: State) -> None:
    async with explorer() as made:
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="POST", status=status, times=1))
        await made.press("n", *"kept", "tab", *"why")
        await put(made, {"size": "10"})
        await choose(made, "zone", "pub-b")
        dialog(made).query_one("#add-metadata").focus()
        await made.press("enter", *"team", "enter")
        [refused] = made.desk.all
        assert refused.state is state
        assert refused.request_id is not None
        assert refused.request_id in words(made).replace(" ", "")
        assert field(made, "name").value == "kept"
        assert field(made, "description").value == "why"
        assert chooser(made, "zone").value == "kr-pub-b"
        assert [row.key.value for row in dialog(made).query(MetadataRow)] == ["team"]
        await made.press_again("enter")
        assert posts(made) == 2
        assert made.on_top


async def test_a_quota_that_is_full_is_told_with_its_numbers() -> None:
    async with explorer() as made:
        quotas, used = made.region().quotas, made.region().gigabytes
        quotas.gigabytes = used + 5
        await made.press("n", *"big")
        await put(made, {"size": "10"})
        await made.press("enter")
        assert f"Requested 10G, quota is {used + 5}G and {used}G has been consumed." in words(made)
        assert made.desk.all[-1].state is State.REFUSED
        await put(made, {"size": "5"})
        await made.press_again("enter")
        assert made.on_top
        assert posts(made) == 2


async def test_a_zone_typed_by_hand_is_sent_and_refused_in_the_servers_words() -> None:
    async with explorer() as made:
        await made.press("n")
        await put(made, {"size": "10"})
        await choose(made, "zone", "kr-pub-z")
        assert "<> kr-pub-z" in screen_text(made.app)
        await put(made, {"size": "10"})
        await made.press("enter")
        assert "Availability zone 'kr-pub-z' is invalid." in words(made)
        assert chooser(made, "zone").value == "kr-pub-z"


async def test_after_an_answer_that_was_lost_what_was_found_is_shown_and_nothing_is_sent_again() -> None:
    async with explorer() as made:
        made.cloud.faults.add(Fault(FaultKind.CUT_AFTER, method="POST", times=1))
        made.cloud.faults.add(Fault(FaultKind.STATUS, method="GET", status=500, times=8))
        await made.press("n", *"lost")
        await put(made, {"size": "10"})
        await made.press_at_once("enter", "enter")
        assert "may have done it" in words(made)
        await made.press("enter")
        assert posts(made) == 1
        await made.pass_time(30)
        [volume] = [each for each in made.region().volumes.newest_first() if each.name == "lost"]
        assert volume.id in words(made)
        assert field(made, "name").value == "lost"
        assert posts(made) == 1


# Zones


async def test_zones_are_those_of_the_volumes_and_those_that_compute_tells() -> None:
    async with explorer(volumes=0) as made:
        made.add_volume("here").zone = "kr-old-x"
        await made.refresh()
        await made.press("n")
        chooser(made, "zone").focus()
        await made.press("enter")
        assert listed(made) == ["any (the server chooses)", "kr-old-x", "kr-pub-a", "kr-pub-b"]
        assert made.asked("os-availability-zone") == 1


async def test_zones_that_nobody_tells_are_no_trouble() -> None:
    async with explorer(volumes=0) as made:
        made.cloud.faults.add(Fault(FaultKind.STATUS, path="/KR1/compute", status=500))
        made.add_volume("here")
        await made.refresh()
        await made.press("n")
        await made.pass_time(30)
        chooser(made, "zone").focus()
        await made.press("enter")
        assert listed(made) == ["any (the server chooses)", "kr-pub-a"]
        assert "500" not in screen_text(made.app)


async def test_what_was_typed_is_not_thrown_away_at_the_first_escape() -> None:
    async with explorer() as made:
        await made.press("n", *"web", "escape")
        assert "Esc once more leaves" in words(made)
        assert field(made, "name").value == "web"
        await made.press("enter")
        assert made.on_top
        assert posts(made) == 0
        await made.press("n", "escape")
        assert made.on_top
