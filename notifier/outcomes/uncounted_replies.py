"""What came and is not counted as an answer, and why: so that the counts on a page add up to what came."""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session

from notifier.delivery import notices
from notifier.store.tables import Notice, Reply, Review
from notifier.vocabulary import Doubt


class Uncounted(StrEnum):
    """Why something that came is no answer of its own."""

    STOPPED = "stopped"  # a stop word, which may be about the texts alone: a person concludes
    FOLLOWED = "followed"  # a try on the page, after which the same person went on
    MISFILED = "misfiled"  # logged for the wrong patient, and taken back


def _why() -> ColumnElement[str | None]:
    is_misfiled = exists().where(Review.reply_id == Reply.id, Review.doubt == Doubt.MISFILED)
    return case(
        (Reply.doubt == Doubt.STOPPED, Uncounted.STOPPED.value),
        (notices.followed(), Uncounted.FOLLOWED.value),
        (is_misfiled, Uncounted.MISFILED.value),
    )


def uncounted_replies(session: Session, campaign_id: int) -> Mapping[Uncounted, int]:
    """How many there are of each kind; with the answers that are counted, this is every reply that is on record."""
    why = _why()
    query = select(why, func.count()).join(Notice, Notice.id == Reply.notice_id)
    rows = session.execute(query.where(Notice.campaign_id == campaign_id, why.is_not(None)).group_by(why))
    found = {Uncounted(word): number for word, number in rows if word is not None}
    return {word: found[word] for word in Uncounted if word in found}
