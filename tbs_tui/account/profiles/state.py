"""Which tenant and region each profile showed last: no setting of a person's, so it is kept apart from those.

``state.json`` in ``$XDG_STATE_HOME/tbs-tui``. Whatever is wrong with it, it is as if nothing had been remembered.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from tbs_tui.account.context import Context
from tbs_tui.files import make_private, open_private, user_directory, write_private

_VERSION = 1
_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered from earlier runs."""

    last: Mapping[str, Context] = field(default_factory=lambda: MappingProxyType({}))
    """Profile's name -> what it showed last."""


def state_path() -> Path:
    """Where the state is kept."""
    return user_directory("STATE") / "state.json"


def load_state(path: Path) -> State:
    """What is remembered; nothing when the file is missing, damaged, or anybody else's to read or write."""
    try:
        with open_private(path, _LIMIT) as file:
            document = json.load(file)
    except (OSError, ValueError, RecursionError):
        return State()
    last = document.get("last") if isinstance(document, dict) and document.get("version") == _VERSION else None
    if not isinstance(last, dict):
        return State()
    found: dict[str, Context] = {}
    for profile, value in last.items():
        match value:
            case {"tenant_id": str(tenant_id), "region": str(region)} if profile and tenant_id and region:
                found[profile] = Context(profile, tenant_id, region)
    return State(MappingProxyType(found))


def remember_context(path: Path, context: Context) -> None:
    """Remember what a named profile shows now. Of the unnamed one nothing is: the environment says what it shows, and
    tomorrow's may be another account. Raises OSError."""
    known = load_state(path).last
    if not context.profile or known.get(context.profile) == context:
        return
    _write(path, {**known, context.profile: context})


def forget_profile(path: Path, profile: str) -> None:
    """Remember nothing of a profile any more. Raises OSError."""
    known = load_state(path).last
    if profile in known:
        _write(path, {name: context for name, context in known.items() if name != profile})


def _write(path: Path, last: Mapping[str, Context]) -> None:
    entries = {name: {"tenant_id": each.tenant_id, "region": each.region} for name, each in last.items()}
    make_private(path.parent)
    text = json.dumps({"version": _VERSION, "last": entries}, indent=1)
    write_private(path, (text.encode("ascii"), b"\n"), durable=False)
