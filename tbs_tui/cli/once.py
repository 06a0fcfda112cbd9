"""The commands for scripts: one look at the cloud, one answer on stdout."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from tbs_tui.account.context import Context
from tbs_tui.api.errors import ApiError, NotFound, PasswordNeeded
from tbs_tui.api.models import Resource, documented
from tbs_tui.cli.account import password_words
from tbs_tui.cli.exits import Exit, UsageError, complain, exit_status
from tbs_tui.cli.lists import needed_kinds, print_list
from tbs_tui.cli.output import drop_output, print_json
from tbs_tui.cli.report import RegionReport, print_status, print_status_json, status_exit
from tbs_tui.cli.wiring import Connection, connect, first_region
from tbs_tui.clock import Clock, SystemClock
from tbs_tui.inventory.picture import Kind
from tbs_tui.inventory.source import SessionSource
from tbs_tui.inventory.sweep import read_picture
from tbs_tui.locale import _, ngettext
from tbs_tui.query.attention import attention
from tbs_tui.query.totals import totals
from tbs_tui.settings import Settings
from tbs_tui.text import plain

_KINDS = {"volumes": Kind.VOLUMES, "snapshots": Kind.SNAPSHOTS, "types": Kind.TYPES}


def run_once(command: str, options: Mapping[str, Any], settings: Settings) -> int:
    """Do one command; the exit status. Errors become one line on stderr."""
    try:
        _check(command, options)
        status = asyncio.run(_run(command, options, settings))
        sys.stdout.flush()
    except PasswordNeeded as error:
        complain(password_words(settings.username or ""))
        return exit_status(error)
    except (ApiError, UsageError) as error:
        complain(error)
        return exit_status(error)
    except BrokenPipeError:
        raise
    except OSError as error:
        # The network's have become ApiError: this is a full disk under stdout, or no file handles left.
        drop_output()
        complain(_("stopped by the system: {reason}").format(reason=error))
        return Exit.INTERNAL
    return status


def _check(command: str, options: Mapping[str, Any]) -> None:
    """What can be known to be wrong before anything is sent. Raises UsageError."""
    if command in _KINDS:
        needed_kinds(_KINDS[command], options)
    if command == "show" and (not options["id"].isprintable() or not options["id"].strip(". ")):
        raise UsageError(_("{text!r} is not an id.").format(text=options["id"]))


async def _run(command: str, options: Mapping[str, Any], settings: Settings) -> int:
    clock = SystemClock()
    connection = await connect(settings, clock, os.environ)
    try:
        regions = await connection.session.regions()
        chosen = first_region(settings, regions)
        if command == "status":
            asked = regions if options["all_regions"] else (chosen,)
            unread = [region for region in regions if region not in asked]
            reports = await asyncio.gather(
                *(_region_report(connection, clock, region, settings.snapshot_days) for region in asked)
            )
            return _status(reports, unread, as_json=options["json"])
        if command == "show":
            return await _show(connection, chosen, options["id"], as_json=options["json"])
        return await _list(connection, clock, _KINDS[command], chosen, options, settings)
    finally:
        await connection.transport.aclose()


def _status(reports: Sequence[RegionReport], unread: Sequence[str], *, as_json: bool) -> int:
    if as_json:
        print_status_json(reports)
    else:
        print_status(reports, unread)
    return status_exit(reports)


async def _region_report(connection: Connection, clock: Clock, region: str, snapshot_days: int) -> RegionReport:
    context = Context("", connection.session.tenant_id, region)
    try:
        picture = await read_picture(
            SessionSource.of(connection.session), context, clock, (Kind.VOLUMES, Kind.SNAPSHOTS)
        )
    except ApiError as error:
        return RegionReport(region, context.tenant_id, error=error)
    findings = attention(picture, clock.now(), snapshot_days=snapshot_days)
    return RegionReport(region, context.tenant_id, totals(picture), findings, picture.malformed)


async def _list(
    connection: Connection, clock: Clock, kind: Kind, region: str, options: Mapping[str, Any], settings: Settings
) -> int:
    context = Context("", connection.session.tenant_id, region)
    kinds = needed_kinds(kind, options)
    picture = await read_picture(SessionSource.of(connection.session), context, clock, kinds)
    print_list(picture, kind, options, settings)
    spoiled = picture.listing(kind).malformed
    if spoiled:
        words = ngettext(
            "{n:,} row could not be read, or not all of it.",
            "{n:,} rows could not be read, or not all of them.",
            spoiled,
        )
        complain(words.format(n=spoiled))
    return Exit.OK


async def _show(connection: Connection, region: str, resource_id: str, *, as_json: bool) -> int:
    storage = await connection.session.block_storage(region)
    kind = "volume"
    found: Resource
    try:
        found = await storage.volume(resource_id)
    except NotFound:
        kind = "snapshot"
        try:
            found = await storage.snapshot(resource_id)
        except NotFound as error:
            words = _("{region} has no volume and no snapshot with the id {id}.").format(region=region, id=resource_id)
            raise NotFound(words, status=error.status, request_id=error.request_id) from None
    record = documented(found)
    if as_json:
        print_json({kind: record})
    else:
        width = max(map(len, record))
        for name, value in record.items():
            print(f"{name:<{width}}  {plain(_shown(value))}")
    return Exit.OK


def _shown(value: object) -> object:
    if isinstance(value, Mapping):
        return " ".join(f"{key}={each}" for key, each in value.items()) or "-"
    if isinstance(value, list):
        return "; ".join(str(_shown(each)) for each in value) or "-"
    if isinstance(value, bool):
        return str(value).lower()
    return "-" if value is None or value == "" else value
