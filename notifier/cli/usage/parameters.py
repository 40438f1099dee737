"""The parameters that many commands have."""

from pathlib import Path

import click

INPUT_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
OUTPUT_FILE = click.Path(path_type=Path, dir_okay=False)
OUTPUT_FOLDER = click.Path(path_type=Path, file_okay=False)
PORT = click.IntRange(1, 65535)


def campaign_id() -> click.Argument:
    """ID, of a campaign."""
    return click.Argument(["campaign_id"], metavar="ID", type=int)


def staff(about: str | None = None) -> click.Option:
    """--staff, the address of whoever does it; it has to be given."""
    return click.Option(["--staff", "email"], required=True, help=about)


def as_json(about: str | None = None) -> click.Option:
    """--json, for programs."""
    return click.Option(["--json", "as_json"], is_flag=True, help=about)


def letter_file() -> click.Option:
    """--letter, the file that a sample letter is written to."""
    return click.Option(["--letter"], type=OUTPUT_FILE, help="Write the sample letter to this PDF.")


def output_folder() -> click.Option:
    """--out, the folder that something is written into; it has to be given."""
    return click.Option(["--out"], type=OUTPUT_FOLDER, required=True)


def output_file() -> click.Option:
    """--out, the file that something is written to; it has to be given."""
    return click.Option(["--out"], type=OUTPUT_FILE, required=True)


def seed(about: str | None = None) -> click.Option:
    """--seed, the same for the same outcome."""
    return click.Option(["--seed"], type=int, default=1, show_default=True, help=about)
