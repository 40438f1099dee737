"""A second person approves exactly what was previewed, with the decisions behind it and what it may cost.

`record_sign_off` and `set_budget` change what is approved, so that an approved campaign falls back to draft.
"""

from datetime import datetime

from sqlalchemy import update
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
from notifier.store.tables import Approval, Campaign, RecordedSignOff, Spending, Staff
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

    Of a campaign that was launched it is held against what is spent: what it holds back goes on with a higher one, and
    it can no longer be taken away. `edition` as `record_sign_off` has it. Raises EditedMeanwhile for an earlier one,
    NotAllowed while the launch counts down and once the campaign is over, ValueRefused for less than nothing or more
    than a million.
    """
    staff.must_be(Role.MANAGER)
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id, lock=True)
    is_launched = campaign.campaign_status in CampaignStatus.under_way()
    _check_seen(session, campaign, edition, is_open=is_launched)
    if pounds is None and is_launched:
        raise ValueRefused("the budget of a campaign that was launched cannot be taken away: give another amount")
    if pounds is not None and not 0 <= pounds <= MOST_POUNDS:
        raise ValueRefused(f"a budget is a number of whole pounds from 0 to {MOST_POUNDS:,}")
    if campaign.budget == pounds:
        return
    before, campaign.budget = campaign.budget, pounds
    note_edition(session, campaign, CampaignEdit.SIGN_OFF, staff.id, now, budget=pounds)
    if is_launched:
        go_on = update(Spending).values(held=[], held_since=None, held_at_spent=None)
        session.execute(go_on.where(Spending.campaign_id == campaign.id))  # whether it fits, the next claim finds out
        said = {"before": before, "pounds": pounds}
        audit.append(session, AuditAction.BUDGET_CHANGED, now, staff_id=staff.id, campaign_id=campaign.id, **said)
        return
    campaign.campaign_status = CampaignStatus.DRAFT
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
    _refuse_twice(session, campaign, seen, sign_off)
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


def _refuse_twice(session: Session, campaign: Campaign, seen: str, sign_off: SignOff) -> None:
    """Raises NotAllowed for the later of two who approve the same; other codes for silent patients are not the same."""
    given = lifecycle.latest_approval(session, campaign.id)
    if campaign.campaign_status is not CampaignStatus.APPROVED or given is None:
        return
    if given.fingerprint == seen and set(given.silent_codes) == set(sign_off.silent_codes):
        by = session.get_one(Staff, given.approved_by).name
        raise NotAllowed(f"{by} has approved exactly this already: nobody has to approve it again")


def _before_launch(session: Session, campaign_id: int, staff: StaffAccount, edition: str | None) -> Campaign:
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id, lock=True)
    _check_seen(session, campaign, edition, is_open=False)
    return campaign


def _check_seen(session: Session, campaign: Campaign, edition: str | None, *, is_open: bool) -> None:
    """Raises EditedMeanwhile for an earlier edition, and NotAllowed after the launch, unless it `is_open` then, too."""
    if edition is not None:
        check_edition(session, campaign.id, edition)
    if not is_open and campaign.campaign_status not in CampaignStatus.before_launch():
        raise NotAllowed(
            f"campaign {campaign.id} is {campaign.campaign_status}: what it rests on cannot be changed any more"
        )


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
