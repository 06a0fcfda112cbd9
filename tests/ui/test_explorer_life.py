"""The explorer over time: polls, pauses, trouble and how it ends."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from support_explorer import Bed, bed, explorer, running, screen_text

from tbs_tui.account.context import Context
from tbs_tui.api.errors import ApiError, NoBlockStorage, Refused, Unreachable, WrongCredentials
from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.inventory.events import PollState
from tbs_tui.ui.door import Entered

DOWN = Fault(FaultKind.STATUS, path="/KR1/volume", status=500)


def marked_new(bed: Bed) -> list[str]:
    """Rows of the screen with the mark of what the last poll found new or changed."""
    return [line for line in screen_text(bed.app).splitlines() if line[1:2] == "+"]


# Polls


async def test_a_volume_becomes_available_under_the_eye_and_is_marked_until_the_next_poll() -> None:
    async with explorer() as bed:
        assert bed.row("creating-now").startswith("  > creating-now             ~ creating ")
        assert marked_new(bed) == []
        await bed.pass_time(9)
        assert "~ creating" in bed.row("creating-now")
        await bed.pass_time(1)
        assert bed.row("creating-now").startswith(" +> creating-now             o available ")
        assert len(marked_new(bed)) == 1
        assert bed.line("context").endswith(" 18:00:10")
        await bed.pass_time(10)
        assert bed.row("creating-now").startswith("  > creating-now             o available ")
        assert marked_new(bed) == []
        assert bed.line("context").endswith(" 18:00:20")


async def test_nothing_moves_between_two_polls() -> None:
    async with explorer() as bed:
        before, asked = screen_text(bed.app), len(bed.cloud.requests)
        await bed.pass_time(9)
        assert screen_text(bed.app) == before
        assert len(bed.cloud.requests) == asked


async def test_settled_it_is_looked_at_every_30_seconds_and_as_often_as_was_set() -> None:
    for refresh, first in ((None, 30), ("7", 7)):
        async with explorer(region="KR2", refresh=refresh) as bed:
            asked = bed.asked("/KR2/")
            await bed.pass_time(first - 1)
            assert bed.asked("/KR2/") == asked
            await bed.pass_time(1)
            assert bed.asked("/KR2/") > asked


async def test_r_looks_now() -> None:
    async with explorer() as bed:
        bed.add_volume("brand-new")
        bed.region().remove_volume(bed.volume("old-wiki"))
        await bed.press("r")
        assert bed.names[0] == "brand-new"
        assert "old-wiki" not in bed.names
        assert bed.row("brand-new").startswith(" + ")
        assert bed.line("tabs").startswith(" 1 Volumes 38 ")


async def test_z_pauses_and_goes_on() -> None:
    async with explorer() as bed:
        await bed.press("z")
        assert "paused" in bed.line("context")
        asked = len(bed.cloud.requests)
        await bed.pass_time(120, step=10)
        assert len(bed.cloud.requests) == asked
        await bed.press("j", "k")
        assert len(bed.cloud.requests) == asked, "no other key resumes it"
        bed.add_volume("brand-new")
        await bed.press("r")
        assert bed.names[0] == "brand-new", "asked for, it looks all the same"
        assert "paused" in bed.line("context")
        await bed.pass_time(60, step=10)
        await bed.press("z")
        assert "paused" not in bed.line("context")
        assert bed.line("context").endswith(" 18:03:00")


async def test_without_a_key_for_ten_minutes_it_pauses_and_any_key_resumes() -> None:
    async with explorer(region="KR2") as bed:
        await bed.pass_time(630, step=10)
        assert "paused" in bed.line("context")
        assert bed.poller.state is PollState.IDLE
        asked = len(bed.cloud.requests)
        await bed.pass_time(600, step=10)
        assert len(bed.cloud.requests) == asked
        await bed.press("j")
        assert len(bed.cloud.requests) > asked
        assert "paused" not in bed.line("context")


# Trouble


async def test_when_the_cloud_is_down_the_data_stays_dimmed_and_a_line_says_why() -> None:
    async with explorer((200, 30)) as bed:
        rows = bed.ids
        bed.cloud.faults.add(DOWN)
        await bed.refresh()
        assert bed.ids == rows
        assert bed.table.stale
        assert bed.notice is not None
        assert bed.notice.startswith("last good 18:00:00, trying again at 18:00:20: The server failed. ")
        assert "The server is currently unavailable." in bed.notice
        assert "HTTP 500" in bed.notice
        health = bed.inventory.health(Context("", bed.app._inventory.current.tenant_id, "KR1"))  # type: ignore[union-attr]
        assert health.error is not None
        assert health.error.request_id is not None
        assert health.error.request_id in bed.notice
        assert bed.line("context").endswith(" 18:00:00"), "the time is that of the last good look"
        dims = [bool(part.style and part.style.dim) for part in bed.table.render_line(2) if part.text.strip()]
        assert dims
        assert all(dims)

        bed.cloud.faults.clear()
        await bed.pass_time(16)
        assert not bed.table.stale
        assert bed.line("context").endswith(" 18:00:20")
        assert bed.notice is not None
        assert bed.notice.startswith("Types: trying again at 18:00:30: "), "these alone are still missing"
        await bed.pass_time(10)
        assert bed.notice is None


async def test_the_reason_can_be_read_whole_on_80_columns() -> None:
    async with explorer() as bed:
        bed.cloud.faults.add(DOWN)
        await bed.refresh()
        assert bed.notice is not None
        said = " ".join(screen_text(bed.app).split())
        assert len(bed.table.visible_keys) >= 14, "and the rows are still there"
        assert "last good 18:00:00, trying again at 18:00:20: The server failed." in said
        assert "The server is currently unavailable." in said
        health = bed.inventory.health(bed.inventory.current)  # type: ignore[arg-type]
        assert health.error is not None
        assert str(health.error.request_id) in said, "a ticket needs it"


async def test_errors_back_off_and_r_does_not_wait_for_that() -> None:
    async with explorer() as bed:
        bed.cloud.faults.add(replace(DOWN, kind=FaultKind.CUT))
        await bed.refresh()
        assert bed.notice is not None
        assert "trying again at 18:00:20" in bed.notice
        assert "The server cannot be reached." in bed.notice
        await bed.pass_time(20)
        assert "trying again at 18:01:00" in bed.notice
        bed.cloud.faults.clear()
        await bed.press("r")
        assert bed.notice is None


async def test_only_the_list_that_failed_is_dimmed() -> None:
    async with explorer() as bed:
        bed.cloud.faults.add(replace(DOWN, path="/KR1/volume/v2/" + bed.inventory.current.tenant_id + "/snapshots"))  # type: ignore[union-attr]
        await bed.refresh()
        assert bed.notice is not None
        assert bed.notice.startswith("Snapshots: last good 18:00:00, trying again at ")
        assert not bed.table.stale
        await bed.press("2")
        assert bed.table.stale
        await bed.press("1")
        assert not bed.table.stale


async def test_down_from_the_start_it_says_so_and_recovers() -> None:
    made = bed()
    made.cloud.faults.add(DOWN)
    async with running(made):
        await made.pass_time(4)
        assert made.ids == []
        assert made.notice is not None
        assert made.notice.startswith("trying again at ")
        assert "Loading" not in screen_text(made.app)
        made.cloud.faults.clear()
        await made.pass_time(60)
        assert len(made.ids) == 38
        await made.pass_time(60)
        assert made.notice is None


async def test_tokens_that_die_are_renewed_without_a_word() -> None:
    async with explorer() as bed:
        assert bed.asked("/v2.0/tokens") == 1
        bed.cloud.revoke_tokens()
        await bed.press("r")
        assert bed.notice is None
        assert bed.asked("/v2.0/tokens") == 2
        bed.add_volume("after-renewal")
        await bed.press("r")
        assert bed.names[0] == "after-renewal"


async def test_a_password_refused_in_mid_life_is_not_tried_again_until_asked() -> None:
    async with explorer() as bed:
        bed.cloud.revoke_tokens()
        bed.cloud.faults.add(Fault(FaultKind.STATUS, path="/v2.0/tokens", status=401))
        await bed.press("r")
        assert bed.notice is not None
        assert bed.notice.startswith("last good 18:00:00: ")
        assert len(bed.ids) == 38
        assert bed.app.is_running
        asked = len(bed.cloud.requests)
        await bed.pass_time(300, step=10)
        assert len(bed.cloud.requests) == asked, "trying again could lock the account"
        bed.cloud.faults.clear()
        await bed.press("r")
        assert bed.notice is None


# Beginnings and ends


async def test_an_identity_service_out_of_reach_is_tried_again_until_it_answers() -> None:
    made = bed()
    made.cloud.faults.add(Fault(FaultKind.CUT, path="/v2.0"))
    async with running(made):
        assert "Signing in ..." in screen_text(made.app)
        assert made.notice is not None
        assert "The server cannot be reached." in made.notice
        tries = made.asked("/v2.0/tokens")
        await made.press("r", "R", "z", "2", "s", "enter", "w", "enter", "f", "enter", "j", "1")
        assert made.asked("/v2.0/tokens") == tries
        await made.pass_time(2)
        assert made.asked("/v2.0/tokens") == tries + 1
        await made.pass_time(4)
        assert made.asked("/v2.0/tokens") == tries + 1
        made.cloud.faults.clear()
        await made.pass_time(1)
        assert len(made.ids) == 38
        assert made.notice is None


@pytest.mark.parametrize(("width", "sums"), [(80, False), (120, True)])
async def test_the_header_says_where_the_token_is_kept_on_any_width(width: int, sums: bool) -> None:
    """The sums give way first: the tabs have the counts, too."""

    def kept(entered: Entered) -> Entered:
        return replace(entered, store="kernel keyring")

    async with explorer((width, 24), change=kept) as bed:
        assert bed.line("context").endswith(" kernel keyring   18:00:00")
        assert ("volumes 38" in bed.line("context")) is sums


async def test_what_needs_a_session_says_that_there_is_none_yet() -> None:
    made = bed()
    made.cloud.faults.add(Fault(FaultKind.CUT, path="/v2.0"))
    async with running(made):
        for key in ("r", "z", "R"):
            await made.press("j", key)
            assert made.line("hints") == " Not signed in yet."


async def test_a_wrong_password_ends_the_app_and_says_why() -> None:
    made = bed(password="not-the-password")
    async with running(made):
        pass
    assert isinstance(made.app.failure, WrongCredentials)
    assert made.asked("/v2.0/tokens") == 1, "once: more would lock the account"
    assert "not-the-password" not in str(made.app.failure)


async def test_a_region_that_the_catalog_lacks_ends_the_app() -> None:
    made = bed(region="XX9")
    async with running(made):
        pass
    assert isinstance(made.app.failure, Refused)
    assert "XX9" in str(made.app.failure)
    assert "KR1, KR2, JP1" in str(made.app.failure)


@pytest.mark.parametrize("error", [NoBlockStorage("x"), Unreachable("x")])
async def test_errors_of_the_sign_in(error: ApiError) -> None:
    def refuse(_entered: Entered) -> Entered:
        raise error

    made = bed(change=refuse)
    async with running(made):
        lasting = made.app.is_running and made.app._exit is False
    assert lasting == isinstance(error, Unreachable)
    assert made.app.failure is (error if isinstance(error, NoBlockStorage) else None)


async def test_a_fault_of_ours_ends_with_status_70_and_is_handed_over() -> None:
    class Broken:
        async def volumes(self, _context: Context) -> AsyncIterator[Any]:
            raise RuntimeError("broken")
            yield

        snapshots = types = volumes

    made = bed()
    made.door.source = Broken()
    with pytest.raises(RuntimeError, match="broken"):
        async with running(made):
            pass
    assert made.app.return_code == 70
    assert isinstance(made.app.failure, RuntimeError)
    assert made.door.closed == [True], "the connections are closed all the same"


async def test_leaving_during_a_sweep_leaves_nothing_behind() -> None:
    async with explorer() as bed:
        bed.cloud.faults.add(Fault(FaultKind.LATENCY, seconds=1000))
        await bed.press("r")
        assert bed.poller.state is PollState.SWEEPING
        await bed.press("q")
    assert bed.app.return_code == 0
    assert bed.app.failure is None


async def test_it_can_be_left_while_many_rows_are_put_in_order() -> None:
    async with explorer((80, 24), volumes=10_000) as bed:
        bed.main.reverse_sort()
        # One piece of the work is done, and the widgets go before the others.
        await asyncio.sleep(0)
    assert bed.app.failure is None


async def test_what_is_told_while_the_widgets_go_is_told_to_nobody() -> None:
    async with explorer() as bed:
        there = bed.inventory.current
        assert there is not None
        # As while the app ends: they go one by one, and some are there for longer.
        bed.app._running = False
        await bed.main.query_one("#context").remove()
        bed.inventory.show(there)
        bed.main.place_changed()
        bed.app._running = True
