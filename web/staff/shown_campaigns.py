"""The campaign that a page is about, as its view: the one way in which pages of the staff's read it."""

from sqlalchemy.orm import Session

from notifier.outcomes import campaign_view
from notifier.outcomes.campaign_view import CampaignView
from notifier.practice.accounts import StaffAccount
from web.context import AppContext


def shown_campaign(context: AppContext, staff: StaffAccount, campaign_id: int) -> CampaignView:
    """A campaign of the practice, read by itself. Raises NotFound, also for another practice's."""
    with context.database.reading() as session:
        return campaign_of_page(context, session, staff, campaign_id)


def campaign_of_page(context: AppContext, session: Session, staff: StaffAccount, campaign_id: int) -> CampaignView:
    """A campaign of the practice, read with whatever else its page shows. Raises NotFound as `shown_campaign`."""
    return campaign_view.view_campaign(session, staff.practice_id, campaign_id, context.settings.reply_channels)
