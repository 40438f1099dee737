"""A practice's details changed beside its campaigns: what patients read follows, and is approved anew."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import published_pages
from notifier.errors import NotAllowed
from notifier.practice import practice_details, practices
from notifier.practice.accounts import StaffAccount
from notifier.practice.practice_details import PracticeDetails
from notifier.store.tables import Campaign, Practice, Preview
from notifier.vocabulary import CampaignStatus, Role

# Of the details, those that no patient reads: they are outside what an approval pins. See `preview_fingerprint`.
_UNSEEN = frozenset({"clinical_system", "ods_code"})


@dataclass(frozen=True)
class PracticeChange:
    """What came of it: the fields that differ now, and the campaigns by name that have to be previewed anew."""

    changed: list[str]
    to_preview: list[str]


def current_details(session: Session, staff: StaffAccount) -> PracticeDetails:
    """What stands on record of a person's practice."""
    return practice_details.details_of(session.get_one(Practice, staff.practice_id))


def change_practice(session: Session, staff: StaffAccount, details: PracticeDetails, now: datetime) -> PracticeChange:
    """Put details on record, and on the pages that patients open, also of campaigns that are over.

    Raises NotAllowed to anybody but a manager, and for another ODS code once there is a list or a campaign.
    """
    staff.must_be(Role.MANAGER)
    practice = session.get_one(Practice, staff.practice_id, with_for_update=True)
    changed: list[str] = []
    if details.ods_code != practice.ods_code:
        if not practice_details.is_code_open(session, practice.id):
            raise NotAllowed("the ODS code cannot be changed any more: there is a patient list or a campaign under it")
        practices.claim_installation(session, now, details.ods_code, details.name, practice.ods_code)
        changed.append("ods_code")
    changed += practice_details.change_details(session, practice, details, staff.id, now)
    if changed:
        published_pages.publish_details(session, practice.id, now)
    return PracticeChange(changed, _previewed(session, practice.id) if set(changed) - _UNSEEN else [])


def _previewed(session: Session, practice_id: int) -> list[str]:
    """The campaigns that were previewed and not launched."""
    query = select(Campaign.name).where(
        Campaign.practice_id == practice_id,
        Campaign.campaign_status.in_(CampaignStatus.before_launch()),
        Campaign.id.in_(select(Preview.campaign_id)),
    )
    return list(session.execute(query.order_by(Campaign.id)).scalars())
