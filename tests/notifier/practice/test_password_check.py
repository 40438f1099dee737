"""Guessing a password grows slower with every wrong one, by where it comes from, and keeps no right person out."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from notifier.errors import NotAllowed
from notifier.practice import accounts, passwords, practices, sign_ins
from notifier.practice.guesses import AT_ONCE, AT_ONCE_EVERYWHERE, GuessedTooSoon
from notifier.practice.password_check import check_password
from notifier.practice.sign_ins import SignInLimits, Visit
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import PasswordGuess
from notifier.vocabulary import ProofKind, Role
from tests.notifier.practice.test_accounts import Hasher

PASSWORD = "three random words"
EMAIL = "sam@example.com"
LIMITS = SignInLimits(timedelta(minutes=30), timedelta(hours=12))


@pytest.fixture(autouse=True)
def sam(database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody with a password, and a hasher that takes no time."""
    monkeypatch.setattr(passwords, "_HASHER", Hasher())
    with database.writing() as session:
        practice = practices.ensure_practice(session, now, name="", ods_code="Y00001", phone="", address=())
        accounts.add_account(session, practice.id, EMAIL, Role.MANAGER, now, password=PASSWORD)


def test_the_right_one_names_the_person_and_forgets_the_wrong_ones(database: Database, now: datetime) -> None:
    for _ in range(AT_ONCE - 1):
        wrong(database, now)
    assert check_password(database, " SAM@example.com", PASSWORD, now).email == EMAIL
    with database.reading() as session:
        assert session.execute(select(PasswordGuess)).first() is None


def test_who_has_no_account_and_whose_password_is_wrong_get_one_answer(database: Database, now: datetime) -> None:
    refused = [str(wrong(database, now, email)) for email in (EMAIL, "nobody@example.com", "no\0body@example.com")]
    assert {words.replace(EMAIL, "X") for words in refused[:1]} == {refused[1].replace("nobody@example.com", "X")}
    assert len(refused) == 3


def test_after_five_wrong_ones_each_further_waits_twice_as_long(database: Database, now: datetime) -> None:
    for _ in range(AT_ONCE):
        assert "is not the password" in str(wrong(database, now))
    waits = [1, 2, 4, 8, 16, 32, 60, 60]
    for minutes in waits:
        with pytest.raises(NotAllowed, match=rf"in a row: try again in {minutes} min"):
            check_password(database, EMAIL, PASSWORD, now)
        now += timedelta(minutes=minutes)
        assert "is not the password" in str(wrong(database, now)), "what was refused did not count"
    assert check_password(database, EMAIL, PASSWORD, now + timedelta(hours=1)).email == EMAIL


def test_while_strangers_guess_the_right_person_gets_in_where_they_were_before(
    database: Database, now: datetime
) -> None:
    own = Visit("Firefox on Windows", "192.0.2.x", "k" * 43)
    person = check_password(database, EMAIL, PASSWORD, now, own)
    with database.writing() as session:
        sign_ins.begin_sign_in(session, person, own, ProofKind.PASSWORD, now, LIMITS)
    tried, at, end = 0, now, now + timedelta(days=1)
    while at < end:  # from ever new networks, each time that a guess is looked at
        stranger = Visit("Chrome on Linux", f"198.51.{tried}.x", "g" * 43)
        try:
            check_password(database, EMAIL, "some other words", at, stranger)
        except GuessedTooSoon as too_soon:
            at = too_soon.free_at
        except NotAllowed:
            tried += 1
    assert AT_ONCE_EVERYWHERE < tried < 60, "a day's guesses"
    with pytest.raises(GuessedTooSoon):
        check_password(database, EMAIL, PASSWORD, at - timedelta(minutes=1), Visit(address="203.0.113.x"))
    assert check_password(database, EMAIL, PASSWORD, end, own).email == EMAIL
    assert check_password(database, EMAIL, PASSWORD, end).email == EMAIL, "and at the command line"


def test_a_known_browser_guesses_no_faster_for_it_nor_at_anybody_else(database: Database, now: datetime) -> None:
    own = Visit("Firefox on Windows", "192.0.2.x", "k" * 43)
    with database.writing() as session:
        person = accounts.account_by_email(session, EMAIL)
        sign_ins.begin_sign_in(session, person, own, ProofKind.PASSWORD, now, LIMITS)
        accounts.add_account(session, person.practice_id, "kim@example.com", Role.AUDITOR, now, password=PASSWORD)
    for email in (EMAIL, "kim@example.com"):
        for _ in range(AT_ONCE):
            wrong(database, now, email, own)
        with pytest.raises(GuessedTooSoon):
            check_password(database, email, PASSWORD, now, own)
    with pytest.raises(GuessedTooSoon):
        check_password(database, "kim@example.com", PASSWORD, now, Visit(address="192.0.2.x"))
    other = Visit(address="203.0.113.x")
    known = check_password(database, "kim@example.com", PASSWORD, now, other)
    assert known.email == "kim@example.com", "another network has tries left"


def test_the_right_one_forgives_what_was_mistyped_there_and_no_guesser(database: Database, now: datetime) -> None:
    networks = [Visit(address=f"198.51.{number}.x") for number in range(4)]
    for network in networks:
        for _ in range(AT_ONCE - 1):
            wrong(database, now, visit=network)
    assert check_password(database, EMAIL, PASSWORD, now, networks[0]).email == EMAIL
    for _ in range(AT_ONCE_EVERYWHERE - 3 * (AT_ONCE - 1)):
        wrong(database, now, visit=Visit(address="203.0.113.x") if _ % 2 else Visit(address="203.0.114.x"))
    with pytest.raises(GuessedTooSoon):
        check_password(database, EMAIL, PASSWORD, now, networks[0])


def test_the_chain_has_each_failure_at_an_account_and_not_what_was_typed(database: Database, now: datetime) -> None:
    for moment in (now, now + timedelta(minutes=59), now + timedelta(hours=1)):
        wrong(database, moment, "nobody@example.com")
        wrong(database, moment, "nobody either")
    wrong(database, now)
    wrong(database, now, visit=Visit(address="198.51.1.x"))
    with database.reading() as session:
        said = [event.details for event in audit.events(session) if event.action == "session.refused"]
    assert said == [
        {"place": "terminal"},
        {"place": "terminal"},
        {"subject": 1, "place": "terminal", "in_a_row": 1},
        {"subject": 1, "place": "elsewhere", "in_a_row": 1},
    ]


def wrong(database: Database, now: datetime, email: str = EMAIL, visit: Visit | None = None) -> NotAllowed:
    with pytest.raises(NotAllowed) as refused:
        check_password(database, email, "some other words", now, visit)
    assert not isinstance(refused.value, GuessedTooSoon)
    return refused.value
