"""Plans the one message that says an answer came, by a channel that the record has: whoever did not send it calls.

It never goes to a number or address that came with the answer, for a stranger's would be told instead of the patient.
It names neither the choice nor the patient, and leads nowhere: others may see a phone's screen, and a number on the
record may be somebody else's by now. No letter goes: it would come days later, and cost more than it is worth.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns import calendar, lifecycle
from notifier.delivery import notices
from notifier.delivery.restorations import latest_restoration
from notifier.delivery.routing import Routing
from notifier.patients import access_codes
from notifier.patients.eligibility import Rules
from notifier.providers.channels import traits_of
from notifier.store.database import insert_unless_there
from notifier.store.tables import Campaign, Delivery, Notice, Patient, Reply
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason, Wave

MOST_A_DAY = 3  # for one notice: whoever has the link can answer as often as they like, and must not flood a phone
_DAY = timedelta(days=1)


def plan_acknowledgement(
    session: Session, campaign: Campaign, notice_id: int, reply_id: int, now: datetime, *, only_by: Channel | None
) -> None:
    """Plan the message for a reply, by the first channel of the campaign that may be used for the patient.

    Nothing where no channel may be, where one is planned already that says the same, after MOST_A_DAY in 24 hours, and
    for a reply from before a backup that was restored: the lost machine may have said so already.
    `only_by` names the one channel that the campaign has a text for, if it has not one for all.
    """
    if campaign.campaign_status not in CampaignStatus.under_way() or _are_enough(session, notice_id, now):
        return
    if (period := latest_restoration(session)) is not None:
        recorded_at = session.execute(select(Reply.recorded_at).where(Reply.id == reply_id)).scalar_one()
        if recorded_at < period.restored_at:
            return
    channel = _channel(session, campaign, notice_id, now)
    if channel is None or only_by not in (None, channel):
        return
    planned = insert_unless_there(session, Delivery).values(
        campaign_id=campaign.id,
        notice_id=notice_id,
        channel=channel,
        wave=Wave.ACKNOWLEDGEMENT,
        acknowledges=reply_id,
        reference=access_codes.new_reference(),
        delivery_status=DeliveryStatus.PLANNED,
        planned_at=now,
        due_at=now,
    )
    session.execute(planned)


def _are_enough(session: Session, notice_id: int, now: datetime) -> bool:
    """Whether another message would repeat one that is still to go, or be one too many."""
    query = select(
        func.count().filter(Delivery.delivery_status == DeliveryStatus.PLANNED),
        func.count().filter(Delivery.planned_at > now - _DAY),
    ).where(
        *(Delivery.notice_id == notice_id, Delivery.wave == Wave.ACKNOWLEDGEMENT),
        Delivery.delivery_status.not_in(DeliveryStatus.never_sent()),
    )
    waiting, of_today = session.execute(query).one()
    return bool(waiting or of_today >= MOST_A_DAY)


def _channel(session: Session, campaign: Campaign, notice_id: int, now: datetime) -> Channel | None:
    """The first channel of the campaign but post by which the patient may be told, by the rules of the telling."""
    preset = lifecycle.preset_of(campaign)
    own = notices.patients(campaign).join(Notice, Notice.patient_id == Patient.id).where(Notice.id == notice_id)
    people = list(notices.contacts(session, own, Rules.of(preset)))
    if not people:
        return None
    (contact,) = people
    places = [place for place in (contact.mobile, contact.email) if place is not None]
    routing = Routing(
        channels=tuple(map(Channel.stored, campaign.channels)),
        sharing=notices.sharing(session, campaign, places),
        guardian_below_age=preset.guardian_below_age,
        today=calendar.london_date(now),
    )
    no_such = select(Delivery.channel).where(
        Delivery.notice_id == notice_id, Delivery.fail_reason == FailReason.BAD_ADDRESS
    )
    steps = routing.steps(contact, set(session.execute(no_such).scalars()))
    return next((step.channel for step in steps if step.skip is None and traits_of(step.channel).acknowledges), None)
