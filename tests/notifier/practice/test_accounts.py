"""Who may do what; and a wrong password, an unknown address and a missing password look the same."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice import account_links, accounts, passwords, practices
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Practice, Staff
from notifier.vocabulary import Role
from tests.world import rows_of

PASSWORD = "three random words"
EMAIL = "sam@surgery.example.com"


class Hasher:
    """A cheap hasher that notes what it was asked to check."""

    def __init__(self) -> None:
        self.asked: list[str | bytes] = []
        self._real = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

    def hash(self, password: str) -> str:
        return self._real.hash(password)

    def verify(self, stored: str | bytes, password: str) -> bool:
        self.asked.append(stored)
        if stored == passwords._NOBODY:
            raise VerificationError
        return self._real.verify(stored, password)


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Hasher:
    """In place of the real hasher, which takes its time."""
    made = Hasher()
    monkeypatch.setattr(passwords, "_HASHER", made)
    return made


@pytest.fixture
def practice_id(database: Database, now: datetime) -> int:
    """A practice without staff."""
    return ensure(database, now, "Y00001")


def test_a_person_has_the_roles_they_were_given(database: Database, practice_id: int, now: datetime) -> None:
    add(database, practice_id, now, role=Role.RECEPTION, name="Sam Reception")
    account = add(database, practice_id, now, role=Role.APPROVER)
    assert account.roles == {Role.RECEPTION, Role.APPROVER}
    assert (account.name, account.practice_name) == ("Sam Reception", "Riverside Surgery")
    account.must_be(Role.APPROVER)
    account.must_be(Role.MANAGER, Role.RECEPTION)
    with pytest.raises(NotAllowed, match="manager or auditor"):
        account.must_be(Role.MANAGER, Role.AUDITOR)


def test_the_same_role_twice_is_one_role(database: Database, practice_id: int, now: datetime) -> None:
    add(database, practice_id, now)
    assert add(database, practice_id, now).roles == {Role.MANAGER}
    with database.reading() as session:
        assert len(rows_of(session, Staff)) == 1


def test_an_address_is_found_however_it_is_written(database: Database, practice_id: int, now: datetime) -> None:
    account = add(database, practice_id, now, email=" Sam@Surgery.Example.com ")
    with database.reading() as session:
        assert accounts.account_by_email(session, "SAM@surgery.example.com ") == account
        assert accounts.account_by_id(session, account.id) == account


@pytest.mark.parametrize(
    "email",
    [
        *("", "sam", "@surgery", "sam@", "a@b@c", "sam\0@surgery", f"{'s' * 300}@surgery.example.com"),
        *("sam@surgery", "none@surgery.example.com", "Sam <sam@surgery.example.com>", "sam@surgery.example.com."),
    ],
)
def test_an_unusable_address_is_refused(sqlite_database: Database, now: datetime, email: str) -> None:
    practice_id = ensure(sqlite_database, now, "Y00001")
    with pytest.raises(ValueRefused):
        add(sqlite_database, practice_id, now, email=email)


def test_a_short_password_is_refused(sqlite_database: Database, now: datetime) -> None:
    practice_id = ensure(sqlite_database, now, "Y00001")
    with pytest.raises(ValueRefused, match="at least 12"):
        add(sqlite_database, practice_id, now, password="eleven char")


def test_an_address_belongs_to_one_practice(database: Database, practice_id: int, now: datetime) -> None:
    add(database, practice_id, now)
    other = ensure(database, now, "Y00002")
    with pytest.raises(ValueRefused, match="another practice"):
        add(database, other, now, role=Role.AUDITOR)
    with database.reading() as session:
        assert accounts.account_by_email(session, EMAIL).practice_id == practice_id


def test_only_the_right_password_signs_in(database: Database, practice_id: int, now: datetime, hasher: Hasher) -> None:
    account = add(database, practice_id, now, password=PASSWORD)
    assert signs_in(database, EMAIL.upper(), PASSWORD) == account
    for wrong in ("", PASSWORD.upper(), PASSWORD + " ", PASSWORD + "\0", "\0", "w" * 100_000):
        assert signs_in(database, EMAIL, wrong) is None


def test_a_password_may_be_long_and_hold_any_sign(
    database: Database, practice_id: int, now: datetime, hasher: Hasher
) -> None:
    password = "naïve \0 密码 " * 500
    account = add(database, practice_id, now, password=password)
    assert signs_in(database, EMAIL, password) == account
    assert signs_in(database, EMAIL, password.partition("\0")[0]) is None


def test_the_same_work_is_done_for_everybody(
    database: Database, practice_id: int, now: datetime, hasher: Hasher
) -> None:
    add(database, practice_id, now, password=PASSWORD)
    add(database, practice_id, now, email="without@surgery.example.com")
    tries = (EMAIL, "without@surgery.example.com", "nobody@surgery.example.com", "nobody\0@surgery.example.com")
    for number, email in enumerate(tries, start=1):
        assert signs_in(database, email, "a wrong password") is None
        assert len(hasher.asked) == number
    assert hasher.asked[1:] == [passwords._NOBODY] * 3


def test_the_stand_in_hash_costs_what_a_real_one_does() -> None:
    assert not passwords._HASHER.check_needs_rehash(passwords._NOBODY)


def test_who_was_switched_off_is_nobody(database: Database, practice_id: int, now: datetime, hasher: Hasher) -> None:
    account = add(database, practice_id, now, password=PASSWORD)
    with database.writing() as session:
        session.get_one(Staff, account.id).active = False
    assert signs_in(database, EMAIL, PASSWORD) is None
    with database.reading() as session:
        assert accounts.account_by_id(session, account.id) is None
        with pytest.raises(NotFound, match="notifier staff add"):
            accounts.account_by_email(session, EMAIL)


def test_a_new_password_replaces_the_old(database: Database, practice_id: int, now: datetime, hasher: Hasher) -> None:
    add(database, practice_id, now, password=PASSWORD)
    add(database, practice_id, now, password="three other words")
    assert signs_in(database, EMAIL, PASSWORD) is None
    assert signs_in(database, EMAIL, "three other words")


def test_the_chain_learns_of_it_and_never_of_the_password(
    database: Database, practice_id: int, now: datetime, hasher: Hasher
) -> None:
    add(database, practice_id, now, password=PASSWORD)
    with database.reading() as session:
        (event,) = [event for event in audit.events(session) if event.action == "staff.added"]
        assert event.details == {"subject": 1, "role": "manager", "password_set": True}
        assert PASSWORD not in str([audit.exported_events(event) for event in rows_of(session, AuditEvent)])
        (person,) = rows_of(session, Staff)
        assert person.password_hash.startswith("$argon2id$")


def test_a_name_that_no_page_could_show_is_refused(sqlite_database: Database, now: datetime) -> None:
    practice_id = ensure(sqlite_database, now, "Y00001")
    for name in ("S" * 121, "Sam\0"):
        with pytest.raises(ValueRefused, match="one line of up to 120"):
            add(sqlite_database, practice_id, now, name=name)


def add(database: Database, practice_id: int, now: datetime, **details: Any) -> StaffAccount:
    with database.writing() as session:
        email, role = details.pop("email", EMAIL), details.pop("role", Role.MANAGER)
        return accounts.add_account(session, practice_id, email, role, now, **details)


def signs_in(database: Database, email: str, password: str) -> StaffAccount | None:
    with database.reading() as session:
        return accounts.authenticate(session, email, password)


def ensure(database: Database, now: datetime, ods_code: str) -> int:
    with database.writing() as session:
        made: Practice = practices.ensure_practice(
            session, now, name="Riverside Surgery", ods_code=ods_code, phone="01632 960123", address=()
        )
        return made.id


# --- who changes accounts ---


def test_a_manager_adds_people_and_nobody_else_does_but_their_own_password(
    database: Database, practice_id: int, now: datetime, hasher: Hasher
) -> None:
    manager = add(database, practice_id, now)
    clerk = add(database, practice_id, now, email="clerk@example.com", role=Role.RECEPTION, by=manager)
    for email, role in ((EMAIL, Role.MANAGER), ("clerk@example.com", Role.MANAGER), ("new@example.com", Role.AUDITOR)):
        with pytest.raises(NotAllowed, match="it needs the role manager"):
            add(database, practice_id, now, email=email, role=role, password=PASSWORD, by=clerk)
    add(database, practice_id, now, email=clerk.email, role=Role.RECEPTION, password=PASSWORD, by=clerk)
    assert signs_in(database, clerk.email, PASSWORD) == clerk
    with database.reading() as session:
        assert [event.staff_id for event in audit.events(session)][-3:] == [None, manager.id, clerk.id]


def test_a_closed_account_is_nobodys_until_it_is_opened(
    database: Database, practice_id: int, now: datetime, hasher: Hasher
) -> None:
    manager = add(database, practice_id, now)
    clerk = add(database, practice_id, now, email="clerk@example.com", role=Role.RECEPTION, password=PASSWORD)
    with database.writing() as session:
        with pytest.raises(NotAllowed, match="it needs the role manager"):
            accounts.close_account(session, clerk.email, now, clerk)
        accounts.close_account(session, "Clerk@example.com", now, manager)
        with pytest.raises(NotFound, match="notifier staff list"):
            accounts.close_account(session, clerk.email, now, manager)
    assert signs_in(database, clerk.email, PASSWORD) is None
    with database.writing() as session:
        assert accounts.account_by_id(session, clerk.id) is None
        assert [person.is_open for person in accounts.known_people(session, practice_id)] == [False, True]
        accounts.open_account(session, clerk.email, now, manager)
        with pytest.raises(NotAllowed, match="is open"):
            accounts.open_account(session, clerk.email, now, manager)
        with pytest.raises(NotAllowed, match="it needs the role manager"):
            accounts.open_account(session, clerk.email, now, clerk)
        with pytest.raises(NotFound, match="notifier staff add"):
            accounts.open_account(session, "nobody@example.com", now, manager)
    assert signs_in(database, clerk.email, PASSWORD) == clerk
    with database.reading() as session:
        events = [(event.action, event.staff_id, event.details) for event in audit.events(session)][-2:]
    assert events == [
        ("staff.closed", manager.id, {"subject": clerk.id}),
        ("staff.opened", manager.id, {"subject": clerk.id}),
    ]


def test_the_last_manager_stays(database: Database, practice_id: int, now: datetime) -> None:
    manager = add(database, practice_id, now)
    second = add(database, practice_id, now, email="second@example.com", by=manager)
    with database.writing() as session:
        assert accounts.take_role(session, manager.email, Role.MANAGER, now, second).roles == set()
        with pytest.raises(NotFound, match="does not have the role manager"):
            accounts.take_role(session, manager.email, Role.MANAGER, now, second)
        for act in (
            lambda: accounts.close_account(session, second.email, now, second),
            lambda: accounts.take_role(session, second.email, Role.MANAGER, now, second),
        ):
            with pytest.raises(NotAllowed, match="is the last manager"):
                act()
        accounts.close_account(session, manager.email, now, second)


def test_a_manager_is_provable_by_a_password_while_the_account_is_open(
    database: Database, practice_id: int, now: datetime, hasher: Hasher
) -> None:
    add(database, practice_id, now, email="clerk@example.com", role=Role.RECEPTION, password=PASSWORD)
    add(database, practice_id, now)
    with database.writing() as session:
        assert not accounts.is_manager_provable(session)
    manager = add(database, practice_id, now, password=PASSWORD)
    add(database, practice_id, now, email="second@example.com")
    with database.writing() as session:
        assert accounts.is_manager_provable(session)
        session.get_one(Staff, manager.id).active = False
        session.flush()
        assert not accounts.is_manager_provable(session)


def test_of_two_managers_who_take_the_role_from_each_other_at_once_one_stays(
    database: Database, practice_id: int, now: datetime
) -> None:
    managers = [add(database, practice_id, now, email=f"{name}@example.com") for name in ("ada", "bob")]

    def take(by: StaffAccount, other: StaffAccount) -> bool:
        try:
            with database.writing() as session:
                accounts.account_by_email(session, by.email)  # as a command and a page do, before anything is locked
                began.wait(20)
                accounts.take_role(session, other.email, Role.MANAGER, now, by)
        except NotAllowed:
            return False
        return True

    began = Barrier(1 if database.is_sqlite else 2)  # on SQLite there is one writer at a time
    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(take, managers, reversed(managers)))
    assert sorted(taken) == [False, True]
    with database.reading() as session:
        assert sum(Role.MANAGER in person.roles for person in accounts.known_people(session, practice_id)) == 1


def test_of_two_who_use_a_link_at_once_one_chooses_the_password(
    database: Database, practice_id: int, now: datetime, hasher: Hasher
) -> None:
    add(database, practice_id, now)
    with database.writing() as session:
        secret = account_links.make_link(session, EMAIL, now, None).secret

    def use(password: str) -> bool:
        try:
            with database.writing() as session:
                account_links.use_link(session, secret, password, now)
        except NotAllowed:
            return False
        return True

    passwords_chosen = ["amber kettle harbour", "violet ladder pepper"]
    with ThreadPoolExecutor(2) as pool:
        used = list(pool.map(use, passwords_chosen))
    assert sorted(used) == [False, True]
    assert [signs_in(database, EMAIL, password) is not None for password in passwords_chosen] == used


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("Password2026", "tried first"),
        ("qwertyuiop[]", "tried first"),
        ("aaaaaaaaaaaaaaaaaa", "tried first"),
        ("Riverside Surgery", "the practice's name"),
        ("riverside-surgery-1", "the practice's name"),
        ("sam@surgery.example.com", "your own name or address"),
        ("SamSmith123456", "your own name or address"),
    ],
)
def test_a_password_that_is_tried_first_is_refused(
    sqlite_database: Database, now: datetime, password: str, says: str
) -> None:
    practice_id = ensure(sqlite_database, now, "Y00001")
    with pytest.raises(ValueRefused, match=says):
        add(sqlite_database, practice_id, now, name="Sam Smith", password=password)
    add(sqlite_database, practice_id, now, name="Sam Smith", password="amber kettle harbour")
