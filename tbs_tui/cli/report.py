"""``status``: one screenful per region, for people and for monitoring."""

from collections.abc import Sequence
from typing import Any

from tbs_tui.api.errors import ApiError
from tbs_tui.cli.exits import Exit, exit_status
from tbs_tui.cli.output import print_json
from tbs_tui.locale import _, ngettext
from tbs_tui.query.attention import Finding, Level
from tbs_tui.query.columns import human_gb, short_id
from tbs_tui.query.totals import ResourceTotals, Totals
from tbs_tui.records import dataclass
from tbs_tui.text import plain

#: Findings of advice that the text names one by one, per region; JSON has all.
MOST_ADVICE = 5


@dataclass(frozen=True, slots=True)
class RegionReport:
    """What one region looked like; either a picture's sums and findings, or the error."""

    region: str
    tenant_id: str
    totals: Totals | None = None
    findings: Sequence[Finding] = ()
    malformed: int = 0
    error: ApiError | None = None

    @property
    def problems(self) -> int:
        """How many findings are problems and not mere advice."""
        return sum(finding.level is Level.PROBLEM for finding in self.findings)


def status_exit(reports: Sequence[RegionReport]) -> Exit:
    """Unreadable before a problem before healthy. When every region failed in the same way that says more than
    unreadable does: a sign-in refused everywhere is a sign-in refused."""
    failed = [None if report.error is None else exit_status(report.error) for report in reports]
    if any(failed):
        return failed[0] if failed[0] is not None and len(set(failed)) == 1 else Exit.UNREADABLE
    return Exit.PROBLEM if any(report.problems for report in reports) else Exit.OK


def print_status_json(reports: Sequence[RegionReport]) -> None:
    """As documented in the README: regions, and whether all is well."""
    print_json({"regions": [_record(report) for report in reports], "ok": status_exit(reports) is Exit.OK})


def _record(report: RegionReport) -> dict[str, Any]:
    totals = report.totals
    return {
        "region": report.region,
        "tenant_id": report.tenant_id,
        "volumes": None if totals is None else _sums(totals.volumes),
        "snapshots": None if totals is None else _sums(totals.snapshots),
        "attention": [
            {
                "level": finding.level.value,
                "kind": finding.kind,
                "id": finding.id,
                "name": finding.name,
                "status": finding.status,
                "why": finding.why,
            }
            for finding in report.findings
        ],
        "error": None if report.error is None else str(report.error),
    }


def _sums(totals: ResourceTotals) -> dict[str, Any]:
    return {"count": totals.count, "gb": totals.gb, "by_status": dict(sorted(totals.by_status.items()))}


def print_status(reports: Sequence[RegionReport], unread: Sequence[str]) -> None:
    """One screenful for people, with the regions that were not asked."""
    for report in reports:
        print(_("{region}  tenant {tenant}").format(region=plain(report.region), tenant=plain(report.tenant_id)))
        if report.error is not None:
            print("  x " + plain(report.error))
            continue
        if report.totals is not None:
            print(_line(_("volumes"), report.totals.volumes))
            print(_line(_("snapshots"), report.totals.snapshots))
        if report.malformed:
            print("  ? " + _("{n:,} with fields that could not be read").format(n=report.malformed))
        _print_findings(report)
    if unread:
        print(_("Not looked at: {regions} (--all-regions).").format(regions=plain(", ".join(unread))))


def _line(label: str, totals: ResourceTotals) -> str:
    parts = ", ".join(f"{count:,} {plain(status)}" for status, count in sorted(totals.by_status.items()))
    sums = f"{totals.count:,}  {human_gb(totals.gb)}"
    return f"  {label:<10} {sums}" + (f"  ({parts})" if parts else "")


def _print_findings(report: RegionReport) -> None:
    problems = [finding for finding in report.findings if finding.level is Level.PROBLEM]
    advice = [finding for finding in report.findings if finding.level is Level.ADVICE]
    for finding in problems:
        print(f"  x {_words(finding)}")
    for finding in advice[:MOST_ADVICE]:
        print(f"  - {_words(finding)}")
    if len(advice) > MOST_ADVICE:
        more = len(advice) - MOST_ADVICE
        print("  - " + ngettext("{n:,} more hint", "{n:,} more hints", more).format(n=more))
    if not problems:
        print("  o " + _("no problems"))


def _words(finding: Finding) -> str:
    name = plain(finding.name) if finding.name else short_id(finding.id)
    return f"{finding.resource} {name} ({short_id(finding.id)}): {plain(finding.why)}"
