"""What stands behind a cookie: it is worth what its row is, and the row ends in many ways."""

from datetime import datetime, timedelta

import pytest

from notifier.practice import accounts, practices, sign_ins
from notifier.practice.accounts import StaffAccount
from notifier.practice.sign_ins import SignInLimits, StandingSignIn, Visit
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import SignIn
from notifier.vocabulary import ProofKind, Role, SignInEnd
from tests.world import rows_of

LIMITS = SignInLimits(timedelta(minutes=30), timedelta(hours=12))
VISIT = Visit("Firefox on Windows", "192.0.2.x", "b" * 43)


@pytest.fixture
def sam(database: Database, now: datetime) -> StaffAccount:
    """A manager who is an approver too; there is another of each."""
    with database.writing() as session:
        practice = practices.ensure_practice(session, now, name="", ods_code="Y00001", phone="", address=())
        for role in (Role.APPROVER, Role.MANAGER):
            accounts.add_account(session, practice.id, "other@example.com", role, now)
            accounts.add_account(session, practice.id, "sam@example.com", role, now)
        return accounts.account_by_email(session, "sam@example.com")


def test_the_tables_hold_no_token_and_no_address_of_a_device(
    database: Database, sam: StaffAccount, now: datetime
) -> None:
    secret = signed_in(database, sam, now)
    assert secret != signed_in(database, sam, now), "each sign-in has a token of its own"
    with database.reading() as session:
        rows = rows_of(session, SignIn)
        assert [(row.device, row.address) for row in rows] == [("Firefox on Windows", "192.0.2.x")] * 2
        assert secret not in str([vars(row) for row in rows])
        assert VISIT.browser not in str([vars(row) for row in rows])


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("signs out", SignInEnd.SIGNED_OUT),
        ("ends others", SignInEnd.ENDED_ELSEWHERE),
        ("new password", SignInEnd.NEW_PASSWORD),
        ("closed", SignInEnd.ACCOUNT_CLOSED),
        ("role taken", SignInEnd.ROLE_TAKEN),
    ],
)
def test_it_ends_with_its_person_and_with_what_they_are(
    database: Database, sam: StaffAccount, now: datetime, how: str, why: SignInEnd
) -> None:
    secret, here = signed_in(database, sam, now), signed_in(database, sam, now)
    ended = standing(database, secret, now)
    with database.writing() as session:
        match how:
            case "signs out":
                sign_ins.end_sign_in(session, ended.id, now)
            case "ends others":
                assert sign_ins.end_others(session, standing(database, here, now), now) == 1
            case "new password":
                accounts.add_account(
                    session, sam.practice_id, sam.email, Role.MANAGER, now, password="three new words", by=sam
                )
            case "closed":
                accounts.close_account(session, sam.email, now, None)
                accounts.open_account(session, sam.email, now, None)
            case _:
                accounts.take_role(session, sam.email, Role.APPROVER, now, None)
    assert found(database, secret, now) is why
    assert isinstance(found(database, here, now), StandingSignIn) is (how in ("signs out", "ends others"))
    with database.reading() as session:
        events = [event for event in audit.events(session) if event.action == "session.ended"]
        assert {"sign_in": ended.id, "subject": sam.id, "why": why.value} in [event.details for event in events]


def test_it_ends_by_itself_when_nobody_is_there_and_in_any_case(
    database: Database, sam: StaffAccount, now: datetime
) -> None:
    secret = signed_in(database, sam, now)
    idle = signed_in(database, sam, now)
    for minutes in range(0, 12 * 60, 29):
        moment = now + timedelta(minutes=minutes)
        with database.writing() as session:
            sign_ins.note_seen(session, standing(database, secret, moment).id, moment)
    assert found(database, idle, now + timedelta(minutes=30)) is SignInEnd.IDLE
    assert isinstance(found(database, secret, now + LIMITS.lasts - timedelta(seconds=1)), StandingSignIn)
    assert found(database, secret, now + LIMITS.lasts) is SignInEnd.TOO_OLD
    signed_in(database, sam, now + LIMITS.lasts)
    with database.reading() as session:
        ends = [(row.ended_at, row.ended_because) for row in rows_of(session, SignIn)]
    assert ends == [
        (now + LIMITS.lasts, SignInEnd.TOO_OLD),
        (now + LIMITS.idle, SignInEnd.IDLE),
        (None, None),
    ]


def test_while_a_second_factor_is_missing_nothing_is_proven_and_little_time_left(
    database: Database, sam: StaffAccount, now: datetime
) -> None:
    with database.writing() as session:
        secret = sign_ins.begin_sign_in(session, sam, VISIT, ProofKind.PASSWORD, now, LIMITS, is_complete=False)
    half = standing(database, secret, now)
    assert not half.is_complete
    assert not half.is_fresh(now)
    assert found(database, secret, now + timedelta(minutes=10)) is SignInEnd.TOO_OLD
    with database.writing() as session:
        assert not sign_ins.is_known_browser(session, VISIT.browser), "whoever knows a password alone is nobody"
        assert sign_ins.standing_sign_ins(session, sam.id, now, LIMITS) == []
        sign_ins.prove_sign_in(session, half.id, ProofKind.PASSKEY, now, LIMITS)
        assert sign_ins.is_known_browser(session, VISIT.browser)
        assert not sign_ins.is_known_browser(session, "")
        (whole,) = sign_ins.standing_sign_ins(session, sam.id, now, LIMITS)
    assert (whole.ends_at, whole.proven_by) == (now + LIMITS.lasts, ProofKind.PASSKEY)
    assert whole.is_fresh(now + timedelta(minutes=9, seconds=59))
    assert not whole.is_fresh(now + timedelta(minutes=10))
    with database.reading() as session:
        begun = [event.details for event in audit.events(session) if event.action == "session.begun"]
        assert begun == [{"sign_in": half.id, "factor": "passkey"}]


def test_what_ended_a_year_ago_is_forgotten(database: Database, sam: StaffAccount, now: datetime) -> None:
    secret = signed_in(database, sam, now)
    for later in (timedelta(days=1), timedelta(days=400)):
        signed_in(database, sam, now + later)
    assert found(database, secret, now + timedelta(days=400)) is None
    assert found(database, "nobody's", now) is None


def signed_in(database: Database, person: StaffAccount, now: datetime) -> str:
    with database.writing() as session:
        return sign_ins.begin_sign_in(session, person, VISIT, ProofKind.PASSWORD, now, LIMITS)


def found(database: Database, secret: str, now: datetime) -> StandingSignIn | SignInEnd | None:
    with database.reading() as session:
        return sign_ins.find_sign_in(session, secret, now, LIMITS)


def standing(database: Database, secret: str, now: datetime) -> StandingSignIn:
    sign_in = found(database, secret, now)
    assert isinstance(sign_in, StandingSignIn)
    return sign_in
