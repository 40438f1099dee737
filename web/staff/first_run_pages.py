"""The first set-up, at the one-time address that `notifier serve` shows: step by step, and stored only at the end.

What was typed on the way is in the browser's signed session, so that two browsers with one address do not mix theirs;
the password alone is asked for on the last page and kept nowhere.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Protocol

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import ValueRefused
from notifier.practice import first_run, practice_details, practices
from notifier.practice.accounts import read_staff_email, read_staff_name
from notifier.practice.first_run import FirstPerson
from notifier.practice.settings_store import SettingsRefused
from notifier.store import instance_keys
from web.context import AppContext
from web.staff import practice_fields
from web.staff.form_fields import FormField, typed_in
from web.staff.settings_here import settings_store

_KEPT = "first run"  # of the session: what was typed so far
# In their order: what is asked for, and as what.
_STEPS: Mapping[str, tuple[str, tuple[FormField, ...]]] = MappingProxyType(
    {
        "practice": ("Your practice", practice_fields.PRACTICE),
        "reach": ("How patients reach you", practice_fields.REACH),
        "records": ("Records and letters", practice_fields.RECORDS),
        "manager": ("You", practice_fields.MANAGER),
    }
)
_NAMES = tuple(_STEPS)
_SETTINGS = frozenset({"envelope"})  # of the fields, those that are settings
_DEFAULTS = MappingProxyType({"envelope": "printer"})


class ReachedByAddress(Protocol):
    """Pages that are opened by the secret in their address."""

    context: AppContext


def while_it_stands(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """A page that is there for whoever has the address, and as long as it can be used; for others it says why not."""

    @wraps(view)
    def checked(pages: ReachedByAddress, secret: str, **more: str) -> ResponseReturnValue:
        with pages.context.database.reading() as rows:
            first_run.check_first_run(rows, secret, pages.context.clock())
        return view(pages, secret, **more)

    return checked


class FirstRunPages:
    """The pages of the first set-up. They are open to whoever has the secret in their address."""

    def __init__(self, context: AppContext) -> None:
        self.context = context

    @while_it_stands
    def begin(self, secret: str) -> ResponseReturnValue:
        """What will be asked, and what happens with it."""
        headings = [heading for heading, _ in _STEPS.values()]
        return render_template(
            "staff/first_run.html", secret=secret, steps=headings, has_sample=self.context.upkeep.sample is not None
        )

    @while_it_stands
    def step(self, secret: str, step: str) -> ResponseReturnValue:
        """The form of one step, with what was typed into it before."""
        return self._form(secret, step, {**_DEFAULTS, **_typed()}, {})

    @while_it_stands
    def keep_step(self, secret: str, step: str) -> ResponseReturnValue:
        """Keep what was typed for as long as the browser is there; the next step follows once nothing is wrong."""
        given = typed_in(_asked(step)[1], request.form)
        if faults := self._faults(given):
            return self._form(secret, step, given, faults), 400
        session[_KEPT] = {**_typed(), **given}
        onward = _NAMES[_NAMES.index(step) + 1 :] if request.form.get("then") != "check" else ()
        if onward:
            return redirect(url_for("staff.first_run_step", secret=secret, step=onward[0]), 303)
        return redirect(url_for("staff.first_run_check", secret=secret), 303)

    @while_it_stands
    def check(self, secret: str) -> ResponseReturnValue:
        """All that was typed, with a way back to each, and the password, with which it is stored."""
        typed = _typed()
        if step := self._first_missing(typed):
            return redirect(url_for("staff.first_run_step", secret=secret, step=step), 303)
        return self._summary(secret, typed, {})

    @while_it_stands
    def finish(self, secret: str) -> ResponseReturnValue:
        """Store all of it."""
        typed = _typed()
        if step := self._first_missing(typed):
            return redirect(url_for("staff.first_run_step", secret=secret, step=step), 303)
        faults = _password_faults(request.form)
        if not faults:
            try:
                self._store(secret, typed, request.form["password"])
            except SettingsRefused as refusal:
                faults = {"": str(refusal)}
            except ValueRefused as refusal:  # of the password: all else has been looked at on its own page
                faults = {"password": str(refusal)}
        if faults:
            return self._summary(secret, typed, faults), 400
        session.pop(_KEPT, None)
        flash("The practice is set up. Sign in, then invite your colleagues under People.")
        return redirect(url_for("staff.sign_in"), 303)

    def _first_missing(self, typed: Mapping[str, str]) -> str:
        """The first step that is not there, or not right; empty where all are."""
        for step, (_, fields) in _STEPS.items():
            if any(field.name not in typed for field in fields) or self._faults(typed_in(fields, typed)):
                return step
        return ""

    def _store(self, secret: str, typed: Mapping[str, str], password: str) -> None:
        """Set everything up. Raises what `finish_first_run` does, and SettingsRefused."""
        context, now = self.context, self.context.clock()
        details = practice_details.read_details(typed)
        manager = FirstPerson(typed["manager_name"], typed["manager_email"], password)
        wanted = {name: typed[name] for name in _SETTINGS}
        with context.database.writing() as rows:
            before = practices.ods_codes(rows)
            practice = first_run.finish_first_run(rows, secret, details, manager, now)
            fixed = settings_store(context).fixed(settings_store(context).load(), wanted)
            settings_store(context).change(rows, {n: v for n, v in wanted.items() if n not in fixed}, {}, None, now)
            instance_keys.claim_folder(context.settings.instance, practice.ods_code, before)

    def _faults(self, given: Mapping[str, str]) -> dict[str, str]:
        faults = practice_details.faults_in(given)
        if "manager_name" in given and not _is_read(read_staff_name, given["manager_name"]):
            faults["manager_name"] = "enter your name in one line"
        if "manager_email" in given and not _is_read(read_staff_email, given["manager_email"]):
            faults["manager_email"] = "enter an email address, such as manager@surgery.example.com"
        try:
            settings_store(self.context).try_out({name: given[name] for name in _SETTINGS & given.keys()})
        except SettingsRefused as refusal:
            faults |= refusal.faults
        order = list(given)
        return dict(sorted(faults.items(), key=lambda fault: order.index(fault[0]) if fault[0] in order else -1))

    def _form(self, secret: str, step: str, values: Mapping[str, str], faults: Mapping[str, str]) -> str:
        heading, fields = _asked(step)
        place = _NAMES.index(step)
        before = _NAMES[place - 1] if place else ""
        back = (
            url_for("staff.first_run_step", secret=secret, step=before)
            if before
            else url_for("staff.first_run", secret=secret)
        )
        return render_template(
            "staff/first_run_step.html",
            heading=heading,
            fields=fields,
            values=values,
            faults=faults,
            back=back,
            place=place + 1,
            places=len(_NAMES) + 1,
            then=request.values.get("then", ""),
        )

    def _summary(self, secret: str, typed: Mapping[str, str], faults: Mapping[str, str]) -> str:
        return render_template(
            "staff/first_run_check.html",
            secret=secret,
            steps=_STEPS,
            values=typed,
            fields=practice_fields.PASSWORD,
            faults=faults,
            places=len(_NAMES) + 1,
            back=url_for("staff.first_run_step", secret=secret, step=_NAMES[-1]),
        )


def _asked(step: str) -> tuple[str, tuple[FormField, ...]]:
    return _STEPS.get(step) or abort(404)


def _typed() -> dict[str, str]:
    kept = session.get(_KEPT)
    return dict(kept) if isinstance(kept, dict) else {}


def _password_faults(form: Mapping[str, str]) -> dict[str, str]:
    password = form.get("password", "")
    if not password:
        return {"password": "choose a password"}
    if form.get("password_again", "") != password:
        return {"password_again": "type the same password twice"}
    return {}


def _is_read(reader: Callable[[str], str], typed: str) -> bool:
    try:
        return bool(reader(typed))
    except ValueRefused:
        return False
