"""What the dialogs of many say of each row, and of all of them together. Texts are plain."""

from collections import Counter
from collections.abc import Iterable, Sequence

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.api.statuses import Group
from tbs_tui.locale import _, ngettext
from tbs_tui.operations.operation import Operation, State
from tbs_tui.operations.plans import Outcome, Plan
from tbs_tui.query.columns import display_name, human_gb, size, status_word
from tbs_tui.text import fit, plain
from tbs_tui.ui.changing.words import GOOD, reasons
from tbs_tui.ui.telling import kind_of
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.choices import Entry

Row = Volume | Snapshot

#: Cells of a size: "16,384 GB".
_SIZE_WIDTH = 9
#: Cells of a region.
_REGION_WIDTH = 6
_TONES = {
    State.ACCEPTED: "busy",
    State.IN_PROGRESS: "busy",
    State.SENDING: "busy",
    State.DONE: "ok",
    State.REFUSED: "bad",
    State.FAILED: "bad",
    State.UNKNOWN: "warn",
}
_GLYPHS = {"ok": Group.READY.glyph, "busy": Group.TRANSITION.glyph, "bad": Group.PROBLEM.glyph, "warn": "?"}


def key_of(row: Row) -> str:
    """Another one for each row, also of two kinds."""
    return f"{kind_of(row).value} {row.id}"


def entry_of(row: Row, words: str, tone: str = "", *, everywhere: bool, out: bool = False) -> Entry:
    """Name, region where there are several, size, and `words`; `out`: nothing will be done to it."""
    facts = [fit(plain(row.region), _REGION_WIDTH)] if everywhere else []
    note = "  ".join([*facts, fit(size(row).text, _SIZE_WIDTH, right=True), words])
    return Entry(key_of(row), display_name(row).text, note, tone, disabled=out)


def planned(row: Row, extra: str, *, everywhere: bool) -> Entry:
    """Something will be done to it; `extra` says more of that."""
    word = status_word(row)
    return entry_of(row, f"{word.text}  {extra}".rstrip(), word.tone, everywhere=everywhere)


def left_out(row: Row, why: str, *, everywhere: bool) -> Entry:
    """Nothing will be done to it."""
    return entry_of(row, _("left out: {why}").format(why=why), "warn", everywhere=everywhere, out=True)


def idle(row: Row, *, everywhere: bool) -> Entry:
    """Nothing will be done to it as things are, although it could be."""
    return entry_of(row, status_word(row).text, "dim", everywhere=everywhere, out=True)


def under_way(row: Row, operation: Operation | None, *, everywhere: bool) -> Entry:
    """What has become of it so far; of what is forgotten nobody knows."""
    if operation is None:
        return entry_of(row, State.UNKNOWN.words, "warn", everywhere=everywhere)
    tone = _TONES.get(operation.state, "dim")
    return entry_of(row, f"{_GLYPHS.get(tone, ' ')} {outcome_words(operation)}", tone, everywhere=everywhere)


def outcome_words(operation: Operation) -> str:
    """How it stands and why."""
    word = operation.state.words
    if operation.state is State.IN_PROGRESS and operation.status:
        word = plain(operation.status)
    why = " ".join(reasons(operation))
    return f"{word}: {why}" if why else word


def gigabytes(rows: Iterable[Row]) -> str:
    """Of all of them; "at least" where a size could not be read."""
    sizes = [row.size for row in rows]
    total = human_gb(sum(size for size in sizes if size is not None))
    return total if None not in sizes else _("at least {total}").format(total=total)


def totals(plan: Plan) -> list[Span]:
    """How much will be done."""
    count = len(plan.steps)
    words = ngettext("{n:,} row, {size}", "{n:,} rows, {size}", count)
    return [Span(words.format(n=count, size=gigabytes(step.row for step in plan.steps)))]


def not_included(skipped: int, hidden: int) -> Sequence[Sequence[Span]]:
    """How much will not; `hidden` are those that nobody has ticked."""
    tail = []
    if skipped:
        words = ngettext("{n:,} left out", "{n:,} left out", skipped).format(n=skipped)
        tail.append([Span("   " + words, "warn")])
    if hidden:
        words = ngettext("{n:,} hidden by the filter", "{n:,} hidden by the filter", hidden).format(n=hidden)
        tail.append([Span("   " + words, "dim")])
    return tail


def warnings(plan: Plan) -> str:
    """What is to be known before, each once, with the number of rows that it is about."""
    counts = Counter(words for step in plan.steps for words in step.warnings)
    return "\n".join(counts) if len(plan.steps) == 1 else _counted(counts)


def failures(operations: Iterable[Operation | None]) -> str:
    """Why what was not done was not, the most frequent reason first."""
    ends = (each for each in operations if each is not None and each.state not in GOOD)
    return _counted(Counter(f"{each.state.words}: {each.words}" if each.words else each.state.words for each in ends))


def _counted(counts: Counter[str]) -> str:
    return "\n".join(_("{n:,} of them: {words}").format(n=count, words=words) for words, count in counts.most_common())


def progress(outcome: Outcome) -> list[Span]:
    """How far all of it is."""
    done, failed, not_sent = len(outcome.done), len(outcome.failed), len(outcome.not_sent)
    count = done + failed + not_sent + len(outcome.running)
    spans = [Span(_("{done:,} of {n:,} done").format(done=done, n=count), "ok" if done == count else "name")]
    if failed:
        spans.append(Span(", " + ngettext("{n:,} went wrong", "{n:,} went wrong", failed).format(n=failed), "bad"))
    if not_sent:
        spans.append(Span(", " + ngettext("{n:,} not sent", "{n:,} not sent", not_sent).format(n=not_sent), "warn"))
    return spans
