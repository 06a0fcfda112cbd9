"""What is chosen of the tables is remembered: at once for this run, after a moment for the next one."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from support_cloud import ManualClock

from tbs_tui.account.profiles.state import State, TableState
from tbs_tui.inventory.picture import Kind
from tbs_tui.ui.memory import Memory

SIZES = TableState(("name", "size"), "size", True)


class Disk:
    """Writes down what is written."""

    def __init__(self) -> None:
        self.written: list[Mapping[Any, Any]] = []
        self.full = False

    def write(self, changes: Mapping[Any, Any]) -> None:
        self.written.append(dict(changes))
        if self.full:
            raise OSError("no space left")


def test_what_earlier_runs_remembered_is_there_at_once() -> None:
    memory = Memory(State(tables={"volumes": SIZES}, filters={("prod", "volumes"): {"big": "size:>9"}}))
    assert memory.table(Kind.VOLUMES) == SIZES
    assert memory.table(Kind.SNAPSHOTS) == TableState()
    assert memory.filters("prod", Kind.VOLUMES) == {"big": "size:>9"}
    assert memory.filters("dev", Kind.VOLUMES) == memory.filters("prod", Kind.TYPES) == {}


async def test_choices_of_one_second_are_written_together_and_once() -> None:
    disk, clock = Disk(), ManualClock(auto=False)
    memory = Memory(write=disk.write)
    running = asyncio.create_task(memory.run(clock))
    try:
        memory.arrange("prod", Kind.VOLUMES, TableState((), "name"))
        memory.arrange("prod", Kind.VOLUMES, SIZES)
        memory.save_filter("prod", Kind.VOLUMES, "big", "size:>9")
        memory.save_filter("prod", Kind.VOLUMES, "web", "web")
        memory.remove_filter("prod", Kind.VOLUMES, "web")
        await asyncio.sleep(0.01)
        assert disk.written == []
        clock.advance(1)
        while not disk.written:
            await asyncio.sleep(0)
        assert disk.written == [
            {
                ("tables", "volumes", "columns"): ["name", "size"],
                ("tables", "volumes", "sort"): "size",
                ("tables", "volumes", "reverse"): True,
                ("filters", "prod", "volumes", "big"): "size:>9",
                ("filters", "prod", "volumes", "web"): None,
            }
        ]
        assert memory.filters("prod", Kind.VOLUMES) == {"big": "size:>9"}
    finally:
        running.cancel()
    await memory.flush()
    assert len(disk.written) == 1, "nothing is due any more"


async def test_what_is_due_when_the_explorer_is_left_is_written() -> None:
    disk = Disk()
    memory = Memory(write=disk.write)
    memory.arrange("", Kind.TYPES, TableState((), "name", True))
    await memory.flush()
    assert disk.written == [
        {
            ("tables", "volume_types", "sort"): "name",
            ("tables", "volume_types", "reverse"): True,
        }
    ]


async def test_a_full_disk_costs_the_next_run_what_was_chosen_and_no_more() -> None:
    disk = Disk()
    disk.full = True
    memory = Memory(write=disk.write)
    told: list[OSError] = []
    memory.trouble = told.append
    for table in (SIZES, TableState()):
        memory.arrange("prod", Kind.VOLUMES, table)
        await memory.flush()
        assert memory.table(Kind.VOLUMES) == table
    assert [str(error) for error in told] == ["no space left"], "once"


async def test_of_a_table_only_what_has_become_another_is_written() -> None:
    """A second explorer may have chosen columns since."""
    disk = Disk()
    memory = Memory(State(tables={"volumes": SIZES}), write=disk.write)
    memory.arrange("prod", Kind.VOLUMES, replace(SIZES, reverse=False))
    await memory.flush()
    assert disk.written == [{("tables", "volumes", "reverse"): False}]


async def test_what_is_not_to_lie_on_the_disk_is_remembered_for_this_run() -> None:
    disk = Disk()
    memory = Memory(write=disk.write)
    memory.pass_by("lab")
    for profile in ("lab", " demo", " new"):
        memory.save_filter(profile, Kind.VOLUMES, "big", "size:>9")
        assert memory.filters(profile, Kind.VOLUMES) == {"big": "size:>9"}
    memory.arrange("lab", Kind.VOLUMES, SIZES)
    assert memory.table(Kind.VOLUMES) == SIZES
    await memory.flush()
    assert disk.written == []
