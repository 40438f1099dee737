"""Commands about the people who work here: their accounts, and signing in at the command line."""

import sys
from datetime import datetime

import click

from notifier.campaigns.calendar import LONDON
from notifier.cli import staff_proof
from notifier.cli.installation import Installation
from notifier.cli.terminal import say, say_json
from notifier.errors import NotAllowed
from notifier.practice import (
    account_links,
    accounts,
    personal_tokens,
    practices,
    proof_ends,
    second_factors,
    sign_ins,
)
from notifier.practice.account_links import MadeLink, NewPerson
from notifier.practice.accounts import StaffAccount
from notifier.practice.password_check import check_password
from notifier.practice.sign_ins import SignInLimits, StandingSignIn
from notifier.vocabulary import Role, SignInEnd


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


def invite_staff(
    installation: Installation, email: str, roles: tuple[str, ...], name: str, by_email: str | None
) -> None:
    """Open an account for somebody new, and print the link with which they choose a password."""
    with installation.perhaps_acting(by_email) as (session, by):
        new = NewPerson(installation.practice_id(session), email, name, {Role(role) for role in roles})
        made = account_links.invite(session, new, installation.clock(), by)
    _say_link(installation, email, made)


def reset_staff(installation: Installation, email: str, by_email: str | None) -> None:
    """Print a link with which somebody chooses a new password."""
    with installation.perhaps_acting(by_email) as (session, by):
        made = account_links.make_link(session, email, installation.clock(), by)
    _say_link(installation, email, made)


def remove_lost_factors(installation: Installation, email: str, by_email: str | None) -> None:
    """Remove somebody's second factors: by a manager, or by the only one themself, with their password."""
    now = installation.clock()
    if by_email is not None:
        with installation.acting(by_email) as (session, by):
            second_factors.reset_factors(session, email, by, now)
    else:
        password = staff_proof.asked_password(email, is_piped=installation.is_password_piped)
        if password is None:
            raise NotAllowed("there is no terminal to type your password at: add --password-stdin and pipe it in")
        person = check_password(installation.database, email, password, now)
        with installation.database.writing() as session:
            second_factors.reset_lone(session, person, now)
    say(
        f"{email} has no second factor any more, and is signed in nowhere: sign in with the password at "
        f"{installation.settings.public_url}/staff/ and set a new one up at once"
    )


def staff_sessions(installation: Installation, email: str, end: bool, as_json: bool, by_email: str | None) -> None:
    """Say where somebody is signed in to the pages, or end all that they are signed in with."""
    now, limits = installation.clock(), SignInLimits.of(installation.settings)
    with installation.perhaps_acting(by_email) as (session, by):
        person = accounts.person_to_change(session, email, by)
        found = sign_ins.standing_sign_ins(session, person.id, now, limits)
        if end:
            proof_ends.end_proofs(session, person.id, SignInEnd.ENDED_BY_MANAGER, now, by.id if by else None)
    if as_json:
        say_json({"ended": end, "sessions": [_as_json(one) for one in found]})
        return
    for one in found:
        click.echo(f"{one.device}\t{one.address}\t{_in_london(one.made_at)}\t{_in_london(one.last_seen_at)}")
    if end:
        say(f"{email} is signed in nowhere any more")


def sign_in(installation: Installation, email: str, password_stdin: bool, hours: int) -> None:
    """Check a password and second factor, and keep a token that proves for some hours who acts at this command line."""
    now = installation.clock()
    password = staff_proof.asked_password(email, is_piped=password_stdin)
    if password is None:
        raise NotAllowed("there is no terminal to type a password at: add --password-stdin and pipe it in")
    person = installation.check_proof(email, password, is_piped=password_stdin)
    with installation.database.writing() as session:
        file = installation.token_file(session, person.email)
        token = personal_tokens.make_token(session, person, hours, now)
        staff_proof.keep_token(file, token.secret)
    until = _in_london(token.ends_at)
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


def _say_link(installation: Installation, email: str, made: MadeLink) -> None:
    click.echo(f"{installation.settings.public_url}/staff/choose-password/{made.secret}")
    say(f"hand it over to {email} and nobody else: it works once, until {_in_london(made.ends_at)}")


def _as_json(one: StandingSignIn) -> dict[str, str]:
    times = {"since": one.made_at, "last_used": one.last_seen_at, "ends": one.ends_at}
    return {"browser": one.device, "network": one.address, **{name: at.isoformat() for name, at in times.items()}}


def _in_london(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%d %b %Y %H:%M}"


def _say_roles(account: StaffAccount) -> None:
    say(f"{account.email}: {', '.join(sorted(role.value for role in account.roles))}")


COMMANDS = {
    "staff add": add_staff,
    "staff invite": invite_staff,
    "staff reset": reset_staff,
    "staff list": list_staff,
    "staff reset-factors": remove_lost_factors,
    "staff sessions": staff_sessions,
    "staff close": close_staff,
    "staff open": open_staff,
    "sign-in": sign_in,
    "sign-out": sign_out,
}
