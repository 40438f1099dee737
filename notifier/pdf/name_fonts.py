"""Fonts for names in scripts that a letter's own fonts do not have: the Noto family, as the machine has it.

Which script a character is of says the Unicode Character Database; Noto has a font for each. Of a large font (Chinese,
Japanese, Korean) the letter gets only the characters that its name has.
"""

import io
import os
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from fontTools import subset
from fontTools import unicodedata as unicode_scripts
from fontTools.ttLib import TTFont, TTLibError

from notifier.errors import RenderFault
from notifier.pdf.fonts import LetterFont, NoShape
from notifier.pdf.writing_systems import SCRIPTS, Script

PACKAGES = "fonts-noto-core and fonts-noto-cjk"  # what Debian calls them
FONT_ROOTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local" / "share" / "fonts")
_CORRECT = " Correct the name on the record, or tell the patient another way: by text, email or telephone."
_ENDINGS = (".ttf", ".otf", ".ttc")


@dataclass(frozen=True, slots=True)
class NameFace:
    """The fonts of a script (ISO 15924) for one name."""

    script: str
    regular: LetterFont
    bold: LetterFont

    @property
    def addresses(self) -> Mapping[str, LetterFont]:
        """Its two fonts by the addresses that a style asks for."""
        return {f"font:{self.script}-regular": self.regular, f"font:{self.script}-bold": self.bold}


@dataclass(frozen=True, slots=True)
class _Files:
    """Where the fonts of a script are: names of files without their endings, and the number in a collection."""

    regular: str
    bold: str
    number: int | None = None


def _noto(stem: str) -> _Files:
    return _Files(f"{stem}-Regular", f"{stem}-Bold")


def _ours(script: Script) -> _Files:
    return _Files(Path(script.regular_file).stem, Path(script.bold_file).stem)


def _cjk(number: int) -> _Files:
    return _Files("NotoSansCJK-Regular", "NotoSansCJK-Bold", number)


_SANS = (_noto("NotoSans"),)
_KANA, _HAN = (_cjk(0),), (_cjk(2),)
# The fonts of our own languages come with us; one collection has Japanese, Korean and Chinese, for they differ.
_NAMED: Mapping[str, Sequence[_Files]] = MappingProxyType(
    {
        "Arab": (_ours(SCRIPTS["ar"]), _noto("NotoNaskhArabic")),
        "Guru": (_ours(SCRIPTS["pa"]), _noto("NotoSansGurmukhi")),
        "Latn": _SANS,
        "Grek": _SANS,
        "Cyrl": _SANS,
        "Hira": _KANA,
        "Kana": _KANA,
        "Hani": _HAN,
        "Bopo": _HAN,
        "Hang": (_cjk(1),),
    }
)
_OF_NO_SCRIPT = ("Zyyy", "Zinh")  # common signs, and marks that take the script of their letter


def fonts_of_faces(faces: Sequence[NameFace]) -> dict[str, LetterFont]:
    """The fonts of all faces by the addresses that a style asks for."""
    return {address: font for face in faces for address, font in face.addresses.items()}


class NameFonts:
    """The fonts of the machine, looked for when the first name needs one."""

    def __init__(self, fonts_dir: Path, roots: Sequence[Path] = FONT_ROOTS) -> None:
        """`fonts_dir` has the letter's own; it and the `roots` are searched with all that is in them."""
        self._roots = (fonts_dir, *roots)
        self._paths: dict[str, Path] | None = None
        self._characters: dict[tuple[Path, int | None], frozenset[int]] = {}
        self._whole: dict[Path, LetterFont] = {}

    @property
    def are_there(self) -> bool:
        """Whether both packages are installed: their largest scripts tell."""
        return all(self._path(name) for name in ("NotoSansDevanagari-Regular", "NotoSansCJK-Regular"))

    def missing(self, text: str, own: Collection[LetterFont]) -> list[str]:
        """The characters that neither the letter's `own` fonts nor those of their scripts can show, each once."""
        strange = _strange(text, own)
        found = {script: self._files(script) for script in map(_script, strange)}
        return [sign for sign in strange if ord(sign) not in self._covered(found[_script(sign)])]

    def faces(self, text: str, own: Collection[LetterFont]) -> tuple[NameFace, ...]:
        """What `text` needs beyond the letter's `own` fonts. NoShape: a character that no font has."""
        if missing := self.missing(text, own):
            raise NoShape(missing, _CORRECT if self.are_there else f" Install the packages {PACKAGES}.")
        by_script: dict[str, str] = {}
        for sign in _strange(text, own):
            by_script[_script(sign)] = by_script.get(_script(sign), "") + sign
        return tuple(self._face(script, "".join(sorted(signs))) for script, signs in sorted(by_script.items()))

    def _face(self, script: str, signs: str) -> NameFace:
        files = self._files(script)
        assert files is not None  # its characters are covered
        regular = self._font(files.regular, files.number, signs)
        bold = self._font(files.bold, files.number, signs) if self._path(files.bold) else regular
        return NameFace(script, regular, bold)

    def _font(self, name: str, number: int | None, signs: str) -> LetterFont:
        path = self._path(name)
        assert path is not None
        if number is not None:
            return _part_of(path, number, signs)
        if path not in self._whole:
            self._whole[path] = LetterFont(path.read_bytes())
        return self._whole[path]

    def _covered(self, files: _Files | None) -> frozenset[int]:
        """The code points of a script's font; none without the font."""
        path = self._path(files.regular) if files else None
        if files is None or path is None:
            return frozenset()
        key = path, files.number
        if key not in self._characters:
            try:
                with TTFont(path, fontNumber=files.number or 0, lazy=True) as font:
                    self._characters[key] = frozenset(font.getBestCmap())
            except (OSError, TTLibError) as error:
                raise RenderFault(f"The font {path} cannot be read: install the packages {PACKAGES} again.") from error
        return self._characters[key]

    def _files(self, script: str) -> _Files | None:
        """The files of a script: the named ones, else Noto Sans of that name, else Noto Serif; None without them."""
        if script in _OF_NO_SCRIPT:
            return None
        name = unicode_scripts.script_name(script, default="").replace("_", "")
        candidates = _NAMED.get(script) or (_noto(f"NotoSans{name}"), _noto(f"NotoSerif{name}"))
        return next((files for files in candidates if self._path(files.regular)), None)

    def _path(self, name: str) -> Path | None:
        if self._paths is None:
            self._paths = {
                path.stem.casefold(): path
                for root in reversed(self._roots)
                for folder, _, files in os.walk(root)
                for path in (Path(folder, file) for file in files)
                if path.name.startswith("Noto") and path.suffix in _ENDINGS
            }
        return self._paths.get(name.casefold())


def _strange(text: str, own: Collection[LetterFont]) -> list[str]:
    """The characters that the letter's own fonts do not have, each once, in the order of the text."""
    composed = dict.fromkeys(unicodedata.normalize("NFC", text))
    return [sign for sign in composed if not any(font.has(sign) for font in own)]


@lru_cache(maxsize=4096)
def _script(sign: str) -> str:
    """The script of a character; of one that several use, such as a full stop of Chinese, one that has it."""
    script: str = unicode_scripts.script(sign)
    if script not in _OF_NO_SCRIPT:
        return script
    scripts = set(unicode_scripts.script_extension(sign)) - set(_OF_NO_SCRIPT)
    return min(scripts, key=lambda one: (one != "Hani", one), default=script)


@lru_cache(maxsize=256)
def _part_of(path: Path, number: int, signs: str) -> LetterFont:
    """The font with the shapes of these characters only; a third of a second for one of 40,000."""
    options = subset.Options(hinting=False, notdef_outline=True, layout_features=["*"])
    target = io.BytesIO()
    with TTFont(path, fontNumber=number, lazy=True, recalcTimestamp=False) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(text=f" \u00a0{signs}")  # a space is set in the font of the word before it
        cutter.subset(font)
        font.save(target)
    return LetterFont(target.getvalue())
