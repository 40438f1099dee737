"""A practice's own preset, for tests: the shipped one with a short letter, quick to lay out, and with translations."""

import shutil
from pathlib import Path

from notifier.campaigns import presets

NAME = "local"
LETTER = """<div class="place" data-place="date"></div>
<div class="place" data-place="salutation"></div>
<h1>{{ practice_name }}: LANGUAGE</h1>
{% if guardian %}<p>To a parent.</p>{% endif %}
<div class="place" data-place="deadline"></div>
<div class="scan"><div class="place" data-place="qr"></div>
<div><div class="place" data-place="typed_url"></div><div class="place" data-place="code"></div></div></div>
"""
_WORDS = """direction = "ltr"
salutation = "Dzień dobry, {name}"
salutation_guardian = "Do rodziców: {name}"
page_line = "{page} / {pages}"
phone_line = "Telefon: {phone}"
"""


def own_preset(root: Path, *languages: str, reviewed_by: str = "") -> str:
    """Put it into a practice's folder of presets, and return its name."""
    folder = root / NAME
    shutil.copytree(presets.template_root() / "messages" / "scr" / "en", folder / "en")
    shutil.copy(presets.template_root() / "messages" / "scr" / "preset.toml", folder)
    for part in ("letter.html", "letter_easy.html"):
        (folder / "en" / part).write_text(LETTER, encoding="utf-8")
    for language in languages:
        (folder / language).mkdir()
        (folder / language / "letter.html").write_text(LETTER.replace("LANGUAGE", language), encoding="utf-8")
        (folder / language / "letter.toml").write_text(_WORDS, encoding="utf-8")
        (folder / language / "translation.toml").write_text(record(reviewed_by), encoding="utf-8")
    return NAME


def record(reviewed_by: str) -> str:
    """Who reviewed a translation; nobody makes it one for trying the layout."""
    pseudo = "false" if reviewed_by else "true"
    return f'language = "Polski"\nreviewed_by = "{reviewed_by}"\nreviewed_on = 2026-11-02\npseudo = {pseudo}\n'
