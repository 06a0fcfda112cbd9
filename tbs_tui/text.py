"""The one sanitizer, and text measured in terminal cells.

API text is hostile: a volume may be called ``ESC ]52;c;...``. Whatever a person sees passes `plain` first. What leaves
`plain` holds no character that a terminal acts on, and it must still be shown with markup off: `plain` makes text safe
for the terminal, not for a markup parser.

Who writes it: whoever is a member of the tenant, or has the token of one (a script, an instance, an intruder), names
volumes, snapshots, images and instances, and writes descriptions and metadata. Whoever runs the cloud, or stands in for
it, also names tenants, regions, types and zones, and words errors. Each may want the terminal of whoever looks: to have
keys typed there, a clipboard filled, a title or a link changed, a row hidden, one name taken for another in front of a
delete. None of them can: what `plain` lets through is characters to be seen. Two names may still look alike (``a`` has
many shapes): a question before a delete shows the id too. Right-to-left letters are let through, and a terminal that
turns them round may show a row in another order.
"""

import unicodedata
from functools import lru_cache

#: What stands in for the rest of a name that is cut. U+2026 is East Asian Ambiguous (two cells in Korean terminals),
#: so the mark is a plain character of one cell.
CUT_MARK = "~"

#: Characters that count as printable and yet show nothing: Hangul fillers, joiners and variation selectors. Two names
#: could differ by them alone, or be made of them and look empty.
_INVISIBLE = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2800, 0x3164, 0xFFA0),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ),
    )
)


def plain(text: object) -> str:
    """`text` on one line, with every character that could drive or confuse a terminal made visible.

    Control characters (C0, DEL, C1), format characters (bidi overrides, zero-width), characters without a glyph, line
    separators, lone surrogates and unassigned code points become ``\\xNN`` or ``\\uNNNN``; every kind of space becomes
    a plain blank. Line breaks and tabs become one blank. Hangul jamo sequences are composed (NFC), so that their width
    is that of what is shown.
    """
    raw = text if isinstance(text, str) else str(text)
    if raw.isascii() and raw.isprintable():
        return raw
    return _plain(raw) if len(raw) <= 512 else _plain.__wrapped__(raw)


@lru_cache(maxsize=4096)
def _plain(raw: str) -> str:
    out: list[str] = []
    for char in unicodedata.normalize("NFC", raw):
        if char.isprintable() and char not in _INVISIBLE:
            out.append(char)
        elif char in "\n\r\t\v\f" or unicodedata.category(char) == "Zs":
            out.append(" ")
        else:
            code = ord(char)
            out.append(f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}")
    return "".join(out)


def cell_width(char: str) -> int:
    """Cells that `char` takes: 0 for a combining mark and for a Hangul vowel or final that NFC could not compose, 2 for
    East Asian wide and full-width, else 1."""
    if char.isascii():
        return 1
    # Many marks have combining class 0 (Thai and Indic vowels, enclosing signs): the category tells.
    if unicodedata.category(char) in ("Mn", "Me", "Mc") or "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7fb":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cells(text: str) -> int:
    """Width of `text` in terminal cells; `text` has passed `plain`."""
    if text.isascii():
        return len(text)
    return sum(map(cell_width, text))


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells: padded, or cut with `CUT_MARK` at its end. A wide character is never halved."""
    size = cells(text)
    if size > width:
        text = cut(text, width)
        size = cells(text)
    pad = " " * (width - size)
    return pad + text if right else text + pad


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, its end replaced by `CUT_MARK` when something had to go."""
    if cells(text) <= width:
        return text
    if width <= 0:
        return ""
    kept: list[str] = []
    used = 0
    for char in text:
        size = cell_width(char)
        if used + size > width - 1:
            break
        kept.append(char)
        used += size
    return "".join(kept) + CUT_MARK


def fold(text: str) -> str:
    """`text` as filters and searches compare it: NFC, case-folded."""
    return unicodedata.normalize("NFC", text.casefold()) if not text.isascii() else text.casefold()


def encodes(text: str, encoding: str) -> bool:
    """Whether `text` can be written in that encoding; not in one that Python does not know."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
