"""The people of the practice: inviting, changing what somebody may do, shutting somebody out, and being the last."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from notifier.delivery import leases
from notifier.practice import accounts
from notifier.providers.base import Accepted, Audience, Refused, Result
from notifier.providers.message_types import EmailMessage
from notifier.store import audit
from notifier.store.tables import Base, Patient
from notifier.vocabulary import Channel, FailReason, Role
from notifier.worker.job_runner import JobRunner
from tests.html_check import CheckedClient
from tests.web.world import PASSWORD, World, load_stationery, submit, text

NEW = {"new_password": "amber kettle harbour", "again": "amber kettle harbour"}
INVITED = {"name": "Kim New", "email": "kim@riversidesurgery.example.com", "roles": "reception"}


def test_whoever_is_invited_chooses_a_password_once_and_is_in(world: World) -> None:
    manager = world.signed_in(Role.MANAGER)
    link = link_on(submit(manager, "/staff/people/invite", **INVITED).get_data(as_text=True))
    assert "No password yet" in text(manager, "/staff/people")
    kim = world.client()
    for _ in range(2):
        page = kim.get(link).get_data(as_text=True)
        assert "kim@riversidesurgery.example.com" in page, "looking uses nothing up"
    for wrong, says in (
        ({"new_password": "short", "again": "short"}, "at least 12 characters"),
        ({**NEW, "again": "amber kettle harbor"}, "The two are not the same"),
        ({"new_password": "password123456", "again": "password123456"}, "one of those that are tried first"),
        ({"new_password": "riversidesurgery", "again": "riversidesurgery"}, "made of the practice&#39;s name"),
        ({"new_password": "kim@riversidesurgery", "again": "kim@riversidesurgery"}, "made of the practice&#39;s name"),
    ):
        refused = submit(kim, link, **wrong)
        assert (refused.status_code, says in refused.get_data(as_text=True)) == (400, True), wrong
    assert submit(kim, link, **NEW).location == "/staff/"
    assert kim.get(f"/staff/campaigns/{world.campaign_id}/desk").status_code == 200
    again = world.client().get(link)
    assert (again.status_code, "was used already" in again.get_data(as_text=True)) == (410, True)
    with world.database.reading() as session:
        said = [(event.action, event.staff_id) for event in audit.events(session) if event.action.startswith("link.")]
    kim_id = world.accounts[Role.AUDITOR].id + 1
    assert said == [("link.made", world.accounts[Role.MANAGER].id), ("link.used", kim_id)]


class Mailbox:
    """A provider of emails that keeps what it is given, and answers as it is told."""

    name, audience = "mailbox", Audience.SAMPLES

    def __init__(self, answer: Result | None) -> None:
        self.answer, self.got = answer, list[EmailMessage]()

    def send(self, messages: Sequence[EmailMessage]) -> Iterator[tuple[str, Result]]:
        self.got += messages
        if self.answer is None:
            raise TimeoutError
        return iter([(message.reference, self.answer) for message in messages])


def work(world: World, mailbox: Mailbox) -> None:
    """Do what was asked of the workers, with this provider of emails."""
    carried: Any = {Channel.EMAIL: mailbox}
    with leases.worker_lease(world.settings.instance) as worker:
        runner = JobRunner(world.database, world.settings, world.keys, carried, worker, load_stationery)
        assert runner.run_waiting(lambda: world.now) == 1


def test_an_invitation_is_emailed_by_a_worker_and_its_secret_is_nowhere_else(world: World) -> None:
    world.settings = world.settings.model_copy(update={"public_url": "http://surgery.example.com"})
    manager, mailbox = world.signed_in(Role.MANAGER), Mailbox(Accepted("m-1"))
    asked = submit(manager, "/staff/people/invite", **INVITED, way="email")
    assert asked.status_code == 303
    assert "Emailing the link" in text(manager, asked.location)
    work(world, mailbox)
    (mail,) = mailbox.got
    assert (mail.to, mail.subject) == (INVITED["email"], "Choose your password for Fair Notice")
    link = re.search(r"http://surgery.example.com(/staff/choose-password/([\w-]{43}))\n", mail.text)
    assert link
    assert link[0].strip() in mail.html
    assert "Sam Manager of Riverside Surgery" in mail.text
    page = text(manager, asked.location)
    assert "The email provider took the link for kim@riversidesurgery.example.com" in page
    with world.database.reading() as session:
        tables = {name: session.execute(select(table)).all() for name, table in Base.metadata.tables.items()}
        assert not [name for name, rows in tables.items() if link[2] in repr(rows)]
        said = [(event.action, event.staff_id) for event in audit.events(session) if event.action.startswith("link.")]
    by = world.accounts[Role.MANAGER].id
    assert said == [("link.made", by), ("link.mailed", by)]
    assert link[2] not in page
    assert submit(world.client(), link[1], **NEW).location == "/staff/"


@pytest.mark.parametrize(
    ("answer", "says", "status"),
    [
        (Refused(FailReason.BAD_ADDRESS, permanent=True), "It went to nobody, and works no more", 410),
        (None, "the link may have gone or not", 200),
    ],
)
def test_a_mail_that_was_refused_or_is_in_doubt_is_told_as_such(
    light_world: World, answer: Result | None, says: str, status: int
) -> None:
    manager, mailbox = light_world.signed_in(Role.MANAGER), Mailbox(answer)
    person = f"/staff/people/{light_world.accounts[Role.RECEPTION].id}"
    assert submit(manager, f"{person}/mailed-link", person).location == person
    work(light_world, mailbox)
    assert says in text(manager, person)
    link = re.search(r"/staff/choose-password/[\w-]{43}", mailbox.got[0].text)
    assert link
    assert light_world.client().get(link[0]).status_code == status


def test_nothing_is_emailed_to_a_patient_or_by_a_provider_that_is_not_for_them(light_world: World) -> None:
    manager, mailbox = light_world.signed_in(Role.MANAGER), Mailbox(Accepted("m-1"))
    for email, says in (
        ("bob@example.com", "A patient is on record with this address"),
        ("kim@nhs.example", "nothing"),
    ):
        refused = submit(manager, "/staff/people/invite", **(INVITED | {"email": email}), way="email")
        assert (refused.status_code, says.lower() in refused.get_data(as_text=True).lower()) == (400, True), email
    assert not [one for one in people(light_world) if one in ("bob@example.com", "kim@nhs.example")]
    person = f"/staff/people/{light_world.accounts[Role.RECEPTION].id}"
    submit(manager, f"{person}/mailed-link", person)
    with light_world.database.writing() as session:
        address = light_world.accounts[Role.RECEPTION].email.upper()
        session.execute(update(Patient).where(Patient.email == "bob@example.com").values(email=address))
    work(light_world, mailbox)
    assert mailbox.got == []
    assert "A patient is on record with this address" in text(manager, person)


def people(world: World) -> list[str]:
    with world.database.reading() as session:
        return [one.email for one in accounts.known_people(session, world.practice_id)]


@pytest.mark.parametrize("how", ["late", "later one", "closed", "closed and opened", "never made"])
def test_a_link_that_is_over_opens_nothing_and_says_why(light_world: World, how: str) -> None:
    manager, reception = light_world.signed_in(Role.MANAGER), light_world.accounts[Role.RECEPTION]
    person = f"/staff/people/{reception.id}"
    link = link_on(submit(manager, f"{person}/link", person).get_data(as_text=True))
    stranger = light_world.client()
    page = stranger.get(link).get_data(as_text=True)
    assert "1 hour" not in page
    match how:
        case "late":
            light_world.now += timedelta(hours=1)
        case "later one":
            submit(manager, f"{person}/link", person)
        case "closed":
            submit(manager, f"{person}/close", person)
        case "closed and opened":
            submit(manager, f"{person}/close", person)
            submit(manager, f"{person}/open", f"{person}/open")
        case _:
            link = link[:-3] + "xyz"
    expected = {"late": "is too old", "closed": "is closed"}
    expected |= dict.fromkeys(("later one", "closed and opened"), "a later one was made")
    got = stranger.get(link)
    assert got.status_code == (404 if how == "never made" else 410)
    assert expected.get(how, "There is no such link") in got.get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    assert stranger.post(link, data={"csrf_token": token[1], **NEW}).status_code == got.status_code
    signed_in = submit(light_world.client(), "/staff/sign-in", email=reception.email, password=PASSWORD)
    assert signed_in.status_code == (400 if how == "closed" else 303)


def test_a_reset_signs_its_person_out_wherever_the_old_password_did(light_world: World) -> None:
    manager, reception = light_world.signed_in(Role.MANAGER), light_world.accounts[Role.RECEPTION]
    old, person = light_world.signed_in(Role.RECEPTION), f"/staff/people/{reception.id}"
    link = link_on(submit(manager, f"{person}/link", person).get_data(as_text=True))
    assert old.get("/staff/").status_code == 200, "nothing happened yet"
    new = light_world.client()
    submit(new, link, **NEW)
    assert [client.get("/staff/").status_code for client in (old, new)] == [303, 200]
    assert "your password was changed" in text(old, "/staff/sign-in")


def test_who_is_shut_out_is_out_at_once(world: World) -> None:
    manager, reception = world.signed_in(Role.MANAGER), world.accounts[Role.RECEPTION]
    client, person = world.signed_in(Role.RECEPTION), f"/staff/people/{reception.id}"
    assert "Firefox" not in text(manager, person)
    submit(manager, f"{person}/sign-ins", person)
    assert client.get("/staff/").status_code == 303
    assert "a manager ended this sign-in" in text(client, "/staff/sign-in")
    client = world.signed_in(Role.RECEPTION)
    assert submit(manager, f"{person}/close", f"{person}/close").location == "/staff/people"
    assert client.get("/staff/").status_code == 303
    refused = submit(world.client(), "/staff/sign-in", email=reception.email, password=PASSWORD)
    assert refused.status_code == 400
    assert "Closed" in text(manager, "/staff/people")
    submit(manager, f"{person}/open", f"{person}/open")
    assert world.signed_in(Role.RECEPTION).get("/staff/").status_code == 200


def test_roles_are_given_and_taken_as_ticked(light_world: World) -> None:
    manager, person = light_world.signed_in(Role.MANAGER), light_world.accounts[Role.RECEPTION]
    address, client = f"/staff/people/{person.id}", light_world.signed_in(Role.RECEPTION)
    submit(manager, f"{address}/roles", address, roles=["reception", "auditor"])
    assert client.get(f"/staff/campaigns/{light_world.campaign_id}/preview").status_code == 200, "at once"
    submit(manager, f"{address}/roles", address, roles=["auditor"])
    assert client.get("/staff/").status_code == 303
    none = submit(manager, f"{address}/roles", address)
    assert (none.status_code, "Choose at least one role" in none.get_data(as_text=True)) == (400, True)
    with light_world.database.reading() as session:
        assert accounts.account_by_email(session, person.email).roles == {Role.AUDITOR}


@pytest.mark.parametrize(("role", "harm"), [(Role.MANAGER, "let anybody in or out"), (Role.APPROVER, "approve")])
def test_the_last_of_those_without_whom_nothing_goes_on_stays_and_is_told_why(
    light_world: World, role: Role, harm: str
) -> None:
    manager, last = light_world.signed_in(Role.MANAGER), light_world.accounts[role]
    person = f"/staff/people/{last.id}"
    submit(manager, "/staff/people/invite", **INVITED | {"roles": role.value})  # who cannot sign in yet follows nobody
    for address, form_at, fields in (
        (f"{person}/roles", person, {"roles": ["auditor"]}),
        (f"{person}/close", f"{person}/close", {}),
    ):
        refused = submit(manager, address, form_at, **fields)
        page = refused.get_data(as_text=True)
        assert refused.status_code == 409
        assert f"{last.email.capitalize()} is the last {role} who can sign in" in page
        assert harm in page
    with light_world.database.reading() as session:
        assert accounts.account_by_id(session, last.id) == last


def test_an_address_is_one_persons_and_one_practices(light_world: World) -> None:
    manager, before = light_world.signed_in(Role.MANAGER), light_world.rows()
    for fields, says in (
        ({"email": light_world.accounts[Role.AUDITOR].email}, "has this address already"),
        ({"email": "kim"}, "known by an email address"),
        ({"name": ""}, "Enter the name"),
        ({"roles": ""}, "Select at least one role"),
    ):
        refused = submit(manager, "/staff/people/invite", **INVITED | fields)
        page = refused.get_data(as_text=True)
        assert (refused.status_code, says in page) == (400, True), says
        assert (INVITED | fields)["email"] in page, "nothing has to be typed again"
    assert light_world.rows() == before


def test_people_are_for_managers_who_proved_lately_that_it_is_they(light_world: World) -> None:
    person = f"/staff/people/{light_world.accounts[Role.AUDITOR].id}"
    pages = ("/staff/people", "/staff/people/invite", person, f"{person}/close")
    for role in Role:
        client = light_world.signed_in(role)
        expected = 200 if role is Role.MANAGER else 403
        assert {client.get(page).status_code for page in pages} == {expected}, role
        for deed in ("roles", "link", "sign-ins", "close", "open"):
            assert role is Role.MANAGER or submit(client, f"{person}/{deed}", "/staff/").status_code == 403
    manager = light_world.signed_in(Role.MANAGER)
    light_world.now += timedelta(minutes=10)
    assert manager.get("/staff/").status_code == 200
    before = light_world.rows()
    for page in pages:
        assert manager.get(page).location == f"/staff/prove?next={page}"
    assert submit(manager, f"{person}/close", "/staff/").location == f"/staff/prove?next={person}/close"
    assert submit(manager, f"{person}/link", "/staff/").location == "/staff/prove?next=/staff/"
    assert light_world.rows() == before
    proven = submit(manager, "/staff/prove", password=PASSWORD, next=person)
    assert (proven.location, manager.get(person).status_code) == (person, 200)


def link_on(page: str) -> str:
    """The address of the link, which the page shows once, as a path."""
    found = re.search(r"http://localhost(/staff/choose-password/[\w-]{43})<", page)
    assert found, page
    return found[1]


def test_who_opened_which_patient_is_on_record_once_an_hour(light_world: World) -> None:
    client: CheckedClient = light_world.signed_in(Role.RECEPTION)
    ada = f"/staff/campaigns/{light_world.campaign_id}/patients/{light_world.patients['Ada Test']}"
    for minutes in (0, 10, 29, 29):
        light_world.now += timedelta(minutes=minutes)
        assert client.get(ada).status_code == 200
    assert light_world.signed_in(Role.AUDITOR).get(ada).status_code == 403
    with light_world.database.reading() as session:
        opened = [event for event in audit.events(session) if event.action == "patient.opened"]
        who = light_world.accounts[Role.RECEPTION].id
        assert [(event.staff_id, event.campaign_id, event.details) for event in opened] == [
            (who, light_world.campaign_id, {"patient": light_world.patients["Ada Test"]})
        ] * 2
