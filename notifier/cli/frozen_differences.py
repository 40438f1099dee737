"""Says at once, after whatever a command did, whom a frozen list lets be coded who may not be any more."""

from datetime import datetime

from notifier.cli.installation import Installation
from notifier.cli.terminal import people, say
from notifier.outcomes import coding_tasks, differences


def say_differences(installation: Installation, now: datetime, patient_id: int | None = None) -> None:
    """Bring the tasks of every frozen campaign up to date, and name the campaigns in which a code has to come off.

    Those of the one patient whom the command was about, or everybody's.
    """
    if patient_id is None:
        differences.find_everywhere(installation.database, now)
    else:
        differences.find_of_patient(installation.database, now, patient_id)
    with installation.database.reading() as session:
        urgent = coding_tasks.urgent_tasks(session)
    for campaign_id, number in urgent.items():
        say(f"{people(number)} on the lists may not be coded, or not any more: `notifier tasks {campaign_id}`")
