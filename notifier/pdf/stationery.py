"""What every letter is printed with: the fonts, the shell around the words, and its style."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from jinja2 import Environment, StrictUndefined

from notifier.errors import RenderFault
from notifier.pdf.font_widths import BOLD_FILE, REGULAR_FILE
from notifier.pdf.fonts import LetterFont, load_font
from notifier.pdf.geometry import PRINTER, Envelope
from notifier.pdf.layout import LETTER_FAMILY
from notifier.pdf.name_fonts import NameFace, NameFonts
from notifier.pdf.overlay import Faces
from notifier.pdf.writing_systems import Script, isolated_runs, script_of

# The style names its fonts by these addresses; nothing else can be fetched while a letter is laid out.
REGULAR_ADDRESS = "font:regular"
BOLD_ADDRESS = "font:bold"
_SCRIPT_REGULAR_ADDRESS = "font:script-regular"
_SCRIPT_BOLD_ADDRESS = "font:script-bold"
_SCRIPT_FAMILY = f"{LETTER_FAMILY}-Script"
_CLOSER = 0.15  # em: the lines of the box that says how to answer stand for themselves, closer than those of a slip


@dataclass(frozen=True)
class Stationery:
    """`shell` is the Jinja source of `templates/print/letter.html`, `style` the CSS beside it.

    The fonts of other scripts stay in `fonts_dir` until a language needs them, and those of `names` on the machine
    until a name does. `envelope` is what all letters go into.
    """

    faces: Faces
    shell: str
    style: str
    fonts_dir: Path
    names: NameFonts
    envelope: Envelope = PRINTER
    _scripts: dict[Script, dict[str, LetterFont]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def load(cls, templates_dir: Path, fonts_dir: Path, envelope: Envelope = PRINTER) -> Self:
        """From `templates/` and the folder of the built fonts. RenderFault names the file that is missing."""
        regular, bold = (load_font(fonts_dir / name) for name in (REGULAR_FILE, BOLD_FILE))
        print_dir = templates_dir / "print"
        shell, style = _text(print_dir / "letter.html"), _text(print_dir / "letter.css")
        return cls(Faces(regular, bold), shell, style, fonts_dir, NameFonts(fonts_dir), envelope)

    def fonts_of(self, language: str) -> Mapping[str, LetterFont]:
        """The fonts for a language (BCP 47), by the address that the style asks for. RenderFault: a file is missing."""
        fonts = {REGULAR_ADDRESS: self.faces.regular, BOLD_ADDRESS: self.faces.bold}
        script = script_of(language)
        return fonts | self._fonts_of_script(script) if script else fonts

    def name_faces(self, language: str, names: str) -> Sequence[NameFace]:
        """What names need beyond the fonts of a language. NoShape: a character that no font has."""
        return () if names.isascii() else self.names.faces(names, self.fonts_of(language).values())

    def page(
        self,
        *,
        language: str,
        direction: str,
        name_faces: Sequence[NameFace] = (),
        line_height: float = 1.5,
        tightness: float = 1,
        **values: object,
    ) -> str:
        """The whole HTML of a letter, its lines, `line_height` ems apart, closer by the factor of `tightness`.

        `jinja2.UndefinedError` if the shell wants a value that is not given.
        """
        environment = Environment(undefined=StrictUndefined, autoescape=True)
        environment.filters["isolated"] = isolated_runs if direction == "rtl" else str
        script = script_of(language)
        style = self.style + (_script_style(script) if script else "") + names_style(name_faces, script)
        if tightness < 1:
            style += f"html {{ --line: {(script.line_height if script else line_height) * tightness:.3f} }}"
        shell = environment.from_string(self.shell)
        scale = script.scale if script else 1
        return shell.render(style=style, language=language, direction=direction, scale=scale, **values)

    def _fonts_of_script(self, script: Script) -> dict[str, LetterFont]:
        if script not in self._scripts:
            self._scripts[script] = {
                _SCRIPT_REGULAR_ADDRESS: load_font(self.fonts_dir / script.regular_file),
                _SCRIPT_BOLD_ADDRESS: load_font(self.fonts_dir / script.bold_file),
            }
        return self._scripts[script]


def names_style(name_faces: Sequence[NameFace], script: Script | None = None) -> str:
    """What names add to a style: their fonts, behind the letter's own and that of its script."""
    if not name_faces:
        return ""
    behind = [f"{LETTER_FAMILY}-{face.script}" for face in name_faces]
    own = [LETTER_FAMILY, *([_SCRIPT_FAMILY] if script else [])]
    faces = (
        _font_face(family, weight, address)
        for family, face in zip(behind, name_faces, strict=True)
        for weight, address in zip((400, 700), face.addresses, strict=True)
    )
    return "".join((*faces, f"html {{ {_families(*own, *behind)} }}\n"))


def _script_style(script: Script) -> str:
    """What a script adds to the letter's style: its fonts, behind the letter's own, and the room for its lines."""
    close = round(script.slip_height - _CLOSER, 2)
    families = _families(LETTER_FAMILY, _SCRIPT_FAMILY)
    return f"""
{_font_face(_SCRIPT_FAMILY, 400, _SCRIPT_REGULAR_ADDRESS)}{_font_face(_SCRIPT_FAMILY, 700, _SCRIPT_BOLD_ADDRESS)}
@page {{ {families} }}
html {{ {families}; word-spacing: {script.word_spacing}em; --line: {script.line_height};
  --line-em: {script.line_height}em; --heading-line: {script.heading_height}; --slip-line: {script.slip_height};
  --slip-line-em: {script.slip_height}em; --close-line: {close}; --close-line-em: {close}em;
  --ink-above: {script.ink_above}em; --practice-line: {script.practice_height} }}
"""


def _font_face(family: str, weight: int, address: str) -> str:
    return f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{address}") }}\n'


def _families(*families: str) -> str:
    return "font-family: " + ", ".join(f'"{family}"' for family in families)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RenderFault(f"The letter's {path.name} cannot be read from {path.parent}.") from error
