"""How the table is arranged: `w`, `s` and `f` open a dialog, and what is chosen there is shown and remembered."""

from collections.abc import Callable
from typing import Any

from textual.app import App

from tbs_tui.account.profiles.state import is_saveable
from tbs_tui.locale import _
from tbs_tui.text import plain
from tbs_tui.ui.browsing import Browsing


class Arranging:
    """Opens the dialogs over the app's screen."""

    def __init__(
        self,
        app: App[Any],
        browsing: Browsing,
        *,
        say: Callable[[str], None],
        sorted: Callable[[], None],
        chosen: Callable[[], None],
        apply: Callable[[str], None],
    ) -> None:
        """Told when the order is another one (`sorted`), or the columns are (`chosen`), and which filter to `apply`.
        `say` answers the person."""
        self._app = app
        self._browsing = browsing
        self._say = say
        self._sorted = sorted
        self._chosen = chosen
        self._apply = apply

    def pick_sort(self) -> None:
        """Any column to order by, shown or not; the present one turns round."""
        from tbs_tui.ui.dialogs.pick import Choice, Pick

        browsing, kind = self._browsing, self._browsing.kind
        present, reverse = browsing.order
        shown = [column.key for column in browsing.source.columns]
        specs = sorted(browsing.sortable, key=lambda spec: shown.index(spec.key) if spec.key in shown else len(shown))

        def note(key: str) -> str:
            if key == present:
                way = _("largest first") if reverse else _("smallest first")
                return _("{way}; Enter turns it round").format(way=way)
            return "" if key in shown else _("not shown")

        def picked(key: str | None) -> None:
            if key is not None and browsing.kind is kind and key in {spec.key for spec in browsing.sortable}:
                browsing.sort_by(key)
                self._sorted()

        offers = [Choice(spec.key, _(spec.label), note(spec.key), "dim") for spec in specs]
        self._app.push_screen(Pick(_("Sort by"), offers, present), picked)

    def pick_columns(self) -> None:
        """Which columns are shown, and in which order."""
        from tbs_tui.ui.dialogs.column_chooser import ColumnChooser, Offer

        browsing, kind = self._browsing, self._browsing.kind
        fixed = browsing.fixed_columns
        offers = [Offer(spec.key, _(spec.label), spec.standard, spec in fixed) for spec in browsing.every_column]

        def picked(keys: tuple[str, ...] | None) -> None:
            if keys is not None and browsing.kind is kind:
                browsing.choose_columns(keys)
                self._chosen()

        self._app.push_screen(ColumnChooser(_("Columns"), offers, [spec.key for spec in browsing.columns]), picked)

    def saved_filters(self) -> None:
        """The filters saved in the profile for what is shown."""
        from tbs_tui.ui.dialogs.saved_filters import SAVE, NameFilter, SavedFilters

        browsing, kind, choices = self._browsing, self._browsing.kind, self._browsing.choices
        text = choices.filter.strip()
        present = text if is_saveable(text) and not choices.fault else ""
        if not present and not browsing.filters:
            self._say(_("No filter is saved. Type one first, such as web."))
            return

        def picked(answer: str | None) -> None:
            if answer is None or browsing.kind is not kind:
                return
            if answer == SAVE:
                self._app.push_screen(NameFilter(present), named)
            else:
                self._apply(answer)

        def named(name: str | None) -> None:
            if name is not None and browsing.kind is kind:
                browsing.keep_filter(name or present, present)
                self._say(_("Saved: {name}").format(name=plain(name or present)))

        title = _("Saved filters")
        self._app.push_screen(SavedFilters(title, present, browsing.filters, browsing.keep_filter), picked)
