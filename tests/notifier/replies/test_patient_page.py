"""What a link opens, which code was meant, and what is shown again of an answer."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from notifier.patients import access_codes
from notifier.replies import patient_page
from notifier.store.tables import Link, PublishedPage, WithdrawnLink
from notifier.vocabulary import Channel, Choice, Role, Source
from tests.notifier.reply_steps import by_staff, link_of, opened, sent, tried, two_more
from tests.world import World, rows_of


@pytest.fixture
def world(told_world: World) -> World:
    """With somebody who was told."""
    return told_world


@pytest.fixture
def each_world(each_told_world: World) -> World:
    return each_told_world


# --- what a link opens ---


def test_a_code_opens_the_same_however_it_is_typed_and_by_whichever_way(each_world: World) -> None:
    code = each_world.code_of(each_world.people[0].nhs_number)
    link = link_of(each_world, code)
    assert link is not None
    assert link_of(each_world, f" {access_codes.spaced_code(code).lower()} ") == link


@pytest.mark.parametrize("typed", ["", "7K3M-92QX-4TDP", "nonsense", "7K3M92QX4TDQ", "000000000000"])
def test_a_code_that_nobody_has_opens_nothing(world: World, typed: str) -> None:
    assert link_of(world, typed) is None
    with world.database.reading() as session:
        assert patient_page.withdrawn_from(session, world.keys, typed) is None


def test_a_link_whose_page_was_never_published_opens_nothing(each_world: World) -> None:
    """As in a draft, to which reception has noted an answer."""
    person = each_world.people[0]
    each_world.campaign(channels=(Channel.SMS,))
    by_staff(each_world, person, Choice.KEEP, Source.PHONE)
    code = each_world.code_of(person.nhs_number)
    assert link_of(each_world, code) is None


def test_a_link_tells_a_date_and_whether_it_was_answered_and_nobodys_name(each_world: World) -> None:
    person = each_world.people[0]
    with opened(each_world, person) as (_session, before, _code):
        assert (before.deadline_on, before.answered) == (date(2026, 12, 21), False)
    tried(each_world, person)
    with opened(each_world, person) as (_session, link, _code):
        assert not link.answered, "a wrong date of birth is not an answer yet"
    sent(each_world, person, Choice.KEEP)
    with opened(each_world, person) as (_session, after, _code):
        assert after == replace(before, answered=True)
    assert not [one for one in (person.given_name, person.family_name, person.nhs_number, "1980") if one in str(after)]


def test_a_link_knows_when_its_words_were_published_anew(each_world: World) -> None:
    with opened(each_world, each_world.people[0]) as (session, before, _code):
        newest = rows_of(session, PublishedPage)[-1]
        values = {"campaign_id": newest.campaign_id, "words": newest.words, "published_at": each_world.now}
        session.add(PublishedPage(language="en", version=9, **values))
    with opened(each_world, each_world.people[0]) as (_session, after, _code):
        assert after.edition > before.edition == newest.id


def test_a_link_that_was_taken_back_says_whose_campaign_it_was(each_world: World) -> None:
    code = each_world.code_of(each_world.people[0].nhs_number)
    with each_world.database.writing() as session:
        row = session.execute(select(Link)).scalar_one()
        values = {"withdrawn_at": each_world.now, "withdrawn_by": each_world.staff(Role.MANAGER).id}
        taken = WithdrawnLink(
            fingerprint=row.fingerprint, campaign_id=row.campaign_id, notice_id=row.notice_id, **values
        )
        session.add(taken)
        row.fingerprint = bytes(32)
    assert link_of(each_world, code) is None
    with each_world.database.reading() as session:
        assert patient_page.withdrawn_from(session, each_world.keys, code) == each_world.campaign_id


# --- the likely code ---


def test_a_slip_leads_to_the_code_that_was_meant(each_world: World) -> None:
    code = each_world.code_of(each_world.people[0].nhs_number)
    with each_world.database.reading() as session:
        found = [patient_page.likely_code(session, each_world.keys, typed) for typed in (code[1:], f"{code}7", code)]
        assert found[:2] == [code, code]
        assert found[2] is None, "what is right already is not corrected"
        assert patient_page.likely_code(session, each_world.keys, "0" * 12) is None


def test_between_two_codes_that_may_be_meant_nobody_chooses(world: World) -> None:
    typed = "12345678901"
    one, other = sorted(access_codes.likely_codes(typed))[:2]
    two_more(world)
    with world.database.writing() as session:
        for code, row in zip((one, other), session.execute(select(Link)).scalars().all()[:2], strict=True):
            row.fingerprint = access_codes.code_fingerprint(world.keys, code)
        session.flush()
        assert patient_page.likely_code(session, world.keys, typed) is None
        session.execute(update(Link).where(Link.fingerprint == row.fingerprint).values(fingerprint=bytes(32)))
        assert patient_page.likely_code(session, world.keys, typed) == one


# --- what is shown and kept ---


def test_only_behind_its_own_link_is_an_answer_shown_again(each_world: World) -> None:
    one, other = two_more(each_world)
    own = sent(each_world, one, Choice.KEEP)
    phoned = by_staff(each_world, one, Choice.KEEP, Source.PHONE, note="in confidence")
    tried(each_world, one, reference="ATRYOFMINE")
    with opened(each_world, one) as (session, link, _code):
        found = patient_page.sent_reply(session, link, own.reference)
        assert found == own
        assert (found.choice, found.received_at, found.doubt) == (Choice.KEEP, each_world.now, None)
        assert patient_page.sent_reply(session, link, phoned.reference) is None
        assert patient_page.sent_reply(session, link, "ATRYOFMINE") is None
        assert patient_page.sent_reply(session, link, "") is None
    with opened(each_world, other) as (session, link, _code):
        assert patient_page.sent_reply(session, link, own.reference) is None
