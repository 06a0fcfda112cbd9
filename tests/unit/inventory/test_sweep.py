"""Reading once, and what may not be imported for it."""

import asyncio
import subprocess
import sys

import pytest
from support_cloud import START, ManualClock
from support_inventory import ALPHA, ScriptedSource, page, snapshot, volume

from tbs_tui.api.errors import ServerError
from tbs_tui.inventory.picture import Kind
from tbs_tui.inventory.sweep import read_picture, together


async def test_a_picture_of_the_kinds_asked_for() -> None:
    clock = ManualClock()
    source = ScriptedSource(clock)
    source.script(
        ALPHA, Kind.VOLUMES, page(volume("v1"), dropped=2), page(volume("v2", size=None, malformed=("size",)))
    )
    source.script(ALPHA, Kind.SNAPSHOTS, page(snapshot("s1", "v1")))
    seen = await read_picture(source, ALPHA, clock, (Kind.VOLUMES, Kind.SNAPSHOTS))
    assert [row.id for row in seen.volumes.rows] == ["v1", "v2"]
    assert (seen.volumes.malformed, seen.volumes.dropped, seen.volumes.fetched_at) == (3, 2, START)
    assert seen.snapshots.complete
    assert not seen.types.complete
    assert [row.id for row in seen.snapshots_of("v1")] == ["s1"]


async def test_the_first_error_ends_the_rest() -> None:
    source = ScriptedSource(ManualClock())
    source.script(ALPHA, Kind.VOLUMES, asyncio.Event(), page())
    source.script(ALPHA, Kind.SNAPSHOTS, ServerError("고장", status=500))
    with pytest.raises(ServerError, match="고장"):
        await read_picture(source, ALPHA, ManualClock(), (Kind.VOLUMES, Kind.SNAPSHOTS))
    assert len(asyncio.all_tasks()) == 1


async def test_whoever_ends_them_cuts_short_none_that_takes_a_while_to_end() -> None:
    ends: list[str] = []

    async def work(name: str, turns: int) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(turns):
                await asyncio.sleep(0)
            ends.append(name)

    both = asyncio.create_task(together([work("short", 0), work("long", 20)]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    both.cancel()
    with pytest.raises(asyncio.CancelledError):
        await both
    assert ends == ["short", "long"]


def test_neither_httpx_nor_pydantic_is_imported_for_a_picture() -> None:
    program = (
        "import sys, tbs_tui.inventory.poller, tbs_tui.query.sort, tbs_tui.query.filter, tbs_tui.query.attention, "
        "tbs_tui.query.totals, tbs_tui.query.columns; "
        "sys.exit(repr([name for name in ('httpx', 'pydantic', 'pydantic_core', 'textual') if name in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "[]"
