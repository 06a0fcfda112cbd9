"""Sign-in: who, where, and the API password, checked by a real token before anything is kept."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.worker import Worker

from tbs_tui.account.profiles.model import PRESETS, preset_of, url_of
from tbs_tui.account.profiles.reading import NAME_LENGTH, profile_name
from tbs_tui.locale import _
from tbs_tui.text import plain
from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.widgets.fields import Field, PasswordField, Press, Tick, Wheel
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.notice import Notice

_HEX_ID = re.compile(r"[0-9a-f]{32}")
#: Of the answer. The longest refusal takes 7 of 80 columns and 10 of 60, where 15 lines are the screen.
_MOST_LINES = 9


class Answer(Enum):
    """How the dialog ended."""

    SIGNED_IN = "signed in"
    GAVE_UP = "gave up"
    DEMO = "demo"
    """The made-up cloud is wanted."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed."""

    identity_url: str
    tenant_id: str
    username: str
    password: str = field(repr=False, default="")
    keep_password: bool = False
    profile: str = ""
    """The name to keep the account under; empty to keep it under none."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where things will be kept, in the person's language; texts have passed `text.plain`."""

    token: str
    """Where the token goes, and who else could read it."""
    password: str | None
    """Where the password would go; None where it can't be kept."""
    why_not: str = ""
    """Why the password can't be kept."""
    not_better: str = ""
    """Why the token goes to no better place; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The account may be kept as a profile."""

    suggested: str
    taken: frozenset[str]
    """Names that others have."""


Try = Callable[[Typed], Awaitable[str | None]]
"""Signs in; None when it worked, else why not, already plain."""


class SignIn(Dialog[Answer]):
    """What was typed stays after a refusal. One attempt is under way at a time; Esc stops it, and ends the dialog when
    there is none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        # Its plain twin is the line below the field.
        Binding("f2", "next_preset", show=False),
    ]
    # From this height on there is room for blank lines between the fields, the longest answer included.
    VERTICAL_BREAKPOINTS = [(0, "-low"), (33, "-high")]
    DEFAULT_CSS = """
    SignIn { background: $background; }
    SignIn VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
    SignIn Vertical { height: auto; }
    SignIn.-high Vertical, SignIn.-high .title { margin: 0 0 1 0; }
    SignIn Horizontal { height: 1; }
    SignIn .label { width: 16; }
    SignIn .hint { text-style: dim; padding: 0 0 0 16; height: auto; }
    SignIn .hint.-bad { text-style: none; color: $error; }
    SignIn .note { text-style: dim; height: auto; }
    SignIn .fixed { text-style: dim; width: 1fr; }
    SignIn .title { text-style: bold; }
    SignIn Tick, SignIn Wheel { padding: 0 0 0 16; }
    """

    def __init__(
        self,
        typed: Typed,
        keeping: Keeping,
        sign_in: Try,
        why: str = "",
        *,
        naming: Naming | None = None,
        fixed: frozenset[str] = frozenset(),
        demo: bool = False,
    ) -> None:
        """`why` says what led here and has passed `text.plain`. `fixed` are attributes of `Typed` that are shown and
        not asked. `demo`: the made-up cloud is offered."""
        super().__init__()
        self._typed = typed
        self._keeping = keeping
        self._sign_in = sign_in
        self._why = why
        self._naming = naming
        self._fixed = fixed
        self._demo = demo
        self._attempt: Worker[None] | None = None
        """What is under way."""

    # Build

    def compose(self) -> ComposeResult:
        typed, keeping = self._typed, self._keeping
        # Textual's takes the focus; it would be a stop between the fields.
        with VerticalScroll(can_focus=False):
            yield Static(_("Sign in to TOAST (NHN) Cloud"), classes="title", markup=False)
            known = {url: f"{name}: {_(label)}" for name, (label, url) in PRESETS.items()}
            yield self._entry(
                _("Identity URL"),
                Field(typed.identity_url, id="url"),
                Wheel(known, _("a URL of your own"), value=_plain_url(typed.identity_url), id="presets"),
                _hint(_("the same for all regions; a government cloud has its own URL")),
                name="identity_url",
            )
            yield self._entry(
                _("Tenant ID"),
                Field(typed.tenant_id, id="tenant"),
                _hint(_("Compute > Instance > Set API Endpoint; not Object Storage's")),
                name="tenant_id",
            )
            yield self._entry(
                _("User name"),
                Field(typed.username, id="user"),
                _hint(_("your e-mail or IAM account ID, not the 32-character user ID")),
                name="username",
            )
            if self._naming is not None:
                yield self._entry(
                    _("Keep account as"), Field(self._naming.suggested, id="name"), _hint(_name_hint(), id="name-hint")
                )
            tick = Tick(_("keep the password: {place}").format(place=keeping.password or keeping.why_not), id="keep")
            tick.disabled = keeping.password is None
            # Where things go belongs to the field that Enter is pressed in: it is seen with it.
            notes = [words for words in (keeping.token, keeping.not_better) if words]
            yield self._entry(
                _("API password"),
                PasswordField(id="password"),
                _hint(_("set in that dialog of the console; not the one you log in with")),
                tick,
                *(Static(words, classes="note", markup=False) for words in notes),
            )
            # Who goes on from the password with Tab must not meet the way out first.
            yield Press(_("Sign in"), id="send")
            if self._demo:
                yield Press(_("Look at a made-up cloud instead (nothing is sent anywhere)"), id="demo")
        yield Notice(id="answer", most_lines=_MOST_LINES)
        yield Hints()

    def _entry(self, label: str, field: Field, *below: Widget, name: str = "") -> Vertical:
        """A field and what belongs to it; `name` is the attribute of `Typed` that may be fixed."""
        shown: Widget = field
        if name in self._fixed:
            shown = Static(plain(field.value), classes="fixed", markup=False)
            below = (_hint(_("P on the main screen makes another account")),) if name == "username" else ()
        return Vertical(Horizontal(Static(label, classes="label", markup=False), shown), *below)

    def on_mount(self) -> None:
        # Fields say that they changed when they are filled at first, too.
        self._typed = self.typed
        self._offer()
        self._say(self._why)
        next((each for each in self._needed if not each.value), self.query_one("#password", Field)).focus()

    # What stands there

    @property
    def typed(self) -> Typed:
        """What stands in the fields now, and what is fixed."""
        given = self._typed
        return Typed(
            url_of(self._value("#url", given.identity_url)),
            self._value("#tenant", given.tenant_id),
            self._value("#user", given.username),
            self.query_one("#password", Input).value,
            self.query_one("#keep", Tick).value,
            self._value("#name", ""),
        )

    def _value(self, name: str, fixed: str) -> str:
        return next((each.value.strip() for each in self.query(name).results(Input)), fixed)

    @property
    def _needed(self) -> list[Field]:
        """The fields that may not be empty."""
        return [each for each in self.query(Field) if each.id != "name"]

    def _name_trouble(self) -> str:
        """Why the account can't be kept under the name that stands there; empty when it can."""
        name = self._value("#name", "")
        if self._naming is None or not name:
            return ""
        if name in self._naming.taken:
            return _("there is a profile of that name already")
        return "" if profile_name(name) else _("a name has at most {n} characters").format(n=NAME_LENGTH)

    @on(Input.Changed)
    def _input_changed(self) -> None:
        typed = self.typed
        for wheel in self.query(Wheel):
            wheel.stand(_plain_url(typed.identity_url))
        for hint in self.query("#name-hint").results(Static):
            trouble = self._name_trouble()
            hint.update(trouble or _name_hint())
            hint.set_class(bool(trouble), "-bad")
        if self._attempt is None and typed != self._typed:
            self._say(trap(typed))

    @on(Wheel.Turned)
    def _preset_wanted(self, event: Wheel.Turned) -> None:
        self.query_one("#url", Field).value = event.value

    def action_next_preset(self) -> None:
        """Put the next known URL in."""
        for wheel in self.query(Wheel):
            wheel.action_turn(1)

    # Sign in

    @on(Input.Submitted)
    @on(Press.Pressed, "#send")
    def _submitted(self, event: Message) -> None:
        event.stop()
        if self._attempt is not None:
            return
        wrong = next((each for each in self._needed if not each.value.strip()), None)
        if wrong is None and self._name_trouble():
            wrong = self.query_one("#name", Field)
        if wrong is not None:
            wrong.focus()
            return
        # A worker of the app: a fault of ours in it ends like any other.
        self._attempt = self.app.run_worker(
            partial(self._send, self.typed), name="sign-in", group="sign-in", description="sign-in", exit_on_error=False
        )
        self._offer()
        self._say(_("Signing in ..."), bad=False)

    async def _send(self, typed: Typed) -> None:
        refusal = await self._sign_in(typed)
        self._attempt = None
        self._offer()
        self._say(refusal or "")
        if refusal is None:
            self.finish(Answer.SIGNED_IN)

    def action_back(self) -> None:
        """Stop what is under way; leave without a session when nothing is."""
        if self._attempt is None:
            self.finish(Answer.GAVE_UP)
            return
        # Harmless: whoever asks for a token changes nothing. It is not waited for, since it may wait for the network.
        self._attempt.cancel()
        self._attempt = None
        self._offer()
        self._say(_("Stopped."), bad=False)

    @on(Press.Pressed, "#demo")
    def _demo_wanted(self) -> None:
        if self._attempt is None:
            self.finish(Answer.DEMO)

    # Show

    def _offer(self) -> None:
        """The keys that do something where the focus is."""
        hints = self.query_one(Hints)
        if self._attempt is not None:
            hints.offer({"Esc": _("stop")})
            return
        focused = self.focused
        if isinstance(focused, Wheel):
            keys = {"Space": _("another known URL")}
        elif isinstance(focused, Tick):
            keys = {"Space": _("tick")}
        elif focused is not None and focused.id == "demo":
            keys = {"Enter": _("leave for the made-up cloud")}
        elif focused is not None and focused.id == "url":
            keys = {"Enter": _("sign in"), "F2": _("another known URL")}
        else:
            keys = {"Enter": _("sign in")}
        hints.offer({**keys, "Tab": _("next field"), "Esc": _("give up")})

    def _say(self, words: str, *, bad: bool = True) -> None:
        self.query_one("#answer", Notice).say(words, bad=bad)
        self._keep_in_view()

    def _keep_in_view(self) -> None:
        """What has the focus, with all that belongs to it: the answer takes lines from the fields."""
        self.call_after_refresh(self._show_focused)

    def _show_focused(self) -> None:
        focused = self.focused
        if focused is not None:
            entry = next((each for each in focused.ancestors if type(each) is Vertical), focused)
            for widget in (entry, focused):
                self.query_one(VerticalScroll).scroll_to_widget(widget, animate=False)

    def on_descendant_focus(self) -> None:
        self._offer()
        self._keep_in_view()

    def on_resize(self) -> None:
        self._keep_in_view()

    def action_page(self, step: int) -> None:
        """Read what does not fit."""
        fields = self.query_one(VerticalScroll)
        fields.scroll_relative(y=step * max(fields.size.height - 1, 1), animate=False)


def trap(typed: Typed) -> str:
    """A warning when what is typed looks like one of the known mistakes; empty when it does not."""
    if _HEX_ID.fullmatch(typed.username):
        return _("The user name looks like the API user ID; the e-mail address or IAM account ID is wanted.")
    if typed.tenant_id and "@" in typed.tenant_id:
        return _("The tenant ID is 32 characters from 0 to 9 and a to f, not an e-mail address.")
    url, schemes = typed.identity_url, ("https://", "http://")
    # What is not whole yet may become one.
    if not url.startswith(schemes) and not any(each.startswith(url.casefold()) for each in (*schemes, *PRESETS)):
        return plain(_("The identity URL begins with https://."))
    return ""


def _plain_url(url: str) -> str:
    """The URL of the preset that is meant; the URL itself when none is."""
    name = preset_of(url)
    return url_of(name) if name is not None else url


def _hint(words: str, *, id: str | None = None) -> Static:
    return Static(words, classes="hint", markup=False, id=id)


def _name_hint() -> str:
    return _("a profile of config.toml for later runs; empty: not kept")
