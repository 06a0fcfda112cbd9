"""A request to one service of one region, with a good token."""

from dataclasses import dataclass

from tbs_tui.demo.dialect import Dialect
from tbs_tui.demo.wire import Request
from tbs_tui.demo.world import Region, World


@dataclass(frozen=True, slots=True)
class Call:
    """What a handler gets. `link_base` is the service's address without its version: links are built on it."""

    request: Request
    world: World
    region: Region
    link_base: str

    @property
    def dialect(self) -> Dialect:
        return self.world.dialect
