"""An entry as a line of JSON, and back. What is read is API text that has lain on a disk: a line that does not say what
one of ours says is none."""

import json
from datetime import datetime
from typing import Any

from tbs_tui.account.context import Context
from tbs_tui.clock import parse_time
from tbs_tui.inventory.history import Entry, What
from tbs_tui.inventory.picture import Kind

#: Raised when the lines change: those of another version are ignored.
VERSION = 1
#: Bytes; the longest name that Cinder takes is 255 characters, each at most 12 bytes here.
LONGEST = 8 * 1024

#: Characters that are left of each text of a line that is too long, tried in turn; five times the last, at 12 bytes
#: each, is below `LONGEST`.
_CUTS = (2000, 500, 100)

_OPTIONAL = ("name", "before", "after", "request_id")


def encoded(origin: str, entry: Entry) -> bytes | None:
    """The line, with its end; None when it would be longer than any of ours even with its texts cut short. `origin` is
    that of the identity service: with the Context it says whose entry it is."""
    context = entry.context
    said: dict[str, Any] = {
        "v": VERSION,
        "at": entry.at.isoformat(),
        "where": [origin, context.profile, context.tenant_id, context.region],
        "kind": entry.kind.value,
        "id": entry.id,
        "what": entry.what.value,
    }
    if entry.away_since is not None:
        said["away_since"] = entry.away_since.isoformat()
    texts = {name: value for name in _OPTIONAL if (value := getattr(entry, name)) is not None}
    if entry.words:
        texts["words"] = entry.words
    line = _line(said | texts)
    # Of what is too long the beginning is kept: which entry it is does not hang on these.
    for most in _CUTS:
        if len(line) <= LONGEST:
            break
        line = _line(said | {name: value if len(value) <= most else value[:most] for name, value in texts.items()})
    return line if len(line) <= LONGEST else None


def _line(said: dict[str, Any]) -> bytes:
    # ASCII: a lone surrogate passes too, and no character but the last ends a line.
    return json.dumps(said, separators=(",", ":")).encode("ascii") + b"\n"


def whose(line: bytes) -> tuple[str, Context] | None:
    """Origin and Context of a line; None for one that is none of ours."""
    said = _document(line)
    return _where(said) if said is not None else None


def decoded(line: bytes) -> tuple[str, Entry] | None:
    """Origin and entry of a line; None for one that is none of ours."""
    said = _document(line)
    where = _where(said) if said is not None else None
    if said is None or where is None:
        return None
    texts = [said.get(name) for name in _OPTIONAL]
    match said:
        case {"at": str(at), "kind": str(kind), "id": str(resource_id), "what": str(what)} if resource_id:
            words, since = said.get("words", ""), said.get("away_since")
        case _:
            return None
    if not all(isinstance(text, str | None) for text in (*texts, since)) or not isinstance(words, str):
        return None
    name, before, after, request_id = texts
    try:
        return where[0], Entry(
            parse_time(at),
            where[1],
            Kind(kind),
            resource_id,
            name,
            What(what),
            before,
            after,
            words,
            request_id,
            _time(since),
        )
    except ValueError:
        return None


def _time(said: str | None) -> datetime | None:
    return parse_time(said) if said is not None else None


def _document(line: bytes) -> dict[str, Any] | None:
    if len(line) > LONGEST:
        return None
    try:
        said = json.loads(line)
    # ValueError: JSON, UTF-8, numbers of thousands of digits. RecursionError: nested too deep.
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and said.get("v") == VERSION else None


def _where(said: dict[str, Any]) -> tuple[str, Context] | None:
    match said.get("where"):
        case [str(origin), str(profile), str(tenant_id), str(region)]:
            return origin, Context(profile, tenant_id, region)
    return None
