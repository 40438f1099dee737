"""The patients of a campaign as planning sees them, and the notice and link that each of them gets."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from notifier import campaigns, links
from notifier.cascade import Contact
from notifier.errors import NotFound
from notifier.exclusions import Rules
from notifier.links import Keys
from notifier.store.models import Campaign, Link, Notice, Patient


def everybody(session: Session, campaign: Campaign) -> Iterable[Contact]:
    """Every patient of the campaign's practice."""
    return contacts(session, patients(campaign), Rules.of(campaigns.preset_of(campaign)))


def contacts(session: Session, query: Select[*tuple[Any, ...]], rules: Rules) -> Iterable[Contact]:
    """The patients that a query with the columns of `patients` selects."""
    for row in session.execute(query):
        yield contact(row, rules)


def contact(row: Any, rules: Rules) -> Contact:
    """One row of such a query."""
    exclusion = rules.exclusion(row.deceased, row.left, row.sensitive, row.codes)
    return Contact(
        patient_id=row.id,
        date_of_birth=row.date_of_birth,
        mobile=row.mobile,
        email=row.email,
        postcode=row.postcode,
        mailable=row.mailable,
        sms_declined=row.sms_declined,
        email_declined=row.email_declined,
        exclusion=exclusion,
    )


def patients(campaign: Campaign) -> Select[*tuple[Any, ...]]:
    """A query for the campaign's patients, to be narrowed down."""
    return (
        select(
            Patient.id,
            Patient.date_of_birth,
            Patient.mobile,
            Patient.email,
            Patient.postcode,
            Patient.mailable,
            Patient.sms_declined,
            Patient.email_declined,
            Patient.deceased,
            Patient.left,
            Patient.sensitive,
            Patient.codes,
        )
        .where(Patient.practice_id == campaign.practice_id)
        .order_by(Patient.id)
    )


def ensure_notice(session: Session, campaign: Campaign, patient_id: int, keys: Keys, now: datetime) -> int:
    """The id of the patient's notice; made without a delivery when somebody replies before anything was planned."""
    query = select(Notice.id).where(Notice.campaign_id == campaign.id, Notice.patient_id == patient_id)
    notice_id = session.execute(query).scalar_one_or_none()
    if notice_id is not None:
        return notice_id
    only = patients(campaign).where(Patient.id == patient_id)
    people = list(contacts(session, only, Rules.of(campaigns.preset_of(campaign))))
    if not people:
        raise NotFound("there is no such patient in this practice")
    return write_notices(session, campaign, people, keys, now)[patient_id]


def write_notices(
    session: Session, campaign: Campaign, people: Sequence[Contact], keys: Keys, now: datetime
) -> dict[int, int]:
    """A notice and a link for each; returns patient id -> notice id."""
    serials = _free_serials(session, campaign.id, people, keys)
    rows = [
        {"campaign_id": campaign.id, "patient_id": patient_id, "link_serial": serial, "created_at": now}
        for patient_id, serial in serials.items()
    ]
    made = session.execute(insert(Notice).returning(Notice.patient_id, Notice.id), rows)
    notice_ids: dict[int, int] = {row.patient_id: row.id for row in made}
    session.execute(insert(Link), [_link(campaign, one, notice_ids, serials, keys, now) for one in people])
    return notice_ids


def _link(
    campaign: Campaign,
    one: Contact,
    notice_ids: Mapping[int, int],
    serials: Mapping[int, int],
    keys: Keys,
    now: datetime,
) -> dict[str, Any]:
    code = links.make(keys, campaign.id, one.patient_id, serials[one.patient_id])
    return {
        "notice_id": notice_ids[one.patient_id],
        "campaign_id": campaign.id,
        "fingerprint": links.fingerprint(keys, code),
        "check_value": links.check_value(code, one.date_of_birth),
        "deadline_on": campaigns.deadline(now, campaign.notice_days),
    }


def _free_serials(session: Session, campaign_id: int, people: Sequence[Contact], keys: Keys) -> dict[int, int]:
    """For each patient the first serial whose code nobody has: two codes of 55 bits can, very rarely, be the same."""
    serials: dict[int, int] = {}
    taken: set[bytes] = set()
    waiting = {one.patient_id: 0 for one in people}
    while waiting:
        prints = {
            patient_id: links.fingerprint(keys, links.make(keys, campaign_id, patient_id, serial))
            for patient_id, serial in waiting.items()
        }
        query = select(Link.fingerprint).where(Link.fingerprint.in_(prints.values()))
        taken |= set(session.execute(query).scalars())
        for patient_id, found in prints.items():
            if found in taken:
                waiting[patient_id] += 1
            else:
                taken.add(found)
                serials[patient_id] = waiting.pop(patient_id)
    return serials
