"""Accounts of the people who sign in, and what each may do."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, Exists, exists, select
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice.proof_ends import end_proofs
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Practice, Staff, StaffRole
from notifier.vocabulary import Role, SignInEnd

LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
SHORTEST_PASSWORD = 12  # NCSC advises length, not complexity
_HASHER = PasswordHasher()  # argon2id with the library's defaults (RFC 9106, low-memory profile)
# The hash of a password that nobody knows: the work of checking one is done even when nobody has the address. It is
# written down, and not made when the program starts, for making one takes as long as signing in.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$UqGpBgP/Y3CsXLfLQhzrkg$69vssBVvBEfCjOKj/+uf8iR/bmDm3dlDX3d6CvZiT+I"


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
    """A member of staff as `notifier staff list` says them; one whose account is closed is in the list too."""

    email: str
    name: str
    roles: list[Role]
    is_open: bool
    has_password: bool


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

    Raises ValueRefused for an unusable address or a password shorter than 12 characters, and NotAllowed for somebody
    who may not.
    """
    email = email.strip().lower()
    if email.count("@") != 1 or not all(email.split("@")) or not email.isprintable() or len(email) > LONGEST_EMAIL:
        raise ValueRefused("a member of staff is known by an email address, such as manager@surgery.example.com")
    if password and len(password) < SHORTEST_PASSWORD:
        raise ValueRefused(f"a password has at least {SHORTEST_PASSWORD} characters; three random words do well")
    person = session.execute(select(Staff).where(Staff.email == email)).scalar_one_or_none()
    if by is not None and not (person is not None and by.id == person.id and role in by.roles and password):
        by.must_be(Role.MANAGER)
    if person is None:
        person = Staff(practice_id=practice_id, email=email, name=name or email.partition("@")[0], created_at=now)
        session.add(person)
    elif person.practice_id != practice_id:
        raise ValueRefused("this address belongs to a member of another practice's staff")
    if password:
        person.password_hash = _HASHER.hash(password)
        if person.id is not None:
            end_proofs(session, person.id, SignInEnd.NEW_PASSWORD, now, by.id if by else None)
    if role not in {held.role for held in person.roles}:
        person.roles.append(StaffRole(role=role))
    session.flush()
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


def close_account(session: Session, email: str, now: datetime, by: StaffAccount | None) -> None:
    """Close an account: nobody signs in with it, on the web or at the command line, and nobody acts as it.

    Raises NotFound for one that is not open, and NotAllowed for the last manager's, or to whoever is no manager.
    """
    person = _changed_by(session, email, by)
    _keep_a_manager(session, person)
    person.active = False
    end_proofs(session, person.id, SignInEnd.ACCOUNT_CLOSED, now, by.id if by else None)
    session.flush()
    audit.append(session, AuditAction.STAFF_CLOSED, now, staff_id=by.id if by else None, subject=person.id)


def take_role(session: Session, email: str, role: Role, now: datetime, by: StaffAccount | None) -> StaffAccount:
    """Take one role of a person away, and end all that they are signed in with.

    Raises NotFound where they do not have it, and NotAllowed for the last manager, or to whoever is no manager.
    """
    person = _changed_by(session, email, by)
    held = next((one for one in person.roles if one.role is role), None)
    if held is None:
        raise NotFound(f"{person.email} does not have the role {role}")
    if role is Role.MANAGER:
        _keep_a_manager(session, person)
    person.roles.remove(held)
    by_id = by.id if by else None
    end_proofs(session, person.id, SignInEnd.ROLE_TAKEN, now, by_id)
    session.flush()
    audit.append(session, AuditAction.ROLE_TAKEN, now, staff_id=by_id, subject=person.id, role=role.value)
    return _account(session, person)


def open_account(session: Session, email: str, now: datetime, by: StaffAccount | None) -> StaffAccount:
    """Open a closed account again, with the roles and the password that it had.

    Raises NotFound where nobody has the address, and NotAllowed for one that is open, or to whoever is no manager.
    """
    if by is not None:
        by.must_be(Role.MANAGER)
    person = _by_email(session, email)
    if person is None:
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
    return [
        KnownPerson(
            person.email,
            person.name,
            [role for role in Role if role in {held.role for held in person.roles}],
            person.active,
            person.password_hash is not None,
        )
        for person in session.execute(query).scalars()
    ]


def is_manager_provable(session: Session) -> bool:
    """Whether there is a manager who can prove who they are, by a password: nobody else then sets managers up."""
    return bool(session.execute(select(_managers(Staff.password_hash.is_not(None)))).scalar_one())


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
    stored = person.password_hash if person is not None else None
    try:
        _HASHER.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return None
    return _account(session, person) if person is not None and stored else None


def _active(session: Session, email: str) -> Staff | None:
    person = _by_email(session, email)
    return person if person is not None and person.active else None


def _by_email(session: Session, email: str) -> Staff | None:
    if not email.isprintable():  # nobody's; and PostgreSQL takes no NUL in a text
        return None
    return session.execute(select(Staff).where(Staff.email == email.strip().lower())).scalar_one_or_none()


def _changed_by(session: Session, email: str, by: StaffAccount | None) -> Staff:
    """The open account of that address, for a manager who changes it."""
    if by is not None:
        by.must_be(Role.MANAGER)
    person = _active(session, email)
    if person is None:
        raise NotFound(f"no open account has the address {email}: `notifier staff list` names everybody")
    return person


def _keep_a_manager(session: Session, person: Staff) -> None:
    is_manager = Role.MANAGER in {held.role for held in person.roles}
    if is_manager and not session.execute(select(_managers(Staff.id != person.id))).scalar_one():
        raise NotAllowed(f"{person.email} is the last manager: give somebody else that role first")


def _managers(*those: ColumnElement[bool]) -> Exists:
    joined = StaffRole.staff_id == Staff.id, StaffRole.role == Role.MANAGER
    return exists().where(Staff.active, *joined, *those)


def _account(session: Session, person: Staff) -> StaffAccount:
    practice = session.get_one(Practice, person.practice_id)
    roles = frozenset(held.role for held in person.roles)
    return StaffAccount(person.id, person.practice_id, practice.name, person.name, person.email, roles)
