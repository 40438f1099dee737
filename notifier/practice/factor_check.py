"""A code that stands beside a password: of an app or from the sheet, where guessing lets it be looked at."""

import re
from datetime import datetime

from notifier.errors import NotAllowed
from notifier.practice import guesses
from notifier.practice.accounts import StaffAccount
from notifier.practice.code_apps import use_app_code
from notifier.practice.guesses import Guessed
from notifier.practice.recovery_codes import use_recovery_code
from notifier.practice.sign_ins import Visit
from notifier.store.database import Database
from notifier.vocabulary import ProofKind

_APART = re.compile(r"[\s\-\u2010-\u2015]")  # what people and printers put between the parts of a code


def check_code(
    database: Database, key: bytes, person: StaffAccount, typed: str, now: datetime, visit: Visit | None = None
) -> ProofKind:
    """Which kind of code of a person's this is: ONE_TIME_CODE or RECOVERY_CODE; it counts once.

    `key` is what the apps' secrets are sealed with, `visit` the browser, None for the command line. Raises NotAllowed
    for one that is wrong or counted before, and GuessedTooSoon, which is one, for one that is not looked at yet.
    """
    code = _APART.sub("", typed)
    with database.writing() as session:
        guess = guesses.count_guess(session, person.email, visit, now, Guessed.CODE)
    with database.writing() as session:
        kind = None
        if use_app_code(session, key, person.id, code, now):
            kind = ProofKind.ONE_TIME_CODE
        elif use_recovery_code(session, person.id, code, now):
            kind = ProofKind.RECOVERY_CODE
        if kind is not None:
            guesses.forgive(session, guess)
            return kind
        guesses.note_wrong(session, guess, now)
    raise NotAllowed("this code is not right, or it was used already: an app shows a new one every half minute")
