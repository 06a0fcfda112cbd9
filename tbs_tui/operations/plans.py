"""Several operations decided together: what is to be done to each, what is skipped and why, and how it went.

A plan is only a list: the desk sends its steps like any others, four at a time, so that one that fails stops nothing
but what comes after it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from tbs_tui.account.context import Context
from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.api.requests import NewSnapshot
from tbs_tui.inventory.picture import Picture
from tbs_tui.operations import intent as intents
from tbs_tui.operations.desk import Operations
from tbs_tui.operations.gate import NO_NAMES, Action, Answer, ask, delete_of
from tbs_tui.operations.intent import Intent
from tbs_tui.operations.operation import Operation, State

NewId = Callable[[], str]
Resource = Volume | Snapshot


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is to be done."""

    intent: Intent
    row: Resource
    """What it is done to."""
    warnings: tuple[str, ...] = ()
    """What is to be known of it before, plain."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What is left out."""

    row: Resource
    answer: Answer
    """Why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done, in order, and what will not."""

    id: str
    steps: tuple[Step, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a plan has come: ids of what its steps are done to."""

    done: tuple[str, ...]
    failed: tuple[str, ...]
    """Refused, failed, or nobody knows: what a second try is about."""
    not_sent: tuple[str, ...]
    """Cancelled, or never sent since what goes before was not done."""
    running: tuple[str, ...]
    """Neither."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will become of any step."""
        return not self.running


def delete_many(
    rows: Iterable[Resource],
    picture: Picture,
    context: Context,
    new_id: NewId,
    *,
    read_only: bool = False,
    server_names: Mapping[str, str] = NO_NAMES,
) -> Plan:
    """Delete each of `rows` that the gate lets go. `context` may be all regions: each row names its own."""

    def intent_of(row: Resource, _answer: Answer) -> Intent:
        return intents.delete(new_id(), _place(context, row), row)

    return _plan(rows, picture, new_id(), delete_of, intent_of, read_only, server_names)


def snapshot_many(
    rows: Iterable[Volume],
    picture: Picture,
    context: Context,
    new_id: NewId,
    name_of: Callable[[Volume], str | None],
    *,
    description: str | None = None,
    read_only: bool = False,
) -> Plan:
    """A snapshot of each of `rows` that the gate lets have one, with force where it is in use."""

    def intent_of(row: Resource, answer: Answer) -> Intent:
        assert isinstance(row, Volume)
        force = True if answer.needs_force else None
        new = NewSnapshot(row.id, name=name_of(row), description=description, force=force)
        return intents.create_snapshot(new_id(), _place(context, row), new)

    return _plan(rows, picture, new_id(), lambda _row: Action.CREATE_SNAPSHOT, intent_of, read_only, NO_NAMES)


def _plan(
    rows: Iterable[Resource],
    picture: Picture,
    plan_id: str,
    action_of: Callable[[Resource], Action],
    intent_of: Callable[[Resource, Answer], Intent],
    read_only: bool,
    server_names: Mapping[str, str],
) -> Plan:
    steps: list[Step] = []
    skipped: list[Skipped] = []
    for row in rows:
        answer = ask(action_of(row), row, picture, read_only=read_only, server_names=server_names)
        if answer.allowed:
            intent = replace(intent_of(row, answer), plan_id=plan_id)
            steps.append(Step(intent, row, answer.warnings))
        else:
            skipped.append(Skipped(row, answer))
    return Plan(plan_id, tuple(steps), tuple(skipped))


def with_snapshots_first(
    volume: Volume,
    picture: Picture,
    context: Context,
    new_id: NewId,
    *,
    read_only: bool = False,
    server_names: Mapping[str, str] = NO_NAMES,
) -> Plan:
    """Every snapshot of the volume, and then the volume, which is only sent when all of them are gone. Without a step
    when it can't be done whole: then `skipped` says what is in the way."""
    snapshots = picture.snapshots_of(volume.id)
    first = delete_many(snapshots, picture, context, new_id, read_only=read_only)
    cleared = [each.id for each in snapshots]
    answer = ask(Action.DELETE_VOLUME, volume, picture, read_only=read_only, server_names=server_names, cleared=cleared)
    skipped = first.skipped if answer.allowed else (*first.skipped, Skipped(volume, answer))
    if skipped:
        return Plan(first.id, (), skipped)
    last = intents.delete(new_id(), _place(context, volume), volume)
    last = replace(last, after=tuple(step.intent.id for step in first.steps), plan_id=first.id)
    return Plan(first.id, (*first.steps, Step(last, volume, answer.warnings)))


def carry_out(plan: Plan, desk: Operations) -> tuple[Operation, ...]:
    """Start every step; carried out twice, a plan is sent once."""
    return tuple(desk.start(step.intent) for step in plan.steps)


def outcome(plan: Plan, operations: Callable[[str], Operation | None]) -> Outcome:
    """How far a plan has come that is carried out; `operations` is ``desk.get``."""
    done, failed, not_sent, running = list[str](), list[str](), list[str](), list[str]()
    for step in plan.steps:
        operation = operations(step.intent.id)
        if operation is None:
            # Over so long ago that it is forgotten: nobody knows.
            failed.append(step.row.id)
        elif operation.state is State.DONE:
            done.append(step.row.id)
        elif not operation.is_over:
            running.append(step.row.id)
        elif operation.state is State.CANCELLED:
            not_sent.append(step.row.id)
        else:
            failed.append(step.row.id)
    return Outcome(tuple(done), tuple(failed), tuple(not_sent), tuple(running))


def _place(context: Context, row: Resource) -> Context:
    return context.within(row.region) if context.everywhere else context
