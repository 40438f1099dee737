"""The doctor names every fault with what to do about it, and works where nothing is set up yet."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from notifier import settings
from notifier.cli import program
from notifier.delivery import leases
from notifier.delivery.limits import quiet_hours
from notifier.errors import RenderFault, SettingsFault
from notifier.evidence.signatures import sign_due
from notifier.practice import practices
from notifier.providers.base import Audience as TakenFrom
from notifier.providers.base import Refused
from notifier.providers.outbox import Outbox
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.instance_keys import KEY_FILE, PRACTICE_FILE
from notifier.store.tables import Campaign, Delivery, Poll
from notifier.vocabulary import Channel, ConditionLevel, DeliveryStatus, FailReason, PollSubject
from notifier.worker.doctor import Condition, Doctor, FetchedPage, examination, fetch
from tests.changed_settings import changed_settings
from tests.notifier.provider_stand_in import StandIn, drain, with_texts
from tests.world import World, load_stationery

OK, WARNING, FAULT = ConditionLevel.OK, ConditionLevel.WARNING, ConditionLevel.FAULT
ISSUED = "4000000004"  # a number that the NHS could have issued makes a practice a real one
HEALTHY = '{"status": "ok", "database": "reachable"}'


def answers(url: str) -> FetchedPage:
    """A world in which every address answers as it should."""
    return FetchedPage(200, HEALTHY, datetime.now(UTC))


def diagnosis(
    chosen: Settings,
    ask: Callable[[str], FetchedPage] = answers,
    load: Callable[[], Any] = load_stationery,
) -> list[Condition]:
    return list(Doctor(lambda: chosen, load, ask).conditions())


def troubles(found: Sequence[Condition], level: ConditionLevel = FAULT) -> list[str]:
    """What is as bad as that; each with advice."""
    assert all(one.advice for one in found if one.level is not OK)
    return [one.what for one in found if one.level is level]


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


def changed(world: World, **values: Any) -> Settings:
    return changed_settings(world.settings, **values)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Providers that reach real people."""
    chosen = Outbox(Path("nowhere"), name="real", audience=TakenFrom.REAL_PEOPLE)
    monkeypatch.setattr(examination, "providers", lambda settings: dict.fromkeys(Channel, chosen))


@pytest.fixture(autouse=True)
def _known_bank_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else these tests would fail in the year for which the package has none yet."""
    monkeypatch.setattr(quiet_hours, "covered_until", lambda: date.max)


# --- the command ---


def run(folder: Path, *words: str, **environment: str) -> Any:
    """The program in an environment of its own."""
    given = {"NOTIFIER_INSTANCE": str(folder), "NOTIFIER_PUBLIC_URL": "http://127.0.0.1:9", **environment}
    return CliRunner().invoke(program, list(words), env=given)


def test_on_a_machine_where_nothing_is_set_up_it_says_what_to_do_first(tmp_path: Path) -> None:
    done = run(tmp_path / "nothing", "doctor")
    assert done.exit_code == 1
    assert "FAULT    there is no instance folder" in done.stdout
    assert "-> run `notifier init`" in done.stdout
    assert not (tmp_path / "nothing").exists()


def test_after_the_set_up_no_fault_is_left(tmp_path: Path) -> None:
    assert run(tmp_path / "own", "init", "--practice", "Riverside Surgery", "--ods", "Y99999").exit_code == 0
    done = run(tmp_path / "own", "doctor", "--json")
    said = json.loads(done.stdout)
    assert (done.exit_code, said["working"]) == (0, True)
    assert "no worker is at work on this machine" in [one["what"] for one in said["conditions"]]


def test_settings_that_cannot_be_read_are_the_diagnosis(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor", "--json", NOTIFIER_QUIET_HOURS="always")
    (only,) = json.loads(done.stdout)["conditions"]
    assert (done.exit_code, only["level"]) == (1, "fault")
    assert "quiet_hours" in only["what"]


def test_an_address_that_does_not_answer_is_no_answer() -> None:
    assert fetch("http://127.0.0.1:9/healthz") == FetchedPage(0)


# --- this machine ---


def test_a_good_installation_has_no_fault(world: World) -> None:
    sign_due(world.database, world.settings, world.now)
    with leases.worker_lease(world.settings.instance):
        found = diagnosis(world.settings)
    assert {one.level for one in found} == {OK}
    assert "workers on this machine: 1" in [one.what for one in found]


def test_a_lost_or_damaged_key_is_a_fault(world: World) -> None:
    (world.settings.instance / KEY_FILE).write_text("short")
    assert "damaged" in troubles(diagnosis(world.settings))[0]
    (world.settings.instance / KEY_FILE).unlink()
    assert "there is no key" in troubles(diagnosis(world.settings))[0]


def test_what_others_can_open_is_a_warning(world: World) -> None:
    key = world.settings.instance / KEY_FILE
    key.chmod(0o644)
    assert f"others on this machine can open {key}" in troubles(diagnosis(world.settings), WARNING)


def test_missing_fonts_are_a_fault(world: World) -> None:
    def missing() -> Any:
        raise RenderFault("the letter's font is missing")

    assert troubles(diagnosis(world.settings, load=missing)) == [
        "no letter can be printed: the letter's font is missing"
    ]


def test_a_queue_that_does_not_answer_is_a_fault(world: World) -> None:
    url = "postgresql://somebody:secret@127.0.0.1:1/x?connect_timeout=1"
    (said,) = troubles(diagnosis(changed(world, queue_url=url)))
    assert "the queue does not answer" in said
    assert "secret" not in said


# --- the tables ---


def test_a_database_without_tables_or_with_old_ones_is_a_fault(world: World, tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite").touch()
    empty = changed(world, database_url=f"sqlite:///{tmp_path}/empty.sqlite")
    assert troubles(diagnosis(empty)) == ["the database has no tables yet"]
    with closing(sqlite3.connect(tmp_path / "empty.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0000')")
    assert "the tables are of revision 0000" in troubles(diagnosis(empty))[0]


def test_a_database_that_cannot_be_reached_or_written_is_a_fault(world: World, tmp_path: Path) -> None:
    away = changed(world, database_url=f"sqlite:///{tmp_path}/nothing/x.sqlite")
    (told,) = troubles(diagnosis(away))
    assert "x.sqlite is in a folder that is not there: mount it or make it" in told
    assert "(set by the default of database_url)" in told


def test_on_postgresql_its_clock_is_compared_with_ours(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    said = [one.what for one in diagnosis(world.settings)]
    agrees = "the database's clock shows the same time as this machine's"
    assert (agrees in said) is not database.is_sqlite


def test_an_installation_without_a_practice_is_a_fault(world: World, migrated_sqlite_file: Path) -> None:
    empty = changed(world, database_url=f"sqlite:///{migrated_sqlite_file}")
    assert troubles(diagnosis(empty)) == ["there is no practice yet"]


def test_two_practices_and_the_folder_of_another_one_are_faults(world: World) -> None:
    with world.database.reading() as session:
        (code,) = practices.ods_codes(session)
    assert f"the installation is of practice {code}" in [one.what for one in diagnosis(world.settings)]
    (world.settings.instance / PRACTICE_FILE).write_text("B23456\n", encoding="utf-8")
    (what,) = troubles(diagnosis(world.settings))
    assert what == f"the database is of practice {code} and the instance folder of B23456: no code fits its patient"
    with world.database.writing() as session:
        practices.ensure_practice(session, world.now, name="", ods_code="B23456", phone="", address=())
    assert "2 practices are set up in one installation" in troubles(diagnosis(world.settings))[0]


def test_a_sender_that_is_stuck_and_what_waits_for_a_person_are_said(world: World) -> None:
    world.now = datetime.now(UTC) - timedelta(hours=2)
    with_texts(world, 2)
    assert troubles(diagnosis(world.settings)) == [
        "something has been waiting for a long time, and nothing is done about it"
    ]
    with world.database.writing() as session:
        session.execute(update(Delivery).values(delivery_status=DeliveryStatus.UNKNOWN, unknown_at=world.now))
        session.execute(update(Campaign).values(campaign_status="paused", paused_because="too many failures"))
    found = diagnosis(world.settings)
    assert troubles(found) == []
    assert [one for one in troubles(found, WARNING) if one[-1].isdigit()] == [
        "campaigns that a circuit breaker has paused: 1",
        "messages that may not have arrived: 2",
    ]


def test_a_provider_that_cannot_be_had_is_said_and_is_no_fault(world: World) -> None:
    world.now = datetime.now(UTC) - timedelta(hours=3)
    with_texts(world, 6)
    drain(world, StandIn(answer=lambda message: Refused(FailReason.UNAVAILABLE, permanent=False)))
    found = diagnosis(world.settings)
    assert troubles(found) == []
    assert "channels whose provider cannot be had: 1, the longest for 3 hours" in troubles(found, WARNING)


# --- providers, addresses, limits ---


def test_a_provider_that_could_not_be_asked_is_said(world: World) -> None:
    failed = {"provider": "twilio", "tried_at": world.now, "failures": 2, "fault": "give the key its right"}
    with world.database.writing() as session:
        session.add_all(Poll(subject=subject, **failed) for subject in PollSubject)
    assert troubles(diagnosis(world.settings), WARNING).count("twilio: give the key its right") == 2


def test_whether_somebody_is_told_of_what_stands_still_is_said(world: World) -> None:
    unreached = diagnosis(changed(world, alarms_to="manager@surgery.nhs.uk"))
    assert "nothing here reaches what alarms_to names for email" in troubles(unreached)
    (said,) = [one for one in troubles(diagnosis(changed(world, alarms_to="01632 960123"))) if "alarms_to" in one]
    assert "'01632 960123' is no mobile number or email address" in said
    assert not [one for one in troubles(diagnosis(changed(world, alarms_to="07700 900999"))) if "alarms" in one]


def test_who_carries_what_is_said(world: World) -> None:
    said = [one.what for one in diagnosis(world.settings)]
    assert "texts go by the outbox on this computer, for samples" in said
    assert "the outbox on this computer is ready" in said


def test_half_a_set_of_credentials_is_a_fault(world: World) -> None:
    (said,) = troubles(diagnosis(changed(world, twilio_account_sid="AC1")))
    assert "twilio_auth_token is missing" in said


def test_what_a_provider_says_of_itself_is_a_fault(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing(Outbox):
        def faults(self) -> Sequence[str]:
            return ["the credentials are refused: look at the token"]

    class Broken(Outbox):
        def faults(self) -> Sequence[str]:
            raise OSError("ada@example.com")

    folder = world.settings.outbox
    chosen = {Channel.SMS: Refusing(folder, name="texts"), Channel.EMAIL: Broken(folder, name="emails")}
    monkeypatch.setattr(examination, "providers", lambda settings: chosen)
    assert troubles(diagnosis(world.settings)) == [
        "texts: the credentials are refused: look at the token",
        "emails: it cannot be asked (OSError)",
    ]


def test_reports_that_cannot_be_believed_are_a_fault(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "providers", lambda settings: {})
    (said,) = troubles(diagnosis(changed(world, sendgrid_from="surgery@example.com")))
    assert "sendgrid_webhook_key" in said


def test_a_sender_that_nobody_can_answer_is_a_warning(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "providers", lambda settings: {})
    found = diagnosis(changed(world, twilio_from="Riverside"))
    assert "texts come from the name Riverside, which nobody can answer" in troubles(found, WARNING)
    for answerable in ({"twilio_from": "+447700900000"}, {"twilio_from": "R", "twilio_messaging_service_sid": "MG1"}):
        assert not [one for one in diagnosis(changed(world, **answerable)) if "nobody can answer" in one.what]


@pytest.mark.parametrize("url", ["http://surgery.example.com", "https://localhost:8000", "https://127.0.0.1"])
def test_real_people_need_an_address_that_they_can_open(world: World, real: None, url: str) -> None:
    assert any(one.startswith("public_url is ") for one in troubles(diagnosis(changed(world, public_url=url))))
    assert not troubles(diagnosis(world.settings))


def test_an_address_with_https_and_no_proxy_that_says_who_visits_is_found(world: World, real: None) -> None:
    found = diagnosis(changed(world, trusted_proxies=0))
    assert troubles(found) == [
        "public_url begins with https://, and trusted_proxies is 0: everybody looks like one visitor"
    ]
    plain = diagnosis(changed(world, trusted_proxies=0, public_url="http://localhost"))
    assert not [one for one in plain if "trusted_proxies" in one.what]


def test_an_address_of_ours_that_does_not_answer_is_worse_where_there_are_real_people(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = diagnosis(world.settings, lambda url: FetchedPage(0))
    assert "https://surgery.example.com/healthz does not answer" in troubles(silent, WARNING)
    chosen = Outbox(world.settings.outbox, name="real", audience=TakenFrom.REAL_PEOPLE)
    monkeypatch.setattr(examination, "providers", lambda settings: {Channel.SMS: chosen})
    other = diagnosis(world.settings, lambda url: FetchedPage(404, "somebody else's page"))
    assert troubles(other) == ["https://surgery.example.com/healthz answers with status 404"]


@pytest.mark.parametrize(("seconds", "level"), [(1, OK), (-30, WARNING), (600, FAULT)])
def test_a_providers_clock_is_compared_with_ours(
    world: World, monkeypatch: pytest.MonkeyPatch, seconds: int, level: ConditionLevel
) -> None:
    twilio = Outbox(world.settings.outbox, name="twilio")
    monkeypatch.setattr(examination, "providers", lambda settings: {Channel.SMS: twilio})

    def ask(url: str) -> FetchedPage:
        return FetchedPage(404, HEALTHY, datetime.now(UTC) + timedelta(seconds=seconds))

    (found,) = [one for one in diagnosis(world.settings, ask) if "the clock of twilio" in one.what]
    assert found.level is level


def test_a_fixed_time_is_a_warning_and_with_real_patients_a_fault(world: World) -> None:
    fixed = changed(world, now=world.now)
    assert "the time is fixed at 2026-11-23 10:00 UTC" in troubles(diagnosis(fixed), WARNING)
    world.import_people(world.person(nhs_number=ISSUED))
    assert troubles(diagnosis(fixed)) == ["the time is fixed, and there are real patients"]
    unsaid = [one.advice for one in diagnosis(fixed) if "how Riverside Surgery is reached" in one.what]
    assert [advice.partition(" with ")[2] for advice in unsaid] == ["--hours, --email, --privacy-url"]


def test_what_a_privacy_notice_has_to_say_is_missed_where_patients_are_real(world: World) -> None:
    def missed(**settings: str) -> list[str]:
        found = troubles(diagnosis(changed(world, **settings)), WARNING)
        return [what.rpartition(" ")[2] for what in found if "privacy notice" in what]

    assert missed() == [], "of a sample practice"
    world.import_people(world.person(nhs_number=ISSUED))
    assert missed() == ["is", "letters"]
    assert missed(envelope="c5") == ["is"]
    assert missed(dpo="Ash Test, dpo@example.com", companies="Elm Print") == []


def test_bank_holidays_that_run_out_are_a_warning(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiet_hours, "covered_until", lambda: date(2026, 12, 31))
    assert "bank holidays are known until 31 December 2026" in troubles(diagnosis(world.settings), WARNING)


def test_unwise_limits_are_a_warning_where_there_are_real_people(world: World, real: None) -> None:
    unwise = changed(world, quiet_hours="off", first_slice=0, pause_share=0.9)
    found = troubles(diagnosis(unwise), WARNING)
    for name in ("quiet_hours", "first_slice", "pause_share"):
        assert any(name in one for one in found)
    wise = changed(world, quiet_hours="18:00-08:00", first_slice=20, sms_per_second=20)
    assert "hours, rates and circuit breakers are set" in [one.what for one in diagnosis(wise)]


@pytest.mark.parametrize(
    ("sender", "rate", "most"),
    [
        ({}, 100, None),
        ({}, 500, 100),
        ({"twilio_from": "+447700900123"}, 1, None),
        ({"twilio_from": "+447700900123"}, 100, 1),
        ({"twilio_from": "ElmSurgery"}, 100, 10),
        ({"twilio_from": "66777"}, 100, None),
        ({"twilio_from": "+447700900123", "twilio_messaging_service_sid": "MG1"}, 100, None),
    ],
)
def test_a_rate_above_what_the_company_takes_of_our_sender_is_a_warning(
    world: World, monkeypatch: pytest.MonkeyPatch, sender: dict[str, str], rate: int, most: int | None
) -> None:
    chosen = Outbox(world.settings.outbox, name="twilio", audience=TakenFrom.REAL_PEOPLE)
    monkeypatch.setattr(examination, "providers", lambda settings: {Channel.SMS: chosen})
    found = [one for one in diagnosis(changed(world, sms_per_second=rate, **sender)) if "passes on" in one.what]
    assert [(one.level, f"set sms_per_second to {most}," in one.advice) for one in found] == [(WARNING, True)] * bool(
        most
    )


def test_the_settings_are_asked_for_once_and_may_be_refused() -> None:
    def refused() -> Settings:
        raise SettingsFault("the settings cannot be used:\n  public_url: no")

    (only,) = Doctor(refused, load_stationery, answers).conditions()
    assert (only.level, "public_url" in only.what) == (FAULT, True)
    assert settings.load_settings({"NOTIFIER_INSTANCE": "instance"}).queue_url == ""
