"""The burst: 2,000 people in two minutes, each from the link to the last page, and a server that is killed meanwhile.

    python -m tests.bench.bench_burst [PEOPLE SECONDS]        2,000 in 120 s unless told

People come at random, think, and reload or send again when nothing comes back. In the middle the server is ended by
SIGKILL and started again at once. Another process settles what has come, as a worker does. At the end everybody who
saw the last page has exactly one reply, with the reference that the page showed, and nobody has two.
"""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Sequence
from functools import partial
from multiprocessing.synchronize import Event

from sqlalchemy import select

from notifier.cli.installation import Installation
from notifier.delivery.leases import wall_clock
from notifier.patients.access_codes import Keys
from notifier.replies import settling
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.tables import Reply
from notifier.vocabulary import Doubt
from tests.bench.crowd import Burst, Wait
from tests.bench.door import Person, on_each_database, people, served

PEOPLE, SECONDS = 2_000, 120.0
KINDS = ("GET page", "GET style", "GET who", "GET you", "POST you", "GET check", "POST check", "GET done")
_FORKED = multiprocessing.get_context("fork")


def main(count: int = PEOPLE, seconds: float = SECONDS) -> None:
    """Print how long people waited on both databases; ends with exit status 1 when an answer is lost or doubled."""
    faults: list[str] = []
    on_each_database(count + count // 10, partial(_measure, count, seconds, faults))
    if faults:
        sys.exit("\n".join(faults))


def _measure(count: int, seconds: float, faults: list[str], name: str, installation: Installation) -> None:
    everybody = people(installation)[:count]
    stop = _FORKED.Event()
    settling = _FORKED.Process(target=_settle, args=(installation.settings, stop), daemon=True)
    installation.database.close()  # connections do not survive the fork
    settling.start()
    with served(installation) as server:
        burst = Burst(server, seconds)
        asyncio.run(burst.run(everybody))
    stop.set()
    settling.join()
    print(
        f"{name}: {len(everybody):,} people in {seconds:.0f} s, the server killed after {seconds / 2:.0f} s", flush=True
    )
    _print_waits(burst)
    if settling.exitcode:
        faults.append(f"{name}: what settles the answers has failed")
    faults += [f"{name}: {fault}" for fault in _faults(installation, burst, everybody)]


def _settle(settings: Settings, stop: Event) -> None:
    """What a worker does with the answers, once a second."""
    database, keys = Database.open(settings.database_url), Keys.of(settings)
    while not stop.wait(1):
        settling.settle_waiting(database, keys, wall_clock())
    database.close()


def _print_waits(burst: Burst) -> None:
    killed, back = burst.outage
    quiet = [wait for wait in burst.waits if wait.ended < killed or wait.began > back]
    print(f"  it was back after {back - killed:.1f} s; {len(burst.waits) - len(quiet)} requests fell into that time")
    share = burst.server.processor() / (
        max(wait.ended for wait in burst.waits) - min(wait.began for wait in burst.waits)
    )
    print(f"  the server had {share:.0%} of a processor, of a machine with a load of {os.getloadavg()[0]:.1f}")
    heads = "".join(f"{head:>8}" for head in ("p50", "p95", "p99"))
    print(f"  {'milliseconds':14}{'requests':>9}{heads}   with that time:{heads}")
    for kind in (*KINDS, ""):
        usual = _percentiles(quiet, kind)
        whole = _percentiles(burst.waits, kind)
        times = sum(kind in ("", wait.kind) for wait in burst.waits)
        print(f"  {kind or 'all':14}{times:>9,}{usual}{'':18}{whole}")


def _percentiles(waits: Sequence[Wait], kind: str) -> str:
    """Median, 95th and 99th percentile of one kind of request, or of all."""
    found = sorted(wait.milliseconds for wait in waits if kind in ("", wait.kind))
    if not found:
        return f"{'-':>8}" * 3
    return "".join(f"{found[round((len(found) - 1) * share)]:>8,.0f}" for share in (0.5, 0.95, 0.99))


def _faults(installation: Installation, burst: Burst, everybody: Sequence[Person]) -> list[str]:
    """What went wrong with the answers; prints what went well."""
    with installation.database.reading() as session:
        query = select(Reply.notice_id, Reply.reference, Reply.doubt)
        rows = [(row.notice_id, row.reference) for row in session.execute(query) if row.doubt is not Doubt.UNSENT]
    lost = set(burst.shown.items()) - set(rows)
    doubled = len(rows) - len({notice_id for notice_id, _ in rows})
    print(
        f"  {len(burst.shown):,} of {len(everybody):,} saw the last page; {len(lost)} answers lost, {doubled} doubled"
    )
    found = [f"{what}: {number}" for what, number in (("lost", len(lost)), ("doubled", doubled)) if number]
    return found + burst.failed[:10]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
