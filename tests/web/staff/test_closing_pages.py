"""The closing in the browser: one person proposes what they were shown, another one closes it, and nothing slips in."""

import re
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert, select, update

from notifier.errors import NotAllowed
from notifier.outcomes import freezing
from notifier.practice import accounts, jobs
from notifier.practice.jobs import Job
from notifier.store.tables import Delivery, Receipt
from notifier.vocabulary import Choice, DeliveryStatus, JobKind, ReportKind, Role, Source, Task, Wave
from notifier.worker.closing_jobs import ClosingJobs
from tests.html_check import CheckedClient
from tests.notifier.campaigns.test_editing import at_once
from tests.web.world import World, build, submit, text

TAKEN = {"accept": "list_age:365", "note": "the list is of today"}


def told(world: World) -> World:
    """Two were told, one is reached by a letter alone; a year has gone by since, and the list is as old."""
    arrived = {"delivery_status": DeliveryStatus.DELIVERED, "accepted_at": world.now, "delivered_at": world.now}
    with world.database.writing() as session:
        planned = (Delivery.delivery_status == DeliveryStatus.PLANNED, Delivery.wave == Wave.FIRST)
        session.execute(update(Delivery).where(*planned).values(**arrived, posted_at=world.now))
        went = select(Delivery.id).where(Delivery.delivery_status == DeliveryStatus.DELIVERED)
        report = {"provider": "outbox", "kind": ReportKind.DELIVERED, "raw": {}, "received_at": world.now}
        for delivery in session.execute(went).scalars().all():
            session.execute(insert(Receipt), report | {"delivery_id": delivery, "event_id": f"arrived {delivery}"})
    world.now = world.now.replace(year=world.now.year + 1)
    return world


@pytest.fixture
def told_world(light_world: World) -> World:
    """See `told`."""
    return told(light_world)


def address(world: World, page: str = "") -> str:
    return f"/staff/campaigns/{world.campaign_id}/closing{page}"


def shown(client: CheckedClient, world: World, page: str = "/freeze") -> dict[str, str]:
    """What the form on the page carries."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="(\w*)"', text(client, address(world, page)))
    return dict(fields)


def freeze(world: World, role: Role, **typed: str) -> Job:
    """Let somebody press the button on the page as it is, and a worker do what it asks for."""
    client = world.signed_in(role)
    answer = submit(client, address(world, "/freeze"), **shown(client, world), **typed)
    assert answer.status_code == 303, answer.text
    return worked(world)


def worked(world: World) -> Job:
    world.work()
    with world.database.reading() as session:
        job = jobs.latest_job(session, world.practice_id, JobKind.FREEZE, campaign_id=world.campaign_id)
    assert job is not None
    return job


def sets(world: World) -> list[freezing.FrozenSetView]:
    with world.database.reading() as session:
        return freezing.frozen_sets(session, world.campaign_id)


def proposal(world: World) -> freezing.FrozenSetView | None:
    with world.database.reading() as session:
        return freezing.open_proposal(session, world.campaign_id)


def test_one_person_proposes_and_another_one_closes(told_world: World) -> None:
    world, manager = told_world, told_world.signed_in(Role.MANAGER)
    page = text(manager, address(world))
    assert "The time to answer ended on 4 January 2027" in page
    assert "Nothing is proposed yet" in page
    assert "The list is 365 days old" in page
    assert not re.search(r"`|notifier |&lt;", page), "no command stands on a page"
    job = freeze(world, Role.MANAGER, **TAKEN)
    assert world.woken[-1] is Task.JOBS
    assert (job.error, job.result["is_closed"], sets(world)) == ("", False, [])
    page = text(world.signed_in(Role.APPROVER), address(world))
    assert "Sam Manager proposed set 1 on 23 November 2027 at 10:00: 2 may be coded, 1 is held" in page
    assert "A second person closes it until 24 November 2027 at 22:00" in page
    job = freeze(world, Role.APPROVER)
    assert (job.error, job.result["is_closed"]) == ("", True)
    (frozen,) = sets(world)
    assert (frozen.proposed_by, frozen.closed_by) == ("Sam Manager", "Sam Approver")
    assert [(one["check"], one["note"]) for one in frozen.checks if one["accepted_by"]] == [("list_age", TAKEN["note"])]
    page = text(world.signed_in(Role.AUDITOR), address(world))
    assert "Set 1, frozen on 23 November 2027 at 10:00" in page
    assert frozen.sha256 in page
    assert f"taken as it was by Sam Manager, “{TAKEN['note']}”" in page
    assert 'href="/staff/campaigns/1/closing/freeze' not in page, "an auditor presses nothing"
    world.log("Ada Test", Choice.KEEP, Source.PHONE)
    for role, is_named in ((Role.MANAGER, True), (Role.AUDITOR, False)):
        page = text(world.signed_in(role), address(world))
        assert "1 patient on the lists may no longer be coded" in page
        assert ("Ada Test" in page) is is_named


def test_nobody_closes_what_they_proposed_themselves_and_is_told_who_can(told_world: World) -> None:
    freeze(told_world, Role.MANAGER, **TAKEN)
    manager, before = told_world.signed_in(Role.MANAGER), proposal(told_world)
    assert "You proposed it, so somebody else closes it: Sam Approver." in text(manager, address(told_world))
    assert "somebody else closes it" in text(manager, address(told_world, "/freeze"))
    fields = shown(manager, told_world, "/freeze?anew=1") | {"act": "close"}
    refused = submit(manager, address(told_world, "/freeze"), address(told_world, "/freeze?anew=1"), **fields)
    assert refused.status_code == 409
    assert "You proposed this set yourself: Sam Approver can close it" in refused.text
    assert (proposal(told_world), sets(told_world)) == (before, [])


def test_a_form_of_ones_own_making_closes_nothing(told_world: World) -> None:
    """A worker does not rely on the page that asked it."""
    freeze(told_world, Role.MANAGER, **TAKEN)
    standing = proposal(told_world)
    assert standing is not None
    counts = freezing.sum_of_counts(standing.counts)
    details = {"act": "close", "accept": {}, "note": "", "proposal": standing.id, "closed": None, "counts": counts}
    with told_world.database.writing() as session:
        staff, campaign_id = told_world.accounts[Role.MANAGER], told_world.campaign_id
        jobs.ask_job(session, staff, JobKind.FREEZE, details, told_world.now, campaign_id=campaign_id)
    assert "only a second person can close it" in worked(told_world).error
    assert (proposal(told_world), sets(told_world)) == (standing, [])


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "See to this first, or say that you take it as it is: the list is 365 days old"),
        ({"accept": "list_age:365", "note": " "}, "Write why you take it as it is"),
        ({"accept": "list_age:365", "note": "x" * 2_001}, "Shorten the note to 2,000 characters: it has 2,001"),
    ],
)
def test_what_stops_is_seen_to_or_taken_as_it_is_with_a_reason(
    told_world: World, typed: dict[str, str], says: str
) -> None:
    manager = told_world.signed_in(Role.MANAGER)
    refused = submit(manager, address(told_world, "/freeze"), **shown(manager, told_world), **typed)
    assert refused.status_code == 400
    assert says in refused.text
    assert not told_world.work()


def test_what_changed_between_seeing_and_pressing_is_said_and_nothing_is_proposed(told_world: World) -> None:
    manager = told_world.signed_in(Role.MANAGER)
    fields = shown(manager, told_world)
    told_world.log("Ada Test", Choice.KEEP, Source.PHONE)
    accept = ["list_age:365", "open_reviews:1"]
    answer = submit(manager, address(told_world, "/freeze"), **fields, note="looked at", accept=accept)
    job = worked(told_world)
    assert "changed since you were shown it" in job.error
    assert proposal(told_world) is None
    assert "changed since you were shown it" in text(manager, answer.location)


def test_what_changed_since_it_was_proposed_is_named_to_who_may_see_patients(told_world: World) -> None:
    freeze(told_world, Role.APPROVER, **TAKEN)
    told_world.log("Bob Test", Choice.KEEP, Source.PHONE)
    job = freeze(told_world, Role.MANAGER, accept="open_reviews:1", note="it holds him")
    before = proposal(told_world)
    assert (job.error, job.result["changes"], sets(told_world)) == ("", 1, [])
    page = text(told_world.signed_in(Role.MANAGER), address(told_world, f"?job={job.id}"))
    assert "no longer so for 1 patient" in page
    assert "Bob Test" in page
    assert "May be coded: told in time, no answer" in page
    page = text(told_world.signed_in(Role.AUDITOR), address(told_world, f"?job={job.id}"))
    assert "no longer so for 1 patient" in page
    assert "Bob Test" not in page
    assert proposal(told_world) == before, "nothing is done but to say so"


def test_of_two_who_close_at_once_one_is_told_who_was_first(world: World) -> None:
    told(world)
    freeze(world, Role.APPROVER, **TAKEN)
    with world.database.writing() as session:
        for role in (Role.MANAGER, Role.AUDITOR):
            email = world.accounts[role].email
            accounts.add_account(session, world.practice_id, email, Role.APPROVER, world.now)
    asked = {}
    for role in (Role.MANAGER, Role.AUDITOR):
        client = world.signed_in(role)
        asked[role] = {"act": "close", "accept": {}, "note": "", **numbers(shown(client, world))}
    ids = {}
    with world.database.writing() as session:
        for role, details in asked.items():
            staff = accounts.account_by_id(session, world.accounts[role].id)
            assert staff is not None
            ids[role] = jobs.ask_job(session, staff, JobKind.FREEZE, details, world.now, campaign_id=world.campaign_id)
    with world.database.reading() as session:
        found = [jobs.find_job(session, world.practice_id, job_id) for job_id in ids.values()]
    doing = ClosingJobs(world.database, world.settings, world.keys, lambda: world.now)
    ended = at_once(*(partial(doing.freeze, job) for job in found))
    (refusal,) = (one for one in ended if isinstance(one, NotAllowed))
    (frozen,) = sets(world)
    assert f"{frozen.closed_by} closed set 1 since you looked" in str(refusal)
    winner = found[0] if frozen.closer_id == found[0].asked_by else found[1]
    assert doing.freeze(winner)["is_closed"], "done before its worker died, it is not done again"


def numbers(fields: dict[str, str]) -> dict[str, object]:
    ids = {name: int(fields[name]) if fields[name] else None for name in ("proposal", "closed")}
    return {**ids, "counts": fields["counts"]}


def test_a_proof_that_is_no_longer_fresh_freezes_nothing(told_world: World) -> None:
    manager = told_world.signed_in(Role.MANAGER)
    fields = shown(manager, told_world)
    told_world.now += timedelta(minutes=11)
    asked = submit(manager, address(told_world, "/freeze"), address(told_world), **fields, **TAKEN)
    assert "/staff/prove" in asked.location
    assert not told_world.work()


def test_another_practices_campaign_is_not_there(told_world: World) -> None:
    other = build(told_world.database, told_world.settings, told_world.now, name="Hill Surgery")
    client = other.signed_in(Role.MANAGER)
    for page in ("", "/freeze"):
        assert client.get(address(told_world, page)).status_code == 404
