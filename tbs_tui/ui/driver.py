"""Textual's driver for real terminals, made to outlive what happens to them: they go away, they are stopped and go on,
and they take other encodings than UTF-8."""

import codecs
import os
import selectors
import signal
import time
from collections.abc import Callable, Iterable
from io import TextIOWrapper
from typing import Any, cast

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.constants import ESCAPE_DELAY
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.message import Message

from tbs_tui.terminals import family_of
from tbs_tui.text import cells
from tbs_tui.ui.compositor import forget
from tbs_tui.ui.escapes import Escapes
from tbs_tui.ui.title import Title

#: Seconds after which a lone Esc can be told from the begin of a sequence; as in Textual.
_TICK = 0.1
_READ_BYTES = 4096
#: No looks, and an empty screen with the cursor at its beginning.
_EMPTY = "\x1b[0m\x1b[H\x1b[2J"
_SUBSTITUTE = "tbs_tui.substitute"


def _substitute(error: UnicodeError) -> tuple[str, int]:
    """What the terminal's encoding lacks becomes as many question marks as it has cells: no column moves."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "?" * cells(error.object[error.start : error.end]), error.end


codecs.register_error(_SUBSTITUTE, _substitute)


class TerminalFile:
    """The terminal as a file. One that is gone swallows what is written: an error would end the thread that writes,
    and the event loop would wait for it for ever."""

    def __init__(self, file: TextIOWrapper) -> None:
        self._file = file
        self._gone = False
        file.reconfigure(errors=_SUBSTITUTE)

    def write(self, text: str) -> None:
        self._attempt(lambda: self._file.write(text))

    def flush(self) -> None:
        self._attempt(self._file.flush)

    def fileno(self) -> int:
        return self._file.fileno()

    def _attempt(self, action: Callable[[], object]) -> None:
        if self._gone:
            return
        try:
            action()
        except OSError:
            self._gone = True
            # What is still in the buffer would fail once more when Python ends, and make the exit status 120.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._file.fileno())


class SturdyDriver(LinuxDriver):
    """See above."""

    def __init__(self, app: App[Any], **arguments: Any) -> None:
        super().__init__(app, **arguments)
        assert self._file is not None
        self._encoding = self._file.encoding
        # What the driver does with its file, this one does.
        self._file = cast(TextIOWrapper, TerminalFile(self._file))
        self._family = family_of(os.environ)
        self._title = Title(self._family.osc)

    def write(self, data: str) -> None:
        """As Textual's, which writes each sequence that not every terminal takes in a piece of its own."""
        if self._family.takes(data):
            super().write(data)

    def start_application_mode(self) -> None:
        """At the start, and when it goes on after a stop: on an empty screen."""
        forget(self._app.console)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._send(self._title.start())

    def stop_application_mode(self) -> None:
        self._send(self._title.stop())
        # A terminal with one screen alone would keep ours, with the shell's prompt somewhere in it.
        self._send(_EMPTY)
        super().stop_application_mode()

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
        parser, escapes = XTermParser(self._debug), Escapes(ESCAPE_DELAY)
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
            self._process([Key("escape", "\x1b")] if piece is None else parser.feed(piece), came_at)

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
