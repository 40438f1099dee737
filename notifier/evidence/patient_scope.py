"""Finds what in the tables is one patient's: from their rows to their notices, messages, answers, texts and slips."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from notifier.evidence.disclosed_tables import PatientScope
from notifier.patients.identity_doubts import pairs_of
from notifier.store.tables import (
    Delivery,
    InboundText,
    Notice,
    Patient,
    PatientChange,
    PatientPreview,
    Reply,
    UnmatchedSlip,
)


def scope_of(session: Session, practice_id: int, patient_id: int) -> PatientScope:
    """All that is a patient's, under each NHS number that a person found to be theirs; open doubts join nobody."""
    patients = frozenset(pairs_of(session, practice_id).known_selves(patient_id))
    rows = session.execute(select(Patient).where(Patient.id.in_(patients))).scalars().all()
    notices = _ids(session, Notice.id, Notice.patient_id.in_(patients))
    deliveries = _ids(session, Delivery.id, Delivery.notice_id.in_(notices))
    replies = _ids(session, Reply.id, Reply.notice_id.in_(notices))
    matched = _ids(session, UnmatchedSlip.id, UnmatchedSlip.reply_id.in_(replies))
    bears_their_code = UnmatchedSlip.coded_patient_id.in_(patients) & UnmatchedSlip.reply_id.is_(None)
    sent_with = select(Delivery.text_ids).where(Delivery.id.in_(deliveries), Delivery.text_ids.is_not(None))
    addresses = frozenset(_addresses(session, patients, deliveries))
    return PatientScope(
        patients=patients,
        numbers=frozenset(row.nhs_number for row in rows if row.replaced_at is None),
        notices=notices,
        deliveries=deliveries,
        replies=replies,
        texts=frozenset(text for texts in session.execute(sent_with).scalars() for text in texts or ()),
        slips=matched | _ids(session, UnmatchedSlip.id, bears_their_code),
        matched_slips=matched,
        inbound=frozenset(_texts_of(session, patients, replies, addresses)),
        previews=_ids(session, PatientPreview.id, PatientPreview.patient_id.in_(patients)),
        addresses=addresses,
    )


def _ids(session: Session, column: InstrumentedAttribute[int], whose: ColumnElement[bool]) -> frozenset[int]:
    return frozenset(session.execute(select(column).where(whose)).scalars())


def _addresses(session: Session, patients: frozenset[int], deliveries: frozenset[int]) -> Iterator[str]:
    """Every number and mailbox of a patient, now or before, and those that their messages went to."""
    for now in session.execute(select(Patient.mobile, Patient.email).where(Patient.id.in_(patients))):
        yield from filter(None, now)
    for before in session.execute(select(PatientChange.before).where(PatientChange.patient_id.in_(patients))).scalars():
        yield from filter(None, (before.get("mobile"), before.get("email")))
    sent_to = select(Delivery.sent_to).where(Delivery.id.in_(deliveries), Delivery.sent_to.is_not(None))
    yield from filter(None, session.execute(sent_to).scalars())


def _texts_of(
    session: Session, patients: frozenset[int], replies: frozenset[int], addresses: frozenset[str]
) -> Iterator[int]:
    """Texts that became an answer of the patient's, and those from a number that nobody else has.

    A text from a number that several share, and that became no answer of this patient's, may be another's.
    """
    query = select(InboundText.id, InboundText.sender, InboundText.reply_ids).order_by(InboundText.id)
    shared: dict[str, bool] = {}
    for text_id, sender, reply_ids in session.execute(query).yield_per(1000):
        if replies.intersection(reply_ids):
            yield text_id
        elif sender in addresses and not reply_ids:
            if sender not in shared:
                shared[sender] = _is_others_too(session, patients, sender)
            if not shared[sender]:
                yield text_id


def _is_others_too(session: Session, patients: frozenset[int], number: str) -> bool:
    sent = select(Notice.patient_id).join(Delivery, Delivery.notice_id == Notice.id).where(Delivery.sent_to == number)
    others = select(Patient.id).where(or_(Patient.mobile == number, Patient.id.in_(sent)), Patient.id.not_in(patients))
    return session.execute(others.limit(1)).scalar_one_or_none() is not None
