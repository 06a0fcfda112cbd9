"""The one-shot commands in front of a cloud whose every text wants to be more: what they print is safe for a terminal,
for a spreadsheet and for whoever reads JSON, and nothing of it is lost."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from support_commands import Bench, Ended, bench, one_line
from support_hostile import HOSTILE, walks
from support_hostile_cloud import ERROR, fill, types

from tbs_tui.text import plain

#: What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection), full width included.
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
#: JSON keeps everything but halves of characters, which are none; `parse` makes question marks of them.
NAMES = {re.sub("[\ud800-\udfff]", "?", text) for text in HOSTILE.values()}


@pytest.fixture(scope="module")
def cloud() -> Iterator[Bench]:
    with pytest.MonkeyPatch.context() as patch, bench(3) as made:
        patch.setattr("tbs_tui.demo.volumes.TYPES", types())
        fill(made.cloud, datetime.now(UTC), packed=False)
        yield made


def safe(done: Ended) -> Ended:
    """Nothing that a terminal acts on but line feeds."""
    assert "Traceback" not in done.err
    for text in (done.out, done.err):
        assert all(char.isprintable() or char == "\n" for char in text)
    return done


@walks("commands: table")
def test_tables(cloud: Bench) -> None:
    for command in ("volumes", "types"):
        done = safe(cloud.run(command))
        assert done.status == 0
        # One line for each row below the labels: no name makes a line.
        assert len(done.out.splitlines()) == 5 + len(HOSTILE)
        for text in NAMES:
            if (shown := plain(text).strip()) and len(shown) < 10:
                assert shown in done.out


@walks("commands: JSON", "server of an attachment", "device of an attachment")
def test_json(cloud: Bench) -> None:
    rows = safe(cloud.run("volumes", "--json")).json()["volumes"]
    assert {row["name"] for row in rows} >= NAMES
    assert {row["description"] for row in rows} >= NAMES
    assert {key for row in rows for key in row["metadata"]} >= NAMES
    assert {row["volume_type"] for row in rows} >= NAMES
    assert {each["device"] for row in rows for each in row["attachments"]} >= NAMES
    rows = safe(cloud.run("snapshots", "--json")).json()["snapshots"]
    assert {row["name"] for row in rows} >= NAMES
    rows = safe(cloud.run("types", "--json")).json()["volume_types"]
    assert {row["name"] for row in rows} >= NAMES


@walks("commands: CSV")
def test_csv(cloud: Bench) -> None:
    for command in ("volumes", "types"):
        done = safe(cloud.run(command, "--csv"))
        rows = list(csv.DictReader(io.StringIO(done.out)))
        assert len(done.out.splitlines()) == len(rows) + 1
        # Of what was marked nothing else is changed.
        names = {row["name"] for row in rows}
        assert all({plain(text), f"'{plain(text)}"} & names for text in NAMES)
        for row in rows:
            for value in row.values():
                assert isinstance(value, str)
                assert not FORMULA.match(value.lstrip())


@walks("commands: status")
def test_status(cloud: Bench) -> None:
    done = safe(cloud.run("status"))
    assert done.status == 1
    found = safe(cloud.run("status", "--json")).json()["regions"][0]["attention"]
    said = {finding["name"] for finding in found}
    odd = list(HOSTILE.values())[1::2]
    assert said >= {re.sub("[\ud800-\udfff]", "?", text) for text in odd}
    assert ERROR in done.out


@walks("commands: show")
def test_show(cloud: Bench) -> None:
    done = safe(cloud.run("show", "everything"))
    for text in NAMES:
        assert plain(text) in done.out
    shown = safe(cloud.run("show", "everything", "--json")).json()["volume"]["metadata"]
    assert set(shown.values()) == NAMES


@walks("commands: error", "argument of the command line")
def test_arguments(cloud: Bench) -> None:
    """Each is one line of ours: nothing is found, or it is no id."""
    texts = [text for text in HOSTILE.values() if "\0" not in text and not re.search("[\ud800-\udc7f]", text)]
    text = " ".join(texts)
    for arguments in (("show", text), ("volumes", f"--filter=size:{text}"), ("types", f"--region={text}")):
        done = safe(cloud.run(*arguments))
        assert done.status in (2, 4)
        one_line(done.err.splitlines(keepends=True)[-1])
