"""What campaigns under way would do because of a list: whom they tell, what they withdraw, and whom they hold."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.patients.eligibility import Rules
from notifier.patients.list_comparison import ListComparison, PatientRecord
from notifier.providers.channels import AddressKind, traits_of
from notifier.store.tables import Campaign, Delivery, Notice, Patient
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus


class ImportEffects(NamedTuple):
    """What one campaign would do because of an import."""

    id: int
    name: str
    campaign_status: CampaignStatus
    told_anew: int  # joiners who would get a notice
    withdrawn: int  # planned deliveries that would be skipped, or wait until it is clear who somebody is
    held: int  # patients with a notice who could no longer be coded


def import_effects(session: Session, practice_id: int, comparison: ListComparison) -> list[ImportEffects]:
    """What every campaign under way would do because of a list; changes nothing."""
    under_way = Campaign.campaign_status.in_(CampaignStatus.under_way())
    query = select(Campaign).where(Campaign.practice_id == practice_id, under_way).order_by(Campaign.id)
    return [_effects(session, campaign, comparison) for campaign in session.execute(query).scalars()]


def _effects(session: Session, campaign: Campaign, comparison: ListComparison) -> ImportEffects:
    rules = Rules.of(lifecycle.preset_of(campaign))
    newer = dict(_newer_records(comparison))
    in_doubt = comparison.other_people | {one.nhs_number for one in comparison.doubts}
    settled = comparison.known.keys() | in_doubt
    joiners = (record for number, record in comparison.wanted.items() if number not in settled)
    noticed = select(Patient.nhs_number).join(Notice, Notice.patient_id == Patient.id)
    noticed = noticed.where(Notice.campaign_id == campaign.id)
    planned = noticed.join(Delivery, Delivery.notice_id == Notice.id).add_columns(Delivery.channel)
    planned = planned.where(Delivery.delivery_status == DeliveryStatus.PLANNED)
    return ImportEffects(
        campaign.id,
        campaign.name,
        campaign.campaign_status,
        told_anew=sum(_is_free(rules, record) for record in joiners),
        withdrawn=sum(
            number in in_doubt
            or (number in newer and not (_is_free(rules, newer[number]) and _has_address(newer[number], channel)))
            for number, channel in session.execute(planned)
        ),
        held=sum(
            _is_free(rules, comparison.known[number].record)
            and (number in in_doubt or (number in newer and not _is_free(rules, newer[number])))
            for number in session.execute(noticed).scalars()
        ),
    )


def _newer_records(comparison: ListComparison) -> Iterator[tuple[str, PatientRecord]]:
    """What would be known of everybody on record of whom the list says something new."""
    for number, _ in comparison.changes:
        if number in comparison.known:
            gone = comparison.known[number].record._replace(left=True)
            yield number, comparison.wanted.get(number, gone)


def _is_free(rules: Rules, record: PatientRecord) -> bool:
    return rules.exclusion(record.deceased, record.left, record.sensitive, record.codes, record.doubt) is None


def _has_address(record: PatientRecord, channel: Channel) -> bool:
    match traits_of(channel).address:
        case AddressKind.MOBILE:
            return record.mobile is not None and not record.sms_declined
        case AddressKind.EMAIL:
            return record.email is not None and not record.email_declined
        case AddressKind.POST:
            return record.mailable
    return True
