"""No object that has a secret in its reach tells it: neither by repr nor as text, however it is formatted, and no
exception on the way out does."""

import ast
import gc
import inspect
import pprint
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from contract.bed import TENANT, bed
from contract.support_sentinels import Sentinels
from pydantic import SecretStr

import tbs_tui
from tbs_tui.account.accounts import Accounts
from tbs_tui.account.context import Context
from tbs_tui.account.login import Login
from tbs_tui.account.stores.choose import Chosen
from tbs_tui.account.stores.stored_token import StoredToken
from tbs_tui.api.errors import ApiError
from tbs_tui.api.requests import EncryptionKey, NewVolume, create_volume_call
from tbs_tui.demo import DEMO_USERNAME, Fault, FaultKind
from tbs_tui.operations import intent as intents
from tbs_tui.ui.dialogs.sign_in import Typed

SECRETS = ("password", "token", "skm_appkey", "secret", "secrets")
SOURCES = Path(tbs_tui.__file__).parent


def reach(root: object) -> Iterator[object]:
    """Everything of ours that hangs on `root`, each once."""
    seen: set[int] = set()
    left = [root]
    while left:
        each = left.pop()
        if id(each) in seen or isinstance(each, type) or inspect.ismodule(each) or inspect.isframe(each):
            continue
        seen.add(id(each))
        module = type(each).__module__
        if module.startswith("tbs_tui.demo"):
            continue
        if module.startswith("tbs_tui"):
            yield each
        if module.startswith(("tbs_tui", "builtins", "pydantic", "collections", "types", "functools")):
            left += gc.get_referents(each)


def told(each: object) -> str:
    ways: list[Callable[[object], str]] = [
        repr,
        str,
        "{}".format,
        "{0!r} {0!s}".format,
        pprint.pformat,
    ]
    return " ".join(way(each) for way in ways)


async def test_whatever_has_a_secret_in_its_reach_does_not_tell_it(monkeypatch: pytest.MonkeyPatch) -> None:
    sentinels = Sentinels()
    monkeypatch.setattr("tbs_tui.demo.identity.DEMO_PASSWORD", sentinels.password)
    appkey = "appkey-" + sentinels.password[4:-2]
    async with bed() as cloud:
        accounts = Accounts(cloud.transport, cloud.clock, Chosen.memory(cloud.clock))
        login = Login(cloud.url, TENANT, DEMO_USERNAME)
        session = await accounts.sign_in(login, SecretStr(sentinels.password), keep_password=True)
        access = await session.access()
        sentinels.issued(access.token.get_secret_value())
        storage = await session.block_storage("KR1")
        new = NewVolume(10, "v", nhn_encryption=EncryptionKey(appkey, "key-id"))
        failures: list[ApiError] = []
        for kind in FaultKind:
            if kind in (FaultKind.LATENCY, FaultKind.HUGE):
                continue
            cloud.cloud.faults.add(Fault(kind, path="/KR1", times=3))
            for call in (storage.create_volume(new), storage.volume("an-id")):
                try:
                    await call
                except ApiError as error:
                    failures.append(error)
            cloud.cloud.faults.clear()
        root: list[Any] = [
            *(accounts, session, access, storage, cloud.transport, failures),
            StoredToken.from_access(access),
            Typed(cloud.url, TENANT, DEMO_USERNAME, sentinels.password),
            create_volume_call(new),
            intents.create_volume("op-1", Context("", TENANT, "KR1"), new),
        ]
        objects = [each for each in reach(root) if not isinstance(each, Enum)]
        held = {type(each).__name__ for each in objects}
        leaks = {type(each).__name__ for each in objects if sentinels.found_in(told(each).encode("utf-8", "replace"))}

    assert leaks == set()
    assert not [error for error in failures if sentinels.found_in(error.words.encode())]
    assert {"Accounts", "Session", "Access", "StoredToken", "Typed", "EncryptionKey", "NewVolume", "Call"} <= held
    assert {"Service", "BlockStorage", "Identity", "CreateVolume"} & held
    assert len(failures) > 20


def test_nothing_of_ours_writes_objects_down_as_they_are() -> None:
    """pickle would take a SecretStr apart."""
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {"pickle", "shelve", "marshal", "dill", "faulthandler", "cgitb"} & set(names), path


def test_a_field_that_holds_a_secret_as_plain_text_is_left_out_of_the_repr() -> None:
    """Fields called like a secret are `SecretStr`, a place to keep one (not the secret), or have ``repr=False``."""
    for path in SOURCES.rglob("*.py"):
        if "demo" in path.parts:
            continue
        for owner in ast.walk(ast.parse(path.read_text("utf-8"))):
            # Those of `Keeping` are sentences about the places.
            if not isinstance(owner, ast.ClassDef) or owner.name == "Keeping":
                continue
            for node in owner.body:
                if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id in SECRETS:
                    source = ast.unparse(node)
                    assert "SecretStr" in source or "repr=False" in source, f"{path}: {owner.name}.{source}"
