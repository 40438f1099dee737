"""The way to a launch, and the launch: what hinders it, the decisions behind it, two people, and stopping it."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from notifier.campaigns import approvals, check_list, editions, launches, lifecycle
from notifier.campaigns.launch_checks import LaunchCheckName, LaunchStage, SignOff
from notifier.campaigns.launches import AT_ONCE, COUNTDOWN
from notifier.campaigns.sign_offs import LONGEST_REFERENCE, LONGEST_WHO, SignOffForm
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import CheckState, JobKind, Role, Task
from web.api.campaign_models import ApiCampaign
from web.api.campaign_operations import CampaignOperations
from web.api.fields import Line
from web.api.job_operations import ApiJob, JobOperations
from web.api.operations import READERS, ApiModel, Tagged, operation
from web.checked_campaign import CheckedCampaigns
from web.context import AppContext

_SIGNERS = (Role.MANAGER, Role.APPROVER)
_CODE = r"^[A-Za-z0-9.]+$"


class ApiLaunchCheck(ApiModel):
    """How one thing stands that is looked at before a launch; what is open hinders the stage that it names."""

    name: LaunchCheckName
    title: str
    state: CheckState
    says: str
    hinders: LaunchStage


class ApiSignOff(ApiModel):
    """One of the decisions that the campaign asks for; one that is a sample counts for nothing."""

    name: str
    title: str
    who: str
    decided_on: date | None
    reference: str
    recorded_by: str
    recorded_at: datetime | None
    is_sample: bool


class ApiCheckList(ApiModel):
    """Everything that is looked at before an approval and a launch."""

    checks: list[ApiLaunchCheck]
    sign_offs: list[ApiSignOff]
    budget: int | None


class NewSignOff(ApiModel):
    """Who decided one of the things that the campaign asks for, when, and where it is written."""

    name: Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_]+$", examples=["dpia"])]
    who: Annotated[str, Field(min_length=1, max_length=LONGEST_WHO, pattern=r"^[^\x00]*$")]
    decided_on: date
    reference: Annotated[str, Field(min_length=1, max_length=LONGEST_REFERENCE, pattern=r"^[^\x00]*$")]


class NewBudget(ApiModel):
    """What the campaign may cost at most, in whole pounds without VAT; null for no limit."""

    pounds: Annotated[int, Field(ge=0, le=approvals.MOST_POUNDS)] | None


class NewApproval(ApiModel):
    """What the approver signs. `seen` is the campaign's `to_approve` as they read it."""

    seen: Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9:.-]*$")]
    sign_off: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""
    silent_codes: Annotated[list[Annotated[str, Field(max_length=40, pattern=_CODE)]], Field(max_length=20)] = []
    silent_because: Line = ""


class NewLaunch(ApiModel):
    """How many people it tells, as the preview says: the launch is refused with another number."""

    people: Annotated[int, Field(ge=0, le=100_000_000)]


class ApiLaunch(ApiModel):
    """A launch that was asked for: until `starts_at`, pausing it tells nobody."""

    people: int
    asked_by: str
    asked_at: datetime
    starts_at: datetime


class LaunchOperations:
    """Two people launch, each as themselves: who prepared a campaign cannot approve it, whatever tokens they have."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._checked = CheckedCampaigns(context)
        self._campaigns = CampaignOperations(context)
        self._jobs = JobOperations(context)

    @operation("GET", "/campaigns/{campaign_id}/check-list", READERS)
    def show_check_list(self, staff: StaffAccount, campaign_id: int) -> Tagged[ApiCheckList]:
        """Show what hinders the approval or the launch, and what somebody should look at."""
        with self._context.database.reading() as session:
            row = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            rehearsed = self._checked.rehearsed(session, staff.practice_id, campaign_id)
            found = check_list.check_campaign(session, row, self._checked.installed, rehearsed)
            edition = editions.edition_of(session, campaign_id)
        checks = [
            ApiLaunchCheck(name=one.name, title=one.title, state=one.state, says=one.sentence, hinders=one.hinders)
            for one in found.checks
        ]
        signed = [
            ApiSignOff(
                name=one.ask.name,
                title=one.ask.title,
                who=one.who,
                decided_on=one.decided_on,
                reference=one.reference,
                recorded_by=one.recorded_by,
                recorded_at=one.recorded_at,
                is_sample=one.is_sample,
            )
            for one in found.sign_offs
        ]
        return Tagged(ApiCheckList(checks=checks, sign_offs=signed, budget=found.budget), edition)

    @operation("POST", "/campaigns/{campaign_id}/sign-offs", _SIGNERS, status=201)
    def record_sign_off(
        self, staff: StaffAccount, campaign_id: int, body: NewSignOff, if_match: str
    ) -> Tagged[ApiCheckList]:
        """Record one of the decisions behind a campaign. It has to be approved with it."""
        form = SignOffForm(body.name, body.who, body.decided_on.isoformat(), body.reference)
        with self._context.database.writing() as session:
            approvals.record_sign_off(session, campaign_id, form, staff, self._context.clock(), edition=if_match)
        return self.show_check_list(staff, campaign_id)

    @operation("PUT", "/campaigns/{campaign_id}/budget", (Role.MANAGER,), proof=True)
    def set_budget(self, staff: StaffAccount, campaign_id: int, body: NewBudget, if_match: str) -> Tagged[ApiCheckList]:
        """Set what the campaign may cost at most; of one that was launched, give another amount."""
        with self._context.database.writing() as session:
            approvals.set_budget(session, campaign_id, body.pounds, staff, self._context.clock(), edition=if_match)
        self._context.wake(Task.ADVANCE)
        return self.show_check_list(staff, campaign_id)

    @operation("POST", "/campaigns/{campaign_id}/previews", (Role.MANAGER,), status=202)
    def ask_preview(self, staff: StaffAccount, campaign_id: int) -> ApiJob:
        """Have a worker lay out exactly what a launch would do and say. It sends nothing."""
        return self._ask(staff, campaign_id, JobKind.MAKE_PREVIEW)

    @operation("POST", "/campaigns/{campaign_id}/rehearsals", READERS, status=202)
    def ask_rehearsal(self, staff: StaffAccount, campaign_id: int) -> ApiJob:
        """Have a worker rehearse a launch: its costs and its calendar. It sends nothing, and asks no provider."""
        return self._ask(staff, campaign_id, JobKind.REHEARSE)

    @operation("POST", "/campaigns/{campaign_id}/approvals", (Role.APPROVER,), status=201, proof=True)
    def approve_campaign(self, staff: StaffAccount, campaign_id: int, body: NewApproval) -> ApiCampaign:
        """Approve exactly what was previewed and seen. Whoever prepared the campaign cannot."""
        signed = SignOff(body.sign_off, tuple(body.silent_codes), body.silent_because)
        with self._context.database.writing() as session:
            approvals.approve_campaign(
                session,
                campaign_id,
                staff,
                self._context.clock(),
                installed=self._checked.installed,
                seen=body.seen,
                sign_off=signed,
                rehearsed=self._checked.rehearsed(session, staff.practice_id, campaign_id),
            )
        return self._campaigns.show_campaign(staff, campaign_id)

    @operation("POST", "/campaigns/{campaign_id}/launches", (Role.MANAGER,), status=201, proof=True)
    def launch_campaign(self, staff: StaffAccount, campaign_id: int, body: NewLaunch) -> ApiLaunch:
        """Launch an approved campaign: it begins in two minutes, in which a pause stops everything."""
        # With a clock that stands still, as a sample practice may have, no countdown would ever end.
        wait = COUNTDOWN if self._context.settings.now is None else AT_ONCE
        with self._context.database.writing() as session:
            launch = launches.launch_campaign(
                session,
                campaign_id,
                staff,
                self._context.clock(),
                installed=self._checked.installed,
                people=body.people,
                wait=wait,
                rehearsed=self._checked.rehearsed(session, staff.practice_id, campaign_id),
            )
        self._context.wake(Task.ADVANCE)
        return ApiLaunch.model_validate(launch)

    @operation("POST", "/campaigns/{campaign_id}/pause", _SIGNERS)
    def pause_campaign(self, staff: StaffAccount, campaign_id: int) -> ApiCampaign:
        """Send nothing more. A launch that has not begun is stopped, and nobody was told."""
        with self._context.database.writing() as session:
            launches.stop_sending(session, campaign_id, staff, self._context.clock())
        return self._moved(staff, campaign_id)

    @operation("POST", "/campaigns/{campaign_id}/resume", (Role.MANAGER,), proof=True)
    def resume_campaign(self, staff: StaffAccount, campaign_id: int) -> ApiCampaign:
        """Go on sending after a pause; `paused_because` says why it paused by itself, if it did."""
        with self._context.database.writing() as session:
            lifecycle.resume_campaign(session, campaign_id, staff, self._context.clock())
        return self._moved(staff, campaign_id)

    @operation("POST", "/campaigns/{campaign_id}/close", (Role.MANAGER,), proof=True)
    def close_campaign(self, staff: StaffAccount, campaign_id: int) -> ApiCampaign:
        """Close a campaign: nothing more is sent, and it cannot be started again. Late answers still count."""
        with self._context.database.writing() as session:
            lifecycle.close_campaign(session, campaign_id, staff, self._context.clock())
        return self._moved(staff, campaign_id)

    def _moved(self, staff: StaffAccount, campaign_id: int) -> ApiCampaign:
        self._context.wake(Task.ADVANCE)
        return self._campaigns.show_campaign(staff, campaign_id)

    def _ask(self, staff: StaffAccount, campaign_id: int, kind: JobKind) -> ApiJob:
        with self._context.database.writing() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            job_id = jobs.ask_job(session, staff, kind, {}, self._context.clock(), campaign_id=campaign_id)
        self._context.wake(Task.JOBS)
        return self._jobs.show_job(staff, job_id)
