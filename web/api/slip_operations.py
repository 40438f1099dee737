"""Slips, calls and messages of somebody who is not on the list: kept, and settled once it is known whose they are."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from notifier.campaigns import calendar, lifecycle
from notifier.practice.accounts import StaffAccount
from notifier.practice.repeated_calls import do_once
from notifier.replies import unmatched_slips
from notifier.replies.unmatched_slips import LONGEST, LONGEST_SLIP_NOTE, NewSlip, SlipView
from notifier.vocabulary import Choice, Source, Task
from web.api.fields import RowId
from web.api.operations import DESK, ApiModel, operation
from web.api.patient_operations import STAFF_SOURCES, NeededNote, RecordedAnswer
from web.context import AppContext

_NO_NUL = r"^[^\x00]*$"


class SlipToKeep(ApiModel):
    """What is written on a slip, or was said, as it came: nothing of it need be readable."""

    choice: Choice
    source: Annotated[Source, Field(json_schema_extra={"enum": [one.value for one in STAFF_SOURCES]})]
    received_on: date
    name: Annotated[str, Field(max_length=LONGEST["name"], pattern=_NO_NUL)] = ""
    born: Annotated[str, Field(max_length=LONGEST["born"], pattern=_NO_NUL)] = ""
    nhs_number: Annotated[str, Field(max_length=LONGEST["nhs_number"], pattern=_NO_NUL)] = ""
    code: Annotated[str, Field(max_length=LONGEST["code"], pattern=_NO_NUL)] = ""
    contact: Annotated[str, Field(max_length=LONGEST["contact"], pattern=_NO_NUL)] = ""
    note: Annotated[str, Field(max_length=LONGEST_SLIP_NOTE, pattern=_NO_NUL)] = ""


class KeptSlip(ApiModel):
    """The number of a slip that is kept; `may_hold` says that it holds whoever it may be of."""

    id: int
    may_hold: bool


class ApiSlip(ApiModel):
    """A slip of which nobody knows whose it is; `likely` are patients of whom it may well be."""

    id: int
    choice: Choice
    source: Source
    received_at: datetime
    recorded_at: datetime
    recorded_by: str
    name: str
    born: str
    nhs_number: str
    contact: str
    note: str
    may_hold: bool
    likely: list[int]


class SlipsToSettle(ApiModel):
    """The slips that nobody has settled, the first that came first."""

    items: list[ApiSlip]


class SlipToMatch(ApiModel):
    """Whose it is, as a person found out."""

    patient_id: RowId


class SlipToClose(ApiModel):
    """Why it is nobody's on the list."""

    note: NeededNote


class SlipOperations:
    """A person says whose a slip is: no program chooses."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @operation("POST", "/campaigns/{campaign_id}/slips", DESK, status=201)
    def keep_slip(self, staff: StaffAccount, campaign_id: int, body: SlipToKeep, idempotency_key: str) -> KeptSlip:
        """Keep a slip of somebody who is not on the list. It holds at once whoever it may be of."""
        context, now = self._context, self._context.clock()
        new = NewSlip(
            body.choice,
            body.source,
            calendar.past_moment(body.received_on.isoformat(), now),
            name=body.name,
            born=body.born,
            nhs_number=body.nhs_number,
            code=body.code,
            contact=body.contact,
            note=body.note,
        )
        asked = f"keep_slip {campaign_id} {body.model_dump_json()}"
        with context.database.writing() as session:

            def keep() -> dict[str, object]:
                kept = unmatched_slips.keep_slip(session, context.keys, campaign_id, new, staff, now)
                return KeptSlip(id=kept.id, may_hold=kept.may_hold).model_dump(mode="json")

            answer = do_once(session, staff, idempotency_key, asked, now, keep)
        context.wake(Task.ADVANCE)
        return KeptSlip.model_validate(answer)

    @operation("GET", "/campaigns/{campaign_id}/slips", DESK)
    def list_slips(self, staff: StaffAccount, campaign_id: int) -> SlipsToSettle:
        """List the slips whose patient nobody has found, with the patients of whom each may be."""
        with self._context.database.reading() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            found = unmatched_slips.open_slips(session, staff.practice_id, campaign_id)
            likely = {one.id: unmatched_slips.may_be_of(session, staff.practice_id, one) for one in found}
        return SlipsToSettle(items=[_shown(one, likely[one.id]) for one in found])

    @operation("POST", "/slips/{slip_id}/match", DESK)
    def match_slip(self, staff: StaffAccount, slip_id: int, body: SlipToMatch) -> RecordedAnswer:
        """Log a slip for the patient whose a person found that it is, received on its own day."""
        context, now = self._context, self._context.clock()
        with context.database.writing() as session:
            made = unmatched_slips.match_slip(session, context.keys, slip_id, body.patient_id, staff, now)
        context.wake(Task.SETTLE)
        return RecordedAnswer.model_validate(made)

    @operation("POST", "/slips/{slip_id}/close", DESK, status=204)
    def close_slip(self, staff: StaffAccount, slip_id: int, body: SlipToClose) -> None:
        """Close a slip that is nobody's on the list; it holds nobody from then on."""
        with self._context.database.writing() as session:
            unmatched_slips.close_slip(session, slip_id, staff, body.note, self._context.clock())
        self._context.wake(Task.ADVANCE)


def _shown(view: SlipView, likely: list[int]) -> ApiSlip:
    said = view.said
    return ApiSlip(
        id=view.id,
        choice=said.choice,
        source=said.source,
        received_at=said.received_at,
        recorded_at=view.recorded_at,
        recorded_by=view.recorded_by,
        name=said.name,
        born=said.born,
        nhs_number=said.nhs_number,
        contact=said.contact,
        note=said.note,
        may_hold=view.may_hold,
        likely=likely,
    )
