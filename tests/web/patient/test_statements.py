"""The statements that the law asks for say all of it, with what is so here, and leave out what nobody knows."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date

import pytest

from notifier.campaigns.readability import grade
from notifier.settings import build_settings
from tests.readability import MISREAD
from web.patient.statements import SOURCE, Statements

PRACTICE = {
    "practice_name": "Riverside Surgery & Co",
    "practice_phone": "01632 960123",
    "practice_email": "desk@example.com",
    "practice_address": "1 Station Road, Blackwater",
}
FULL = Statements("https://surgery.example.com/r", "Ash Test, dpo@example.com", "Twilio, Elm Print", 183)

BARE = Statements("https://surgery.example.com/r", retention_days=183)  # of an installation that says nothing more


def words_of(statements: Statements, name: str, practice: Mapping[str, str]) -> str:
    sections = statements.sections(name, practice, "Your GP practice")
    return "\n".join(line for section in sections for line in (section.heading, *section.lines))


def test_the_privacy_notice_says_what_the_law_asks_for() -> None:
    said = words_of(FULL, "privacy", PRACTICE)
    for needed in (
        "Riverside Surgery &amp; Co",
        "controller",
        "tel:01632960123",
        "mailto:desk@example.com",
        "Ash Test, dpo@example.com",
        "Twilio, Elm Print",
        "183 days",
        "article 6(1)(e)",
        "article 9(2)(h)",
        "right to object",
        "outside the United Kingdom",
        "Information Commission",
        "https://ico.org.uk",
        "come from your record",
    ):
        assert needed in said, needed


def test_the_accessibility_statement_says_what_the_law_asks_for() -> None:
    said = words_of(FULL, "accessibility", PRACTICE)
    for needed in (
        "https://surgery.example.com/r",
        "fully compliant with the Web Content Accessibility Guidelines, version 2.2, level AA",
        "What is not accessible",
        "mailto:desk@example.com",
        "within 10 working days",
        "Equality and Human Rights Commission",
        "Accessibility Regulations 2018",
        "https://www.equalityadvisoryservice.com",
        "prepared on 30 November 2026",
        "by 30 November 2027",
    ):
        assert needed in said, needed


@pytest.mark.parametrize("name", sorted(FULL.names))
def test_what_nobody_knows_is_left_out_and_its_section_still_says_something(name: str) -> None:
    said = words_of(BARE, name, {})
    assert "Your GP practice" in said
    assert not re.search(r"[{}]|: \.|  ", said)
    assert all(section.lines for section in BARE.sections(name, {}, "Your GP practice"))
    assert "Ask us for their names" in words_of(BARE, "privacy", {})
    assert "outside the United Kingdom" not in words_of(BARE, "privacy", {})


def test_recipients_are_the_providers_that_are_set_up_and_those_that_are_named() -> None:
    values = {"instance": "/nowhere", "database_url": "sqlite://"}
    providers = {"twilio_account_sid": "AC0", "sendgrid_api_key": "SG.x", "companies": " Elm Print , Twilio"}
    assert Statements.of(build_settings({**values, **providers})).companies == "SendGrid, Twilio, Elm Print"
    assert Statements.of(build_settings(values)) == Statements("http://127.0.0.1:8000/r", "", "", 183)


def test_the_statements_are_dated_and_plain() -> None:
    source = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    assert isinstance(source["dated"], date)
    for name in FULL.names:
        lines = [line for part in source[name] for line in part["lines"]]
        assert grade(lines) <= 9
        assert {found.group() for line in lines for found in MISREAD.finditer(line)} <= {"object"}
        assert sum("right to object" in line for line in lines) == (name == "privacy")
