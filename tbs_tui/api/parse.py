"""Bytes of an answer into models.

One malformed field costs that field: it becomes None and is named in the item's `malformed`. An item without an id, or
that is no object, is dropped and counted. A malformed body is `NotUnderstood`. What the caller says of the `region` is
in every item that has the field, whatever the server says.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from tbs_tui.api.errors import NotUnderstood
from tbs_tui.api.models import (
    MOST_TEXT,
    Image,
    ImageUpload,
    Server,
    Snapshot,
    Tenant,
    Volume,
    VolumeType,
    wire_name,
)
from tbs_tui.clock import parse_time
from tbs_tui.locale import _

#: Cinder keeps sizes in GB, Glance in bytes; a number beyond this is no size, and sums of it overflow.
MOST_SIZE = 2**63 - 1
#: Lists, objects and commas of a body. A page of 1,000 volumes has 60,000 of them; 16 MB of empty lists are 400 MB of
#: Python's objects, and the loop stands still for six seconds while they are made.
MOST_VALUES = 1_000_000

M = TypeVar("M", Volume, Snapshot, VolumeType, ImageUpload, Image, Server, Tenant)


def body(content: bytes) -> dict[str, Any]:
    """The JSON object that `content` is. Raises NotUnderstood for anything else, and for NHN's wrapper of failures
    (HTTP 200 with ``header.isSuccessful`` false, as its other APIs and gateways answer)."""
    if sum(map(content.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise NotUnderstood(_("an answer of more than {n:,} values").format(n=MOST_VALUES))
    try:
        document = _document(content)
    except (ValueError, RecursionError):
        raise NotUnderstood(_excerpt(content) or _("it is empty")) from None
    if not isinstance(document, dict):
        raise NotUnderstood(_excerpt(content))
    header = document.get("header")
    if isinstance(header, dict) and header.get("isSuccessful") is False:
        raise NotUnderstood(f"{header.get('resultCode', '')} {header.get('resultMessage', '')}".strip()[:500])
    return document


def _document(content: bytes) -> Any:
    try:
        return from_json(content)
    except ValueError:
        # The standard library also takes a lone surrogate, which must not cost the list. It is no text and could be
        # neither printed nor sent again, so it becomes a question mark.
        return from_json(json.dumps(json.loads(content), ensure_ascii=False).encode("utf-8", "replace"))


def member(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The object under `key`; NotUnderstood when there is none."""
    value = document.get(key)
    if not isinstance(value, dict):
        raise NotUnderstood(_("no object {key!r} in the answer").format(key=key))
    return value


def rows(document: Mapping[str, Any], key: str) -> list[Any]:
    """The list under `key`; NotUnderstood when there is none."""
    value = document.get(key)
    if not isinstance(value, list):
        raise NotUnderstood(_("no list {key!r} in the answer").format(key=key))
    return value


def item(model: type[M], raw: Mapping[str, Any], region: str = "") -> M:
    """`raw` as a `model`; NotUnderstood when not even its id can be read."""
    parsed = _item(model, raw, region)
    if parsed is None:
        raise NotUnderstood(
            _("an object without an id where a {kind} was expected").format(kind=model.__name__.lower())
        )
    return parsed


def items(model: type[M], raw: Sequence[Any], slice_length: int, region: str = "") -> Iterator[tuple[list[M], int]]:
    """`raw` as models, `slice_length` rows at a time: (models, number of rows dropped). Whoever drives the iterator
    gives the event loop its turn between two slices."""
    for start in range(0, len(raw), slice_length):
        parsed = [_item(model, row, region) for row in raw[start : start + slice_length]]
        good = [each for each in parsed if each is not None]
        yield good, len(parsed) - len(good)


class _Shape:
    """How one model is read."""

    def __init__(self, model: Any) -> None:
        self.validate: Callable[[Any], Any] = TypeAdapter(model).validator.validate_python
        self.python_names = {wire_name(spec.name): spec.name for spec in fields(model)}


_shapes: dict[Any, _Shape] = {}


def _shape(model: Any) -> _Shape:
    """The first one takes 40 ms to make, all of them a tenth of a command's time: each is made when it is wanted."""
    made = _shapes.get(model)
    if made is None:
        made = _shapes[model] = _Shape(model)
    return made


def prepare() -> None:
    """Make all that may be wanted, for whoever can't wait for it later: in a thread."""
    for model in (Volume, Snapshot, VolumeType, ImageUpload, Image, Server, Tenant):
        _shape(model)


def _item(model: type[M], raw: Any, region: str) -> M | None:
    if not isinstance(raw, dict):
        return None
    raw = {**raw, "malformed": (), "region": region}  # ours, never the server's
    try:
        parsed: M = _shape(model).validate(raw)
    except ValidationError as error:
        return _mended(model, raw, error)
    if not _id(parsed):
        return None
    missing = _unreadable(parsed)
    return _without(parsed, missing, missing) if missing else parsed


def _id(parsed: Any) -> str:
    """What the item is known by; an empty one stands for no item."""
    identity: str = parsed.image_id if isinstance(parsed, ImageUpload) else parsed.id
    return identity


def _mended(model: type[M], raw: Mapping[str, Any], error: ValidationError) -> M | None:
    """`raw` without the fields that `error` names."""
    bad = {str(each["loc"][0]) for each in error.errors(include_url=False, include_input=False) if each["loc"]}
    key = "image_id" if model is ImageUpload else "id"
    if not bad or key in bad:
        return None
    rest = {name: value for name, value in raw.items() if name not in bad}
    try:
        parsed: M = _shape(model).validate(rest)
    except ValidationError:
        return None
    if not _id(parsed):
        return None
    python_names = _shape(model).python_names
    missing = _unreadable(parsed)
    return _without(parsed, missing, {python_names[name] for name in bad} | set(missing))


def _without(parsed: M, missing: Iterable[str], malformed: Iterable[str]) -> M:
    changes: dict[str, Any] = dict.fromkeys(missing)
    return replace(parsed, **changes, malformed=tuple(sorted(malformed)))


def _unreadable(parsed: M) -> tuple[str, ...]:
    """Required fields that are null, and a created_at that is no time."""
    names = [name for name in parsed.REQUIRED if getattr(parsed, name) is None]
    size = getattr(parsed, "size", None)
    if size is not None and not 0 <= size <= MOST_SIZE:
        names.append("size")
    created_at = getattr(parsed, "created_at", None)
    if created_at is not None:
        try:
            parse_time(created_at)
        except ValueError:
            names.append("created_at")
    return tuple(names)


def image_upload(raw: Mapping[str, Any]) -> ImageUpload:
    """The answer to an upload: NHN gives the type's extra_specs as a list of rows and its nulls as the word "null"."""
    cleaned: dict[str, Any] = {name: None if value == "null" else value for name, value in raw.items()}
    kind = cleaned.get("volume_type")
    if isinstance(kind, dict):
        kind = {name: None if value == "null" else value for name, value in kind.items()}
        specs = kind.get("extra_specs")
        if isinstance(specs, list):
            kind["extra_specs"] = {
                row["key"]: row["value"]
                for row in specs
                if isinstance(row, dict) and isinstance(row.get("key"), str) and isinstance(row.get("value"), str)
            }
        elif specs is None:
            kind.pop("extra_specs", None)
        cleaned["volume_type"] = kind
    elif isinstance(kind, str):
        cleaned["volume_type"] = {"name": kind}
    return item(ImageUpload, cleaned)


def zones(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the zones that can be used, raw, each once, in the server's order. A zone whose name can't be read is
    left out; one that does not say whether it can be used is not. NotUnderstood when there is no list."""
    names = [row.get("zoneName") for row in rows(document, "availabilityZoneInfo") if _is_usable(row)]
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and 0 < len(name) <= MOST_TEXT))


def _is_usable(zone: Any) -> bool:
    state = zone.get("zoneState") if isinstance(zone, dict) else None
    return isinstance(zone, dict) and not (isinstance(state, dict) and state.get("available") is False)


def _excerpt(content: bytes) -> str:
    return content[:300].decode("utf-8", errors="replace").strip()
