"""The demo's practice: made, told and launched through the same stages as a real one."""

import secrets
from contextlib import closing
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, true

from notifier.campaigns import approvals, editing, launches, presets
from notifier.campaigns.calendar import london_date
from notifier.campaigns.drafts import CampaignDraft
from notifier.campaigns.launch_checks import InstallationFacts, SignOff
from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import stationery_of
from notifier.cli.terminal import say
from notifier.messages.addressee import long_date
from notifier.patients import access_codes
from notifier.patients.list_import.report import read_list
from notifier.patients.register import register
from notifier.patients.samples import write_sample
from notifier.pdf.envelope_rules import address_check_of
from notifier.practice import accounts, practices
from notifier.practice.accounts import StaffAccount
from notifier.preview import preview
from notifier.providers.registry import carried
from notifier.store import instance_keys
from notifier.store.database import Database
from notifier.store.migrating import migrate
from notifier.store.tables import Delivery, Notice, Patient
from notifier.vocabulary import Channel, DeliveryStatus, Role

CAMPAIGN = "Summary Care Record (demonstration)"
PEOPLE = (
    ("manager@example.com", "Morgan Manager", (Role.MANAGER, Role.RECEPTION)),
    ("approver@example.com", "Avery Approver", (Role.APPROVER,)),
    ("reception@example.com", "Robin Reception", (Role.RECEPTION,)),
    ("auditor@example.com", "Ashley Auditor", (Role.AUDITOR,)),
)


def prepare(practice: Installation, patients: int, seed: int) -> dict[str, str]:
    """Everything up to the launch; returns the password of each member of staff."""
    chosen = practice.settings
    instance_keys.make_instance(chosen.instance)
    with closing(Database.open(chosen.database_url)) as database:
        migrate(database)
    now = practice.clock()
    passwords = {email: secrets.token_urlsafe(12) for email, _, _ in PEOPLE}
    manager, approver = _people(practice, passwords, now)
    say(f"inventing a list of {patients} patients")
    path = chosen.instance / "sample-list.csv"
    write_sample(path, patients, seed, "systmone", london_date(now))
    _launch(practice, manager, approver, now)
    return passwords


def _people(practice: Installation, passwords: dict[str, str], now: datetime) -> tuple[StaffAccount, StaffAccount]:
    with practice.database.writing() as session:
        own = practices.ensure_practice(session, now, name="", ods_code=practices.SAMPLE_ODS_CODE, phone="", address=())
        manager: StaffAccount | None = None  # the first is set up by nobody
        for email, name, roles in PEOPLE:
            for role in roles:
                added = accounts.add_account(
                    session, own.id, email, role, now, name=name, password=passwords[email], by=manager
                )
                manager = manager or added
        return accounts.account_by_email(session, PEOPLE[0][0]), accounts.account_by_email(session, PEOPLE[1][0])


def _launch(practice: Installation, manager: StaffAccount, approver: StaffAccount, now: datetime) -> None:
    chosen = practice.settings
    report = read_list(chosen.instance / "sample-list.csv", london_date(now), address_check_of(practice.settings))
    with practice.database.writing() as session:
        register(session, report, manager, practice.keys, presets.codes_read(chosen.presets), now)
        draft = CampaignDraft("scr", CAMPAIGN)
        campaign_id = editing.create_campaign(session, manager, now, draft, chosen.presets)
        reply_channels = chosen.reply_channels
        seen = preview.make_preview(
            session, manager.practice_id, campaign_id, reply_channels, stationery_of(practice), now, by=manager.id
        )
        installed, signed = InstallationFacts.of(chosen, carried(chosen)), SignOff("a demonstration")
        approvals.approve_campaign(
            session, campaign_id, approver, now, installed=installed, seen=seen.fingerprint, sign_off=signed
        )
        launches.launch_campaign(session, campaign_id, manager, now, installed=installed)


def welcome(base: str, reached: tuple[str, str] | None, passwords: dict[str, str]) -> str:
    """The addresses to open; `reached` is a patient's code and date of birth."""
    page = [f"  a patient's page  {base}/r/{reached[0]}  (born {reached[1]})"] if reached else []
    lines = [
        "",
        "The sample practice is running. Nobody in it exists, and nothing leaves this computer.",
        "",
        f"  what was sent     {base}/sandbox/",
        *page,
        f"  for staff         {base}/staff/",
        "",
        *(f"    {email:24} password {password}" for email, password in passwords.items()),
        "",
        "The first texts and emails have gone out; once enough of them have arrived, the rest follows. Open one,",
        "follow its link, and answer with the patient's date of birth, which staff find by the code under Find a",
        "patient. Or reply to a text on its own page: KEEP, STOP or anything else. Watch the outcome change.",
        "Nobody prints here, so the demo counts its letters as posted by itself; elsewhere they wait for a print run.",
        "Stop with Ctrl+C.",
        "",
    ]
    return "\n".join(lines)


def reached_by_text(practice: Installation) -> tuple[str, str] | None:
    """Code and date of birth of the first patient whom a text reached."""
    return _first(practice, Delivery.channel == Channel.SMS)


def reached_at_all(practice: Installation) -> tuple[str, str] | None:
    """Code and date of birth of the first patient whom a message reached by whatever channel."""
    return _first(practice, true())


def texts_may_come(practice: Installation) -> bool:
    """Whether a text may still reach somebody: some are on their way, or nothing is planned yet."""
    with practice.database.reading() as session:
        told = (
            Delivery.channel == Channel.SMS,
            Delivery.delivery_status.in_(
                (DeliveryStatus.PLANNED, DeliveryStatus.SENDING, DeliveryStatus.ACCEPTED, DeliveryStatus.UNKNOWN)
            ),
        )
        is_planned = session.execute(select(exists().where(Delivery.id.is_not(None)))).scalar_one()
        return not is_planned or bool(session.execute(select(exists().where(*told))).scalar_one())


def _first(practice: Installation, wanted: ColumnElement[bool]) -> tuple[str, str] | None:
    query = (
        select(Notice.campaign_id, Notice.patient_id, Notice.link_serial, Patient.date_of_birth)
        .join(Delivery, Delivery.notice_id == Notice.id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(Delivery.delivery_status == DeliveryStatus.DELIVERED, wanted)
        .order_by(Delivery.id)
    )
    with practice.database.reading() as session:
        row = session.execute(query).first()
    if row is None:
        return None
    code = access_codes.make_code(practice.keys, row.campaign_id, row.patient_id, row.link_serial)
    return code, long_date(row.date_of_birth)
