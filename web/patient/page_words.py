"""The page's own words, one TOML file per language: what every campaign's page says in the same way."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from web.templating import PAGES

WORDS = PAGES / "patient" / "words"
FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur"})  # for the pages that belong to no campaign
Words = Mapping[str, Any]


def load_page_words(folder: Path = WORDS) -> Mapping[str, Words]:
    """Every language there is, by its code; English is always one of them."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))}
