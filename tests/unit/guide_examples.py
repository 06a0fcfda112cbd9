"""Every example body of the API guide, as the guide prints it: `guide/*.json`, requests and responses."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).with_name("guide")
NAMES = tuple(sorted(path.stem for path in HERE.glob("*.json")))


def raw(name: str) -> bytes:
    """The example's bytes."""
    return (HERE / f"{name}.json").read_bytes()


def example(name: str) -> dict[str, Any]:
    """The example's object."""
    document: dict[str, Any] = json.loads(raw(name))
    return document
