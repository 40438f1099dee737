"""The installation's queue, for whoever serves pages; with it come libraries that take longer to load than a page."""

from notifier.cli.installation import Installation
from notifier.worker.queue import WakeQueue, open_queue


def queue_of(installation: Installation) -> WakeQueue:
    """The queue that the settings name. Raises SettingsFault where it cannot be had."""
    return open_queue(installation.settings, installation.keys)
