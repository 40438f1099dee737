"""Beginning a campaign from a preset, and its details while nobody was told anything."""

from collections.abc import Mapping
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns import draft_view, editing
from notifier.campaigns.calendar import london_date
from notifier.campaigns.draft_view import PresetChoice
from notifier.campaigns.post_times import PostTimes
from notifier.campaigns.presets import Preset
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.preview.expected_dates import LaunchPlan, next_working_day
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.staff import draft_form
from web.templating import sentence

_SAVED = {
    False: "Saved.",
    True: "Saved. The approval is taken back: preview the campaign and have it approved again.",
}
_READERS = (Role.MANAGER, Role.APPROVER, Role.AUDITOR)


class DraftPages:
    """The kinds of campaign, the form of a new one, and the same form for one that is being prepared."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(Role.MANAGER)
    def choose(self, staff: StaffAccount) -> ResponseReturnValue:
        """Every kind of campaign that there is here."""
        return render_template("staff/new_campaign.html", choices=self._choices())

    @needs(Role.MANAGER)
    def begin(self, staff: StaffAccount, preset: str) -> ResponseReturnValue:
        """The form of a new campaign of one kind."""
        return self._begin(preset, None, {})

    @needs(Role.MANAGER)
    def create(self, staff: StaffAccount, preset: str) -> ResponseReturnValue:
        """Create it; nothing is sent, and everything can still be changed."""
        chosen, faults = draft_form.read_draft(preset, request.form)
        if chosen is None or "work_out" in request.form:
            return self._begin(preset, request.form, faults), 400 if faults else 200
        try:
            with self._context.database.writing() as session:
                own = self._context.settings.presets
                campaign_id = editing.create_campaign(session, staff, self._context.clock(), chosen, own)
        except (ValueRefused, NotFound) as refusal:
            return self._begin(preset, request.form, {"name": sentence(refusal)}), 400
        flash("The campaign is there, as a draft. Nothing is sent before a second person has approved it.")
        return redirect(url_for("staff.details", campaign_id=campaign_id), 303)

    @needs(*_READERS)
    def details(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """What the campaign is called, when it goes, how, and what counts as told."""
        return self._details(staff, campaign_id, None, {})

    @needs(Role.MANAGER)
    def change(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Change them; where that takes an approval back, the page has said so."""
        with self._context.database.reading() as session:
            draft = draft_view.view_draft(session, staff.practice_id, campaign_id)
        chosen, faults = draft_form.read_draft(draft.preset_name, request.form)
        if chosen is None or "work_out" in request.form:
            return self._details(staff, campaign_id, request.form, faults), 400 if faults else 200
        try:
            with self._context.database.writing() as session:
                edition, now = request.form.get("edition", ""), self._context.clock()
                changed = editing.edit_details(session, campaign_id, chosen, staff, now, edition)
        except ValueRefused as refusal:
            return self._details(staff, campaign_id, request.form, {"letter_working_days": sentence(refusal)}), 400
        except NotAllowed as refusal:
            return self._details(staff, campaign_id, request.form, {}, sentence(refusal)), 409
        with self._context.database.reading() as session:
            is_lost = draft.approval and not draft_view.view_draft(session, staff.practice_id, campaign_id).approval
        flash(_SAVED[bool(is_lost)] if changed else "Nothing was changed: everything is as it was.")
        return redirect(url_for("staff.details", campaign_id=campaign_id), 303)

    def _begin(self, name: str, typed: Mapping[str, str] | None, faults: dict[str, str]) -> str:
        choice = next((one for one in self._choices() if one.name == name), None)
        if choice is None or choice.preset is None:
            raise NotFound(f"there is no preset {name!r}")
        preset = choice.preset
        shown = draft_form.started(preset) if typed is None else typed
        times = PostTimes(preset.post_working_days, preset.shortest_answer_days, preset.notice_days)
        return render_template(
            "staff/begin_campaign.html", choice=choice, **self._form(preset, shown, faults, times, preset.notice_days)
        )

    def _details(
        self,
        staff: StaffAccount,
        campaign_id: int,
        typed: Mapping[str, str] | None,
        faults: dict[str, str],
        refusal: str = "",
    ) -> str:
        with self._context.database.reading() as session:
            draft = draft_view.view_draft(session, staff.practice_id, campaign_id)
        stored = draft_form.typed_of(draft)
        # Whoever was told that another edit came first has read it here, and may decide again from what there is now.
        shown = (
            stored if typed is None else {**typed, "edition": draft.edition if refusal else typed.get("edition", "")}
        )
        return render_template(
            "staff/details.html",
            campaign=draft,
            stored=stored,
            refusal=refusal,
            may_edit=draft.is_editable and Role.MANAGER in staff.roles,
            **self._form(draft.preset, shown, faults, draft.post_times, draft.notice_days),
        )

    def _form(
        self, preset: Preset, typed: Mapping[str, str], faults: dict[str, str], times: PostTimes, usual_days: int
    ) -> dict[str, object]:
        """What the form shows, with the days worked out from what is in it."""
        chosen, _ = draft_form.read_draft("", {**typed, "name": typed.get("name") or "x"})
        today = london_date(self._context.clock())
        launch_on: date = chosen.planned_launch_on if chosen and chosen.planned_launch_on else next_working_day(today)
        days = chosen.notice_days if chosen and chosen.notice_days else usual_days
        plan = LaunchPlan(
            launch_on,
            chosen.channels if chosen else (),
            preset.deciding(chosen.told).told_rules if chosen else preset.told_rules,
            PostTimes(times.post_working_days, times.shortest_answer_days, days),
            preset.reminder,
            preset.closing.post_days,
        )
        return {
            "preset": preset,
            "typed": typed,
            "faults": faults,
            "places": draft_form.place_fields(typed),
            "told": draft_form.told_fields(typed),
            "plan": plan,
            "is_planned": bool(chosen and chosen.planned_launch_on),
            "is_past": launch_on < today,
        }

    def _choices(self) -> list[PresetChoice]:
        return draft_view.preset_choices(self._context.settings.presets)
