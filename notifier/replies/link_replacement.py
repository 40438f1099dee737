"""Taking a link back that somebody else may have, and giving the patient another in its place.

Nothing that was sent before is changed. But neither it nor what was planned by then counts as telling the patient any
more (see `notifier.outcomes.facts`), for who knows who read it. Whatever is rendered from now on carries the new code,
which is made from the notice's serial.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.delivery import notices
from notifier.errors import NotAllowed, NotFound
from notifier.patients import access_codes
from notifier.patients.access_codes import Keys
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Link, Notice, Patient, WithdrawnLink
from notifier.vocabulary import Role


def serial_of(session: Session, campaign_id: int, patient_id: int, staff: StaffAccount) -> int:
    """Which of the patient's possible links is in use. Raises as `replace_link` does."""
    return _notice(session, campaign_id, patient_id, staff).link_serial


def replace_link(
    session: Session, keys: Keys, campaign_id: int, patient_id: int, staff: StaffAccount, now: datetime, *, serial: int
) -> str:
    """Replace the link with this `serial`, and return the new code: it is shown once, and never given to anybody else.

    Raises NotAllowed without the role, or when the link was replaced since whoever asks looked; NotFound for somebody
    who has no link in this campaign, or for another practice's.
    """
    notice = _notice(session, campaign_id, patient_id, staff, lock=True)
    if notice.link_serial != serial:
        raise NotAllowed("this link has been replaced already; if the new one is lost, replace that one")
    old = session.get_one(Link, notice.id).fingerprint
    notice.link_serial = notices.free_serials(session, keys, campaign_id, {patient_id: serial + 1})[patient_id]
    code = access_codes.make_code(keys, campaign_id, patient_id, notice.link_serial)
    born = session.get_one(Patient, patient_id).date_of_birth
    session.execute(
        update(Link)
        .where(Link.notice_id == notice.id)
        .values(**notices.opened_by(keys, code, born), serial=notice.link_serial)
    )
    session.add(
        WithdrawnLink(
            fingerprint=old, campaign_id=campaign_id, notice_id=notice.id, withdrawn_at=now, withdrawn_by=staff.id
        )
    )
    audit.append(session, AuditAction.LINK_WITHDRAWN, now, staff_id=staff.id, campaign_id=campaign_id, notice=notice.id)
    return code


def _notice(session: Session, campaign_id: int, patient_id: int, staff: StaffAccount, *, lock: bool = False) -> Notice:
    staff.must_be(Role.RECEPTION, Role.MANAGER)
    lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    query = select(Notice).where(Notice.campaign_id == campaign_id, Notice.patient_id == patient_id)
    notice = session.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    if notice is None:
        raise NotFound("this patient has no link in this campaign yet")
    return notice
