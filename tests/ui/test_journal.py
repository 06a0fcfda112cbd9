"""What happened, as the person sees it: the fourth tab, its screen, and the line that tells of what was missed."""

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from support_explorer import TENANT, Bed, bed, crooked, explorer, running, screen_lines, screen_text, settled
from support_harmless import assert_harmless
from support_hostile import HOSTILE, walks

from tbs_tui.account.context import Context
from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.inventory.history import Away, Entry, What
from tbs_tui.inventory.picture import Kind, Listing, Picture
from tbs_tui.ui.dialogs.export import ExportDialog
from tbs_tui.ui.journal_rows import away_words, rows_of, words_of
from tbs_tui.ui.screens.detail import DetailScreen
from tbs_tui.ui.screens.help import HelpScreen
from tbs_tui.ui.screens.journal import JournalScreen
from tbs_tui.ui.screens.requests import RequestsScreen
from tbs_tui.ui.widgets.fields import Field
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.table import ResourceTable

SIZES = [(60, 15), (80, 24), (120, 36)]
HERE = Context("", TENANT, "KR1")
ELSEWHERE = Context("", TENANT, "KR2")
REQUEST = "req-0b0f5c2e-1111-4222-8333-123456789abc"


def journal(bed: Bed) -> JournalScreen:
    """The screen; fails when it is not on top."""
    assert isinstance(bed.app.screen, JournalScreen)
    return bed.app.screen


def table(bed: Bed) -> "ResourceTable[Any]":
    return journal(bed).query_one(ResourceTable)


def told(bed: Bed) -> list[tuple[str | None, str]]:
    """Name and words of all rows, newest first."""
    return [(row.entry.name, words_of(row.entry)) for row in table(bed).items]


def line(bed: Bed, name: str) -> str:
    return journal(bed).query_one(f"#{name}", Line).text


async def change(bed: Bed, name: str, status: str) -> None:
    """A volume has another status, and the explorer has seen it."""
    volume = bed.volume(name)
    volume.status = status
    volume.touch(bed.clock.now())
    await bed.refresh()


def happened(bed: Bed, name: str | None = "db", **more: Any) -> Entry:
    """Something that was done from here."""
    values: dict[str, Any] = {"id": "v-1", "what": What.ACTION, "words": "deleted", "context": HERE}
    made = Entry(bed.clock.now(), kind=Kind.VOLUMES, name=name, **(values | more))
    bed.app._journal.took(made)
    return made


# The tab


@pytest.mark.parametrize("size", SIZES)
async def test_the_tab_counts_what_is_new_until_it_is_opened(size: tuple[int, int]) -> None:
    made = bed(volumes=1)
    made.add_volume("mine")
    async with running(made, size):
        assert made.line("tabs").removesuffix("Created v").rstrip().endswith("4 Journal")
        await change(made, "mine", "error")
        made.add_volume("yours")
        await made.refresh()
        assert "4 Journal 2" in made.line("tabs")
        await made.press("4")
        assert told(made) == [("yours", "new -> o available"), ("mine", "o available -> x error")]
        assert line(made, "tabs").endswith("4 Journal")
        assert crooked(made.app) == []
        await made.press("escape")
        assert made.on_top
        assert "4 Journal 2" not in made.line("tabs")


@pytest.mark.parametrize("size", SIZES)
async def test_it_shows_each_status_in_its_own_tone(size: tuple[int, int]) -> None:
    made = bed(volumes=1)
    made.add_volume("mine")
    async with running(made, size):
        await change(made, "mine", "error")
        await made.press("4")
        [y] = [y for y, text in enumerate(screen_lines(made.app)) if "o available -> x error" in text]
        assert "mine" in made.row("o available -> x error")
        pieces = [segment.text for segment in made.app.screen._compositor.render_strips()[y] if segment.text.strip()]
        assert any(piece.strip() == "x error" for piece in pieces)


async def test_the_screen_looks_like_a_tab() -> None:
    async with explorer() as bed:
        await bed.press("4")
        assert line(bed, "context") == bed.line("context")
        assert line(bed, "tabs") == " 1 Volumes 38   2 Snapshots 22   3 Types 4   4 Journal"
        assert "Nothing has happened yet." in screen_text(bed.app)


@pytest.mark.parametrize(("key", "kind"), [("1", Kind.VOLUMES), ("2", Kind.SNAPSHOTS), ("3", Kind.TYPES)])
async def test_the_other_tabs_are_one_key_away(key: str, kind: Kind) -> None:
    async with explorer() as bed:
        await bed.press("2", "4", key)
        assert bed.on_top
        assert bed.main._browsing.kind is kind


@pytest.mark.parametrize("key", ["escape", "q", "4"])
async def test_it_closes_and_the_table_is_as_it_was(key: str) -> None:
    async with explorer() as bed:
        await bed.press("j", "j")
        before = bed.cursor_name
        await bed.press("4", key)
        assert bed.on_top
        assert bed.cursor_name == before
        assert bed.app.is_running


async def test_help_log_refresh_and_region_work_as_elsewhere() -> None:
    async with explorer() as bed:
        await bed.press("4", "question_mark")
        assert isinstance(bed.app.screen, HelpScreen)
        await bed.press("escape", "L")
        assert isinstance(bed.app.screen, RequestsScreen)
        await bed.press("escape")
        asked = bed.asked("/volumes/detail")
        await bed.press("r")
        assert bed.asked("/volumes/detail") > asked
        assert journal(bed)
        await bed.press("z")
        assert "paused" in line(bed, "context")
        await bed.press("z", "R")
        assert "Region" in screen_text(bed.app)
        await bed.press("escape")
        assert journal(bed)


@pytest.mark.parametrize("key", ["4", "L"])
async def test_rows_that_nothing_is_done_to_have_no_marks(key: str) -> None:
    async with explorer() as bed:
        happened(bed)
        await bed.press(key, " ", "A")
        assert bed.app.screen.query_one(ResourceTable).marked == frozenset()


async def test_its_filter_knows_nothing_of_the_saved_filters_of_the_tables() -> None:
    async with explorer() as bed:
        bed.main._browsing.keep_filter("claims", "pvc")
        await bed.press("4", "/", *"web", "down", "enter")
        assert journal(bed)
        assert bed.main._browsing.choices.filter == ""


# Live


async def test_what_happens_while_it_is_open_comes_in_and_the_cursor_stays() -> None:
    made = bed(volumes=1)
    made.add_volume("mine")
    async with running(made):
        await change(made, "mine", "error")
        await change(made, "mine", "available")
        await made.press("4", "j")
        cursor = table(made).cursor_key
        await change(made, "mine", "in-use")
        assert told(made)[0][1] == "o available -> = in-use"
        assert len(told(made)) == 3
        assert table(made).cursor_key == cursor
        subject = journal(made).subject
        assert subject is not None
        assert subject.after == "error"
        await made.press("escape")
        assert made.line("tabs").removesuffix("Created v").rstrip().endswith("4 Journal"), "it was seen as it came"


async def test_an_action_comes_in_without_a_look_at_the_cloud() -> None:
    async with explorer((140, 24)) as bed:
        await bed.press("4")
        happened(bed, request_id=REQUEST)
        await settled(bed.pilot)
        assert told(bed) == [("db", "deleted")]
        assert REQUEST in bed.row("deleted")


async def test_what_comes_in_under_another_screen_has_not_been_seen() -> None:
    async with explorer() as bed:
        await bed.press("4", "L")
        happened(bed)
        await settled(bed.pilot)
        assert bed.app.journal.news(HERE) == 1
        await bed.press("escape")
        assert told(bed) == [("db", "deleted")]
        assert bed.app.journal.news(HERE) == 0


async def test_after_midnight_there_yesterday_has_its_day() -> None:
    async with explorer() as bed:
        zone = timezone(timedelta(hours=9))
        now = bed.clock.now().astimezone(zone)
        midnight = now.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        bed.clock.advance((midnight - now).total_seconds() - 60)
        happened(bed, "yesterday")
        await bed.press("4")
        assert " 23:59:00 " in bed.row("yesterday")
        bed.clock.advance(120)
        happened(bed, "today")
        await settled(bed.pilot)
        assert " 00:01:00 " in bed.row("today")
        assert f" {now:%m-%d} 23:59 " in bed.row("yesterday")


async def test_only_the_region_shown_is_told_of_and_every_place_at_a_key() -> None:
    async with explorer((120, 36)) as bed:
        happened(bed, "here")
        happened(bed, "there", context=ELSEWHERE)
        happened(bed, "other", context=Context("prod", "another", "JP1"))
        await bed.press("4")
        assert [name for name, _words in told(bed)] == ["here"]
        await bed.press("a")
        assert [name for name, _words in told(bed)] == ["other", "there", "here"]
        assert "prod another JP1" in screen_text(bed.app)
        assert line(bed, "tabs").endswith("every place seen")
        await bed.press("a")
        assert [name for name, _words in told(bed)] == ["here"]


async def test_of_all_regions_each_says_its_own() -> None:
    async with explorer(region="*") as bed:
        if bed.inventory.current is None or not bed.inventory.current.everywhere:
            bed.app.go_to_region("*")
            await settled(bed.pilot)
        happened(bed, "here")
        happened(bed, "yonder", context=ELSEWHERE)
        await bed.press("4")
        assert [name for name, _words in told(bed)] == ["yonder", "here"]
        assert " KR2" in bed.row("yonder")


async def test_another_region_has_another_journal() -> None:
    async with explorer() as bed:
        happened(bed, "here")
        happened(bed, "there", context=ELSEWHERE)
        await bed.press("4")
        bed.app.go_to_region("KR2")
        await settled(bed.pilot)
        assert [name for name, _words in told(bed)] == ["there"]
        assert "KR2" in line(bed, "context")


# What can be done with an entry


@pytest.mark.parametrize("key", ["enter", "o"])
async def test_it_leads_to_the_row_it_is_about_whatever_was_filtered(key: str) -> None:
    made = bed(volumes=1)
    made.add_volume("mine")
    async with running(made):
        await change(made, "mine", "error")
        await made.press("/", *"nothing", "enter", "2", "4", key)
        assert made.on_top
        assert made.cursor_name == "mine"


async def test_it_leads_to_a_row_that_the_table_has_not_been_told_of_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    async with explorer() as bed:
        await bed.press("4")
        bed.add_volume("mine")
        with monkeypatch.context() as slow:
            slow.setattr(type(bed.main), "on_inventory_event", lambda _self, _message: None)
            await bed.refresh()
        assert told(bed)[0] == ("mine", "new -> o available")
        await bed.press("enter")
        assert bed.on_top
        assert bed.cursor_name == "mine"


async def test_what_is_gone_or_elsewhere_is_told() -> None:
    async with explorer() as bed:
        happened(bed, "there", context=ELSEWHERE)
        happened(bed, "gone")
        await bed.press("4", "enter")
        assert "The cloud does not list it any more." in screen_text(bed.app)
        await bed.press("a", "j")
        bed.pilot.app.screen.query_one(ResourceTable).action_last()
        await bed.press("o")
        assert "It is in another place: KR2." in screen_text(bed.app)
        assert journal(bed)


async def test_its_id_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    async with explorer() as bed:
        sent: list[str] = []

        def send(_app: object, value: str) -> bool:
            sent.append(value)
            return True

        monkeypatch.setattr("tbs_tui.ui.clipboard.send", send)
        await bed.press("4", "c")
        assert "There is no row" in screen_text(bed.app)
        happened(bed, id="the-id")
        await settled(bed.pilot)
        await bed.press("c")
        assert sent == ["the-id"]
        assert "the-id" in screen_text(bed.app)


async def test_plain_words_filter_and_escape_clears_before_it_leaves() -> None:
    async with explorer() as bed:
        happened(bed, "DB-master", words="deleted")
        happened(bed, "db-slave", words="made")
        happened(bed, "web", words="deleted")
        await bed.press("4", "/", *"db DEL", "enter")
        assert [name for name, _words in told(bed)] == ["DB-master"]
        assert "1 of 3" in screen_text(bed.app)
        await bed.press("escape")
        assert len(told(bed)) == 3
        await bed.press("/", *"nothing", "enter")
        assert "Nothing matches the filter" in screen_text(bed.app)
        await bed.press("escape", "escape")
        assert bed.on_top


async def export(bed: Bed, name: str) -> None:
    await bed.press("e")
    asking = bed.app.screen
    assert isinstance(asking, ExportDialog)
    asking.query_one(Field).value = name
    await bed.press("enter")
    await asking._writing.wait()
    await settled(bed.pilot)


async def test_the_rows_shown_can_be_written_to_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with explorer() as bed:
        await bed.press("4", "e")
        assert "There is no row" in screen_text(bed.app) or "no rows" in screen_text(bed.app)
        happened(bed, "=cmd()", request_id=REQUEST, away_since=bed.clock.now())
        happened(bed, "second", id="v-2", what=What.CHANGED, words="", before="available", after="error")
        await settled(bed.pilot)
        await bed.press("e")
        assert bed.app.screen.query_one(Field).value.startswith("journal-KR1-20")
        await bed.press("escape")
        await export(bed, "out.csv")
        await export(bed, "out.json")
        assert "Written: 2 rows" in screen_text(bed.app)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        second, first = csv.DictReader(file)
    assert first["name"] == "'=cmd()"
    assert (first["what"], first["words"], first["request_id"]) == ("action", "deleted", REQUEST)
    assert first["away_since"] == first["at"]
    assert (second["before"], second["after"], second["region"]) == ("available", "error", "KR1")
    rows = json.loads((tmp_path / "out.json").read_text("utf-8"))["journal"]
    assert [row["name"] for row in rows] == ["second", "=cmd()"]
    assert rows[0]["id"] == "v-2"
    assert rows[0]["words"] is None


# While nobody looked


def recalled(bed: Bed, volumes: Sequence[Any], snapshots: Sequence[Any], hours: int = 3) -> Picture:
    seen = bed.clock.now() - timedelta(hours=hours)
    return Picture(
        HERE,
        Listing(tuple(volumes), seen, total=len(volumes)),
        Listing(tuple(snapshots), seen, total=len(snapshots)),
    )


async def seen_before(bed: Bed) -> tuple[Any, Any]:
    """Volumes and snapshots as they are now, as an earlier run has them."""
    async with running(bed):
        picture = bed.inventory.picture
        assert picture is not None
        return picture.volumes.rows, picture.snapshots.rows


@pytest.mark.parametrize("size", SIZES)
async def test_one_line_tells_what_was_missed_until_the_next_key(size: tuple[int, int]) -> None:
    volumes, snapshots = await seen_before(bed())
    made = bed()
    missing, other, *rest = volumes
    made.app._first = recalled(made, [replace(other, status="detaching"), *rest, replace(missing, id="x")], snapshots)
    async with running(made, size):
        words = " ".join(screen_text(made.app).split())
        assert "since you last looked (" in words
        assert "1 changed, 1 new, 1 gone; 4 shows them" in words
        assert "4 Journal 3" in made.line("tabs")
        assert crooked(made.app) == []
        await made.press("j")
        assert "since you last looked" not in screen_text(made.app)
        await made.press("4")
        [seen_at] = {row.entry.away_since for row in table(made).items}
        assert seen_at == made.app._first.volumes.fetched_at
        assert all(text[4] == "<" for text in screen_lines(made.app) if " -> " in text)
        assert "between 20" in line(made, "entry") or size[0] < 80


async def test_nothing_is_said_when_nothing_was_missed() -> None:
    volumes, snapshots = await seen_before(bed())
    made = bed()
    made.app._first = recalled(made, volumes, snapshots)
    async with running(made):
        assert "since you last looked" not in screen_text(made.app)
        assert "Enter detail" in screen_text(made.app)
        assert told_of(made) == []


def told_of(bed: Bed) -> list[Entry]:
    return list(bed.app.journal.entries)


def test_the_line_says_what_there_is_to_say() -> None:
    now = bed().clock.now()
    away = Away(now - timedelta(minutes=5), 0, 1234, 0)
    assert away_words(away, now, None, "4").endswith("): 1,234 new; 4 shows them")
    long_ago = Away(now - timedelta(days=400), 2, 0, 1)
    assert ": 2 changed, 1 gone; 4 shows them" in away_words(long_ago, now, None, "4")
    assert f"({(now - timedelta(days=400)):%Y}-" in away_words(long_ago, now, None, "4")


# Hostile texts


@walks("entry of the journal", "journal", "export of the journal")
@pytest.mark.parametrize("size", SIZES)
async def test_texts_of_the_cloud_do_no_harm(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with explorer(size) as bed:
        for text in HOSTILE.values():
            happened(bed, text, id=text, request_id=text, what=What.CHANGED, words="", before=text, after=text)
            happened(bed, text, id=text, what=What.APPEARED, words="", after=text)
            happened(bed, text, id=text, what=What.GONE, words="", before=text)
            happened(bed, text, id=text, words=text)
            happened(bed, text, id=text, context=Context(text, text, text))
        await bed.press("4", "a")
        rows = 5 * len(HOSTILE)
        for _row in range(rows // (size[1] - 10) + 2):
            assert_harmless(bed)
            await bed.press("pagedown")
        await bed.press("g", "o")
        assert_harmless(bed)
        await export(bed, "out.csv")
        assert_harmless(bed)
    written = (tmp_path / "out.csv").read_bytes().decode("utf-8")
    assert all(char.isprintable() or char == "\n" for char in written)


def test_keys_are_those_of_the_entries_whatever_comes_and_goes() -> None:
    now = bed().clock.now()
    same = Entry(now, HERE, Kind.VOLUMES, "v1", None, What.ACTION, words="tried")
    older = replace(same, at=now - timedelta(days=1))
    keys = [row.key for row in rows_of([same, same])]
    assert len(set(keys)) == 2
    assert [row.key for row in rows_of([older, same, same])][:2] == keys


async def test_a_detail_over_the_table_is_left_alone() -> None:
    """The fourth tab is a key of the table's screen."""
    async with explorer() as bed:
        await bed.press("enter", "4")
        assert isinstance(bed.app.screen, DetailScreen)


async def test_why_the_cloud_can_not_be_read_is_said_here_too() -> None:
    async with explorer() as made:
        await made.press("4")
        made.cloud.faults.add(Fault(FaultKind.STATUS, path="/KR1/volume", status=500))
        await made.refresh()
        assert "The server failed." in screen_text(made.app)
