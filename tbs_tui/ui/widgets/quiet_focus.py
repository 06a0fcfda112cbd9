"""The focus comes and goes without a repaint of the whole widget, which costs 2.5 KB at 80x24."""

from typing import Self

from textual import events
from textual.message import Message
from textual.widget import Widget


class QuietFocus(Widget):
    """For widgets that paint by themselves what is different when they have the focus."""

    def focus(self, scroll_visible: bool = True) -> Self:
        """As Widget's, but with no repaint."""
        self.app.call_later(self._take_focus, scroll_visible)
        return self

    def _take_focus(self, scroll_visible: bool) -> None:
        if self.is_attached:
            self.screen.set_focus(self, scroll_visible=scroll_visible)

    def on_focus(self, event: events.Focus) -> None:
        # Widget's own handlers do the same with a repaint.
        event.prevent_default()
        self._focus_is(True, events.DescendantFocus(self))

    def on_blur(self, event: events.Blur) -> None:
        event.prevent_default()
        self._focus_is(False, events.DescendantBlur(self))

    def _focus_is(self, focused: bool, news: Message) -> None:
        self.has_focus = focused
        self.paint_focus()
        if self.parent is not None:
            self.parent.post_message(news)

    def paint_focus(self) -> None:
        """Paint what looks different now; nothing unless overridden."""
