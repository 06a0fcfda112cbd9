"""Sign-in: who, where, and the API password, checked by a real token before anything is kept."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.worker import Worker

from tbs_tui.locale import _
from tbs_tui.text import plain
from tbs_tui.ui.widgets.fields import Field, PasswordField, Tick
from tbs_tui.ui.widgets.hints import Hints

_HEX_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed."""

    identity_url: str
    tenant_id: str
    username: str
    password: str = field(repr=False, default="")
    keep_password: bool = False


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where things will be kept, in the person's language; texts have passed `text.plain`."""

    token: str
    """Where the token goes, and who else could read it."""
    password: str | None
    """Where the password would go; None where it can't be kept."""
    why_not: str = ""
    """Why the password can't be kept."""


Try = Callable[[Typed], Awaitable[str | None]]
"""Signs in; None when it worked, else why not, already plain."""


class SignIn(ModalScreen[bool]):
    """Ends with True when signed in, False when the person gave up. What was typed stays after a refusal."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    DEFAULT_CSS = """
    SignIn { background: $background; }
    SignIn VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
    SignIn Horizontal { height: 1; }
    SignIn .label { width: 16; }
    SignIn .hint { color: $foreground; text-style: dim; padding: 0 0 0 16; height: auto; }
    SignIn .title { text-style: bold; padding: 0 0 1 0; }
    SignIn Tick { padding: 0 0 0 16; }
    SignIn #answer { height: auto; padding: 1 0 0 0; color: $error; }
    """

    def __init__(self, typed: Typed, keeping: Keeping, sign_in: Try, why: str = "") -> None:
        """`why` says what led here and has passed `text.plain`."""
        super().__init__()
        self._typed = typed
        self._keeping = keeping
        self._sign_in = sign_in
        self._why = why
        self._sending = False

    def compose(self) -> ComposeResult:
        keeping = self._keeping
        with VerticalScroll():
            yield Static(_("Sign in to TOAST (NHN) Cloud"), classes="title", markup=False)
            yield from self._field(
                _("Identity URL"), Field(self._typed.identity_url, id="url"), _("the same for every region")
            )
            yield from self._field(
                _("Tenant ID"),
                Field(self._typed.tenant_id, id="tenant"),
                _("console: Compute > Instance > Set API Endpoint; Object Storage's tenant ID does not work here"),
            )
            yield from self._field(
                _("User name"),
                Field(self._typed.username, id="user"),
                _("your e-mail address or IAM account ID, not the 32-character API user ID"),
            )
            yield from self._field(
                _("API password"),
                PasswordField(id="password"),
                _("set in the same dialog of the console; it is not the password you log in with"),
            )
            tick = Tick(_("keep the password: {place}").format(place=keeping.password or keeping.why_not), id="keep")
            tick.disabled = keeping.password is None
            yield tick
            yield Static(keeping.token, classes="hint", markup=False)
            yield Static(self._why, id="answer", markup=False)
        yield Hints()

    def _field(self, label: str, field: Input, hint: str) -> ComposeResult:
        with Horizontal():
            yield Static(label, classes="label", markup=False)
            yield field
        yield Static(hint, classes="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one(Hints).offer({"Enter": _("sign in"), "Tab": _("next field"), "Esc": _("give up")})
        fields = list(self.query(Field))
        next((each for each in fields if not each.value), fields[-1]).focus()

    @property
    def typed(self) -> Typed:
        """What stands in the fields now."""

        def value(name: str) -> str:
            return self.query_one(name, Input).value.strip()

        return Typed(
            value("#url"),
            value("#tenant"),
            value("#user"),
            self.query_one("#password", Input).value,
            self.query_one("#keep", Tick).value,
        )

    @on(Input.Changed)
    def _input_changed(self) -> None:
        typed = self.typed
        # Fields say that they changed when they are filled at first, too.
        if not self._sending and typed != self._typed:
            self._answer(trap(typed))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        typed = self.typed
        missing = next((each for each in self.query(Field) if not each.value.strip()), None)
        if missing is not None:
            missing.focus()
            return
        if self._sending:
            return
        self._sending = True
        self._answer(_("Signing in ..."))
        # A worker of the app: a fault of ours in it ends like any other.
        self._worker: Worker[None] = self.app.run_worker(
            partial(self._send, typed), name="sign-in", group="sign-in", description="sign-in", exit_on_error=False
        )

    async def _send(self, typed: Typed) -> None:
        try:
            refusal = await self._sign_in(typed)
        finally:
            self._sending = False
        if refusal is None:
            self.dismiss(True)
        else:
            self._answer(refusal)

    def _answer(self, words: str) -> None:
        self.query_one("#answer", Static).update(words)

    def action_give_up(self) -> None:
        """Leave without a session."""
        if not self._sending:
            self.dismiss(False)


def trap(typed: Typed) -> str:
    """A warning when what is typed looks like one of the known mistakes; empty when it does not."""
    if _HEX_ID.fullmatch(typed.username):
        return _("The user name looks like the API user ID; the e-mail address or IAM account ID is wanted.")
    if typed.tenant_id and "@" in typed.tenant_id:
        return _("The tenant ID is 32 characters from 0 to 9 and a to f, not an e-mail address.")
    if typed.identity_url and not typed.identity_url.startswith(("https://", "http://")):
        return plain(_("The identity URL begins with https://."))
    return ""
