"""The texts of a campaign: which there are, an editor that checks while somebody types, and their versions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import abort

from notifier.campaigns import draft_view, editing, lifecycle
from notifier.campaigns.check_list import fairness_of
from notifier.campaigns.comparison import compare_versions
from notifier.campaigns.draft_view import DraftView, TextState
from notifier.campaigns.editing import WrittenVersion
from notifier.campaigns.placeholders import placeholders_of
from notifier.campaigns.text_parts import REASON, TRANSLATION
from notifier.campaigns.translation_reviews import translation_reviews
from notifier.campaigns.visible_text import is_table
from notifier.contacts.languages import ENGLISH, language_name
from notifier.errors import NotAllowed, RenderFault, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.preview.text_check import TextCheck, check_text
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.labels import direction_of
from web.staff import reason_form
from web.staff.text_words import PART_ORDER, part_name, part_purpose
from web.templating import number, sentence

_READERS = (Role.MANAGER, Role.APPROVER, Role.AUDITOR)


class _Opened(NamedTuple):
    """A text that somebody has before them."""

    draft: DraftView
    part: str
    language: str
    versions: list[WrittenVersion]  # the newest first; none where the campaign has no such text yet

    @property
    def body(self) -> str:
        """The words as they are stored."""
        return self.versions[0].body if self.versions else ""

    @property
    def title(self) -> str:
        """What staff call it."""
        named = part_name(self.part)
        return named if self.language == ENGLISH else f"{named}, in {language_name(self.language)}"

    @property
    def address(self) -> str:
        """The page of its editor."""
        return url_for("staff.text", campaign_id=self.draft.id, part=self.part, language=self.language)


@dataclass(frozen=True)
class _Typed:
    """What the editor has in it; without an `edition` it is made from what is stored now."""

    body: str
    edition: str = ""
    refusal: str = ""  # why it was not stored, though it can be used
    is_refused: bool = False  # it was not stored, for it cannot be used
    faults: Mapping[str, str] = field(default_factory=dict)  # by field, of the form of the reason


class TextPages:
    """The list of texts, the editor of one, and two of its versions side by side."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_READERS)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Every text by language, whose words they are, and what is not fair in any of them."""
        with self._context.database.reading() as session:
            draft = draft_view.view_draft(session, staff.practice_id, campaign_id)
            states = draft_view.text_states(session, campaign_id)
            campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            fairness = fairness_of(session, campaign, self._context.settings.reply_channels)
            reviews = {language_name(one.language): one for one in translation_reviews(session, campaign_id)}
        by_language: dict[str, list[TextState]] = {}
        for state in sorted(states.values(), key=lambda one: (one.language != ENGLISH, one.language, _place(one.part))):
            by_language.setdefault(state.language, []).append(state)
        return render_template(
            "staff/texts.html",
            campaign=draft,
            languages={language_name(language): found for language, found in by_language.items()},
            fairness=fairness,
            reviews=reviews,
            part_name=part_name,
            part_purpose=part_purpose,
        )

    @needs(*_READERS)
    def show(self, staff: StaffAccount, campaign_id: int, part: str, language: str) -> ResponseReturnValue:
        """The text as it is stored, with what is to be said of it."""
        opened = self._open(staff, campaign_id, part, language)
        return self._editor(staff, opened, _Typed(opened.body))

    @needs(Role.MANAGER)
    def save(self, staff: StaffAccount, campaign_id: int, part: str, language: str) -> ResponseReturnValue:
        """Store another version, unless it cannot be used or only a check was asked for."""
        opened = self._open(staff, campaign_id, part, language)
        typed = _Typed(_typed_body(part), request.form.get("edition", ""), faults=_faults(opened))
        if "check" in request.form:
            return self._editor(staff, opened, typed)
        if typed.faults or self._checked(staff, opened, typed.body).faults:
            return self._editor(staff, opened, replace(typed, is_refused=True)), 400
        if typed.body == opened.body and typed.edition == opened.draft.edition and part != TRANSLATION:
            flash("Nothing was changed: the text is as it was.")
            return redirect(opened.address, 303)
        return self._store(staff, opened, typed)

    @needs(*_READERS)
    def check(self, staff: StaffAccount, campaign_id: int, part: str, language: str) -> ResponseReturnValue:
        """What is to be said of what somebody is typing, for the script; stores nothing."""
        checked = self._checked(staff, self._open(staff, campaign_id, part, language), _typed_body(part))
        return {"says": _summary(checked), "html": render_template("staff/text_check.html", checked=checked)}

    @needs(*_READERS)
    def versions(self, staff: StaffAccount, campaign_id: int, part: str, language: str) -> ResponseReturnValue:
        """All versions, and two of them side by side."""
        opened = self._open(staff, campaign_id, part, language)
        known = {one.version: one for one in opened.versions}
        newest = max(known, default=0)
        after = known.get(request.args.get("after", newest, type=int))
        before = known.get(request.args.get("before", max(newest - 1, 1), type=int))
        if before is None or after is None:
            abort(404)
        return render_template(
            "staff/text_versions.html",
            campaign=opened.draft,
            part=part,
            language=language,
            title=opened.title,
            versions=opened.versions,
            before=before,
            after=after,
            rows=compare_versions(before.body, after.body),
            may_edit=_may_edit(staff, opened.draft),
        )

    @needs(Role.MANAGER)
    def take_again(
        self, staff: StaffAccount, campaign_id: int, part: str, language: str, version: int
    ) -> ResponseReturnValue:
        """Make an earlier version the newest again, as a version of its own."""
        opened = self._open(staff, campaign_id, part, language)
        wanted = next((one for one in opened.versions if one.version == version), None)
        if wanted is None:
            abort(404)
        return self._store(staff, opened, _Typed(wanted.body, request.form.get("edition", "")))

    def _store(self, staff: StaffAccount, opened: _Opened, typed: _Typed) -> ResponseReturnValue:
        part, language, now = opened.part, opened.language, self._context.clock()
        try:
            with self._context.database.writing() as session:
                editing.edit_text(
                    session, opened.draft.id, part, typed.body, staff, now, language, edition=typed.edition
                )
        except (ValueRefused, RenderFault) as refusal:
            return self._editor(staff, opened, replace(typed, refusal=sentence(refusal))), 400
        except NotAllowed as refusal:
            there_now = self._open(staff, opened.draft.id, part, language)
            return self._editor(staff, there_now, _Typed(typed.body, refusal=sentence(refusal))), 409
        lost = " The approval is taken back: preview the campaign and have it approved again."
        flash(f"Saved as version {len(opened.versions) + 1}.{lost if opened.draft.approval else ''}")
        return redirect(opened.address, 303)

    def _open(self, staff: StaffAccount, campaign_id: int, part: str, language: str) -> _Opened:
        with self._context.database.reading() as session:
            draft = draft_view.view_draft(session, staff.practice_id, campaign_id)
            if part not in draft_view.editable_parts(session, campaign_id, language):
                abort(404)
            versions = editing.written_versions(session, campaign_id, part, language)
        return _Opened(draft, part, language, versions)

    def _checked(self, staff: StaffAccount, opened: _Opened, body: str) -> TextCheck:
        context = self._context
        with context.database.reading() as session:
            campaign = lifecycle.get_campaign(session, staff.practice_id, opened.draft.id)
            return check_text(session, context.settings, campaign, opened.part, opened.language, body, context.clock())

    def _editor(self, staff: StaffAccount, opened: _Opened, typed: _Typed) -> str:
        part, checked = opened.part, self._checked(staff, opened, typed.body)
        return render_template(
            "staff/text.html",
            campaign=opened.draft,
            part=part,
            language=opened.language,
            direction=direction_of(opened.language),
            title=opened.title,
            purpose=part_purpose(part),
            typed=typed,
            edition=typed.edition or opened.draft.edition,
            reason=reason_form.reason_fields(typed.body) if part == REASON else None,
            newest=opened.versions[0] if opened.versions else None,
            placeholders=placeholders_of(part),
            is_table=is_table(part),
            checked=checked,
            summary=_summary(checked),
            differs=compare_versions(opened.body, typed.body) if typed.refusal else [],
            may_edit=_may_edit(staff, opened.draft),
        )


def _faults(opened: _Opened) -> dict[str, str]:
    return reason_form.faults(opened.part, [one.body for one in opened.versions])


def _may_edit(staff: StaffAccount, draft: DraftView) -> bool:
    return draft.is_editable and Role.MANAGER in staff.roles


def _typed_body(part: str) -> str:
    """The words of the form with the ends of lines as files have them, a last one among them."""
    if part == REASON:
        return reason_form.source_of(request.form)
    lines = request.form.get("body", "").replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return f"{lines}\n" if lines else ""


def _summary(checked: TextCheck) -> str:
    """The check in a sentence, for whoever hears the page."""
    if checked.faults:
        return f"{_many(len(checked.faults), 'fault')}: this text cannot be used like that."
    said = [f"{_many(len(checked.findings), 'thing')} to look at for fairness."] if checked.findings else []
    if checked.readings:
        said.append(f"{_many(max(one.parts for one in checked.readings), 'part')} at most.")
    return " ".join(said or ["Nothing was found."])


def _many(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{number(count)} {noun}s"


def _place(part: str) -> int:
    return PART_ORDER.index(part) if part in PART_ORDER else len(PART_ORDER)
