"""A session with the real cloud, and a desk at work on it."""

from collections.abc import AsyncIterator

import pytest
from conformance.beds import Bed, Works
from support_operations import at_work


@pytest.fixture
async def bed() -> AsyncIterator[Bed]:
    made = Bed()
    try:
        yield made
    finally:
        await made.clean()


@pytest.fixture
async def works(bed: Bed) -> AsyncIterator[Works]:
    region = await bed.region("first")
    at = Works(bed, region, await bed.session.block_storage(region))
    at.inventory.show(at.place)
    async with at_work(at.poller, at.desk):
        await at.until(lambda: at.inventory.health(at.place).last_good is not None)
        yield at
