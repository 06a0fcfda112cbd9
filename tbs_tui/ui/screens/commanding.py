"""A screen whose keys are commands: one way from a key to what it does, or to why it can't be done."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.widget import Widget

from tbs_tui.locale import _
from tbs_tui.ui.command import Command, Explorer
from tbs_tui.ui.commands import BY_ID, OpenPalette
from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.driver import SturdyDriver
from tbs_tui.ui.keymap import KeyMap
from tbs_tui.ui.moving import moves_of
from tbs_tui.ui.screens.quiet import QuietScreen
from tbs_tui.ui.tour import Tour
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from tbs_tui.ui.dialogs.pick import Choice


class CommandApp(App[None], inherit_bindings=False):
    """What screens of commands need of their app."""

    key_map: KeyMap
    """The keys in force."""
    tour: Tour | None = None
    """Says a line about each view of the demo; None where nobody wants that."""

    @property
    def pressed_at(self) -> float:
        """When the key or the mouse button came that is acted on now, by `time.monotonic`."""
        raise NotImplementedError

    @property
    def explorer(self) -> Explorer:
        """What commands act on that are not about the screen on top."""
        raise NotImplementedError

    def say(self, words: str, *, bad: bool = True) -> None:
        """Answer the person on the screen that is seen, until the next key; `words` have passed `text.plain`."""
        raise NotImplementedError

    def show_title(self, text: str) -> None:
        """The title of the terminal's window; `text` has passed `text.plain`."""
        driver = self._driver
        if isinstance(driver, SturdyDriver):
            driver.show_title(text)

    def action_repaint(self) -> None:
        """What something else has written over the screen goes away."""
        raise NotImplementedError

    def toggle_mouse(self) -> bool | None:
        """Turn the mouse on or off: whether it is on now; None where there is no terminal that has one."""
        driver = self._driver
        if not isinstance(driver, SturdyDriver):
            return None
        driver.use_mouse(not driver.has_mouse)
        return driver.has_mouse


class CommandScreen(QuietScreen[None]):
    """A screen with hints and with a notice of the name "answer"; its BINDINGS come from `commands.bindings`."""

    OFFERED: ClassVar[Sequence[Command]] = ()
    """What can be done on it."""
    HINTED: ClassVar[Sequence[Command]] = ()
    """What the line of hints shows, in this order."""
    SEEN_AS: ClassVar[str] = ""
    """What the tour calls the view; empty where it has nothing to say."""

    @property
    def command_app(self) -> CommandApp:
        """The app."""
        app: App[Any] = self.app
        assert isinstance(app, CommandApp)
        return app

    def on_mount(self) -> None:
        keys = self.command_app.key_map
        hints = ((keys.first(command.id), _(command.label)) for command in self.HINTED)
        self.query_one(Hints).offer({key: label for key, label in hints if key})

    def action_command(self, command_id: str) -> None:
        """Do it, or say why it can't be done. What the screen does not offer is not done: widgets have keys of their
        own for some commands. Keys of one packet are on their way here before the first of them opens a dialog; what
        lies under one does nothing."""
        command = BY_ID[command_id]
        if command in self.OFFERED and not isinstance(self.app.screen, Dialog):
            self.do(command)

    def do(self, command: Command) -> None:
        """Do it, or say why it can't be done."""
        why_not = self.why_not(command)
        if why_not is None:
            command.run(self._target(command))
        else:
            self.say(why_not)

    def why_not(self, command: Command) -> str | None:
        """Why it can't be done now; None when it can."""
        return command.available(self._target(command))

    def toggle_mouse(self) -> None:
        """Turn the mouse on or off, and say what that means for the terminal's own selection."""
        is_on = self.command_app.toggle_mouse()
        if is_on is None:
            self.say(_("This terminal has no mouse."))
        elif is_on:
            self.say(_("The mouse is on; the terminal's own selection needs Shift now."), bad=False)
        else:
            self.say(_("The mouse is off; the terminal's own selection works."), bad=False)

    def paint_anew(self) -> None:
        """What something else has written over the screen goes away."""
        self.command_app.action_repaint()

    # Tour

    @property
    def seen_as(self) -> str:
        """What the tour calls the view just now."""
        return self.SEEN_AS

    def on_screen_resume(self) -> None:
        if self.command_app.tour is not None:
            self.call_after_refresh(self.take_tour)

    def take_tour(self) -> None:
        """Say the tour's line above the hints, until the next key; an answer to the last one comes first."""
        tour, answer = self.command_app.tour, self.query("#answer").results(Notice)
        notice = next(iter(answer), None)
        if tour is not None and notice is not None and not notice.text and self.command_app.explorer.in_demo:
            notice.say(tour.words(self.seen_as, self.command_app.key_map), bad=False)

    @property
    def subject_id(self) -> str | None:
        """The id of the row that is meant; None where there is none."""
        return None

    # What others tell

    def reload_place(self) -> None:
        """What is known of the place, or how fresh that is, may be another."""

    def reload(self) -> None:
        """What is shown may be another; free when it is not."""

    @property
    def moving(self) -> Widget | None:
        """What the moves move about in: what has the focus, or else what would have it but for a text field."""
        return next((each for each in (self.focused, *self.query("*")) if each is not None and moves_of(each)), None)

    # Palette

    def palette_choices(self) -> "list[Choice]":
        """What the palette offers."""
        commands = [self._choice(command) for command in self.OFFERED if command.id != OpenPalette.id]
        return [*commands, *self._move_choices()]

    def _move_choices(self) -> "list[Choice]":
        """The moves of what has the focus."""
        from tbs_tui.ui.dialogs.palette import move_choice

        words = self.command_app.key_map.words
        return [move_choice(move.id, _(move.help), words(move)) for move, _action in moves_of(self.moving)]

    def _choice(self, command: Command) -> "Choice":
        from tbs_tui.ui.dialogs.palette import command_choice

        keys = self.command_app.key_map.words(command)
        return command_choice(command.id, _(command.help), keys, self.why_not(command))

    def open_palette(self) -> None:
        """Find what can be done by its sentence."""
        from tbs_tui.ui.dialogs.palette import COMMAND, MOVE, REGION, Palette

        subject, moved = self.subject_id, self.moving

        def chosen(value: str | None) -> None:
            if value is None:
                return
            if value.startswith(REGION):
                self.command_app.explorer.go_to_region(value.removeprefix(REGION))
                return
            if value.startswith(MOVE) and moved is not None:
                move = value.removeprefix(MOVE)
                if "mark" in move and self.subject_id != subject:
                    self.say(_("The row under the cursor is another one now; nothing was done."))
                else:
                    action = next(action for each, action in moves_of(moved) if each.id == move)
                    self.call_later(moved.run_action, action)
                return
            command = BY_ID[value.removeprefix(COMMAND)]
            if (command.of_row or command.mutates) and self.subject_id != subject:
                self.say(_("The row under the cursor is another one now; nothing was done."))
            else:
                self.do(command)

        self.app.push_screen(Palette(self.palette_choices()), chosen)

    def _target(self, command: Command) -> Any:
        return self if command.here else self.command_app.explorer

    def go_back(self) -> None:
        """To what lies under it."""
        if self.app.screen is self:
            self.app.pop_screen()
