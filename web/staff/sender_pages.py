"""Who carries the messages: the settings of each provider and of letters and answers, and a check that they work.

What a provider needs to be told is its plug-in's to say; none is named here. A secret is kept and never shown again.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed, SettingsFault
from notifier.kept_settings import KeptSecret
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.practice.settings_store import SettingsRefused, last_change
from notifier.providers.channels import AddressKind, traits_of
from notifier.providers.plugin import AnyPlugin, plugin_named, title_of
from notifier.providers.registry import OTHERWISE, carriers, wanted_plugins
from notifier.settings import Settings, provider_names
from notifier.vocabulary import Channel, ConditionLevel, JobKind, Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff.form_fields import FormField, fields_of_model, set_elsewhere, typed_in, with_fixed
from web.staff.sender_fields import GROUPS, carrier_fields
from web.staff.settings_here import settings_store
from web.templating import day, sentence_of

_EFFECT = (
    "It holds within a few seconds, for this and everything that is sent from then on. It sends nothing by itself."
)
_CHOICES = tuple(f"{channel}_provider" for channel in Channel)


class _SenderForm(NamedTuple):
    """One form: what it is called, its fields, and what stands in those that are no secrets."""

    heading: str
    fields: list[FormField]
    values: dict[str, str]
    can_forget: bool = False


class SenderPages:
    """The page of all senders, a form for each, and the check that the worker makes."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(Role.MANAGER)
    def index(self, staff: StaffAccount) -> ResponseReturnValue:
        """Who carries what, which settings there are, and what the last check found."""
        settings = settings_store(self._context).load()
        with self._context.database.reading() as session:
            job = jobs.latest_job(session, staff.practice_id, JobKind.CHECK_SENDERS)
            changed_at = last_change(session)
        wanted = wanted_plugins(settings)
        carried = [(channel, _carrier(channel, name)) for channel, name in carriers(settings).items()]
        is_old = job is not None and changed_at is not None and job.asked_at < changed_at
        found = job.result.get("conditions", []) if job is not None and not is_old else []
        return render_template(
            "staff/senders.html",
            staff=staff,
            carried=carried,
            plugins=[(plugin, plugin.name in wanted) for plugin in _plugins()],
            groups={name: (heading, fields) for name, (heading, fields) in GROUPS.items()},
            values=_values(settings, [field.name for _, fields in GROUPS.values() for field in fields]),
            job=job,
            is_old=is_old,
            found=sorted((_in_plain_words(one) for one in found), key=lambda one: _ORDER.index(one["level"])),
        )

    @needs(Role.MANAGER)
    def check(self, staff: StaffAccount) -> ResponseReturnValue:
        """Have the worker ask the providers and addresses; it sends nothing to anybody."""
        now = self._context.clock()
        with self._context.database.writing() as session:
            jobs.ask_job(session, staff, JobKind.CHECK_SENDERS, {}, now)
        self._context.wake(Task.JOBS)
        return redirect(url_for("staff.senders"), 303)

    @needs(Role.MANAGER, proven=True)
    def change(self, staff: StaffAccount, name: str) -> ResponseReturnValue:
        """The form of a provider, or of a group of settings."""
        form = self._form_of(settings_store(self._context).load(), name)
        return self._form(staff, form, form.values, {})

    @needs(Role.MANAGER, proven=True)
    def store(self, staff: StaffAccount, name: str) -> ResponseReturnValue:
        """Keep what was typed, where the settings can be used with it; a secret that was left empty stays."""
        store, now = settings_store(self._context), self._context.clock()
        form = self._form_of(store.load(), name)
        given = typed_in([field for field in form.fields if not field.fixed], request.form)
        secret_names = {field.name for field in form.fields if field.kind == "secret"}
        values = {one: value for one, value in given.items() if one not in secret_names}
        words = {one: value for one, value in given.items() if one in secret_names and value}
        if request.form.get("forget"):
            values, words = dict.fromkeys(values, ""), dict.fromkeys(secret_names, "")
            values |= {choice: "" for choice in _CHOICES if store.kept().values.get(choice) == name}
        else:
            values = {
                one: "" if value == form.values[one] and not _is_kept(store.kept().values, one) else value
                for one, value in values.items()
            }
        try:
            with self._context.database.writing() as session:
                changed = store.change(session, values, words, staff, now)
        except SettingsRefused as refusal:
            faults = {one if one in given else "": _plain(text) for one, text in refusal.faults.items()}
            return self._form(staff, form, {**form.values, **given}, faults), 400
        flash(_said(changed))
        return redirect(url_for("staff.senders"), 303)

    def _form_of(self, settings: Settings, name: str) -> _SenderForm:
        store = settings_store(self._context)
        if self._context.is_looking_around:
            raise NotAllowed("nothing leaves the sample practice, so no sender can be set up in it: do it in your own")
        if name in GROUPS:
            heading, group = GROUPS[name]
            fields = list(group)
        else:
            plugin = next((one for one in _plugins() if one.name == name), None) or abort(404)
            heading = sentence_of(plugin.title)
            kept = {one: _kept_words(store.secret(one)) for one in plugin.settings_model.model_fields}
            fields = list(fields_of_model(plugin.settings_model, f"{name}_", kept))
            fields += carrier_fields({**wanted_plugins(settings), name: plugin}, plugin.channels)
        names = [field.name for field in fields]
        can_forget = any(_is_kept(store.kept().all_values, one) for one in names) and name not in GROUPS
        return _SenderForm(
            heading,
            with_fixed(fields, set_elsewhere(store.fixed(settings, names))),
            _values(settings, names),
            can_forget,
        )

    def _form(
        self, staff: StaffAccount, form: _SenderForm, values: Mapping[str, str], faults: Mapping[str, str]
    ) -> str:
        return render_template(
            "staff/settings_form.html",
            staff=staff,
            area="Senders",
            back=url_for("staff.senders"),
            effects=(_EFFECT,),
            heading=form.heading,
            fields=form.fields,
            values=values,
            faults=faults,
            can_forget=form.can_forget,
        )


_ORDER = (ConditionLevel.FAULT, ConditionLevel.WARNING, ConditionLevel.OK)


def _plugins() -> Iterator[AnyPlugin]:
    """The providers that can be set up, whatever else is installed and broken."""
    for name in provider_names():
        try:
            plugin = plugin_named(name)
        except SettingsFault:
            continue
        if name != OTHERWISE and plugin.settings_model.model_fields:
            yield plugin


def _carrier(channel: Channel, name: str) -> str:
    if name != OTHERWISE:
        return sentence_of(title_of(name))
    if (traits := traits_of(channel)).is_carried_by_hand:
        is_printed = traits.address is AddressKind.POST
        return "Your own print run" if is_printed else "Yourselves: somebody puts the lines into your clinical system"
    return "Nobody yet: only samples, which stay on this computer"


def _values(settings: Settings, names: Iterable[str]) -> dict[str, str]:
    """What holds of each setting that is no secret, as it is typed."""
    own: dict[str, object] = dict(settings)
    for plugin in _plugins():
        own |= dict(plugin.own(settings))
    return {name: str(own.get(name) if own.get(name) is not None else "") for name in names}


def _is_kept(kept: Mapping[str, str], name: str) -> bool:
    return name in kept


def _kept_words(secret: KeptSecret | None) -> str:
    """What is said of a secret that is kept."""
    if secret is None:
        return ""
    ending = f", ends in …{secret.ends_in}" if secret.ends_in else ""
    return f"Set on {day(secret.set_at)}{ending}. Leave it empty to keep it."


def _names_in_words() -> dict[str, str]:
    """By the name of a setting, what its form calls it."""
    labels = {field.name: field.label for _, fields in GROUPS.values() for field in fields}
    for plugin in _plugins():
        labels |= {field.name: field.label for field in fields_of_model(plugin.settings_model, f"{plugin.name}_")}
    return labels


def _plain(text: str) -> str:
    """Words of the settings' own with what the forms call them in place of their names."""
    labels = _names_in_words()

    def label(match: re.Match[str]) -> str:
        found = labels.get(match[0].lower())
        return f"“{found}”" if found else match[0]

    return re.sub(r"\b[A-Za-z]+(?:_[A-Za-z0-9]+)+\b", label, text)


def _in_plain_words(condition: Mapping[str, str]) -> dict[str, str]:
    return {name: sentence_of(_plain(text)) if name != "level" else text for name, text in condition.items()}


def _said(changed: list[str]) -> str:
    if not changed:
        return "Nothing was different, so nothing was changed."
    return "Stored. It holds within a few seconds: check the senders now."
