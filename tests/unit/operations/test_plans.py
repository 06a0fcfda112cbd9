"""Several operations decided together."""

import asyncio

from support_inventory import ALPHA, picture, settle, snapshot, volume
from support_operations import Shop, open_shop

from tbs_tui.account.context import ALL_REGIONS
from tbs_tui.api.errors import InvalidInput, Unreachable
from tbs_tui.api.models import Attachment
from tbs_tui.api.requests import NewSnapshot
from tbs_tui.inventory.picture import Picture
from tbs_tui.operations.gate import Action
from tbs_tui.operations.plans import (
    Outcome,
    Plan,
    carry_out,
    delete_many,
    outcome,
    snapshot_many,
    with_snapshots_first,
)


def ids() -> "list[str]":
    return [f"id-{number}" for number in range(100)]


def known(shop: Shop) -> Picture:
    there = shop.inventory.picture_of(ALPHA)
    assert there is not None
    return there


def to_delete_all(shop: Shop) -> Plan:
    return delete_many(known(shop).volumes.rows, known(shop), ALPHA, shop.desk.new_id)


def so_far(shop: Shop, plan: Plan) -> Outcome:
    return outcome(plan, shop.desk.get)


# What is planned


def test_what_may_go_is_planned_and_what_may_not_is_skipped_with_its_reason() -> None:
    rows = [volume("a"), volume("b", status="in-use"), volume("c"), volume("d", status="error_deleting")]
    plan = delete_many(rows, picture(rows, [snapshot("s", "c")]), ALPHA, iter(ids()).__next__)
    assert [step.row.id for step in plan.steps] == ["a"]
    assert {each.row.id: each.answer.why for each in plan.skipped} == {
        "b": "It is attached to an instance.",
        "c": "1 snapshot blocks this.",
        "d": "error_deleting can only be cleared by support.",
    }


def test_a_read_only_session_plans_nothing() -> None:
    plan = delete_many([volume("a")], picture([volume("a")]), ALPHA, iter(ids()).__next__, read_only=True)
    assert (plan.steps, len(plan.skipped)) == ((), 1)


def test_snapshots_of_many_force_only_what_is_in_use() -> None:
    rows = [volume("a", name="db"), volume("b", name="web", status="in-use"), volume("c", status="creating")]
    plan = snapshot_many(rows, picture(rows), ALPHA, iter(ids()).__next__, lambda row: f"{row.name}-nightly")
    assert [step.intent.request for step in plan.steps] == [
        NewSnapshot("a", name="db-nightly"),
        NewSnapshot("b", name="web-nightly", force=True),
    ]
    assert ["power cut" in " ".join(step.warnings) for step in plan.steps] == [False, True]
    assert [each.row.id for each in plan.skipped] == ["c"]
    assert {step.intent.plan_id for step in plan.steps} == {plan.id}


def test_of_all_regions_each_goes_where_it_is() -> None:
    rows = [volume("a", region="KR1"), volume("b", region="KR2")]
    plan = delete_many(rows, picture(rows), ALPHA.within(ALL_REGIONS), iter(ids()).__next__)
    assert [step.intent.context.region for step in plan.steps] == ["KR1", "KR2"]


def test_snapshots_go_before_their_volume_and_every_step_is_listed() -> None:
    rows, snapshots = [volume("v")], [snapshot("s1", "v"), snapshot("s2", "v"), snapshot("other", "w")]
    plan = with_snapshots_first(rows[0], picture(rows, snapshots), ALPHA, iter(ids()).__next__)
    assert sorted(step.row.id for step in plan.steps[:2]) == ["s1", "s2"]
    last = plan.steps[2].intent
    assert (last.action, last.subject_id) == (Action.DELETE_VOLUME, "v")
    assert set(last.after) == {step.intent.id for step in plan.steps[:2]}


def test_snapshots_are_not_deleted_for_a_volume_that_stays() -> None:
    attached = volume("v", status="in-use", attachments=(Attachment("server-1"),))
    plan = with_snapshots_first(attached, picture([attached], [snapshot("s", "v")]), ALPHA, iter(ids()).__next__)
    assert plan.steps == ()
    assert [each.row.id for each in plan.skipped] == ["v"]
    assert "snapshot" not in plan.skipped[0].answer.why


def test_nothing_is_deleted_when_one_snapshot_stays() -> None:
    snapshots = [snapshot("s1", "v"), snapshot("s2", "v", status="error_deleting")]
    plan = with_snapshots_first(volume("v"), picture([volume("v")], snapshots), ALPHA, iter(ids()).__next__)
    assert plan.steps == ()
    assert [each.row.id for each in plan.skipped] == ["s2"]


# How it goes


async def test_one_that_fails_stops_none_of_the_others() -> None:
    async with open_shop(*(volume(f"v{n}") for n in range(6))) as shop:
        shop.storage.meet("delete_volume", InvalidInput(status=400), Unreachable("no route"))
        plan = to_delete_all(shop)
        carry_out(plan, shop.desk)
        await settle()
        for n in range(2, 6):
            shop.storage.becomes(f"v{n}", None)
        await shop.advance(10)
        assert so_far(shop, plan) == Outcome(("v2", "v3", "v4", "v5"), ("v0", "v1"), (), ())
        assert so_far(shop, plan).is_over


async def test_four_at_most_fly_and_cancel_stops_the_rest() -> None:
    async with open_shop(*(volume(f"v{n}") for n in range(10))) as shop:
        gate = asyncio.Event()
        shop.storage.meet("delete_volume", *[gate] * 10)
        plan = to_delete_all(shop)
        carry_out(plan, shop.desk)
        await settle()
        assert shop.storage.most_flying == 4
        assert shop.desk.cancel_plan(plan.id) == 6
        gate.set()
        await settle()
        assert len(shop.storage.sent("delete_volume")) == 4
        assert so_far(shop, plan).not_sent == tuple(f"v{n}" for n in range(4, 10))
        assert so_far(shop, plan).running == ("v0", "v1", "v2", "v3")


async def test_carried_out_twice_it_is_sent_once() -> None:
    async with open_shop(volume("a"), volume("b")) as shop:
        plan = to_delete_all(shop)
        carry_out(plan, shop.desk)
        carry_out(plan, shop.desk)
        await shop.advance(3)
        carry_out(plan, shop.desk)
        await shop.advance(3)
        assert sorted(shop.storage.sent("delete_volume")) == ["a", "b"]


async def test_the_volume_goes_only_when_all_its_snapshots_are_really_gone() -> None:
    async with open_shop(volume("v"), snapshot("s1", "v"), snapshot("s2", "v")) as shop:
        plan = with_snapshots_first(known(shop).volumes.rows[0], known(shop), ALPHA, shop.desk.new_id)
        carry_out(plan, shop.desk)
        await shop.advance(4)
        shop.storage.becomes("s1", None)
        await shop.advance(10)
        assert shop.storage.sent("delete_volume") == []
        shop.storage.becomes("s2", None)
        await shop.advance(3)
        assert shop.storage.sent("delete_volume") == ["v"]
        shop.storage.becomes("v", None)
        await shop.advance(3)
        assert sorted(so_far(shop, plan).done) == ["s1", "s2", "v"]


async def test_the_volume_stays_when_a_snapshot_does() -> None:
    async with open_shop(volume("v"), snapshot("s1", "v"), snapshot("s2", "v")) as shop:
        plan = with_snapshots_first(known(shop).volumes.rows[0], known(shop), ALPHA, shop.desk.new_id)
        carry_out(plan, shop.desk)
        await settle()
        shop.storage.becomes("s1", "available")
        shop.storage.becomes("s2", None)
        await shop.advance(6)
        assert shop.storage.sent("delete_volume") == []
        assert so_far(shop, plan) == Outcome(("s2",), ("s1",), ("v",), ())


async def test_a_lost_answer_to_a_snapshots_delete_keeps_the_volume_until_it_is_settled() -> None:
    async with open_shop(volume("v"), snapshot("s1", "v")) as shop:
        shop.storage.meet("delete_snapshot", Unreachable("cut", maybe_done=True))
        plan = with_snapshots_first(known(shop).volumes.rows[0], known(shop), ALPHA, shop.desk.new_id)
        carry_out(plan, shop.desk)
        await shop.advance(1)
        assert so_far(shop, plan).running == ("s1", "v")
        shop.storage.becomes("s1", None)
        await shop.advance(6)
        assert shop.storage.sent("delete_volume") == ["v"]


async def test_a_step_that_is_under_way_already_is_waited_for() -> None:
    async with open_shop(volume("v"), snapshot("s1", "v")) as shop:
        there = known(shop)
        plan = with_snapshots_first(there.volumes.rows[0], there, ALPHA, shop.desk.new_id)
        earlier = await shop.delete("s1")
        carry_out(plan, shop.desk)
        await settle()
        assert shop.storage.sent("delete_snapshot") == ["s1"]
        assert shop.the(plan.steps[0].intent.id).id == earlier
        shop.storage.becomes("s1", None)
        await shop.advance(3)
        assert shop.storage.sent("delete_volume") == ["v"]
        assert not shop.the(plan.steps[1].intent.id).is_over
