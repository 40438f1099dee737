"""A channel's row says what is so, and one that a distribution brings is taken only if it is whole."""

import json
import pickle
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from notifier.errors import SettingsFault
from notifier.providers.channels import (
    EMAIL,
    LETTER,
    SMS,
    AddressKind,
    ChannelEvidence,
    ChannelTraits,
    RateLimit,
    channels_that,
    check_channel,
    traits_of,
)
from notifier.settings import build_settings, load_settings
from notifier.vocabulary import Channel, ConditionLevel, Evidence
from notifier.worker.doctor.senders import check_channels
from tests.outsiders import OUTSIDER, installed, laid_out

OURS = [Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.FOOTER]
WHOLE = """
from notifier.providers.channels import AddressKind, ChannelEvidence, ChannelTraits, RateLimit
from notifier.providers.message_types import PlainMessage, SmsMessage
ROW = dict(
    name="owl", label="Owl", noun="owl", verb="owl", address=AddressKind.EMAIL, message_type=PlainMessage,
    parts={"owl": "owl.txt"}, evidence=ChannelEvidence(), reports_delivery=True, usual_rate=RateLimit(1.0),
)
"""


@pytest.fixture
def pager(tmp_path: Path) -> Iterator[Channel]:
    with installed(laid_out(OUTSIDER, tmp_path / "site")):
        yield Channel("pager")


def owl(folder: Path, row: str) -> Path:
    """A distribution that brings the channel `owl` with this row."""
    (folder / "owl_post").mkdir(parents=True)
    (folder / "owl_post/__init__.py").write_text(f"{WHOLE}\nOWL = {row}\n", encoding="utf-8")
    info = folder / "owl_post-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.4\nName: owl-post\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[fair_notice.channels]\nowl = owl_post:OWL\n", encoding="utf-8")
    return folder


def test_each_name_has_one_value_which_is_as_a_word_of_text() -> None:
    assert list(Channel) == OURS
    assert Channel("sms") is Channel.SMS is deepcopy(Channel.SMS) is pickle.loads(pickle.dumps(Channel.SMS))  # noqa: S301 - our own
    assert Channel.SMS == "sms"
    assert (f"{Channel.SMS}", Channel.SMS.value, json.dumps([Channel.SMS])) == ("sms", "sms", '["sms"]')
    assert "sms" in Channel
    assert "fax" not in Channel
    with pytest.raises(ValueError, match="'fax' is not the name of a channel"):
        Channel("fax")


def test_what_is_brought_comes_between_emails_and_paper(pager: Channel) -> None:
    assert list(Channel) == [Channel.SMS, Channel.EMAIL, pager, Channel.LETTER, Channel.FOOTER]
    assert len(Channel) == 5
    check_channel(pager)
    assert traits_of(pager).label == "Pager"
    assert channels_that(lambda traits: traits.keeps_quiet_hours) == (Channel.SMS, pager)


def test_what_is_no_longer_there_sends_nothing_and_proves_nothing(tmp_path: Path) -> None:
    with installed(laid_out(OUTSIDER, tmp_path / "site")):
        pager = Channel("pager")
        assert traits_of(pager).is_usable
    assert pager not in Channel
    assert Channel.stored("pager") is pager
    gone = traits_of(pager)
    assert (gone.is_usable, gone.tells_individually, gone.can_be_stopped) == (False, False, False)
    assert gone.evidence == ChannelEvidence()
    with pytest.raises(SettingsFault, match="pager is no longer installed"):
        check_channel(pager)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("1 / 0", "cannot be loaded .ZeroDivisionError.: mend or remove the distribution owl-post"),
        ("ROW", "no row of traits of its own name"),
        ("ChannelTraits(**ROW | {'name': 'eagle'})", "no row of traits of its own name"),
        ("ChannelTraits(**ROW | {'message_type': SmsMessage})", "not one of plain words with a rate"),
        ("ChannelTraits(**ROW | {'usual_rate': None})", "not one of plain words with a rate"),
        ("ChannelTraits(**ROW | {'parts': {'sms': 'sms.txt'}})", "has to say one part, owl, from owl.txt"),
        ("ChannelTraits(**ROW | {'address': AddressKind.POST})", "no mobile number or email address"),
        ("ChannelTraits(**ROW | {'address': AddressKind.NOBODY})", "no mobile number or email address"),
    ],
)
def test_a_row_that_is_broken_is_named_and_keeps_no_other_channel_from_working(
    row: str, why: str, tmp_path: Path
) -> None:
    with installed(owl(tmp_path / "site", row)):
        assert not traits_of(Channel("owl")).is_usable
        with pytest.raises(SettingsFault, match=why):
            check_channel(Channel("owl"))
        (found,) = check_channels()
        assert found.level is ConditionLevel.FAULT
        assert re.search(why, found.what)
        assert channels_that(lambda traits: traits.tells_individually) == (*OURS[:3],)


def test_nobody_brings_a_channel_of_ours(tmp_path: Path) -> None:
    site = owl(tmp_path / "site", "ChannelTraits(**ROW)")
    (site / "owl_post-1.0.dist-info/entry_points.txt").write_text("[fair_notice.channels]\nsms = owl_post:OWL\n")
    with installed(site):
        assert list(Channel) == OURS
        assert traits_of(Channel.SMS) is SMS


@pytest.mark.parametrize(
    ("row", "changes"),
    [
        (SMS, {"name": "Sms"}),
        (SMS, {"name": "two_words"}),
        (SMS, {"name": "x" * 21}),
        (LETTER, {"has_first_slice": True}),  # which would never come back well
    ],
)
def test_a_row_that_contradicts_itself_is_refused(row: ChannelTraits, changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=str(changes.get("name", row.name))):
        replace(row, **changes)  # type: ignore[arg-type]  # what is wrong on purpose


@pytest.mark.parametrize(
    ("moment", "too_strong"),
    [("accepted", Evidence.DELIVERED), ("posted", Evidence.DELIVERED), ("delivered", Evidence.REPLIED)],
)
def test_no_channel_proves_more_than_what_happened(moment: str, too_strong: Evidence) -> None:
    with pytest.raises(ValueError, match=f"was {moment} proves at most"):
        ChannelEvidence(**{moment: too_strong})


def test_what_our_channels_prove_is_what_they_always_did() -> None:
    sent = ChannelEvidence(accepted=Evidence.SENT, delivered=Evidence.DELIVERED)
    assert [traits_of(channel).evidence for channel in OURS] == [
        *(sent, sent),
        ChannelEvidence(posted=Evidence.POSTED, delivered=Evidence.DELIVERED),
        ChannelEvidence(),
    ]
    assert (SMS.address, EMAIL.address, LETTER.address) == (AddressKind.MOBILE, AddressKind.EMAIL, AddressKind.POST)


def test_usual_rates_and_prices_are_those_of_the_settings(tmp_path: Path) -> None:
    usual = build_settings({"instance": tmp_path, "database_url": "sqlite://"})
    for channel in OURS[:3]:
        own, traits = usual.of_channel(channel), traits_of(channel)
        assert own.get("price") == traits.usual_price
        if traits.usual_rate:
            assert RateLimit(own["per_second"], int(own["per_day"])) == traits.usual_rate
    assert usual.of_channel(Channel.FOOTER) == {}


def test_settings_of_a_brought_channel_are_named_after_it(pager: Channel, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('pager_per_day = 7\npager_provider = "pigeon"\n', encoding="utf-8")
    chosen = load_settings({"NOTIFIER_INSTANCE": str(tmp_path), "NOTIFIER_PAGER_PRICE": "3.5"})
    assert chosen.of_channel(pager) == {"per_day": 7, "price": 3.5}
    assert chosen.chosen_providers == {"pager": "pigeon"}
    with pytest.raises(SettingsFault, match="pager_per_second: Input should be greater than 0"):
        load_settings({"NOTIFIER_INSTANCE": str(tmp_path), "NOTIFIER_PAGER_PER_SECOND": "0"})


def test_settings_of_a_channel_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="pager_per_day: no setting has this name"):
        build_settings({"instance": tmp_path, "database_url": "sqlite://", "pager_per_day": 7})
