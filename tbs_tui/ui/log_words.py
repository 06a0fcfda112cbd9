"""What the log says of the inventory and of operations: where, ids, statuses, numbers; no names, since a log is sent to
strangers."""

from typing import TYPE_CHECKING

from tbs_tui import log
from tbs_tui.account.context import Context
from tbs_tui.api.errors import ApiError
from tbs_tui.inventory.events import (
    ContextShown,
    Event,
    InventoryChanged,
    PollerChanged,
    PollFailed,
    PollStarted,
    PollSucceeded,
    Recalled,
)
from tbs_tui.inventory.picture import Kind

if TYPE_CHECKING:
    from tbs_tui.operations.operation import Operation


def log_event(event: Event) -> None:
    """Tell the log of an event of inventory or poller."""
    place = _place(event.context)
    match event:
        case ContextShown():
            log.note("inventory", f"{place}: shown")
        case Recalled():
            log.note("inventory", f"{place}: an earlier picture, {len(event.picture.volumes.rows)} volumes")
        case PollStarted():
            log.note("poller", f"{place}: a look begins")
        case PollSucceeded():
            log.note("poller", f"{place}: a look has ended, {event.seconds:.3f} s")
        case PollFailed():
            again = f"again in {event.retry_in:.0f} s" if event.retry_in is not None else "not again by itself"
            for kind, error in event.errors.items():
                log.note("poller", f"{place}: {kind.value}: {_failure(error)}; {again}", level="WARNING")
        case PollerChanged():
            log.note("poller", f"{place}: {event.state.name.lower()}")
        case InventoryChanged():
            for kind in Kind:
                changes = event.diff.of(kind)
                if changes:
                    numbers = f"{len(changes.added)} new, {len(changes.changed)} changed, {len(changes.removed)} gone"
                    log.note("inventory", f"{place}: {kind.value}: {numbers}")


def log_operation(operation: "Operation") -> None:
    """Tell the log how an operation stands now."""
    parts = (operation.id, operation.action.name.lower(), operation.subject_id, operation.resource_id)
    told = " ".join(filter(None, (*parts, operation.state.value, operation.status or "", operation.request_id or "")))
    log.note("operations", f"{_place(operation.context)}: {told}")


def _place(context: Context) -> str:
    return f"{context.profile.strip() or '-'}/{context.tenant_id}/{context.region}"


def _failure(error: ApiError) -> str:
    parts = (type(error).__name__, str(error.status or ""), error.request_id or "")
    return " ".join(filter(None, parts))
