"""The quick filter, as a person uses it."""

import unicodedata

import pytest
from support_explorer import explorer, screen_lines, screen_text, settled
from textual import events
from textual.widgets import Input

KAFKA = {"kafka-broker-0", "kafka-broker-1", "kafka-broker-2"}


async def test_rows_follow_what_is_typed_and_are_counted() -> None:
    async with explorer() as bed:
        assert not bed.main.query_one("#filterbar").display
        await bed.press("/")
        assert bed.main.query_one("#filterbar").display
        assert bed.main.query_one("#filter").has_focus
        await bed.type("KAF")
        assert set(bed.names) == KAFKA
        assert bed.line("count") == f"{'3 of 38':>21}"
        await bed.type("ka-broker-1")
        assert bed.names == ["kafka-broker-1"]
        assert bed.line("count").strip() == "1 of 38"
        await bed.press(*["backspace"] * 20)
        assert len(bed.names) == 38


async def test_enter_keeps_the_filter_and_esc_clears_it() -> None:
    async with explorer() as bed:
        await bed.press("/")
        await bed.type("kafka")
        await bed.press("enter")
        assert bed.table.has_focus
        assert bed.on_top
        assert set(bed.names) == KAFKA
        assert "/kafka" in screen_text(bed.app)
        await bed.press("j", "k", "escape")
        assert len(bed.names) == 38
        assert not bed.main.query_one("#filterbar").display
        assert bed.table.has_focus


async def test_esc_while_typing_clears_and_closes() -> None:
    async with explorer() as bed:
        await bed.press("/")
        await bed.type("kafka")
        await bed.press("escape")
        assert len(bed.names) == 38
        assert bed.table.has_focus
        assert not bed.main.query_one("#filterbar").display


async def test_an_empty_filter_goes_away_with_enter_and_with_esc() -> None:
    async with explorer() as bed:
        for key in ("enter", "escape"):
            await bed.press("/", key)
            assert bed.table.has_focus
            assert not bed.main.query_one("#filterbar").display


async def test_letters_are_text_while_typing_and_never_commands() -> None:
    async with explorer() as bed:
        await bed.press("/")
        await bed.type("q1rzRs?S/jG")
        assert bed.main.query_one("#filter", Input).value == "q1rzRs?S/jG"
        assert bed.app.is_running
        assert bed.on_top
        assert not bed.poller.paused
        assert "Nothing matches the filter; Esc clears it." in screen_text(bed.app)
        assert bed.line("count").strip() == "0 of 38"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("word", "name"), [("백업", "백업-디스크"), ("결제", "결제-배치"), ("홍길동", "탐색기-테스트-볼륨")]
)
async def test_hangul_is_found_however_it_is_typed_and_stored(form: str, word: str, name: str) -> None:
    async with explorer() as bed:
        await bed.press("/")
        await bed.type(unicodedata.normalize(form, word))  # type: ignore[arg-type]
        assert [unicodedata.normalize("NFC", found) for found in bed.names] == [name]


async def test_several_words_must_all_be_there_and_a_word_with_a_mark_must_not() -> None:
    async with explorer() as bed:
        await bed.press("/")
        await bed.type("kafka in-use !broker-1")
        assert bed.names == ["kafka-broker-0"]
        await bed.press("ctrl+u")
        await bed.type("!")
        assert len(bed.names) == 38, "a mark alone says nothing yet"
        await bed.type("in-use")
        assert {row.status for row in bed.table.items}.isdisjoint({"in-use"})
        assert len(bed.names) > 10


async def test_the_filter_survives_refreshes_and_the_cursor_stays_on_its_row() -> None:
    async with explorer() as bed:
        await bed.press("/")
        await bed.type("pvc-")
        await bed.press("enter", "j")
        here = bed.table.cursor_key
        assert len(bed.ids) == 2
        bed.add_volume("pvc-new")
        bed.add_volume("another")
        await bed.refresh()
        assert bed.names[0] == "pvc-new"
        assert len(bed.ids) == 3
        assert bed.table.cursor_key == here
        assert bed.line("count").strip() == "3 of 40"
        assert bed.line("tabs").startswith(" 1 Volumes 40 ")
        assert "/pvc-" in screen_text(bed.app)
        await bed.press("escape")
        assert len(bed.ids) == 40
        assert bed.table.cursor_key == here, "also when the others come back"


async def test_a_refresh_while_typing_leaves_the_text_and_the_focus_alone() -> None:
    async with explorer() as bed:
        await bed.press("/")
        await bed.type("pv")
        bed.add_volume("pvc-new")
        await bed.pass_time(10)
        assert "pvc-new" in bed.names
        await bed.type("c-n")
        assert bed.names == ["pvc-new"]


async def test_markup_in_the_filter_is_text() -> None:
    async with explorer() as bed:
        await bed.press("/")
        await bed.type("[/x]")
        assert bed.names == ["[/x]"]
        assert "/[/x]" in screen_text(bed.app)


async def test_keys_in_one_packet_do_not_carry_a_filter_into_another_view() -> None:
    async with explorer() as bed:
        await bed.press("2", "/")
        await bed.type("db-")
        await bed.press("enter")
        await bed.press_at_once("1", "2", "1")
        assert len(bed.names) == 38
        assert not bed.main.query_one("#filterbar").display
        await bed.press("2")
        assert 0 < len(bed.names) < 22


async def test_tab_leaves_the_field_for_the_rows() -> None:
    async with explorer((120, 36)) as bed:
        await bed.press("/", "tab")
        assert bed.table.has_focus
        assert not bed.main.query_one("#filterbar").display


async def test_what_is_pasted_into_the_filter_holds_nothing_a_terminal_acts_on() -> None:
    async with explorer() as bed:
        await bed.press("/")
        field = bed.main.query_one("#filter", Input)
        field.post_message(events.Paste("a\x9b31m\u202eb\x07\u200b"))
        await settled(bed.pilot)
        assert field.value == "a31mb"
        assert all(line.isprintable() for line in screen_lines(bed.app))


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
async def test_a_filter_that_cannot_be_read_says_why_and_leaves_the_last_good_one_in_force(
    size: tuple[int, int],
) -> None:
    async with explorer(size) as bed:
        await bed.press("/")
        await bed.type("kafka ")
        await bed.type("foo")
        assert bed.names == []
        await bed.press(*["backspace"] * 3)
        assert set(bed.names) == KAFKA
        await bed.type("12:30")
        text = " ".join(" ".join(line.split()) for line in screen_lines(bed.app))
        assert 'There is no key "12"; there are age, attached, az,' in text
        assert "/kafka 12:30" in text
        assert bed.main.query_one("#filter", Input).value == "kafka 12:30"
        await bed.press(*["backspace"] * 5)
        assert "There is no key" not in screen_text(bed.app)
        assert set(bed.names) == KAFKA
        await bed.type("size:x")
        assert "size takes such as 100, >=1tb, 10..50" in screen_text(bed.app)
        assert set(bed.names) == KAFKA
        await bed.press("escape")
        assert len(bed.names) == 38
        assert "takes such as" not in screen_text(bed.app)


async def test_conditions_of_each_view_are_its_own() -> None:
    async with explorer() as bed:
        await bed.press("/")
        await bed.type("status:in-use !size:<50")
        assert bed.names
        assert {row.status for row in bed.table.items} == {"in-use"}
        assert all(row.size >= 50 for row in bed.table.items)
        await bed.press("enter", "2", "/")
        await bed.type("snaps:0")
        assert 'There is no key "snaps"' in screen_text(bed.app)
        await bed.press("enter", "1")
        assert "There is no key" not in screen_text(bed.app)
        assert {row.status for row in bed.table.items} == {"in-use"}


async def test_an_age_follows_the_looks_at_the_cloud_also_when_nothing_else_changes() -> None:
    async with explorer(volumes=3) as bed:
        bed.add_volume("young", status="in-use")
        await bed.refresh()
        await bed.press("/")
        await bed.type("age:<5m")
        await bed.press("enter")
        assert bed.names == ["young"]
        await bed.pass_time(400)
        assert bed.names == []


async def test_tab_puts_in_what_the_text_can_go_on_with_and_else_leaves_the_field() -> None:
    async with explorer((120, 36)) as bed:
        field = bed.main.query_one("#filter", Input)
        await bed.press("/")
        await bed.type("!st")
        await bed.press("tab")
        assert field.value == "!status:"
        assert field.has_focus
        await bed.type("in")
        await bed.press("tab")
        assert field.value == "!status:in-use"
        assert field.has_focus
        assert {row.status for row in bed.table.items}.isdisjoint({"in-use"})
        await bed.press("tab")
        assert bed.table.has_focus
        assert field.value == "!status:in-use"


async def test_tab_goes_through_several_ways_to_go_on_and_keeps_what_stands_behind_the_cursor() -> None:
    async with explorer((120, 36)) as bed:
        field = bed.main.query_one("#filter", Input)
        await bed.press("/")
        await bed.type("s kafka")
        await bed.press(*["left"] * 6)
        seen = []
        for _ in range(4):
            await bed.press("tab")
            seen.append(field.value)
        assert seen == ["size: kafka", "snaps: kafka", "status: kafka", "size: kafka"]
        assert set(bed.names) == KAFKA


async def test_a_name_is_put_in_as_the_language_writes_it() -> None:
    async with explorer() as bed:
        bed.add_volume('two "words": x')
        await bed.refresh()
        await bed.press("/")
        await bed.type("name:two")
        await bed.press("tab")
        assert bed.main.query_one("#filter", Input).value == r'name:"two \"words\": x"'
        assert bed.names == ['two "words": x']


async def test_a_filter_that_is_there_is_gone_on_with_at_its_end() -> None:
    async with explorer() as bed:
        await bed.press("/", *"db", "enter", "2", "/", *"jenkins-home-11", "enter", "1", "2", "/", "Z")
        assert bed.main._filter_bar.field.value == "jenkins-home-11Z"
