"""Which edition of a campaign somebody has before them, so that nobody undoes what another did meanwhile.

Whatever a person decides of a campaign makes its next edition: its details, a text, an approval, a step of its life. A
form carries the edition it was made from, and what it asks for is refused once there is a later one: the loser is told
who was first, and keeps what they typed.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import LONDON
from notifier.errors import NotAllowed, NotFound
from notifier.store.tables import Campaign, CampaignEdition, Staff
from notifier.vocabulary import CampaignEdit

_DID: Mapping[CampaignEdit, str] = {
    CampaignEdit.CREATED: "created the campaign",
    CampaignEdit.DETAILS: "changed the details",
    CampaignEdit.TEXT: "changed a text",
    CampaignEdit.SIGN_OFF: "changed the sign-offs",
    CampaignEdit.APPROVED: "approved the campaign",
    CampaignEdit.STATUS: "moved the campaign on",
}


class EditedMeanwhile(NotAllowed):
    """Another edit came first, and nothing of this one was stored."""


def edition_of(session: Session, campaign_id: int) -> str:
    """The edition of a campaign as it stands now, for a form to carry; `0` where none was noted yet."""
    latest = select(func.max(CampaignEdition.number)).where(CampaignEdition.campaign_id == campaign_id)
    return str(session.execute(latest).scalar_one() or 0)


def check_edition(session: Session, campaign_id: int, edition: str) -> None:
    """Hold other writers of the campaign off until the transaction ends, and see that nobody was first.

    `edition` is what a form was made from. Raises EditedMeanwhile, which says who was first, with what and when, and
    NotFound for a campaign that there is not.
    """
    locked = select(Campaign.id).where(Campaign.id == campaign_id).with_for_update()
    if session.execute(locked).scalar_one_or_none() is None:
        raise NotFound(f"there is no campaign {campaign_id}")
    if edition == edition_of(session, campaign_id):
        return
    query = select(Staff.name, CampaignEdition.edit, CampaignEdition.edited_at).join(
        CampaignEdition, CampaignEdition.edited_by == Staff.id
    )
    newest = query.where(CampaignEdition.campaign_id == campaign_id).order_by(CampaignEdition.number.desc()).limit(1)
    first = session.execute(newest).one_or_none()
    if first is None:
        raise EditedMeanwhile("this form was made for another campaign: open the page again")
    raise EditedMeanwhile(
        f"{first.name} {_DID[first.edit]} on {first.edited_at.astimezone(LONDON):%-d %B %Y at %H:%M}, after you had "
        "opened this page. Nothing of yours was stored. What you typed is still here: look at what changed, then decide"
    )


def note_edition(
    session: Session, campaign: Campaign, edit: CampaignEdit, staff_id: int, now: datetime, **details: object
) -> None:
    """Note that a person decided something of a campaign, whose row the caller has locked or just made.

    `details` are what it is from now on: no patient's name, number or address.
    """
    session.flush()
    session.add(
        CampaignEdition(
            campaign_id=campaign.id,
            number=int(edition_of(session, campaign.id)) + 1,
            edit=edit,
            details=details,
            edited_by=staff_id,
            edited_at=now,
        )
    )
    session.flush()


def editors(session: Session, campaign_id: int) -> frozenset[int]:
    """The ids of whoever changed what is proposed by hand: its details or its words."""
    changed = CampaignEdition.edit.in_((CampaignEdit.CREATED, CampaignEdit.DETAILS, CampaignEdit.TEXT))
    query = select(CampaignEdition.edited_by).where(CampaignEdition.campaign_id == campaign_id, changed).distinct()
    return frozenset(session.execute(query).scalars())
