"""Messages from outside the widget tree."""

from textual.message import Message

from tbs_tui.inventory.events import Event


class InventoryEvent(Message):
    """Something happened in the inventory or the poller."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event
