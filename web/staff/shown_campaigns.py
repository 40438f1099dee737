"""The campaign that a page is about, as its view, for pages that read nothing else beside it."""

from notifier.outcomes import campaign_view
from notifier.outcomes.campaign_view import CampaignView
from notifier.practice.accounts import StaffAccount
from web.context import AppContext


def shown_campaign(context: AppContext, staff: StaffAccount, campaign_id: int) -> CampaignView:
    """A campaign of the practice, read by itself. Raises NotFound, also for another practice's."""
    with context.database.reading() as session:
        return campaign_view.view_campaign(session, staff.practice_id, campaign_id, context.settings.reply_channels)
