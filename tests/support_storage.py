"""What block storage says of a volume or snapshot; None for one that is gone."""

from tbs_tui.api import errors
from tbs_tui.api.block_storage import BlockStorage


async def volume_status(storage: BlockStorage, volume_id: str) -> str | None:
    try:
        return (await storage.volume(volume_id)).status
    except errors.NotFound:
        return None


async def snapshot_status(storage: BlockStorage, snapshot_id: str) -> str | None:
    try:
        return (await storage.snapshot(snapshot_id)).status
    except errors.NotFound:
        return None
