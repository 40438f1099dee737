"""Who carries the messages, set up on pages: secrets are kept and never shown, and faults stand at their field."""

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from notifier.kept_settings import SECRETS_FOLDER, STAFF_FILE
from notifier.practice import jobs
from notifier.practice.settings_store import SettingsStore
from notifier.settings import PREFIX, load_settings
from notifier.store.tables import AskedJob
from notifier.vocabulary import JobKind, JobStatus, Role, Task
from tests.html_check import checked_client
from tests.web.world import PASSWORD, World, submit, text
from web.app import create_app
from web.context import Upkeep

TWILIO = "/staff/practice/senders/twilio"
SECRET = "a-token-of-32-letters-that-ends-41"
TYPED = {"twilio_account_sid": "AC123", "twilio_auth_token": SECRET, "twilio_from": "+447700900999"}


def test_a_provider_is_set_up_and_its_secret_shown_to_nobody_again(light_world: World) -> None:
    client = light_world.signed_in(Role.MANAGER)
    refused = submit(client, TWILIO, twilio_account_sid="AC123", twilio_auth_token="", twilio_from="").get_data(
        as_text=True
    )
    assert 'id="twilio_auth_token-error"' in refused  # half of it would stop everything
    assert 'value="AC123"' in refused
    folder = light_world.settings.instance
    assert not (folder / STAFF_FILE).exists()
    assert submit(client, TWILIO, **TYPED).status_code == 303
    secret = folder / SECRETS_FOLDER / "twilio_auth_token"
    assert secret.read_text().strip() == SECRET
    assert secret.stat().st_mode & 0o777 == 0o600
    assert (folder / STAFF_FILE).stat().st_mode & 0o777 == 0o600
    assert SECRET not in (folder / STAFF_FILE).read_text()
    form = text(client, TWILIO)
    assert f"Set on {datetime.now(UTC):%-d %B %Y}, ends in …41" in form
    for page in (form, text(client, "/staff/practice/senders"), text(client, "/staff/practice")):
        assert SECRET not in page
    assert submit(client, TWILIO, **TYPED | {"twilio_auth_token": "", "twilio_from": "Surgery"}).status_code == 303
    assert secret.read_text().strip() == SECRET  # left empty, it stays
    loaded = light_world_settings(light_world)
    assert (loaded["twilio_from"], loaded["twilio_auth_token"]) == ("Surgery", SECRET)
    assert submit(client, TWILIO, forget="yes").status_code == 303
    assert not secret.exists()
    assert json.loads((folder / STAFF_FILE).read_text()) == {}


def light_world_settings(world: World) -> dict[str, str]:
    kept = SettingsStore({f"{PREFIX}INSTANCE": str(world.settings.instance)}).kept()
    return kept.all_values


def test_what_the_computer_says_goes_before_and_is_said(light_world: World) -> None:
    environment = {
        f"{PREFIX}INSTANCE": str(light_world.settings.instance),
        f"{PREFIX}ALARMS_TO": "duty@example.com",
        f"{PREFIX}DATABASE_URL": light_world.settings.database_url,
    }
    app = create_app(
        light_world.settings,
        light_world.database,
        light_world.woken.append,
        lambda: light_world.now,
        ("staff",),
        upkeep=Upkeep(SettingsStore(environment)),
    )
    client = checked_client(app)
    submit(client, "/staff/sign-in", email=light_world.accounts[Role.MANAGER].email, password=PASSWORD)
    address = "/staff/practice/senders/alarms"
    form = text(client, address)
    assert f"Set by the variable {PREFIX}ALARMS_TO" in form
    assert 'name="alarms_to"' not in form
    assert submit(client, address, alarms_to="me@example.com", quiet_hours="at night").status_code == 400
    assert submit(client, address, alarms_to="me@example.com", quiet_hours="19:00-08:00").status_code == 303
    loaded = load_settings(environment)
    assert (loaded.alarms_to, loaded.quiet_hours) == ("duty@example.com", "19:00-08:00")


def test_of_two_companies_for_emails_one_is_chosen(light_world: World) -> None:
    client = light_world.signed_in(Role.MANAGER)
    senders = "/staff/practice/senders"
    first = {"sendgrid_api_key": "SG.sample", "sendgrid_from": "desk@example.com", "sendgrid_webhook_key": "key"}
    assert submit(client, f"{senders}/sendgrid", **first).status_code == 303
    second = {"smtp_host": "mail.example.com", "smtp_port": "587", "smtp_security": "starttls", "smtp_connections": "2"}
    second |= {"smtp_from": "desk@example.com", "smtp_operator": "Sample Hosting"}
    unclear = submit(client, f"{senders}/smtp", **second)
    assert unclear.status_code == 400
    assert 'name="email_provider"' in unclear.get_data(as_text=True)
    assert submit(client, f"{senders}/smtp", **second, email_provider="smtp").status_code == 303
    assert "A mail server of your own choice" in text(client, senders).partition("Do they work?")[0]


def test_the_check_is_the_workers_and_says_in_the_forms_words_what_to_do(light_world: World) -> None:
    client = light_world.signed_in(Role.MANAGER)
    assert submit(client, "/staff/practice/senders/check", "/staff/practice/senders").status_code == 303
    assert Task.JOBS in light_world.woken
    assert "You can leave this page" in text(client, "/staff/practice/senders")
    found = [{"level": "fault", "what": "sendgrid_webhook_key is missing", "advice": "set it"}]
    with light_world.database.writing() as session:
        job = jobs.latest_job(session, light_world.practice_id, JobKind.CHECK_SENDERS)
        assert job is not None
        done = {"job_status": JobStatus.DONE, "result": {"conditions": found}, "ended_at": light_world.now}
        session.execute(update(AskedJob).where(AskedJob.id == job.id).values(done))
    page = text(client, "/staff/practice/senders")
    assert "“Verification key of the signed event webhook” is missing" in page
    assert "Does not work" in page
    light_world.now += timedelta(minutes=1)
    submit(client, "/staff/practice/senders/alarms", alarms_to="duty@example.com", quiet_hours="18:00-08:00")
    page = text(client, "/staff/practice/senders")
    assert "The settings were changed after that" in page
    assert "Does not work" not in page
