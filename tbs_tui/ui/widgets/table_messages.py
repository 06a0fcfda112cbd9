"""What the table of resources says. Handlers are called `on_resource_table_...`."""

from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from tbs_tui.ui.widgets.table import ResourceTable


class TableMessage(Message):
    """From a table."""

    def __init__(self, table: "ResourceTable[Any]") -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> "ResourceTable[Any]":
        return self.table


class Highlighted(TableMessage, namespace="resource_table"):
    """The cursor is on another item; `key` is None when there is none. Bursts become one message."""

    def __init__(self, table: "ResourceTable[Any]", key: str | None) -> None:
        super().__init__(table)
        self.key = key

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Highlighted) and message.table is self.table


class Opened(TableMessage, namespace="resource_table"):
    """Enter or a double click on an item."""

    def __init__(self, table: "ResourceTable[Any]", key: str) -> None:
        super().__init__(table)
        self.key = key


class Marked(TableMessage, namespace="resource_table"):
    """The marks changed; `count` is how many there are, those of items that are not shown included."""

    def __init__(self, table: "ResourceTable[Any]", count: int) -> None:
        super().__init__(table)
        self.count = count
