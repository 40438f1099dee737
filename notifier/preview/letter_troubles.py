"""Whose letter cannot be made from what is on record, while there is time to correct it: found before a launch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.contacts.full_names import join_names
from notifier.delivery import notices
from notifier.delivery.routing import Routing
from notifier.errors import RenderFault
from notifier.messages.addressee import Addressee
from notifier.messages.letters import Letters
from notifier.patients.eligibility import Rules
from notifier.preview.addressees import NameAndAddress, addressee_on_record
from notifier.store.tables import Campaign, LetterTrouble, Patient, Preview
from notifier.vocabulary import Channel

_LONGEST_WHY = 300


@dataclass(frozen=True)
class TroubledLetter:
    """A patient whose letter cannot be made: the name as the record has it, and why and what to do."""

    patient_id: int
    full_name: str
    why: str


def find_troubled_letters(
    session: Session, campaign: Campaign, routing: Routing, letters: Letters, like: Addressee
) -> Iterator[TroubledLetter]:
    """Everybody whom a letter may tell, first or later, and whose letter cannot be made; `like` has what all share."""
    if Channel.LETTER not in routing.channels:
        return
    query = notices.of_practice(campaign, select(*(getattr(Patient, name) for name in NameAndAddress._fields)))
    rules = Rules.of(lifecycle.preset_of(campaign))
    for contact, row in notices.contacts_beside(session, query, rules, NameAndAddress):
        if not any(step.channel is Channel.LETTER and step.skip is None for step in routing.steps(contact)):
            continue
        to = addressee_on_record(like, contact, row, routing)
        try:
            letters.require_printable(to)
        except RenderFault as fault:
            name = join_names(row.title, row.given_name, row.family_name)
            yield TroubledLetter(contact.patient_id, name, str(fault))


def keep_troubles(session: Session, preview_id: int, found: Sequence[TroubledLetter]) -> None:
    """Keep them as part of a preview; their names stay with the patients."""
    session.add_all(
        LetterTrouble(preview_id=preview_id, patient_id=one.patient_id, why=one.why[:_LONGEST_WHY]) for one in found
    )


def troubles_of_last_preview(session: Session, campaign_id: int) -> list[TroubledLetter]:
    """What the last preview of a campaign found, in the order of the list."""
    last = select(func.max(Preview.id)).where(Preview.campaign_id == campaign_id).scalar_subquery()
    query = (
        select(LetterTrouble.patient_id, Patient.title, Patient.given_name, Patient.family_name, LetterTrouble.why)
        .join(Patient, Patient.id == LetterTrouble.patient_id)
        .where(LetterTrouble.preview_id == last)
        .order_by(LetterTrouble.id)
    )
    return [
        TroubledLetter(patient_id, join_names(title, given_name, family_name), why)
        for patient_id, title, given_name, family_name, why in session.execute(query)
    ]
