"""What everybody passes: posters, slides, leaflets, the prescription's lines; made, put up and taken down."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.errors import NotAllowed, RenderFault, ValueRefused
from notifier.messages.prescription_footer import FooterForm, footer_form, ruled_footer
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.preview import displays
from notifier.vocabulary import CampaignStatus, Channel, Display, JobKind, Role, Task
from web.context import AppContext
from web.guards import needs
from web.labels import label_of
from web.staff.made_file_pages import files_of
from web.staff.shown_campaigns import campaign_of_page
from web.templating import sentence

_ANYBODY = tuple(Role)
_DESK = (Role.RECEPTION, Role.MANAGER)
_LONGEST = 400


class DisplayPages:
    """One page for all of it. It tells nobody individually, and says so."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_ANYBODY)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """What is up and was up, the prescription's lines in their window, and the posters to download."""
        return self._page(staff, campaign_id, {"day": london_date(self._context.clock()).isoformat()}, {})

    @needs(*_DESK)
    def put_up(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Record that something went up on a day."""
        typed = {name: request.form.get(name, "").strip()[:_LONGEST] for name in ("display", "day", "where")}
        shown = Display(typed["display"]) if typed["display"] in set(Display) else None
        day, faults = _day(typed["day"]), dict[str, str]()
        if shown is None:
            faults["display"] = "Select what went up"
        if day is None:
            faults["day"] = "Enter the day on which it went up: today or before"
        if shown is not None and shown is not Display.FOOTER and not typed["where"]:
            faults["where"] = "Say where it is, such as: waiting room, left of the desk"
        if faults or shown is None or day is None:
            return self._page(staff, campaign_id, typed, faults), 400
        now, channels = self._context.clock(), self._context.settings.reply_channels
        try:
            with self._context.database.writing() as session:
                displays.put_up(
                    session, campaign_id, shown, day, staff, now, reply_channels=channels, where=typed["where"]
                )
        except (NotAllowed, ValueRefused, RenderFault) as refusal:
            return self._page(staff, campaign_id, typed, {"display": sentence(refusal)}), 409
        if shown is Display.FOOTER:
            self._context.wake(Task.ADVANCE)
        flash(f"Recorded: {label_of(shown).lower()}, since that day.")
        return redirect(url_for("staff.displays", campaign_id=campaign_id), 303)

    @needs(*_DESK)
    def take_down(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Record that something came down on a day."""
        shown, day = request.form.get("display", ""), _day(request.form.get("day", ""))
        typed = {"day": london_date(self._context.clock()).isoformat()}
        if shown not in set(Display) or day is None:
            wrong = {"down": "Enter the day on which it came down: today or before"}
            return self._page(staff, campaign_id, typed, wrong), 400
        try:
            with self._context.database.writing() as session:
                now, where = self._context.clock(), request.form.get("where", "")[:_LONGEST]
                displays.take_down(session, campaign_id, Display(shown), day, staff, now, where=where)
        except (NotAllowed, ValueRefused) as refusal:
            return self._page(staff, campaign_id, typed, {"down": sentence(refusal)}), 409
        flash(f"Recorded: {label_of(Display(shown)).lower()}, until that day.")
        return redirect(url_for("staff.displays", campaign_id=campaign_id), 303)

    @needs(*_ANYBODY)
    def footer(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """The prescription's lines as a text file, exactly as they print. Raises NotFound."""
        with self._context.database.reading() as session:
            channels = self._context.settings.reply_channels
            text = displays.footer_text(session, staff.practice_id, campaign_id, channels, self._form)
        kept_apart = {"Content-Disposition": f"attachment; filename=prescription-of-campaign-{campaign_id}.txt"}
        return Response(f"{text}\n", mimetype="text/plain", headers=kept_apart)

    @needs(Role.MANAGER, Role.APPROVER)
    def ask_kit(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Have the posters, the slide, the leaflet and the texts made as files."""
        with self._context.database.writing() as session:
            campaign_of_page(self._context, session, staff, campaign_id)
            jobs.ask_job(session, staff, JobKind.MAKE_KIT, {}, self._context.clock(), campaign_id=campaign_id)
        self._context.wake(Task.JOBS)
        return redirect(url_for("staff.displays", campaign_id=campaign_id), 303)

    @property
    def _form(self) -> FooterForm:
        return footer_form(**asdict(self._context.settings.reply_channels.footer))

    def _page(self, staff: StaffAccount, campaign_id: int, typed: Mapping[str, str], faults: Mapping[str, str]) -> str:
        channels, form = self._context.settings.reply_channels, self._form
        footer, cannot = "", ""
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            standing = displays.displays_standing(
                session, lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            )
            if Channel.FOOTER in campaign.channels:
                try:
                    text = displays.footer_text(session, staff.practice_id, campaign_id, channels, form)
                    footer = ruled_footer(text, form)
                except RenderFault as fault:
                    cannot = sentence(fault)
            job = jobs.latest_job(session, staff.practice_id, JobKind.MAKE_KIT, campaign_id=campaign_id)
        return render_template(
            "staff/display_page.html",
            staff=staff,
            campaign=campaign,
            standing=standing,
            up=[one for one in standing if one.is_up],
            kinds=[one for one in Display if one is not Display.FOOTER or Channel.FOOTER in campaign.channels],
            may_record=bool(staff.roles & frozenset(_DESK)) and campaign.campaign_status is not CampaignStatus.DRAFT,
            may_make=bool(staff.roles & {Role.MANAGER, Role.APPROVER}),
            has_footer=Channel.FOOTER in campaign.channels,
            footer=footer,
            cannot=cannot,
            form=form,
            in_use=next((one.up_on for one in standing if one.is_up and one.display is Display.FOOTER), None),
            job=job if job is not None and (job.error or not job.is_over) else None,
            files=files_of(self._context, staff, campaign_id, JobKind.MAKE_KIT),
            typed=typed,
            faults=faults,
        )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
