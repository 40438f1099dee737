"""What monitors are told of a whole installation: how the sending goes, by whichever providers."""

from collections.abc import Callable

from notifier.providers.registry import providers
from notifier.worker import health
from notifier.worker.health import Health
from web.context import AppContext


def examination_of(context: AppContext) -> Callable[[], Health]:
    """Examines the installation at the moment of the call. Raises SettingsFault where its providers cannot be had."""
    audience = {channel: provider.audience for channel, provider in providers(context.settings).items()}
    return lambda: health.examine(context.database, context.settings, audience, context.clock())
