"""A small practice with a launched campaign, made by the stages themselves, for the tests of the doors."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, or_, select
from werkzeug.test import TestResponse

from notifier.campaigns import approvals, check_list, editing, launches, lifecycle, presets
from notifier.campaigns.calendar import london_date
from notifier.campaigns.drafts import CampaignDraft
from notifier.campaigns.launch_checks import InstallationFacts, SignOff
from notifier.campaigns.presets import template_root
from notifier.delivery import leases, planning
from notifier.outcomes import facts
from notifier.outcomes.rule import Outcome
from notifier.patients import access_codes
from notifier.patients.access_codes import Keys
from notifier.patients.list_import.names import name_key
from notifier.pdf.stationery import Stationery
from notifier.practice import accounts as staff_accounts
from notifier.practice import practices
from notifier.practice.accounts import StaffAccount
from notifier.preview import preview
from notifier.providers.base import CarriedChannels
from notifier.replies import record, settling
from notifier.replies.record import NewReply
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.instance_keys import master_key
from notifier.store.tables import AuditEvent, Base, Patient, PatientList, Reply, Staff
from notifier.vocabulary import Channel, Choice, Doubt, Role, Source, Task
from notifier.worker.job_runner import JobRunner
from tests.html_check import CheckedClient, checked_client
from tests.template_cache import compiled_once
from web.app import create_app

PASSWORD = "three random words"
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)  # weak: it is checked very often here
FONTS = Path("web/static/fonts")
OF_VISITS = {
    *("campaign_figures", "fact_change", "kept_conclusion", "kept_form", "password_guess", "sign_in"),
    "unsealed_patient",
}
CHANNELS = (Channel.SMS, Channel.EMAIL, Channel.LETTER)
# name -> (date of birth, mobile, email)
PEOPLE = {
    "Ada Test": (date(1980, 3, 31), "+447700900001", None),
    "Bob Test": (date(1975, 12, 1), None, "bob@example.com"),
    "Cy O'Test": (date(1950, 6, 15), None, None),
}


@dataclass
class World:
    """The doors of a practice, and what a test may ask or change behind them."""

    database: Database
    settings: Settings
    keys: Keys
    now: datetime
    practice_id: int
    accounts: dict[Role, StaffAccount]
    campaign_id: int = 0
    patients: dict[str, int] = field(default_factory=dict)
    woken: list[Task] = field(default_factory=list)

    def moved(self, database: Database, settings: Settings) -> "World":
        """The same practice in a copy of its database and instance."""
        return replace(self, database=database, settings=settings, patients=dict(self.patients), woken=[])

    def app(self, *doors: str, limited: bool = False) -> Flask:
        """The application with these doors."""
        chosen = doors or ("patient", "staff")
        app = create_app(self.settings, self.database, self.woken.append, lambda: self.now, chosen, limited=limited)
        return compiled_once(app)

    def client(self) -> CheckedClient:
        """A browser of somebody who is not signed in."""
        return checked_client(self.app())

    def signed_in(self, role: Role) -> CheckedClient:
        """A browser of a member of staff."""
        client = self.client()
        answer = submit(client, "/staff/sign-in", email=self.accounts[role].email, password=PASSWORD)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return client

    def code(self, name: str = "Ada Test") -> str:
        """The patient's link."""
        return access_codes.make_code(self.keys, self.campaign_id, self.patients[name], 0)

    def rows(self) -> dict[str, int]:
        """How many rows each table has, but for those that say who was signed in and what was shown to them."""
        tables = {name: table for name, table in Base.metadata.tables.items() if name not in OF_VISITS}
        with self.database.reading() as session:
            counted = {name: select(func.count()).select_from(table) for name, table in tables.items()}
            deeds = AuditEvent.action.not_like("session.%") & AuditEvent.action.not_like("patient.%")
            counted["audit_event"] = counted["audit_event"].where(deeds)
            return {name: session.execute(query).scalar_one() for name, query in counted.items()}

    def answers(self) -> list[Reply]:
        """What was sent and what came by other ways, in the order it came: tries on the page are none."""
        query = select(Reply).where(or_(Reply.doubt.is_(None), Reply.doubt.not_in(Doubt.tries()))).order_by(Reply.id)
        with self.database.reading() as session:
            found = list(session.execute(query).scalars())
            session.expunge_all()
            return found

    def settle(self) -> None:
        """Do what a worker would do after a reply."""
        settling.settle_waiting(self.database, self.keys, self.now)

    def work(self) -> int:
        """Do what a page asked of the workers; returns how many jobs that were."""
        with leases.worker_lease(self.settings.instance) as worker:
            runner = JobRunner(self.database, self.settings, self.keys, {}, worker, load_stationery)
            return runner.run_waiting(lambda: self.now)

    def outcome(self, name: str) -> Outcome:
        """What follows for a patient, now."""
        with self.database.reading() as session:
            campaign = lifecycle.get_campaign(session, self.practice_id, self.campaign_id)
            (concluded,) = facts.conclude(session, campaign, self.now, [self.patients[name]])
            return concluded.outcome

    def log(self, name: str, choice: Choice, source: Source) -> None:
        """Let reception log what a patient said, and settle it."""
        reply, reception = NewReply(choice, source, self.now), self.accounts[Role.RECEPTION]
        with self.database.writing() as session:
            record.record_staff_reply(
                session, self.keys, self.campaign_id, self.patients[name], reply, reception, self.now
            )
        self.settle()

    def prepare(self, stationery: Stationery, channels: tuple[Channel, ...], *, asks_extent: bool = False) -> None:
        """Create and preview a campaign."""
        manager = self.accounts[Role.MANAGER]
        with self.database.writing() as session:
            draft = CampaignDraft("scr", "Summary Care Record 2026", channels=channels)
            self.campaign_id = editing.create_campaign(session, manager, self.now, draft, self.settings.presets)
            campaign = lifecycle.get_campaign(session, self.practice_id, self.campaign_id)
            campaign.preset_data = campaign.preset_data | {"asks_extent": asks_extent}
            preview.make_preview(
                session, self.practice_id, self.campaign_id, self.settings.reply_channels, stationery, self.now
            )

    @property
    def installed(self) -> InstallationFacts:
        """What of the installation bears on an approval and a launch: everything is carried to everybody."""
        return InstallationFacts(self.settings.reply_channels, CarriedChannels(frozenset(Channel), frozenset(Channel)))

    def approve(self) -> None:
        """Let a second person approve the preview."""
        with self.database.writing() as session:
            campaign = lifecycle.get_campaign(session, self.practice_id, self.campaign_id)
            approvals.approve_campaign(
                session,
                self.campaign_id,
                self.accounts[Role.APPROVER],
                self.now,
                installed=self.installed,
                seen=check_list.approval_fingerprint(session, campaign, self.installed),
                sign_off=SignOff("minute 7"),
            )

    def launch(self) -> None:
        """Approve and launch the campaign, and plan it."""
        self.approve()
        manager = self.accounts[Role.MANAGER]
        with self.database.writing() as session:
            launches.launch_campaign(session, self.campaign_id, manager, self.now, installed=self.installed)
        planning.advance(self.database, self.campaign_id, self.keys, self.now)


def build(database: Database, settings: Settings, now: datetime, *, name: str = "Riverside Surgery") -> World:
    """A practice with its staff and patients, and no campaign yet."""
    keys = Keys.derive(master_key(settings.instance))
    ods_code = f"Y{sum(map(ord, name)):05d}"
    with database.writing() as session:
        practice = practices.ensure_practice(
            session, now, name=name, ods_code=ods_code, phone="01632 960123", address=()
        )
        domain = re.sub(r"\W", "", name).lower()
        accounts = {
            role: staff_accounts.add_account(
                session, practice.id, f"{role}@{domain}.example.com", role, now, name=f"Sam {role.title()}"
            )
            for role in Role
        }
        for account in accounts.values():
            session.get_one(Staff, account.id).password_hash = _HASH
        imported = PatientList(
            practice_id=practice.id,
            filename="list.csv",
            sha256="0" * 64,
            counts={},
            codes_read=sorted(presets.codes_read(settings.presets)),
            imported_by=accounts[Role.MANAGER].id,
            imported_at=now,
        )
        session.add(imported)
        session.flush()
        rows = [_patient(imported, full_name, index) for index, full_name in enumerate(PEOPLE)]
        session.add_all(rows)
        session.flush()
        patients = {f"{row.given_name} {row.family_name}": row.id for row in rows}
        return World(database, settings, keys, now, practice.id, accounts, patients=patients)


def submit(client: CheckedClient, address: str, /, form_at: str = "", **fields: str | list[str]) -> TestResponse:
    """Post a form of the staff's with the token of the page it stands on."""
    page = client.get(form_at or address).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token, f"no form at {form_at or address}"
    return client.post(address, data={"csrf_token": token.group(1), **fields})


def answer(choice: str = "keep", day: str = "31", month: str = "3", year: str = "1980") -> dict[str, str]:
    """The fields of a patient's form; Ada Test's date of birth unless told otherwise."""
    return {"choice": choice, "dob-day": day, "dob-month": month, "dob-year": year}


def send(client: CheckedClient, code: str, fields: Mapping[str, str]) -> TestResponse:
    """Fill in a patient's form and, if it was in order, send it from the page on which it is checked."""
    told = client.post(f"/r/{code}/you", data=dict(fields))
    return client.post(told.location) if told.status_code == 303 else told


def send_unverified(client: CheckedClient, code: str, choice: str = "keep", contact: str = "") -> TestResponse:
    """Give a wrong date of birth until the page takes the answer as it is."""
    fields = {**answer(choice, day="2", month="2", year="1902"), "sitting": "ONESITTING"}
    while client.post(f"/r/{code}/you", data=fields).status_code == 400:
        pass
    return send(client, code, {**fields, "contact": contact})


def text(client: CheckedClient, address: str, status: int = 200) -> str:
    """A page as it is read."""
    got = client.get(address)
    assert got.status_code == status, address
    return got.get_data(as_text=True)


def broken(**_: object) -> str:
    """A view with a defect."""
    raise ZeroDivisionError


@cache
def load_stationery() -> Stationery:
    """What letters are printed with, read once."""
    return Stationery.load(template_root(), FONTS)


def local_day(moment: datetime) -> str:
    """The practice's day as the desk's form takes it."""
    return london_date(moment).isoformat()


def _patient(imported: PatientList, full_name: str, index: int) -> Patient:
    given, _, family = full_name.partition(" ")
    born, mobile, email = PEOPLE[full_name]
    return Patient(
        practice_id=imported.practice_id,
        first_list_id=imported.id,
        known_since=imported.imported_at,
        nhs_number=_SAMPLE_NUMBERS[index],
        title="",
        given_name=given,
        family_name=family,
        name_key=name_key(given, family),
        date_of_birth=born,
        mobile=mobile,
        email=email,
        address_lines=["1 Station Road", "Blackwater"],
        postcode="GU17 9XX",
        mailable=True,
        deceased=False,
        left=False,
        sensitive=False,
        sms_declined=False,
        email_declined=False,
        language="",
        accessible_format="",
        on_repeats=False,
        codes=[],
    )


_SAMPLE_NUMBERS = ("9990000018", "9990000026", "9990000034")
