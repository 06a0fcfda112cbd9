"""What is looked at: each scene is an explorer of some size, and what is done to it before the picture is taken."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from support_explorer import Bed, bed
from textual.filter import NoColor

from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.locale import set_language

NARROW = (80, 24)
WIDE = (120, 36)
SMALLEST = (60, 15)
LARGE = (200, 60)

Do = Callable[[Bed], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Scene:
    """`size` in columns and lines; `volumes` of the demo, 60 being spread over three regions."""

    size: tuple[int, int]
    do: Do
    volumes: int = 60
    language: str = "en"
    colours: bool = True

    def bed(self) -> Bed:
        set_language(self.language)
        made = bed(volumes=self.volumes)
        if not self.colours:
            # As Textual has it where NO_COLOR is set and the theme is one of the terminal's own colours.
            made.app._filters = [NoColor()]
        return made


async def _volumes(bed: Bed) -> None:
    await bed.press("j", "j")
    await bed.pass_time(10)


async def _snapshots(bed: Bed) -> None:
    await bed.press("2", "j")


async def _detail(bed: Bed) -> None:
    bed.table.move_to(bed.volume("결제-배치").id)
    await bed.press("j", "k", "enter")


async def _filter(bed: Bed) -> None:
    await bed.press("/")
    await bed.type("in-use !kafka")


async def _regions(bed: Bed) -> None:
    await bed.press("R", "down")


async def _help(bed: Bed) -> None:
    await bed.press("?")


async def cloud_down(bed: Bed) -> None:
    """All of block storage fails."""
    # The pauses between retries are random, and with them the order of requests, which their ids follow.
    random.seed(7)
    bed.cloud.faults.add(Fault(FaultKind.STATUS, path="/KR1/volume", status=500))
    await bed.refresh()


async def _journal(bed: Bed) -> None:
    volume = bed.volume("결제-배치")
    volume.status = "error"
    volume.touch(bed.clock.now())
    await bed.pass_time(60)
    await bed.press("4", "j")


async def _problems(bed: Bed) -> None:
    await bed.press("!")


async def _hints(bed: Bed) -> None:
    await bed.press("!", "!", "j")


async def _palette(bed: Bed) -> None:
    await bed.press(":")
    await bed.type("re")


async def _columns(bed: Bed) -> None:
    await bed.press("w", "j", "j", " ")


async def _raw(bed: Bed) -> None:
    bed.table.move_to(bed.volume("db-master-data").id)
    await bed.press("j", "k", "y")


async def _related(bed: Bed) -> None:
    bed.table.move_to(bed.volume("db-master-data").id)
    await bed.press("j", "k", "o")


async def _requests(bed: Bed) -> None:
    await bed.press("L", "j")


async def _everywhere(bed: Bed) -> None:
    await bed.press("R")
    await bed.type("all")
    await bed.press("enter")
    await bed.pass_time(10)


async def _too_small(bed: Bed) -> None:
    await bed.resize(50, 12)


async def _wide_in_detail(bed: Bed) -> None:
    bed.table.move_to(bed.volume("db-master-data").id)
    await bed.press("j", "k", "tab")


async def _create(bed: Bed) -> None:
    await bed.press("n", *"web-data", "tab", "tab", *"5", "tab")


async def _delete(bed: Bed) -> None:
    bed.table.move_to(bed.volume("stuck-clone-parent").id)
    await bed.press("D")


async def _delete_blocked(bed: Bed) -> None:
    region = bed.region()
    rows = (each for each in bed.table.items if each.status == "available" and region.snapshots_of[each.id])
    bed.table.move_to(next(rows).id)
    await bed.press("D")


async def _snapshots_first(bed: Bed) -> None:
    await _delete_blocked(bed)
    bed.app.screen.query_one("#first").focus()
    await bed.press("enter")


async def _delete_many(bed: Bed) -> None:
    await bed.press("/", *"pvc", "enter", "A", "D")


async def _upload(bed: Bed) -> None:
    bed.table.move_to(bed.volume("redis-dump").id)
    await bed.press("u")


async def _request(bed: Bed) -> None:
    await _upload(bed)
    bed.app.screen.query_one("#request").focus()
    await bed.press("enter")


SCENES = {
    "create_narrow": Scene(NARROW, _create),
    "create_smallest": Scene(SMALLEST, _create),
    "delete_narrow": Scene(NARROW, _delete),
    "delete_blocked_narrow": Scene(NARROW, _delete_blocked),
    "delete_many_wide": Scene(WIDE, _delete_many),
    "snapshots_first_narrow": Scene(NARROW, _snapshots_first),
    "upload_narrow": Scene(NARROW, _upload),
    "request_narrow": Scene(NARROW, _request),
    "volumes_wide": Scene(WIDE, _volumes),
    "volumes_narrow": Scene(NARROW, _volumes),
    "snapshots_narrow": Scene(NARROW, _snapshots),
    "detail_narrow": Scene(NARROW, _detail),
    "filter_narrow": Scene(NARROW, _filter),
    "regions_wide": Scene(WIDE, _regions),
    "help_narrow": Scene(NARROW, _help),
    "cloud_down_narrow": Scene(NARROW, cloud_down),
    "too_small": Scene(NARROW, _too_small),
    "detail_focus_wide": Scene(WIDE, _wide_in_detail),
    "journal_narrow": Scene(NARROW, _journal),
    "journal_wide": Scene(WIDE, _journal),
    "journal_smallest": Scene(SMALLEST, _journal),
    "problems_narrow": Scene(NARROW, _problems),
    "hints_wide": Scene(WIDE, _hints),
    "palette_narrow": Scene(NARROW, _palette),
    "columns_narrow": Scene(NARROW, _columns),
    "raw_narrow": Scene(NARROW, _raw),
    "related_narrow": Scene(NARROW, _related),
    "requests_wide": Scene(WIDE, _requests),
    "everywhere_wide": Scene(WIDE, _everywhere),
    "volumes_smallest": Scene(SMALLEST, _volumes),
    "volumes_large": Scene(LARGE, _volumes),
    "snapshots_large": Scene(LARGE, _snapshots),
    "korean_volumes_narrow": Scene(NARROW, _volumes, language="ko"),
    "korean_volumes_wide": Scene(WIDE, _volumes, language="ko"),
    "korean_detail_narrow": Scene(NARROW, _detail, language="ko"),
    "korean_create_narrow": Scene(NARROW, _create, language="ko"),
    "korean_delete_blocked_narrow": Scene(NARROW, _delete_blocked, language="ko"),
    "korean_help_narrow": Scene(NARROW, _help, language="ko"),
}
