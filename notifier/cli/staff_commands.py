"""Commands about the people who work here: their accounts, and signing in at the command line."""

import sys

import click

from notifier.campaigns.calendar import LONDON
from notifier.cli import staff_proof
from notifier.cli.installation import Installation
from notifier.cli.terminal import say, say_json
from notifier.errors import NotAllowed
from notifier.practice import accounts, personal_tokens, practices
from notifier.practice.accounts import StaffAccount
from notifier.practice.password_check import check_password
from notifier.vocabulary import Role


def add_staff(
    installation: Installation, email: str, role: str, name: str, password_stdin: bool, by_email: str | None
) -> None:
    """Add a person, or a further role or a new password for one who is there.

    Whoever sets the installation up adds them, until real patients are on record: then a manager does, or the person
    themself for a new password; a first manager who can prove who they are is nobody's to add.
    """
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    now, chosen = installation.clock(), Role(role)
    if by_email is None and chosen is Role.MANAGER and _is_without_manager(installation):
        with installation.database.writing() as session:
            practice_id = installation.practice_id(session)
            account = accounts.add_account(session, practice_id, email, chosen, now, name=name, password=password)
    else:
        with installation.perhaps_acting(by_email) as (session, by):
            practice_id = installation.practice_id(session)
            account = accounts.add_account(
                session, practice_id, email, chosen, now, name=name, password=password, by=by
            )
    _say_roles(account)


def list_staff(installation: Installation, as_json: bool) -> None:
    """Say everybody who has an account or had one: their roles, whether it is open, whether they can sign in."""
    with installation.database.reading() as session:
        found = accounts.known_people(session, installation.practice_id(session))
    if as_json:
        say_json({"staff": [person._asdict() for person in found]})
        return
    for person in found:
        remark = "closed" if not person.is_open else "" if person.has_password else "no password yet"
        click.echo(f"{person.email}\t{person.name}\t{', '.join(person.roles)}\t{remark}".rstrip("\t"))


def close_staff(installation: Installation, email: str, role: str | None, by_email: str | None) -> None:
    """Close an account: nobody signs in with it or acts as it from now on; or take one role of it away."""
    now = installation.clock()
    with installation.perhaps_acting(by_email) as (session, by):
        if role is not None:
            _say_roles(accounts.take_role(session, email, Role(role), now, by))
            return
        accounts.close_account(session, email, now, by)
    say(f"the account of {email} is closed: what was done with it stays on record under its name")


def open_staff(installation: Installation, email: str, by_email: str | None) -> None:
    """Open a closed account again, with the roles and the password that it had."""
    with installation.perhaps_acting(by_email) as (session, by):
        account = accounts.open_account(session, email, installation.clock(), by)
    _say_roles(account)


def sign_in(installation: Installation, email: str, password_stdin: bool, hours: int) -> None:
    """Check a password, and keep a token that proves for some hours who acts at this command line."""
    now = installation.clock()
    password = staff_proof.asked_password(email, is_piped=password_stdin)
    if password is None:
        raise NotAllowed("there is no terminal to type a password at: add --password-stdin and pipe it in")
    person = check_password(installation.database, email, password, now)
    with installation.database.writing() as session:
        file = installation.token_file(session, person.email)
        token = personal_tokens.make_token(session, person, hours, now)
        staff_proof.keep_token(file, token.secret)
    until = f"{token.ends_at.astimezone(LONDON):%d %b %Y %H:%M}"
    say(f"{person.email} is signed in until {until}, by {file}; `notifier sign-out {person.email}` ends it before")


def sign_out(installation: Installation, email: str) -> None:
    """End what somebody is signed in with at this command line. Ends with 1 where they are not."""
    with installation.database.writing() as session:
        installation.practice_id(session)
        person = accounts.account_by_email(session, email)
        file = installation.token_file(session, email)
        secret = staff_proof.token_to_end(file)
        was_signed_in = secret is not None and personal_tokens.revoke_token(
            session, person, secret, installation.clock()
        )
    file.unlink(missing_ok=True)
    if not was_signed_in:
        raise NotAllowed(f"{person.email} is not signed in here")
    say(f"{person.email} is signed out")


def _is_without_manager(installation: Installation) -> bool:
    """Whether real patients are on record, and no manager could prove who they are."""
    with installation.database.reading() as session:
        return not practices.is_sample(session) and not accounts.is_manager_provable(session)


def _say_roles(account: StaffAccount) -> None:
    say(f"{account.email}: {', '.join(sorted(role.value for role in account.roles))}")


COMMANDS = {
    "staff add": add_staff,
    "staff list": list_staff,
    "staff close": close_staff,
    "staff open": open_staff,
    "sign-in": sign_in,
    "sign-out": sign_out,
}
