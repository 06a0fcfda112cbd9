"""Two services that are only read, and only where the catalog has them: Image and Compute."""

from tbs_tui.api import parse
from tbs_tui.api.errors import NotFound
from tbs_tui.api.models import Image, Server
from tbs_tui.api.service import Service


class Images:
    """The Image API v2: how an upload ended is known only here."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def image(self, image_id: str) -> Image:
        """GET /v2/images/{id}, no tenant in the path. NotFound when the upload failed: Cinder removes it."""
        return parse.item(Image, await self._service.get("images", image_id))


class Compute:
    """The Compute API v2: the name of the instance that a volume is attached to, and the zones there are."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def server(self, server_id: str) -> Server:
        """GET /servers/{id}. NotFound when the instance is gone."""
        return parse.item(Server, parse.member(await self._service.get("servers", server_id), "server"))

    async def availability_zones(self) -> tuple[str, ...]:
        """GET /os-availability-zone: names, raw. In NHN's guide, but an extension upstream: where there is no such
        path, none is offered."""
        try:
            return parse.zones(await self._service.get("os-availability-zone"))
        except NotFound:
            return ()
