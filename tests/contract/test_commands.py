"""One-shot commands as processes: what they print, and what they ask for it."""

import csv
import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from support_commands import BARE, COMMAND, TENANT, Bench, bench, one_line

from tbs_tui.api.models import Snapshot, Volume, VolumeType, wire_name
from tbs_tui.demo import Fault, FaultKind
from tbs_tui.demo.rows import stamp
from tbs_tui.text import plain

STATUS_KEYS = {"region", "tenant_id", "volumes", "snapshots", "attention", "error"}
FINDING_KEYS = {"level", "kind", "id", "name", "status", "why"}


@pytest.fixture(scope="module")
def cloud() -> Iterator[Bench]:
    with bench() as made:
        yield made


@pytest.fixture
def served(cloud: Bench) -> Iterator[Bench]:
    cloud.cloud.faults.clear()
    yield cloud
    assert {method for method, path in cloud.sent() if path != "/v2.0/tokens"} <= {"GET"}
    cloud.cloud.faults.clear()


def _documented(kind: type) -> set[str]:
    return {wire_name(spec.name) for spec in fields(kind)} - {"malformed", "nhn_encryption", "region"}


# status


def test_status_asks_for_one_token_and_two_lists(served: Bench) -> None:
    done = served.run("status")
    assert done.status == 1
    assert done.err == ""
    assert sorted(served.sent()) == [("GET", "snapshots/detail"), ("GET", "volumes/detail"), ("POST", "/v2.0/tokens")]
    assert done.out.startswith(f"KR1  tenant {TENANT}\n")
    assert len(done.out.splitlines()) < 24


def test_status_json_has_the_documented_keys_and_true_sums(served: Bench) -> None:
    done = served.run("status", "--json")
    document = done.json()
    assert set(document) == {"regions", "ok"}
    assert (document["ok"], done.status) == (False, 1)
    [region] = document["regions"]
    assert set(region) == STATUS_KEYS
    assert (region["region"], region["tenant_id"], region["error"]) == ("KR1", TENANT, None)
    state = served.cloud.region(TENANT, "KR1")
    for sums, sizes in (
        (region["volumes"], [row.size for row in state.volumes.newest_first()]),
        (region["snapshots"], [row.size for row in state.snapshots.newest_first()]),
    ):
        assert set(sums) == {"count", "gb", "by_status"}
        assert (sums["count"], sums["gb"]) == (len(sizes), sum(sizes))
        assert sum(sums["by_status"].values()) == len(sizes)
    assert region["attention"]
    for finding in region["attention"]:
        assert set(finding) == FINDING_KEYS
        assert finding["level"] in ("problem", "advice")
    problems = {finding["id"] for finding in region["attention"] if finding["level"] == "problem"}
    assert {row.id for row in state.volumes.newest_first() if row.status == "error"} <= problems


def test_a_healthy_cloud_with_advice_ends_with_0() -> None:
    with bench(12) as healthy:
        for volume in healthy.cloud.region(TENANT, "KR1").volumes.newest_first():
            volume.status = "available"
            volume.kept = None
        for snapshot in healthy.cloud.region(TENANT, "KR1").snapshots.newest_first():
            snapshot.status = "available"
        done = healthy.run("status", "--json")
        assert done.status == 0
        assert done.json()["ok"] is True
        assert {finding["level"] for finding in done.json()["regions"][0]["attention"]} == {"advice"}
        assert "no problems" in healthy.run("status").out


def test_status_calls_a_snapshot_old_after_as_many_days_as_were_set() -> None:
    with bench(12) as aged:
        region = aged.cloud.region(TENANT, "KR1")
        for snapshot in region.snapshots.newest_first():
            snapshot.created_at = stamp(datetime.now(UTC) - timedelta(days=9))

        def old(*flags: str) -> list[str]:
            [found] = aged.run("status", "--json", *flags).json()["regions"]
            return [each["why"] for each in found["attention"] if "newest" in each["why"]]

        assert old() == []
        assert set(old("--snapshot-days", "9")) == {"its newest snapshot is 9 days old"}


def test_all_regions_with_one_down_reports_the_others_and_ends_with_4(served: Bench) -> None:
    served.cloud.faults.add(Fault(FaultKind.HTML_PAGE, region="KR2", status=501))
    done = served.run("status", "--all-regions", "--json")
    assert (done.status, done.json()["ok"]) == (4, False)
    regions = {region["region"]: region for region in done.json()["regions"]}
    assert list(regions) == ["KR1", "KR2", "JP1"]
    assert regions["KR2"]["volumes"] is regions["KR2"]["snapshots"] is None
    assert regions["KR2"]["attention"] == []
    assert "501" in regions["KR2"]["error"]
    assert regions["KR1"]["error"] is regions["JP1"]["error"] is None
    assert regions["JP1"]["volumes"]["count"] > 0
    text = served.run("status", "--all-regions")
    assert text.status == 4
    assert [line.split()[0] for line in text.out.splitlines() if not line.startswith(" ")] == ["KR1", "KR2", "JP1"]
    assert re.search(r"^KR2 .*\n  x .*501", text.out, re.MULTILINE)


def test_a_token_refused_everywhere_is_3_and_in_one_region_is_4(served: Bench) -> None:
    for path in ("/KR1/", "/KR2/", "/JP1/"):
        served.cloud.faults.add(Fault(FaultKind.STATUS, path=path, status=401))
    assert served.run("status", "--all-regions").status == 3
    assert served.run("status", "--region", "KR2").status == 3
    served.cloud.faults.clear()
    served.cloud.faults.add(Fault(FaultKind.STATUS, region="KR2", status=401))
    assert served.run("status", "--all-regions").status == 4


# lists


def test_volumes_json_asks_for_volumes_only_and_has_the_guides_own_fields(served: Bench) -> None:
    done = served.run("volumes", "--json")
    assert (done.status, done.err) == (0, "")
    assert served.sent() == [("POST", "/v2.0/tokens"), ("GET", "volumes/detail")]
    document = done.json()
    assert list(document) == ["tenant_id", "region", "fetched_at", "volumes"]
    assert (document["tenant_id"], document["region"]) == (TENANT, "KR1")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", document["fetched_at"])
    for row in document["volumes"]:
        assert set(row) - {"nhn_encryption"} == _documented(Volume)
        assert "created" not in row
    encrypted = [row for row in document["volumes"] if row["encrypted"]]
    assert encrypted
    assert all(set(row["nhn_encryption"]) == {"skm_key_version", "skm_key_id"} for row in encrypted)
    shelf = served.cloud.region(TENANT, "KR1").volumes
    assert {row["id"] for row in document["volumes"]} == {row.id for row in shelf.newest_first()}


def test_snapshots_and_types_have_the_guides_own_fields(served: Bench) -> None:
    snapshots = served.run("snapshots", "--json").json()
    assert served.sent() == [("POST", "/v2.0/tokens"), ("GET", "snapshots/detail")]
    assert list(snapshots) == ["tenant_id", "region", "fetched_at", "snapshots"]
    assert {frozenset(row) for row in snapshots["snapshots"]} == {frozenset(_documented(Snapshot))}
    types = served.run("types", "--json").json()
    assert served.sent() == [("POST", "/v2.0/tokens"), ("GET", "types")]
    assert list(types) == ["tenant_id", "region", "fetched_at", "volume_types"]
    assert {frozenset(row) for row in types["volume_types"]} == {frozenset(_documented(VolumeType))}
    names = [row["name"] for row in types["volume_types"]]
    assert names == sorted(names)


@pytest.mark.parametrize("command", ["volumes", "snapshots", "types"])
def test_json_csv_and_text_have_the_same_rows_in_the_same_order(served: Bench, command: str) -> None:
    [*_, rows] = served.run(command, "--json").json().values()
    table = list(csv.DictReader(io.StringIO(served.run(command, "--csv").out)))
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    assert [row["name"] for row in table] == [plain(row["name"] or "") for row in rows]
    header, *lines = served.run(command).out.splitlines()
    assert header.startswith("ID")
    assert [line.split()[0] for line in lines] == [row["id"] for row in rows]


def test_filter_and_sort(served: Bench) -> None:
    sizes = [row["size"] for row in served.run("volumes", "--json", "--sort", "size:desc").json()["volumes"]]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) > 3
    sizes = [row["size"] for row in served.run("volumes", "--json", "--sort", "size").json()["volumes"]]
    assert sizes == sorted(sizes)
    rows = served.run("volumes", "--json", "--filter", "IN-USE !hdd").json()["volumes"]
    assert rows
    assert {row["status"] for row in rows} == {"in-use"}
    assert not any("HDD" in row["volume_type"] for row in rows)
    nothing = served.run("volumes", "--filter", "no-such-volume-anywhere")
    assert (nothing.status, len(nothing.out.splitlines())) == (0, 1)
    chosen = served.run("volumes", "--json", "--filter", "status:in-use size:>=50 -type:hdd").json()["volumes"]
    assert chosen
    assert {row["status"] for row in chosen} == {"in-use"}
    assert all(row["size"] >= 50 and "HDD" not in row["volume_type"] for row in chosen)
    served.sent()
    # What a column shows of the other list is read with it, and so is what a filter asks of it.
    bare = served.run("volumes", "--json", "--filter", "snaps:0").json()["volumes"]
    assert 0 < len(bare) < len(sizes)
    assert {path for _method, path in served.sent()} == {"/v2.0/tokens", "volumes/detail", "snapshots/detail"}
    served.run("volumes", "--json", "--sort", "newest_snapshot:desc")
    assert {path for _method, path in served.sent()} == {"/v2.0/tokens", "volumes/detail", "snapshots/detail"}


def test_every_page_of_1250_volumes() -> None:
    with bench(1250, page_limit=500) as large:
        rows = large.run("volumes", "--json").json()["volumes"]
        assert len({row["id"] for row in rows}) == len(rows) == 1250
        assert large.sent() == [("POST", "/v2.0/tokens")] + 3 * [("GET", "volumes/detail")]
        assert len(large.run("volumes", "--csv").out.splitlines()) == 1251
        [region] = large.run("status", "--json").json()["regions"]
        assert region["volumes"]["count"] == 1250
        # A reader that has seen enough ends the matter, however much there is still to write.
        pipe = " ".join([*COMMAND, "volumes", "|", "head", "-1"])
        done = subprocess.run(
            ["bash", "-c", f"{pipe}; exit ${{PIPESTATUS[0]}}"],
            env=BARE | dict(large.account),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("ID ")


def test_rows_that_cannot_be_read_are_counted_on_stderr(served: Bench) -> None:
    served.cloud.faults.add(Fault(FaultKind.MALFORMED_ITEMS, path="/KR1/volume"))
    done = served.run("volumes", "--json")
    assert done.status == 0
    one_line(done.err)
    assert "could not be read" in done.err
    assert any(row["size"] is None for row in done.json()["volumes"])
    assert "could not be read" in served.run("status").out


# show


def test_show_a_volume_and_a_snapshot(served: Bench) -> None:
    region = served.cloud.region(TENANT, "KR1")
    volume, snapshot = next(iter(region.volumes.newest_first())), next(iter(region.snapshots.newest_first()))
    [(kind, row)] = served.run("show", volume.id, "--json").json().items()
    assert (kind, row["id"]) == ("volume", volume.id)
    assert set(row) - {"nhn_encryption"} == _documented(Volume)
    assert served.sent() == [("POST", "/v2.0/tokens"), ("GET", f"volumes/{volume.id}")]
    [(kind, row)] = served.run("show", snapshot.id, "--json").json().items()
    assert (kind, row["id"], set(row)) == ("snapshot", snapshot.id, _documented(Snapshot))
    text = served.run("show", volume.id).out
    assert ["id", volume.id] in [line.split() for line in text.splitlines()]
    assert len(text.splitlines()) == len(_documented(Volume)) + (volume.encryption is not None)


def test_an_unknown_id_is_one_line_and_4(served: Bench) -> None:
    done = served.run("show", "00000000-0000-4000-8000-000000000000", "--region", "kr2")
    assert (done.status, done.out) == (4, "")
    one_line(done.err)
    assert "KR2 has no volume and no snapshot with the id 00000000-0000-4000-8000-000000000000" in done.err
