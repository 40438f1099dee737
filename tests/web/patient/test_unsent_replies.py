"""An answer that was filled in and not sent: it comes back whole behind its own link, for an hour."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.patients.access_codes import Keys
from notifier.replies.record import NewReply
from notifier.replies.settling import SITTING
from notifier.vocabulary import Answerer, Choice, Doubt, Extent, Source
from web.patient import page_words
from web.patient.reply_form import read_form
from web.patient.unsent_replies import UnsentReplies

KEYS = Keys.derive(bytes(range(32)))
UNSENT = UnsentReplies(KEYS)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NOTICE = 7
REPLY = NewReply(
    Choice.KEEP,
    Source.PAGE,
    NOW,
    date_of_birth=date(1980, 3, 31),
    sitting="ONESITTING",
    reference="0123456789",
)
SEALED = UNSENT.seal(REPLY, NOTICE, NOW)


def opens(sealed: str, *, notice_id: int = NOTICE, now: datetime = NOW) -> NewReply | None:
    return UNSENT.open(sealed, notice_id, now)


@settings(deadline=None)
@given(
    st.builds(
        NewReply,
        reference=st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=10, max_size=10),
        choice=st.sampled_from(Choice),
        source=st.just(Source.PAGE),
        received_at=st.just(NOW),
        date_of_birth=st.dates(),
        doubt=st.sampled_from([None, Doubt.UNVERIFIED]),
        answered_by=st.sampled_from(Answerer),
        name=st.text(max_size=60),
        extent=st.none() | st.sampled_from(Extent),
        contact=st.text(max_size=100),
        sitting=st.text(max_size=16),
    ),
    st.integers(1, 2**31),
)
def test_whatever_was_filled_in_comes_back_whole(reply: NewReply, notice_id: int) -> None:
    sealed = UNSENT.seal(reply, notice_id, NOW)
    assert UNSENT.open(sealed, notice_id, NOW) == reply
    assert quote(sealed, safe="") == sealed, "it is a part of an address as it is"


def test_two_of_the_same_content_look_different_and_show_nothing_of_it() -> None:
    other = UNSENT.seal(REPLY, NOTICE, NOW)
    assert other != SEALED
    assert other[20:] != SEALED[20:]


def test_it_opens_behind_its_own_link_and_with_its_own_key_alone() -> None:
    assert opens(SEALED, notice_id=NOTICE + 1) is None
    assert UNSENT.chosen_in(SEALED, NOTICE + 1, NOW) is None
    assert UnsentReplies(Keys.derive(bytes(32))).open(SEALED, NOTICE, NOW) is None
    for other in (KEYS.code, KEYS.session, KEYS.fingerprint):
        assert UnsentReplies(replace(KEYS, draft=other)).open(SEALED, NOTICE, NOW) is None


def test_after_an_hour_nothing_is_left_of_it_but_the_choice_and_whose_it_is() -> None:
    an_hour_later = replace(REPLY, received_at=NOW + SITTING)  # as if it were sent then
    assert opens(SEALED, now=NOW + SITTING) == an_hour_later
    late = NOW + SITTING + timedelta(seconds=1)
    assert opens(SEALED, now=late) is None
    assert UNSENT.chosen_in(SEALED, NOTICE, late) == (Choice.KEEP, Answerer.PATIENT)
    assert opens(SEALED, now=NOW - timedelta(minutes=2)) is None, "nor before it was made"


def test_no_change_of_it_gets_through() -> None:
    for at, letter in enumerate(SEALED[:-1]):  # of the last letter some bits mean nothing
        assert opens(f"{SEALED[:at]}{'A' if letter != 'A' else 'B'}{SEALED[at + 1 :]}") is None, at
    for length in range(len(SEALED) - 1):
        assert opens(SEALED[:length]) is None, length


@pytest.mark.parametrize(
    "junk", ["", "=", "====", "A", "%00", "é" * 100, "𝒳", "A" * 100_000, "../../etc/passwd", "\x00", "gAAAAA", "\udcff"]
)
def test_what_was_never_sealed_is_none(junk: str) -> None:
    assert opens(junk) is None
    assert opens(SEALED + junk) in (None, REPLY)
    assert UNSENT.chosen_in(junk, NOTICE, NOW) is None


def test_the_address_stays_short_for_the_longest_name_and_contact() -> None:
    own = page_words.load_page_words()["en"]
    typed = {"extent": "additional", "dob-year": "31/3/1980"}
    for wide in ("𝒳", '"', "\\", "漢"):
        fields = {**typed, "name": wide * 500, "contact": wide * 500, "sitting": wide * 500}
        form = read_form(fields, own, NOW.date(), Answerer.GUARDIAN)
        reply = form.reply(Choice.UNSURE, None, NOW)
        sealed = UNSENT.seal(reply, 2**31, NOW)
        assert UNSENT.open(sealed, 2**31, NOW) == reply
        address = f"https://a-rather-long-name-of-a-surgery.example.com/r/7K3M92QX4TDP/check/{sealed}?language=en"
        assert len(address) < 2048
