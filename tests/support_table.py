"""A table of sample items, and an app of it that tests drive; run as a script it is that app in a real terminal."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from tbs_tui.text import plain
from tbs_tui.ui.tones import TONE_CLASSES, TONES_CSS
from tbs_tui.ui.widgets.table import Cell, Column, ResourceTable

#: What the app writes to the terminal when all that came before is painted.
MARK = "<painted>"

HOSTILE = (
    "[/x]",
    "[red]gone",
    "[@click=app.bell]click",
    "\x1b]52;c;aGk=\x07clip",
    "\x9b31mred",
    "한국어 볼륨 이름이 아주 길어서 반드시 잘려야 하는 것",
    "e\u0301 composed",
    "กำลังทดสอบ",
    "देवनागरी",
    "👨‍👩‍👧 family ❤️",
    "\u202egnp.exe",
    "two\nlines\tand a tab",
    "",
)


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    name: str
    status: str = "in-use"
    size: int = 10


TONES = {"in-use": "ok", "deleting": "busy", "error": "bad", "maintenance": "warn"}


class RowSource:
    """Eight columns such as the volumes have. Counts what the table asks for."""

    columns = (
        Column("name", "Name", 18, grow=True),
        Column("status", "Status", 14, priority=1),
        Column("size", "Size", 9, priority=2, right=True),
        Column("type", "Type", 12, priority=5),
        Column("attached", "Attached to", 16, priority=3),
        Column("snapshots", "Snaps", 5, priority=6, right=True),
        Column("newest", "Newest", 8, priority=7),
        Column("created", "Created", 10, priority=4),
    )

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.snapshots = "3"

    def key(self, item: Row) -> str:
        return item.id

    def cells(self, item: Row) -> tuple[Cell, ...]:
        self.asked.append(item.id)
        return (
            Cell(plain(item.name), "name"),
            Cell(f"= {item.status}", TONES.get(item.status, "")),
            Cell(f"{item.size:,} GB"),
            Cell("General SSD"),
            Cell("db-1 /dev/vdb"),
            Cell(self.snapshots),
            Cell("2 h"),
            Cell("2024-03-02", "dim"),
        )


def rows(count: int, prefix: str = "v") -> list[Row]:
    return [Row(f"{prefix}{number}", f"volume-{number:05}") for number in range(count)]


class QuietScreen(Screen[None]):
    """Textual's screen repaints itself whole when the focus moves; nothing of it shows where the focus is."""

    COMPONENT_CLASSES = set(TONE_CLASSES)
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)


class TableApp(App[None]):
    """Nothing but the table. `said` holds what it said."""

    CSS = TONES_CSS

    def __init__(self, items: Sequence[Row] = (), theme: str = "ansi-dark") -> None:
        super().__init__()
        self.theme = theme
        self.source = RowSource()
        self.table: ResourceTable[Row] = ResourceTable(self.source, items, id="table")
        self.said: list[Message] = []

    def get_default_screen(self) -> Screen[None]:
        return QuietScreen(id="_default")

    def compose(self) -> ComposeResult:
        yield self.table

    def on_resource_table_highlighted(self, message: ResourceTable.Highlighted) -> None:
        self.said.append(message)

    def on_resource_table_opened(self, message: ResourceTable.Opened) -> None:
        self.said.append(message)

    def on_resource_table_marked(self, message: ResourceTable.Marked) -> None:
        self.said.append(message)

    def lines(self) -> list[str]:
        """The screen as text."""
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]


class TerminalApp(TableApp):
    """Does one thing to the table per key, and writes `MARK` after the paint that follows the key `m`."""

    def on_key(self, event: events.Key) -> None:
        act = self.acts().get(event.key)
        if act is not None:
            act()
        elif event.key == "m":
            # Twice, so that the table's own request to repaint has reached the screen before.
            self.table.call_after_refresh(self.table.call_after_refresh, self.write_mark)

    def acts(self) -> dict[str, Callable[[], None]]:
        return {
            "1": self.same,
            "2": lambda: self.change(1),
            "3": lambda: self.change(len(self.table.items) - 1),
            "4": self.insert,
            "5": self.stale,
            "6": lambda: self.table.refresh_rows({self.table.items[-1].id}),
            "7": lambda: self.table.set_changed({"v1"}),
            "8": lambda: self.screen.set_focus(None),
            "9": lambda: self.table.set_sort("size", reverse=True),
        }

    def same(self) -> None:
        self.table.set_items([replace(row) for row in self.table.items])

    def change(self, index: int) -> None:
        items = list(self.table.items)
        items[index] = replace(items[index], status="deleting")
        self.table.set_items(items)

    def insert(self) -> None:
        self.table.set_items([*self.table.items[:3], Row("new", "new"), *self.table.items[3:]])

    def stale(self) -> None:
        self.table.stale = not self.table.stale

    def write_mark(self) -> None:
        assert self._driver is not None
        self._driver.write(MARK)
        self._driver.flush()


if __name__ == "__main__":
    TerminalApp(rows(int(os.environ["ROWS"])), os.environ.get("TABLE_THEME", "ansi-dark")).run(mouse=False)
