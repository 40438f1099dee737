"""Codes for patients who said nothing, let by an approver after the launch: a campaign may be under way by then."""

from datetime import datetime

from sqlalchemy.orm import Session

from notifier.campaigns import launch_checks, lifecycle
from notifier.campaigns.launch_checks import SignOff
from notifier.errors import NotAllowed
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Approval
from notifier.vocabulary import CampaignStatus, Role


def let_silent_codes(session: Session, campaign_id: int, staff: StaffAccount, now: datetime, sign_off: SignOff) -> None:
    """Add a sign-off of codes to a launched campaign; it goes before the one that the campaign was launched with.

    What patients were told stays as it was approved, and so do the references. Raises NotAllowed for anybody but an
    approver who did not prepare the campaign, and for a campaign that was not launched; ValueRefused for a
    code that the campaign does not add, and without a reason.
    """
    staff.must_be(Role.APPROVER)
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id, lock=True)
    before = lifecycle.latest_approval(session, campaign.id)
    if campaign.campaign_status not in CampaignStatus.launched() or before is None:
        raise NotAllowed(f"campaign {campaign.id} is {campaign.campaign_status}: codes are let at its approval")
    if staff.id in lifecycle.preparers(session, campaign):
        raise NotAllowed("whoever prepared a campaign cannot approve it: ask a second person with the role approver")
    approval = Approval(
        campaign_id=campaign.id,
        fingerprint=before.fingerprint,
        approved_by=staff.id,
        approved_at=now,
        warning=before.warning,
        sign_off=sign_off.references.strip() or before.sign_off,
        **launch_checks.checked_silent_codes(lifecycle.preset_of(campaign), sign_off),
    )
    session.add(approval)
    said = {"fingerprint": before.fingerprint, "silent_codes": approval.silent_codes}
    audit.append(session, AuditAction.CAMPAIGN_APPROVED, now, staff_id=staff.id, campaign_id=campaign.id, **said)
