"""A personal token proves who somebody is: until it ends, for that one person, and no longer than they are that."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice import accounts, personal_tokens, practices
from notifier.practice.accounts import StaffAccount
from notifier.practice.personal_tokens import NewApiToken, PersonalToken
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import StaffToken
from notifier.vocabulary import Role
from tests.world import rows_of

EIGHT_HOURS = timedelta(hours=8)


@pytest.fixture
def people(database: Database, now: datetime) -> tuple[StaffAccount, StaffAccount]:
    """Two managers, who are approvers too."""
    with database.writing() as session:
        practice = practices.ensure_practice(session, now, name="", ods_code="Y00001", phone="", address=())
        accounts.add_account(session, practice.id, "sam@example.com", Role.APPROVER, now)
        sam = accounts.add_account(session, practice.id, "sam@example.com", Role.MANAGER, now)
        accounts.add_account(session, practice.id, "other@example.com", Role.APPROVER, now)
        other = accounts.add_account(session, practice.id, "other@example.com", Role.MANAGER, now)
    return sam, other


def test_it_proves_its_own_person_until_it_ends(
    database: Database, people: tuple[StaffAccount, StaffAccount], now: datetime
) -> None:
    sam, other = people
    secret = signed_in(database, sam, now)
    with database.writing() as session:
        personal_tokens.use_token(session, sam, secret, now + EIGHT_HOURS - timedelta(seconds=1))
        (row,) = rows_of(session, StaffToken)
        assert row.last_used_at == now + EIGHT_HOURS - timedelta(seconds=1)
        assert secret not in str(vars(row)), "the tables cannot be used to act as anybody"
        for person, when in ((sam, now + EIGHT_HOURS), (other, now)):
            assert not personal_tokens.is_valid(session, person, secret, when)
            with pytest.raises(NotAllowed, match=f"notifier sign-in {person.email}"):
                personal_tokens.use_token(session, person, secret, when)
        assert not personal_tokens.is_valid(session, sam, f"{secret}x", now)


@pytest.mark.parametrize("how", ["signed out", "new password", "closed", "role taken"])
def test_it_ends_with_whatever_changes_who_its_person_is(
    database: Database, people: tuple[StaffAccount, StaffAccount], now: datetime, how: str
) -> None:
    sam, other = people
    secret, of_other = signed_in(database, sam, now), signed_in(database, other, now)
    with database.writing() as session:
        match how:
            case "signed out":
                assert personal_tokens.revoke_token(session, sam, secret, now)
                assert not personal_tokens.revoke_token(session, sam, secret, now), "it is over already"
            case "new password":
                accounts.add_account(
                    session, sam.practice_id, sam.email, Role.APPROVER, now, password="three new words", by=sam
                )
            case "closed":
                accounts.close_account(session, sam.email, now, other)
                accounts.open_account(session, sam.email, now, other)
            case _:
                accounts.take_role(session, sam.email, Role.APPROVER, now, other)
    with database.reading() as session:
        assert not personal_tokens.is_valid(session, sam, secret, now)
        assert personal_tokens.is_valid(session, other, of_other, now)


def test_what_is_over_is_forgotten_at_the_next_sign_in_and_the_chain_names_it(
    database: Database, people: tuple[StaffAccount, StaffAccount], now: datetime
) -> None:
    sam, _other = people
    signed_in(database, sam, now)
    signed_in(database, sam, now + timedelta(hours=1))
    signed_in(database, sam, now + EIGHT_HOURS)
    with database.reading() as session:
        assert [row.made_at for row in rows_of(session, StaffToken)] == [
            now + timedelta(hours=1),
            now + EIGHT_HOURS,
        ]
        events = [event for event in audit.events(session) if event.action == "staff.signed_in"]
        assert [event.staff_id for event in events] == [sam.id] * 3
        assert events[0].details == {"token": 1, "hours": 8}


def signed_in(database: Database, person: StaffAccount, now: datetime) -> str:
    with database.writing() as session:
        return personal_tokens.make_token(session, person, 8, now).secret


def test_one_of_the_api_acts_with_the_roles_it_was_given_and_nowhere_else(
    database: Database, people: tuple[StaffAccount, StaffAccount], now: datetime
) -> None:
    sam, other = people
    secret = for_api(database, sam, now).secret
    with database.writing() as session:
        found = personal_tokens.find_api_token(session, secret, now)
        assert found is not None
        staff_id, token = found
        assert (staff_id, token.name, token.roles) == (sam.id, "night run", frozenset({Role.MANAGER}))
        assert not token.is_proof
        assert not personal_tokens.is_valid(session, sam, secret, now), "it proves nobody at the command line"
        assert personal_tokens.find_api_token(session, secret, now + timedelta(days=30)) is None
        with pytest.raises(NotFound):
            personal_tokens.withdraw_token(session, other, token.id, now)
        assert personal_tokens.withdraw_token(session, sam, token.id, now) == "night run"
        assert personal_tokens.find_api_token(session, secret, now) is None
    at_terminal = signed_in(database, sam, now)
    with database.reading() as session:
        assert personal_tokens.find_api_token(session, at_terminal, now) is None
        assert not personal_tokens.api_tokens(session, sam.id, now)
        told = [event.action for event in audit.events(session) if event.action.startswith("token.")]
    assert told == ["token.made", "token.withdrawn"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": " "}, "a name"),
        ({"name": "x" * 81}, "a name"),
        ({"roles": {Role.AUDITOR}}, "of those that you have"),
        ({"roles": set()}, "at least one role"),
        ({"days": 91}, "1 to 90"),
        ({"days": 0}, "1 to 90"),
    ],
)
def test_none_is_made_that_could_do_more_or_last_longer(
    database: Database, people: tuple[StaffAccount, StaffAccount], now: datetime, changed: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValueRefused, match=says):
        for_api(database, people[0], now, **changed)


def test_one_that_is_a_proof_lasts_a_day_and_nobody_hoards_them(
    database: Database, people: tuple[StaffAccount, StaffAccount], now: datetime
) -> None:
    assert for_api(database, people[0], now, is_proof=True, days=90).ends_at == now + timedelta(hours=24)
    for _ in range(personal_tokens.MOST_TOKENS - 1):
        for_api(database, people[0], now)
    with pytest.raises(NotAllowed, match="withdraw one"):
        for_api(database, people[0], now)


def for_api(database: Database, person: StaffAccount, now: datetime, **changed: Any) -> PersonalToken:
    asked = NewApiToken("night run", {Role.MANAGER}, 30, is_proof=False)._replace(**changed)
    with database.writing() as session:
        return personal_tokens.make_api_token(session, person, asked, now)
