"""Replies in doubt: which there are, and settling them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from notifier.outcomes import search
from notifier.outcomes.search import ReviewView
from notifier.practice.accounts import StaffAccount
from notifier.replies import reviews
from notifier.vocabulary import Choice, Doubt, Task
from web.api.fields import Cursor, PageSize, RowId
from web.api.operations import DESK, ApiModel, operation
from web.api.paging import next_cursor, read_cursor, split_page
from web.api.patient_operations import ApiReply, NeededNote
from web.context import AppContext

_USUAL_PAGE = 50


class ReviewQuery(ApiModel):
    """Which page."""

    after: Cursor | None = None
    limit: PageSize = _USUAL_PAGE


class ApiReview(ApiModel):
    """A reply that a person has to look at; its patient is held until then."""

    id: int
    doubt: Doubt
    opened_at: datetime
    patient_id: int
    full_name: str
    date_of_birth: date
    nhs_number: str
    reply: ApiReply
    open_beside: int


class ReviewPage(ApiModel):
    """Open reviews, the oldest first; `next` leads to later ones."""

    items: list[ApiReview]
    next: Annotated[str | None, Field(description="Give it as `after`; none on the last page.")]


class ReviewToSettle(ApiModel):
    """What the patient wants, or null where the reply was not theirs; the note says how that was found out."""

    choice: Choice | None
    note: NeededNote


class ReviewOperations:
    """Whoever settles one stands in the record, and what came stays as it came."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @operation("GET", "/campaigns/{campaign_id}/reviews", DESK)
    def list_reviews(self, staff: StaffAccount, campaign_id: int, query: ReviewQuery) -> ReviewPage:
        """List the replies of which a person has to find out what the patient wants, the oldest first."""
        after = read_cursor(RowId, query.after) if query.after is not None else 0
        with self._context.database.reading() as session:
            found = search.review_views(session, staff.practice_id, campaign_id, self._context.clock())
        shown, has_more = split_page([one for one in found if one.id > after], query.limit)
        return ReviewPage(items=[_shown(one) for one in shown], next=next_cursor(shown[-1].id) if has_more else None)

    @operation("GET", "/campaigns/{campaign_id}/reviews/{review_id}", DESK)
    def show_review(self, staff: StaffAccount, campaign_id: int, review_id: int) -> ApiReview:
        """Show an open review. That its patient was looked at is written down."""
        with self._context.database.reading() as session:
            now = self._context.clock()
            return _shown(search.review_view(session, staff.practice_id, campaign_id, review_id, now))

    @operation("POST", "/campaigns/{campaign_id}/reviews/{review_id}/settle", DESK, status=204)
    def settle_review(self, staff: StaffAccount, campaign_id: int, review_id: int, body: ReviewToSettle) -> None:
        """Write down what a person found out that the patient wants, or that the reply was not theirs."""
        now = self._context.clock()
        with self._context.database.writing() as session:
            search.review_view(session, staff.practice_id, campaign_id, review_id, now)
            reviews.close_review(session, review_id, staff, body.choice, body.note, now)
        self._context.wake(Task.SETTLE)


def _shown(view: ReviewView) -> ApiReview:
    patient = view.patient
    return ApiReview(
        id=view.id,
        doubt=view.doubt,
        opened_at=view.opened_at,
        patient_id=patient.patient_id,
        full_name=patient.full_name,
        date_of_birth=patient.date_of_birth,
        nhs_number=patient.nhs_number_spaced.replace(" ", ""),
        reply=ApiReply.model_validate(view.reply),
        open_beside=view.open_beside,
    )
