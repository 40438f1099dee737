"""Settings with other values, the providers' among them, as if the installation had been set up so."""

from typing import Any

from notifier.settings import CORE_SETTINGS, Settings, build_settings


def changed_settings(settings: Settings, **values: Any) -> Settings:
    """The same settings but for these; raises SettingsFault as `build_settings` does."""
    before = {name: getattr(settings, name) for name in CORE_SETTINGS}
    for own in settings.provider_settings.values():
        before |= {name: getattr(own, name) for name in type(own).model_fields}
    return build_settings(before | values)
