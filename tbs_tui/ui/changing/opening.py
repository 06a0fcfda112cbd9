"""Puts together what changes the cloud. The first frame needs none of it, and importing it takes 40 ms: whoever opens
the door imports it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tbs_tui.clock import Clock
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.poller import Poller
from tbs_tui.operations.desk import Operations
from tbs_tui.settings import Settings
from tbs_tui.ui.changing.changes import Changes
from tbs_tui.ui.changing.tracking import Tracking
from tbs_tui.ui.door import Door
from tbs_tui.ui.places import Places
from tbs_tui.ui.screens.commanding import CommandApp

if TYPE_CHECKING:
    from tbs_tui.ui.screens.main import MainScreen


@dataclass(frozen=True, slots=True)
class Workshop:
    """What takes a decision, what leads to one, and what tells of its end."""

    desk: Operations
    changes: Changes
    tracking: Tracking


def open_workshop(
    app: CommandApp,
    main: "MainScreen",
    settings: Settings,
    clock: Clock,
    inventory: Inventory,
    door: Door,
    places: Places,
    poller: Poller,
    new_id: Callable[[], str],
) -> Workshop:
    """For the accounts behind `door`. Nothing is sent before the desk runs."""
    desk = Operations(inventory, clock, door.cloud, poller, new_id)
    tracking = Tracking(app, settings, inventory, places, main.operations_changed)
    changes = Changes(
        app,
        settings,
        clock,
        inventory,
        main.background.servers,
        desk,
        door,
        places,
        main.show_snapshots_of,
        main.drop_marks,
        main.operations_changed,
    )
    for listener in (tracking.heard, changes.permission.heard):
        desk.subscribe(listener)
    return Workshop(desk, changes, tracking)
