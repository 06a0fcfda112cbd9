"""The ways out: `q`, which asks while something goes on, and Ctrl+C twice, which never does."""

from textual.app import App

from tbs_tui.clock import Clock
from tbs_tui.locale import _, ngettext
from tbs_tui.ui.overview import Overview
from tbs_tui.ui.widgets.hints import Hints

#: A second Ctrl+C within this leaves, seconds.
INTERRUPT_SECONDS = 2.0


class Leaving:
    """What the cloud has accepted goes on when the explorer is left; what was not sent by then never will be."""

    def __init__(self, app: App[None], clock: Clock, overview: Overview) -> None:
        self._app = app
        self._clock = clock
        self._overview = overview
        self._interrupted_at: float | None = None

    def quit(self) -> None:
        """Leave; while something goes on, only when the person says so."""
        if not self._overview.running:
            self._leave()
            return
        # It knows operations, and those are imported after the first frame.
        from tbs_tui.ui.dialogs.leave import LeaveDialog

        def answered(leaves: bool | None) -> None:
            if leaves:
                self._leave()

        self._app.push_screen(LeaveDialog(lambda: self._overview.running), answered)

    def interrupt(self) -> None:
        """Ctrl+C on whatever screen: the second one leaves, whatever goes on."""
        now = self._clock.monotonic()
        if self._interrupted_at is not None and now - self._interrupted_at <= INTERRUPT_SECONDS:
            self._leave()
            return
        self._interrupted_at = now
        for hints in self._app.screen.query(Hints):
            hints.say(self._words())

    def _words(self) -> str:
        running = len(self._overview.running)
        if not running:
            return _("Press Ctrl+C again to leave.")
        words = ngettext(
            "{n:,} operation is not over; press Ctrl+C again to leave.",
            "{n:,} operations are not over; press Ctrl+C again to leave.",
            running,
        )
        return words.format(n=running)

    def _leave(self) -> None:
        self._app.exit(return_code=0)
