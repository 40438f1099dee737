"""What a practice says of itself: read field by field as somebody typed it, and changed with a history."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import phonenumbers
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from notifier.contacts.email import parse_email
from notifier.contacts.ods_code import parse_ods_code
from notifier.contacts.postcode import is_real_postcode, normal_postcode
from notifier.errors import ValueRefused
from notifier.practice import practices
from notifier.practice.practices import Reach
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import AuditEvent, Campaign, PatientList, Practice, Staff
from notifier.vocabulary import ClinicalSystem

_LONGEST_NAME, _LONGEST_PHONE, _LONGEST_LINE, _MOST_LINES = 120, 40, 60, 6


@dataclass(frozen=True)
class PracticeDetails:
    """All that a practice says of itself; what may be empty has a default."""

    name: str
    ods_code: str
    phone: str
    address: tuple[str, ...]
    hours: str = ""
    email: str = ""
    privacy_url: str = ""
    clinical_system: ClinicalSystem | None = None

    @property
    def reach(self) -> Reach:
        """How else it is reached."""
        return Reach(self.hours, self.email, self.privacy_url)


class LastChange(NamedTuple):
    """When a field was last changed, and by whom; nobody is named where the installation was set up."""

    at: datetime
    by: str


def read_practice_name(text: str) -> str:
    """The name that patients know. Raises ValueRefused."""
    name = " ".join(text.split())
    if not name:
        raise ValueRefused("enter the name of the practice as patients know it")
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise ValueRefused(f"a name is one line of up to {_LONGEST_NAME} letters")
    return name


def read_phone(text: str) -> str:
    """A number at which patients reach the practice, as it is to be read. Raises ValueRefused."""
    number = " ".join(text.split())
    if not number:
        raise ValueRefused("enter the number that patients call")
    try:
        is_one = phonenumbers.is_possible_number(phonenumbers.parse(number, "GB"))
    except phonenumbers.NumberParseException:
        is_one = False
    if not is_one or len(number) > _LONGEST_PHONE or not re.fullmatch(r"[\d +()-]+", number):
        raise ValueRefused("enter a telephone number, such as 01632 960000")
    return number


def read_address(text: str) -> tuple[str, ...]:
    """The lines of the practice's own address, the postcode last. Raises ValueRefused."""
    lines = tuple(filter(None, (" ".join(line.strip(" ,\t").split()) for line in text.splitlines())))
    if not lines:
        raise ValueRefused("enter the address, each line on its own, the postcode last")
    if len(lines) > _MOST_LINES or any(len(line) > _LONGEST_LINE or not line.isprintable() for line in lines):
        raise ValueRefused(f"an address has at most {_MOST_LINES} lines of {_LONGEST_LINE} letters")
    postcode = normal_postcode(lines[-1])
    if len(lines) < 2 or not is_real_postcode(postcode):
        raise ValueRefused("the last line has to be the postcode, such as GU17 9XX")
    return (*lines[:-1], postcode)


def read_system(text: str) -> ClinicalSystem:
    """The clinical system that was chosen. Raises ValueRefused."""
    try:
        return ClinicalSystem(text)
    except ValueError:
        raise ValueRefused("choose the program in which the practice keeps its records") from None


def read_email(text: str) -> str:
    """An address to which email can be written; it may be empty. Raises ValueRefused."""
    if not text.strip():
        return ""
    try:
        return parse_email(text)
    except ValueRefused:
        raise ValueRefused("enter an email address, such as desk@surgery.example.com") from None


# By field: what reads it. It raises ValueRefused with a sentence for the person who typed.
READERS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "name": read_practice_name,
        "ods_code": parse_ods_code,
        "phone": read_phone,
        "address": read_address,
        "hours": lambda text: Reach.read(text, "", "").hours,
        "email": read_email,
        "privacy_url": lambda text: Reach.read("", "", text).privacy_url,
        "clinical_system": read_system,
    }
)


def faults_in(typed: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each of these fields, by its name; fields that are not a practice's are left out."""
    found: dict[str, str] = {}
    for name in typed.keys() & READERS.keys():
        try:
            READERS[name](typed[name])
        except ValueRefused as refusal:
            found[name] = str(refusal)
    return found


def read_given(typed: Mapping[str, str]) -> dict[str, Any]:
    """Those of these fields that are not empty, as they are read, by name.

    Raises ValueRefused with all that is wrong, each fault after the name of its field: see `faults_in`.
    """
    given = {name: text for name, text in typed.items() if text.strip()}
    if found := faults_in(given):
        raise ValueRefused("; ".join(f"{name.replace('_', ' ')}: {why}" for name, why in sorted(found.items())))
    return {name: READERS[name](text) for name, text in given.items()}


def read_details(typed: Mapping[str, str]) -> PracticeDetails:
    """All of it. Raises ValueRefused for the first fault: see `faults_in`."""

    def given(name: str) -> str:
        return typed.get(name, "")

    return PracticeDetails(
        name=read_practice_name(given("name")),
        ods_code=parse_ods_code(given("ods_code")),
        phone=read_phone(given("phone")),
        address=read_address(given("address")),
        hours=Reach.read(given("hours"), "", "").hours,
        email=read_email(given("email")),
        privacy_url=Reach.read("", "", given("privacy_url")).privacy_url,
        clinical_system=read_system(given("clinical_system")),
    )


def with_typed(details: PracticeDetails, typed: Mapping[str, str]) -> PracticeDetails:
    """The details with these fields as somebody typed them. Raises ValueRefused: see `faults_in`."""
    put: Callable[..., PracticeDetails] = replace
    return put(details, **{name: READERS[name](typed[name]) for name in typed.keys() & READERS.keys()})


def details_of(practice: Practice) -> PracticeDetails:
    """What stands on record."""
    return PracticeDetails(
        practice.name,
        practice.ods_code,
        practice.phone,
        tuple(practice.address),
        practice.hours,
        practice.email,
        practice.privacy_url,
        practice.clinical_system,
    )


def is_code_open(session: Session, practice_id: int) -> bool:
    """Whether the ODS code may still be put right: as long as there is neither a list nor a campaign."""
    used = (exists().where(table.practice_id == practice_id) for table in (PatientList, Campaign))
    return not session.execute(select(or_(*used))).scalar_one()


def change_details(
    session: Session, practice: Practice, details: PracticeDetails, by: int | None, now: datetime
) -> list[str]:
    """Put these details on record instead of what stands there; returns the names of the fields that differ.

    The ODS code is not among them: see `practices.claim_installation`. Pages that were published stay as they are until
    `published_pages.publish_details`. `by` is the manager who does it; None, whoever sets the installation up.
    """
    before, after = asdict(details_of(practice)), asdict(details)
    changed = sorted(name for name in READERS if name != "ods_code" and before[name] != after[name])
    for name in changed:
        setattr(practice, name, list(after[name]) if name == "address" else after[name])
    if changed:
        session.flush()
        practices.note_change(session, practice, changed, by, now)
    return changed


def last_changes(session: Session, practice_id: int) -> dict[str, LastChange]:
    """By field, when it was last changed and by whom, as far as the audit chain says."""
    query = (
        select(AuditEvent.at, AuditEvent.details, Staff.name)
        .outerjoin(Staff, Staff.id == AuditEvent.staff_id)
        .where(AuditEvent.action == AuditAction.PRACTICE_SET)
        .order_by(AuditEvent.id)
    )
    found: dict[str, LastChange] = {}
    for at, details, by in session.execute(query):
        if details.get("practice") == practice_id:
            found |= dict.fromkeys(details.get("changed", ()), LastChange(at, by or ""))
    return found
