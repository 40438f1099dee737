"""What every letter is printed with: the fonts, the shell around the words, and its style."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from jinja2 import Environment, StrictUndefined

from notifier.errors import RenderFault
from notifier.press.fonts import BOLD_FILE, REGULAR_FILE, LetterFont, load_font
from notifier.press.overlay import Faces

# The style names its fonts by these addresses; nothing else can be fetched while a letter is laid out.
REGULAR_ADDRESS = "font:regular"
BOLD_ADDRESS = "font:bold"


@dataclass(frozen=True)
class Stationery:
    """`shell` is the Jinja source of `templates/print/letter.html`, `style` the CSS beside it."""

    faces: Faces
    shell: str
    style: str

    @classmethod
    def load(cls, templates_dir: Path, fonts_dir: Path) -> Self:
        """From `templates/` and the folder of the built fonts. RenderFault names the file that is missing."""
        regular, bold = (load_font(fonts_dir / name) for name in (REGULAR_FILE, BOLD_FILE))
        print_dir = templates_dir / "print"
        return cls(Faces(regular, bold), _text(print_dir / "letter.html"), _text(print_dir / "letter.css"))

    @property
    def fonts(self) -> dict[str, LetterFont]:
        """The fonts by the address under which the style asks for them."""
        return {REGULAR_ADDRESS: self.faces.regular, BOLD_ADDRESS: self.faces.bold}

    def page(self, **values: object) -> str:
        """The whole HTML of a letter. `jinja2.UndefinedError` if the shell wants a value that is not given."""
        environment = Environment(undefined=StrictUndefined, autoescape=True)
        return environment.from_string(self.shell).render(style=self.style, **values)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RenderFault(f"The letter's {path.name} cannot be read from {path.parent}.") from error
