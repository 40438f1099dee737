"""The campaign that a page is about, and its figures: the one way in which pages of the staff's read them."""

from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.outcomes import campaign_view, kept_figures
from notifier.outcomes.campaign_view import CampaignView
from notifier.outcomes.kept_figures import KeptFigures
from notifier.practice.accounts import StaffAccount
from web.context import AppContext


def shown_campaign(context: AppContext, staff: StaffAccount, campaign_id: int) -> CampaignView:
    """A campaign of the practice, read by itself. Raises NotFound, also for another practice's."""
    with context.database.reading() as session:
        return campaign_of_page(context, session, staff, campaign_id)


def campaign_of_page(context: AppContext, session: Session, staff: StaffAccount, campaign_id: int) -> CampaignView:
    """A campaign of the practice, read with whatever else its page shows. Raises NotFound as `shown_campaign`."""
    return campaign_view.view_campaign(session, staff.practice_id, campaign_id, context.settings.reply_channels)


def figures_of_page(context: AppContext, staff: StaffAccount, campaign_id: int) -> KeptFigures:
    """What is counted of a campaign of the practice, to be read before anything else that its page shows.

    It must not be called within a session: see `current_figures`. Raises NotFound as `shown_campaign`.
    """
    with context.database.reading() as session:
        lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    return kept_figures.current_figures(context.database, campaign_id, context.clock(), context.settings)
