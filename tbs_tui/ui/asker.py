"""Asking the person to sign in: one dialog at a time, however many want it."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App

from tbs_tui.account.context import Goal
from tbs_tui.api.errors import ApiError, PasswordNeeded, SignInError
from tbs_tui.ui.header import error_words

if TYPE_CHECKING:
    from tbs_tui.ui.dialogs.sign_in import Typed
    from tbs_tui.ui.door import Door


class Asker:
    """Opens the sign-in dialog over whatever is shown."""

    def __init__(self, app: App[Any], nothing_shown: Callable[[], bool]) -> None:
        self._app = app
        self._nothing_shown = nothing_shown
        self._dialog = asyncio.Lock()
        self._answers = 0
        self._last: Goal | None = None
        self.door: Door | None = None
        """Nobody is asked without one."""

    @property
    def busy(self) -> bool:
        """Whether the dialog is open."""
        return self._dialog.locked()

    async def ask(self, error: SignInError | None, goal: Goal | None) -> Goal | None:
        """Ask who it is, because of `error`, until there is a token; where to go then. Without a `goal` it is for a new
        account. None when the person gave up, or is not to be asked. Who comes while the dialog is open gets the answer
        of that."""
        before = self._answers
        async with self._dialog:
            if self._answers == before:
                self._last = await self._ask(error, goal)
                self._answers += 1
            return self._last

    async def _ask(self, error: SignInError | None, goal: Goal | None) -> Goal | None:
        door = self.door
        form = await door.form(goal) if door is not None else None
        if door is None or form is None:
            return None
        from tbs_tui.ui.dialogs.sign_in import Answer, SignIn

        found: list[Goal] = []

        async def sign_in(typed: "Typed") -> str | None:
            try:
                found.append(await door.sign_in(goal, typed))
            except ApiError as refusal:
                return error_words(refusal)
            return None

        # At the first run nothing has gone wrong.
        nothing_known = isinstance(error, PasswordNeeded) and not form.typed.username
        why = error_words(error) if error is not None and not nothing_known else ""
        # In the place of what is there already the demo would be no help.
        demo = self._nothing_shown() and not form.fixed
        dialog = SignIn(form.typed, form.keeping, sign_in, why, naming=form.naming, fixed=form.fixed, demo=demo)
        answer = await self._app.push_screen_wait(dialog)
        if answer is Answer.DEMO:
            return door.demo
        return found[-1] if answer is Answer.SIGNED_IN and found else None
