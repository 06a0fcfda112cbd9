"""The flags, made from the table of settings."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NoReturn

from tbs_tui import __version__
from tbs_tui.cli.argparse_words import HelpLines
from tbs_tui.cli.exits import Exit, complain
from tbs_tui.cli.shared import COMPLETIONS
from tbs_tui.locale import N_, _
from tbs_tui.settings import SETTINGS

#: Those of `query.language`, which costs more to import than --version may take.
FILTER_KEYS: Mapping[str, str] = {
    "volumes": "age: attached: az: bootable: id: meta.KEY: name: region: size: snaps: status: type:",
    "snapshots": "age: id: meta.KEY: name: progress: region: size: status: volume:",
    "types": "id: name: public: region: spec.KEY:",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        complain(_("{message} (see {command} --help)").format(message=message, command=self.prog))
        sys.exit(Exit.USAGE)


class _NoPassword(argparse.Action):
    """Without it argparse would quote the password as an argument that it does not know."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[str] | None,
        option_string: str | None = None,
    ) -> NoReturn:
        parser.error(
            _("a password is no argument, since every process can read those: set {name}").format(name="OS_PASSWORD")
        )


def typed_language(arguments: Sequence[str]) -> str | None:
    """What ``--lang`` is given, as typed, before there is the parser whose own words are to be in that language."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--lang", nargs="?")
    typed: str | None = early.parse_known_args(arguments)[0].lang
    return typed


def parser(arguments: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """The whole command line. Settings may stand before or after the command. With `arguments`, which are all that it
    will be given, the commands that are none of them are left without flags: making all took 8 ms."""
    root = _Parser(
        prog="tbs-tui",
        description=_("Explorer for the block storage of TOAST (NHN) Cloud. Without a command it opens the screen."),
        epilog=_examples(),
        allow_abbrev=False,
        formatter_class=HelpLines,
    )
    root.add_argument("--version", action="version", version=f"tbs-tui {__version__}")
    _add_settings(root, explorer=True)
    commands = root.add_subparsers(dest="command", metavar=_("command"), title=_("commands for scripts"))
    for name, (help_text, add_flags) in _COMMANDS.items():
        sub = commands.add_parser(
            name, help=_(help_text), description=_(help_text), allow_abbrev=False, formatter_class=HelpLines
        )
        if arguments is None or name in arguments:
            if name not in _WITHOUT_SETTINGS:
                _add_settings(sub, explorer=False)
            add_flags(sub)
    return root


def _examples() -> str:
    """A line for each command, and below it what it is for."""
    lines = (f"  {typed}\n      {_(words)}" for typed, words in EXAMPLES)
    return "\n".join((_("examples:"), *lines))


def _status(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--json", action="store_true", help=_("as JSON"))
    sub.add_argument("--all-regions", action="store_true", help=_("every region of the catalog"))


def _listing(name: str, example: str, sub: argparse.ArgumentParser) -> None:
    words = _("only rows that match all of it, such as '{example}'; keys: {keys}")
    sub.add_argument("--filter", metavar="FILTER", help=words.format(example=example, keys=FILTER_KEYS[name]))
    sub.add_argument("--sort", metavar="COLUMN", help=_("sort by a column; COLUMN:desc for the other direction"))
    form = sub.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=_("as JSON"))
    form.add_argument("--csv", action="store_true", help=_("as CSV"))


def _login(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--password-stdin", action="store_true", help=_("read the API password from standard input"))
    sub.add_argument(
        "--keep-password", action="store_true", help=_("keep the API password too, where the store keeps passwords")
    )
    sub.add_argument("--save", metavar="NAME", help=_("save the account as a profile of the configuration file"))


def _logout(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--all", action="store_true", help=_("those of every account"))


def _doctor(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--json", action="store_true", help=_("as JSON"))


def _show(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("id", metavar="ID", help=_("id of a volume or a snapshot"))
    sub.add_argument("--json", action="store_true", help=_("as JSON"))


def _completion(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("shell", choices=sorted(COMPLETIONS), help=_("the shell that is to complete what is typed"))


def _nothing(_sub: argparse.ArgumentParser) -> None:
    pass


#: Name -> (what it does, what adds its own flags).
_COMMANDS: Mapping[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "status": (N_("counts, sizes, what needs attention; exit 1 when something failed or is stuck"), _status),
    "volumes": (N_("list the volumes"), partial(_listing, "volumes", "status:error size:>100 !test")),
    "snapshots": (N_("list the snapshots"), partial(_listing, "snapshots", "volume:db age:>30d !test")),
    "types": (N_("list the volume types"), partial(_listing, "types", "name:ssd !test")),
    "login": (N_("sign in, and keep the token for the runs to come"), _login),
    "logout": (N_("remove the tokens of every tenant and the password from every store"), _logout),
    "doctor": (N_("what works here and what does not: terminal, files, stores, accounts; for a ticket"), _doctor),
    "show": (N_("everything about one volume or snapshot"), _show),
    "completion": (N_("print what makes a shell complete commands and flags"), _completion),
    "man": (N_("print the manual page, for man -l -"), _nothing),
}
#: They print a file, whoever asks.
_WITHOUT_SETTINGS = ("completion", "man")
#: What is typed, and what it is for.
EXAMPLES: Sequence[tuple[str, str]] = (
    ("tbs-tui --demo", N_("look round in a made-up cloud")),
    ("tbs-tui", N_("explore your own cloud; the first run asks who you are")),
    ("tbs-tui --profile prod --read-only", N_("look at production, change nothing")),
    ("tbs-tui status --all-regions", N_("is anything wrong? exit status 1 when so")),
    ("tbs-tui volumes --filter 'attached:no size:>100' --sort size:desc", N_("what is large and used by nobody")),
    ("tbs-tui snapshots --csv --filter 'age:>90d'", N_("old snapshots, for a spreadsheet")),
    ("tbs-tui doctor", N_("what works here and what does not")),
)


def _add_settings(parser: argparse.ArgumentParser, *, explorer: bool) -> None:
    parser.add_argument(
        "--password", "--os-password", nargs="?", action=_NoPassword, default=argparse.SUPPRESS, help=argparse.SUPPRESS
    )
    group = parser.add_argument_group(_("settings"))
    for setting in SETTINGS:
        if setting.explorer_only and not explorer:
            continue
        twin = f" [{setting.env}]" if setting.twin else ""
        help_text = (_(setting.help) + twin).replace("%", "%%")
        # SUPPRESS: a subcommand's own default must not undo what stood before the command.
        if setting.metavar:
            group.add_argument(setting.flag, metavar=setting.metavar, default=argparse.SUPPRESS, help=help_text)
        elif setting.negatable:
            group.add_argument(
                setting.flag, action=argparse.BooleanOptionalAction, default=argparse.SUPPRESS, help=help_text
            )
        else:
            group.add_argument(setting.flag, action="store_true", default=argparse.SUPPRESS, help=help_text)
