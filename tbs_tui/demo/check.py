"""What Cinder's request schemas refuse, in jsonschema's words."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tbs_tui.demo import answers
from tbs_tui.demo.wire import JSON, Refused, Request

#: The largest number of an INTEGER column.
MAX_INT = 2_147_483_647
TRUE_WORDS = (True, "True", "TRUE", "true", "1", "ON", "On", "on", "YES", "Yes", "yes", "y", "t")
FALSE_WORDS = (False, "False", "FALSE", "false", "0", "OFF", "Off", "off", "NO", "No", "no", "n", "f")
METADATA_KEY = "^[a-zA-Z0-9-_:. /]{1,255}$"
_UUID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\Z", re.IGNORECASE)


def invalid(field: str, value: object, why: str) -> Refused:
    return answers.bad_request(f"Invalid input for field/attribute {field}. Value: {value}. {why}")


def document(request: Request) -> Any:
    """The body as JSON. Refuses like Cinder: 413 as HTML over 114,688 bytes, 500 without a body, 415 for another
    content type, 400 for what is not JSON."""
    if len(request.body) > answers.MAX_BODY:
        raise answers.html(413, f"Request is too large. Larger than max_request_body_size ({answers.MAX_BODY}).")
    if not request.body or "content-type" not in request.headers:
        raise answers.server_error()
    return parsed(request)


def parsed(request: Request) -> Any:
    if request.headers["content-type"].split(";")[0].strip() != JSON:
        raise answers.fault(415, "Unsupported Content-Type")
    try:
        return json.loads(request.body)
    except ValueError:
        raise answers.bad_request("Malformed request body") from None


def member(body: object, key: str) -> dict[str, Any]:
    """The object under `key` of a request body."""
    if not isinstance(body, dict):
        raise answers.bad_request(f"{body!r} is not of type 'object'")
    if key not in body:
        raise answers.bad_request(f"'{key}' is a required property")
    value = body[key]
    if not isinstance(value, dict):
        raise invalid(key, value, f"{value!r} is not of type 'object'")
    return value


def only(fields: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
    """Refuse keys that are not `allowed`."""
    extra = [key for key in fields if key not in allowed]
    if extra:
        verb = "was" if len(extra) == 1 else "were"
        named = ", ".join(map(repr, extra))
        raise invalid(where, fields, f"Additional properties are not allowed ({named} {verb} unexpected)")


def required(fields: Mapping[str, Any], key: str, where: str) -> Any:
    if key not in fields:
        raise invalid(where, fields, f"'{key}' is a required property")
    return fields[key]


def text(fields: Mapping[str, Any], key: str) -> str | None:
    """A string or null."""
    value = fields.get(key)
    if value is not None and not isinstance(value, str):
        raise invalid(key, value, f"{value!r} is not of type 'string', 'null'")
    return value


def words(fields: Mapping[str, Any], key: str) -> str | None:
    """A name or description: blanks around it cut off, then at most 255 characters."""
    value = text(fields, key)
    if value is None:
        return None
    value = value.strip()
    if len(value) > 255:
        raise answers.bad_request(f"Invalid input received: {key} has {len(value)} characters, more than 255.")
    return value


def storable(*values: str | None) -> None:
    """Refuse what the utf8mb3 tables can't hold: anything beyond U+FFFF; lone surrogates break the server."""
    for value in values:
        if value is None or value.isascii():
            continue
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise answers.server_error()
        if any(char > "\uffff" for char in value):
            raise answers.bad_request("Error writing field to database")


def uuid(fields: Mapping[str, Any], key: str) -> str | None:
    value = fields.get(key)
    if value is not None and not (isinstance(value, str) and _UUID.match(value)):
        raise invalid(key, value, f"{value!r} is not valid under any of the given schemas")
    return value


def boolean(fields: Mapping[str, Any], key: str) -> bool:
    """A boolean or one of the words for it, false when absent."""
    value = fields.get(key, False)
    # 1 == True in Python, but a number is refused.
    if not isinstance(value, bool | str):
        raise invalid(key, value, f"{value!r} is not of type 'boolean', 'string'")
    if value in TRUE_WORDS:
        return True
    if value in FALSE_WORDS:
        return False
    allowed = [*TRUE_WORDS, *FALSE_WORDS]
    raise invalid(key, value, f"{value!r} is not one of {allowed}")


def multiattach(fields: Mapping[str, Any]) -> bool:
    value = fields.get("multiattach")
    if value is None:
        return False
    try:
        return boolean(fields, "multiattach")
    except Refused:
        raise invalid("multiattach", value, f"{value!r} is not valid under any of the given schemas") from None


def size(fields: Mapping[str, Any]) -> int | None:
    """GB, 1 to 2147483647, a number or digits; None when absent or null."""
    value = fields.get("size")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise invalid("size", value, f"{value!r} is not of type 'integer', 'string', 'null'")
    if isinstance(value, str):
        if not re.match(r"^[0-9]+$", value) or not value.isascii():
            raise invalid("size", value, f"{value!r} does not match '^[0-9]+$'")
        value = int(value[:12])
    if value < 1:
        raise invalid("size", value, f"{value} is less than the minimum of 1")
    if value > MAX_INT:
        raise invalid("size", value, f"{value} is greater than the maximum of {MAX_INT}")
    return value


def metadata(fields: Mapping[str, Any]) -> dict[str, str]:
    """Keys by Cinder's pattern, values strings of at most 255 characters; null is empty."""
    value = fields.get("metadata")
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise invalid("metadata", value, f"{value!r} is not of type 'object', 'null'")
    for key, item in value.items():
        if not re.match(METADATA_KEY, key):
            raise invalid("metadata", value, f"{key!r} does not match any of the regexes: '{METADATA_KEY}'")
        if not isinstance(item, str):
            raise invalid(key, item, f"{item!r} is not of type 'string'")
        if len(item) > 255:
            raise invalid(key, item, f"{item!r} is too long")
    return dict(value)
