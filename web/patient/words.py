"""The page's own words, one TOML file per language: what every campaign's page says in the same way."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from web.look import PAGES

WORDS = PAGES / "patient" / "words"
FALLBACK = "en"


def load(folder: Path = WORDS) -> Mapping[str, Mapping[str, Any]]:
    """Every language there is, by its code; English is always one of them."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))}


def chosen(languages: Mapping[str, Mapping[str, Any]], language: str) -> Mapping[str, Any]:
    """The words in `language`, or in its parent language ("pt" for "pt-BR"), or in English."""
    parent = language.partition("-")[0]
    return languages.get(language) or languages.get(parent) or languages[FALLBACK]
