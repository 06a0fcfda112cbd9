"""How many requests the explorer makes: counts are exact, so they are tests and not benchmarks."""

import pytest
from support_explorer import TENANT, Bed, explorer


def asked(made: Bed) -> list[str]:
    """Method and the end of the path of each request since this was asked last, sorted: lists are read side by
    side."""
    found = sorted(f"{method} {path.split(f'/{TENANT}/')[-1]}" for method, path, _status in made.cloud.requests)
    made.cloud.requests.clear()
    return found


SNAPSHOTS, TYPES, VOLUMES = "GET snapshots/detail", "GET types", "GET volumes/detail"


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["narrow", "wide"])
async def test_the_first_rows_cost_a_token_and_three_lists(size: tuple[int, int]) -> None:
    async with explorer(volumes=38, size=size) as made:
        assert asked(made) == [SNAPSHOTS, TYPES, VOLUMES, "POST /v2.0/tokens"]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["narrow", "wide"])
async def test_a_poll_costs_two_lists_and_one_that_was_asked_for_a_third(size: tuple[int, int]) -> None:
    async with explorer(volumes=38, size=size) as made:
        asked(made)
        # Something is on its way in the demo, so it is looked at every 10 s.
        await made.pass_time(10)
        assert asked(made) == [SNAPSHOTS, VOLUMES]
        await made.refresh()
        assert asked(made) == [SNAPSHOTS, TYPES, VOLUMES]


async def test_a_thousand_rows_cost_a_page_of_each_list_and_the_one_behind_it() -> None:
    """A full page of volumes has a link to an empty one. The 664 snapshots come without a link: only a page below 100
    rows, the least that any server stops at, is surely the last without one."""
    async with explorer(volumes=1000) as made:
        assert asked(made) == [SNAPSHOTS, SNAPSHOTS, TYPES, VOLUMES, VOLUMES, "POST /v2.0/tokens"]


async def test_ten_thousand_rows_come_in_pages_of_a_thousand() -> None:
    async with explorer(volumes=10_000) as made:
        assert asked(made).count("POST /v2.0/tokens") == 1
        await made.pass_time(10)
        # 6,664 snapshots are seven pages. The tenth page of volumes is full and has a link, so there is an eleventh.
        assert asked(made) == [SNAPSHOTS] * 7 + [VOLUMES] * 11
