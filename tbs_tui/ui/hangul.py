"""What was typed while the keyboard is set to Hangul, as the keys of the Latin layout that were pressed.

The layout is the 2-beolsik one (KS X 5002), which every Korean system comes with. Shift makes another jamo of seven
keys alone: of the others a capital letter can't be told from a small one.
"""

from collections.abc import Mapping
from types import MappingProxyType

_PAIRS = (
    "ㅂq ㅈw ㄷe ㄱr ㅅt ㅛy ㅕu ㅑi ㅐo ㅔp ㅁa ㄴs ㅇd ㄹf ㅎg ㅗh ㅓj ㅏk ㅣl ㅋz ㅌx ㅊc ㅍv ㅠb ㅜn ㅡm "
    "ㅃQ ㅉW ㄸE ㄲR ㅆT ㅒO ㅖP"
)
#: The jamo that have a key of their own.
JAMO_KEYS: Mapping[str, str] = MappingProxyType({pair[0]: pair[1] for pair in _PAIRS.split()})
#: Jamo that an input method makes of two.
_DOUBLE = {
    "ㅘ": "hk",
    "ㅙ": "ho",
    "ㅚ": "hl",
    "ㅝ": "nj",
    "ㅞ": "np",
    "ㅟ": "nl",
    "ㅢ": "ml",
    "ㄳ": "rt",
    "ㄵ": "sw",
    "ㄶ": "sg",
    "ㄺ": "fr",
    "ㄻ": "fa",
    "ㄼ": "fq",
    "ㄽ": "ft",
    "ㄾ": "fx",
    "ㄿ": "fv",
    "ㅀ": "fg",
    "ㅄ": "qt",
}
_ANY = {**JAMO_KEYS, **_DOUBLE}
#: The parts of a syllable, in the order of Unicode (chapter 3.12).
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3
_FULL_WIDTH, _ASCII = range(0xFF01, 0xFF5F), 0x21
#: Jamo that join into syllables, as some systems send them.
_JOINING = {
    chr(start + place): jamo
    for start, row in ((0x1100, _LEADS), (0x1161, _VOWELS), (0x11A8, _TAILS))
    for place, jamo in enumerate(row)
}


def latin_keys(char: str) -> str | None:
    """The characters that the same keys type in the Latin layout; None for what is neither Hangul nor full-width."""
    if len(char) != 1 or char.isascii():
        return None
    code = ord(char)
    if code in _FULL_WIDTH:
        return chr(code - _FULL_WIDTH.start + _ASCII)
    if char == "\u3000":
        return " "
    if not _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE:
        return _ANY.get(_JOINING.get(char, char))
    rest, tail = divmod(code - _FIRST_SYLLABLE, len(_TAILS) + 1)
    lead, vowel = divmod(rest, len(_VOWELS))
    parts = _LEADS[lead] + _VOWELS[vowel] + (_TAILS[tail - 1] if tail else "")
    return "".join(_ANY[part] for part in parts)
