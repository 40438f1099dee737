"""Campaigns: which there are, how they stand in counts, beginning one, and changing one that nobody was told of yet."""

from notifier.campaigns import draft_view, editing, lifecycle
from notifier.campaigns.drafts import CampaignDraft
from notifier.campaigns.editions import check_edition, edition_of
from notifier.delivery import unknown_deliveries
from notifier.errors import ValueRefused
from notifier.outcomes import campaign_view, kept_figures
from notifier.practice.accounts import StaffAccount
from notifier.preview.text_check import check_text
from notifier.vocabulary import Channel, Role
from web.api.campaign_models import (
    ApiCampaign,
    ApiDetails,
    ApiProgress,
    ApiText,
    ApiTextFinding,
    CampaignDetails,
    CampaignPage,
    NewCampaign,
    NewText,
    TextPage,
    WrittenText,
    campaign_shown,
    details_shown,
    progress_shown,
)
from web.api.operations import EVERYBODY, READERS, Tagged, operation
from web.context import AppContext
from web.problems import FieldError, Problem

_USUAL = CampaignDraft("", "").channels


class CampaignOperations:
    """They name no patient."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @operation("GET", "/campaigns", EVERYBODY)
    def list_campaigns(self, staff: StaffAccount) -> CampaignPage:
        """List the campaigns of the practice, the newest first."""
        with self._context.database.reading() as session:
            found = campaign_view.view_campaigns(session, staff.practice_id, self._context.settings.reply_channels)
        return CampaignPage(items=[campaign_shown(one) for one in found])

    @operation("POST", "/campaigns", (Role.MANAGER,), status=201, refuses=(404,))
    def create_campaign(self, staff: StaffAccount, body: NewCampaign) -> ApiCampaign:
        """Begin a campaign from a preset, as a draft; nothing is sent.

        A second person has to approve it before it can be launched.
        """
        chosen = CampaignDraft(
            body.preset,
            body.name,
            body.notice_days,
            _channels(body.channels) if body.channels is not None else _USUAL,
            body.counts_as_told,
            body.planned_launch_on,
        )
        with self._context.database.writing() as session:
            own = self._context.settings.presets
            campaign_id = editing.create_campaign(session, staff, self._context.clock(), chosen, own)
        return self.show_campaign(staff, campaign_id)

    @operation("GET", "/campaigns/{campaign_id}", EVERYBODY)
    def show_campaign(self, staff: StaffAccount, campaign_id: int) -> ApiCampaign:
        """Show a campaign: its status, its last preview and approval, and what an approval of now is of."""
        with self._context.database.reading() as session:
            channels = self._context.settings.reply_channels
            return campaign_shown(campaign_view.view_campaign(session, staff.practice_id, campaign_id, channels))

    @operation("GET", "/campaigns/{campaign_id}/progress", EVERYBODY)
    def show_progress(self, staff: StaffAccount, campaign_id: int) -> ApiProgress:
        """Count deliveries, replies and outcomes.

        They are counted once for everybody who asks; while a large change is being counted, `is_current` is false.
        """
        context, now = self._context, self._context.clock()
        with context.database.reading() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            unknown = unknown_deliveries.count_unknown(session, campaign_id)
        return progress_shown(
            kept_figures.current_figures(context.database, campaign_id, now, context.settings), unknown
        )

    @operation("GET", "/campaigns/{campaign_id}/details", READERS)
    def show_details(self, staff: StaffAccount, campaign_id: int) -> Tagged[ApiDetails]:
        """Show what can be changed of a campaign before its launch; the ETag goes with a change."""
        with self._context.database.reading() as session:
            draft = draft_view.view_draft(session, staff.practice_id, campaign_id)
        return Tagged(details_shown(draft), draft.edition)

    @operation("PUT", "/campaigns/{campaign_id}/details", (Role.MANAGER,))
    def change_details(
        self, staff: StaffAccount, campaign_id: int, body: CampaignDetails, if_match: str
    ) -> Tagged[ApiDetails]:
        """Change the details of a campaign that was not launched.

        An approval is taken back by any change but that of the planned day: it was of something else.
        """
        with self._context.database.writing() as session:
            draft = draft_view.view_draft(session, staff.practice_id, campaign_id)
            chosen = CampaignDraft(
                draft.preset_name,
                body.name,
                body.notice_days,
                _channels(body.channels),
                body.counts_as_told,
                body.planned_launch_on,
            )
            editing.edit_details(session, campaign_id, chosen, staff, self._context.clock(), if_match)
        return self.show_details(staff, campaign_id)

    @operation("GET", "/campaigns/{campaign_id}/texts", READERS)
    def list_texts(self, staff: StaffAccount, campaign_id: int) -> Tagged[TextPage]:
        """Show every text of a campaign; the ETag goes with a new version of one."""
        with self._context.database.reading() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            states, edition = draft_view.text_states(session, campaign_id), edition_of(session, campaign_id)
        items = [ApiText.model_validate(state) for _, state in sorted(states.items())]
        return Tagged(TextPage(items=items), edition)

    @operation("POST", "/campaigns/{campaign_id}/texts", (Role.MANAGER,), status=201)
    def write_text(self, staff: StaffAccount, campaign_id: int, body: NewText, if_match: str) -> Tagged[WrittenText]:
        """Write a new version of one text; the campaign has to be previewed and approved again.

        A text that cannot be used is refused, with each fault. What else was noticed, as whether it is fair, is told.
        """
        now, settings = self._context.clock(), self._context.settings
        with self._context.database.writing() as session:
            campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            check_edition(session, campaign_id, if_match)
            checked = check_text(session, settings, campaign, body.part, body.language, body.body, now)
            if checked.faults:
                said = [_at_line(fault.line, fault.says) for fault in checked.faults]
                raise Problem(422, "the text cannot be used", [FieldError("body.body", one) for one in said])
            editing.edit_text(session, campaign_id, body.part, body.body, staff, now, body.language, edition=if_match)
            edition = edition_of(session, campaign_id)
        noticed = [ApiTextFinding(line=one.line, says=one.says) for one in checked.findings]
        return Tagged(WrittenText(findings=noticed), edition)


def _at_line(line: int, says: str) -> str:
    return f"line {line}: {says}" if line else says


def _channels(words: list[str]) -> list[Channel]:
    """The channels of these words. Raises ValueRefused for one that is not there."""
    try:
        return [Channel(word) for word in words]
    except ValueError:
        raise ValueRefused(f"one of these is no channel here: choose among {', '.join(Channel)}") from None
