"""The request that is shown before it is sent is the one that is sent: a shell makes of the line what the cloud got."""

import contextlib
import json
import os
import shlex
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from contract.bed import TENANT, Bed
from contract.support_curl import request_of
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support_cloud import ManualClock, quiet_cloud, serve
from support_inventory import snapshot, volume

from tbs_tui.account.context import Context
from tbs_tui.api.errors import ApiError
from tbs_tui.api.requests import Call, EncryptionKey, NewImage, NewSnapshot, NewVolume, create_volume_call
from tbs_tui.inventory.source import SessionSource
from tbs_tui.operations.intent import Intent, call, create_snapshot, create_volume, delete, send, upload_image
from tbs_tui.text import plain
from tbs_tui.ui.curl import curl_of

HERE = Context("", TENANT, "KR1")
ID = "5aa119a8-d25b-45a7-8d1b-88e127885635"
APP_KEY = "XxAppKey0123456Z"
TOKEN = "a-token"
NAMES = [
    "data",
    "",
    "it's \"quoted\" 'twice'",
    "$(rm -rf /) `id` ${HOME} $TOKEN !!",
    "back\\slash \\n \\\\ \\",
    "two\nlines\ttab\r",
    "디스크 東京 é 각",
    "\x1b]52;c;cm0=\x07\x7f\x9b31m\u202e",
    "😀",
    "%s %d @file --data [a-z] {1,2}",
    "skm_appkey $SKM_APPKEY '\"$SKM_APPKEY\"'",
    APP_KEY,
    f"pasted: {APP_KEY}.",
]


@dataclass
class Ear:
    """In front of a cloud; hears what it is sent."""

    cloud: Any
    heard: list[tuple[str, str, bytes]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, answer: Any) -> None:
        body = b""

        async def listening() -> Any:
            nonlocal body
            message = await receive()
            body += message.get("body", b"")
            return message

        async def answering(message: Any) -> None:
            # Before the client can know of it.
            if message["type"] == "http.response.start":
                host = dict(scope["headers"])[b"host"].decode()
                self.heard.append((scope["method"], f"http://{host}{scope['raw_path'].decode()}", body))
            await answer(message)

        await self.cloud(scope, listening, answering)


@contextlib.asynccontextmanager
async def listening() -> AsyncIterator[tuple[Bed, Ear]]:
    clock = ManualClock()
    ear = Ear(quiet_cloud(clock))
    with serve(ear) as url:
        ready = Bed(url, ear.cloud, clock)
        try:
            yield ready, ear
        finally:
            await ready.transport.aclose()


def words_of(line: str, app_key: str = APP_KEY) -> list[str]:
    """What curl is given when a shell runs the line; the app key as it is inside of JSON."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"curl() {{ printf '%s\\0' \"$@\"; }}\n{line}"],
        env={"PATH": os.defpath, "TOKEN": TOKEN, "SKM_APPKEY": json.dumps(app_key)[1:-1]},
        capture_output=True,
        check=True,
    )
    assert not done.stderr
    return done.stdout.decode().split("\0")[:-1]


def intents(name: str) -> list[Intent]:
    """One of each action, and more of what makes a volume."""
    key = EncryptionKey(APP_KEY, name or "key")
    full = NewVolume(20, name, name, "Encrypted SSD", "kr-pub-a", None, {name: name}, nhn_encryption=key)
    return [
        create_volume("1", HERE, full),
        create_volume("2", HERE, NewVolume(10, name=name)),
        create_volume("3", HERE, NewVolume(10, snapshot_id=ID, description=name)),
        create_snapshot("4", HERE, NewSnapshot(ID, name, name, True)),
        upload_image("5", HERE, volume(ID), NewImage(name, "qcow2", "bare", "private", False, True)),
        delete("6", HERE, volume(ID, name=name)),
        delete("7", HERE, snapshot(ID, "v", name=name)),
    ]


@pytest.mark.parametrize("name", NAMES)
async def test_a_shell_sends_what_the_client_sends(name: str) -> None:
    async with listening() as (bed, ear):
        source, storage = SessionSource.of(bed.session), await bed.storage()
        for intent in intents(name):
            shown = call(intent)
            line = curl_of(await source.url_of(HERE, *shown.path), shown)
            ear.heard.clear()
            # The cloud refuses some of these names; what it got is all that matters here.
            with contextlib.suppress(ApiError):
                await send(storage, intent)
            [(method, url, body)] = ear.heard
            assert request_of(words_of(line), TOKEN) == (method, url, json.loads(body) if body else None)
            assert not shown.secrets or APP_KEY not in line
            assert all(plain(each) == each for each in line.splitlines())


def test_every_action_has_its_line() -> None:
    _volume, small, *_rest, gone = intents("it's 디스크")
    assert curl_of("https://cloud/v2/t/volumes", call(small)) == (
        "curl -sS -X POST \\\n"
        '  -H "X-Auth-Token: $TOKEN" \\\n'
        "  -H 'Content-Type: application/json' \\\n"
        '  -d \'{"volume": {"size": 10, "name": "it\'"\'"\'s 디스크"}}\' \\\n'
        "  https://cloud/v2/t/volumes"
    )
    assert curl_of(f"https://cloud/v2/t/snapshots/{ID}", call(gone)) == (
        f'curl -sS -X DELETE \\\n  -H "X-Auth-Token: $TOKEN" \\\n  https://cloud/v2/t/snapshots/{ID}'
    )


#: Of what a shell and JSON act on.
SECRETS = st.text("'\"\\\n$` aZ0가", min_size=1, max_size=24)


@settings(max_examples=40)
@given(SECRETS, st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
@example("'\"$x`\\", "a")
@example("skm_appkey", "skm_appkey")
@example("volume", "size")
def test_a_secret_is_a_variable_whatever_it_is_made_of(secret: str, name: str) -> None:
    new = NewVolume(10, name=f"{name}{secret}", description=secret, nhn_encryption=EncryptionKey(secret, name))
    shown = create_volume_call(new)
    line = curl_of("https://cloud/v2/t/volumes", shown)
    assert request_of(words_of(line, secret), TOKEN)[2] == new.body()
    # Without a shell the variable is a word like any other, and the secret is nowhere.
    bare = shlex.split(line)
    fields = json.loads(bare[bare.index("-d") + 1])["volume"]
    assert fields["description"] == "$SKM_APPKEY"
    assert "$SKM_APPKEY" in fields["nhn_encryption"].values()
    assert len(secret) < 8 or secret not in fields["name"]


def test_a_secret_is_not_in_the_repr_of_its_request() -> None:
    shown = create_volume_call(NewVolume(10, nhn_encryption=EncryptionKey(APP_KEY, "key")))
    assert APP_KEY not in repr(shown)
    assert shown != Call("POST", ("volumes",))
