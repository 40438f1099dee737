"""What the practice says of itself: read by all who prepare and approve, changed by a manager, group by group."""

import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns import practice_changes
from notifier.errors import NotAllowed, ValueRefused
from notifier.practice import practice_details
from notifier.practice.accounts import StaffAccount
from notifier.practice.practice_details import PracticeDetails
from notifier.practice.settings_store import SettingsRefused
from notifier.store import instance_keys
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.staff import practice_fields
from web.staff.form_fields import FormField, set_elsewhere, typed_in, with_fixed
from web.staff.settings_here import settings_store

# In their order: heading, fields, and what a change does to what patients read.
_GROUPS: Mapping[str, tuple[str, tuple[FormField, ...], str]] = MappingProxyType(
    {
        "details": (
            "Name and address",
            practice_fields.PRACTICE,
            (
                "Patients read it in every message that goes out from then on, and at once on the page where they "
                "answer. What went out stays as it was."
            ),
        ),
        "reach": (
            "How patients reach you",
            practice_fields.REACH,
            (
                "Patients read it in letters and emails that go out from then on, and at once on the page where they "
                "answer."
            ),
        ),
        "records": (
            "Records and letters",
            practice_fields.RECORDS,
            (
                "No patient reads it. Letters that are laid out from then on fit the envelope: look at the preview, "
                "and put one into an envelope before you print many."
            ),
        ),
    }
)
_APPROVED_AGAIN = "What is being prepared has to be previewed and approved again after a change that patients can read."
_SETTINGS = frozenset({"envelope"})  # of the fields, those that are settings


class PracticePages:
    """The practice's own page, and a form for each group of what stands there."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(Role.MANAGER, Role.APPROVER, Role.AUDITOR)
    def show(self, staff: StaffAccount) -> ResponseReturnValue:
        """All of it, and when each was last changed by whom."""
        with self._context.database.reading() as session:
            values = self._values(practice_changes.current_details(session, staff))
            changes = practice_details.last_changes(session, staff.practice_id)
        return render_template(
            "staff/practice.html",
            staff=staff,
            groups=_GROUPS,
            values=values,
            changes=changes,
            may_change=Role.MANAGER in staff.roles,
        )

    @needs(Role.MANAGER, proven=True)
    def change(self, staff: StaffAccount, group: str) -> ResponseReturnValue:
        """The form of one group, with what a change does to patients' texts."""
        values = self._now(staff)
        return self._form(staff, group, values, _edition(group, values), {})

    @needs(Role.MANAGER, proven=True)
    def store(self, staff: StaffAccount, group: str) -> ResponseReturnValue:
        """Put on record what was typed; nothing of it while a field is wrong, or was changed by somebody meanwhile."""
        fixed = self._fixed(staff)
        given = typed_in([field for field in _fields(group) if field.name not in fixed], request.form)
        faults = practice_details.faults_in(given)
        edition = request.form.get("edition", "")
        if faults:
            return self._form(staff, group, {**self._now(staff), **given}, edition, faults), 400
        try:
            changed, to_preview = self._store(staff, group, given, edition)
        except SettingsRefused as refusal:
            return self._form(staff, group, {**self._now(staff), **given}, edition, refusal.faults), 400
        except (NotAllowed, ValueRefused) as refusal:
            return self._form(staff, group, {**self._now(staff), **given}, edition, {"": str(refusal)}), 409
        flash(_said(changed, to_preview))
        return redirect(url_for("staff.practice"), 303)

    def _store(
        self, staff: StaffAccount, group: str, given: Mapping[str, str], edition: str
    ) -> tuple[list[str], list[str]]:
        context, now = self._context, self._context.clock()
        with context.database.writing() as session:
            before = practice_changes.current_details(session, staff)
            values = self._values(before)
            if edition != _edition(group, values):
                raise NotAllowed(
                    "somebody else changed this while you had it open, so nothing was stored: open it again, and what "
                    "stands there now is shown"
                )
            details = practice_details.with_typed(before, given)
            done = practice_changes.change_practice(session, staff, details, now)
            instance_keys.claim_folder(context.settings.instance, details.ods_code, [before.ods_code])
            wanted = {name: given[name] for name in _SETTINGS & given.keys() if given[name] != values[name]}
            changed = settings_store(context).change(session, wanted, {}, staff, now) if wanted else []
            return [*done.changed, *changed], done.to_preview

    def _now(self, staff: StaffAccount) -> dict[str, str]:
        with self._context.database.reading() as session:
            return self._values(practice_changes.current_details(session, staff))

    def _values(self, details: PracticeDetails) -> dict[str, str]:
        """What stands in each field."""
        return {
            "name": details.name,
            "ods_code": details.ods_code,
            "address": "\n".join(details.address),
            "phone": details.phone,
            "hours": details.hours,
            "email": details.email,
            "privacy_url": details.privacy_url,
            "clinical_system": details.clinical_system.value if details.clinical_system else "",
            "envelope": settings_store(self._context).load().envelope,
        }

    def _fixed(self, staff: StaffAccount) -> dict[str, str]:
        """By its name, what has set a field that cannot be set here."""
        store = settings_store(self._context)
        fixed = set_elsewhere(store.fixed(store.load(), _SETTINGS))
        if self._context.is_looking_around:
            fixed |= dict.fromkeys(_SETTINGS, "It cannot be changed in the sample practice.")
        with self._context.database.reading() as session:
            if not practice_details.is_code_open(session, staff.practice_id):
                fixed["ods_code"] = "It cannot be changed any more: there is a patient list or a campaign under it."
        return fixed

    def _form(
        self, staff: StaffAccount, group: str, values: Mapping[str, str], edition: str, faults: Mapping[str, str]
    ) -> str:
        heading, fields, effect = _GROUPS.get(group) or abort(404)
        return render_template(
            "staff/settings_form.html",
            staff=staff,
            area="Practice",
            back=url_for("staff.practice"),
            heading=heading,
            fields=with_fixed(fields, self._fixed(staff)),
            values=values,
            edition=edition,
            faults=faults,
            effects=(effect, _APPROVED_AGAIN),
        )


def _fields(group: str) -> tuple[FormField, ...]:
    return (_GROUPS.get(group) or abort(404))[1]


def _edition(group: str, values: Mapping[str, str]) -> str:
    """What stands in the fields of a group, in short: it differs once somebody has changed one."""
    held = [values[field.name] for field in _fields(group)]
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:16]


def _said(changed: list[str], to_preview: list[str]) -> str:
    if not changed:
        return "Nothing was different, so nothing was changed."
    if not to_preview:
        return "Changed."
    names = " and ".join(to_preview)
    return f"Changed. Preview it again and have it approved again before you launch: {names}."
