"""Where the settings are kept that staff set on pages of this installation."""

from notifier.practice.settings_store import SettingsStore
from notifier.settings import PREFIX
from web.context import AppContext


def settings_store(context: AppContext) -> SettingsStore:
    """Reads the settings as they stand now, and keeps those that staff set."""
    own = {"INSTANCE": str(context.settings.instance), "DATABASE_URL": context.settings.database_url}
    return context.upkeep.store or SettingsStore({f"{PREFIX}{name}": value for name, value in own.items()})
