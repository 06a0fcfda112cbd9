"""What the form of a new volume begins with."""

import pytest

from tbs_tui.account.context import Context
from tbs_tui.api.models import NhnEncryption, Snapshot, Volume, VolumeType
from tbs_tui.inventory.picture import Listing, Picture
from tbs_tui.ui.changing.beginnings import Beginning, empty, free_name, of_snapshot, same_again

NOTHING = Picture.empty(Context("", "t", "KR1"))


@pytest.mark.parametrize(
    ("name", "taken", "free"),
    [
        ("web", (), "web"),
        ("web", ("web",), "web-2"),
        ("web", ("web", "web-2"), "web-3"),
        ("db-1", ("db-1",), "db-2"),
        ("db-09", ("db-09",), "db-10"),
        ("db-99", ("db-99",), "db-100"),
        ("at-20240302", ("at-20240302",), "at-20240302-2"),
        ("", ("",), ""),
        ("n" * 255, ("n" * 255,), "n" * 254 + "2"),
    ],
)
def test_a_name_that_is_taken_gets_the_next_number(name: str, taken: tuple[str, ...], free: str) -> None:
    assert free_name(name, taken) == free


def test_what_is_not_known_is_left_to_the_server() -> None:
    assert same_again(Volume("1"), NOTHING) == Beginning()
    snapshot = Snapshot("s", volume_id="gone", size=5)
    assert of_snapshot(snapshot, NOTHING) == Beginning(size=5, snapshot=snapshot)
    assert empty(None) == empty(Volume("1", volume_type="SSD")) == empty(VolumeType("t")) == Beginning()
    assert empty(VolumeType("t", "SSD")) == Beginning(type="SSD")


def test_a_snapshot_without_a_name_suggests_that_of_its_volume() -> None:
    origin = Volume("v", "web", volume_type="SSD", availability_zone="a")
    picture = Picture(NOTHING.context, volumes=Listing((origin,)))
    begin = of_snapshot(Snapshot("s", volume_id="v", size=5), picture)
    assert (begin.name, begin.type, begin.zone, begin.size) == ("web-2", "SSD", "a", 5)


def test_same_again_knows_the_key_by_its_id_alone() -> None:
    begin = same_again(Volume("v", nhn_encryption=NhnEncryption(3, "key-1"), multiattach=True), NOTHING)
    assert (begin.key_id, begin.multiattach, begin.snapshot) == ("key-1", True, None)
