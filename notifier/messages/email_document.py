"""The document that an email's words stand in: without it a mail program guesses language, width and colours."""

from functools import cache

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from notifier.campaigns.presets import template_root


def email_document(words: str, practice_name: str, subject: str) -> str:
    """The whole HTML of an email; `words` are HTML with marks where each patient's values go.

    Words that bring a document of their own stay as they are.
    """
    if "<html" in words.lower():
        return words
    shown = Markup(words)  # noqa: S704 - laid out with autoescaping
    return _shell().render(words=shown, practice_name=practice_name, subject=subject)


@cache
def _shell() -> Template:
    source = (template_root() / "email" / "document.html").read_text(encoding="utf-8")
    return Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True).from_string(source)
