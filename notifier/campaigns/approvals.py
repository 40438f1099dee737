"""A second person approves exactly what was previewed, with the decisions behind it and what it may cost.

`record_sign_off` and `set_budget` change what is approved, so that an approved campaign falls back to draft.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from notifier.campaigns import approved_versions, check_list, launch_checks, lifecycle, sign_offs
from notifier.campaigns.check_list import RehearsedCost
from notifier.campaigns.editions import check_edition, note_edition
from notifier.campaigns.launch_checks import InstallationFacts, LaunchStage, SignOff
from notifier.campaigns.sign_offs import SignOffForm
from notifier.errors import NotAllowed, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Approval, Campaign, RecordedSignOff
from notifier.vocabulary import CampaignEdit, CampaignStatus, Role

MOST_POUNDS = 1_000_000


def record_sign_off(
    session: Session,
    campaign_id: int,
    form: SignOffForm,
    staff: StaffAccount,
    now: datetime,
    *,
    edition: str | None = None,
) -> None:
    """Record who decided or advised one of the things that the preset asks for, when, and where it is written.

    `edition` is the one that the form was made from, if it was one. Raises EditedMeanwhile for an earlier one,
    NotAllowed once the campaign was launched, ValueRefused for a form with a fault.
    """
    staff.must_be(Role.MANAGER, Role.APPROVER)
    campaign = _before_launch(session, campaign_id, staff, edition)
    who, decided_on, reference = sign_offs.checked_form(lifecycle.preset_of(campaign), form, now)
    session.add(
        RecordedSignOff(
            campaign_id=campaign.id,
            name=form.name,
            who=who,
            decided_on=decided_on,
            reference=reference,
            recorded_by=staff.id,
            recorded_at=now,
        )
    )
    campaign.campaign_status = CampaignStatus.DRAFT
    note_edition(session, campaign, CampaignEdit.SIGN_OFF, staff.id, now, name=form.name)
    audit.append(
        session, AuditAction.SIGN_OFF_RECORDED, now, staff_id=staff.id, campaign_id=campaign.id, name=form.name
    )


def set_budget(
    session: Session,
    campaign_id: int,
    pounds: int | None,
    staff: StaffAccount,
    now: datetime,
    *,
    edition: str | None = None,
) -> None:
    """Say what a launch may cost at most, in whole pounds without VAT; None for no limit.

    `edition` as `record_sign_off` has it. Raises EditedMeanwhile for an earlier one, NotAllowed once the campaign was
    launched, ValueRefused for less than nothing or more than a million.
    """
    staff.must_be(Role.MANAGER)
    campaign = _before_launch(session, campaign_id, staff, edition)
    if pounds is not None and not 0 <= pounds <= MOST_POUNDS:
        raise ValueRefused(f"a budget is a number of whole pounds from 0 to {MOST_POUNDS:,}")
    if campaign.budget == pounds:
        return
    campaign.budget = pounds
    campaign.campaign_status = CampaignStatus.DRAFT
    note_edition(session, campaign, CampaignEdit.SIGN_OFF, staff.id, now, budget=pounds)
    audit.append(session, AuditAction.BUDGET_SET, now, staff_id=staff.id, campaign_id=campaign.id, pounds=pounds)


def approve_campaign(
    session: Session,
    campaign_id: int,
    staff: StaffAccount,
    now: datetime,
    *,
    installed: InstallationFacts,
    seen: str,
    sign_off: SignOff,
    rehearsed: RehearsedCost | None = None,
) -> None:
    """Approve exactly what was previewed; `seen` is the fingerprint of all that the approver looked at, see
    `check_list.approval_fingerprint`.

    Raises NotAllowed for anybody who prepared it, for a campaign that changed since it was previewed or seen, and with
    all that `launch_checks` finds open. Raises ValueRefused for a silent patient's code without a reason.
    """
    staff.must_be(Role.APPROVER)
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id, lock=True)
    _refuse_unseen(session, campaign, staff, installed, seen)
    found = check_list.check_campaign(session, campaign, installed, rehearsed)
    launch_checks.refuse_hindered(found.checks, LaunchStage.APPROVAL)
    preset = lifecycle.preset_of(campaign)
    approval = Approval(
        campaign_id=campaign.id,
        fingerprint=seen,
        approved_by=staff.id,
        approved_at=now,
        warning=preset.warning,
        sign_off=sign_off.references.strip(),
        approved=approved_versions.version_of(session, campaign, rehearsed, installed.reply_channels),
        **launch_checks.checked_silent_codes(preset, sign_off),
    )
    session.add(approval)
    campaign.campaign_status = CampaignStatus.APPROVED
    note_edition(session, campaign, CampaignEdit.APPROVED, staff.id, now, fingerprint=seen)
    said = {"fingerprint": seen, "silent_codes": approval.silent_codes}
    audit.append(session, AuditAction.CAMPAIGN_APPROVED, now, staff_id=staff.id, campaign_id=campaign.id, **said)


def _before_launch(session: Session, campaign_id: int, staff: StaffAccount, edition: str | None) -> Campaign:
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id, lock=True)
    if edition is not None:
        check_edition(session, campaign.id, edition)
    if campaign.campaign_status not in CampaignStatus.before_launch():
        raise NotAllowed(
            f"campaign {campaign.id} is {campaign.campaign_status}: what it rests on cannot be changed any more"
        )
    return campaign


def _refuse_unseen(
    session: Session, campaign: Campaign, staff: StaffAccount, installed: InstallationFacts, seen: str
) -> None:
    """Raises NotAllowed for who prepared it, and for anything else than what was previewed and seen."""
    if campaign.campaign_status not in CampaignStatus.before_launch():
        raise NotAllowed(f"campaign {campaign.id} is {campaign.campaign_status}: only a draft can be approved")
    if staff.id in lifecycle.preparers(session, campaign):
        raise NotAllowed("whoever prepared a campaign cannot approve it: ask a second person with the role approver")
    preview = lifecycle.latest_preview(session, campaign.id)
    previewed = lifecycle.preview_fingerprint(session, campaign, installed.reply_channels)
    if preview is None or preview.fingerprint != previewed:
        raise NotAllowed(
            "the campaign, its texts, the practice's details or the list changed since the preview: preview it again"
        )
    if seen != check_list.fingerprint_of_approval(session, campaign, previewed):
        raise NotAllowed(
            "the campaign, its preview, the decisions behind it or the budget changed since you opened this: look at "
            "it once more, and preview it again if that is old"
        )
