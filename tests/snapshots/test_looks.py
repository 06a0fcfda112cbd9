"""How the screen looks: pictures with colours, and plain text where a difference is better read than seen.

Both are made anew with ``--snapshot-update``, on Python 3.11.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from snapshots.scenes import SCENES
from support_explorer import crooked, running, screen_text, settled
from textual.pilot import Pilot

GOLDENS = Path(__file__).parent / "goldens"
UPDATED_ON = (3, 11)

PICTURES = (
    "volumes_wide",
    "volumes_narrow",
    "snapshots_narrow",
    "detail_narrow",
    "filter_narrow",
    "regions_wide",
    "help_narrow",
    "cloud_down_narrow",
    "too_small",
    "journal_wide",
    "hints_wide",
    "palette_narrow",
    "columns_narrow",
    "create_narrow",
    "delete_narrow",
    "delete_many_wide",
)


@pytest.fixture
def updating(request: pytest.FixtureRequest) -> bool:
    """Whether what is stored is made anew."""
    asked = bool(request.config.getoption("--snapshot-update"))
    if asked and sys.version_info[:2] != UPDATED_ON:
        pytest.fail("snapshots are updated on Python 3.11 only, so that they are the same whoever made them")
    return asked


@pytest.mark.parametrize("name", PICTURES)
def test_picture(name: str, updating: bool, snap_compare: Callable[..., bool]) -> None:
    scene = SCENES[name]
    made = scene.bed()

    async def before(pilot: "Pilot[Any]") -> None:
        made.running = pilot
        await settled(pilot)
        await scene.do(made)

    assert snap_compare(made.app, terminal_size=scene.size, run_before=before)


@pytest.mark.parametrize("name", list(SCENES))
async def test_text(name: str, updating: bool) -> None:
    scene, golden = SCENES[name], GOLDENS / f"{name}.txt"
    async with running(scene.bed(), scene.size) as bed:
        await scene.do(bed)
        assert crooked(bed.app) == []
        text = screen_text(bed.app) + "\n"
    if updating:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
