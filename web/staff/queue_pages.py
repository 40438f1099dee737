"""Things to settle: everything that waits for a person, in one list, each with the page that settles it."""

from collections.abc import Mapping
from typing import NamedTuple

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns.calendar import london_date
from notifier.outcomes import open_items
from notifier.outcomes.open_items import ItemKind, OpenItem
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.staff.pages_of_list import PER_PAGE, PartOfList, asked_page
from web.staff.shown_campaigns import campaign_of_page, figures_of_page

_DESK = (Role.RECEPTION, Role.MANAGER)


class KindWords(NamedTuple):
    """What staff read of a kind: its name above its list, and what one of it holds."""

    title: str
    holds: str


KIND_WORDS: Mapping[ItemKind, KindWords] = {
    ItemKind.ANSWER: KindWords("Answers to look at", "The patient is held, and nothing more is sent"),
    ItemKind.SLIP: KindWords("Slips of people who are not on the list", "Who may be meant is held; freezing waits"),
    ItemKind.TEXT: KindWords("Texts that fit nobody", "Freezing waits"),
    ItemKind.WHO: KindWords("Who is this?", "The patient is held, and nothing is sent"),
    ItemKind.MATTER: KindWords("Deaths, moves and complaints", "The patient is held"),
    ItemKind.PLACE: KindWords("Messages to a place in doubt", "The message does not count"),
    ItemKind.UNKNOWN: KindWords("Messages that may not have arrived", "The message does not count; freezing waits"),
    ItemKind.CODE: KindWords("Tasks with codes", "The code may stand on the record, or be wanting"),
}


class QueuePages:
    """The one list of everything that waits for a person."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """All that waits, or one kind of it, the oldest first."""
        now, asked, page = self._context.clock(), request.args.get("kind", ""), asked_page()
        figures_of_page(self._context, staff, campaign_id)  # whose messages are in doubt is kept with them
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            items = open_items.open_items(session, staff.practice_id, campaign_id, now)
        kind = ItemKind(asked) if asked in set(ItemKind) else None
        chosen = [one for one in items if kind in (None, one.kind)]
        shown = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
        return render_template(
            "staff/queue.html",
            staff=staff,
            campaign=campaign,
            items=shown,
            addresses=[_address(one, staff, campaign_id) for one in shown],
            part=PartOfList(page, len(chosen)),
            total=len(items),
            counts=open_items.counts_by_kind(items),
            kind=kind,
            words=KIND_WORDS,
            today=london_date(now),
        )


def _address(item: OpenItem, staff: StaffAccount, campaign_id: int) -> str:
    """The page on which an item is settled, by whoever may."""
    match item.kind:
        case ItemKind.ANSWER:
            return url_for("staff.review", campaign_id=campaign_id, review_id=item.id)
        case ItemKind.SLIP:
            return url_for("staff.unmatched_slip", campaign_id=campaign_id, slip_id=item.id)
        case ItemKind.MATTER:
            whose = item.patient_id
            return url_for("staff.matter", campaign_id=campaign_id, patient_id=whose, matter_id=item.id)
        case ItemKind.PLACE:
            return url_for("staff.patient", campaign_id=campaign_id, patient_id=item.patient_id)
        case ItemKind.WHO if Role.MANAGER in staff.roles:
            return url_for("staff.identity_doubt", campaign_id=campaign_id, doubt_id=item.id)
    pages = {ItemKind.TEXT: "inbound_texts", ItemKind.WHO: "reviews", ItemKind.UNKNOWN: "unknowns"}
    return url_for(f"staff.{pages.get(item.kind, 'tasks')}", campaign_id=campaign_id)
