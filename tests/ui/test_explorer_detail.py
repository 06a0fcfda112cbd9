"""The detail beside the table and over it."""

import re

import pytest
from support_explorer import Bed, explorer, screen_lines, screen_text

from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.demo.rows import stamp
from tbs_tui.ui.screens.detail import DetailScreen


def change(bed: Bed, name: str, status: str) -> None:
    volume = bed.volume(name)
    volume.status = status
    volume.touch(bed.clock.now())


async def test_wide_it_stands_beside_the_table_and_follows_the_cursor() -> None:
    async with explorer((120, 36)) as bed:
        assert bed.detail.display
        assert bed.detail.text.startswith(" creating-now\n Status       ~ creating")
        await bed.press("j")
        assert bed.detail.text.startswith(" 탐색기-테스트-볼륨\n Needs attention:\n")
        assert "owner        홍길동" in bed.detail.text
        await bed.press("2")
        assert bed.names[0] in bed.detail.text
        assert "Progress" in bed.detail.text
        await bed.press("3")
        assert "Extra specs" in bed.detail.text


async def test_wide_enter_and_tab_move_into_it_and_esc_and_tab_back() -> None:
    async with explorer((120, 16)) as bed:
        here = bed.table.cursor_key
        for there, back in (("enter", "escape"), ("tab", "tab"), ("tab", "escape"), ("shift+tab", "shift+tab")):
            await bed.press(there)
            assert bed.detail.has_focus
            assert bed.on_top
            await bed.press("j", "j")
            assert bed.table.cursor_key == here, "j scrolls the detail now"
            assert bed.detail.scroll_offset.y == 2
            await bed.press("g")
            assert bed.detail.scroll_offset.y == 0
            await bed.press(back)
            assert bed.table.has_focus
        await bed.press("j")
        assert bed.table.cursor_key != here


async def test_wide_another_row_begins_at_its_top() -> None:
    async with explorer((120, 20)) as bed:
        await bed.press("tab", "G", "tab", "j")
        assert bed.detail.scroll_offset.y == 0


async def test_narrow_enter_opens_it_over_the_screen_and_esc_goes_back() -> None:
    async with explorer() as bed:
        await bed.press("j")
        here = bed.table.cursor_key
        for back in ("escape", "q", "enter"):
            await bed.press("enter")
            assert isinstance(bed.app.screen, DetailScreen)
            assert "탐색기-테스트-볼륨" in screen_text(bed.app)
            assert here is not None
            assert here in screen_text(bed.app)
            assert "Metadata" in bed.detail.text
            await bed.press(back)
            assert bed.on_top
            assert bed.table.cursor_key == here
            assert bed.table.has_focus


async def test_narrow_tab_says_from_which_width_on_there_are_two_panes() -> None:
    async with explorer() as bed:
        hints = bed.line("hints")
        await bed.press("tab")
        assert bed.line("hints") == " The detail is beside the table from 110 columns on."
        assert bed.table.has_focus
        await bed.press("j")
        assert bed.line("hints") == hints


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_it_is_live_while_it_is_open(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        await bed.press("enter")
        assert "~ creating" in bed.detail.text
        assert "It is being made." in bed.detail.text
        await bed.pass_time(10)
        assert "o available" in bed.detail.text
        assert "It is ready to be attached." in bed.detail.text
        assert "o available" in screen_text(bed.app)


async def test_a_resource_that_goes_while_its_detail_is_open_is_said_to_be_gone() -> None:
    async with explorer() as bed:
        await bed.press("j", "enter")
        bed.region().remove_volume(bed.volume("탐색기-테스트-볼륨"))
        await bed.pass_time(10)
        assert isinstance(bed.app.screen, DetailScreen)
        assert "탐색기-테스트-볼륨" in bed.detail.text, "no other resource takes its place unseen"
        assert "The cloud does not list it any more." in screen_text(bed.app)
        assert "Needs attention" not in screen_text(bed.app), "nobody can attend to it"
        await bed.press("escape")
        assert bed.cursor_name == "jenkins-home-restored"


async def test_a_row_that_leaves_the_filter_stays_in_its_open_detail() -> None:
    async with explorer() as bed:
        await bed.press("/")
        await bed.type("creating !available")
        await bed.press("enter")
        assert bed.names == ["creating-now"]
        await bed.press("enter")
        await bed.pass_time(10)
        assert bed.names == []
        assert "creating-now" in bed.detail.text
        assert "o available" in bed.detail.text


async def test_snapshots_of_the_volume_and_the_volume_of_a_snapshot() -> None:
    async with explorer((120, 60)) as bed:
        bed.table.move_to(bed.volume("db-master-data").id)
        await bed.press("j", "k")
        assert bed.cursor_name == "db-master-data"
        assert bed.detail.text.count(" o available\n") == 3
        assert "주문 DB 데이터" in bed.detail.text
        snapshot = bed.region().snapshots.newest_first()[0]
        await bed.press("2")
        bed.table.move_to(snapshot.id)
        await bed.press("j", "k")
        assert snapshot.volume_id in bed.detail.text
        gone = bed.region().volumes.get(snapshot.volume_id)
        assert gone is not None
        bed.region().remove_volume(gone)
        await bed.refresh()
        assert "gone" in bed.detail.text


async def test_an_id_stands_in_one_piece() -> None:
    for size in ((80, 24), (120, 36), (60, 15)):
        async with explorer(size) as bed:
            if size[0] < 110:
                await bed.press("enter")
            assert bed.ids[0] in bed.detail.text


async def test_a_status_the_guide_does_not_list_is_shown_and_said_so() -> None:
    async with explorer((120, 36)) as bed:
        change(bed, "creating-now", "[b]frozen")
        bed.volume("creating-now").created_at = stamp(bed.clock.now())
        await bed.refresh()
        assert "? [b]frozen" in bed.detail.text
        assert "The API guide does not list this" in bed.detail.text
        assert "? [b]frozen" in screen_text(bed.app)


async def test_no_key_of_the_metadata_is_cut() -> None:
    async with explorer((120, 60)) as bed:
        volume = bed.volume("creating-now")
        volume.metadata = {"attached_mode": "rw", "k" * 255: "v" * 255, "짧은-키": "값"}
        volume.touch(bed.clock.now())
        await bed.refresh()
        text = bed.detail.text
        assert " attached_mode rw\n" in text
        assert "".join(text.split()).count("k" * 255) == 1
        assert "".join(text.split()).count("v" * 255) == 1
        assert " 짧은-키      값" in text


async def test_the_full_screen_detail_says_how_fresh_it_is_and_what_is_wrong() -> None:
    async with explorer((80, 24)) as bed:
        await bed.press("enter")
        first = screen_lines(bed.app)[0]
        assert re.search(r"\d\d:\d\d:\d\d", first)
        bed.cloud.faults.add(Fault(FaultKind.STATUS, path="/KR1/volume", status=500))
        bed.poller.refresh_now()
        await bed.pass_time(30)
        assert "The server failed" in screen_text(bed.app)
        bed.cloud.faults.clear()
        bed.poller.refresh_now()
        await bed.pass_time(1)
        assert "The server failed" not in screen_text(bed.app)
