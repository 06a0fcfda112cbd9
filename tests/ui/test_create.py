"""Creating a volume: what is suggested, what is checked, what is sent and how often."""

import pytest
from support_create import (
    ENCRYPTED,
    add_snapshot,
    body,
    choose,
    chooser,
    decided,
    dialog,
    field,
    listed,
    posts,
    put,
    to_snapshot,
    to_source,
    words,
)
from support_explorer import bed, crooked, explorer, running, screen_text
from support_harmless import assert_harmless
from support_hostile import HOSTILE

from tbs_tui.demo.rows import VolumeType
from tbs_tui.demo.world import TYPES
from tbs_tui.operations.operation import State
from tbs_tui.ui.widgets.fields import Tick

SECRET = "app-key-sentinel"


# What it looks like


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
async def test_every_field_can_be_reached_and_is_in_view_then_with_what_is_said_of_it(size: tuple[int, int]) -> None:
    made = bed()
    async with running(made, size):
        await to_source(made, type=ENCRYPTED, metadata={"team": "pay", "tier": "db"})
        await made.press("N")
        assert crooked(made.app) == []
        seen = []
        first = dialog(made).focused
        while True:
            focused = dialog(made).focused
            assert focused is not None
            seen.append(focused.id)
            assert focused.region.bottom <= dialog(made).query_one("#help").region.y
            rule = dialog(made)._rules.get(focused.id or "")
            if rule is not None:
                assert rule.help in screen_text(made.app)
            await made.press("tab")
            assert crooked(made.app) == []
            if dialog(made).focused is first:
                break
        # The tab order is that of the form.
        assert [each for each in seen if each and not each.startswith("metadata")] == [
            *("name", "description", "size", "type", "app-key", "key-id", "zone", "add-metadata", "multiattach"),
            *("send", "cancel", "request"),
        ]
        assert len(seen) == 12 + 4


async def test_what_is_wrong_with_a_field_at_the_end_is_in_view_in_a_small_terminal() -> None:
    made = bed()
    async with running(made, (60, 15)):
        await made.press("n", "up", "up", "up", "up", "up", "enter")
        await put(made, {"metadata-1-key": "한"})
        assert "A key has only A-Z" in words(made)


async def test_its_help_is_in_view_wherever_a_long_form_is_scrolled_to() -> None:
    async with explorer((60, 15)) as made:
        await made.press("n")
        assert "may be empty" in screen_text(made.app)
        await made.press("up", "up", "up", "up")
        assert "no longer offers" in screen_text(made.app)


async def test_nobody_listens_any_more_when_it_has_gone() -> None:
    async with explorer() as made:
        before = len(made.inventory._listeners._listeners), len(made.desk._book._listeners._listeners)
        for key in ("n", "p", "D"):
            await made.press("g", key, "escape")
        assert made.on_top
        assert (len(made.inventory._listeners._listeners), len(made.desk._book._listeners._listeners)) == before


# What is sent


async def test_only_what_was_set_is_sent() -> None:
    async with explorer() as made:
        sent = decided(made)
        await made.press("n")
        await put(made, {"size": "10"})
        await made.press("enter")
        assert made.on_top
        assert body(sent) == {"size": 10}
        assert posts(made) == 1
        await made.pass_time(30)
        assert made.desk.all[-1].state is State.DONE


async def test_all_that_was_set_is_sent() -> None:
    async with explorer() as made:
        sent = decided(made)
        await made.press("n", *"web", "tab", *"front end", "tab", *"120")
        await choose(made, "type", "general ssd")
        await choose(made, "zone", "pub-b")
        await made.press("tab", "enter", *"team", "tab", *"pay day", "tab", "tab", "space")
        assert dialog(made).query_one(Tick).value
        await made.press("tab", "enter")
        assert made.on_top
        assert body(sent) == {
            "size": 120,
            "name": "web",
            "description": "front end",
            "volume_type": "General SSD",
            "availability_zone": "kr-pub-b",
            "metadata": {"team": "pay day"},
            "multiattach": True,
        }
        volume = made.volume("web")
        assert (volume.type.name, volume.zone, volume.metadata) == ("General SSD", "kr-pub-b", {"team": "pay day"})


async def test_it_is_made_once_however_often_enter_comes() -> None:
    async with explorer() as made:
        await made.press("n", *"once")
        await put(made, {"size": "10"})
        await made.press_at_once("enter", "enter", "enter", "enter")
        assert made.on_top
        await made.pass_time(30)
        assert posts(made) == 1
        assert made.names.count("once") == 1


async def test_an_encrypted_type_asks_for_its_key_and_others_do_not() -> None:
    async with explorer() as made:
        sent = decided(made)
        await made.press("n")
        assert "App key" not in screen_text(made.app)
        await put(made, {"size": "10"})
        await choose(made, "type", "encrypted hdd")
        assert "App key" in screen_text(made.app)
        await put(made, {"key-id": "k-1"})
        assert "needs the app key" not in words(made)
        await made.press("enter")
        assert "An encrypted volume needs the app key" in words(made)
        assert posts(made) == 0
        await made.type(SECRET)
        await made.press("enter")
        assert made.on_top
        assert body(sent)["nhn_encryption"] == {"skm_appkey": SECRET, "skm_key_id": "k-1"}


async def test_a_key_that_was_typed_for_another_type_is_not_sent() -> None:
    async with explorer() as made:
        sent = decided(made)
        await made.press("n")
        await put(made, {"size": "10"})
        await choose(made, "type", "encrypted hdd")
        await put(made, {"app-key": SECRET, "key-id": "k-1"})
        await choose(made, "type", "general hdd")
        await put(made, {"size": "11"})
        await made.press("enter")
        assert body(sent) == {"size": 11, "volume_type": "General HDD"}


async def test_a_type_whose_volumes_have_keys_is_an_encrypted_one_whatever_its_name() -> None:
    async with explorer() as made:
        kind = type(ENCRYPTED)(ENCRYPTED.id, "Vault", ENCRYPTED.backend)
        made.add_volume("keyed", type=kind, encryption={"skm_key_version": 1, "skm_key_id": "k"})
        await made.refresh()
        await made.press("g", "N")
        assert "App key" in screen_text(made.app)
        assert field(made, "key-id").value == "k"


async def test_the_app_key_is_shown_and_written_nowhere() -> None:
    async with explorer() as made:
        await made.press("n", *"hush")
        await put(made, {"size": "10"})
        await choose(made, "type", "encrypted hdd")
        await put(made, {"app-key": SECRET, "key-id": "k-1"})
        assert SECRET not in screen_text(made.app)
        assert SECRET not in "".join(map(repr, dialog(made).query("*")))
        made.region().quotas.gigabytes = 1
        await made.press("enter")
        assert SECRET not in screen_text(made.app)
        made.region().quotas.gigabytes = 100_000
        await made.press_again("enter")
        assert made.on_top
        await made.pass_time(30)
        told = [repr(made.desk.all), repr(made.door.requests()), repr(made.inventory.picture)]
        assert made.main.history is not None
        told.append(repr(vars(made.main.history)))
        await made.press("L")
        told.append(screen_text(made.app))
        await made.press("escape", "4")
        told.append(screen_text(made.app))
        await made.press("escape", "g", "N")
        assert field(made, "key-id").value == "k-1"
        told += [screen_text(made.app), field(made, "app-key").value]
        assert not [each for each in told if SECRET in each]


# Where it begins


async def test_among_the_types_it_is_of_the_one_under_the_cursor() -> None:
    async with explorer() as made:
        await made.press("3", "g")
        name = made.cursor_row.name
        await made.press("n")
        assert chooser(made, "type").value == name
        await made.press("escape", "1", "n")
        assert chooser(made, "type").value == ""


async def test_it_needs_no_row() -> None:
    async with explorer(volumes=0) as made:
        assert not made.names
        await made.press("n")
        assert dialog(made).focused is field(made, "name")


async def test_same_again_is_empty_and_has_the_settings_but_no_attachment() -> None:
    async with explorer() as made:
        sent = decided(made)
        await to_source(
            made,
            type=TYPES[1],
            description="of the shop",
            metadata={"team": "pay", "readonly": "False", "attached_mode": "rw"},
            snapshot_id=made.cloud.world.ids.uuid(),
        )
        await made.press("N", "enter")
        assert made.on_top
        assert body(sent) == {
            "size": 70,
            "name": "source-2",
            "description": "of the shop",
            "volume_type": "General SSD",
            "availability_zone": "kr-pub-a",
            "metadata": {"team": "pay"},
        }


async def test_from_a_snapshot_it_begins_as_the_snapshots_volume() -> None:
    async with explorer() as made:
        sent = decided(made)
        snapshot = await to_snapshot(made, type=TYPES[1])
        await made.press("v")
        assert "from before-update   70 GB" in screen_text(made.app)
        await made.press("enter")
        assert made.on_top
        assert body(sent) == {
            "size": 70,
            "name": "before-update",
            "volume_type": "General SSD",
            "availability_zone": "kr-pub-a",
            "snapshot_id": snapshot.id,
        }
        await made.pass_time(60)
        assert made.desk.all[-1].state is State.DONE
        assert made.volume("before-update").snapshot_id == snapshot.id


async def test_what_some_servers_refuse_of_a_snapshots_volume_is_said_and_sent() -> None:
    async with explorer() as made:
        await to_snapshot(made)
        await made.press("v")
        assert "some servers" not in words(made)
        await choose(made, "zone", "pub-b")
        assert "The snapshot lies in kr-pub-a: some servers take no other." in words(made)
        await choose(made, "type", "general ssd")
        assert "The snapshot is of type General HDD" in words(made)
        await put(made, {"description": "other"})
        await made.press("enter")
        assert posts(made) == 1
        assert "same availability zone as the snapshot" in words(made)


async def test_a_snapshot_of_an_encrypted_volume_asks_for_a_key_even_by_default() -> None:
    async with explorer() as made:
        await to_snapshot(made, type=ENCRYPTED)
        await made.press("v")
        await choose(made, "type", "the server")
        assert chooser(made, "type").value == ""
        assert "App key" in screen_text(made.app)


async def test_why_not_is_said_and_nothing_opens() -> None:
    async with explorer() as made:
        volume = made.add_volume("busy")
        add_snapshot(made, "unready", volume, status="error")
        await made.refresh()
        for keys, why in (
            (["1", "v"], "Choose a snapshot first."),
            (["2", "g", "v"], "That cannot be done in status error."),
            (["2", "N"], "Choose a volume first."),
            (["3", "N"], "Choose a volume first."),
        ):
            await made.press(*keys)
            assert made.on_top
            assert why in screen_text(made.app), keys


async def test_a_read_only_session_says_so() -> None:
    async with explorer(read_only=True) as made:
        for keys in (["n"], ["N"], ["2", "v"]):
            await made.press(*keys)
            assert made.on_top
            assert "read-only" in screen_text(made.app)


async def test_a_snapshot_that_goes_under_the_dialog_is_not_used() -> None:
    async with explorer() as made:
        snapshot = await to_snapshot(made)
        await made.press("v")
        made.region().remove_snapshot(snapshot)
        await made.pass_time(40)
        assert "The cloud does not list it any more." in words(made)
        await made.press("enter")
        assert posts(made) == 0


# All regions


async def test_of_all_regions_the_rows_own_is_suggested_and_another_can_be_chosen() -> None:
    async with explorer(region="*", volumes=60) as made:
        sent = decided(made)
        made.add_volume("there", region="KR2")
        await made.refresh()
        await made.press("g")
        assert made.cursor_name == "there"
        await made.press("n")
        assert chooser(made, "region").value == "KR2"
        assert "KR2 Pyeongchon" in screen_text(made.app)
        await choose(made, "zone", "kr2-pub-b")
        await choose(made, "region", "jp1")
        assert "JP1 Tokyo" in words(made).split("Create a volume")[1].split("Region")[0]
        assert chooser(made, "zone").value == "", "a zone of another region"
        chooser(made, "zone").focus()
        await made.press("enter")
        assert listed(made) == ["any (the server chooses)", "jp-pub-a", "jp-pub-b"]
        await made.press("escape")
        await put(made, {"name": "far", "size": "10"})
        await made.press("enter")
        assert made.on_top
        [intent] = sent
        assert intent.context.region == "JP1"
        assert made.volume("far", "JP1").size == 10


async def test_of_all_regions_a_snapshot_is_used_where_it_lies() -> None:
    async with explorer(region="*", volumes=60) as made:
        sent = decided(made)
        await to_snapshot(made)
        await made.press("v")
        assert not dialog(made).query("#region")
        await made.press("enter")
        assert sent[0].context.region == "KR1"
        assert posts(made) == 1


async def test_in_the_detail_it_is_the_resource_shown_there() -> None:
    async with explorer() as made:
        await to_source(made)
        await made.press("enter", "N")
        assert field(made, "name").value == "source-2"
        await made.press("escape", "escape", "2", "g", "enter", "v")
        assert dialog(made).query("#from")


# Hostile texts


async def test_texts_of_the_cloud_are_shown_harmlessly_and_chosen_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A form takes 0.3 s to be opened: a twelfth of the texts. All of them are in the rows of `test_every_view`, not in
    # the fields of a form.
    texts = list(HOSTILE.values())[::12]
    kinds = tuple(VolumeType(f"bad-{number}", text, "lvm") for number, text in enumerate(texts))
    monkeypatch.setattr("tbs_tui.demo.volumes.TYPES", kinds)
    made = bed(volumes=0)
    for kind in kinds:
        volume = made.add_volume(kind.name, type=kind, description=kind.name)
        volume.zone, volume.metadata = kind.name, {kind.name: kind.name}
        add_snapshot(made, kind.name, volume)
    async with running(made):
        assert len(made.ids) == len(kinds)
        for _ in made.ids:
            row = made.cursor_row
            await made.press("N")
            assert_harmless(made)
            raw = row.volume_type, row.availability_zone
            assert (chooser(made, "type").value, chooser(made, "zone").value) == raw
            await made.press("escape", "j")
        await made.press("N")
        for field_id, others in (("type", 1), ("zone", 1 + len(made.region().zones))):
            chooser(made, field_id).focus()
            await made.press("enter")
            # One of blanks alone is one too.
            assert len(listed(made)) == len(kinds) + others
            for _ in range(3):
                assert_harmless(made)
                await made.press("pagedown")
            await made.press("escape")
        await made.press("escape", "2", "g", "v")
        for _ in range(4):
            assert_harmless(made)
            await made.press("escape", "j", "j", "j", "j", "j", "j", "v")
