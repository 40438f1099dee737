"""Practices, and whether one is a sample: invented people only, so that nothing real can be hurt by it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from notifier.contacts.email import parse_email
from notifier.contacts.ods_code import parse_ods_code
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Patient, PatientList, Practice, Staff
from notifier.vocabulary import ClinicalSystem

SAMPLE_NHS_NUMBERS = "999"  # 999 000 0000 to 999 999 9999 are valid but never issued
SAMPLE_ODS_CODE = "Y99999"
SAMPLE_PHONE = "01632 960000"  # Ofcom's numbers for drama: no subscriber has one
SAMPLE_ADDRESS = ("1 Station Road", "Blackwater", "Surrey", "GU17 9XX")
_LONGEST_HOURS, _LONGEST_URL = 200, 500


@dataclass(frozen=True)
class Reach:
    """How else the practice is reached, as the patient's page says it; what is empty is not said."""

    hours: str = ""  # when the phone is answered
    email: str = ""
    privacy_url: str = ""  # of the practice's own privacy notice

    @classmethod
    def read(cls, hours: str, email: str, privacy_url: str) -> "Reach":
        """What somebody typed. Raises ValueRefused for what cannot be shown to patients, and says which."""
        hours, url = " ".join(hours.split()), privacy_url.strip()
        if len(hours) > _LONGEST_HOURS or not hours.isprintable():
            raise ValueRefused(
                f"the hours are one line of up to {_LONGEST_HOURS} letters, such as: {SAMPLE_REACH.hours}"
            )
        parts = urlsplit(url)
        if url and not (parts.scheme == "https" and parts.hostname and url.isprintable() and len(url) <= _LONGEST_URL):
            raise ValueRefused("the address of the privacy notice has to begin with https://")
        return cls(hours, parse_email(email) if email.strip() else "", url)


SAMPLE_REACH = Reach("Monday to Friday, 8am to 6.30pm", "desk@example.com", "https://example.com/privacy")


def ensure_practice(
    session: Session,
    now: datetime,
    *,
    name: str,
    ods_code: str,
    phone: str,
    address: tuple[str, ...],
    reach: Reach = Reach(),
    by: int | None = None,
) -> Practice:
    """The practice with this ODS code, made if it is not there yet; new details replace the old where given.

    Pages that were published with the old ones stay as they are until `pages.publish_details`. `by` is the id of the
    manager who does it; None, whoever sets the installation up. Raises NotAllowed where nobody is named to change what
    real patients read.
    """
    practice = session.execute(select(Practice).where(Practice.ods_code == ods_code)).scalar_one_or_none()
    if practice is None:
        invented = asdict(SAMPLE_REACH) if ods_code == SAMPLE_ODS_CODE else {}
        practice = Practice(
            **{"name": "Riverside Surgery", "phone": SAMPLE_PHONE, "address": list(SAMPLE_ADDRESS)} | invented,
            ods_code=ods_code,
            created_at=now,
        )
        session.add(practice)
    given = {"name": name, "phone": phone, "address": list(address), **asdict(reach)}
    changed = sorted(detail for detail, value in given.items() if value and getattr(practice, detail) != value)
    for detail in changed:
        setattr(practice, detail, given[detail])
    if session.is_modified(practice):
        session.flush()
        if by is None and not is_sample(session):
            raise NotAllowed(
                "real patients read these details of the practice: say which manager changes them, with --staff EMAIL"
            )
        note_change(session, practice, changed, by, now)
    return practice


def note_change(session: Session, practice: Practice, changed: list[str], by: int | None, now: datetime) -> None:
    """Say in the audit chain which details of a practice were changed, by whom: their names, and not what they say."""
    action, code = AuditAction.PRACTICE_SET, practice.ods_code
    audit.append(session, action, now, staff_id=by, practice=practice.id, ods_code=code, changed=changed)


def set_clinical_system(
    session: Session, practice: Practice, system: ClinicalSystem, by: int | None, now: datetime
) -> None:
    """Say where the practice keeps its records, and so in which codes its lists are written; `by` as above.

    Raises NotAllowed where nobody is named to change it for real patients.
    """
    if practice.clinical_system is system:
        return
    if by is None and not is_sample(session):
        raise NotAllowed("real patients are coded by it: say which manager changes it, with --staff EMAIL")
    practice.clinical_system = system
    note_change(session, practice, ["clinical_system"], by, now)


def claim_installation(session: Session, now: datetime, ods_code: str, name: str, mistyped: str = "") -> str:
    """Have the installation be the practice's with this ODS code, and return the code as it stands on record.

    Without a code the practice that is there is meant, or the sample practice where there is none. The sample's code,
    and one of which a person says that it was `mistyped`, is put right as long as the practice has neither a list nor
    a campaign. Where an earlier release let several practices be set up, those that were never used are removed once
    the other's code is given.

    Raises NotAllowed for a second practice: what is done here is done for one, whose name its messages bear; and
    ValueRefused for a new code that is none. One that an earlier release took stays as it is.
    """
    there = list(session.execute(select(Practice).order_by(Practice.id)).scalars())
    code = ods_code.strip().upper() or (the_only(session).ods_code if there else SAMPLE_ODS_CODE)
    named = next((one for one in there if one.ods_code.upper() == code.upper()), None)
    code = parse_ods_code(code) if named is None else code
    others = [one for one in there if one is not named]
    stays = [one for one in others if named is None and one.ods_code not in (SAMPLE_ODS_CODE, mistyped.strip().upper())]
    used = [one for one in others if _is_used(session, one)]
    if in_the_way := used or stays or (others[1:] if named is None else []):
        said = _second_practice(name.strip() or f"the practice {code}", in_the_way[0])
        way_on = "" if used else f". If {in_the_way[0].ods_code} was mistyped, add --mistyped {in_the_way[0].ods_code}"
        raise NotAllowed(said + way_on)
    for one in others:
        if named is not None:
            _remove_unused(session, one, named, now)
        else:
            _correct_code(session, one, code, now)
    return named.ods_code if named is not None else code


def ods_codes(session: Session) -> list[str]:
    """The codes of the practices that are set up."""
    return list(session.execute(select(Practice.ods_code).order_by(Practice.id)).scalars())


def names_by_id(session: Session) -> dict[int, str]:
    """The name of each practice, by the id of its row."""
    return {row.id: row.name for row in session.execute(select(Practice.id, Practice.name))}


def the_only(session: Session) -> Practice:
    """The installation's practice. Raises NotFound where there is none, and NotAllowed where there are several."""
    found = list(session.execute(select(Practice).order_by(Practice.id).limit(2)).scalars())
    if not found:
        raise NotFound("there is no practice yet: run `notifier init`")
    if len(found) > 1:
        raise NotAllowed(
            f"two practices are set up here, {_named(found[0])} and {_named(found[1])}, and an installation is one "
            "practice's: say whose it is with `notifier init --ods CODE`; the other goes if it was never used"
        )
    return found[0]


def _second_practice(name: str, first: Practice) -> str:
    return (
        f"{name} is not set up: this installation is {_named(first)}'s. For a second practice make a second "
        "installation, with INSTANCE folder, DATABASE_URL and QUEUE_URL of its own (docs/how-to/two-practices.md)"
    )


def _named(practice: Practice) -> str:
    return f"{practice.name} ({practice.ods_code})"


def _is_used(session: Session, practice: Practice) -> bool:
    """Whether anything was done for a practice that belongs to nobody else."""
    owned = (exists().where(table.practice_id == practice.id) for table in (PatientList, Patient, Campaign))
    return bool(session.execute(select(or_(*owned))).scalar_one())


def _correct_code(session: Session, practice: Practice, code: str, now: datetime) -> None:
    """Give a practice that was never used another code; what is invented of the sample practice does not stay."""
    if practice.ods_code == SAMPLE_ODS_CODE:
        for detail, invented in asdict(SAMPLE_REACH).items():
            if getattr(practice, detail) == invented:
                setattr(practice, detail, "")
    practice.ods_code = code
    session.flush()
    audit.append(session, AuditAction.PRACTICE_SET, now, practice=practice.id, ods_code=code)


def _remove_unused(session: Session, practice: Practice, named: Practice, now: datetime) -> None:
    """Remove a practice that was set up beside another one and never used; the accounts of its people are closed."""
    people = update(Staff).where(Staff.practice_id == practice.id)
    session.execute(people.values(practice_id=named.id, active=False))
    session.execute(delete(Practice).where(Practice.id == practice.id))
    audit.append(session, AuditAction.PRACTICE_REMOVED, now, practice=practice.id, ods_code=practice.ods_code)


def is_sample(session: Session) -> bool:
    """Whether the installation holds only invented patients, or none: nothing done to it harms anybody real."""
    issued = exists().where(Patient.nhs_number.not_like(f"{SAMPLE_NHS_NUMBERS}%"))
    return not session.execute(select(issued)).scalar_one()


def real_patients(session: Session, practice_id: int | None = None) -> int:
    """How many patients have an NHS number that the NHS could have issued; 0 makes it a sample practice."""
    query = select(func.count()).where(Patient.nhs_number.not_like(f"{SAMPLE_NHS_NUMBERS}%"))
    if practice_id is not None:
        query = query.where(Patient.practice_id == practice_id)
    return session.execute(query).scalar_one()
