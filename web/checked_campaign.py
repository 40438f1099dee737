"""The checks of a campaign as pages need them: by this installation's settings and its last rehearsal."""

from sqlalchemy.orm import Session

from notifier.campaigns import check_list, lifecycle
from notifier.campaigns.check_list import CampaignCheckList, RehearsedCost
from notifier.campaigns.launch_checks import InstallationFacts
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.preview.rehearsal.stored import cost_of
from notifier.providers.registry import carried
from notifier.vocabulary import JobKind
from web.context import AppContext


class CheckedCampaigns:
    """Looks at campaigns that were not launched; changes nothing."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @property
    def installed(self) -> InstallationFacts:
        """What of the installation bears on an approval and a launch."""
        return InstallationFacts.of(self._context.settings, carried(self._context.settings))

    def rehearsed(self, session: Session, practice_id: int, campaign_id: int) -> RehearsedCost | None:
        """What the last rehearsal says that a launch costs; None where there was none, or it was forgotten."""
        job = jobs.latest_done_job(session, practice_id, JobKind.REHEARSE, campaign_id=campaign_id)
        return cost_of(job.result) if job is not None else None

    def check(self, staff: StaffAccount, campaign_id: int) -> CampaignCheckList:
        """Every check of the campaign, as it is now. Raises NotFound."""
        with self._context.database.reading() as session:
            campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            rehearsed = self.rehearsed(session, staff.practice_id, campaign_id)
            return check_list.check_campaign(session, campaign, self.installed, rehearsed)
