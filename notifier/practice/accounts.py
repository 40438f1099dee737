"""Accounts of the people who sign in, and what each may do."""

from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Practice, Staff, StaffRole
from notifier.vocabulary import Role

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


def add_account(
    session: Session, practice_id: int, email: str, role: Role, now: datetime, *, name: str = "", password: str = ""
) -> StaffAccount:
    """Add a person, or give one who is there already a further role and, if given, a new password.

    Raises ValueRefused for an unusable address or a password shorter than 12 characters.
    """
    email = email.strip().lower()
    if email.count("@") != 1 or not all(email.split("@")) or not email.isprintable() or len(email) > LONGEST_EMAIL:
        raise ValueRefused("a member of staff is known by an email address, such as manager@surgery.example.com")
    if password and len(password) < SHORTEST_PASSWORD:
        raise ValueRefused(f"a password has at least {SHORTEST_PASSWORD} characters; three random words do well")
    person = session.execute(select(Staff).where(Staff.email == email)).scalar_one_or_none()
    if person is None:
        person = Staff(practice_id=practice_id, email=email, name=name or email.partition("@")[0], created_at=now)
        session.add(person)
    elif person.practice_id != practice_id:
        raise ValueRefused("this address belongs to a member of another practice's staff")
    if password:
        person.password_hash = _HASHER.hash(password)
    if role not in {held.role for held in person.roles}:
        person.roles.append(StaffRole(role=role))
    session.flush()
    audit.append(session, AuditAction.STAFF_ADDED, now, subject=person.id, role=role.value, password_set=bool(password))
    return _account(session, person)


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
    if not email.isprintable():  # nobody's; and PostgreSQL takes no NUL in a text
        return None
    query = select(Staff).where(Staff.email == email.strip().lower(), Staff.active)
    return session.execute(query).scalar_one_or_none()


def _account(session: Session, person: Staff) -> StaffAccount:
    practice = session.get_one(Practice, person.practice_id)
    roles = frozenset(held.role for held in person.roles)
    return StaffAccount(person.id, person.practice_id, practice.name, person.name, person.email, roles)
