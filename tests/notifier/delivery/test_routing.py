"""By which channels a patient can be told: own and shared numbers, parents and children, refusals."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.delivery.routing import Contact, Routing, Sharing, Step, age
from notifier.vocabulary import Channel, SkipReason

TODAY = date(2026, 11, 23)
EVERY = (Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.FOOTER)
PHONE, MAILBOX = "+447700900001", "family@example.com"
GROWN_UP, CHILD, TEENAGER = date(1985, 3, 31), date(2020, 3, 31), date(2011, 3, 31)

ADULT = Contact(
    patient_id=1,
    date_of_birth=GROWN_UP,
    mobile=PHONE,
    email=MAILBOX,
    postcode="GU17 9XX",
    mailable=True,
    sms_declined=False,
    email_declined=False,
    stopped=frozenset(),
    exclusion=None,
)


def another(patient_id: int, born: date, **changes: object) -> Contact:
    """Somebody with the same number and address as ADULT."""
    return replace(ADULT, patient_id=patient_id, date_of_birth=born, **changes)  # type: ignore[arg-type]


def routing(*holders: Contact, channels: tuple[Channel, ...] = EVERY) -> Routing:
    return Routing(channels, Sharing.among(holders), guardian_below_age=13, today=TODAY)


def skips(contact: Contact, *others: Contact) -> dict[Channel, SkipReason | None]:
    return {step.channel: step.skip for step in routing(contact, *others).steps(contact)}


def is_texted(contact: Contact, *others: Contact) -> bool:
    by_channel = skips(contact, *others)
    # Whoever shares a number shares the mailbox too in these families: one rule for both.
    assert (by_channel[Channel.SMS] is None) == (by_channel[Channel.EMAIL] is None)
    return by_channel[Channel.SMS] is None


def test_it_offers_the_individual_channels_in_the_campaigns_order() -> None:
    order = (Channel.EMAIL, Channel.FOOTER, Channel.LETTER, Channel.SMS)
    assert routing(ADULT, channels=order).steps(ADULT) == [
        Step(Channel.EMAIL, None),
        Step(Channel.LETTER, None),
        Step(Channel.SMS, None),
    ]


@pytest.mark.parametrize(
    ("changes", "channel", "reason"),
    [
        ({"mobile": None}, Channel.SMS, SkipReason.NO_MOBILE),
        ({"mobile": None, "sms_declined": True}, Channel.SMS, SkipReason.NO_MOBILE),
        ({"sms_declined": True}, Channel.SMS, SkipReason.SMS_DECLINED),
        ({"email": None}, Channel.EMAIL, SkipReason.NO_EMAIL),
        ({"email_declined": True}, Channel.EMAIL, SkipReason.EMAIL_DECLINED),
        ({"stopped": frozenset({Channel.SMS})}, Channel.SMS, SkipReason.SMS_STOPPED),
        ({"sms_declined": True, "stopped": frozenset({Channel.SMS})}, Channel.SMS, SkipReason.SMS_DECLINED),
        ({"stopped": frozenset({Channel.EMAIL})}, Channel.EMAIL, SkipReason.EMAIL_STOPPED),
        ({"mailable": False}, Channel.LETTER, SkipReason.UNMAILABLE),
    ],
)
def test_it_says_why_a_channel_cannot_be_used(changes: dict[str, object], channel: Channel, reason: SkipReason) -> None:
    contact = another(1, GROWN_UP, **changes)
    found = skips(contact)
    assert found.pop(channel) is reason
    assert set(found.values()) == {None}


def test_what_failed_before_is_skipped_unless_there_is_another_reason() -> None:
    contact = another(1, GROWN_UP, stopped=frozenset({Channel.SMS}))
    assert routing(contact).steps(contact, {Channel.SMS, Channel.LETTER}) == [
        Step(Channel.SMS, SkipReason.SMS_STOPPED),
        Step(Channel.EMAIL, None),
        Step(Channel.LETTER, SkipReason.FAILED_BEFORE),
    ]


@pytest.mark.parametrize(
    "reason",
    [
        SkipReason.DECEASED,
        SkipReason.LEFT,
        SkipReason.SENSITIVE,
        SkipReason.ALREADY_CODED,
        SkipReason.EXPRESS_CONSENT,
    ],
)
def test_whoever_is_excluded_is_told_by_no_channel(reason: SkipReason) -> None:
    assert set(skips(another(1, GROWN_UP, exclusion=reason)).values()) == {reason}


def test_a_couple_with_one_phone_gets_letters() -> None:
    partner = another(2, date(1987, 1, 1))
    assert skips(ADULT, partner) == {
        Channel.SMS: SkipReason.SHARED_MOBILE,
        Channel.EMAIL: SkipReason.SHARED_EMAIL,
        Channel.LETTER: None,
    }


def test_a_parent_and_one_child_are_both_texted() -> None:
    child = another(2, CHILD)
    assert is_texted(ADULT, child)
    assert is_texted(child, ADULT)


def test_with_two_children_only_the_parent_is_texted() -> None:
    first, second = another(2, CHILD), another(3, date(2022, 1, 1))
    assert is_texted(ADULT, first, second)
    assert not is_texted(first, ADULT, second)
    assert not is_texted(second, ADULT, first)


def test_two_parents_and_a_child_with_one_number_get_letters() -> None:
    partner, child = another(2, GROWN_UP), another(3, CHILD)
    assert not any(is_texted(one, *others) for one, *others in ((ADULT, partner, child), (child, ADULT, partner)))


@pytest.mark.parametrize("born", [TEENAGER, date(2013, 11, 23), date(2008, 11, 24)])
def test_a_teenager_with_a_parents_number_gets_a_letter_and_so_does_the_parent(born: date) -> None:
    teenager = another(2, born)
    assert not is_texted(teenager, ADULT)
    assert not is_texted(ADULT, teenager)


def test_the_day_before_the_thirteenth_birthday_a_child_is_still_a_child() -> None:
    assert is_texted(another(2, date(2013, 11, 24)), ADULT)


def test_a_grown_up_child_with_a_parents_number_gets_a_letter() -> None:
    assert not is_texted(another(2, date(2008, 11, 23)), ADULT)


def test_a_child_and_an_adult_of_different_postcodes_get_letters() -> None:
    grandmother = another(2, CHILD, postcode="GU17 8YY")
    assert not is_texted(grandmother, ADULT)
    assert not is_texted(ADULT, grandmother)


def test_nobody_without_a_postcode_is_of_one_household() -> None:
    parent, child = another(1, GROWN_UP, postcode=""), another(2, CHILD, postcode="")
    assert not is_texted(child, parent)


def test_a_care_home_gets_letters() -> None:
    residents = [another(number, date(1930 + number, 1, 1)) for number in range(2, 30)]
    assert not any(is_texted(one, *(other for other in residents if other is not one)) for one in residents)


def test_siblings_with_one_number_and_no_adult_get_letters() -> None:
    assert not is_texted(another(2, CHILD), another(3, CHILD))


def test_a_child_whose_parent_has_died_gets_a_letter() -> None:
    child = another(2, CHILD)
    assert not is_texted(child, another(1, GROWN_UP, exclusion=SkipReason.DECEASED))
    assert is_texted(child, another(1, GROWN_UP, exclusion=SkipReason.ALREADY_CODED))


def test_a_number_that_a_dead_person_had_too_still_counts_as_shared() -> None:
    assert not is_texted(ADULT, another(2, GROWN_UP, exclusion=SkipReason.DECEASED))


def test_a_shared_mailbox_does_not_make_a_number_shared() -> None:
    found = skips(ADULT, another(2, GROWN_UP, mobile="+447700900002"))
    assert found[Channel.SMS] is None
    assert found[Channel.EMAIL] is SkipReason.SHARED_EMAIL


@pytest.mark.parametrize(
    ("born", "expected"),
    [(date(2013, 11, 24), True), (date(2013, 11, 23), False), (date(2026, 11, 23), True), (GROWN_UP, False)],
)
def test_a_guardian_is_written_to_until_the_thirteenth_birthday(born: date, expected: bool) -> None:
    assert routing().needs_guardian(born) is expected


def test_who_was_born_on_a_leap_day_is_older_on_the_first_of_march() -> None:
    born = date(2008, 2, 29)
    assert (age(born, date(2026, 2, 28)), age(born, date(2026, 3, 1)), age(born, date(2028, 2, 29))) == (17, 18, 20)


ANYBODY = st.builds(
    Contact,
    patient_id=st.integers(1, 1000),
    date_of_birth=st.dates(date(1910, 1, 1), TODAY),
    mobile=st.sampled_from([None, PHONE, "+447700900002"]),
    email=st.sampled_from([None, MAILBOX, "other@example.com"]),
    postcode=st.sampled_from(["", "GU17 9XX", "GU17 8YY"]),
    mailable=st.booleans(),
    sms_declined=st.booleans(),
    email_declined=st.booleans(),
    stopped=st.frozensets(st.sampled_from((Channel.SMS, Channel.EMAIL))),
    exclusion=st.sampled_from([None, None, None, SkipReason.DECEASED, SkipReason.SENSITIVE]),
)


@given(st.lists(ANYBODY, min_size=1, max_size=6, unique_by=lambda one: one.patient_id))
def test_no_text_goes_to_a_number_that_two_grown_ups_have(people: list[Contact]) -> None:
    rules = routing(*people)
    for one in people:
        used = {step.channel for step in rules.steps(one) if step.skip is None}
        grown_up = [other for other in people if other.mobile == one.mobile and age(other.date_of_birth, TODAY) >= 13]
        if Channel.SMS in used:
            assert one.mobile
            assert not one.sms_declined
            assert Channel.SMS not in one.stopped
            assert len(grown_up) <= 1
        assert not used or one.exclusion is None
