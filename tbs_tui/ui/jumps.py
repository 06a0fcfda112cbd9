"""`o`: from a resource to what it is related to, and the way back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from textual.app import App

from tbs_tui.api.models import Resource
from tbs_tui.inventory.picture import Picture
from tbs_tui.locale import _
from tbs_tui.query.columns import View, display_name, status_word
from tbs_tui.text import fit
from tbs_tui.ui.browsing import Browsing
from tbs_tui.ui.trail import Stop, Trail
from tbs_tui.ui.widgets.table import ViewState

if TYPE_CHECKING:
    from tbs_tui.ui.dialogs.pick import Choice
    from tbs_tui.ui.relations import Related

#: Lines of the table above the row that is gone to, so that it is seen where it stands.
_LINES_ABOVE = 3
_HOW_WIDTH = 10


class Asking(Protocol):
    """A screen that can say and ask something."""

    @property
    def app(self) -> App[None]: ...
    def say(self, words: str, *, bad: bool = True) -> None: ...


class Stage(Protocol):
    """The screen of the tables, as far as a jump moves it."""

    @property
    def view(self) -> View: ...
    @property
    def in_detail(self) -> bool: ...
    def say(self, words: str, *, bad: bool = True) -> None: ...
    def view_state(self) -> ViewState: ...
    def show_place(self) -> None: ...
    def focus_pane(self, *, detail: bool) -> None: ...
    def open_over(self, rows: Sequence[Resource]) -> None: ...


def is_there(way: "Related", picture: Picture) -> bool:
    """Whether it is still listed; what a filter leaves may always be looked for."""
    if way.row is None:
        return True
    found = picture.listing(way.kind).by_id.get(way.row.id)
    return found is not None and found.region == way.row.region


def choose(screen: Asking, row: Resource, view: Callable[[], View], go: "Callable[[Related], None]") -> None:
    """Ask which of the things related to `row` is meant, if there are several, and go there if it is still there."""
    from tbs_tui.ui.dialogs.pick import Pick
    from tbs_tui.ui.relations import related

    ways = list(related(row, view().picture))
    context = view().picture.context

    def chosen(value: str | None) -> None:
        # The picture may be another one by now, or that of another place.
        if value is None or view().picture.context != context:
            return
        way = ways[int(value)]
        if is_there(way, view().picture):
            go(way)
        else:
            screen.say(_("The cloud does not list it any more."))

    if not ways:
        screen.say(_("Nothing is listed that is related to it."))
    elif len(ways) == 1:
        chosen("0")
    else:
        screen.app.push_screen(Pick(_("Go to"), [_choice(str(n), way) for n, way in enumerate(ways)], None), chosen)


def _choice(value: str, way: "Related") -> "Choice":
    from tbs_tui.ui.dialogs.pick import Choice

    how = fit(way.how, _HOW_WIDTH)
    if way.row is None:
        return Choice(value, f"{how} {way.words}")
    word = status_word(way.row)
    return Choice(value, f"{how} {display_name(way.row).text}", word.text, word.tone)


class Jumps:
    """Where the tables have been left for something related."""

    def __init__(self, stage: Stage, browsing: Browsing) -> None:
        self._stage = stage
        self._browsing = browsing
        self._trail = Trail()

    def go(self, way: "Related", opened: Sequence[Resource] = ()) -> None:
        """Show the kind's table with the cursor there. A filter or lens that hides it goes until the way back. `opened`
        is what the detail over the screen showed."""
        stage, browsing = self._stage, self._browsing
        browsing.choices.place = stage.view_state()
        lens = browsing.lens.level
        self._trail.leave(Stop(browsing.kind, browsing.all_choices(), lens, stage.in_detail, tuple(opened)))
        browsing.kind = way.kind
        place = browsing.choices.place or ViewState()
        if way.row is None:
            browsing.lens.level = None
            browsing.type_filter(way.filter)
            browsing.choices.place = replace(place, cursor_key=None, cursor=0, line=0)
        else:
            if self._hides(way.row):
                browsing.type_filter("")
                if self._hides(way.row):
                    browsing.lens.level = None
                stage.say(_("The filter would hide it; the way back brings both."), bad=False)
            browsing.choices.place = replace(place, cursor_key=way.row.id, line=_LINES_ABOVE)
        stage.show_place()

    def _hides(self, row: Resource) -> bool:
        return all(each.id != row.id for each in self._browsing.rows(self._stage.view.picture))

    def back(self) -> bool:
        """Go back to where the last jump began; False when there was none, or the detail has the focus that had not
        then."""
        stop, stage, browsing = self._trail.last, self._stage, self._browsing
        if stop is None or (stage.in_detail and not stop.in_detail):
            return False
        self._trail.back()
        # What was marked meanwhile stays marked.
        browsing.choices.place = stage.view_state()
        browsing.lens.level = stop.lens
        browsing.restore(stop.kind, stop.choices)
        stage.show_place()
        stage.focus_pane(detail=stop.in_detail)
        if stop.opened:
            stage.open_over(stop.opened)
        return True

    def forget(self) -> None:
        """The person went another way, or to another place."""
        self._trail.forget()
