"""Textual's driver for real terminals, made to outlive what happens to them: they go away, they are stopped and go on,
they read nothing for a while, and they take other encodings than UTF-8."""

import asyncio
import codecs
import os
import selectors
import signal
import time
from collections.abc import Iterable
from threading import Condition
from typing import Any

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.constants import ESCAPE_DELAY
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste
from textual.message import Message

from tbs_tui.terminals import family_of
from tbs_tui.ui.compositor import forget
from tbs_tui.ui.escapes import WELL, Escapes, Pasted
from tbs_tui.ui.flow import ASK, Flow, is_needed
from tbs_tui.ui.link import Link
from tbs_tui.ui.title import Title

#: Seconds after which a lone Esc can be told from the begin of a sequence; as in Textual.
_TICK = 0.1
_READ_BYTES = 4096
#: No looks, and an empty screen with the cursor at its beginning.
_EMPTY = "\x1b[0m\x1b[H\x1b[2J"
#: Seconds that the terminal has at the end to take the rest, and after that, when what the kernel keeps is dropped.
_LAST_WRITE, _LAST_TRY = 1.0, 0.5
#: Seconds that it has at the end for an answer: later it would be typed to whoever has the terminal then.
_LAST_ANSWER = 2.0


class SturdyDriver(LinuxDriver):
    """See above."""

    def __init__(self, app: App[Any], **arguments: Any) -> None:
        super().__init__(app, **arguments)
        assert self._file is not None
        self._encoding = self._file.encoding
        self._link = Link(self._file, self._hear_room)
        self._flow = Flow() if is_needed(os.environ) else None
        # The thread that reads hears answers, the event loop sends frames.
        self._flow_changed = Condition()
        self._frame_is_due = False
        """Whether one has been left out."""
        self._patience: asyncio.TimerHandle | None = None
        self._stops = False
        """Whether the terminal is being restored."""
        self._ends = True
        """Whether that is the end."""
        self._family = family_of(os.environ)
        self._title = Title(self._family.osc)
        for number in (signal.SIGTERM, signal.SIGHUP):
            # Before anything is written: without this the terminal stays in the alternate screen, with the mouse on.
            # Left in the middle of its mounting the app would miss widgets.
            self._loop.add_signal_handler(number, app.call_later, app.exit, None, 128 + number)

    @property  # type: ignore[override]
    def _writer_thread(self) -> Link:
        return self._link

    @_writer_thread.setter
    def _writer_thread(self, _thread: WriterThread | None) -> None:
        """Textual's own is never started."""

    def write(self, data: str) -> None:
        """Never waits. Textual writes each sequence that not every terminal takes in a piece of its own."""
        if not self._family.takes(data):
            return
        count = self._link.write(data)
        if self._flow is not None:
            with self._flow_changed:
                self._flow.wrote(count)

    def flush(self) -> None:
        """What is written together is written."""
        if self._flow is not None:
            with self._flow_changed:
                asks = not self._stops and self._flow.asks(time.monotonic())
            if asks:
                self._link.write(ASK)

    def has_room(self) -> bool:
        """Whether a frame can be sent. When not, the whole screen is drawn again as soon as there is."""
        # Before looking: the thread that writes may be done in between.
        was_due, self._frame_is_due = self._frame_is_due, True
        if not self._is_room():
            return False
        self._frame_is_due = was_due
        return True

    def _is_room(self) -> bool:
        wait = 0.0
        if self._flow is not None:
            with self._flow_changed:
                wait = self._flow.wait(time.monotonic())
        if wait and self._patience is None:
            self._patience = self._loop.call_later(wait, self._lose_patience)
        return not wait and not self._link.is_stalled

    def _lose_patience(self) -> None:
        self._patience = None
        self._try_again()

    def _hear_room(self) -> None:
        """In another thread: there may be room."""
        if self._frame_is_due:
            self._loop.call_soon_threadsafe(self._try_again)

    def _try_again(self) -> None:
        if self._frame_is_due and self._is_room():
            self._frame_is_due = False
            self._app.call_later(self._app.refresh)

    def start_application_mode(self) -> None:
        """At the start, and when it goes on after a stop: on an empty screen."""
        forget(self._app.console)
        if self._flow is not None:
            self._flow.restart()
        self._stops = False
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._send(self._title.start())

    def stop_application_mode(self) -> None:
        """Restore the terminal, if it takes that."""
        self._stops, self._frame_is_due = True, False
        if self._flow is not None and self._key_thread is not None and self._key_thread.is_alive():
            flow, most = self._flow, 0.0 if self._link.is_stalled else _LAST_ANSWER
            with self._flow_changed:
                wait = flow.last_wait(time.monotonic(), most)
                self._flow_changed.wait_for(lambda: not flow.is_asked, wait)
        self._link.begin_last()
        self._send(self._title.stop())
        # A terminal with one screen alone would keep ours, with the shell's prompt somewhere in it.
        self._send(_EMPTY)
        super().stop_application_mode()

    def suspend_application_mode(self) -> None:
        """A stop that is not the end."""
        self._ends = False
        super().suspend_application_mode()
        self._ends = True

    def close(self) -> None:
        """Wait for the terminal, but not for ever."""
        if self._link.empty(_LAST_WRITE):
            return
        self._link.drop()
        if not self._link.empty(_LAST_TRY) and self._ends:
            self._link.give_up()

    def show_title(self, text: str) -> None:
        """The title of the terminal's window; `text` has passed `text.plain`."""
        self._send(self._title.show(text))

    @property
    def has_mouse(self) -> bool:
        """Whether the terminal reports the mouse."""
        return self._mouse

    def use_mouse(self, wanted: bool) -> None:
        """Have the terminal report the mouse, or keep it for itself."""
        # Textual's own act on a driver with a mouse alone.
        self._mouse = True
        if wanted:
            self._enable_mouse_support()
        else:
            self._disable_mouse_support()
        self._mouse = wanted

    def _send(self, sequence: str) -> None:
        if sequence:
            self.write(sequence)
            self.flush()

    def _sigcont_application(self, *_: object) -> None:
        """SIGCONT without a stop before it, as the kernel sends at a hangup, would start every thread once more."""
        if self._key_thread is None or not self._key_thread.is_alive():
            super()._sigcont_application()
        else:
            # A shell may have written here meanwhile.
            forget(self._app.console)
            self._app.call_later(self._app.refresh, layout=True)

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - a thread's last door: the app ends with a report
            self._app.call_later(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read keys until told to end, or until the terminal is gone: Textual's would spin on a terminal that is gone,
        and end the app at the first byte that is not UTF-8."""
        flow = self._flow
        escapes = Escapes(ESCAPE_DELAY, lambda: flow is not None and flow.is_asked)
        parser = XTermParser(self._debug)
        came_at = 0.0
        decode = codecs.getincrementaldecoder(self._encoding)(errors="replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_TICK):
                    data, came_at = self._read(), time.monotonic()
                    if not data:
                        self._app.call_later(self._app.exit, None, 128 + signal.SIGHUP)
                        return
                    # Half a character is nothing yet, and nothing is the end for the parser.
                    if text := decode(data):
                        self._process_pieces(parser, escapes.feed(text, came_at), came_at)
                self._process_pieces(parser, escapes.tick(time.monotonic()), came_at)
                self._process(parser.tick(), came_at)

    def _process_pieces(self, parser: XTermParser, pieces: Iterable[str | None], came_at: float) -> None:
        for piece in pieces:
            if isinstance(piece, Pasted):
                self._process([Paste(piece.replace("\0", ""))], came_at)
            elif piece == WELL:
                self._hear_answer()
            else:
                self._process([Key("escape", "\x1b")] if piece is None else parser.feed(piece), came_at)

    def _hear_answer(self) -> None:
        if self._flow is not None:
            with self._flow_changed:
                self._flow.answered()
                self._flow_changed.notify_all()
            self._hear_room()

    def _process(self, found: Iterable[Message], came_at: float) -> None:
        """Each as of the moment it came: a lone Esc is known for one only after `ESCDELAY`."""
        for message in found:
            message.time = came_at
            self.process_message(message)

    def _read(self) -> bytes:
        """What was typed; nothing when the terminal is gone."""
        try:
            return os.read(self.fileno, _READ_BYTES)
        except OSError:
            return b""
