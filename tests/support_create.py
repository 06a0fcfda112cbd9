"""The dialog of a new volume, for tests."""

from collections.abc import Mapping
from typing import Any

from support_explorer import TENANT, Bed, screen_text

from tbs_tui.demo.rows import Snapshot, Volume, stamp
from tbs_tui.demo.world import TYPES
from tbs_tui.operations.intent import Intent
from tbs_tui.ui.dialogs.changes.create import CreateDialog
from tbs_tui.ui.dialogs.changes.form import Chooser
from tbs_tui.ui.dialogs.pick import Pick
from tbs_tui.ui.widgets.choices import ChoiceList
from tbs_tui.ui.widgets.fields import Field

#: A type of the demo cloud.
ENCRYPTED = TYPES[2]


def posts(made: Bed) -> int:
    """How many POSTs were sent that make a volume."""
    return sum(method == "POST" and path.endswith("/volumes") for method, path, _status in made.cloud.requests)


def dialog(made: Bed) -> CreateDialog:
    assert isinstance(made.app.screen, CreateDialog)
    return made.app.screen


def words(made: Bed) -> str:
    """The screen as running text."""
    return " ".join(screen_text(made.app).replace("|", " ").split())


def field(made: Bed, field_id: str) -> Field:
    return dialog(made).query_one(f"#{field_id}", Field)


def chooser(made: Bed, field_id: str) -> Chooser:
    return dialog(made).query_one(f"#{field_id}", Chooser)


def decided(made: Bed) -> list[Intent]:
    """What is decided from now on."""
    desk, found = made.desk, []
    start = desk.start

    def heard(intent: Intent) -> Any:
        found.append(intent)
        return start(intent)

    desk.start = heard  # type: ignore[method-assign]
    return found


def body(intents: list[Intent]) -> dict[str, Any]:
    """The volume of the one request."""
    [intent] = intents
    assert intent.request is not None
    volume: dict[str, Any] = intent.request.body()["volume"]
    return volume


async def put(made: Bed, values: Mapping[str, str]) -> None:
    """Type these, by field."""
    for field_id, text in values.items():
        field(made, field_id).value = text
        field(made, field_id).focus()
        await made.press("end")


async def choose(made: Bed, field_id: str, text: str) -> None:
    """Choose by what is typed to find it."""
    chooser(made, field_id).focus()
    await made.press("enter")
    assert isinstance(made.app.screen, Pick)
    await made.press(*text, "enter")
    assert isinstance(made.app.screen, CreateDialog)


def listed(made: Bed) -> list[str]:
    """What the open list offers."""
    return [each.text for each in made.app.screen.query_one(ChoiceList).entries]


def add_snapshot(made: Bed, name: str, volume: Volume, *, status: str = "available") -> Snapshot:
    snapshot = Snapshot(
        id=made.cloud.world.ids.uuid(),
        tenant_id=TENANT,
        volume_id=volume.id,
        created_at=stamp(made.clock.now()),
        status=status,
        size=volume.size,
        name=name,
    )
    made.region().add_snapshot(snapshot)
    return snapshot


async def to_source(made: Bed, **more: Any) -> Volume:
    """A volume of that name is there, with the cursor on it."""
    volume = made.add_volume("source", **{"size": 70, **more})
    await made.refresh()
    await made.press("1", "g")
    assert made.cursor_name == "source"
    return volume


async def to_snapshot(made: Bed, **more: Any) -> Snapshot:
    """A snapshot of the source, with the cursor on it."""
    volume = made.add_volume("source", **{"size": 70, **more})
    snapshot = add_snapshot(made, "before-update", volume)
    await made.refresh()
    await made.press("2", "g")
    assert made.cursor_name == "before-update"
    return snapshot
