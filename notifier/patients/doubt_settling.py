"""Writes down what a person found out of a doubt about who a patient is, and does what follows.

Two people under one number are two patients from then on. Whoever had the number keeps the row, and with it the notice,
the link, what was told and what was answered; whoever has it now gets a row of their own and is told like a joiner.
"""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, NotFound
from notifier.patients.access_codes import Keys
from notifier.patients.identity import is_same_person
from notifier.patients.list_comparison import change_between
from notifier.patients.patient_records import KnownPatient, PatientRecord, each_patient, each_replaced_patient
from notifier.patients.register import renew_check_values, store_people, take_turns
from notifier.practice.accounts import StaffAccount
from notifier.staff_notes import read_note
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import IdentityDoubt, Patient, PatientChange
from notifier.vocabulary import ChangeKind, Role


def settle_doubt(
    session: Session, keys: Keys, doubt_id: int, staff: StaffAccount, is_same: bool, note: str, now: datetime
) -> None:
    """Write down what a person found out: that it is one person, or two.

    One person under one number: what the list says of them is taken over. One person under two numbers: an objection
    under either goes on counting for both, and the new number is told like a joiner. Two people under two numbers: the
    joiner is told like any other. Two people under one number: whoever has it now becomes a patient of their own.

    Raises NotFound; NotAllowed without the role or a note, and when it was settled before; ValueRefused for a note that
    is too long.
    """
    staff.must_be(Role.MANAGER)
    take_turns(session, staff.practice_id)
    query = select(IdentityDoubt, Patient).join(Patient, Patient.id == IdentityDoubt.patient_id)
    query = query.where(IdentityDoubt.id == doubt_id, Patient.practice_id == staff.practice_id)
    row = session.execute(query.with_for_update(of=IdentityDoubt)).one_or_none()
    if row is None:
        raise NotFound(f"there is no doubt {doubt_id}: `notifier list doubts` names those that are open")
    doubt, patient = row
    if doubt.closed_at is not None:
        raise NotAllowed("this doubt has been settled already")
    if not note.strip():
        raise NotAllowed("say in the note how you found out who is meant")
    doubt.closed_at, doubt.closed_by, doubt.is_same, doubt.note = now, staff.id, is_same, read_note(note)
    if doubt.other_patient_id is None:
        known = dict(each_patient(session, staff.practice_id, [patient.nhs_number]))[patient.nhs_number]
        claimed = PatientRecord.from_json(doubt.claimed)
        if is_same:
            _take_over(session, keys, patient, doubt.list_id, known.record, claimed, now)
        else:
            _replace(session, patient, doubt.list_id, known.record, claimed, now)
    found = "one person" if is_same else "two people"
    audit.append(session, AuditAction.IDENTITY_SETTLED, now, staff_id=staff.id, doubt=doubt.id, found=found)


def _take_over(
    session: Session,
    keys: Keys,
    patient: Patient,
    list_id: int,
    known: PatientRecord,
    claimed: PatientRecord,
    now: datetime,
) -> None:
    """Make what the list says the patient's record, with what was there before in the history of that list."""
    number, practice_id = patient.nhs_number, patient.practice_id
    if kind := change_between(known, claimed):
        store_people(session, practice_id, list_id, {number: claimed}, [(number, kind)], now)
        renew_check_values(session, keys, practice_id, [number])


def _replace(
    session: Session, patient: Patient, list_id: int, known: PatientRecord, claimed: PatientRecord, now: datetime
) -> None:
    """Let a patient go, whose number is another person's, and make a patient of whoever has it."""
    number, practice_id = patient.nhs_number, patient.practice_id
    if not known.left:
        said = {"kind": ChangeKind.LEFT, "before": {"left": False}}
        session.execute(
            insert(PatientChange), [{"list_id": list_id, "patient_id": patient.id, "changed_at": now, **said}]
        )
    patient.left, patient.replaced_at = True, now
    session.flush()  # for one patient has a number at a time
    store_people(session, practice_id, list_id, {number: claimed}, [(number, ChangeKind.JOINED)], now)
    successor = dict(each_patient(session, practice_id, [number]))[number]
    _ask_who_they_were(session, practice_id, list_id, successor, now)


def _ask_who_they_were(
    session: Session, practice_id: int, list_id: int, successor: KnownPatient, now: datetime
) -> None:
    """Whoever has a number now may be known by another one, as where two records changed their people."""
    record = successor.record
    doubts = [
        {
            "list_id": list_id,
            "patient_id": successor.patient_id,
            "other_patient_id": known.patient_id,
            "claimed": record.as_json(),
            "opened_at": now,
            "note": "",
        }
        for everybody in (each_patient(session, practice_id), each_replaced_patient(session, practice_id))
        for _number, known in everybody
        if known.patient_id != successor.patient_id
        and is_same_person(record.identity, known.record.identity, is_gone=known.record.left)
    ]
    if doubts:
        session.execute(insert(IdentityDoubt), doubts)
