"""What everybody passes: posters, slides, the prescription's lines; recorded as up or down, and made as files."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

from flask import Response
from pydantic import Field

from notifier.campaigns import lifecycle
from notifier.messages.prescription_footer import footer_form
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.preview import displays
from notifier.preview.displays import LONGEST_PLACE
from notifier.vocabulary import Display, JobKind, Role, Task
from web.api.job_operations import ApiJob, JobOperations
from web.api.operations import DESK, EVERYBODY, TEXT, ApiModel, operation
from web.context import AppContext


class ApiDisplay(ApiModel):
    """One display from the London day it went up; `text` is where it is, or, of the footer, what prints."""

    display: Display
    text: str
    up_on: date
    down_on: date | None


class Displays(ApiModel):
    """Everything that was ever up, in the order in which it was recorded."""

    items: list[ApiDisplay]


class DisplayMoved(ApiModel):
    """Which display, on which London day, and where it is; the footer prints, and needs no place."""

    display: Display
    day: date
    where: Annotated[str, Field(max_length=LONGEST_PLACE, pattern=r"^[^\x00]*$")] = ""


class DisplayOperations:
    """They tell nobody individually, and count as nothing more than a display."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._jobs = JobOperations(context)

    @operation("GET", "/campaigns/{campaign_id}/displays", EVERYBODY)
    def list_displays(self, staff: StaffAccount, campaign_id: int) -> Displays:
        """List the displays of a campaign: which are up, and which were."""
        with self._context.database.reading() as session:
            campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            found = displays.displays_standing(session, campaign)
        return Displays(items=[ApiDisplay.model_validate(one) for one in found])

    @operation("POST", "/campaigns/{campaign_id}/displays/put-up", DESK, status=204)
    def put_up_display(self, staff: StaffAccount, campaign_id: int, body: DisplayMoved) -> None:
        """Record that a display went up on a day: today or before."""
        context = self._context
        channels = context.settings.reply_channels
        with context.database.writing() as session:
            displays.put_up(
                session,
                campaign_id,
                body.display,
                body.day,
                staff,
                context.clock(),
                reply_channels=channels,
                where=body.where,
            )
        context.wake(Task.ADVANCE)

    @operation("POST", "/campaigns/{campaign_id}/displays/take-down", DESK, status=204)
    def take_down_display(self, staff: StaffAccount, campaign_id: int, body: DisplayMoved) -> None:
        """Record that a display came down on a day: today or before."""
        with self._context.database.writing() as session:
            now = self._context.clock()
            displays.take_down(session, campaign_id, body.display, body.day, staff, now, where=body.where)

    @operation("GET", "/campaigns/{campaign_id}/footer", EVERYBODY, media=TEXT, refuses=(409, 422))
    def show_footer(self, staff: StaffAccount, campaign_id: int) -> Response:
        """Show the prescription's lines exactly as they print."""
        channels = self._context.settings.reply_channels
        form = footer_form(**asdict(channels.footer))
        with self._context.database.reading() as session:
            text = displays.footer_text(session, staff.practice_id, campaign_id, channels, form)
        return Response(f"{text}\n", mimetype=TEXT)

    @operation("POST", "/campaigns/{campaign_id}/kit", (Role.MANAGER, Role.APPROVER), status=202)
    def ask_kit(self, staff: StaffAccount, campaign_id: int) -> ApiJob:
        """Have the posters, the slide, the leaflet and the texts made as files; the job has them."""
        with self._context.database.writing() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            now = self._context.clock()
            job_id = jobs.ask_job(session, staff, JobKind.MAKE_KIT, {}, now, campaign_id=campaign_id)
        self._context.wake(Task.JOBS)
        return self._jobs.show_job(staff, job_id)
