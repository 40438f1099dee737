"""Patients as a desk has them: found, looked at, and what they said written down."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from notifier.campaigns import calendar, lifecycle
from notifier.errors import ValueRefused
from notifier.outcomes import patient_search, search
from notifier.outcomes.patient_search import FoundPatient
from notifier.outcomes.search import DeliveryView
from notifier.practice.accounts import StaffAccount
from notifier.practice.repeated_calls import do_once
from notifier.replies import link_replacement, logged, misfiled, record
from notifier.replies.record import LONGEST_NAME, NewReply
from notifier.staff_notes import LONGEST_NOTE
from notifier.vocabulary import Answerer, Choice, Doubt, Evidence, HoldReason, IdentityCheck, OutcomeKind, Source, Task
from web.api.operations import DESK, ApiModel, operation
from web.context import AppContext

Note = Annotated[str, Field(max_length=LONGEST_NOTE, pattern=r"^[^\x00]*$")]
NeededNote = Annotated[str, Field(min_length=1, max_length=LONGEST_NOTE, pattern=r"^[^\x00]*$")]
STAFF_SOURCES = (Source.PHONE, Source.COUNTER, Source.PAPER, Source.EMAIL, Source.SMS)
Reference = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9-]+$")]


class PatientQuery(ApiModel):
    """Whom to look for: beginnings of names, a birth date, an NHS number, a mobile, an answer code."""

    query: Annotated[str, Field(min_length=2, max_length=200, pattern=r"^[^\x00]*$")]


class ApiOutcome(ApiModel):
    """What follows for a patient, and why; `deadline_on` is their last day to answer."""

    outcome: OutcomeKind
    reason: HoldReason
    evidence: Evidence
    deadline_on: date | None
    sentence: str


class ApiReply(ApiModel):
    """What was said for a patient once. `counts` is false of what was set aside."""

    reference: str
    choice: Choice
    source: Source
    received_at: datetime
    recorded_at: datetime
    answered_by: Answerer
    doubt: Doubt | None
    note: str
    open_review: int | None
    not_theirs: bool
    is_replaced: bool


class ApiDelivery(ApiModel):
    """One attempt to tell a patient."""

    reference: str
    channel: str
    wave: str
    delivery_status: str
    reason: str | None
    planned_at: datetime
    accepted_at: datetime | None
    posted_at: datetime | None
    delivered_at: datetime | None


class ApiFoundPatient(ApiModel):
    """A patient among those found. The address of a restricted record is empty.

    `differs` says of one who is only offered what is not as it was asked for: nobody is chosen by the program.
    """

    patient_id: int
    full_name: str
    date_of_birth: date
    nhs_number: str
    street: str
    postcode: str
    is_deceased: bool
    has_left: bool
    is_restricted: bool
    differs: list[str]


class ApiPatient(ApiModel):
    """A patient, what follows for them, all that was sent to them and that they said."""

    patient_id: int
    full_name: str
    date_of_birth: date
    nhs_number: str
    address: str
    outcome: ApiOutcome
    deliveries: list[ApiDelivery]
    replies: list[ApiReply]


class FoundPatients(ApiModel):
    """Who fits, at most 50; who may be meant instead; and what was wrong with what was asked for."""

    items: list[ApiFoundPatient]
    offered: list[ApiFoundPatient]
    faults: list[str]
    is_sure: bool


class ReplyToRecord(ApiModel):
    """What a patient said, as it came. `received_on` is a London day, today or before.

    `identity_check` is how you knew who it was; an agreement needs one. What seems to be logged already is refused
    unless `although_logged`.
    """

    choice: Choice
    source: Annotated[Source, Field(json_schema_extra={"enum": [one.value for one in STAFF_SOURCES]})]
    received_on: date
    answered_by: Answerer = Answerer.PATIENT
    identity_check: IdentityCheck | None = None
    name: Annotated[str, Field(max_length=LONGEST_NAME, pattern=r"^[^\x00]*$")] = ""
    note: Note = ""
    although_logged: bool = False


class RecordedAnswer(ApiModel):
    """A reply that is on record. With a doubt, the patient is held until a person has looked at it."""

    reference: str
    choice: Choice
    source: Source
    received_at: datetime
    doubt: Doubt | None


class ReplyToTakeBack(ApiModel):
    """A reply that was logged for the wrong patient; the note says how that was found out."""

    reference: Reference
    note: NeededNote


class ReplyToUndo(ApiModel):
    """A reply that you logged within the last minute."""

    reference: Reference


class PatientLink(ApiModel):
    """Which of the patient's possible links is in use."""

    serial: int


class LinkToReplace(ApiModel):
    """Which of the patient's links is to be replaced: as it was read before."""

    serial: Annotated[int, Field(ge=0, le=2_147_483_647)]


class NewLink(ApiModel):
    """The new answer code, and where it is entered."""

    code: str
    enter_at: str


class PatientOperations:
    """Whom a program looks at is written down, as on the pages. What is looked for stands in no address."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @operation("POST", "/campaigns/{campaign_id}/patients/search", DESK)
    def find_patients(self, staff: StaffAccount, campaign_id: int, body: PatientQuery) -> FoundPatients:
        """Find patients by names, a birth date, an NHS number, a mobile or an answer code; at most 50."""
        context = self._context
        with context.database.reading() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            found = patient_search.find_patients(
                session, context.keys, staff.practice_id, campaign_id, body.query, context.clock()
            )
        return FoundPatients(
            items=[_found(one) for one in found.found],
            offered=[_found(one) for one in found.offered],
            faults=list(found.faults),
            is_sure=found.is_sure,
        )

    @operation("GET", "/campaigns/{campaign_id}/patients/{patient_id}", DESK)
    def show_patient(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ApiPatient:
        """Show a patient: what was sent, what they said, what follows and why. That it was read is written down."""
        with self._context.database.reading() as session:
            found = search.patient_match(session, staff.practice_id, campaign_id, patient_id, self._context.clock())
        return ApiPatient(
            patient_id=found.patient_id,
            full_name=found.full_name,
            date_of_birth=found.date_of_birth,
            nhs_number=found.nhs_number_spaced.replace(" ", ""),
            address=found.address_line,
            outcome=ApiOutcome(
                outcome=found.outcome.kind,
                reason=found.outcome.reason,
                evidence=found.outcome.evidence,
                deadline_on=found.outcome.deadline_on,
                sentence=found.sentence,
            ),
            deliveries=[_delivery(one) for one in found.deliveries],
            replies=[ApiReply.model_validate(one) for one in found.replies],
        )

    @operation("POST", "/campaigns/{campaign_id}/patients/{patient_id}/replies", DESK, status=201)
    def record_reply(
        self, staff: StaffAccount, campaign_id: int, patient_id: int, body: ReplyToRecord, idempotency_key: str
    ) -> RecordedAnswer:
        """Record what a patient said by phone, at the counter, on paper or by email. It holds at once.

        Sent again with the same Idempotency-Key, it is recorded once, and the first answer comes back.
        """
        context, now = self._context, self._context.clock()
        if body.name and body.answered_by is Answerer.PATIENT:
            raise ValueRefused("say in `answered_by` who answered for the patient, or take the name out")
        if record.is_unidentified(body.choice, body.identity_check):
            raise ValueRefused("say in `identity_check` how you knew who agrees; if nobody did, record `unsure`")
        reply = NewReply(
            body.choice,
            body.source,
            calendar.past_moment(body.received_on.isoformat(), now),
            body.note.strip(),
            answered_by=body.answered_by,
            identity_check=body.identity_check,
            name=body.name.strip(),
        )
        log = record.record_staff_reply if body.although_logged else logged.log_once
        asked = f"record_reply {campaign_id} {patient_id} {body.model_dump_json()}"
        with context.database.writing() as session:

            def record_once() -> dict[str, object]:
                search.patient_match(session, staff.practice_id, campaign_id, patient_id, now)
                made = log(session, context.keys, campaign_id, patient_id, reply, staff, now)
                return RecordedAnswer.model_validate(made).model_dump(mode="json")

            answer = do_once(session, staff, idempotency_key, asked, now, record_once)
        context.wake(Task.SETTLE)
        return RecordedAnswer.model_validate(answer, strict=False)

    @operation("POST", "/replies/take-back", DESK, refuses=(404,))
    def take_back_reply(self, staff: StaffAccount, body: ReplyToTakeBack) -> ApiReply:
        """Take back a reply that was logged for the wrong patient; it stays on record, and counts for nothing."""
        context = self._context
        with context.database.writing() as session:
            taken = misfiled.take_back_reply(session, context.keys, body.reference, staff, body.note, context.clock())
        context.wake(Task.ADVANCE)
        return ApiReply.model_validate(taken)

    @operation("POST", "/replies/undo", DESK, refuses=(404,))
    def undo_reply(self, staff: StaffAccount, body: ReplyToUndo) -> ApiReply:
        """Undo what the same person logged within the last minute; it stays on record, and counts for nothing."""
        context = self._context
        with context.database.writing() as session:
            undone = misfiled.undo_reply(session, context.keys, body.reference, staff, context.clock())
        context.wake(Task.ADVANCE)
        return ApiReply.model_validate(undone)

    @operation("GET", "/campaigns/{campaign_id}/patients/{patient_id}/link", DESK)
    def show_link(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> PatientLink:
        """Show which of the patient's possible links is in use; the link itself is the patient's alone."""
        with self._context.database.reading() as session:
            return PatientLink(serial=link_replacement.serial_of(session, campaign_id, patient_id, staff))

    @operation("POST", "/campaigns/{campaign_id}/patients/{patient_id}/link", DESK)
    def replace_link(self, staff: StaffAccount, campaign_id: int, patient_id: int, body: LinkToReplace) -> NewLink:
        """Replace a link that somebody else may have: the old one opens nothing any more.

        The new code is in this answer alone, for the patient and nobody else.
        """
        context = self._context
        with context.database.writing() as session:
            code = link_replacement.replace_link(
                session, context.keys, campaign_id, patient_id, staff, context.clock(), serial=body.serial
            )
        return NewLink(code=code, enter_at=f"{context.settings.public_url}/r")


def _found(one: FoundPatient) -> ApiFoundPatient:
    return ApiFoundPatient(
        patient_id=one.patient_id,
        full_name=one.full_name,
        date_of_birth=one.date_of_birth,
        nhs_number=one.nhs_number_spaced.replace(" ", ""),
        street=one.street,
        postcode=one.postcode,
        is_deceased=one.is_deceased,
        has_left=one.has_left,
        is_restricted=one.is_restricted,
        differs=list(one.differs),
    )


def _delivery(view: DeliveryView) -> ApiDelivery:
    return ApiDelivery(
        reference=view.reference,
        channel=str(view.channel),
        wave=str(view.wave),
        delivery_status=str(view.delivery_status),
        reason=str(view.reason) if view.reason else None,
        planned_at=view.planned_at,
        accepted_at=view.accepted_at,
        posted_at=view.posted_at,
        delivered_at=view.delivered_at,
    )
