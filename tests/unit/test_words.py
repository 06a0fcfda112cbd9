"""Every word that a person reads can be translated: it is a literal inside `_`, `N_` or `ngettext`."""

import ast
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import tbs_tui

ROOT = Path(tbs_tui.__file__).parent
#: The demo cloud speaks as a server does, in English; `locale` is where the functions are.
FILES = sorted(path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] not in ("demo", "locale"))
#: What these are given, a person reads: by the places of the arguments.
SAYING: Mapping[str, tuple[int, ...]] = {
    "print": (0,),
    "complain": (0,),
    "Static": (0,),
    "Label": (0,),
    "notify": (0,),
    "UsageError": (0,),
    "SettingsError": (0,),
    "Refused": (0,),
    "NotUnderstood": (0,),
    "FilterError": (0,),
    "Button": (0,),
    "Tick": (0,),
    "Span": (0,),
    "Shown": (0,),
    "Cell": (0,),
    "say": (0,),
    "tell": (0,),
    "_heading": (0,),
    "Column": (1,),
    "Choice": (1, 2),
    "Entry": (0, 1),
    "Setting": (2, 3),
    "ColumnSpec": (1,),
}
#: What stands under these names, as an argument or in a class, a person reads.
READ = {"help", "label", "title", "placeholder", "tooltip", "description", "border_title", "border_subtitle", "takes"}
#: Names of things, the same in every language: the program, a unit, and what the API calls its own.
NAMES = {"tbs-tui", "GB", "private", "shared"}


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node) in names:
            yield node


def _literals(node: ast.expr | None) -> Iterator[str]:
    """Text that stands in the value of `node` as it is: not in what it calls."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            for part in parts:
                yield from _literals(part)
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            yield from _literals(left)
            yield from _literals(right)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            yield text


def _read_by_people(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (node.args[place] for place in SAYING.get(_name(node), ()) if place < len(node.args))
            # A worker's description is for Textual's own log.
            yield from (each.value for each in node.keywords if each.arg in READ and _name(node) != "run_worker")
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            [target, *_] = node.targets if isinstance(node, ast.Assign) else [node.target]
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            for name, value in pairs:
                if getattr(name, "id", getattr(name, "attr", "")) in READ:
                    yield value


def _wordy(text: str) -> bool:
    for name in NAMES:
        text = text.replace(name, "")
    # A single letter is a mark: x for a problem, o for none.
    return any(len(word.strip(string.punctuation)) > 1 and any(map(str.isalpha, word)) for word in text.split())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_word_is_left_out(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    found = {text for value in _read_by_people(tree) for text in _literals(value) if _wordy(text)}
    assert not found


def _messages(tree: ast.AST) -> Iterator[tuple[str, ...]]:
    """What gettext's tools take out of a file: the message, or singular and plural."""
    for call in _calls(tree, {"_", "N_", "ngettext"}):
        literals = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if literals:
            yield tuple(literals)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_messages_are_whole_literals_with_named_places(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    for call in _calls(tree, {"_", "N_", "ngettext"}):
        words = call.args[:2] if _name(call) == "ngettext" else call.args
        # A name stands for what `N_` has marked elsewhere; whatever is put together can't be found in a catalogue.
        allowed = (ast.Constant,) if _name(call) != "_" else (ast.Constant, ast.Name, ast.Attribute, ast.Subscript)
        assert all(isinstance(each, allowed) for each in words), ast.unparse(call)
    for forms in _messages(tree):
        for form in forms:
            places = [name for _text, name, _spec, _conversion in string.Formatter().parse(form) if name is not None]
            assert all(name.isidentifier() for name in places), form
        if len(forms) == 2:
            assert _places(forms[0]) <= _places(forms[1]), forms


def _places(form: str) -> set[str | None]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(form)} - {None}


def test_the_catalogue_of_messages_is_not_empty() -> None:
    messages = {forms for path in FILES for forms in _messages(ast.parse(path.read_text("utf-8")))}
    assert len(messages) > 200
    assert ("list the volumes",) in messages
    assert ("{n:,} more hint", "{n:,} more hints") in messages


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('print("two words")', {"two words"}),
        ('print(f"  x {name} is gone")', {"  x ", " is gone"}),
        ('print("  x " + plain(error))', {"  x "}),
        ('print(_("two words"))', set()),
        ('Shown("yes" if value else "no", "dim")', {"yes", "no"}),
        ('Choice("zone", "any zone", _("here"), "dim")', {"any zone"}),
        ('Static(label, id="some-id", classes="hint")', set()),
        ('add_argument("--flag", help="what it does")', {"what it does"}),
        ('id, label = "open", "detail"', {"detail"}),
        ('complain("no {x}".format(x=1) if a else _("b"))', {"no {x}"}),
    ],
)
def test_the_finder_finds(code: str, texts: set[str]) -> None:
    assert {text for value in _read_by_people(ast.parse(code)) for text in _literals(value)} == texts
