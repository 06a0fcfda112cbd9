"""The journal's file: what is in it, what damage costs, and who may do what to it at the same time."""

import fcntl
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support_cloud import START
from support_inventory import ALPHA, BETA

from tbs_tui.account.context import Context
from tbs_tui.inventory.history import Entry, What
from tbs_tui.inventory.picture import Kind
from tbs_tui.journal import file as journal_file
from tbs_tui.journal.file import LONG, MOST_LINES, JournalFile, Locked
from tbs_tui.journal.lines import LONGEST

ORIGIN = "https://identity.example:443"
OTHER_ORIGIN = "https://other.example:443"
HOSTILE = "\x1b]52;c;x\x07\ud800\n\u2028\x85볼륨"


def entry(id: str = "v1", **more: Any) -> Entry:
    """A change of a status, if `more` says nothing else."""
    values: dict[str, Any] = {
        "at": START,
        "context": ALPHA,
        "kind": Kind.VOLUMES,
        "name": f"name-{id}",
        "what": What.CHANGED,
        "before": "available",
        "after": "error",
    }
    return Entry(id=id, **(values | more))


@pytest.fixture
def kept(tmp_path: Path) -> JournalFile:
    return JournalFile(tmp_path / "state")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.jsonl"


def load(kept: JournalFile, origin: str = ORIGIN) -> list[Entry]:
    return list(kept.load(origin, ALPHA.profile, ALPHA.tenant_id))


def ids(kept: JournalFile) -> list[str]:
    return [each.id for each in load(kept)]


# What is kept


@pytest.mark.parametrize(
    "made",
    [
        entry(),
        entry(context=BETA, kind=Kind.SNAPSHOTS, name=None, what=What.APPEARED, before=None),
        entry(what=What.GONE, after=None, away_since=START - timedelta(hours=3)),
        entry(what=What.ACTION, before=None, after=None, words="deleted", request_id="req-1"),
        entry(id=HOSTILE, name=HOSTILE, before=HOSTILE, after=HOSTILE, request_id=HOSTILE),
    ],
)
def test_an_entry_comes_back_as_it_was(made: Entry, kept: JournalFile) -> None:
    kept.append([(ORIGIN, made)])
    assert load(kept) == [made]


def test_each_tenant_of_each_cloud_has_its_own(kept: JournalFile) -> None:
    other = entry("v2", context=Context(ALPHA.profile, "beta", "KR1"))
    kept.append([(ORIGIN, entry()), (ORIGIN, other), (OTHER_ORIGIN, entry("v3"))])
    assert ids(kept) == ["v1"]
    assert [each.id for each in load(kept, OTHER_ORIGIN)] == ["v3"]
    assert [each.id for each in kept.load(ORIGIN, ALPHA.profile, "beta")] == ["v2"]
    assert kept.load(ORIGIN, "another profile", ALPHA.tenant_id) == []


def test_nobody_else_can_read_it(kept: JournalFile, path: Path) -> None:
    kept.append([(ORIGIN, entry())])
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_it_holds_what_the_journal_shows_and_no_more(kept: JournalFile, path: Path) -> None:
    kept.append([(ORIGIN, entry(what=What.ACTION, words="deleted", request_id="req-1", away_since=START))])
    [line] = filter(None, path.read_text("ascii").splitlines())
    assert json.loads(line).keys() == {
        *("v", "at", "where", "kind", "id", "what", "name", "before", "after", "words", "request_id", "away_since")
    }


def test_entries_come_in_the_order_of_time_and_what_two_runs_saw_once(kept: JournalFile) -> None:
    seconds = [0, 30, 60, 90]
    there, back = entry(), entry(before="error", after="available")
    for late, run in ((0, [there, back, there]), (7, [there, back])):
        for at, each in zip(seconds, run, strict=False):
            seen = START + timedelta(seconds=at + late)
            kept.append([(ORIGIN, entry(at=seen, before=each.before, after=each.after))])
    found = load(kept)
    assert [(each.at - START).seconds for each in found] == [0, 30, 60]


def test_actions_are_never_taken_for_the_same(kept: JournalFile) -> None:
    kept.append([(ORIGIN, entry(what=What.ACTION, words="tried"))] * 2)
    assert len(load(kept)) == 2


def test_nothing_to_add_makes_no_file(kept: JournalFile, path: Path) -> None:
    kept.append([])
    assert not path.exists()
    assert load(kept) == []


# Damage


def damaged(**changes: Any) -> bytes:
    said = {"v": 1, "at": START.isoformat(), "where": [ORIGIN, "", "alpha", "KR1"], "kind": "volumes"}
    return json.dumps(said | {"id": "v1", "what": "gone"} | changes).encode()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 5000,
        b'{"v": ' + b"9" * 5000 + b"}",
        b"x" * (LONGEST + 1),
        damaged(v=2),
        damaged(at="yesterday"),
        damaged(at="9999-12-31T23:59:59+00:00"),
        damaged(at=None),
        damaged(where=[ORIGIN, "", "alpha"]),
        damaged(where={}),
        damaged(kind="shares"),
        damaged(kind=[]),
        damaged(id=""),
        damaged(id=7),
        damaged(what="burnt"),
        damaged(name={}),
        damaged(before=1),
        damaged(words=None),
        damaged(request_id=[]),
        damaged(away_since=0),
        damaged(away_since="x"),
    ],
)
def test_a_line_that_is_damaged_costs_that_line(line: bytes, kept: JournalFile, path: Path) -> None:
    kept.append([(ORIGIN, entry("v0"))])
    with path.open("ab") as file:
        file.write(line + b"\n")
    kept.append([(ORIGIN, entry("v2"))])
    assert ids(kept) == ["v0", "v2"]


def test_a_line_that_a_full_disk_cut_short_costs_no_other(kept: JournalFile, path: Path) -> None:
    kept.append([(ORIGIN, entry("v0")), (ORIGIN, entry("v1"))])
    os.truncate(path, path.stat().st_size - 9)
    kept.append([(ORIGIN, entry("v2"))])
    assert ids(kept) == ["v0", "v2"]


def test_a_disk_that_takes_half_is_an_error(kept: JournalFile, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: write(descriptor, content[:50]))
    with pytest.raises(OSError):
        kept.append([(ORIGIN, entry())])


@pytest.mark.parametrize("long", ["n" * LONGEST, "볼륨" * LONGEST, HOSTILE * LONGEST])
def test_an_entry_whose_texts_have_no_end_is_kept_with_their_beginnings(long: str, kept: JournalFile) -> None:
    endless = entry("v1", name=long, before=long, after=long, words=long, request_id="req-1", what=What.ACTION)
    kept.append([(ORIGIN, endless), (ORIGIN, entry("v2"))])
    first, second = load(kept)
    assert (first.id, first.at, first.what, first.request_id) == ("v1", START, What.ACTION, "req-1")
    for text in (first.name, first.before, first.after, first.words):
        assert text
        assert len(text) >= 100
        assert long.startswith(text)
    assert second == entry("v2")


def test_words_without_an_end_cost_no_other_text(kept: JournalFile) -> None:
    kept.append([(ORIGIN, entry("v1", words="w" * 4 * LONGEST, what=What.ACTION))])
    [found] = load(kept)
    assert (found.name, len(found.words)) == ("name-v1", 2000)


def test_an_id_without_an_end_is_none_of_a_cloud(kept: JournalFile) -> None:
    kept.append([(ORIGIN, entry("v" * LONGEST)), (ORIGIN, entry("v2"))])
    assert ids(kept) == ["v2"]


@pytest.mark.parametrize("what", ["link", "readable", "pipe"])
def test_what_is_not_ours_alone_is_not_read_nor_written_to_but_replaced(
    what: str, kept: JournalFile, path: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    kept.append([(ORIGIN, entry("planted"))])
    if what == "link":
        path.rename(elsewhere)
        path.symlink_to(elsewhere)
    elif what == "readable":
        path.chmod(0o644)
    else:
        path.unlink()
        os.mkfifo(path)
    assert ids(kept) == []
    kept.append([(ORIGIN, entry("v1"))])
    assert ids(kept) == ["v1"]
    assert not path.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o600
    if what == "link":
        assert b"v1" not in elsewhere.read_bytes()


def test_a_directory_in_its_place_is_an_error_and_no_journal(kept: JournalFile, path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(OSError):
        kept.append([(ORIGIN, entry())])
    assert load(kept) == []


# Length


def test_a_long_file_is_made_shorter_and_keeps_the_newest(kept: JournalFile, path: Path) -> None:
    size = 0
    for batch in range(40):
        made = [entry(f"v{batch}-{number}", name="n" * 200) for number in range(100)]
        kept.append((ORIGIN, each) for each in made)
        size = max(size, path.stat().st_size)
    assert size < LONG + 100_000
    found = ids(kept)
    assert found[-1] == "v39-99"
    assert 500 < len(found) <= MOST_LINES
    assert len(set(found)) == len(found)
    assert [each.name for each in path.parent.iterdir()] == ["journal.jsonl"]


def test_more_are_never_read_than_are_kept(kept: JournalFile) -> None:
    kept.append((ORIGIN, entry(f"v{number}")) for number in range(MOST_LINES + 10))
    assert ids(kept)[0] == "v10"


# Several processes


def test_who_finds_it_locked_comes_again(kept: JournalFile, path: Path) -> None:
    kept.append([(ORIGIN, entry("v1"))])
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(Locked):
            kept.append([(ORIGIN, entry("v2"))])
        assert ids(kept) == ["v1"]
    kept.append([(ORIGIN, entry("v2"))])
    assert ids(kept) == ["v1", "v2"]


def test_a_file_that_somebody_writes_to_is_not_made_shorter(kept: JournalFile, path: Path) -> None:
    kept.append((ORIGIN, entry(f"v{number}", name="n" * 200)) for number in range(100))
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        kept.append((ORIGIN, entry(f"w{number}", name="n" * 200)) for number in range(4000))
    assert path.stat().st_size > LONG
    kept.append([(ORIGIN, entry("last"))])
    assert path.stat().st_size < LONG
    assert ids(kept)[-1] == "last"


def test_a_file_that_was_replaced_meanwhile_is_not_written_to(
    kept: JournalFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.append([(ORIGIN, entry("v1"))])
    lock = journal_file._lock

    def replaced_first(descriptor: int, how: int) -> None:
        kept.forget_all()
        JournalFile(path.parent)
        path.write_bytes(b"")
        path.chmod(0o600)
        lock(descriptor, how)

    with monkeypatch.context() as patch:
        patch.setattr(journal_file, "_lock", replaced_first)
        with pytest.raises(Locked):
            kept.append([(ORIGIN, entry("v2"))])
    kept.append([(ORIGIN, entry("v2"))])
    assert ids(kept) == ["v2"]


WRITER = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[1]]
from support_cloud import START
from support_inventory import ALPHA
from tbs_tui.inventory.history import Entry, What
from tbs_tui.inventory.picture import Kind
from tbs_tui.journal.file import JournalFile, Locked
kept = JournalFile(Path(sys.argv[2]))
for number in range(300):
    made = Entry(START, ALPHA, Kind.VOLUMES, f"{sys.argv[3]}-{number}", "n" * 2000, What.GONE)
    while True:
        try:
            kept.append([("https://identity.example:443", made)])
            break
        except Locked:
            pass
"""


def test_processes_that_write_at_the_same_time_leave_whole_lines(kept: JournalFile, path: Path) -> None:
    """Each writes 0.6 MB, so the file is made shorter while others append."""
    support = str(Path(__file__).parents[2])
    run = [sys.executable, "-c", WRITER, support, str(path.parent)]
    writers = [subprocess.Popen([*run, name]) for name in "abc"]
    assert [each.wait(timeout=60) for each in writers] == [0, 0, 0]
    lines = [line for line in path.read_bytes().split(b"\n") if line]
    found = ids(kept)
    assert len(found) == len(lines) == len(set(found)) > 200
    for name in "abc":
        numbers = [int(each.split("-")[1]) for each in found if each.startswith(name)]
        # None is missing between the oldest that is kept and the newest.
        assert numbers == list(range(300 - len(numbers), 300))


# Logout


def test_an_account_can_be_forgotten_and_others_stay(kept: JournalFile, path: Path) -> None:
    beta = Context(ALPHA.profile, "beta", "KR1")
    kept.append([(ORIGIN, entry("v1")), (OTHER_ORIGIN, entry("v2")), (ORIGIN, entry("v3", context=beta))])
    with path.open("ab") as file:
        file.write(b"whose is this?\n")
    kept.forget_account(ORIGIN, ["beta"])
    assert ids(kept) == ["v1"]
    assert b"whose" not in path.read_bytes()
    kept.forget_account(ORIGIN, None)
    assert ids(kept) == []
    assert [each.id for each in load(kept, OTHER_ORIGIN)] == ["v2"]
    kept.forget_account(OTHER_ORIGIN, None)
    assert not path.exists()


def test_forgetting_takes_what_a_killed_process_left(kept: JournalFile, path: Path) -> None:
    kept.append([(ORIGIN, entry())])
    leftover = path.with_name(".journal.jsonl-abc")
    leftover.write_bytes(b"x")
    state = path.with_name("state.json")
    state.write_bytes(b"{}")
    kept.forget_account(OTHER_ORIGIN, None)
    assert not leftover.exists()
    leftover.write_bytes(b"x")
    kept.forget_all()
    assert list(path.parent.iterdir()) == [state]
    kept.forget_all()
    kept.forget_account(ORIGIN, None)


def test_what_cannot_be_read_goes_whoever_is_forgotten(kept: JournalFile, path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(tmp_path / "nowhere")
    kept.forget_account(ORIGIN, None)
    assert not path.is_symlink()
