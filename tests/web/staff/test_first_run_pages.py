"""The first set-up in the browser: by whoever has the one-time address, once, for a day."""

import threading
from datetime import datetime, timedelta

import pytest

from notifier.errors import NotAllowed
from notifier.kept_settings import STAFF_FILE
from notifier.practice import accounts, first_run, practice_details, practices
from notifier.practice.first_run import FirstPerson
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.instance_keys import make_instance, noted_practice
from notifier.vocabulary import ClinicalSystem, Role
from tests.html_check import CheckedClient, checked_client
from tests.web.world import PASSWORD, submit, text
from web.app import create_app

STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "practice",
        {
            "name": "Lakeside Surgery",
            "ods_code": "a81001",
            "address": "2 Mill Lane\nYateley\ngu46 7ab",
            "phone": "01632 960001",
        },
    ),
    ("reach", {"hours": "Monday to Friday", "email": "", "privacy_url": "https://example.com/privacy"}),
    ("records", {"clinical_system": "emis", "envelope": "c5"}),
    ("manager", {"manager_name": "Mo Manager", "manager_email": "mo@example.com"}),
)


class EmptyInstallation:
    """An installation without staff, and the address at which it is set up."""

    def __init__(self, database: Database, settings: Settings, now: datetime) -> None:
        self.database, self.settings, self.now = database, settings, now
        make_instance(settings.instance)
        self.secret = self.offer()

    def offer(self) -> str:
        with self.database.writing() as session:
            secret = first_run.offer_first_run(session, self.now)
        assert secret is not None
        return secret

    @property
    def address(self) -> str:
        return f"/staff/first-run/{self.secret}"

    def client(self) -> CheckedClient:
        app = create_app(self.settings, self.database, lambda task: None, lambda: self.now, ("staff",), limited=False)
        return checked_client(app)

    def filled_in(self) -> CheckedClient:
        """A browser in which everything but the password is typed."""
        client = self.client()
        for step, typed in STEPS:
            answer = submit(client, f"{self.address}/{step}", **typed)
            assert answer.status_code == 303, (step, answer.get_data(as_text=True))
        return client

    def finish(self, client: CheckedClient, **fields: str) -> int:
        typed = {"password": PASSWORD, "password_again": PASSWORD} | fields
        return submit(client, f"{self.address}/check", **typed).status_code


@pytest.fixture
def empty(database: Database, settings: Settings, now: datetime) -> EmptyInstallation:
    return EmptyInstallation(database, settings, now)


def test_a_practice_and_its_first_manager_are_set_up_step_by_step(empty: EmptyInstallation) -> None:
    client = empty.filled_in()
    summary = text(client, f"{empty.address}/check")
    for word in ("Lakeside Surgery", "A81001", "2 Mill Lane", "EMIS Web", "C5 window envelopes", "mo@example.com"):
        assert word.lower() in summary.lower(), word
    with empty.database.reading() as session:
        assert practices.ods_codes(session) == []  # nothing is stored on the way
    assert empty.finish(client) == 303
    with empty.database.reading() as session:
        practice = practices.the_only(session)
        kept = practice_details.details_of(practice)
        assert kept.address == ("2 Mill Lane", "Yateley", "GU46 7AB")
        assert kept.clinical_system is ClinicalSystem.EMIS
        assert (kept.name, kept.ods_code, kept.email) == ("Lakeside Surgery", "A81001", "")
        manager = accounts.authenticate(session, "mo@example.com", PASSWORD)
        assert manager is not None
        assert manager.roles == {Role.MANAGER}
        assert practice_details.last_changes(session, practice.id).keys() >= {"name", "phone", "clinical_system"}
    assert '"envelope": "c5"' in (empty.settings.instance / STAFF_FILE).read_text()
    assert noted_practice(empty.settings.instance) == "A81001"
    assert submit(client, "/staff/sign-in", email="mo@example.com", password=PASSWORD).status_code == 303


def test_what_cannot_be_is_said_beside_its_field_and_all_that_was_typed_stays(empty: EmptyInstallation) -> None:
    client = empty.client()
    wrong = {"name": "Lakeside", "ods_code": "LAKE1", "address": "2 Mill Lane", "phone": "ring us"}
    answer = submit(client, f"{empty.address}/practice", **wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    for field in ("ods_code", "address", "phone"):
        assert f'href="#{field}"' in page
        assert f'id="{field}-error"' in page
    assert 'id="name-error"' not in page
    assert 'value="ring us"' in page
    wrong_step = submit(client, f"{empty.address}/records", clinical_system="paper", envelope="c4")
    assert wrong_step.status_code == 400
    assert client.get(f"{empty.address}/check").headers["Location"].endswith("/practice")  # the first that is missing
    client = empty.filled_in()
    assert empty.finish(client, password_again="three random birds") == 400
    assert empty.finish(client, password="short", password_again="short") == 400
    with empty.database.reading() as session:
        assert first_run.is_empty(session)


def test_the_address_is_good_once_and_for_a_day(empty: EmptyInstallation) -> None:
    client, late = empty.filled_in(), empty.client()
    assert late.get("/staff/first-run/a-guess").status_code == 404
    began = empty.now
    empty.now += first_run.LASTS
    assert "has ended" in text(late, empty.address, 409)
    before, empty.secret = empty.secret, empty.offer()
    assert late.get(f"/staff/first-run/{before}").status_code == 404  # a restart shows another, and this one is gone
    assert late.get(empty.address).status_code == 200
    empty.now = began + timedelta(hours=1)
    assert empty.finish(client) == 303
    for page in ("", "/practice", "/check"):
        assert "has been set up already" in text(late, f"{empty.address}{page}", 409), page
    with empty.database.writing() as session:
        assert first_run.offer_first_run(session, empty.now) is None


def test_of_two_who_set_up_at_the_same_time_one_does_and_the_other_is_told(empty: EmptyInstallation) -> None:
    typed = {name: value for _, fields in STEPS for name, value in fields.items()}
    details, both, said = practice_details.read_details(typed), threading.Barrier(2), []

    def set_up(name: str) -> None:
        manager = FirstPerson(name, f"{name}@example.com", PASSWORD)
        try:
            with empty.database.writing() as session:
                first_run.check_first_run(session, empty.secret, empty.now)
                if not empty.database.is_sqlite:
                    both.wait()  # on SQLite the second cannot begin before the first has ended
                first_run.finish_first_run(session, empty.secret, details, manager, empty.now)
            said.append("done")
        except NotAllowed as refusal:
            said.append(str(refusal))

    threads = [threading.Thread(target=set_up, args=(name,)) for name in ("mo", "jo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["done", first_run.SET_UP_ALREADY]
    with empty.database.reading() as session:
        assert len(accounts.known_people(session, practices.the_only(session).id)) == 1
