"""For whom an identity provider vouches: found by address once, and by its own number from then on."""

from datetime import datetime

import pytest

from notifier.practice import accounts, identities, practices
from notifier.practice.identities import VouchedFor
from notifier.store.database import Database
from notifier.vocabulary import IdentityRefusal, Role

SAM = VouchedFor("https://login.example.com", "4711", "Sam@Example.com ", True)


def test_a_number_stays_its_persons_whatever_becomes_of_the_address(database: Database, now: datetime) -> None:
    sam = someone(database, now, "sam@example.com")
    kim = someone(database, now, "kim@example.com")
    assert who(database, SAM, now) == sam
    assert who(database, SAM._replace(email="kim@example.com", is_verified=False), now) == sam
    assert who(database, SAM._replace(subject="4712"), now) is IdentityRefusal.ANOTHER_PERSON
    assert who(database, SAM._replace(issuer="https://other.example.com", subject="1"), now) == sam
    assert who(database, SAM._replace(subject="4713", email="kim@example.com"), now) == kim


@pytest.mark.parametrize("email", ["", "nobody@example.com", "sam@example.com\x00", "' or 1=1"])
def test_an_address_that_nobody_has_finds_nobody(database: Database, now: datetime, email: str) -> None:
    someone(database, now, "sam@example.com")
    assert who(database, SAM._replace(email=email), now) is IdentityRefusal.UNKNOWN


def who(database: Database, person: VouchedFor, now: datetime) -> int | IdentityRefusal:
    found = identities.recognise(database, person, now)
    return found if isinstance(found, IdentityRefusal) else found.id


def someone(database: Database, now: datetime, email: str) -> int:
    with database.writing() as session:
        practice = practices.ensure_practice(session, now, name="A", ods_code="Y00001", phone="", address=())
        return accounts.add_account(session, practice.id, email, Role.RECEPTION, now).id
