"""What follows for each patient, as of any moment, a page at a time."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, TypeAdapter

from notifier.campaigns import lifecycle
from notifier.outcomes import outcome_pages
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import Role
from web.api.fields import Cursor, Moment, PageSize, RowId
from web.api.operations import ApiModel, operation
from web.api.paging import next_cursor, read_cursor, split_page
from web.api.patient_operations import ApiOutcome
from web.context import AppContext

_USUAL_PAGE = 100
_MOMENTS = TypeAdapter(datetime)


class OutcomeQuery(ApiModel):
    """Of which moment, and which page. The pages of one walk are all of one moment: that of the first."""

    at: Moment | None = None
    after: Cursor | None = None
    limit: PageSize = _USUAL_PAGE


class ApiPatientOutcome(ApiOutcome):
    """What follows for one patient."""

    patient_id: int
    nhs_number: str


class OutcomePage(ApiModel):
    """Outcomes as known at `at`; `next` leads to more of them."""

    at: datetime
    items: list[ApiPatientOutcome]
    next: Annotated[str | None, Field(description="Give it as `after`; none on the last page.")]


class OutcomeOperations:
    """They take patients' numbers out of the house, as the lists for the clinical system do."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @operation("GET", "/campaigns/{campaign_id}/outcomes", (Role.MANAGER,), proof=True)
    def list_outcomes(self, staff: StaffAccount, campaign_id: int, query: OutcomeQuery) -> OutcomePage:
        """List what follows for each patient and why, as known at a moment; that it was read is written down.

        Of a moment that is past it rests on what was known then.
        """
        now = self._context.clock()
        at, after = query.at or now, 0
        if query.after is not None:
            at, after = read_cursor(tuple[Moment, RowId], query.after)
        with self._context.database.reading() as session:
            campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            found = outcome_pages.outcomes_after(session, campaign, at, after, query.limit + 1)
        shown, has_more = split_page(found, query.limit)
        if not after:
            with self._context.database.writing() as session:
                outcome_pages.note_read(session, staff, campaign_id, at, now)
        items = [
            ApiPatientOutcome(
                patient_id=one.patient_id,
                nhs_number=one.nhs_number,
                outcome=one.outcome.kind,
                reason=one.outcome.reason,
                evidence=one.outcome.evidence,
                deadline_on=one.outcome.deadline_on,
                sentence=one.sentence,
            )
            for one in shown
        ]
        leads_on = next_cursor([_MOMENTS.dump_python(at, mode="json"), shown[-1].patient_id]) if has_more else None
        return OutcomePage(at=at, items=items, next=leads_on)
