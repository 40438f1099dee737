"""Writing other than Latin: which fonts a language is set in, how much room its lines need, and runs that read the
other way.

Latin letters keep the letter's own font in every language: names, addresses and codes look the same in all of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Script:
    """The files of a script's fonts, and how it is set.

    `scale` makes its letters look as large as Latin ones of the same size. In em: the heights of a line of text, of a
    heading, on a slip in large print (which has to fit its page) and in the practice block; what is added between
    words; and how far letters rise above the lines of a heading that are set close.
    """

    regular_file: str
    bold_file: str
    scale: float
    line_height: float
    heading_height: float
    slip_height: float
    practice_height: float
    word_spacing: float = 0
    ink_above: float = 0


_NASKH = Script("NotoNaskhArabic_400Regular.ttf", "NotoNaskhArabic_700Bold.ttf", 1.05, 1.6, 1.4, 1.4, 1.6)
# Nastaliq slopes: a word begins high above the line that it ends on, and leans over the space before it.
_NASTALIQ = Script("NotoNastaliqUrdu_400Regular.ttf", "NotoNastaliqUrdu_700Bold.ttf", 1, 2.1, 2, 1.6, 1.9, 0.12, 0.45)
_GURMUKHI = Script("NotoSansGurmukhi_400Regular.ttf", "NotoSansGurmukhi_700Bold.ttf", 1, 1.6, 1.4, 1.4, 1.4)
SCRIPTS: Mapping[str, Script] = MappingProxyType(
    {"ar": _NASKH, "fa": _NASKH, "ckb": _NASKH, "ur": _NASTALIQ, "pa": _GURMUKHI}
)

_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LATIN = "0-9A-Za-z\u00c0-\u024f"
# A telephone number, a code, an address on the web, a name of several words: begins and ends with a letter or digit.
_LEFT_TO_RIGHT = rf"(?:\+|\(\d+\) ?)?[{_LATIN}](?:(?:[^\s<>&(){_RIGHT_TO_LEFT}]|[ \u00a0](?=[{_LATIN}]))*[{_LATIN}])?"
_TAG_OR_RUN = re.compile(rf"(<[^>]*>|&#?\w+;)|({_LEFT_TO_RIGHT})")
_WORD = re.compile("[^ \u00a0]+")
_MARK = "\N{LEFT-TO-RIGHT MARK}"


def script_of(language: str) -> Script | None:
    """The script of a language (BCP 47); None where the letter's own font is enough."""
    return SCRIPTS.get(language.partition("-")[0].lower())


def isolated_runs(html: str) -> str:
    """Right-to-left HTML in which each left-to-right run is kept in its own order (Unicode Standard Annex 9).

    Without, the two halves of a telephone number change places: after an Arabic letter they are Arabic numbers. Each
    word stands between marks of its own, because the run may be broken into lines, each of which is set for itself.
    """
    return _TAG_OR_RUN.sub(lambda found: found[1] or _WORD.sub(rf"{_MARK}\g<0>{_MARK}", found[2]), html)


def unmarked(text: str) -> str:
    """`text` without the marks that `isolated_runs` put in."""
    return text.replace(_MARK, "")
