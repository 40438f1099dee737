"""Second factors for tests of everything else: an app for codes without a phone, and sheets of recovery codes."""

from datetime import datetime, timedelta

import pyotp

from notifier.patients.access_codes import Keys
from notifier.practice import code_apps, recovery_codes
from notifier.practice.accounts import StaffAccount
from notifier.store.database import Database

HALF_A_MINUTE = timedelta(seconds=30)


def app_of(database: Database, keys: Keys, person: StaffAccount, now: datetime) -> pyotp.TOTP:
    """An app that the person just set up, with a code of half a minute ago: the code of now has not counted yet."""
    with database.writing() as session:
        code_apps.begin_app(session, keys.factor, person, now)
        app = pyotp.TOTP(code_apps.begun_app(session, keys.factor, person).secret)
        code_apps.confirm_app(session, keys.factor, person, app.at(now - HALF_A_MINUTE), 0, now)
    return app


def sheet_of(database: Database, keys: Keys, person: StaffAccount, now: datetime) -> list[str]:
    """Ten recovery codes of somebody who set an app up."""
    app_of(database, keys, person, now)
    with database.writing() as session:
        return recovery_codes.make_recovery_codes(session, person, now)
