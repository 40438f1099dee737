"""The settings of email by SMTP: what is refused, what is missing, and what the doctor advises."""

from typing import Any

import pytest
from pydantic import ValidationError

from notifier.providers.smtp_email.smtp_plugin import SMTP, SmtpSettings
from notifier.vocabulary import Channel, ConditionLevel

WHOLE = {"smtp_host": "mail.example.com", "smtp_from": "surgery@example.com", "smtp_operator": "Sample Hosting"}


@pytest.mark.parametrize("host", ["mail.example.com", "192.0.2.1"])
@pytest.mark.parametrize("prefix", ["smtp", "smtp_bounce_imap"])
def test_nothing_crosses_a_network_in_the_clear(prefix: str, host: str) -> None:
    with pytest.raises(
        ValidationError, match=f"{prefix}_security may be none only where {prefix}_host is this computer"
    ):
        SmtpSettings(**{f"{prefix}_host": host, f"{prefix}_security": "none"})
    own: dict[str, Any] = {f"{prefix}_host": "localhost", f"{prefix}_security": "none"}
    assert SmtpSettings(**own).is_wanted


@pytest.mark.parametrize(
    "address", ["Elm Surgery <surgery@example.com>", "surgery", "a@b.com\nBcc: c@d.com", "a b@c.com"]
)
def test_our_address_is_one_and_nothing_else(address: str) -> None:
    for name in ("smtp_from", "smtp_envelope_from"):
        with pytest.raises(ValidationError, match="write an address such as"):
            SmtpSettings(**{name: address})


def test_a_folder_that_imap_would_spell_otherwise_is_refused() -> None:
    with pytest.raises(ValidationError, match="without accents"):
        SmtpSettings(smtp_bounce_imap_folder="Zurückgekommen")


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, ["smtp_host", "smtp_from", "smtp_operator"]),
        (WHOLE, []),
        (WHOLE | {"smtp_user": "surgery"}, ["smtp_password"]),
        (WHOLE | {"smtp_bounce_imap_host": "h"}, ["smtp_bounce_imap_user", "smtp_bounce_imap_password"]),
    ],
)
def test_it_says_what_is_missing(values: dict[str, Any], missing: list[str]) -> None:
    assert [fault.split()[0] for fault in SmtpSettings(**values).missing()] == missing


def test_the_doctor_says_that_nobody_reads_what_comes_back() -> None:
    (advice,) = SMTP.advice(SmtpSettings(**WHOLE))
    assert (advice.level, "smtp_bounce_imap_host" in advice.what) == (ConditionLevel.WARNING, True)
    assert not list(SMTP.advice(SmtpSettings(**WHOLE, smtp_bounce_imap_host="imap.example.com")))


@pytest.mark.parametrize(
    ("host", "most"),
    [
        ("smtp.office365.com", {Channel.EMAIL: 0.5}),
        ("send.nhs.net", {Channel.EMAIL: 0.5}),
        ("mail.example.com", {}),
        ("nhs.net.example.com", {}),
    ],
)
def test_exchange_online_takes_thirty_a_minute(host: str, most: dict[Channel, float]) -> None:
    assert SMTP.most_per_second(SmtpSettings(**WHOLE | {"smtp_host": host})) == most
