"""The report of ``doctor`` as text: a heading and indented lines for each part."""

from collections.abc import Iterator

from tbs_tui.cli.doctor import Report, StoreReport
from tbs_tui.cli.doctor_accounts import Account, Answering, Kept
from tbs_tui.cli.doctor_machine import Output, Place, Terminal
from tbs_tui.clock import local
from tbs_tui.locale import _

_NONE = "-"


def words(report: Report) -> Iterator[str]:
    """Lines, safe for a terminal since the report's texts are."""
    yield _(
        "No password and no token is in here, so it can go into a ticket. User names, tenant IDs, hosts, paths are."
    )
    yield ""
    packages = ", ".join(f"{name} {version or _('missing')}" for name, version in report.packages.items())
    yield f"tbs-tui {report.version}, Python {report.python}, {report.system}"
    yield packages
    for problem in report.problems:
        yield _("PROBLEM: {words}").format(words=problem)
    yield ""
    yield _("Terminal")
    yield from _indented(_terminal(report.terminal))
    yield _("Files")
    yield from _indented(_place(each) for each in report.places)
    if report.stores:
        yield _("Where tokens can be kept, best first")
        yield from _indented(_store(each) for each in report.stores)
    if report.certificates is not None:
        found = report.certificates
        where = ", ".join(each for each in (found.file, found.directory) if each is not None) or _NONE
        source = _("given by OS_CACERT or a flag") if found.given else _("the system's")
        trouble = "" if found.readable else _("; PROBLEM: they can't be read")
        yield _("Certificates")
        yield from _indented([f"{where} ({source}){trouble}"])
    if report.demo:
        yield _("Demo: a made-up cloud in memory; there is no service to reach and nothing is kept.")
    for account in report.accounts:
        yield _account_title(account)
        yield from _indented(_account(account))
    yield ""
    yield _("Everything a run needs works.") if not report.status else _("Not everything works: see PROBLEM.")


def _indented(lines: Iterator[str] | list[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _terminal(found: Terminal) -> Iterator[str]:
    size = f"{found.columns}x{found.lines}" if found.columns is not None else _("no size: this is no terminal")
    yield f"TERM={found.term or _NONE} COLORTERM={found.colorterm or _NONE}, {size}"
    no_color = _(" (NO_COLOR is set)") if found.no_color else ""
    yield _("colours: {colours}").format(colours=found.colours) + no_color
    yield f"stdout {_output(found.stdout)}, stderr {_output(found.stderr)}"
    yield _("locale {name}, encoding {encoding}").format(name=found.locale or _NONE, encoding=found.locale_encoding)
    around = [found.multiplexer] if found.multiplexer else []
    around += ["SSH"] if found.ssh else []
    yield _("within: {programs}").format(programs=", ".join(around) or _NONE)


def _output(found: Output) -> str:
    if found.encoding is None:
        return _("closed")
    return f"{found.encoding} ({_('terminal') if found.terminal else _('no terminal')})"


def _place(found: Place) -> str:
    if not found.exists:
        return f"{found.kind:<7} {found.path} ({_('not there')})"
    if found.too_open:
        return f"{found.kind:<7} {found.path} ({_('mode {mode}: open to others').format(mode=found.mode)})"
    return f"{found.kind:<7} {found.path}"


def _store(found: StoreReport) -> str:
    if not found.usable:
        return _("{name}: no: {reason}").format(name=found.name, reason=found.reason)
    kept = _("tokens and passwords") if found.keeps_passwords else _("tokens only")
    use = _("IN USE") if found.used else _("not needed")
    return f"{found.name}: {use}; {kept}. {found.readers}"


def _account_title(account: Account) -> str:
    name = _("Profile {name}").format(name=account.name) if account.name else _("Environment and flags")
    notes = [_("used")] if account.used else []
    notes += [_("production")] if account.production else []
    return f"{name} ({', '.join(notes)})" if notes else name


def _account(account: Account) -> Iterator[str]:
    user, region = account.username or _NONE, account.region or _NONE
    yield _("user {user}, region {region}, tokens in: {store}").format(user=user, region=region, store=account.store)
    if account.password_given:
        yield _("OS_PASSWORD is set: every run signs in anew, and keeps nothing")
    yield from _identity(account.identity)
    if not account.tenants:
        yield _("no tenant or no user is known, so no token is looked for")
    for kept in account.tenants:
        yield _kept(kept)


def _identity(found: Answering) -> Iterator[str]:
    if found.url is None:
        yield _("PROBLEM: {words}").format(words=found.trouble)
        return
    if found.reachable:
        answer = _("HTTP {status} in {ms} ms").format(status=found.status, ms=found.milliseconds)
    else:
        answer = _("PROBLEM: {words}").format(words=found.trouble)
    yield f"{found.url}: {answer}"
    if found.loopback:
        yield _("directly: this machine itself, which never goes through a proxy")
    elif found.proxy is not None:
        yield _("through the proxy {proxy}").format(proxy=found.proxy)
    else:
        yield _("directly: the environment has no proxy for it")


def _kept(found: Kept) -> str:
    if not found.kept:
        why = f" ({found.trouble})" if found.trouble is not None else ""
        return _("tenant {id}: no token is kept").format(id=found.tenant_id) + why
    until = local(found.until, None).strftime("%Y-%m-%d %H:%M %Z") if found.until is not None else _NONE
    state = {True: _("accepted"), False: _("REFUSED by the service: sign in again"), None: _("not checked")}
    told = _("tenant {id}: token until {time}, {state}; regions {regions}").format(
        id=found.tenant_id, time=until, state=state[found.accepted], regions=", ".join(found.regions) or _NONE
    )
    return told + (f" ({found.trouble})" if found.trouble is not None else "")
