"""The preview of a request, pasted into a real shell where ``curl`` only writes down what it is given: it is given what
would be sent, byte for byte, and nothing else runs."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from contract.support_curl import request_of
from hypothesis import given, settings
from hypothesis import strategies as st
from support_hostile import HOSTILE, walks
from support_inventory import snapshot, volume

from tbs_tui.account.context import Context
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.requests import Call, EncryptionKey, NewImage, NewSnapshot, NewVolume
from tbs_tui.operations.intent import call, create_snapshot, create_volume, delete, upload_image
from tbs_tui.text import plain
from tbs_tui.ui.curl import curl, curl_of

HERE = Context("", "tenant", "KR1")
BASE = Endpoint.parse("https://kr1-api-block-storage-infrastructure.nhncloudservice.com/v2/tenant")
TOKEN = "$(touch token) `x` 'y' \"z\""
APP_KEY = "XxAppKey0123456Z"
SHELLS = [path for path in ("/bin/sh", "/bin/bash", "/bin/zsh", "/bin/busybox") if Path(path).exists()]
STAND_IN = "#!/bin/sh\nprintf '%s\\0' \"$@\" >>\"$HEARD\"\nprintf '%s\\0' '<end>' >>\"$HEARD\"\n"
#: Of what shells act on, and anything at all.
TYPED = st.text(st.sampled_from("'\"\\\n\r\t$`!;&|<>(){}[]*?#~%@=- \x00\x1b\x7f\x9bA한\u202e\u2028")) | st.text()


def calls(text: str) -> list[Call]:
    """Every kind of request, with the text wherever it can be typed or come from the cloud."""
    full = NewVolume(
        20, text, text, text, text, text, {text: text}, nhn_encryption=EncryptionKey(APP_KEY, f"{text}{APP_KEY}")
    )
    return [
        call(create_volume("1", HERE, full)),
        call(create_snapshot("2", HERE, NewSnapshot(text, text, text, True))),
        call(upload_image("3", HERE, volume(text or "x"), NewImage(text, text, text, text, False, True))),
        call(delete("4", HERE, volume(text or "x", name=text))),
        call(delete("5", HERE, snapshot(text or "x", "v", name=text))),
    ]


def given_to_curl(lines: Sequence[str], shell: str) -> list[list[str]]:
    """The arguments of each curl that a shell ran, which was handed all the lines by its standard input, as one that
    pastes does."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bin").mkdir()
        (folder / "home").mkdir()
        curl_here = folder / "bin" / "curl"
        curl_here.write_text(STAND_IN)
        curl_here.chmod(0o755)
        done = subprocess.run(
            [shell, *(["sh"] if shell.endswith("busybox") else []), "-s"],
            env={
                "PATH": str(folder / "bin"),
                "HOME": str(folder / "home"),
                "HEARD": str(folder / "heard"),
                "TOKEN": TOKEN,
                "SKM_APPKEY": APP_KEY,
                "LANG": "C.UTF-8",
            },
            input="\n".join(lines).encode("utf-8") + b"\n",
            cwd=folder / "home",
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        assert list((folder / "home").iterdir()) == []
        assert {each.name for each in folder.iterdir()} <= {"bin", "home", "heard"}
        heard = (folder / "heard").read_bytes().decode("utf-8").split("\0")[:-1] if lines else []
    found: list[list[str]] = [[]]
    for word in heard:
        if word == "<end>":
            found.append([])
        else:
            found[-1].append(word)
    return found[:-1]


def sent(one: Call) -> tuple[str, str, Any]:
    """Method, URL and body as the client sends them."""
    return one.method, BASE.join(*one.path), None if one.body is None else json.loads(json.dumps(one.body))


def shown(texts: Sequence[str]) -> tuple[list[Call], list[str]]:
    every = [one for text in texts for one in calls(text) if not set(one.path) & {"", ".", ".."} and _is_text(one.path)]
    return every, [curl_of(BASE.join(*one.path), one) for one in every]


def _is_text(path: Sequence[str]) -> bool:
    return not any("\ud800" <= char <= "\udfff" for part in path for char in part)


@walks("preview of a request", "preview in a shell", "typed into a form")
def test_the_corpus_in_every_shell_there_is() -> None:
    every, lines = shown(list(HOSTILE.values()))
    assert len(lines) > 4 * len(HOSTILE)
    assert all(plain(part) == part for line in lines for part in line.split("\n"))
    assert not any(APP_KEY in line for line in lines)
    for shell in SHELLS:
        assert [request_of(words, TOKEN) for words in given_to_curl(lines, shell)] == [sent(one) for one in every]


@walks("preview in a shell")
def test_the_line_that_reads_a_row() -> None:
    ids = [text for text in HOSTILE.values() if _is_text([text]) and text not in ("", ".", "..")]
    urls = [BASE.join("volumes", identity) for identity in ids]
    for words, url in zip(given_to_curl([curl(url) for url in urls], SHELLS[0]), urls, strict=True):
        assert words == ["-sS", "-H", f"X-Auth-Token: {TOKEN}", url]
        # curl makes several of what has these.
        assert not set("[]{}") & set(url)


@settings(max_examples=40, deadline=None)
@given(st.lists(TYPED, min_size=1, max_size=3))
def test_any_text_in_a_shell(texts: list[str]) -> None:
    every, lines = shown(texts)
    assert [request_of(words, TOKEN) for words in given_to_curl(lines, SHELLS[0])] == [sent(one) for one in every]
