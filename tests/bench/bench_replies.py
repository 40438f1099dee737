"""The patient's page under load: GETs beside a bare Flask route, and durable POSTs of answers, on both databases.

The page and the bare route are served by the same server in the same run, each in a process of its own, and are asked
in turn, so that a busy machine is busy for both. The last line is the program's own work, without a server in front.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import cycle
from statistics import median

from flask.testing import FlaskClient
from sqlalchemy import func, select

from notifier.cli.installation import Installation
from notifier.patients import access_codes
from notifier.replies.record import NewReply
from notifier.store.tables import Reply
from notifier.vocabulary import Answerer, Choice, Source
from tests.bench.asking import Load, load, request_of
from tests.bench.bare import bare_app
from tests.bench.door import Person, Served, bare, on_each_database, people, served
from web.app import create_app
from web.patient.unsent_replies import UnsentReplies

PATIENTS = 2_000
CONNECTIONS = 16
ROUNDS, SLICE = 5, 1.5  # times that both are asked, and for how many seconds each
TARGET_SHARE = 0.55  # of a bare route's GETs
TARGET_POSTS = 500  # per second


def main() -> None:
    """Print rates and shares; ends with exit status 1 when an answer that was taken is not in the tables."""
    print(f"{CONNECTIONS} connections that are kept open, in turns of {SLICE} s")
    on_each_database(PATIENTS, _measure)


def _measure(name: str, installation: Installation) -> None:
    everybody = people(installation)
    with served(installation) as page:
        _gets(name, page, everybody)
        _posts(name, page.port, installation, everybody)
    _in_process(name, installation, everybody)


def _gets(name: str, page: Served, everybody: Sequence[Person]) -> None:
    """The page beside the bare route: by the clock, and by processor time, which other work here touches less."""
    pages = cycle([request_of(f"/r/{person.code}") for person in everybody])
    hellos = cycle([request_of("/r")])
    with bare() as other:
        before = page.processor(), other.processor()
        rounds = [(_asked(page.port, pages), _asked(other.port, hellos)) for _ in range(ROUNDS)]
        used = page.processor() - before[0], other.processor() - before[1]
    share = median(ours.per_second / theirs.per_second for ours, theirs in rounds)
    page_rate, bare_rate = (median(one.per_second for one in loads) for loads in zip(*rounds, strict=True))
    answers = [sum(one.answers for one in loads) for loads in zip(*rounds, strict=True)]
    page_cost, bare_cost = (spent / number * 1000 for spent, number in zip(used, answers, strict=True))
    busy = max(one.asking / one.seconds for pair in rounds for one in pair)
    print(
        f"{name:10} GET of the page {page_rate:.0f}/s beside a bare route {bare_rate:.0f}/s: {share:.0%} "
        f"(target {TARGET_SHARE:.0%})\n{'':10} the server's processor time for one: {page_cost:.2f} ms beside "
        f"{bare_cost:.2f} ms: {bare_cost / page_cost:.0%}; asking took {busy:.0%} of a processor at most"
    )


def _asked(port: int, requests: Iterator[bytes]) -> Load:
    found = load(port, requests, CONNECTIONS, SLICE)
    assert set(found.statuses) == {200}, found.statuses
    return found


def _posts(name: str, port: int, installation: Installation, everybody: Sequence[Person]) -> None:
    """Everybody's last step, with all steps before it done."""
    unsent, now = UnsentReplies(installation.keys), installation.clock()
    steps = [(one, unsent.seal(_reply(one, now), one.notice_id, now)) for one in everybody]
    found = load(port, [request_of(f"/r/{one.code}/check/{sealed}", {}) for one, sealed in steps], CONNECTIONS)
    print(f"{name:10} durable POST of an answer {found.per_second:.0f}/s (target {TARGET_POSTS}/s)")
    with installation.database.reading() as session:
        columns = func.count(), func.count(Reply.notice_id.distinct())
        replies, notices = session.execute(select(*columns)).one()
    if not dict(found.statuses) == {303: replies} == {303: notices} == {303: len(everybody)}:
        sys.exit(f"answers {dict(found.statuses)}, but {replies} rows of {notices} people of {len(everybody)}")


def _reply(person: Person, now: datetime) -> NewReply:
    return NewReply(
        Choice.KEEP,
        Source.PAGE,
        now,
        answered_by=Answerer.GUARDIAN if person.for_guardian else Answerer.PATIENT,
        name="Sam Sample" if person.for_guardian else "",
        date_of_birth=person.date_of_birth,
        sitting=access_codes.new_reference(),
        reference=access_codes.new_reference(),
    )


def _in_process(name: str, installation: Installation, everybody: Sequence[Person]) -> None:
    app = create_app(
        *(installation.settings, installation.database, lambda _task: None, installation.clock, ["patient"]),
        limited=False,
    )
    page = _rate(app.test_client(), [f"/r/{person.code}" for person in everybody])
    hello = _rate(bare_app().test_client(), ["/r"] * len(everybody))
    print(
        f"{name:10} without a server: GET of the page {page:.0f}/s beside a bare route {hello:.0f}/s: "
        f"{page / hello:.0%}"
    )


def _rate(client: FlaskClient, addresses: Sequence[str]) -> float:
    started = time.perf_counter()
    for address in addresses:
        assert client.get(address).status_code == 200
    return len(addresses) / (time.perf_counter() - started)
