"""How pages are made: where templates are found, how dates read, and style sheets that may be cached for ever."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date, format_datetime
from flask import Flask, url_for
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader
from markupsafe import Markup, escape

from notifier.campaigns.calendar import LONDON, london_date
from notifier.campaigns.presets import template_root
from web.labels import label_of, letter_kind, sample_name

PAGES = template_root() / "pages"
NOT_DONE = "not done"  # what is flashed so is no success
_MOBILE_HERE = re.compile(r"\+447[0-9]{9}")


def set_up_templates(app: Flask, *, is_sample: bool = False) -> None:
    """Give the app its templates, filters and the `asset` function. Call it before the first page is made."""
    # The NHS.UK macros read parameters that were not given, and end in .jinja, which Flask would not escape.
    app.jinja_options = {
        "undefined": ChainableUndefined,
        "autoescape": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    app.jinja_loader = ChoiceLoader([FileSystemLoader(PAGES), PackageLoader("nhsuk_frontend_jinja")])
    app.jinja_env.filters |= {
        "day": day,
        "moment": moment,
        "number": number,
        "phone": phone,
        "say": label_of,
        "sentence_of": sentence_of,
        "sample_name": sample_name,
        "letter_kind": letter_kind,
        "weekday": weekday,
        "clock_time": clock_time,
    }
    app.jinja_env.filters |= {"filled": filled, "isolated": isolated, "dial": dial, "mail": mail}
    app.jinja_env.globals["sample"] = is_sample  # which every page of an invented practice says
    app.jinja_env.globals["asset"] = _assets(Path(app.static_folder or ""))


def day(value: date, language: str = "en_GB") -> str:
    """A date, or that of an aware time, as it is said: 1 December 2026."""
    return _day(london_date(value) if isinstance(value, datetime) else value, language)


@lru_cache(maxsize=1024)  # a campaign has few dates, and the patient's page says one each time that it is opened
def _day(value: date, language: str) -> str:
    return format_date(value, "d MMMM y", locale=language)


def moment(value: datetime, language: str = "en_GB") -> str:
    """An aware time as the practice's clock shows it: 1 December 2026 at 09:30."""
    return format_datetime(value, "d MMMM y 'at' HH:mm", tzinfo=LONDON, locale=language)


def clock_time(value: datetime) -> str:
    """The hour and minute of an aware time on the practice's clock, as in every language: 09:30."""
    return f"{value.astimezone(LONDON):%H:%M}"


def weekday(value: date) -> str:
    """A date, or that of an aware time, with its day of the week: Tuesday 1 December 2026."""
    return format_date(london_date(value) if isinstance(value, datetime) else value, "EEEE d MMMM y", locale="en_GB")


def sentence(refusal: Exception) -> str:
    """What a fault says, as a page says it: with a capital."""
    return sentence_of(str(refusal))


def sentence_of(text: str) -> str:
    """Words as they stand alone on a page: with a capital, unless an address comes first."""
    if "://" in text.partition(" ")[0]:
        return text
    return f"{text[:1].upper()}{text[1:]}"


def number(value: int) -> str:
    """A count as it is read: 10,000."""
    return f"{value:,}"


def phone(written: str) -> str:
    """A mobile as it is dialled here: 07700 900123 for +447700900123. Everything else stays as it is."""
    return f"0{written[3:7]} {written[7:]}" if _MOBILE_HERE.fullmatch(written) else written


def filled(text: str, **fields: object) -> Markup:
    """A sentence of the page with its {places} filled: what is no Markup is escaped."""
    return escape(text).format(**fields)


def isolated(value: object) -> Markup:
    """A number, an address or a code as one piece, whichever way the words around it run."""
    return Markup("<bdi>{}</bdi>").format(value)


def dial(number: str, by: str = "tel") -> Markup:
    """A phone number that a phone can call, kept in one piece."""
    return Markup('<a href="{}:{}"><bdi>{}</bdi></a>').format(
        by, number.replace(" ", ""), number.replace(" ", "\u00a0")
    )


def mail(address: str) -> Markup:
    """An email address that a mail program can open."""
    return Markup('<a href="mailto:{}"><bdi>{}</bdi></a>').format(address, address)


def _assets(folder: Path) -> Callable[[str], str]:
    """Addresses of static files that carry a hash of their content, so that browsers may keep them for ever."""
    manifest = folder / "manifest.json"
    hashes: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {}
    return lambda name: url_for("static", filename=name, v=hashes.get(name))
