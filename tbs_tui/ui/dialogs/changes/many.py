"""What the dialogs that do something to many rows have in common: every row is listed, and what is listed is what is
sent; afterwards the same list says how each of them went."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from tbs_tui.inventory.events import ContextShown, Event, InventoryChanged
from tbs_tui.locale import _, ngettext
from tbs_tui.operations.intent import Intent
from tbs_tui.operations.operation import Operation, OperationChanged, State
from tbs_tui.operations.plans import Plan, outcome
from tbs_tui.text import plain
from tbs_tui.ui.changing import many_words
from tbs_tui.ui.changing.batches import Batches
from tbs_tui.ui.changing.many_words import Row, key_of
from tbs_tui.ui.changing.site import Site, earlier_words
from tbs_tui.ui.dialogs.changes.rows import RowsDialog
from tbs_tui.ui.dialogs.request import Preview
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.choices import ChoiceList, Entry
from tbs_tui.ui.widgets.fields import Button, Tick, Words
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice

#: The key of the line above the rows that the filter hides: none of a row.
_HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows that something is to be done to; those shown in the order of the table."""

    shown: Sequence[Row]
    hidden: Sequence[Row] = ()
    """Marked too, but not shown: left out until somebody says so."""


class ManyDialog(RowsDialog):
    """Many changes. The list has the same rows in the same order from the beginning to the end, so that nothing moves
    under the cursor. Sent once; leaving stops nothing."""

    def __init__(self, site: Site, batches: Batches, chosen: Chosen) -> None:
        super().__init__()
        self.site = site
        self._batches = batches
        self._hidden = frozenset(map(key_of, chosen.hidden))
        self._rows: dict[str, Row] = {key_of(row): row for row in (*chosen.shown, *chosen.hidden)}
        """As they were last seen."""
        self._ids = {row.id for row in self._rows.values()}
        self.plan = Plan("", ())
        """What the list shows."""
        self._planned_with: Sequence[str] = ()
        """What stood in the fields then."""
        self._sent: Plan | None = None
        self._entries: dict[str, Entry] = {}
        self._told: dict[str, str] = {}
        """What there is to say of a row that the list may have no room for, by its key."""
        self._tail: Sequence[Sequence[Span]] = ()
        """How much is left out."""
        self._of: dict[str, str] = {}
        """Keys of rows, by the ids of their operations."""
        self._news: set[str] = set()
        """Ids of operations that are not as the list has them."""
        self._unsubscribe: tuple[Callable[[], None], ...] = ()
        self._preview = Preview(self, site.door, lambda: site.heading, self.preview, self.say)

    # For each dialog

    def heading(self, count: int) -> str:
        """What is going to be done to so many."""
        raise NotImplementedError

    def fields(self) -> Iterator[Widget]:
        """What is filled in, between the list and the buttons."""
        raise NotImplementedError

    def sends(self) -> str:
        """The word on the button that sends."""
        raise NotImplementedError

    def made(self, rows: Sequence[Row]) -> Plan:
        """What is to be done to these, and what not."""
        raise NotImplementedError

    def fault(self) -> str:
        """What is wrong with what is filled in, plain; empty when nothing is, or while nothing is filled in yet."""
        raise NotImplementedError

    def missing(self) -> str:
        """What has to be filled in before it is sent; it has the focus then."""
        return ""

    def caution(self) -> str:
        """What is to be known of what is filled in that does not keep it from being sent, plain."""
        return ""

    def rows(self) -> Sequence[Row]:
        """What the list has, in its order."""
        return list(self._rows.values())

    def beside(self, row: Row) -> str:
        """What the list says beside name, size and status of a row that something will be done to; plain."""
        return ""

    @property
    def first_focus(self) -> str:
        """Where the focus begins."""
        return "#cancel"

    # Build

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Line(id="title")
            yield Line(id="place")
            yield Line(id="totals")
            yield ChoiceList()
            yield Static("", id="about", markup=False)
            yield Notice(id="warnings", most_lines=2)
            if self._hidden:
                yield Tick(self._also(), id="tick")
            yield from self.fields()
            with Horizontal(classes="buttons"):
                yield Button(_("Cancel"), id="cancel")
                yield Button(self.sends(), id="send")
                yield Button(_("Request"), id="request")
                yield Button(_("Cancel the rest"), id="rest")
            yield Notice(id="answer", most_lines=3)
            yield Hints()

    def _also(self) -> str:
        count = len(self._hidden)
        return ngettext(
            "also the marked row that the filter hides", "also the {n:,} marked rows that the filter hides", count
        ).format(n=count)

    def on_mount(self) -> None:
        self.query_one("#place", Line).show(self.site.heading)
        self.query_one("#rest").display = False
        self._unsubscribe = (
            self.site.desk.subscribe(self._operation_heard),
            self.site.inventory.subscribe(self._heard),
        )
        self.lower(self.app.size.height)
        self._begin(self._planned())
        self.query_one(self.first_focus).focus()
        self.fit_soon()

    def on_unmount(self) -> None:
        for end in self._unsubscribe:
            end()

    # Before it is sent

    def _heard(self, event: Event) -> None:
        if not isinstance(event, InventoryChanged | ContextShown) or not self.site.context.covers(event.context):
            return
        # 1,000 rows are planned in 100 ms.
        if isinstance(event, ContextShown) or event.first or not self._ids.isdisjoint(_touched(event)):
            self.call_later(self.look)

    @on(Tick.Changed)
    def _ticked(self) -> None:
        self.look()

    @on(Input.Changed)
    def _typed(self) -> None:
        # The fields tell of what they begin with, too: 1,000 rows are planned in 50 ms.
        if self._filled != self._planned_with:
            self.look()

    @property
    def _filled(self) -> Sequence[str]:
        """What stands in the fields."""
        return [field.value for field in self.query(Input)]

    def _begin(self, plan: Plan) -> None:
        """What will be done comes before what is left out. Only at the beginning: later nothing moves."""
        included = {key_of(step.row) for step in plan.steps}
        rows = sorted(self._rows.items(), key=lambda each: (each[0] in self._hidden, each[0] not in included))
        self._rows = dict(rows)
        self._show(plan)

    def look(self) -> None:
        """What is there may be another: plan anew, until it is sent."""
        if self._sent is None and self.is_open:
            self._show(self._planned())

    def _show(self, plan: Plan) -> None:
        self.show_plan(plan)
        self.say(self._blocked() or self.fault())

    def _planned(self) -> Plan:
        self._planned_with = self._filled
        ticked = any(tick.value for tick in self.query("#tick").results(Tick))
        rows = []
        for row in self.rows():
            present = self.site.present(row)
            if present is not None:
                self._rows[key_of(row)] = present
                if ticked or key_of(row) not in self._hidden:
                    rows.append(present)
        return self._with_warnings(self.made(rows))

    def _with_warnings(self, plan: Plan) -> Plan:
        """The plan, and of each step whether the same was asked for before and may still be done."""
        open_ends = self.site.open_ends
        if not open_ends:
            return plan
        steps = [
            replace(step, warnings=(*step.warnings, earlier_words()))
            if (step.intent.action, step.row.id) in open_ends
            else step
            for step in plan.steps
        ]
        return replace(plan, steps=tuple(steps))

    def _blocked(self) -> str:
        """Why nothing can be sent; empty when something can."""
        if self.plan.steps:
            return ""
        why = next((each.answer.why for each in self.plan.skipped), _("The cloud does not list it any more."))
        if not self.plan.skipped and any(self.site.present(self._rows[key]) is not None for key in self._hidden):
            why = _("the filter hides all that is marked, and they are not ticked.")
        return _("Nothing of it can be done: {why}").format(why=why)

    def show_plan(self, plan: Plan) -> None:
        """List what it has and what it has not."""
        self.plan = plan
        included = {key_of(step.row): " ".join([self.beside(step.row), *step.warnings]) for step in plan.steps}
        skipped = {key_of(each.row): each.answer.why for each in plan.skipped}
        everywhere = self.site.context.everywhere
        self._entries, self._told = {}, included | skipped
        unticked = 0
        for row in self.rows():
            key = key_of(row)
            if key in self._hidden and _HIDDEN not in self._entries:
                self._entries[_HIDDEN] = Entry(_HIDDEN, _("-- marked, but hidden by the filter --"), disabled=True)
            if self.site.present(row) is None:
                skipped[key] = self._told[key] = _("The cloud does not list it any more.")
            if key in included:
                self._entries[key] = many_words.planned(row, self.beside(row), everywhere=everywhere)
            elif key in skipped:
                self._entries[key] = many_words.left_out(row, skipped[key], everywhere=everywhere)
            else:
                self._entries[key] = many_words.idle(row, everywhere=everywhere)
                unticked += key in self._hidden
        self._tail = many_words.not_included(len(skipped), unticked)
        self.query_one("#title", Line).show([Span(self.heading(len(plan.steps)), "name")])
        self.query_one("#totals", Line).show(many_words.totals(plan), tail=self._tail)
        words = "\n".join(filter(None, [self.caution(), many_words.warnings(plan)]))
        self.query_one("#warnings", Notice).say(words, bad=False)
        for button in self.query("#send, #request"):
            button.disabled = not plan.steps
        self.list.measure(self._entries.values())
        self._show_entries()

    # Send

    @on(Input.Submitted)
    @on(Button.Pressed, "#send")
    def _send_wanted(self, event: Input.Submitted | Button.Pressed) -> None:
        event.stop()
        self.send()

    @on(Button.Pressed, "#cancel")
    def _cancel_wanted(self, event: Button.Pressed) -> None:
        event.stop()
        self.finish(None)

    @on(Button.Pressed, "#rest")
    def _rest_wanted(self, event: Button.Pressed) -> None:
        event.stop()
        if self._sent is not None:
            self.site.desk.cancel_plan(self._sent.id)

    def send(self) -> None:
        """Send what the list shows, once. A second try is another decision, and another dialog."""
        if self._sent is not None or not self.is_read():
            return
        shown, plan = self.plan, self._planned()
        if _decided(plan) != _decided(shown):
            self.look()
            self.say(_("What is there has just changed; this is how it is now. Nothing was sent."))
            return
        self.show_plan(plan)
        words = self._blocked() or self.fault() or self.missing()
        self.say(words)
        if not words:
            self._carry_out(plan)

    def _carry_out(self, plan: Plan) -> None:
        self._sent = plan
        # Enter is held down, maybe: from here on it does nothing until somebody goes to a button.
        self.set_focus(None)
        # What was filled in decides nothing any more.
        for each in self.query(".entry, #tick"):
            each.display = False
        for button in self.query("#send, #request"):
            button.display = False
        self.query_one("#rest").display = True
        self.query_one("#warnings", Notice).say("")
        operations = self._batches.carry_out(plan, self.site.context)
        steps = zip(operations, plan.steps, strict=True)
        self._of = {operation.id: key_of(step.row) for operation, step in steps}
        self._news = set(self._of)
        # Reasons are longer than statuses: half of the width is theirs from here on.
        self.list.measure((*self._entries.values(), Entry("", "", "x" * self.size.width)))
        self._show_progress()

    # The requests

    @on(Button.Pressed, "#request")
    def _requests_wanted(self, event: Button.Pressed) -> None:
        event.stop()
        self._preview.show()

    def preview(self) -> Sequence[Intent]:
        """What would be sent now, in its order."""
        return [step.intent for step in self.plan.steps] if self._sent is None else ()

    # Afterwards

    def shows_end(self, operation: Operation) -> bool:
        return operation.id in self._of

    def _operation_heard(self, event: OperationChanged) -> None:
        if event.operation.id in self._of:
            if not self._news:
                self.call_later(self._show_progress)
            self._news.add(event.operation.id)

    def _show_progress(self) -> None:
        plan, desk = self._sent, self.site.desk
        if plan is None or not self.is_open:
            return
        news, self._news = self._news, set()
        everywhere = self.site.context.everywhere
        for operation_id in news:
            key, operation = self._of[operation_id], desk.get(operation_id)
            self._entries[key] = many_words.under_way(self._rows[key], operation, everywhere=everywhere)
            self._told[key] = many_words.outcome_words(operation) if operation is not None else ""
        so_far = outcome(plan, desk.get)
        self.query_one("#totals", Line).show(many_words.progress(so_far), tail=self._tail)
        waits = any(each is not None and each.state is State.WAITING for each in map(desk.get, self._of))
        self.query_one("#rest").display = waits
        close = _("Close") if so_far.is_over else _("Leave; it goes on")
        self.query_one("#cancel", Button).say(close)
        left = bool(so_far.failed or so_far.not_sent)
        words = [self.afterwards(left=left), many_words.failures(map(desk.get, self._of))] if so_far.is_over else []
        self.say("\n".join(filter(None, words)), bad=left)
        self._show_entries()

    def afterwards(self, *, left: bool) -> str:
        """What is said when it is over; `left`: not all of it was done."""
        return _("What was not done stays marked, for a second try.") if left else _("All of it is done.")

    def action_back(self) -> None:
        """Leave. What is sent stays sent, and what waits goes on."""
        self.finish(None)

    # Show

    def _show_entries(self) -> None:
        self.list.renew(tuple(self._entries.values()))
        self.tell()
        self.show_offers()
        self.fit_soon()

    def told(self, key: str) -> str:
        row = self._rows.get(key)
        return "" if row is None else f"{self._told.get(key, '')}  {plain(row.id)}".strip()

    def show_offers(self) -> None:
        """The keys that do something where the focus is."""
        focused = self.focused
        keys: Mapping[str, str] = {}
        if isinstance(focused, Words):
            keys = focused.offers
        elif isinstance(focused, Input):
            keys = {"Enter": self.sends()}
        leave = _("leave; it goes on") if self._is_under_way else _("leave")
        self.query_one(Hints).offer({**keys, "Up Down PgDn": _("list"), "Tab": _("next"), "Esc": leave})

    @property
    def _is_under_way(self) -> bool:
        return self._sent is not None and not outcome(self._sent, self.site.desk.get).is_over

    def on_descendant_focus(self) -> None:
        self.show_offers()

    def on_descendant_blur(self) -> None:
        self.show_offers()


def _touched(event: InventoryChanged) -> Iterator[str]:
    """Ids of the rows that are other than before, and of the volumes of such snapshots."""
    volumes, snapshots = event.diff.volumes, event.diff.snapshots
    yield from volumes.ids
    yield from snapshots.ids
    for snapshot_id in snapshots.ids:
        for picture in (event.before, event.picture):
            snapshot = picture.snapshots.by_id.get(snapshot_id)
            if snapshot is not None and snapshot.volume_id is not None:
                yield snapshot.volume_id


def _decided(plan: Plan) -> Sequence[object]:
    """What a plan sends, without the ids that each has anew."""
    return [(key_of(step.row), step.intent.context, step.intent.request) for step in plan.steps]
