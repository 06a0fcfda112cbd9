"""What we draw and say that is not ASCII, and what stands for it where nothing else may be.

It is this little because many dots, rules, boxes and ellipses are one cell wide here and two in a Korean terminal. The
marks of statuses (`api.statuses`), of cut names (`text.CUT_MARK`), borders, scroll bars and passwords are ASCII in all
terminals; a test reads all that is sent.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyph:
    """Two ways to draw one thing."""

    unicode: str
    ascii: str

    def drawn(self, *, in_ascii: bool) -> str:
        """The one of them."""
        return self.ascii if in_ascii else self.unicode


#: The key between Hangul and Latin, as it is printed on Korean keyboards.
HANGUL_KEY = Glyph("한/영", "Han/Eng")
