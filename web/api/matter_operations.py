"""What somebody tells the practice of a patient that is no answer: a death, a move, a complaint, a request."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from notifier.campaigns import calendar
from notifier.patients import matters
from notifier.patients.matters import LONGEST_TELLER, MatterView, NewMatter
from notifier.practice.accounts import StaffAccount
from notifier.practice.repeated_calls import do_once
from notifier.vocabulary import MatterEnding, MatterKind, Task
from web.api.operations import DESK, ApiModel, operation
from web.api.patient_operations import NeededNote, Note
from web.context import AppContext

_BY_STAFF = (MatterEnding.ANSWERED, MatterEnding.TAKEN_BACK)


class ApiMatter(ApiModel):
    """Something that was told of a patient, and until when it is to be acknowledged and answered."""

    id: int
    patient_id: int
    kind: MatterKind
    told_by: str
    note: str
    received_at: datetime
    recorded_at: datetime
    recorded_by: str
    acknowledge_by: date | None
    answer_by: date | None
    acknowledged_at: datetime | None
    ended_at: datetime | None
    ending: MatterEnding | None
    ending_note: str


class MattersStanding(ApiModel):
    """What nobody has settled yet."""

    items: list[ApiMatter]


class MatterToNote(ApiModel):
    """What was told, by whom, and on which London day."""

    kind: MatterKind
    told_by: Annotated[str, Field(min_length=1, max_length=LONGEST_TELLER, pattern=r"^[^\x00]*$")]
    received_on: date
    note: Note = ""


class MatterToEnd(ApiModel):
    """How it ends: a manager answered it, or it was not so; and what was answered, or how that was found out."""

    ending: Annotated[MatterEnding, Field(json_schema_extra={"enum": [one.value for one in _BY_STAFF]})]
    note: NeededNote


class NotedMatter(ApiModel):
    """The number under which it stands."""

    id: int
    kind: MatterKind


class MatterOperations:
    """A death or a move holds at once; a complaint or a request until a manager has answered it."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @operation("GET", "/matters", DESK)
    def list_matters(self, staff: StaffAccount) -> MattersStanding:
        """List what was told of patients and stands, as deaths, moves, complaints and requests."""
        with self._context.database.reading() as session:
            found = matters.open_matters(session, staff.practice_id)
        return MattersStanding(items=[_shown(one) for one in found])

    @operation("POST", "/patients/{patient_id}/matters", DESK, status=201)
    def note_matter(
        self, staff: StaffAccount, patient_id: int, body: MatterToNote, idempotency_key: str
    ) -> NotedMatter:
        """Write down what somebody told us of a patient. It holds at once, and is written once for one key."""
        now = self._context.clock()
        received_at = calendar.past_moment(body.received_on.isoformat(), now)
        new = NewMatter(body.kind, body.told_by, received_at, body.note)
        asked = f"note_matter {patient_id} {body.model_dump_json()}"
        with self._context.database.writing() as session:

            def note() -> dict[str, object]:
                noted = matters.note_matter(session, patient_id, new, staff, now)
                return NotedMatter(id=noted.id, kind=noted.kind).model_dump(mode="json")

            answer = do_once(session, staff, idempotency_key, asked, now, note)
        self._context.wake(Task.ADVANCE)
        return NotedMatter.model_validate(answer, strict=False)

    @operation("POST", "/matters/{matter_id}/acknowledge", DESK)
    def acknowledge_matter(self, staff: StaffAccount, matter_id: int) -> ApiMatter:
        """Write down that whoever complained or asked was told that it came."""
        with self._context.database.writing() as session:
            return _shown(matters.acknowledge(session, matter_id, staff, self._context.clock()))

    @operation("POST", "/matters/{matter_id}/end", DESK)
    def end_matter(self, staff: StaffAccount, matter_id: int, body: MatterToEnd) -> ApiMatter:
        """Settle what was told: a manager answered it, or it was not so."""
        with self._context.database.writing() as session:
            now = self._context.clock()
            ended = matters.end_matter(session, matter_id, body.ending, staff, body.note, now)
        self._context.wake(Task.ADVANCE)
        return _shown(ended)


def _shown(view: MatterView) -> ApiMatter:
    return ApiMatter.model_validate(view)
