"""Practices, and whether one is a sample: invented people only, so that nothing real can be hurt by it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.contacts.email import parse_email
from notifier.errors import NotFound, ValueRefused
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Patient, Practice

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
) -> Practice:
    """The practice with this ODS code, made if it is not there yet; new details replace the old where given.

    Pages that were published with the old ones stay as they are until `pages.publish_details`.
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
    for detail, value in given.items():
        if value and getattr(practice, detail) != value:
            setattr(practice, detail, value)
    if session.is_modified(practice):
        session.flush()
        audit.append(session, AuditAction.PRACTICE_SET, now, practice=practice.id, ods_code=practice.ods_code)
    return practice


def the_only(session: Session) -> Practice:
    """The installation's practice, for commands that name none. Raises NotFound."""
    practice = session.execute(select(Practice).order_by(Practice.id)).scalars().first()
    if practice is None:
        raise NotFound("there is no practice yet: run `notifier init`")
    return practice


def real_patients(session: Session, practice_id: int | None = None) -> int:
    """How many patients have an NHS number that the NHS could have issued; 0 makes it a sample practice."""
    query = select(func.count()).where(Patient.nhs_number.not_like(f"{SAMPLE_NHS_NUMBERS}%"))
    if practice_id is not None:
        query = query.where(Patient.practice_id == practice_id)
    return session.execute(query).scalar_one()
