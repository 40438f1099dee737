"""The statements that the law asks for: privacy (UK GDPR, articles 13 and 14) and accessibility (SI 2018/952, reg. 8).

Their words are in `statements.toml`; what differs between installations comes from the settings, what differs between
practices from what the page knows of the one that a link leads to.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from string import Formatter
from typing import Any, NamedTuple, Self

from markupsafe import Markup

from notifier.providers import registry
from notifier.settings import Settings
from web.templating import PAGES, day, dial, filled, isolated, mail

SOURCE = PAGES / "patient" / "statements.toml"
_REGULATOR, _REGULATOR_PHONE = "https://ico.org.uk", "0303 123 1113"
_ADVICE, _ADVICE_PHONE = "https://www.equalityadvisoryservice.com", "0808 800 0082"


class Section(NamedTuple):
    """A heading and what stands below it."""

    heading: str
    lines: tuple[Markup, ...]


@dataclass(frozen=True)
class Statements:
    """Both statements of one installation; what is empty is not known, and the line that needs it is left out."""

    page: str = ""  # where the pages are
    dpo: str = ""  # who the data protection officer is, and how to reach them
    companies: str = ""  # the companies that patients' details go to
    retention_days: int = 0
    _source: Mapping[str, Any] = field(default_factory=lambda: tomllib.loads(SOURCE.read_text(encoding="utf-8")))

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the settings have it. Raises SettingsFault for a provider that is named and not installed."""
        companies = ", ".join(registry.companies(settings))
        return cls(f"{settings.public_url}/r", settings.dpo, companies, settings.retention_days)

    @property
    def names(self) -> frozenset[str]:
        """What there is a statement of."""
        return frozenset(self._source) - {"dated"}

    def sections(self, name: str, practice: Mapping[str, Any], unnamed: str) -> list[Section]:
        """One statement; `practice` has its details as they are published, `unnamed` what to call one that has none."""
        facts = {**self._facts, **_of_practice(practice, unnamed)}
        return [Section(part["heading"], tuple(_lines(part, facts))) for part in self._source[name]]

    @cached_property
    def _facts(self) -> Mapping[str, object]:
        dated: date = self._source["dated"]
        return {
            "page": isolated(self.page),
            "dpo": self.dpo and isolated(self.dpo),
            "companies": self.companies and isolated(self.companies),
            "days": self.retention_days,
            "regulator": _link(_REGULATOR),
            "regulator_phone": dial(_REGULATOR_PHONE),
            "advice": _link(_ADVICE),
            "advice_phone": dial(_ADVICE_PHONE),
            "dated": day(dated),
            "review_by": day(dated.replace(year=dated.year + 1)),  # the model's "at least once a year"
        }


def _of_practice(words: Mapping[str, Any], unnamed: str) -> dict[str, object]:
    phone, email, address = (words.get(f"practice_{detail}", "") for detail in ("phone", "email", "address"))
    return {
        "practice": isolated(words.get("practice_name") or unnamed),
        "phone": phone and dial(phone),
        "email": email and mail(email),
        "address": address and isolated(address),
    }


def _lines(part: Mapping[str, Any], facts: Mapping[str, object]) -> Iterator[Markup]:
    wanted = [line for line in part["lines"] if all(facts[name] for name in _places(line))]
    # Who else gets the details may be nobody, and then nothing of the rest is so either.
    is_said = bool(wanted) and ("otherwise" not in part or any(map(_places, wanted)))
    for line in wanted if is_said else (part["otherwise"],):
        yield filled(line, **facts)


def _places(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name}


def _link(url: str) -> Markup:
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(url, url.removeprefix("https://"))
