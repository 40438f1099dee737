"""A password at the command line, and guessing that grows slower with every wrong one."""

from datetime import datetime, timedelta

import pytest

from notifier.errors import NotAllowed
from notifier.practice import accounts, practices
from notifier.practice.password_check import AT_ONCE, check_password
from notifier.store.database import Database
from notifier.store.tables import Staff
from notifier.vocabulary import Role
from tests.notifier.practice.test_accounts import Hasher
from tests.world import rows_of

PASSWORD = "three random words"
EMAIL = "sam@example.com"


@pytest.fixture(autouse=True)
def sam(database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody with a password, and a hasher that takes no time."""
    monkeypatch.setattr(accounts, "_HASHER", Hasher())
    with database.writing() as session:
        practice = practices.ensure_practice(session, now, name="", ods_code="Y00001", phone="", address=())
        accounts.add_account(session, practice.id, EMAIL, Role.MANAGER, now, password=PASSWORD)


def test_the_right_one_names_the_person_and_forgets_the_wrong_ones(database: Database, now: datetime) -> None:
    for _ in range(AT_ONCE - 1):
        wrong(database, now)
    assert check_password(database, " SAM@example.com", PASSWORD, now).email == EMAIL
    with database.reading() as session:
        assert [row.wrong_passwords for row in rows_of(session, Staff)] == [0]


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


def wrong(database: Database, now: datetime, email: str = EMAIL) -> NotAllowed:
    with pytest.raises(NotAllowed) as refused:
        check_password(database, email, "some other words", now)
    return refused.value
