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
REASONED = LETTER.replace("</h1>", "</h1>\n<p>{{ reason }}</p>")  # of a campaign that says why
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
    (folder / "en" / "reason.toml").write_text(reason("en"), encoding="utf-8")
    for part in ("letter.html", "letter_easy.html"):
        (folder / "en" / part).write_text(REASONED, encoding="utf-8")
    for language in languages:
        (folder / language).mkdir()
        (folder / language / "letter.html").write_text(REASONED.replace("LANGUAGE", language), encoding="utf-8")
        (folder / language / "letter.toml").write_text(_WORDS, encoding="utf-8")
        (folder / language / "reason.toml").write_text(reason(language), encoding="utf-8")
        (folder / language / "translation.toml").write_text(record(reviewed_by), encoding="utf-8")
    return NAME


def reason(language: str) -> str:
    """The practice's own reason, and who signs."""
    return f'reason = "We mean it in {language}."\nsigned_by = "Dr Robin Test"\nsigned_role = "GP partner"\n'


def record(reviewed_by: str) -> str:
    """Who reviewed a translation; nobody makes it one for trying the layout."""
    pseudo = "false" if reviewed_by else "true"
    return f'language = "Polski"\nreviewed_by = "{reviewed_by}"\nreviewed_on = 2026-11-02\npseudo = {pseudo}\n'
