"""The check list: what is not right yet, each with its page, the decisions behind a campaign and its budget."""

from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns import approvals, editions, lifecycle, sign_offs
from notifier.campaigns.launch_checks import LaunchCheckName
from notifier.campaigns.sign_offs import SignOffEntry, SignOffForm
from notifier.delivery.limits import spending
from notifier.errors import NotAllowed, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import CampaignStatus, Role, Task
from web.checked_campaign import CheckedCampaigns
from web.context import AppContext
from web.guards import needs
from web.staff.check_addresses import check_addresses
from web.staff.shown_campaigns import shown_campaign
from web.templating import sentence, sentence_of

_READERS = (Role.MANAGER, Role.APPROVER, Role.AUDITOR)
_SIGNERS = (Role.MANAGER, Role.APPROVER)


class CheckListPages:
    """What a campaign needs before its launch, and the two of these that are a form of their own."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._checked = CheckedCampaigns(context)

    @needs(*_READERS)
    def show(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Every check with its state, its sentence and its page."""
        found, campaign = self._checked.check(staff, campaign_id), shown_campaign(self._context, staff, campaign_id)
        return render_template(
            "staff/check_list.html",
            staff=staff,
            campaign=campaign,
            found=found,
            pages=check_addresses(staff, campaign_id, self._checked.installed),
            may_change=campaign.campaign_status in CampaignStatus.before_launch(),
            may_sign=bool(staff.roles & set(_SIGNERS)),
        )

    @needs(*_SIGNERS)
    def sign_off(self, staff: StaffAccount, campaign_id: int, name: str) -> ResponseReturnValue:
        """What stands for one decision, and the form that records it."""
        return self._sign_off(staff, campaign_id, name, None, {}, "")

    @needs(*_SIGNERS)
    def record_sign_off(self, staff: StaffAccount, campaign_id: int, name: str) -> ResponseReturnValue:
        """Record who decided it, when, and where it is written."""
        typed, now = request.form, self._context.clock()
        form = SignOffForm(name, typed.get("who", ""), typed.get("decided_on", ""), typed.get("reference", ""))
        if faults := sign_offs.form_faults(form, now):
            return self._sign_off(staff, campaign_id, name, form, faults, ""), 400
        try:
            with self._context.database.writing() as session:
                edition = typed.get("edition", "")
                approvals.record_sign_off(session, campaign_id, form, staff, now, edition=edition)
        except NotAllowed as refusal:
            return self._sign_off(staff, campaign_id, name, form, {}, sentence(refusal)), 409
        flash("Recorded. The campaign has to be approved with it.")
        return redirect(url_for("staff.check_list", campaign_id=campaign_id), 303)

    @needs(Role.MANAGER, proven=True)
    def budget(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """What a launch may cost at most."""
        return self._budget(staff, campaign_id, None, {}, "")

    @needs(Role.MANAGER, proven=True)
    def set_budget(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Set it, or take it away with an empty field; of a launched campaign, give another amount."""
        typed = request.form.get("pounds", "")
        figures = typed.strip().removeprefix("£").replace(",", "").removesuffix(".00").strip()
        is_number = figures.isascii() and figures.isdecimal() and len(figures) <= len(str(approvals.MOST_POUNDS))
        if figures and not (is_number and int(figures) <= approvals.MOST_POUNDS):
            fault = f"Enter a number of whole pounds up to {approvals.MOST_POUNDS:,}, such as 5000, or nothing"
            return self._budget(staff, campaign_id, typed, {"pounds": fault}, ""), 400
        try:
            with self._context.database.writing() as session:
                pounds = int(figures) if figures else None
                edition = request.form.get("edition", "")
                approvals.set_budget(session, campaign_id, pounds, staff, self._context.clock(), edition=edition)
        except ValueRefused as refusal:
            return self._budget(staff, campaign_id, typed, {"pounds": sentence(refusal)}, ""), 400
        except NotAllowed as refusal:
            return self._budget(staff, campaign_id, typed, {}, sentence(refusal)), 409
        flash("No budget is set." if not figures else f"The campaign may cost £{int(figures):,} at most.")
        if shown_campaign(self._context, staff, campaign_id).campaign_status in CampaignStatus.before_launch():
            return redirect(url_for("staff.check_list", campaign_id=campaign_id), 303)
        self._context.wake(Task.ADVANCE)
        return redirect(url_for("staff.campaign", campaign_id=campaign_id), 303)

    def _sign_off(
        self,
        staff: StaffAccount,
        campaign_id: int,
        name: str,
        form: SignOffForm | None,
        faults: Mapping[str, str],
        refusal: str,
    ) -> str:
        campaign = shown_campaign(self._context, staff, campaign_id)
        with self._context.database.reading() as session:
            row = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            ask = next((one for one in lifecycle.preset_of(row).sign_off_asks if one.name == name), None)
            if ask is None:
                abort(404)
            earlier = sign_offs.recorded_entries(session, row, ask)
            edition = editions.edition_of(session, campaign_id)
        return render_template(
            "staff/sign_off.html",
            staff=staff,
            campaign=campaign,
            ask=ask,
            edition=edition,
            earlier=earlier,
            form=form or _as_recorded(name, earlier),
            faults={field: sentence_of(fault) for field, fault in faults.items()},
            refusal=refusal,
            may_change=campaign.campaign_status in CampaignStatus.before_launch(),
        )

    def _budget(
        self, staff: StaffAccount, campaign_id: int, typed: str | None, faults: Mapping[str, str], refusal: str
    ) -> str:
        campaign, found = shown_campaign(self._context, staff, campaign_id), self._checked.check(staff, campaign_id)
        with self._context.database.reading() as session:
            edition = editions.edition_of(session, campaign_id)
            money = spending.view_spending(session, campaign_id, self._context.settings)
        as_set = "" if found.budget is None else str(found.budget)
        return render_template(
            "staff/budget.html",
            staff=staff,
            campaign=campaign,
            edition=edition,
            pounds=as_set if typed is None else typed,
            check=next(one for one in found.checks if one.name is LaunchCheckName.BUDGET),
            money=money,
            faults=faults,
            refusal=refusal,
            may_change=campaign.campaign_status in (*CampaignStatus.before_launch(), *CampaignStatus.under_way()),
        )


def _as_recorded(name: str, earlier: tuple[SignOffEntry, ...]) -> SignOffForm:
    """The form as it stands before anybody types: what was last recorded, or nothing."""
    if not earlier:
        return SignOffForm(name, "", "", "")
    last = earlier[0]
    return SignOffForm(name, last.who, last.decided_on.isoformat() if last.decided_on else "", last.reference)
