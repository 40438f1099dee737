"""A password at the command line: whose it is, and guessing that grows slower with every wrong one.

Five wrong ones in a row may follow each other at once; then a minute has to pass, and twice as long after each further
one, up to an hour. Counted in the database, for each command is a process of its own, and before the password is looked
at: a command that is stopped, and several at once, guess no faster. The web counts for itself, by address besides
(web.rate_limits).
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed
from notifier.practice import accounts
from notifier.practice.accounts import StaffAccount
from notifier.store.database import Database
from notifier.store.tables import Staff

AT_ONCE = 5
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)


def check_password(database: Database, email: str, password: str, now: datetime) -> StaffAccount:
    """The person whose address and password these are.

    Raises NotAllowed for a wrong address or password, which nobody is told apart, and for a guess that comes too soon.
    """
    with database.writing() as session:
        _count_guess(session, email, now)
    with database.reading() as session:
        person = accounts.authenticate(session, email, password)
    if person is None:
        raise NotAllowed(
            f"this is not the password of {email}, or there is no such account, or it has no password yet: type it "
            f"again, or have a manager set one with `notifier staff add {email} --role ROLE --password-stdin`"
        )
    with database.writing() as session:
        session.get_one(Staff, person.id).wrong_passwords = 0
    return person


def _count_guess(session: Session, email: str, now: datetime) -> None:
    if not email.isprintable():  # nobody's; and PostgreSQL takes no NUL in a text
        return
    query = select(Staff).where(Staff.email == email.strip().lower()).with_for_update()
    person = session.execute(query).scalar_one_or_none()
    if person is None:
        return
    if person.wrong_password_at is not None and person.wrong_passwords >= AT_ONCE:
        doublings = min(person.wrong_passwords - AT_ONCE, 10)
        free_at = person.wrong_password_at + min(_FIRST_WAIT * 2**doublings, _LONGEST_WAIT)
        if now < free_at:
            minutes = -(-(free_at - now) // timedelta(minutes=1))
            raise NotAllowed(
                f"{person.wrong_passwords} wrong passwords for {email} in a row: try again in {minutes} min"
            )
    person.wrong_passwords += 1
    person.wrong_password_at = now
