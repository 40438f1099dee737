"""The parameters that many commands have."""

from collections.abc import Callable, Iterable
from pathlib import Path

import click

INPUT_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
OUTPUT_FILE = click.Path(path_type=Path, dir_okay=False)
OUTPUT_PATH = click.Path(path_type=Path)
OUTPUT_FOLDER = click.Path(path_type=Path, file_okay=False)
PORT = click.IntRange(1, 65535)


class WordAmong(click.ParamType[str]):
    """One of the words that `words()` gives, asked when one is typed: an installed distribution may bring further ones.

    `usual` are those of the program itself, which help shows.
    """

    name = "word"

    def __init__(self, usual: Iterable[str], words: Callable[[], Iterable[str]]) -> None:
        self._usual, self._words = tuple(usual), words

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """As a choice is shown."""
        shown = "|".join(self._usual)
        return f"{{{shown}}}" if param.param_type_name == "argument" else f"[{shown}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word itself. Wrong usage for any other."""
        words = [str(word) for word in self._words()]
        if value not in words:
            self.fail(f"{value!r} is not one of {', '.join(map(repr, words))}.", param, ctx)
        return value


def campaign_id() -> click.Argument:
    """ID, of a campaign."""
    return click.Argument(["campaign_id"], metavar="ID", type=int)


def staff(about: str = "Who does it.", *, required: bool = True, named: str = "email") -> click.Option:
    """--staff, the address of whoever does it.

    Where it is not `required`, it may be left out while only invented patients are on record. `named` is the parameter.
    """
    return click.Option(["--staff", named], required=required, help=about)


def as_json(about: str = "One object on standard output.") -> click.Option:
    """--json, for programs."""
    return click.Option(["--json", "as_json"], is_flag=True, help=about)


def letter_file() -> click.Option:
    """--letter, the file that a sample letter is written to."""
    return click.Option(["--letter"], type=OUTPUT_FILE, help="Write the sample letter to this PDF.")


def output_folder() -> click.Option:
    """--out, the folder that something is written into; it has to be given."""
    return click.Option(["--out"], type=OUTPUT_FOLDER, required=True, help="The folder to write into.")


def output_file() -> click.Option:
    """--out, the file that something is written to; it has to be given."""
    return click.Option(["--out"], type=OUTPUT_FILE, required=True, help="The file to write.")


def seed(about: str = "The same seed, the same result.") -> click.Option:
    """--seed, the same for the same outcome."""
    return click.Option(["--seed"], type=int, default=1, show_default=True, help=about)
