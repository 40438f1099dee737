"""What keeps an installation from working, or soon may, and what to do about each: `notifier doctor`.

It tells nobody anything, and works where nothing is set up yet. `examination` joins the parts: `machine` looks at what
is here, `work_database` and `page_database` at the database, `senders` and `addresses` at the world; each finds a
`condition`.
"""

from notifier.worker.doctor.addresses import FetchedPage, fetch
from notifier.worker.doctor.condition import Condition
from notifier.worker.doctor.examination import Doctor, examine_senders

__all__ = ["Condition", "Doctor", "FetchedPage", "examine_senders", "fetch"]
