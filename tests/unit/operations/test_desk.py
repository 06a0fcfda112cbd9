"""What is started is sent once, followed to its true end, and told."""

import asyncio
import gc
from dataclasses import replace

import pytest
from support_inventory import ALPHA, BETA, settle, snapshot, volume
from support_operations import Shop, open_shop

from tbs_tui.account.context import ALL_REGIONS
from tbs_tui.api.errors import InvalidInput, NotFound, PasswordNeeded, Unreachable, WrongCredentials
from tbs_tui.api.requests import EncryptionKey, NewImage, NewSnapshot, NewVolume
from tbs_tui.inventory.events import Event, InventoryChanged
from tbs_tui.inventory.picture import Kind
from tbs_tui.operations import book
from tbs_tui.operations.intent import Intent, create_snapshot, create_volume, upload_image
from tbs_tui.operations.operation import State

LOST = Unreachable("cut", maybe_done=True)


def to_create(shop: Shop, name: str = "db", **more: object) -> Intent:
    return create_volume(shop.desk.new_id(), ALPHA, NewVolume(10, name=name, **more))  # type: ignore[arg-type]


def to_upload(shop: Shop, id: str) -> Intent:
    return upload_image(shop.desk.new_id(), ALPHA, shop.storage.volumes[id], NewImage("image"))


# To each end


async def test_a_delete_is_done_when_it_is_gone() -> None:
    async with open_shop(volume("v")) as shop:
        id = await shop.delete("v")
        assert shop.the(id).state is State.ACCEPTED
        assert shop.shown("v") == "deleting"
        await shop.advance(3)
        assert shop.the(id).state is State.IN_PROGRESS
        shop.storage.becomes("v", None)
        await shop.advance(3)
        assert shop.states(id) == [
            State.WAITING,
            State.SENDING,
            State.ACCEPTED,
            State.IN_PROGRESS,
            State.DONE,
        ]
        assert shop.shown("v") == "-"


async def test_a_delete_that_falls_back_was_refused() -> None:
    async with open_shop(volume("v")) as shop:
        id = await shop.delete("v")
        shop.storage.becomes("v", "available")
        await shop.advance(3)
        assert shop.the(id).state is State.REFUSED
        assert "available again" in shop.the(id).words
        assert shop.shown("v") == "available"


async def test_a_delete_that_goes_wrong_has_failed() -> None:
    async with open_shop(snapshot("s", "v")) as shop:
        id = await shop.delete("s")
        shop.storage.becomes("s", "error_deleting")
        await shop.advance(3)
        assert shop.the(id).state is State.FAILED
        assert "Only support" in shop.the(id).words


async def test_a_delete_of_what_is_gone_is_done() -> None:
    async with open_shop(volume("v")) as shop:
        shop.storage.meet("delete_volume", NotFound(status=404))
        shop.storage.volumes.clear()
        id = shop.desk.start(shop_intent(shop)).id
        await shop.advance(1)
        assert shop.the(id).state is State.DONE
        assert shop.shown("v") == "-"


def shop_intent(shop: Shop) -> Intent:
    """To delete what only the picture still has."""
    shop.storage.put(volume("v"))
    intent = shop.intent_to_delete("v")
    shop.storage.volumes.clear()
    return intent


@pytest.mark.parametrize(("status", "end"), [("available", State.DONE), ("error", State.FAILED), (None, State.FAILED)])
async def test_a_volume_is_made_or_not(status: str | None, end: State) -> None:
    async with open_shop() as shop:
        id = shop.desk.start(to_create(shop)).id
        await settle()
        # It is listed by a sweep of its own, at once.
        assert shop.states(id)[-2:] == [State.ACCEPTED, State.IN_PROGRESS]
        assert shop.the(id).resource_id == "new-1"
        assert shop.shown("new-1") == "creating"
        shop.storage.becomes("new-1", status)
        await shop.advance(6)
        assert shop.the(id).state is end
        assert shop.shown("new-1") == (status or "-")


async def test_a_snapshot_is_made() -> None:
    async with open_shop(volume("v")) as shop:
        id = shop.desk.start(create_snapshot("op", ALPHA, NewSnapshot("v", name="s"))).id
        await shop.advance(4)
        shop.storage.becomes("new-1", "available")
        await shop.advance(3)
        assert shop.the(id).state is State.DONE
        assert (shop.the(id).kind, shop.the(id).subject_id) == (Kind.SNAPSHOTS, "v")


@pytest.mark.parametrize(("image", "end"), [("active", State.DONE), ("killed", State.FAILED), (None, State.FAILED)])
async def test_an_upload_ends_as_its_image_does(image: str | None, end: State) -> None:
    async with open_shop(volume("v", status="in-use")) as shop:
        id = shop.desk.start(to_upload(shop, "v")).id
        await settle()
        assert shop.shown("v") == "uploading"
        await shop.advance(3)
        assert shop.cloud.image_api is not None
        assert shop.cloud.image_api.asked == 0
        shop.cloud.image_api.status = "saving"
        shop.storage.becomes("v", "in-use")
        await shop.advance(3)
        assert shop.the(id).state is State.IN_PROGRESS
        assert shop.cloud.image_api.asked == 1
        shop.cloud.image_api.status = image
        await shop.advance(3)
        assert shop.the(id).state is end
        assert shop.shown("v") == "in-use"


async def test_what_is_seen_of_the_volume_of_an_upload_is_not_taken_for_its_image() -> None:
    async with open_shop(volume("v")) as shop:
        id = shop.desk.start(to_upload(shop, "v")).id
        await settle()
        answer = asyncio.Event()
        shop.storage.meet("volume", answer)
        await shop.advance(3)
        # A sweep sees it come back while that look is on its way.
        shop.storage.becomes("v", "available")
        shop.poller.sweep(ALPHA)
        await shop.advance(1)
        answer.set()
        await shop.advance(1)
        assert shop.the(id).state is State.IN_PROGRESS
        assert shop.cloud.image_api is not None
        shop.cloud.image_api.status = "active"
        await shop.advance(5)
        assert shop.the(id).state is State.DONE


async def test_an_upload_whose_image_stays_half_made_comes_to_an_end_all_the_same() -> None:
    async with open_shop(volume("v")) as shop:
        assert shop.cloud.image_api is not None
        id = shop.desk.start(to_upload(shop, "v")).id
        await settle()
        shop.storage.becomes("v", "available")
        shop.cloud.image_api.status = "saving"
        await shop.advance(6)
        assert (shop.the(id).unusual, shop.the(id).words) == (False, "The image is being made.")
        await shop.advance(5 * 60)
        assert (shop.the(id).state, shop.the(id).unusual) == (State.IN_PROGRESS, True)
        assert "has probably failed" in shop.the(id).words
        shop.clock.advance(2 * 3600)
        await shop.advance(3)
        assert (shop.the(id).state, shop.the(id).is_over) == (State.UNKNOWN, True)
        assert "has probably failed" in shop.the(id).words


async def test_an_image_that_cannot_be_looked_at_is_told_apart_from_its_volume() -> None:
    async with open_shop(volume("v")) as shop:
        assert shop.cloud.image_api is not None
        id = shop.desk.start(to_upload(shop, "v")).id
        await settle()
        shop.storage.becomes("v", "available")
        shop.cloud.image_api.trouble = Unreachable("refused")
        await shop.advance(6)
        assert (shop.the(id).state, shop.the(id).status) == (State.IN_PROGRESS, "available")
        assert shop.the(id).words.startswith("How the image gets on cannot be seen at the moment: The server cannot")
        shop.cloud.listing_trouble = Unreachable("refused")
        shop.poller.refresh_now()
        await settle()
        assert shop.the(id).words.startswith("How the image gets on")
        shop.cloud.image_api.trouble = None
        shop.cloud.image_api.status = "active"
        await shop.advance(30)
        assert (shop.the(id).state, shop.the(id).words) == (State.DONE, "")


async def test_an_image_that_is_late_is_still_found_to_be_good() -> None:
    async with open_shop(volume("v")) as shop:
        assert shop.cloud.image_api is not None
        id = shop.desk.start(to_upload(shop, "v")).id
        await settle()
        shop.storage.becomes("v", "available")
        await shop.advance(6 * 60)
        assert shop.the(id).unusual
        shop.cloud.image_api.status = "active"
        await shop.advance(3)
        assert (shop.the(id).state, shop.the(id).unusual, shop.the(id).words) == (State.DONE, False, "")


async def test_without_an_image_api_an_upload_is_never_a_success() -> None:
    async with open_shop(volume("v")) as shop:
        shop.cloud.image_api = None
        id = shop.desk.start(to_upload(shop, "v")).id
        await settle()
        shop.storage.becomes("v", "available")
        await shop.advance(3)
        assert shop.the(id).state is State.UNKNOWN
        assert "can't be known" in shop.the(id).words
        assert shop.the(id).is_over


async def test_a_refusal_at_once_has_the_servers_words_and_request_id() -> None:
    async with open_shop(volume("v")) as shop:
        shop.storage.meet("delete_volume", InvalidInput("has snapshots", status=400, request_id="req-1"))
        id = await shop.delete("v")
        operation = shop.the(id)
        assert (operation.state, operation.request_id) == (State.REFUSED, "req-1")
        assert "has snapshots" in operation.words
        assert shop.shown("v") == "available"
        # The picture led to it: it is read anew.
        assert len(shop.cloud.sweeps) == 2


# Sent once


async def test_started_twice_it_is_sent_once() -> None:
    async with open_shop() as shop:
        intent = to_create(shop)
        first = shop.desk.start(intent)
        assert shop.desk.start(intent) == first
        await settle()
        shop.desk.start(intent)
        shop.storage.becomes("new-1", "available")
        await shop.advance(3)
        assert shop.desk.start(intent).state is State.DONE
        await shop.advance(10)
        assert shop.storage.sent("create_volume") == ["db"]


async def test_a_second_delete_of_the_same_is_the_first() -> None:
    async with open_shop(volume("v")) as shop:
        first = shop.desk.start(shop.intent_to_delete("v"))
        assert shop.desk.start(shop.intent_to_delete("v")).id == first.id
        await shop.advance(3)
        assert shop.desk.start(shop.intent_to_delete("v")).id == first.id
        assert shop.storage.sent("delete_volume") == ["v"]


async def test_four_at_most_are_on_the_wire_and_the_rest_waits_its_turn() -> None:
    async with open_shop(*(volume(f"v{n}") for n in range(9))) as shop:
        gates = [asyncio.Event() for _ in range(9)]
        shop.storage.meet("delete_volume", *gates)
        for n in range(9):
            shop.desk.start(shop.intent_to_delete(f"v{n}"))
        await settle()
        assert [each.state for each in shop.desk.all].count(State.SENDING) == 4
        for gate in gates:
            gate.set()
            await settle()
        assert shop.storage.sent("delete_volume") == [f"v{n}" for n in range(9)]
        assert shop.storage.most_flying == 4


async def test_what_was_not_sent_can_be_cancelled_and_what_was_can_not() -> None:
    async with open_shop(*(volume(f"v{n}") for n in range(5))) as shop:
        gate = asyncio.Event()
        shop.storage.meet("delete_volume", *[gate] * 5)
        started = [shop.desk.start(shop.intent_to_delete(f"v{n}")) for n in range(5)]
        await settle()
        assert shop.desk.cancel(started[4].id)
        assert not shop.desk.cancel(started[0].id)
        gate.set()
        await settle()
        assert shop.the(started[4].id).state is State.CANCELLED
        assert shop.storage.sent("delete_volume") == ["v0", "v1", "v2", "v3"]


async def test_no_secret_outlives_its_sending() -> None:
    async with open_shop() as shop:
        shop.desk.start(to_create(shop, nhn_encryption=EncryptionKey("s3cret-appkey", "key")))
        await shop.advance(3)
        gc.collect()
        assert not [each for each in gc.get_objects() if isinstance(each, EncryptionKey)]
        assert "s3cret" not in repr(shop.told)


# What keeps it from being seen


async def test_trouble_while_following_ends_nothing() -> None:
    async with open_shop(volume("v")) as shop:
        id = await shop.delete("v")
        shop.cloud.trouble = shop.cloud.listing_trouble = Unreachable("no route")
        await shop.advance(60)
        assert shop.the(id).state is State.ACCEPTED
        assert "no route" in shop.the(id).words
        shop.cloud.trouble = shop.cloud.listing_trouble = None
        shop.storage.becomes("v", None)
        await shop.advance(120)
        assert shop.the(id).state is State.DONE


async def test_looks_that_fail_come_more_and_more_seldom() -> None:
    async with open_shop(volume("v")) as shop:
        await shop.delete("v")
        shop.storage.meet("volume", *[Unreachable("no route")] * 100)
        await shop.advance(60)
        # At 3, 9, 21 and 45 seconds.
        assert len(shop.storage.sent("volume")) == 4


async def test_without_a_password_it_stays_in_progress_and_goes_on_when_there_is_one() -> None:
    async with open_shop(volume("v")) as shop:
        id = await shop.delete("v")
        await shop.advance(3)
        shop.cloud.trouble = PasswordNeeded()
        await shop.advance(30)
        assert shop.the(id).state is State.IN_PROGRESS
        assert "Sign in" in shop.the(id).words
        shop.cloud.trouble = None
        await shop.advance(3)
        assert shop.the(id).words == ""
        shop.storage.becomes("v", None)
        await shop.advance(3)
        assert shop.the(id).state is State.DONE


async def test_a_refused_password_is_not_tried_again_by_itself() -> None:
    async with open_shop(volume("v")) as shop:
        id = await shop.delete("v")
        shop.storage.meet("volume", WrongCredentials())
        shop.cloud.listing_trouble = WrongCredentials()
        await shop.advance(600)
        assert len(shop.storage.sent("volume")) == 1
        shop.storage.becomes("v", None)
        shop.desk.signed_in()
        await shop.advance(1)
        assert shop.the(id).state is State.DONE


async def test_it_says_when_it_takes_unusually_long() -> None:
    async with open_shop(volume("v")) as shop:
        id = await shop.delete("v")
        await shop.advance(10 * 60 - 3)
        assert not shop.the(id).unusual
        await shop.advance(6)
        assert shop.the(id).unusual
        assert shop.the(id).words == "It takes unusually long: 10 minutes are usual."
        shop.storage.becomes("v", None)
        await shop.advance(3)
        assert (shop.the(id).state, shop.the(id).unusual, shop.the(id).words) == (State.DONE, False, "")


# How it is followed


async def test_up_to_four_are_looked_at_every_three_seconds() -> None:
    async with open_shop(*(volume(f"v{n}") for n in range(4))) as shop:
        for n in range(4):
            shop.desk.start(shop.intent_to_delete(f"v{n}"))
        await shop.advance(9)
        assert len(shop.storage.sent("volume")) == 12
        assert len(shop.cloud.sweeps) == 1


async def test_more_than_four_are_followed_by_a_sweep_every_five_seconds() -> None:
    async with open_shop(*(volume(f"v{n}") for n in range(5))) as shop:
        ids = [shop.desk.start(shop.intent_to_delete(f"v{n}")).id for n in range(5)]
        await shop.advance(9)
        assert shop.storage.sent("volume") == []
        assert len(shop.cloud.sweeps) == 3
        for n in range(5):
            shop.storage.becomes(f"v{n}", None)
        await shop.advance(6)
        assert {shop.the(id).state for id in ids} == {State.DONE}
        # Gone from a listing is not gone: each is asked for once.
        assert sorted(shop.storage.sent("volume")) == [f"v{n}" for n in range(5)]


async def test_sweeps_that_fail_end_nothing() -> None:
    async with open_shop(*(volume(f"v{n}") for n in range(5))) as shop:
        ids = [shop.desk.start(shop.intent_to_delete(f"v{n}")).id for n in range(5)]
        await settle()
        shop.cloud.listing_trouble = Unreachable("no route")
        await shop.advance(60)
        assert all("no route" in shop.the(id).words for id in ids)
        assert len(shop.cloud.sweeps) < 8
        shop.cloud.listing_trouble = None
        await shop.advance(120)
        assert {shop.the(id).state for id in ids} == {State.IN_PROGRESS}
        assert {shop.the(id).words for id in ids} == {""}


async def test_statuses_of_many_are_shown_together_and_that_of_one_at_once() -> None:
    async with open_shop(*(volume(f"v{n}") for n in range(40))) as shop:
        noted: list[InventoryChanged] = []

        def heard(event: Event) -> None:
            if isinstance(event, InventoryChanged) and event.noted:
                noted.append(event)

        shop.inventory.subscribe(heard)
        await shop.delete("v0")
        assert shop.shown("v0") == "deleting"
        assert len(noted) == 1
        for n in range(1, 40):
            shop.desk.start(shop.intent_to_delete(f"v{n}"))
        await shop.advance(4)
        assert {shop.shown(f"v{n}") for n in range(40)} == {"deleting"}
        assert len(noted) <= 5


async def test_an_operation_is_never_of_all_regions() -> None:
    async with open_shop(volume("v")) as shop:
        intent = replace(shop.intent_to_delete("v"), context=ALPHA.within(ALL_REGIONS))
        with pytest.raises(ValueError):
            shop.desk.start(intent)


async def test_another_region_is_shown_and_it_goes_on() -> None:
    async with open_shop(*(volume(f"v{n}") for n in range(5))) as shop:
        ids = [shop.desk.start(shop.intent_to_delete(f"v{n}")).id for n in range(5)]
        await settle()
        shop.inventory.show(BETA)
        for n in range(5):
            shop.storage.becomes(f"v{n}", None)
        await shop.advance(20)
        assert {shop.the(id).state for id in ids} == {State.DONE}
        assert shop.shown("v0") == "-"
        assert {shop.the(id).context for id in ids} == {ALPHA}


async def test_two_regions_at_once() -> None:
    async with open_shop(volume("v")) as shop:
        shop.cloud.at(BETA).put(volume("w"))
        one = await shop.delete("v")
        other = shop.desk.start(shop.intent_to_delete("w", BETA)).id
        await settle()
        shop.cloud.at(BETA).becomes("w", None)
        await shop.advance(3)
        assert (shop.the(one).state, shop.the(other).state) == (State.IN_PROGRESS, State.DONE)


async def test_a_sweep_that_began_before_the_request_says_nothing_of_it() -> None:
    async with open_shop(volume("v")) as shop:
        shop.poller.sweep(ALPHA)
        id = await shop.delete("v")
        assert shop.the(id).state is State.ACCEPTED
        assert shop.shown("v") == "deleting"


# The answer is lost


async def test_a_create_whose_answer_was_lost_is_unknown_and_shows_what_may_be_it() -> None:
    async with open_shop(volume("old", name="db")) as shop:
        shop.storage.meet("create_volume", LOST)
        id = shop.desk.start(to_create(shop)).id
        shop.storage.put(volume("made", name="db", status="creating"), volume("other", name="web"))
        await settle()
        assert shop.states(id)[-2:] == [State.SENDING, State.UNKNOWN]
        assert shop.the(id).candidates == ("made",)
        assert shop.the(id).is_over
        assert "may be the result" in shop.the(id).words
        await shop.advance(60)
        assert shop.storage.sent("create_volume") == ["db"]


async def test_nothing_like_it_is_said_after_three_looks() -> None:
    async with open_shop() as shop:
        shop.storage.meet("create_volume", LOST)
        id = shop.desk.start(to_create(shop)).id
        await shop.advance(6)
        assert shop.the(id).settling
        assert not shop.the(id).is_over
        await shop.advance(6)
        assert shop.the(id).is_over
        assert (shop.the(id).state, shop.the(id).candidates) == (State.UNKNOWN, ())
        assert "nothing like it" in shop.the(id).words


@pytest.mark.parametrize(
    ("status", "end"), [(None, State.DONE), ("deleting", State.IN_PROGRESS), ("available", State.FAILED)]
)
async def test_a_delete_whose_answer_was_lost_is_settled_by_what_is_there(status: str | None, end: State) -> None:
    async with open_shop(volume("v")) as shop:
        shop.storage.meet("delete_volume", LOST)
        shop.desk.start(intent := shop.intent_to_delete("v"))
        shop.storage.becomes("v", status)
        await settle()
        assert State.UNKNOWN in shop.states(intent.id)
        await shop.advance(15)
        assert shop.the(intent.id).state is end
        assert shop.storage.sent("delete_volume") == ["v"]


async def test_an_upload_whose_answer_was_lost_is_followed_but_never_a_success() -> None:
    async with open_shop(volume("v")) as shop:
        shop.storage.meet("upload_image", LOST)
        id = shop.desk.start(to_upload(shop, "v")).id
        shop.storage.becomes("v", "uploading")
        await settle()
        assert shop.the(id).state is State.IN_PROGRESS
        shop.storage.becomes("v", "available")
        await shop.advance(6)
        assert shop.the(id).state is State.UNKNOWN
        assert shop.the(id).is_over


# The end of the explorer, and what is remembered


async def test_when_the_explorer_ends_what_waits_is_not_sent_and_what_flies_is_unknown() -> None:
    async with open_shop(*(volume(f"v{n}") for n in range(5))) as shop:
        shop.storage.meet("delete_volume", *[asyncio.Event() for _ in range(5)])
        for n in range(5):
            shop.desk.start(shop.intent_to_delete(f"v{n}"))
        await settle()
        assert all(not each.is_over for each in shop.desk.all)
    assert [each.state for each in shop.desk.all] == [State.UNKNOWN] * 4 + [State.CANCELLED]
    assert not shop.desk.running


async def test_the_oldest_that_are_over_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "KEPT", 3)
    async with open_shop(*(volume(f"v{n}") for n in range(6))) as shop:
        running = await shop.delete("v0")
        for n in range(1, 6):
            shop.storage.meet("delete_volume", InvalidInput(status=400))
            await shop.delete(f"v{n}")
        assert [each.resource_id for each in shop.desk.all] == ["v0", "v4", "v5"]
        assert not shop.the(running).is_over
        assert len(shop.desk._deletes) == 3


async def test_what_comes_after_something_unknown_is_not_taken() -> None:
    async with open_shop(volume("v")) as shop:
        with pytest.raises(ValueError):
            shop.desk.start(Intent("x", shop.intent_to_delete("v").action, ALPHA, "v", after=("nobody",)))
