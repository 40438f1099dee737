"""That somebody wished to keep their record outlives the campaign in which they said so, by a keyed fingerprint alone.

When a campaign is forgotten, `note_keeps` writes the fingerprint of whoever kept. Whoever is on a practice's list and
has one is met by `meet` before they are told of a later campaign of the same preset, and is held there until they say
to the practice itself that they agree: nobody who objected counts as silent because their objection was forgotten.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from notifier.store.database import insert_unless_there
from notifier.store.tables import Campaign, EarlierKeep, Patient


def fingerprint(key: bytes, nhs_number: str) -> bytes:
    """HMAC-SHA-256 over an NHS number; `key` is `access_codes.Keys.keep`, which never leaves the installation."""
    return hmac.new(key, nhs_number.encode("ascii"), hashlib.sha256).digest()


def note_keeps(session: Session, key: bytes, campaign: Campaign, nhs_numbers: Iterable[str], now: datetime) -> int:
    """Note that these people kept, in a campaign that is being forgotten; returns how many they are."""
    own = {"practice_id": campaign.practice_id, "preset": campaign.preset, "noted_at": now}
    rows = [own | {"fingerprint": fingerprint(key, one)} for one in nhs_numbers]
    if rows:
        session.execute(insert_unless_there(session, EarlierKeep), rows)
    return len(rows)


def drop_keeps(session: Session, key: bytes, campaign: Campaign, nhs_numbers: Iterable[str]) -> None:
    """Drop what was noted of people who agreed since, in a campaign that is being forgotten."""
    of_proposal = EarlierKeep.practice_id == campaign.practice_id, EarlierKeep.preset == campaign.preset
    for one in nhs_numbers:
        session.execute(delete(EarlierKeep).where(*of_proposal, EarlierKeep.fingerprint == fingerprint(key, one)))


def let_go(session: Session, practice_id: int) -> None:
    """Have what was noted point at no patient: their rows are forgotten next."""
    own = EarlierKeep.practice_id == practice_id
    session.execute(update(EarlierKeep).where(own).values(patient_id=None, met_at=None))


def unmet(session: Session, key: bytes, practice_id: int) -> dict[int, int]:
    """Whom nobody has met yet: the id of what is noted, and of the patient on the list whose fingerprint it is."""
    own = EarlierKeep.practice_id == practice_id, EarlierKeep.patient_id.is_(None)
    noted: defaultdict[bytes, list[int]] = defaultdict(list)  # one for each proposal
    for keep_id, one in session.execute(select(EarlierKeep.id, EarlierKeep.fingerprint).where(*own)):
        noted[one].append(keep_id)
    if not noted:
        return {}
    query = select(Patient.id, Patient.nhs_number).where(Patient.practice_id == practice_id)
    numbers = session.execute(query.where(Patient.replaced_at.is_(None)))
    found = ((fingerprint(key, row.nhs_number), row.id) for row in numbers)
    return {keep_id: patient_id for one, patient_id in found for keep_id in noted.get(one, ())}


def meet(session: Session, key: bytes, practice_id: int, now: datetime) -> int:
    """Find whose fingerprint is noted among a practice's patients; returns how many were found anew."""
    met = unmet(session, key, practice_id)
    for keep_id, patient_id in met.items():
        values = {"patient_id": patient_id, "met_at": now}
        session.execute(update(EarlierKeep).where(EarlierKeep.id == keep_id).values(values))
    return len(met)


def kept_before(session: Session, campaign: Campaign, at: datetime) -> frozenset[int]:
    """The ids of the patients who kept in an earlier campaign for the same, as known at a moment."""
    query = select(EarlierKeep.patient_id).where(
        EarlierKeep.practice_id == campaign.practice_id,
        EarlierKeep.preset == campaign.preset,
        EarlierKeep.patient_id.is_not(None),
        EarlierKeep.met_at <= at,
    )
    return frozenset(one for one in session.execute(query).scalars() if one is not None)
