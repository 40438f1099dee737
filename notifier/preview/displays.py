"""What was up where everybody passes, and when: recorded by hand, appended, never changed.

A display tells nobody individually, whatever hangs where and however long: it is evidence of the weakest strength.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.delivery import receipts
from notifier.errors import NotAllowed, ValueRefused
from notifier.messages.prescription_footer import FooterForm, footer_form
from notifier.messages.rendering import templates_of, without_letters
from notifier.practice.accounts import StaffAccount
from notifier.providers.base import Accepted
from notifier.settings import ReplyChannels
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Delivery, Displayed
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, Display, Role

BY_HAND = "practice"  # who carries a prescription's text to the patients of a real list, as a provider's name
LONGEST_PLACE = 200
_MAY_GO_UP = (CampaignStatus.APPROVED, CampaignStatus.LAUNCHING, *CampaignStatus.under_way())


@dataclass(frozen=True, slots=True)
class DisplayStanding:
    """One display from the day it went up; `down_on` is None while it is up.

    `text` is where it is, or, of the footer, exactly what prints.
    """

    display: Display
    text: str
    up_on: date
    down_on: date | None

    @property
    def is_up(self) -> bool:
        """Whether it is up still."""
        return self.down_on is None


def put_up(
    session: Session,
    campaign_id: int,
    display: Display,
    day: date,
    staff: StaffAccount,
    now: datetime,
    *,
    reply_channels: ReplyChannels,
    where: str = "",
) -> None:
    """Record that a display went up on a day. The footer is kept with its text, and counts as handed over.

    Raises NotAllowed before the campaign was approved and after it ended, for a day in the future or before the
    approval, and for what is up already; ValueRefused for a place that cannot be kept; NotFound for another practice's.
    """
    campaign = _of(session, campaign_id, staff)
    _refuse_future(day, now)
    _refuse_unapproved(session, campaign, day)
    text = _footer(session, campaign, reply_channels) if display is Display.FOOTER else _place(where)
    last = next((one for one in reversed(displays_standing(session, campaign)) if _is_same(one, display, text)), None)
    if last is not None and last.is_up:
        raise NotAllowed(f"the {display} is up since {last.up_on}: record first when it came down")
    if last is not None and last.down_on is not None and day < last.down_on:
        raise NotAllowed(f"the {display} was up until {last.down_on}: it cannot have gone up again before")
    _append(session, campaign, DisplayStanding(display, text, day, None), staff, now)
    if display is Display.FOOTER:
        _hand_over(session, campaign, now)


def take_down(
    session: Session,
    campaign_id: int,
    display: Display,
    day: date,
    staff: StaffAccount,
    now: datetime,
    *,
    where: str = "",
) -> None:
    """Record that a display came down on a day. Where only one of its kind is up, the place need not be said.

    Raises NotAllowed for what is not up, for a day in the future or before it went up; NotFound for another practice's.
    """
    campaign = _of(session, campaign_id, staff)
    _refuse_future(day, now)
    up = [one for one in displays_standing(session, campaign) if one.display is display and one.is_up]
    found = up if display is Display.FOOTER or not where else [one for one in up if one.text == _place(where)]
    if not found:
        raise NotAllowed(f"no {display} is up there: record first when it went up")
    if len(found) > 1:
        raise NotAllowed(f"there are {len(found)} up: say which, with --where: {'; '.join(one.text for one in found)}")
    if day < found[0].up_on:
        raise NotAllowed(f"the {display} went up on {found[0].up_on}: it cannot have come down before")
    _append(session, campaign, replace(found[0], down_on=day), staff, now)


def displays_standing(session: Session, campaign: Campaign) -> Sequence[DisplayStanding]:
    """Everything that was ever up, in the order in which it was recorded as going up."""
    found: list[DisplayStanding] = []
    for row in _rows(session, campaign):
        if row.up:
            found.append(DisplayStanding(row.display, row.text, row.day, None))
            continue
        (which,) = (
            i for i, one in enumerate(found) if one.is_up and (one.display, one.text) == (row.display, row.text)
        )
        found[which] = replace(found[which], down_on=row.day)
    return found


def footer_text(
    session: Session, practice_id: int, campaign_id: int, reply_channels: ReplyChannels, form: FooterForm
) -> str:
    """The prescription's lines as they print in a window of this form.

    Raises NotAllowed when the campaign has no footer, RenderFault when it does not fit, NotFound.
    """
    campaign = lifecycle.get_campaign(session, practice_id, campaign_id)
    if Channel.FOOTER not in campaign.channels:
        raise NotAllowed("this campaign was created without a prescription footer")
    return templates_of(session, campaign.id, reply_channels, without_letters).footer_lines(form)


def _of(session: Session, campaign_id: int, staff: StaffAccount) -> Campaign:
    staff.must_be(Role.MANAGER, Role.RECEPTION)
    return lifecycle.get_campaign(session, staff.practice_id, campaign_id, lock=True)


def _refuse_future(day: date, now: datetime) -> None:
    if day > london_date(now):
        raise NotAllowed("what will happen in the future cannot be recorded: say it on the day")


def _refuse_unapproved(session: Session, campaign: Campaign, day: date) -> None:
    """What everybody reads needs the second person as well; before the launch it may be up."""
    approval = lifecycle.latest_approval(session, campaign.id)
    if approval is None or campaign.campaign_status not in _MAY_GO_UP:
        raise NotAllowed(
            f"campaign {campaign.id} is {campaign.campaign_status}: what is put up has to be approved first, "
            "and a campaign that has ended puts up nothing more"
        )
    approved_on = london_date(approval.approved_at)
    if day < approved_on:
        raise NotAllowed(f"the campaign was approved on {approved_on}: nothing of it can have been up before")


def _footer(session: Session, campaign: Campaign, reply_channels: ReplyChannels) -> str:
    return footer_text(
        session, campaign.practice_id, campaign.id, reply_channels, footer_form(**asdict(reply_channels.footer))
    )


def _place(where: str) -> str:
    place = " ".join(where.split())
    if len(place) > LONGEST_PLACE or not place.isprintable():
        raise ValueRefused(f"say where in up to {LONGEST_PLACE} letters, such as: waiting room, left of the desk")
    return place


def _is_same(one: DisplayStanding, display: Display, text: str) -> bool:
    """There is one footer, whatever it says; of all else there may be one in each place."""
    return one.display is display and (display is Display.FOOTER or one.text == text)


def _append(
    session: Session,
    campaign: Campaign,
    what: DisplayStanding,
    staff: StaffAccount,
    now: datetime,
) -> None:
    day = what.down_on or what.up_on
    row = Displayed(
        campaign_id=campaign.id,
        display=what.display,
        up=what.is_up,
        day=day,
        text=what.text,
        recorded_by=staff.id,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    action = AuditAction.DISPLAY_UP if what.is_up else AuditAction.DISPLAY_DOWN
    details = {"display": what.display.value, "day": day.isoformat()}
    audit.append(session, action, now, staff_id=staff.id, campaign_id=campaign.id, **details)


def _hand_over(session: Session, campaign: Campaign, now: datetime) -> None:
    """Only the practice itself carries a footer to the patients of a real list: what waited for that has gone."""
    said = [lifecycle.current_texts(session, campaign.id)["footer"].id]
    claimed = session.execute(
        update(Delivery)
        .where(Delivery.campaign_id == campaign.id, Delivery.channel == Channel.FOOTER)
        .where(Delivery.delivery_status == DeliveryStatus.PLANNED)
        .values(delivery_status=DeliveryStatus.SENDING, provider=BY_HAND, attempts=Delivery.attempts + 1, text_ids=said)
        .returning(Delivery.reference, Delivery.attempts)
    ).all()
    findings = [(row.reference, row.attempts, Accepted(row.reference)) for row in claimed]
    receipts.record_findings(session, findings, BY_HAND, now)


def _rows(session: Session, campaign: Campaign) -> list[Displayed]:
    query = select(Displayed).where(Displayed.campaign_id == campaign.id).order_by(Displayed.id)
    return list(session.execute(query).scalars())
