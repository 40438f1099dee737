"""A letter in somebody's hand: found by what is typed or scanned off it, for whoever records what became of it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.errors import NotAllowed, NotFound
from notifier.patients.scans import reference_in
from notifier.store.tables import Campaign, Delivery
from notifier.vocabulary import Channel


def letter_of(session: Session, practice_id: int, scan: str) -> Delivery:
    """The letter with this reference, locked. NotFound: no reference, or none of ours. NotAllowed: it is no letter."""
    reference = reference_in(scan)
    if reference is None:
        raise NotFound("this is no reference of a letter: it has ten letters and numbers")
    query = (
        select(Delivery)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .where(Delivery.reference == reference, Campaign.practice_id == practice_id)
        .with_for_update(of=Delivery)
    )
    found = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound(f"no letter of this practice has the reference {reference}: compare it with the paper")
    if found.channel is not Channel.LETTER:
        raise NotAllowed(f"{reference} is no letter: it went by {found.channel}")
    return found


def refuse_moment(delivery: Delivery, at: datetime, now: datetime, what: str) -> None:
    """NotAllowed unless the letter can have `what` then: not in the future, and not on a day before it was printed."""
    if at > now:
        raise NotAllowed(f"{delivery.reference} cannot have {what} in the future")
    printed_at = delivery.accepted_at
    if printed_at is not None and london_date(at) < london_date(printed_at):
        raise NotAllowed(f"{delivery.reference} cannot have {what} before it was printed")
