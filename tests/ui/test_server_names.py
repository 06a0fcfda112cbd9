"""Names of instances: asked for once, behind what is shown, and only for a detail that stays open."""

import pytest
from support_explorer import Bed, bed, crooked, explorer, running, screen_text

from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.text import plain

SIZES = [(80, 24), (120, 36)]


def attached(bed: Bed) -> list[str]:
    """Names of the volumes that are attached to an instance of their own, in the table's order."""
    servers: set[str] = set()
    found = []
    for row in bed.table.items:
        if row.attachments and row.attachments[0].server_id not in servers:
            servers.add(row.attachments[0].server_id)
            found.append(row.id)
    return found


async def open_detail(bed: Bed, row_id: str) -> str:
    """Open its detail, and give the name of its instance."""
    bed.table.move_to(row_id)
    await bed.press("j", "k")
    assert bed.cursor_row.id == row_id
    if bed.app.size.width < 110:
        await bed.press("enter")
    server = bed.region().servers.get(bed.cursor_row.attachments[0].server_id)
    assert server is not None
    return server.name


@pytest.mark.parametrize("size", SIZES)
async def test_the_instance_is_named_once_its_detail_has_been_open_for_a_moment(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        name = await open_detail(bed, attached(bed)[1])
        short = bed.cursor_row.attachments[0].server_id[:8]
        assert f" {short} /dev/vd" in bed.detail.text
        await bed.pass_time(0.4, 0.1)
        assert bed.asked("/servers/") == 0
        await bed.pass_time(0.2, 0.1)
        assert bed.asked("/servers/") == 1
        assert f" {name} /dev/vd" in bed.detail.text
        assert f" name       {name}" in bed.detail.text
        assert bed.cursor_row.attachments[0].server_id in "".join(bed.detail.text.split())
        await bed.press("escape")
        assert f"{name} /dev/vd"[:14] in bed.cursor_line


async def test_it_is_asked_for_once_and_never_polled() -> None:
    async with explorer((120, 36)) as bed:
        ids = attached(bed)
        await open_detail(bed, ids[0])
        await bed.pass_time(60)
        assert bed.asked("/servers/") == 1
        await open_detail(bed, ids[1])
        await bed.pass_time(2)
        await open_detail(bed, ids[0])
        await bed.pass_time(2)
        assert bed.asked("/servers/") == 2


async def test_a_key_held_down_asks_for_the_last_row_alone() -> None:
    async with explorer((120, 36)) as bed:
        for _ in range(30):
            await bed.press("j")
            await bed.pass_time(0.1)
        assert bed.asked("/servers/") == 0
        await open_detail(bed, attached(bed)[2])
        await bed.pass_time(2)
        assert bed.asked("/servers/") == 1


async def test_without_a_detail_nothing_is_asked() -> None:
    async with explorer((80, 24)) as bed:
        bed.table.move_to(attached(bed)[0])
        await bed.pass_time(20)
        assert bed.asked("/servers/") == 0


@pytest.mark.parametrize("status", [404, 403, 500])
async def test_what_has_no_answer_stays_an_id_without_a_word_and_is_left_in_peace(status: int) -> None:
    async with explorer((120, 36)) as bed:
        ids = attached(bed)
        bed.cloud.faults.add(Fault(FaultKind.STATUS, path="/KR1/compute", status=status))
        await open_detail(bed, ids[0])
        await bed.pass_time(20)
        asked = bed.asked("/servers/")
        assert asked == (3 if status == 500 else 1), "a server that fails is asked three times, as always"
        assert bed.notice is None
        assert bed.cursor_row.attachments[0].server_id[:8] in bed.detail.text
        bed.cloud.faults.clear()
        await bed.press("k", "j")
        await bed.pass_time(5)
        assert bed.asked("/servers/") == asked
        await bed.pass_time(300)
        assert bed.asked("/servers/") == asked, "an open detail asks once"
        await bed.press("k", "j")
        await bed.pass_time(5)
        assert bed.asked("/servers/") == asked + 1


async def test_a_cloud_without_compute_is_asked_nothing() -> None:
    async with explorer((120, 36)) as bed:
        session = await bed.door._session(None)
        access = await session.access()
        services = access.catalog
        assert services.url("compute", "KR1") is not None

        async def nothing(_region: str) -> None:
            return None

        session.compute = nothing  # type: ignore[method-assign, assignment]
        await open_detail(bed, attached(bed)[0])
        await bed.pass_time(5)
        assert bed.asked("/servers") == 0
        assert bed.notice is None


@pytest.mark.parametrize("name", ["[/x][@click=app.quit]y[/]", "\x1b]52;c;cm0=\x07", "한" * 255, "a\nb\u202ec", "  "])
async def test_a_hostile_name_is_shown_plain(name: str) -> None:
    made = bed()
    async with running(made, (120, 36)):
        row_id = attached(made)[0]
        made.table.move_to(row_id)
        server = made.region().servers.get(made.cursor_row.attachments[0].server_id)
        assert server is not None
        server.name = name
        await made.pass_time(2)
        assert crooked(made.app) == []
        if name.strip():
            assert "".join(plain(name).split()) in "".join(made.detail.text.split())
            assert plain(name)[:5] in made.cursor_line
        else:
            assert server.id[:8] in made.detail.text
        assert "\x1b" not in screen_text(made.app)
        await made.press("C")
        await made.type("attachments: name")
        assert crooked(made.app) == []


async def test_an_id_that_is_none_asks_nothing() -> None:
    made = bed()
    async with running(made, (120, 36)):
        row = made.volume("db-master-data")
        row.attachments[0].server_id = ".."
        row.touch(made.clock.now())
        await made.refresh()
        made.table.move_to(row.id)
        await made.pass_time(3)
        assert made.asked("/servers") == 0
        assert made.notice is None


async def test_of_all_regions_the_name_is_asked_of_the_rows_own() -> None:
    async with explorer((140, 36)) as bed:
        await bed.press("R")
        await bed.type("all")
        await bed.press("enter")
        await bed.pass_time(5)
        await open_detail(bed, attached(bed)[0])
        await bed.pass_time(2)
        assert bed.asked("/KR1/compute") + bed.asked("/KR1/nova") == bed.asked("/servers/") == 1
