"""A password: whose it is, where guessing that grows slower with every wrong one lets it be looked at."""

from datetime import datetime

from notifier.errors import NotAllowed
from notifier.practice import accounts, guesses
from notifier.practice.accounts import StaffAccount
from notifier.practice.sign_ins import Visit
from notifier.store.database import Database


def check_password(
    database: Database, email: str, password: str, now: datetime, visit: Visit | None = None
) -> StaffAccount:
    """The person whose address and password these are; `visit` is the browser, None for the command line.

    Raises NotAllowed for a wrong address or password, which nobody is told apart, and GuessedTooSoon, which is one, for
    a guess that is not looked at yet.
    """
    if not email.isprintable():  # nobody's; and PostgreSQL takes no NUL in a text
        email = "nobody"
    with database.writing() as session:
        guess = guesses.count_guess(session, email, visit, now)
    with database.reading() as session:
        person = accounts.authenticate(session, email, password)
    with database.writing() as session:
        if person is not None:
            guesses.forgive(session, guess)
            return person
        guesses.note_wrong(session, guess, now)
    raise NotAllowed(
        f"this is not the password of {email}, or there is no such account, or it has no password yet: type it again, "
        f"or have a manager make a link to set one with `notifier staff reset {email}`"
    )
