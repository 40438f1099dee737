"""The approval: what a second person signs, and how it differs from what was approved before."""

from collections.abc import Mapping

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns import approvals, approved_versions, lifecycle
from notifier.campaigns.approved_versions import ApprovedChange
from notifier.campaigns.check_list import second_people
from notifier.campaigns.launch_checks import LaunchStage, SignOff
from notifier.contacts.languages import ENGLISH, language_name
from notifier.errors import NotAllowed, ValueRefused
from notifier.evidence.announced_keys import current_key
from notifier.practice.accounts import StaffAccount
from notifier.practice.deed_signatures import keep_signature
from notifier.preview.launch_times import launch_times
from notifier.store.signing_keys import in_groups
from notifier.vocabulary import CampaignStatus, Channel, CheckState, Role, SigningPurpose
from web.checked_campaign import CheckedCampaigns
from web.context import AppContext
from web.guards import needs
from web.staff import steps
from web.staff.deed_signing import has_passkey_here, signed_deed
from web.staff.launch_words import time_words
from web.staff.shown_campaigns import campaign_of_page
from web.staff.text_words import part_name
from web.templating import sentence


class ApprovalPages:
    """One page: it shows what is approved, says what hinders it, and has the button for whoever may."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._checked = CheckedCampaigns(context)

    @needs(Role.MANAGER, Role.APPROVER, Role.AUDITOR)
    def show(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """What the approver has to sign, and what changed since the last approval."""
        return self._page(staff, campaign_id, {}, "")

    @needs(Role.APPROVER, proven=True)
    def approve(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Approve exactly what was on the approver's screen."""
        form = request.form
        codes = tuple(form.getlist("silent_code"))
        signed = SignOff(form.get("sign_off", ""), codes, form.get("silent_because", ""))
        seen = form.get("fingerprint", "")
        try:
            by_passkey = signed_deed(self._context, staff, seen)
            with self._context.database.writing() as session:
                approvals.approve_campaign(
                    session,
                    campaign_id,
                    staff,
                    self._context.clock(),
                    installed=self._checked.installed,
                    seen=seen,
                    sign_off=signed,
                    rehearsed=self._checked.rehearsed(session, staff.practice_id, campaign_id),
                )
                if by_passkey is not None:
                    now = self._context.clock()
                    keep_signature(session, staff, campaign_id, SigningPurpose.APPROVE, by_passkey, now)
        except (NotAllowed, ValueRefused) as refusal:
            return self._page(staff, campaign_id, {**form, "silent_codes": codes}, sentence(refusal)), 409
        flash("You approved this campaign. A manager can launch it now.")
        return redirect(url_for("staff.campaign", campaign_id=campaign_id), 303)

    def _page(self, staff: StaffAccount, campaign_id: int, typed: Mapping[str, object], refusal: str) -> str:
        settings, now = self._context.settings, self._context.clock()
        found = self._checked.check(staff, campaign_id)
        with self._context.database.reading() as session:
            row = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            rehearsed = self._checked.rehearsed(session, staff.practice_id, campaign_id)
            since = approved_versions.since_approval(session, row, rehearsed, settings.reply_channels)
            prepared_it = staff.id in lifecycle.preparers(session, row)
            others = second_people(session, row)
            key = current_key(session, staff.practice_id)
        told_by = campaign.preview.counts["told_by"] if campaign.preview else {}
        channels = [Channel.stored(name) for name, number in told_by.items() if number]
        is_draft = campaign.campaign_status is CampaignStatus.DRAFT
        hindering = [
            one
            for one in found.checks
            if one.state is CheckState.OPEN and one.hinders is LaunchStage.APPROVAL and is_draft
        ]
        return render_template(
            "staff/approval.html",
            staff=staff,
            campaign=campaign,
            effects=steps.launch_effects(campaign),
            times=time_words(launch_times(settings, channels, campaign.notice_days, now), settings.quiet_hours),
            found=found,
            hindering=hindering,
            since=since,
            changed_name=_changed_name,
            prepared_it=prepared_it,
            others=others,
            is_proven=g.is_proven,
            has_passkey=has_passkey_here(self._context, staff),
            signing_key=in_groups(key.fingerprint) if key else "",
            may_approve=is_draft and not hindering and Role.APPROVER in staff.roles and not prepared_it,
            typed=typed,
            refusal=refusal,
        )


def _changed_name(change: ApprovedChange) -> str:
    """What staff call the thing that differs."""
    if not change.part:
        return change.what
    name = part_name(change.part)
    return name if change.language == ENGLISH else f"{name}, {language_name(change.language)}"
