"""What campaigns under way would do because of a list: whom they tell, what they withdraw, and whom they hold."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.patients.eligibility import Rules
from notifier.patients.list_comparison import ListComparison
from notifier.patients.patient_records import PatientRecord
from notifier.providers.channels import AddressKind, traits_of
from notifier.store.tables import Campaign, Delivery, Notice, Patient
from notifier.vocabulary import CampaignStatus, ChangeKind, Channel, DeliveryStatus

_AT_ONCE = 1_000  # rows that are held in memory


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
    in_doubt = comparison.other_people | {one.nhs_number for one in comparison.doubts}
    changed = {number for number, kind in comparison.changes if kind is not ChangeKind.JOINED}
    standing = (Patient.deceased, Patient.left, Patient.sensitive, Patient.codes, Patient.doubt)
    noticed = select(Patient.nhs_number, *standing).join(Notice, Notice.patient_id == Patient.id)
    noticed = noticed.where(Notice.campaign_id == campaign.id).execution_options(yield_per=_AT_ONCE)
    planned = select(Patient.nhs_number, Delivery.channel).join(Notice, Notice.patient_id == Patient.id)
    planned = planned.join(Delivery, Delivery.notice_id == Notice.id).where(Notice.campaign_id == campaign.id)
    planned = planned.where(Delivery.delivery_status == DeliveryStatus.PLANNED)

    def goes_on(number: str, channel: Channel | None = None) -> bool:
        """Whether somebody of whom the list says something new may still be told; who is missing from it left."""
        record = comparison.wanted.get(number)
        return record is not None and _is_free(rules, record) and (channel is None or _has_address(record, channel))

    return ImportEffects(
        campaign.id,
        campaign.name,
        campaign.campaign_status,
        told_anew=sum(
            _is_free(rules, comparison.wanted[number]) for number in comparison.joiners if number not in in_doubt
        ),
        withdrawn=sum(
            number in in_doubt or (number in changed and not goes_on(number, channel))
            for number, channel in session.execute(planned.execution_options(yield_per=_AT_ONCE))
        ),
        held=sum(
            (number in in_doubt or (number in changed and not goes_on(number)))
            and rules.exclusion(deceased, left, sensitive, codes, doubt) is None
            for number, deceased, left, sensitive, codes, doubt in session.execute(noticed)
        ),
    )


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
