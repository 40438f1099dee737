"""Accounts of the people who sign in, and what each may do."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Exists, exists, select
from sqlalchemy.orm import Session

from notifier.contacts.email import parse_email
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice.passwords import hash_of_new, is_right
from notifier.practice.proof_ends import end_proofs
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Practice, Staff, StaffRole
from notifier.vocabulary import Role, SignInEnd

_LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
_LONGEST_NAME = 120  # characters
# Without whom the practice stands still, and how.
_NEEDED = {
    Role.MANAGER: "nobody could let anybody in or out any more",
    Role.APPROVER: "nobody could approve a campaign any more",
}


@dataclass(frozen=True)
class StaffAccount:
    """A member of staff, as the stages and the web see one."""

    id: int
    practice_id: int
    practice_name: str
    name: str
    email: str
    roles: frozenset[Role]

    def must_be(self, *roles: Role) -> None:
        """Raises NotAllowed unless the person has one of the roles."""
        if not self.roles & set(roles):
            wanted = " or ".join(role.value for role in roles)
            raise NotAllowed(f"{self.email} may not do this: it needs the role {wanted}")


class KnownPerson(NamedTuple):
    """A member of staff as the list of them has it, where those whose account is closed are, too."""

    id: int
    email: str
    name: str
    roles: list[Role]
    is_open: bool
    has_password: bool


def read_staff_email(typed: str) -> str:
    """The address of somebody new, whatever way they get their account. Raises ValueRefused.

    An account that an earlier release opened under another kind of address keeps it.
    """
    email = typed.strip().lower()
    try:
        if len(email) <= _LONGEST_EMAIL and parse_email(email) == email:
            return email
    except ValueRefused:
        pass
    raise ValueRefused("a member of staff is known by an email address, such as manager@surgery.example.com")


def read_staff_name(typed: str) -> str:
    """What colleagues call somebody new; it may be empty. Raises ValueRefused."""
    name = " ".join(typed.split())
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise ValueRefused(f"the name of a member of staff is one line of up to {_LONGEST_NAME} letters")
    return name


def add_account(
    session: Session,
    practice_id: int,
    email: str,
    role: Role,
    now: datetime,
    *,
    name: str = "",
    password: str = "",
    by: StaffAccount | None = None,
) -> StaffAccount:
    """Add a person, or give one who is there already a further role and, if given, a new password.

    A new password ends all that the person is signed in with. `by` is the manager who does it, who may
    be anybody for a new password of their own; None, whoever sets the installation up.

    Raises ValueRefused for an unusable address or a password that is too short or tried first, and NotAllowed for
    somebody who may not.
    """
    person = _by_email(session, email := email.strip().lower())
    if person is None:
        email, name = read_staff_email(email), read_staff_name(name)
    if by is not None and not (person is not None and by.id == person.id and role in by.roles and password):
        _act_as_manager(session, by)
    if person is None:
        person = Staff(practice_id=practice_id, email=email, name=name or email.partition("@")[0], created_at=now)
        session.add(person)
    elif person.practice_id != practice_id:
        raise ValueRefused("this address belongs to a member of another practice's staff")
    if role not in {held.role for held in person.roles}:
        person.roles.append(StaffRole(role=role))
    session.flush()
    if password:
        _put_password(session, person, password, now, by.id if by else None)
    audit.append(
        session,
        AuditAction.STAFF_ADDED,
        now,
        staff_id=by.id if by else None,
        subject=person.id,
        role=role.value,
        password_set=bool(password),
    )
    return _account(session, person)


def set_password(session: Session, staff_id: int, password: str, now: datetime) -> StaffAccount:
    """Give somebody the password that they chose; all that they are signed in with ends, and is begun anew with it.

    Raises ValueRefused for one that is too short or among those that are tried first.
    """
    person = session.get_one(Staff, staff_id)
    _put_password(session, person, password, now, staff_id)
    audit.append(session, AuditAction.PASSWORD_SET, now, staff_id=staff_id, subject=staff_id)
    return _account(session, person)


def close_account(session: Session, email: str, now: datetime, by: StaffAccount | None) -> None:
    """Close an account: nobody signs in with it, on the web or at the command line, and nobody acts as it.

    Raises NotFound for one that is not open, and NotAllowed for the last manager's or the last approver's, or to
    whoever is no manager.
    """
    person = person_to_change(session, email, by)
    _keep_somebody(session, person, {held.role for held in person.roles})
    person.active = False
    end_proofs(session, person.id, SignInEnd.ACCOUNT_CLOSED, now, by.id if by else None)
    session.flush()
    audit.append(session, AuditAction.STAFF_CLOSED, now, staff_id=by.id if by else None, subject=person.id)


def take_role(session: Session, email: str, role: Role, now: datetime, by: StaffAccount | None) -> StaffAccount:
    """Take one role of a person away, and end all that they are signed in with.

    Raises NotFound where they do not have it, and NotAllowed for the last manager or approver, or to whoever is no
    manager.
    """
    person = person_to_change(session, email, by)
    held = next((one for one in person.roles if one.role is role), None)
    if held is None:
        raise NotFound(f"{person.email} does not have the role {role}")
    _keep_somebody(session, person, {role})
    person.roles.remove(held)
    by_id = by.id if by else None
    end_proofs(session, person.id, SignInEnd.ROLE_TAKEN, now, by_id)
    session.flush()
    audit.append(session, AuditAction.ROLE_TAKEN, now, staff_id=by_id, subject=person.id, role=role.value)
    return _account(session, person)


def change_roles(
    session: Session, email: str, roles: Collection[Role], now: datetime, by: StaffAccount | None
) -> StaffAccount:
    """Give and take roles so that somebody has exactly these; with one that is taken ends what they are signed in with.

    Raises as `take_role` does, and ValueRefused for no role at all.
    """
    if not roles:
        raise ValueRefused("choose at least one role; who is to do nothing here any more has their account closed")
    person = person_to_change(session, email, by)
    held = {one.role for one in person.roles}
    for role in sorted(set(roles) - held):
        add_account(session, person.practice_id, email, role, now, by=by)
    for role in sorted(held - set(roles)):
        take_role(session, email, role, now, by)
    return _account(session, person)


def open_account(session: Session, email: str, now: datetime, by: StaffAccount | None) -> StaffAccount:
    """Open a closed account again, with the roles and the password that it had.

    Raises NotFound where nobody has the address, and NotAllowed for one that is open, or to whoever is no manager.
    """
    _act_as_manager(session, by)
    person = _by_email(session, email)
    if person is None or (by is not None and person.practice_id != by.practice_id):
        raise NotFound(f"no member of staff has the address {email}: add one with `notifier staff add`")
    if person.active:
        raise NotAllowed(f"the account of {person.email} is open")
    person.active = True
    session.flush()
    audit.append(session, AuditAction.STAFF_OPENED, now, staff_id=by.id if by else None, subject=person.id)
    return _account(session, person)


def known_people(session: Session, practice_id: int) -> list[KnownPerson]:
    """Everybody who has an account, or had one, in the order of their addresses."""
    query = select(Staff).where(Staff.practice_id == practice_id).order_by(Staff.email)
    return [_known(person) for person in session.execute(query).scalars()]


def has_account(session: Session, practice_id: int, email: str) -> bool:
    """Whether somebody at the practice has or had an account with this address."""
    person = _by_email(session, email)
    return person is not None and person.practice_id == practice_id


def known_person(session: Session, practice_id: int, person_id: int) -> KnownPerson:
    """Somebody who has or had an account with the practice. Raises NotFound."""
    person = session.get(Staff, person_id)
    if person is None or person.practice_id != practice_id:
        raise NotFound("there is no such member of staff")
    return _known(person)


def is_manager_provable(session: Session, *, but: int = 0) -> bool:
    """Whether there is a manager who can prove who they are, by a password: nobody else then sets managers up.

    `but` is the id of one who does not count.
    """
    able = Staff.password_hash.is_not(None), Staff.id != but
    return bool(session.execute(select(_others(Role.MANAGER, *able))).scalar_one())


def person_to_change(session: Session, email: str, by: StaffAccount | None) -> Staff:
    """The row of the open account with that address, for a manager who changes it, whose turn it is from now on.

    `by` as above. Raises NotFound for an account that is not open or another practice's, and NotAllowed to whoever is
    no manager.
    """
    _act_as_manager(session, by)
    person = _active(session, email)
    if person is None or (by is not None and person.practice_id != by.practice_id):
        raise NotFound(f"no open account has the address {email}: `notifier staff list` names everybody")
    return person


def account_by_email(session: Session, email: str) -> StaffAccount:
    """The active member of staff with this address. Raises NotFound."""
    person = _active(session, email)
    if person is None:
        raise NotFound(f"no member of staff has the address {email}: add one with `notifier staff add`")
    return _account(session, person)


def account_by_id(session: Session, staff_id: int) -> StaffAccount | None:
    """The active member of staff with this id, if there is one."""
    person = session.get(Staff, staff_id)
    return _account(session, person) if person is not None and person.active else None


def authenticate(session: Session, email: str, password: str) -> StaffAccount | None:
    """The person whose address and password these are, or None; both answers cost the same work."""
    person = _active(session, email)
    is_theirs = is_right(person.password_hash if person is not None else None, password)
    return _account(session, person) if person is not None and is_theirs else None


def _known(person: Staff) -> KnownPerson:
    held = {one.role for one in person.roles}
    roles = [role for role in Role if role in held]
    return KnownPerson(person.id, person.email, person.name, roles, person.active, person.password_hash is not None)


def _active(session: Session, email: str) -> Staff | None:
    person = _by_email(session, email)
    return person if person is not None and person.active else None


def _by_email(session: Session, email: str) -> Staff | None:
    if not email.isprintable():  # nobody's; and PostgreSQL takes no NUL in a text
        return None
    query = select(Staff).where(Staff.email == email.strip().lower()).execution_options(populate_existing=True)
    return session.execute(query).scalar_one_or_none()


def _put_password(session: Session, person: Staff, password: str, now: datetime, by_id: int | None) -> None:
    practice = session.get_one(Practice, person.practice_id)
    person.password_hash = hash_of_new(password, (practice.name, person.name, person.email))
    end_proofs(session, person.id, SignInEnd.NEW_PASSWORD, now, by_id)


def _act_as_manager(session: Session, by: StaffAccount | None) -> None:
    """Have all who change accounts take turns, and let go on who is still a manager when their turn comes.

    Of two managers who take the role from each other at once, the second is none any more. None is whoever sets the
    installation up.
    """
    session.execute(select(Practice.id).order_by(Practice.id).with_for_update())
    if by is None:
        return
    by.must_be(Role.MANAGER)
    if not session.execute(select(_others(Role.MANAGER, Staff.id == by.id))).scalar_one():
        raise NotAllowed(f"{by.email} is no manager any more: somebody just changed that")


def _keep_somebody(session: Session, person: Staff, taken: Collection[Role]) -> None:
    """Raises NotAllowed where nobody would be left with a role without which the practice stands still.

    Who can sign in is followed only by somebody who can, too: an invitation that was not taken up opens nothing.
    """
    able = [Staff.password_hash.is_not(None)] if person.password_hash is not None else []
    for role, harm in _NEEDED.items():
        is_taken = role in taken and role in {held.role for held in person.roles}
        if is_taken and not session.execute(select(_others(role, Staff.id != person.id, *able))).scalar_one():
            raise NotAllowed(
                f"{person.email} is the last {role} who can sign in: {harm}. Give somebody else that role first, who "
                "has a password"
                if able
                else f"{person.email} is the last {role}: {harm}. Give somebody else that role first"
            )


def _others(role: Role, *those: ColumnElement[bool]) -> Exists:
    joined = StaffRole.staff_id == Staff.id, StaffRole.role == role
    return exists().where(Staff.active, *joined, *those)


def _account(session: Session, person: Staff) -> StaffAccount:
    practice = session.get_one(Practice, person.practice_id)
    roles = frozenset(held.role for held in person.roles)
    return StaffAccount(person.id, person.practice_id, practice.name, person.name, person.email, roles)
