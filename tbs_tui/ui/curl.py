"""Requests as lines for a shell. The token is for the shell to put in, and so is every other secret: none is a part of
the line."""

import json
import operator
from collections.abc import Mapping
from shlex import quote
from typing import Any

from tbs_tui.api.requests import Call
from tbs_tui.text import plain

SIGNED_IN = '-H "X-Auth-Token: $TOKEN"'

#: A secret of so many characters is looked for inside of other texts too; a shorter one, which is only half typed, is
#: in every second word. NHN's app keys have 16.
_LONG = 8

_NEXT_LINE = " \\\n  "


def curl(url: str, options: str = SIGNED_IN) -> str:
    """A request on one line; without `options` a GET with a token."""
    return f"curl -sS {options} {quote(url)}"


def curl_of(url: str, call: Call) -> str:
    """The very request, on several lines of plain text; `url` is that of its path.

    A secret is a variable of the shell, named as the guide names it: ``$SKM_APPKEY``. Quotes and backslashes in it have
    to be as they are in JSON, since the shell puts it in as it is.
    """
    parts = [f"curl -sS -X {call.method}", SIGNED_IN]
    if call.body is not None:
        parts += ["-H 'Content-Type: application/json'", f"-d {_quoted(call.body, call.secrets)}"]
    return _NEXT_LINE.join([*parts, quote(url)])


def _quoted(body: Mapping[str, Any], secrets: Mapping[str, str]) -> str:
    """The body as one word of a shell, in single quotes but for its secrets."""
    whole = json.dumps(body)
    marks = {}
    for secret, name in filter(operator.itemgetter(0), secrets.items()):
        mark = name
        # It must stand for nothing else: not for the key of that name either.
        while mark in whole:
            mark += "_"
        marks[secret] = mark
    # JSON has double quotes, so all of it stands in single quotes, and no mark has a quote in it.
    line = quote(_json(_marked(body, marks)))
    for secret, mark in marks.items():
        line = line.replace(mark, f"'\"${secrets[secret].upper()}\"'")
    return line


def _marked(value: Any, marks: Mapping[str, str]) -> Any:
    """`value` with a mark in place of each secret, wherever it was typed: a name may hold it as well."""
    if isinstance(value, str):
        for secret, mark in marks.items():
            if value == secret or len(secret) >= _LONG:
                value = value.replace(secret, mark)
        return value
    if isinstance(value, Mapping):
        # Keys of metadata are typed too; a short secret would only hit the guide's own.
        return {_marked(key, marks) if len(key) >= _LONG else key: _marked(each, marks) for key, each in value.items()}
    return value


def _json(value: Any) -> str:
    """As it can be read, or with everything escaped that a terminal could act on or show as something else."""
    readable = json.dumps(value, ensure_ascii=False)
    if plain(readable) == readable:
        return readable
    # DEL is ASCII, and the only one of them that JSON takes as it is and a terminal does not.
    return json.dumps(value).replace("\x7f", "\\u007f")
