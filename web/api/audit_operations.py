"""The audit chain: who did what, as a sentence, the latest first."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from notifier.campaigns import lifecycle
from notifier.evidence.audit_filters import EventFilter
from notifier.evidence.audit_sentences import find_events
from notifier.practice.accounts import StaffAccount
from web.api.fields import Cursor, Moment, NumberInQuery, PageSize, RowId
from web.api.operations import READERS, ApiModel, operation
from web.api.paging import next_cursor, read_cursor, split_page
from web.context import AppContext

_USUAL_PAGE = 50


class AuditQuery(ApiModel):
    """Which events, and which page."""

    campaign_id: NumberInQuery | None = None
    action: Annotated[str, Field(max_length=40, pattern=r"^[a-z_.]*$", examples=["campaign.launched"])] = ""
    since: Moment | None = None
    after: Cursor | None = None
    limit: PageSize = _USUAL_PAGE


class ApiEvent(ApiModel):
    """One event of the chain."""

    id: int
    at: datetime
    campaign_id: int | None
    action: str
    sentence: str


class EventPage(ApiModel):
    """Events, the latest first; `next` leads to earlier ones."""

    items: list[ApiEvent]
    next: Annotated[str | None, Field(description="Give it as `after`; none on the last page.")]


class AuditOperations:
    """Sentences of ours: ids and counts, and names of staff alone."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @operation("GET", "/audit", READERS, refuses=(404,))
    def list_events(self, staff: StaffAccount, query: AuditQuery) -> EventPage:
        """List who did what, the latest first; of one campaign, of one kind or since a moment, where asked for."""
        wanted = EventFilter(query.campaign_id, query.action, query.since)
        before = read_cursor(RowId, query.after) if query.after is not None else None
        with self._context.database.reading() as session:
            if query.campaign_id is not None:
                lifecycle.get_campaign(session, staff.practice_id, query.campaign_id)
            found = find_events(session, wanted, before, query.limit + 1, practice_id=staff.practice_id)
        shown, has_more = split_page(found, query.limit)
        items = [ApiEvent.model_validate(one) for one in shown]
        return EventPage(items=items, next=next_cursor(shown[-1].id) if has_more else None)
