"""What keeps an installation from working, or soon may, and what to do about each: `notifier doctor`.

It tells nobody anything, and works where nothing is set up yet. `machine` looks at what is here, `tables` at the
database, `senders` and `addresses` at the world.
"""

from notifier.doctor.addresses import Answer, fetch
from notifier.doctor.condition import Condition
from notifier.doctor.examination import Doctor

__all__ = ["Answer", "Condition", "Doctor", "fetch"]
