"""Says at once, after whatever a command did, whom a frozen list lets be coded who may not be any more."""

from datetime import datetime

from notifier.cli.installation import Installation
from notifier.cli.terminal import people, say
from notifier.outcomes import coding_tasks, differences


def say_differences(installation: Installation, now: datetime) -> None:
    """Bring the tasks of every frozen campaign up to date, and name the campaigns in which a code has to come off."""
    differences.find_everywhere(installation.database, now)
    with installation.database.reading() as session:
        urgent = coding_tasks.urgent_tasks(session)
    for campaign_id, number in urgent.items():
        say(f"{people(number)} on the lists may not be coded, or not any more: `notifier tasks {campaign_id}`")
