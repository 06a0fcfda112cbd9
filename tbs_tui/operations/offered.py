"""What a new volume can be made of, as far as the picture of its place shows it. Names are raw."""

from collections.abc import Collection

from tbs_tui.inventory.picture import Picture

#: Nothing in ``/types`` says that volumes of a type are encrypted; those that NHN's guide names are Encrypted HDD and
#: Encrypted SSD.
_ENCRYPTED = "encrypt"


def types(picture: Picture) -> tuple[str, ...]:
    """Names of the types, each once."""
    return tuple(dict.fromkeys(each.name for each in picture.types.rows if each.name))


def encrypted_types(picture: Picture) -> Collection[str]:
    """Those whose volumes have a key of Secure Key Manager: by their name, or because one of them has such a key.
    ``encrypted`` alone says less: plain Cinder encrypts without that service, and takes no key."""
    seen = {each.volume_type for each in picture.volumes.rows if each.volume_type and each.nhn_encryption is not None}
    return seen | {each for each in types(picture) if is_encrypted_by_name(each)}


def is_encrypted_by_name(name: str) -> bool:
    """Whether the type says so itself."""
    return _ENCRYPTED in name.casefold()


def zones(picture: Picture) -> tuple[str, ...]:
    """Where volumes lie already, in order."""
    return tuple(sorted({each.availability_zone for each in picture.volumes.rows if each.availability_zone}))
