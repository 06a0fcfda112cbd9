"""Glance and Nova, as far as they help block storage: read only."""

from typing import Any, TypeVar
from urllib.parse import urlencode

from tbs_tui.demo import answers
from tbs_tui.demo.call import Call
from tbs_tui.demo.rows import Server, Shelf, Stored
from tbs_tui.demo.wire import Answer, answer_json

S = TypeVar("S", bound=Stored)


def images(call: Call, segments: list[str]) -> Answer:
    """`segments` is what follows /v2: the list and one image."""
    if call.request.method == "GET" and segments[:1] == ["images"]:
        if len(segments) == 1:
            return _list_images(call)
        if len(segments) == 2:
            image = call.region.images.get(segments[1])
            if image is None:
                raise answers.html(404, f"No image found with ID {segments[1]}")
            return answer_json(image.row())
    raise answers.no_such_path()


def _list_images(call: Call) -> Answer:
    limit = call.request.param("limit") or "100"
    if not limit.isdecimal():
        raise answers.html(400, "limit param must be an integer")
    marker = call.request.param("marker")
    page = _page(call.region.images, int(limit), marker)
    if page is None:
        raise answers.html(400, "Invalid marker. Image could not be found.")
    body: dict[str, Any] = {"images": [image.row() for image in page]}
    query = [(key, value) for key, value in call.request.query if key != "marker"]
    body["first"] = f"/v2/images?{urlencode(query)}" if query else "/v2/images"
    if page and len(page) == min(int(limit), 1000):
        body["next"] = f"/v2/images?{urlencode([*query, ('marker', page[-1].id)])}"
    body["schema"] = "/v2/schemas/images"
    return answer_json(body)


def _page(shelf: Shelf[S], limit: int, marker: str | None) -> list[S] | None:
    """At most 1,000 rows behind the marker; None when it is unknown."""
    place = -1 if marker is None else shelf.place(marker)
    if place is None:
        return None
    return shelf.newest_first()[place + 1 : place + 1 + min(limit, 1000)]


def compute(call: Call, segments: list[str]) -> Answer:
    """`segments` is what follows the tenant: servers, one server, zones."""
    if call.request.method == "GET":
        match segments:
            case ["servers"]:
                return _list_servers(call)
            case ["servers", server_id]:
                server = call.region.servers.get(server_id)
                if server is None:
                    raise answers.fault(404, f"Instance {server_id} could not be found.")
                return answer_json({"server": _server_row(call, server)})
            case ["os-availability-zone"]:
                return zones(call)
    raise answers.no_such_path()


def zones(call: Call) -> Answer:
    """The zones of the region; Cinder and Nova give the same."""
    rows = [{"zoneName": zone, "zoneState": {"available": True}} for zone in call.region.zones]
    return answer_json({"availabilityZoneInfo": rows})


def _links(call: Call, server: Server) -> list[dict[str, str]]:
    path = f"{call.region.tenant_id}/servers/{server.id}"
    return [
        {"rel": "self", "href": f"{call.link_base}/v2/{path}"},
        {"rel": "bookmark", "href": f"{call.link_base}/{path}"},
    ]


def _list_servers(call: Call) -> Answer:
    limit = call.request.param("limit") or "100"
    if not limit.isdecimal():
        raise answers.bad_request("limit param must be an integer")
    page = _page(call.region.servers, int(limit), marker := call.request.param("marker"))
    if page is None:
        raise answers.bad_request(f"marker [{marker}] not found")
    body: dict[str, Any] = {
        "servers": [{"id": server.id, "name": server.name, "links": _links(call, server)} for server in page]
    }
    if page and len(page) == min(int(limit), 1000):
        query = [(key, value) for key, value in call.request.query if key != "marker"]
        href = f"{call.request.base}{call.request.path}?{urlencode([*query, ('marker', page[-1].id)])}"
        body["servers_links"] = [{"rel": "next", "href": href}]
    return answer_json(body)


def _server_row(call: Call, server: Server) -> dict[str, Any]:
    attached = [
        {"id": volume.id}
        for volume in call.region.volumes.newest_first()
        if any(item.server_id == server.id for item in volume.attachments)
    ]
    return {
        "id": server.id,
        "name": server.name,
        "status": server.status,
        "tenant_id": call.region.tenant_id,
        "created": f"{server.created_at[:19]}Z",
        "updated": f"{server.created_at[:19]}Z",
        "OS-EXT-AZ:availability_zone": server.zone,
        "os-extended-volumes:volumes_attached": attached,
        "metadata": {},
        "links": _links(call, server),
    }
