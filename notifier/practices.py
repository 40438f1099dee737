"""Practices, and whether one is a sample: invented people only, so that nothing real can be hurt by it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier import audit
from notifier.errors import NotFound
from notifier.store.models import Patient, Practice

SAMPLE_NHS_NUMBERS = "999"  # 999 000 0000 to 999 999 9999 are valid but never issued
SAMPLE_ODS_CODE = "Y99999"
SAMPLE_PHONE = "01632 960000"  # Ofcom's numbers for drama: no subscriber has one
SAMPLE_ADDRESS = ("1 Station Road", "Blackwater", "Surrey", "GU17 9XX")


def ensure(
    session: Session, now: datetime, *, name: str, ods_code: str, phone: str, address: tuple[str, ...]
) -> Practice:
    """The practice with this ODS code, made if it is not there yet; new details replace the old where given."""
    practice = session.execute(select(Practice).where(Practice.ods_code == ods_code)).scalar_one_or_none()
    if practice is None:
        practice = Practice(
            name=name or "Riverside Surgery",
            ods_code=ods_code,
            phone=phone or SAMPLE_PHONE,
            address=list(address or SAMPLE_ADDRESS),
            created_at=now,
        )
        session.add(practice)
    elif all(
        (
            practice.name == (name or practice.name),
            practice.phone == (phone or practice.phone),
            practice.address == list(address or practice.address),
        )
    ):
        return practice
    else:
        practice.name = name or practice.name
        practice.phone = phone or practice.phone
        practice.address = list(address or practice.address)
    session.flush()
    audit.append(session, "practice.set", now, practice=practice.id, ods_code=practice.ods_code)
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
