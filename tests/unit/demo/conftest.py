"""A quiet demo cloud whose time stands still, and a signed-in caller of it."""

import pytest
from support_cloud import Caller, ManualClock, quiet_cloud

from tbs_tui.demo import DemoCloud


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def cloud(clock: ManualClock) -> DemoCloud:
    return quiet_cloud(clock)


@pytest.fixture
def caller(cloud: DemoCloud) -> Caller:
    return Caller(cloud)


@pytest.fixture
def upstream(clock: ManualClock) -> Caller:
    """A caller of an empty cloud that answers as Cinder 17 does."""
    return Caller(quiet_cloud(clock, volumes=0, strict=True, json_401=True))
