"""The settings that staff set on pages: tried before they are kept, and none that the computer's own person has set."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.errors import SettingsFault, ValueRefused
from notifier.kept_settings import KeptSecret, KeptSettings, changing_kept, kept_secret, read_kept
from notifier.practice.accounts import StaffAccount
from notifier.providers.registry import setup_faults
from notifier.settings import BY_STAFF, Settings, instance_folder, load_settings
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import AuditEvent

_FIRST_WORD = re.compile(r"[a-z][a-z0-9_]*")
_SAID_BY_PYDANTIC = "Value error, "


class SettingsRefused(ValueRefused):
    """Settings that cannot be kept: `faults` has a sentence for each by its name, and under "" what is of none."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


class SettingsStore:
    """Reads and writes the settings of the installation that `environment` names."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    @property
    def instance(self) -> Path:
        """The folder where they are kept."""
        return instance_folder(self._environment)

    def load(self) -> Settings:
        """The settings as they stand now. Raises SettingsFault."""
        return load_settings(self._environment)

    def kept(self) -> KeptSettings:
        """What staff have set themselves."""
        return read_kept(self.instance, [])

    def secret(self, name: str) -> KeptSecret | None:
        """What may be said of a secret that staff have set."""
        return kept_secret(self.instance, name)

    def fixed(self, settings: Settings, names: Iterable[str]) -> Mapping[str, str]:
        """By name, what else has set those of the names that staff cannot set here: a variable or a file, as said."""
        others = {name: settings.origins[name] for name in names if name in settings.origins}
        return MappingProxyType({name: origin for name, origin in others.items() if origin != BY_STAFF})

    def try_out(self, wanted: Mapping[str, str], words: Mapping[str, str] = {}) -> None:
        """See `change`; keeps nothing."""
        kept = self.kept()
        self._check(_with(kept.values, wanted), _with(kept.secrets, words))

    def change(
        self,
        session: Session,
        wanted: Mapping[str, str],
        words: Mapping[str, str],
        by: StaffAccount | None,
        now: datetime,
    ) -> list[str]:
        """Keep these values and secrets by their names, and forget those that are empty; returns what differs now.

        `by` is None for whoever sets the installation up. What is kept counts as soon as the processes notice, within
        seconds, and whether or not the session commits: call it last. Raises SettingsRefused where the settings could
        not be used with it, and OSError where the folder cannot be written to.
        """
        with changing_kept(self.instance) as (kept, values, secrets):
            new_values, new_secrets = _with(kept.values, wanted), _with(kept.secrets, words)
            self._check(new_values, new_secrets)
            before = kept.all_values
            after = {**new_values, **new_secrets}
            changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
            if changed:
                who = by.id if by is not None else None
                audit.append(session, AuditAction.SETTINGS_SET, now, staff_id=who, names=", ".join(changed))
            for target, source in ((values, new_values), (secrets, new_secrets)):
                target.clear()
                target.update(source)
        return changed

    def _check(self, values: Mapping[str, str], secrets: Mapping[str, str]) -> None:
        try:
            tried = load_settings(self._environment, KeptSettings(values, secrets))
        except SettingsFault as fault:
            raise SettingsRefused(_by_name(str(fault).split("\n  ")[1:])) from None
        if faults := setup_faults(tried):
            raise SettingsRefused(_by_name(faults))


def last_change(session: Session) -> datetime | None:
    """When staff last changed a setting on a page, as the audit chain says; None where nobody has."""
    query = select(func.max(AuditEvent.at)).where(AuditEvent.action == AuditAction.SETTINGS_SET)
    return session.execute(query).scalar_one()


def _with(before: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in {**before, **wanted}.items() if value != ""}


def _by_name(lines: Iterable[str]) -> dict[str, str]:
    """What is wrong by the setting with which a line begins, as `sms_price: ...` or `sms_price is missing: ...`."""
    found: dict[str, str] = {}
    for line in lines:
        name, colon, said = line.partition(": ")
        if not colon or not _FIRST_WORD.fullmatch(name):
            said = line.removeprefix(": ")
            first = _FIRST_WORD.match(said.removeprefix(_SAID_BY_PYDANTIC))
            name = first[0] if first and "_" in first[0] else ""
        found.setdefault(name, said.removeprefix(_SAID_BY_PYDANTIC))
    return found
