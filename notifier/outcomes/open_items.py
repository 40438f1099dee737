"""Everything that waits until a person has settled it, of every kind in one order: the oldest first.

Each item leads to the page on which it is settled; this only says what there is, since when, and about whom.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.contacts.full_names import join_names
from notifier.delivery import doubtful_tellings, unknown_deliveries
from notifier.outcomes import coding_tasks, fact_changes
from notifier.patients import identity_doubts, matters
from notifier.replies import inbound_sms, unmatched_slips
from notifier.store.tables import CampaignFigures, KeptConclusion, Notice, Patient, Reply, Review
from notifier.vocabulary import Channel, Choice, CodingTaskKind, Doubt, MatterKind, PlaceDoubt

_NAME = (Patient.title, Patient.given_name, Patient.family_name)


class ItemKind(StrEnum):
    """What kind of thing waits for a person."""

    ANSWER = "answer"  # in doubt, or contradicting another one
    SLIP = "slip"  # of somebody who was not found on the list
    TEXT = "text"  # from a number that fits nobody
    WHO = "who"  # somebody of whom nobody can be sure who they are
    MATTER = "matter"  # a death, a move, a complaint or a request that somebody told us of
    PLACE = "place"  # a message that went to a place which may not be the patient's
    UNKNOWN = "unknown"  # a message of which nobody knows whether it went
    CODE = "code"  # something to be done with a code in the clinical system


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One thing that waits. `words` say of the kind what it is: a choice and its doubt, why a place is in doubt."""

    kind: ItemKind
    id: int  # of the row that it is settled by
    since: datetime
    who: str  # the patient's name, or what is written on the slip, or the number that a text came from
    patient_id: int | None
    words: tuple[Choice | Doubt | MatterKind | PlaceDoubt | CodingTaskKind | Channel, ...]
    due_on: date | None = None  # by which the law has something done about it
    logged_by: int | None = None  # the staff account that may not settle it alone


def open_items(session: Session, practice_id: int, campaign_id: int, now: datetime) -> list[OpenItem]:
    """What waits in a campaign, and of the practice's patients, the oldest first. Raises NotFound."""
    lifecycle.get_campaign(session, practice_id, campaign_id)
    found = [
        *_answers(session, campaign_id),
        *_of_nobody(session, practice_id, campaign_id),
        *_about_patients(session, practice_id),
        *_messages(session, practice_id, campaign_id, now),
    ]
    found += [
        OpenItem(
            ItemKind.CODE, one.id, one.found_at, one.full_name or one.nhs_number_spaced, one.patient_id, (one.kind,)
        )
        for one in coding_tasks.open_tasks(session, campaign_id)
    ]
    return sorted(found, key=lambda one: (one.since, list(ItemKind).index(one.kind), one.id))


def counts_by_kind(items: Sequence[OpenItem]) -> dict[ItemKind, int]:
    """How many there are of each kind, none left out."""
    counted = Counter(one.kind for one in items)
    return {kind: counted[kind] for kind in ItemKind}


def _answers(session: Session, campaign_id: int) -> Iterator[OpenItem]:
    query = (
        select(Review.id, Review.doubt, Review.opened_at, Reply.choice, Reply.recorded_by, Patient.id, *_NAME)
        .join(Reply, Reply.id == Review.reply_id)
        .join(Notice, Notice.id == Review.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(Review.campaign_id == campaign_id, Review.closed_at.is_(None))
    )
    for review_id, doubt, opened_at, choice, recorded_by, patient_id, *name in session.execute(query):
        who, said = join_names(*name), (choice, doubt)
        yield OpenItem(ItemKind.ANSWER, review_id, opened_at, who, patient_id, said, logged_by=recorded_by)


def _of_nobody(session: Session, practice_id: int, campaign_id: int) -> Iterator[OpenItem]:
    for slip in unmatched_slips.open_slips(session, practice_id, campaign_id):
        yield OpenItem(ItemKind.SLIP, slip.id, slip.recorded_at, slip.said.name, None, (slip.said.choice,))
    for text in inbound_sms.open_texts(session):
        yield OpenItem(ItemKind.TEXT, text.id, text.received_at, text.sender, None, ())


def _about_patients(session: Session, practice_id: int) -> Iterator[OpenItem]:
    for doubt in identity_doubts.open_doubts(session, practice_id):
        yield OpenItem(ItemKind.WHO, doubt.id, doubt.imported_at, doubt.known, None, ())
    for one in matters.open_matters(session, practice_id):
        who = one.full_name, one.patient_id
        yield OpenItem(ItemKind.MATTER, one.id, one.recorded_at, *who, (one.kind,), one.next_due)


def _messages(session: Session, practice_id: int, campaign_id: int, now: datetime) -> Iterator[OpenItem]:
    concerned = _told_in_doubt(session, practice_id, campaign_id, now)
    for place in doubtful_tellings.doubtful_tellings(session, practice_id, campaign_id, now, concerned):
        said = (place.channel, place.doubt)
        yield OpenItem(ItemKind.PLACE, place.delivery_id, place.went_at, place.full_name, place.patient_id, said)
    for number, one in enumerate(unknown_deliveries.unknown_deliveries_of(session, practice_id, campaign_id, now)):
        yield OpenItem(ItemKind.UNKNOWN, number, one.since, one.full_name, one.patient_id, (one.channel,))


def _told_in_doubt(session: Session, practice_id: int, campaign_id: int, now: datetime) -> list[int] | None:
    """The patients among whom all are whose messages went to a place in doubt; None where that may be anybody.

    By the kept figures, and by whose facts changed since: to look at everybody takes longer than the rest of a page.
    """
    changes = fact_changes.read_changes(session, campaign_id)
    if session.get(CampaignFigures, campaign_id) is None or (changes.ids and changes.patient_ids is None):
        return None
    own = KeptConclusion.campaign_id == campaign_id, KeptConclusion.places_in_doubt > 0
    kept = session.execute(select(KeptConclusion.patient_id).where(*own)).scalars()
    # Nothing is concluded any more of whose number is another person's, but what they were sent may have gone astray.
    replaced = session.execute(select(Patient.id).where(Patient.practice_id == practice_id, Patient.replaced_at <= now))
    return sorted((changes.patient_ids or frozenset()).union(kept, replaced.scalars()))
