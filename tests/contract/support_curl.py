"""What a shell gave to curl, as the request that curl would make of it."""

import json
from typing import Any


def request_of(words: list[str], token: str) -> tuple[str, str, Any]:
    """Method, URL, and body."""
    assert words[:2] == ["-sS", "-X"]
    assert words[3:5] == ["-H", f"X-Auth-Token: {token}"]
    if len(words) == 6:
        return words[2], words[5], None
    assert words[5:8] == ["-H", "Content-Type: application/json", "-d"]
    assert len(words) == 10
    # curl reads a file for what begins so.
    assert not words[8].startswith("@")
    return words[2], words[9], json.loads(words[8])
