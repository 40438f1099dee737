"""Guessing passwords and second factors, which grows slower with every wrong one and keeps nobody out who is right.

Wrong passwords are counted by where they come from, and wrong codes likewise by themselves: a right password forgives
no wrong code. A browser with which somebody signed in before has a count of its
own for that person, and so has the command line of this machine: whoever guesses elsewhere does not touch them. All
other browsers share a count for the network that they are in, and a larger one for the account. A few may follow each
other at once; then a minute has to pass, and twice as long after each further one, up to an hour. That leaves a guesser
some fifty tries a day at an account, from however many networks.

Counted in the database and before the password is looked at: a request that is cut off, and several at once, guess no
faster. An address that nobody has is counted like any other, so that nothing tells the two apart.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed
from notifier.practice.secret_digests import digest_of
from notifier.practice.sign_ins import Visit, is_known_browser
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import insert_unless_there
from notifier.store.tables import PasswordGuess, SignIn, Staff

AT_ONCE = 5  # wrong ones of a browser that is known, of a network, or at the command line
AT_ONCE_EVERYWHERE = 20  # wrong ones at one account from all that is not known
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
_FORGOTTEN_AFTER = timedelta(days=1)  # without a wrong one
_SAID_EVERY = timedelta(hours=1)  # that somebody tries addresses which nobody has


class Guessed(StrEnum):
    """What is guessed."""

    PASSWORD = "password"  # noqa: S105 - the word, and no password
    CODE = "code"  # of an app, or a recovery code


class GuessedTooSoon(NotAllowed):
    """A password or code that is not looked at, for too many were wrong just before; from `free_at` on one is."""

    def __init__(self, says: str, free_at: datetime, guessed: Guessed) -> None:
        super().__init__(says)
        self.free_at = free_at
        self.guessed = guessed


class Guess(NamedTuple):
    """A password or code that is about to be looked at, and what it was counted for."""

    guessed: Guessed
    subject: int | None  # whose it would be
    place: str
    counts: Sequence[str]  # the keys: its own first, then the one that it shares


def count_guess(
    session: Session, email: str, visit: Visit | None, now: datetime, guessed: Guessed = Guessed.PASSWORD
) -> Guess:
    """Count a password or code before it is looked at; `visit` is the browser it comes from, None for the command line.

    Raises GuessedTooSoon where it must not be looked at yet; that one does not count.
    """
    email = email.strip().lower()
    subject = session.execute(select(Staff.id).where(Staff.email == email)).scalar_one_or_none()
    place, limits = _limits(session, email, subject, visit, guessed)
    session.execute(delete(PasswordGuess).where(PasswordGuess.last_at < now - _FORGOTTEN_AFTER))
    rows = [(_row(session, key, now), most) for key, most in limits.items()]
    for row, most in rows:
        doublings = min(row.wrong - most, 10)
        free_at = row.last_at + min(_FIRST_WAIT * 2 ** max(doublings, 0), _LONGEST_WAIT)
        if doublings >= 0 and now < free_at:
            minutes = -(-(free_at - now) // timedelta(minutes=1))
            raise GuessedTooSoon(
                f"{row.wrong} wrong {guessed}s for {email} in a row: try again in {minutes} min", free_at, guessed
            )
    for row, _most in rows:
        row.wrong, row.last_at = row.wrong + 1, now
    return Guess(guessed, subject, place, [row.key for row, _most in rows])


def note_wrong(session: Session, guess: Guess, now: datetime) -> None:
    """Have the chain say that a password or code was wrong. Of addresses that nobody has it says so once an hour."""
    is_code = guess.guessed is Guessed.CODE
    refused = AuditAction.FACTOR_REFUSED if is_code else AuditAction.PASSWORD_REFUSED
    if guess.subject is not None:
        in_a_row = session.get_one(PasswordGuess, guess.counts[0]).wrong
        audit.append(session, refused, now, subject=guess.subject, place=guess.place, in_a_row=in_a_row)
        return
    said = _row(session, digest_of("nobody's"), now)
    if said.wrong == 0 or said.last_at <= now - _SAID_EVERY:
        said.wrong, said.last_at = said.wrong + 1, now
        audit.append(session, refused, now, place=guess.place)


def forgive(session: Session, guess: Guess) -> None:
    """Forget the wrong ones before the right one where it came from, and these alone: not those of a guesser."""
    own = session.get_one(PasswordGuess, guess.counts[0])
    for key in guess.counts[1:]:
        shared = session.get_one(PasswordGuess, key, with_for_update=True)
        shared.wrong = max(shared.wrong - own.wrong, 0)
    session.delete(own)


def _limits(
    session: Session, email: str, subject: int | None, visit: Visit | None, guessed: Guessed
) -> tuple[str, dict[str, int]]:
    """Where a guess comes from, and how many may be wrong at once for each count that it adds to."""
    whose = email if guessed is Guessed.PASSWORD else f"{guessed} of {email}"
    if visit is None:
        return "terminal", {digest_of(f"terminal {whose}"): AT_ONCE}
    if subject is not None and is_known_browser(session, visit.browser, SignIn.staff_id == subject):
        return "known browser", {digest_of(f"browser {visit.browser} {whose}"): AT_ONCE}
    network, everywhere = digest_of(f"network {visit.address} {whose}"), digest_of(f"account {whose}")
    return "elsewhere", {network: AT_ONCE, everywhere: AT_ONCE_EVERYWHERE}


def _row(session: Session, key: str, now: datetime) -> PasswordGuess:
    session.execute(insert_unless_there(session, PasswordGuess).values(key=key, wrong=0, last_at=now))
    return session.get_one(PasswordGuess, key, with_for_update=True)
