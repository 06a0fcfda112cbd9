"""Where each key of a TOML document stands: the standard library's parser names lines for bad syntax only."""

import re
import tomllib

Path = tuple[str | int, ...]
"""Keys from the top; a number is a place in a list, from 0."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    # Up to two quotes may stand before the three that end a multi-line string.
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})' r"|'''.*?'''(?:'{0,2})" r'|"(?:\\.|[^"\\])*"' r"|'[^']*'",
    re.DOTALL,
)
_OTHER = re.compile(r"[^,\]}#\n]+")


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) on which each key, and each item of a list, is first named. `text` is TOML that `tomllib` has
    read without complaint."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._tables: dict[Path, int] = {}
        """How many ``[[tables]]`` of a name there have been."""
        self.lines: dict[Path, int] = {}

    def document(self) -> None:
        base: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._next("[["):
                base = self._header(2)
            elif self._next("["):
                base = self._header(1)
            else:
                self._pair(base)
            self._skip(_BLANK)

    def _next(self, expected: str) -> bool:
        return self._text.startswith(expected, self._at)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise ValueError(f"not TOML at character {self._at}")
        self._at = found.end()
        return found.group()

    def _note(self, path: Path) -> None:
        if path not in self.lines:
            self.lines[path] = self._text.count("\n", 0, self._at) + 1

    def _header(self, brackets: int) -> Path:
        self._at += brackets
        names = self._key()
        path: Path = ()
        for name in names[:-1]:
            path = self._latest((*path, name))
        path = (*path, names[-1])
        self._note(path)
        if brackets == 2:
            self._tables[path] = self._tables.get(path, 0) + 1
        path = self._latest(path)
        self._note(path)
        self._at += brackets
        return path

    def _latest(self, path: Path) -> Path:
        """`path`, or where it is a list of tables the last of them: that is what a header below it means."""
        self._note(path)
        return (*path, self._tables[path] - 1) if path in self._tables else path

    def _key(self) -> list[str]:
        """A key, dotted or not; stops before ``=`` or ``]``."""
        names = []
        while True:
            self._skip(_SPACE)
            if self._text[self._at] in "\"'":
                names.append(str(tomllib.loads(f"key = {self._skip(_STRING)}")["key"]))
            else:
                names.append(self._skip(_BARE_KEY))
            self._skip(_SPACE)
            if not self._next("."):
                return names
            self._at += 1

    def _pair(self, base: Path) -> None:
        path = base
        for name in self._key():
            path = (*path, name)
            self._note(path)
        self._at += 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        if self._next("["):
            self._items(path)
        elif self._next("{"):
            self._inline(path)
        else:
            self._skip(_STRING if self._text[self._at] in "\"'" else _OTHER)

    def _items(self, path: Path) -> None:
        self._at += 1
        index = 0
        while self._past_comma("]"):
            self._note((*path, index))
            self._value((*path, index))
            index += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while self._past_comma("}"):
            self._pair(path)

    def _past_comma(self, end: str) -> bool:
        """Go on to the next item; False, and past `end`, when there is none."""
        self._skip(_BLANK)
        if self._next(","):
            self._at += 1
            self._skip(_BLANK)
        if self._next(end):
            self._at += 1
            return False
        return True
