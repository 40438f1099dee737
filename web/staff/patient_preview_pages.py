"""What one patient of the practice's own list would get: asked for, waited for, looked at by whoever asked."""

from functools import partial

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import NotFound
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.preview import patient_previews
from notifier.preview.patient_previews import PatientPreviewView
from notifier.preview.shown_preview import text_bubble
from notifier.vocabulary import CampaignStatus, JobKind, Role, Task
from web.context import AppContext
from web.guards import WITH_FRAMES, needs
from web.staff.preview_pages import framed_email
from web.staff.shown_campaigns import shown_campaign


class PatientPreviewPages:
    """Each shows a patient's name and address, so that each is a look at that patient and is written down."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(Role.MANAGER)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """The patients of the list whom it is hardest to fit the messages for, and the way to any other."""
        campaign = shown_campaign(self._context, staff, campaign_id)
        with self._context.database.reading() as session:
            cases = patient_previews.hardest_on_list(session, staff.practice_id, campaign_id, self._context.clock())
        return render_template(
            "staff/patient_previews.html",
            staff=staff,
            campaign=campaign,
            cases=cases,
            possible=campaign.campaign_status in CampaignStatus.before_launch(),
        )

    @needs(Role.MANAGER)
    def ask(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Have it made."""
        now = self._context.clock()
        with self._context.database.writing() as session:
            asked = patient_previews.ask_patient_preview(session, campaign_id, patient_id, staff, now)
            page = url_for("staff.patient_preview", campaign_id=campaign_id, preview_id=asked)
            job_id = jobs.ask_job(session, staff, JobKind.MAKE_PREVIEW, {"patient_preview": asked, "page": page}, now)
            patient_previews.note_preview_job(session, asked, job_id)
        self._context.wake(Task.JOBS)
        return redirect(page, 303)

    @needs(Role.MANAGER)
    def show(self, staff: StaffAccount, campaign_id: int, preview_id: int) -> ResponseReturnValue:
        """What the patient would get by every channel that reaches them; until it is made, how far that is."""
        campaign, found = shown_campaign(self._context, staff, campaign_id), self._found(staff, campaign_id, preview_id)
        with self._context.database.reading() as session:
            job = jobs.find_job(session, staff.practice_id, found.job_id) if found.job_id else None
        page = render_template(
            "staff/patient_preview.html",
            staff=staff,
            campaign=campaign,
            preview=found,
            job=job,
            email=lambda channel, shade: url_for(
                "staff.patient_email", campaign_id=campaign_id, preview_id=preview_id, channel=channel, shade=shade
            ),
            bubble=partial(text_bubble, self._context.settings),
        )
        return Response(page, headers={"Content-Security-Policy": WITH_FRAMES})

    @needs(Role.MANAGER)
    def email(
        self, staff: StaffAccount, campaign_id: int, preview_id: int, channel: str, shade: str
    ) -> ResponseReturnValue:
        """The patient's email, locked into its frame."""
        person = self._found(staff, campaign_id, preview_id).person
        if person is None:
            raise NotFound("this preview is not made yet")
        return framed_email(person.emails, channel, shade)

    @needs(Role.MANAGER)
    def picture(self, staff: StaffAccount, campaign_id: int, preview_id: int, page: int) -> ResponseReturnValue:
        """A page of the patient's letter."""
        now = self._context.clock()
        with self._context.database.reading() as session:
            png = patient_previews.patient_picture(session, campaign_id, preview_id, page, staff, now)
        return Response(png, mimetype="image/png")

    def _found(self, staff: StaffAccount, campaign_id: int, preview_id: int) -> PatientPreviewView:
        now = self._context.clock()
        with self._context.database.reading() as session:
            return patient_previews.view_patient_preview(session, campaign_id, preview_id, staff, now)
