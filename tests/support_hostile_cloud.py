"""A demo cloud whose every text is one of the corpus. Standard library and the demo alone, so that a process that
stands for the explorer can use it too."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from support_hostile import HOSTILE, spread

from tbs_tui.demo import DEMO_TENANTS, DemoCloud
from tbs_tui.demo.rows import Attachment, Server, Snapshot, Volume, VolumeType, stamp
from tbs_tui.demo.world import TYPES

TENANT = DEMO_TENANTS[0].id
#: What the statuses of every second row begin with: these are problems, which status and attention name one by one.
ERROR = "error"


def types() -> tuple[VolumeType, ...]:
    """One of each name."""
    return (*TYPES, *(VolumeType(f"bad-{place}", text, "lvm") for place, text in enumerate(HOSTILE.values())))


def fill(cloud: DemoCloud, now: datetime, *, packed: bool, region: str = "KR1") -> None:
    """A volume and a snapshot for each text, which is its name, description, status, zone, metadata, type, and the
    server and device of its attachment; a server of each name. `packed` has each text in one of these places only, and
    so an eighth as many rows."""
    state = cloud.region(TENANT, region)
    made = stamp(now - timedelta(days=1))
    state.zones = (*state.zones, *HOSTILE.values())
    each: Iterable[tuple[str, ...]] = spread(8) if packed else ((text,) * 8 for text in HOSTILE.values())
    for place, (name, description, status, zone, key, value, kind, device) in enumerate(each):
        ids: Any = cloud.world.ids
        server = Server(ids.uuid(), name, "ACTIVE", zone, made)
        state.servers.add(server)
        status = f"{ERROR}{status}" if place % 2 else status
        volume = Volume(
            id=ids.uuid(),
            tenant_id=TENANT,
            user_id=name,
            created_at=made,
            status=status,
            size=10,
            type=VolumeType(f"bad-{place}", kind, "lvm"),
            zone=zone,
            name=name,
            description=description,
            metadata={key: value, "key": value},
            attachments=[Attachment(ids.uuid(), server.id, device, made), Attachment(key, value, device, made)],
        )
        state.add_volume(volume)
        state.add_snapshot(
            Snapshot(
                id=ids.uuid(),
                tenant_id=TENANT,
                volume_id=volume.id,
                created_at=made,
                status=status,
                size=10,
                name=description,
                description=name,
                metadata={key: value},
            )
        )
    if packed:
        return
    everything = {text: text for text in HOSTILE.values()}
    state.add_volume(
        Volume(
            id="everything",
            tenant_id=TENANT,
            user_id="",
            created_at=made,
            status="available",
            size=1,
            type=TYPES[0],
            zone="kr-pub-a",
            name="everything",
            metadata=everything,
        )
    )
