"""What a new volume can be made of."""

from tbs_tui.account.context import Context
from tbs_tui.api.models import NhnEncryption, Volume, VolumeType
from tbs_tui.inventory.picture import Listing, Picture
from tbs_tui.operations import offered


def picture(volumes: tuple[Volume, ...] = (), types: tuple[str | None, ...] = ()) -> Picture:
    rows = tuple(VolumeType(str(number), name) for number, name in enumerate(types))
    return Picture(Context("", "t", "KR1"), volumes=Listing(volumes), types=Listing(rows))


def test_types_are_named_once_and_a_name_that_could_not_be_read_is_none() -> None:
    assert offered.types(picture(types=("SSD", None, "HDD", "SSD", ""))) == ("SSD", "HDD")


def test_a_type_is_encrypted_by_its_name_or_by_the_key_of_a_volume() -> None:
    keyed = Volume("1", volume_type="Vault", nhn_encryption=NhnEncryption(1, "k"))
    # As plain Cinder encrypts, which takes no key of Secure Key Manager.
    luks = Volume("2", volume_type="LUKS", encrypted=True)
    seen = picture((keyed, luks, Volume("3")), ("Vault", "LUKS", "Encrypted SSD", "General SSD"))
    assert offered.encrypted_types(seen) == {"Vault", "Encrypted SSD"}
    assert offered.is_encrypted_by_name("encrypted hdd")
    assert not offered.is_encrypted_by_name("General HDD")


def test_zones_are_those_where_something_lies() -> None:
    volumes = (Volume("1", availability_zone="b"), Volume("2"), Volume("3", availability_zone="a"))
    assert offered.zones(picture((*volumes, Volume("4", availability_zone="b")))) == ("a", "b")
