"""Changes of the demo cloud from the explorer, for tests of what is shown of them."""

import pytest
from support_explorer import Bed

from tbs_tui.account.context import Context
from tbs_tui.api.models import Volume
from tbs_tui.api.requests import NewVolume
from tbs_tui.demo.transitions import volume_deleted
from tbs_tui.operations import intent as intents
from tbs_tui.operations.operation import Operation
from tbs_tui.operations.plans import Plan, carry_out, delete_many


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A volume takes ten minutes to go."""
    monkeypatch.setattr(volume_deleted, "__defaults__", ((600.0, 600.0),))


def context_of(made: Bed, region: str | None = None) -> Context:
    """The place shown, or another region of it."""
    assert made.inventory.current is not None
    return made.inventory.current if region is None else made.inventory.current.within(region)


def listed(made: Bed, name: str) -> Volume:
    """A volume as the explorer knows it."""
    picture = made.inventory.picture
    assert picture is not None
    return next(row for row in picture.volumes.rows if row.name == name)


async def with_volumes(made: Bed, *names: str) -> None:
    """They are there, and the cursor is on the last of them."""
    for name in names:
        made.add_volume(name)
        made.clock.advance(1)
    await made.refresh()
    await made.press("g")
    assert made.cursor_name == names[-1]


async def delete_by_key(made: Bed, *, after: tuple[str, ...] = ()) -> Operation:
    """Delete what is under the cursor, and press more keys; the operation."""
    await made.press("D", "right", "enter", *after)
    return made.desk.all[-1]


def create_in(made: Bed, region: str, name: str) -> Operation:
    """Create a volume there, whatever is shown."""
    return made.desk.start(
        intents.create_volume(made.desk.new_id(), context_of(made, region), NewVolume(10, name=name))
    )


def delete_together(made: Bed, *names: str) -> Plan:
    """A plan that deletes these, carried out."""
    context, picture = context_of(made), made.inventory.picture
    assert picture is not None
    plan = delete_many([listed(made, each) for each in names], picture, context, made.desk.new_id)
    carry_out(plan, made.desk)
    return plan
