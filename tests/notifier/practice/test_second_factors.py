"""Second factors: each code counts once, and nobody who has to have one can be without."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pyotp
import pytest

from notifier.errors import NotAllowed, NotFound, SettingsFault, ValueRefused
from notifier.patients.access_codes import Keys
from notifier.practice import accounts, code_apps, practices, recovery_codes, second_factors, sign_ins
from notifier.practice.accounts import StaffAccount
from notifier.practice.factor_check import check_code
from notifier.practice.guesses import GuessedTooSoon
from notifier.practice.password_check import check_password
from notifier.practice.second_factors import HeldFactor
from notifier.practice.sign_ins import SignInLimits, StandingSignIn, Visit
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import CodeApp, Passkey, RecoveryCode
from notifier.vocabulary import ProofKind, Role, SignInEnd
from tests.second_factors import HALF_A_MINUTE, app_of, sheet_of
from tests.world import rows_of

KEYS = Keys.derive(b"m" * 32)
PASSWORD = "amber kettle harbour"
LIMITS = SignInLimits(timedelta(minutes=30), timedelta(hours=12))


@pytest.fixture
def sam(database: Database, now: datetime) -> StaffAccount:
    """A manager with a password; there is another one."""
    with database.writing() as session:
        practice = practices.ensure_practice(session, now, name="", ods_code="Y00001", phone="", address=())
        accounts.add_account(session, practice.id, "other@example.com", Role.MANAGER, now, password=PASSWORD)
        return accounts.add_account(session, practice.id, "sam@example.com", Role.MANAGER, now, password=PASSWORD)


def gives(database: Database, person: StaffAccount, typed: str, now: datetime) -> ProofKind:
    return check_code(database, KEYS.factor, person, typed, now)


def test_a_code_of_the_app_counts_once_and_not_after_a_later_one(
    database: Database, sam: StaffAccount, now: datetime
) -> None:
    app = app_of(database, KEYS, sam, now)
    shown = app.at(now)
    assert gives(database, sam, f"{shown[:3]} {shown[3:]}", now) is ProofKind.ONE_TIME_CODE
    with pytest.raises(NotAllowed, match="used already"):
        gives(database, sam, shown, now)
    with pytest.raises(NotAllowed, match="used already"):
        gives(database, sam, app.at(now - HALF_A_MINUTE), now)
    assert gives(database, sam, app.at(now + HALF_A_MINUTE), now) is ProofKind.ONE_TIME_CODE, (
        "a phone's clock may be ahead"
    )


@pytest.mark.parametrize("kind", [ProofKind.ONE_TIME_CODE, ProofKind.RECOVERY_CODE])
def test_of_two_who_give_one_code_at_once_one_is_let_in(
    database: Database, sam: StaffAccount, now: datetime, kind: ProofKind
) -> None:
    codes = sheet_of(database, KEYS, sam, now) if kind is ProofKind.RECOVERY_CODE else []
    later = now + timedelta(minutes=5)
    code = codes[0] if codes else app_of(database, KEYS, sam, later).at(later)
    began = Barrier(2)

    def give(visit: Visit) -> bool:
        began.wait(20)
        try:
            return check_code(database, KEYS.factor, sam, code, later, visit) is kind
        except NotAllowed:
            return False

    with ThreadPoolExecutor(2) as pool:
        let_in = list(pool.map(give, (Visit(address="192.0.2.x"), Visit(address="198.51.100.x"))))
    assert sorted(let_in) == [False, True]


def test_of_two_who_remove_the_last_two_at_once_one_keeps_theirs(
    database: Database, sam: StaffAccount, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practices, "is_sample", lambda _session: False)
    app_of(database, KEYS, sam, now)
    with database.writing() as session:
        made = {"credential": "c", "public_key": b"k", "sign_count": 0, "site": "s", "device": "d", "added_at": now}
        session.add(Passkey(staff_id=sam.id, **made))
    with database.reading() as session:
        held = second_factors.held_factors(session, sam.id).factors
    began = Barrier(2)

    def remove(one: HeldFactor) -> bool:
        began.wait(20)
        try:
            with database.writing() as session:
                second_factors.remove_factor(session, sam, one.kind, one.id, 0, now)
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, held)) == [False, True]


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_is_good_for_half_a_minute_around_its_own(
    database: Database, sam: StaffAccount, now: datetime, steps: int
) -> None:
    app, later = app_of(database, KEYS, sam, now), now + timedelta(minutes=10)
    with pytest.raises(NotAllowed, match="not right"):
        gives(database, sam, app.at(later + steps * HALF_A_MINUTE), later)
    assert gives(database, sam, app.at(later + steps // 2 * HALF_A_MINUTE), later) is ProofKind.ONE_TIME_CODE


def test_the_tables_hold_neither_the_apps_secret_nor_a_code_of_the_sheet(
    database: Database, sam: StaffAccount, now: datetime
) -> None:
    codes, secret = sheet_of(database, KEYS, sam, now), ""
    with database.writing() as session:
        code_apps.begin_app(session, KEYS.factor, sam, now)
        secret = code_apps.begun_app(session, KEYS.factor, sam).secret
    with database.reading() as session:
        held = str([vars(row) for table in (CodeApp, RecoveryCode) for row in rows_of(session, table)])
        assert secret not in held
        assert not [code for code in codes if code in held or code.replace("-", "") in held]
        with pytest.raises(SettingsFault, match=r"master\.key"):
            code_apps.begun_app(session, Keys.derive(b"n" * 32).factor, sam)


def test_a_recovery_code_counts_once_and_new_ones_end_those_before(
    database: Database, sam: StaffAccount, now: datetime
) -> None:
    codes = sheet_of(database, KEYS, sam, now)
    assert len(set(codes)) == 10
    assert gives(database, sam, codes[0].lower().replace("-", " "), now) is ProofKind.RECOVERY_CODE
    with pytest.raises(NotAllowed):
        gives(database, sam, codes[0], now)
    with database.writing() as session:
        assert second_factors.held_factors(session, sam.id).codes_left == 9
        anew = recovery_codes.make_recovery_codes(session, sam, now)
    with pytest.raises(NotAllowed):
        gives(database, sam, codes[1], now)
    assert gives(database, sam, anew[1], now) is ProofKind.RECOVERY_CODE


def test_guessing_codes_grows_slow_and_a_right_password_forgives_none(
    database: Database, sam: StaffAccount, now: datetime
) -> None:
    app = app_of(database, KEYS, sam, now)
    visit = Visit("Firefox on Linux", "192.0.2.x")
    for _ in range(5):
        with pytest.raises(NotAllowed, match="not right"):
            check_code(database, KEYS.factor, sam, "000000", now, visit)
        check_password(database, sam.email, PASSWORD, now, visit)
    with pytest.raises(GuessedTooSoon, match="5 wrong codes"):
        check_code(database, KEYS.factor, sam, app.at(now), now, visit)
    with database.reading() as session:
        refused = [event for event in audit.events(session) if event.action == "session.factor_refused"]
        assert [event.details["in_a_row"] for event in refused] == [1, 2, 3, 4, 5]


def test_an_app_proves_nothing_before_its_first_code_and_takes_the_place_of_the_one_before(
    database: Database, sam: StaffAccount, now: datetime
) -> None:
    earlier = app_of(database, KEYS, sam, now)
    with database.writing() as session:
        code_apps.begin_app(session, KEYS.factor, sam, now)
        with pytest.raises(ValueRefused, match="clock"):
            code_apps.confirm_app(session, KEYS.factor, sam, "12345", 0, now)
    later = now + timedelta(minutes=5)
    assert gives(database, sam, earlier.at(later), later) is ProofKind.ONE_TIME_CODE
    again = app_of(database, KEYS, sam, later)
    with pytest.raises(NotAllowed):
        gives(database, sam, earlier.at(later + HALF_A_MINUTE), later + HALF_A_MINUTE)
    assert gives(database, sam, again.at(later), later) is ProofKind.ONE_TIME_CODE


def test_a_new_factor_ends_what_was_signed_in_with_less(database: Database, sam: StaffAccount, now: datetime) -> None:
    secrets = []
    for _ in range(2):
        with database.writing() as session:
            secrets.append(sign_ins.begin_sign_in(session, sam, Visit(), ProofKind.PASSWORD, now, LIMITS))
    with database.writing() as session:
        here = sign_ins.find_sign_in(session, secrets[0], now, LIMITS)
        assert isinstance(here, StandingSignIn)
        code_apps.begin_app(session, KEYS.factor, sam, now)
        secret = code_apps.begun_app(session, KEYS.factor, sam).secret
        app = pyotp.TOTP(secret)
        code_apps.confirm_app(session, KEYS.factor, sam, app.at(now), here.id, now)
    with database.reading() as session:
        assert sign_ins.find_sign_in(session, secrets[0], now, LIMITS) == here
        assert sign_ins.find_sign_in(session, secrets[1], now, LIMITS) is SignInEnd.NEW_FACTOR


def test_a_manager_resets_a_colleague_and_not_themself(database: Database, sam: StaffAccount, now: datetime) -> None:
    sheet_of(database, KEYS, sam, now)
    with database.writing() as session:
        other = accounts.account_by_email(session, "other@example.com")
        with pytest.raises(NotAllowed, match="your own"):
            second_factors.reset_factors(session, sam.email, sam, now)
        second_factors.reset_factors(session, sam.email, other, now)
        held = second_factors.held_factors(session, sam.id)
        assert (held.factors, held.codes_left) == ([], 0)
        with pytest.raises(NotFound):
            second_factors.reset_factors(session, sam.email, other, now)
