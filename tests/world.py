"""A small world to test in: a practice, its staff, invented people, campaigns and an engine, made by the stages.

    world = World(database, tmp_path, now)
    ada = world.person(email=None)
    world.import_people(ada, world.person())
    world.launched(notice_days=28)
    world.until_idle()
    world.later(days=29)
    assert world.outcome(ada.nhs_number).may_be_coded

Where a campaign's id is left out, the latest one is meant.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import approvals, check_list, editing, launches, lifecycle, presets
from notifier.campaigns.drafts import CampaignDraft
from notifier.campaigns.launch_checks import InstallationFacts, SignOff
from notifier.campaigns.sign_offs import SignOffForm
from notifier.campaigns.text_parts import REASON
from notifier.contacts import Mobile, NhsNumber, PostalAddress
from notifier.contacts.nhs_number import check_digit
from notifier.delivery import leases
from notifier.outcomes import facts
from notifier.outcomes.rule import Outcome
from notifier.patients import access_codes, patient_records
from notifier.patients.access_codes import Keys
from notifier.patients.import_guards import ImportChoices
from notifier.patients.list_import.records import ListReport, Person, Refusal
from notifier.patients.register import Delta, register
from notifier.pdf.stationery import Stationery
from notifier.practice import accounts, practices
from notifier.practice.accounts import StaffAccount
from notifier.preview import preview
from notifier.preview.preview import Previewed
from notifier.providers import registry
from notifier.providers.base import CarriedChannels, Provider
from notifier.replies import patient_page
from notifier.replies.patient_page import OpenLink
from notifier.replies.record import NewReply, RecordedReply
from notifier.settings import build_settings
from notifier.store.database import Database
from notifier.store.instance_keys import make_instance, master_key
from notifier.store.tables import Delivery, Link, Notice
from notifier.vocabulary import ChangeKind, Channel, Choice, Doubt, Role, Source
from notifier.worker.tasks import PassCounts, TaskRunner
from tests.snapshots import Snapshots

OWN_REASON = 'reason = "We want to say why."\nsigned_by = "Dr Robin Test"\nsigned_role = "GP partner"\n'
FONTS = Path("web/static/fonts")
# Neither hours nor circuit breakers, unless a test is about them.
UNHINDERED: Mapping[str, Any] = {
    "trusted_proxies": 1,
    "quiet_hours": "off",
    "first_slice": 0,
    "letter_provider": "outbox",  # which posts by itself; a test of print runs has its own provider
    "sms_per_second": 100_000,
    "email_per_second": 100_000,
}
# The columns of an OpenLink, in its order, up to what the published pages decide.
_BEHIND_LINK = (
    *(Link.notice_id, Link.campaign_id, Link.deadline_on, Link.language, Link.for_guardian, Link.check_value),
    Link.serial,
)
QUICK = (Channel.SMS, Channel.EMAIL)  # to lay out a letter takes half a second: ask for it where it matters


class World:
    """One practice in an installation. Move `now` as you like; a second practice is a second world on the database."""

    def __init__(
        self, database: Database, folder: Path, now: datetime, *, practice: str = "Riverside Surgery", **settings: Any
    ) -> None:
        instance = folder / "instance"
        make_instance(instance)
        url = database.engine.url.render_as_string(hide_password=False)
        chosen = {"database_url": url, "public_url": "https://surgery.example.com", **UNHINDERED, **settings}
        self.database, self.now = database, now
        self.settings = build_settings({"instance": instance, **chosen})
        self.keys = Keys.derive(master_key(self.settings.instance))
        self.carried = CarriedChannels(
            frozenset(Channel), frozenset(Channel)
        )  # the channels that this installation could reach real people by
        self.providers: Mapping[Channel, Provider] = registry.providers(self.settings)  # the outbox, until replaced
        self.campaign_id = 0
        self._domain = f"{practice.partition(' ')[0].lower()}.example.com"
        self._staff: dict[Role, StaffAccount] = {}
        self.people: list[Person] = []  # everybody that `person` made
        ods_code = f"Y{sum(map(ord, practice)):05d}"
        with database.writing() as session:
            made = practices.ensure_practice(
                session, now, name=practice, ods_code=ods_code, phone="01632 960123", address=()
            )
            self.practice_id = made.id

    def moved(self, database: Database, folder: Path) -> "World":
        """The same world in a copy of its database and instance."""
        other = copy(self)
        url = database.engine.url.render_as_string(hide_password=False)
        other.database = database
        other.settings = self.settings.model_copy(update={"instance": folder / "instance", "database_url": url})
        other.providers = registry.providers(other.settings)
        other._staff, other.people = dict(self._staff), list(self.people)
        return other

    # --- people ---

    def staff(self, role: Role) -> StaffAccount:
        """The practice's one person with this role and no other; without a password, for hashing one takes long."""
        return self._staff.get(role) or self._with_role(role, role)

    def also(self, role: Role, further: Role) -> StaffAccount:
        """Give the person with a role a further one."""
        self.staff(role)
        return self._with_role(role, further)

    def _with_role(self, role: Role, further: Role) -> StaffAccount:
        with self.database.writing() as session:
            address = f"{role.value}@{self._domain}"
            self._staff[role] = accounts.add_account(session, self.practice_id, address, further, self.now)
        return self._staff[role]

    def person(self, **changes: Any) -> Person:
        """Somebody new, who can be told by every channel; `changes` as `Person` has its fields."""
        serial = len(self.people) + 1
        person = Person(
            nhs_number=sample_number(serial),
            title="Mx",
            given_name=f"Given{serial}",
            family_name=f"Family{serial}",
            date_of_birth=date(1980, 3, 31),
            mobile=Mobile.parse(f"07700 9{serial:05d}"),
            email=f"patient{serial}@example.com",
            address=PostalAddress((f"{serial} Station Road", "Blackwater"), "GU17 9XX"),
            deceased=False,
            deceased_on=None,
            left=False,
            left_on=None,
            sensitive=False,
            sms_declined=False,
            email_declined=False,
            language="English",
            accessible_format="",
            on_repeats=False,
            codes=(),
            lines=(serial + 1,),
            remarks=(),
        )
        self.people.append(replace(person, **changes))
        return self.people[-1]

    def import_people(
        self,
        *people: Person,
        refused: tuple[Refusal, ...] = (),
        expected: Collection[ChangeKind] = (),
        joiners_now: bool = True,
    ) -> Delta:
        """Import a list of exactly these people: whoever was on the list before and is not among them has left.

        Whoever joins a running campaign is told at once, unless a test is about their waiting.
        """
        with self.database.writing() as session:
            return register(
                session,
                list_of(*people, refused=refused),
                self.staff(Role.MANAGER),
                self.keys,
                presets.codes_read(self.settings.presets),
                self.now,
                ImportChoices(expected, may_be_older=True, joiners_now=joiners_now),
            )

    # --- campaigns ---

    def campaign(self, **options: Any) -> int:
        """Create a draft; `options` as `CampaignDraft` has them. Its id becomes `campaign_id`."""
        manager = self.staff(Role.MANAGER)
        chosen = {"preset": "scr", "name": "Summary Care Record 2026", "channels": QUICK, **options}
        with self.database.writing() as session:
            self.campaign_id = editing.create_campaign(
                session, manager, self.now, CampaignDraft(**chosen), self.settings.presets
            )
            if practices.real_patients(session, self.practice_id):  # who are told why in the practice's own words
                editing.edit_text(session, self.campaign_id, REASON, OWN_REASON, manager, self.now)
        return self.campaign_id

    def preview(self, campaign_id: int | None = None) -> Previewed:
        """Preview a draft."""
        with self.database.writing() as session:
            which = campaign_id or self.campaign_id
            return preview.make_preview(
                session, self.practice_id, which, self.settings.reply_channels, load_stationery(), self.now
            )

    def approve(
        self,
        campaign_id: int | None = None,
        *,
        by: Role = Role.APPROVER,
        seen: str = "",
        sign_off: str | SignOff = "minute 7",
    ) -> None:
        """Let the second person, or another, approve what was last previewed, or the preview that they have `seen`."""
        which, approver, signed = campaign_id or self.campaign_id, self.staff(by), sign_off
        with self.database.writing() as session:
            campaign = lifecycle.get_campaign(session, self.practice_id, which)
            seen = seen or check_list.approval_fingerprint(session, campaign, self.installed)
            approvals.approve_campaign(
                session,
                which,
                approver,
                self.now,
                installed=self.installed,
                seen=seen,
                sign_off=signed if isinstance(signed, SignOff) else SignOff(signed),
            )

    def sign(self, *names: str, by: Role = Role.MANAGER) -> None:
        """Record the decisions behind the campaign: those that are named, or all that its preset asks for."""
        with self.database.writing() as session:
            campaign = lifecycle.get_campaign(session, self.practice_id, self.campaign_id)
            asked = names or [ask.name for ask in lifecycle.preset_of(campaign).sign_off_asks]
            for name in asked:
                form = SignOffForm(name, "The partners", "2026-10-01", "minutes, item 7")
                approvals.record_sign_off(session, campaign.id, form, self.staff(by), self.now)

    @property
    def installed(self) -> InstallationFacts:
        """What of the installation bears on an approval and a launch."""
        return InstallationFacts(self.settings.reply_channels, self.carried)

    def launch(self, campaign_id: int | None = None, *, by: Role = Role.MANAGER, **choices: Any) -> None:
        """Launch what was approved, at once unless `choices` say otherwise; telling people is the workers' task."""
        which, manager = campaign_id or self.campaign_id, self.staff(by)
        with self.database.writing() as session:
            launches.launch_campaign(session, which, manager, self.now, installed=self.installed, **choices)

    def launched(self, **options: Any) -> int:
        """Create, preview, approve and launch a campaign; with the decisions behind it where real people are told."""
        campaign_id = self.campaign(**options)
        with self.database.reading() as session:
            is_real = practices.real_patients(session, self.practice_id) > 0
        if is_real:
            self.sign()
        self.preview()
        self.approve()
        self.launch()
        return campaign_id

    # --- time and work ---

    def later(self, **units: float) -> None:
        """Move the clock, as `timedelta` has its units."""
        self.now += timedelta(**units)

    @contextmanager
    def task_runner(self) -> Iterator[TaskRunner]:
        """What does the tasks of a worker that lives as long as the block."""
        with leases.worker_lease(self.settings.instance) as worker:
            yield TaskRunner(self.database, self.settings, self.keys, self.providers, worker, load_stationery)

    def run_pass(self) -> PassCounts:
        """Do everything that is due now, once."""
        with self.task_runner() as own:
            return own.run_pass(self.now)

    def until_idle(self) -> list[PassCounts]:
        """Do everything that is due now, until there is nothing."""
        passes: list[PassCounts] = []
        with self.task_runner() as own:
            own.until_idle(lambda: self.now, passes.append, sleep=lambda seconds: self.later(seconds=seconds))
        return passes

    # --- what came of it ---

    def patient_id(self, nhs_number: str) -> int:
        """The row of a patient."""
        with self.database.reading() as session:
            return patient_records.patient_ids(session, self.practice_id, [nhs_number])[nhs_number]

    def outcome(self, nhs_number: str, campaign_id: int | None = None) -> Outcome:
        """What follows for a patient, now."""
        patient_id = self.patient_id(nhs_number)
        with self.database.reading() as session:
            campaign = lifecycle.get_campaign(session, self.practice_id, campaign_id or self.campaign_id)
            (concluded,) = facts.conclude(session, campaign, self.now, [patient_id])
            return concluded.outcome

    def deliveries(self, nhs_number: str, campaign_id: int | None = None) -> list[Delivery]:
        """A patient's deliveries as they stand, oldest first; rows to look at."""
        query = select(Delivery).join(Notice, Notice.id == Delivery.notice_id).order_by(Delivery.id)
        query = query.where(
            Notice.patient_id == self.patient_id(nhs_number), Notice.campaign_id == (campaign_id or self.campaign_id)
        )
        with self.database.reading() as session:
            rows = list(session.execute(query).scalars())
            session.expunge_all()
            return rows

    def code_of(self, nhs_number: str, campaign_id: int | None = None) -> str:
        """The code in the notice of a patient who was planned for."""
        patient_id, which = self.patient_id(nhs_number), campaign_id or self.campaign_id
        query = select(Notice.link_serial).where(Notice.patient_id == patient_id, Notice.campaign_id == which)
        with self.database.reading() as session:
            return access_codes.make_code(self.keys, which, patient_id, session.execute(query).scalar_one())

    def answer(
        self, person: Person, choice: Choice, *, date_of_birth: date | None = None, code: str = ""
    ) -> RecordedReply:
        """Let a patient answer on the page, by a code of theirs; the engine has not settled it yet."""
        code = code or self.code_of(person.nhs_number)
        with self.database.writing() as session:
            fingerprint = access_codes.code_fingerprint(self.keys, code)
            row = session.execute(select(*_BEHIND_LINK).where(Link.fingerprint == fingerprint)).one()
            link = OpenLink(*row, edition=0, answered=False, fingerprint=fingerprint)  # published or not
            is_right = access_codes.matches_birth_date(link.check_value, code, date_of_birth or person.date_of_birth)
            reply = NewReply(choice, Source.PAGE, self.now, doubt=None if is_right else Doubt.UNVERIFIED)
            return patient_page.record_page_reply(session, link, code, reply, self.now)

    def outbox(self, channel: Channel) -> list[dict[str, Any]]:
        """What the outbox sent by this channel, in its order."""
        files = sorted((self.settings.outbox / channel.value).glob("*.json"))
        return [json.loads(file.read_text(encoding="utf-8")) for file in files]


Steps = Callable[[World], object]
Begin = Callable[..., World]  # of a database and steps; see tests/fixtures/worlds.py


def begun(
    snapshots: Snapshots, database: Database, folder: Path, now: datetime, steps: Steps, **settings: Any
) -> World:
    """A world in which `steps`, a function of a module, were taken: only once, and what came of it is copied."""

    def built() -> World:
        world = World(database, folder, now, **settings)
        steps(world)
        return world

    def moved(world: World) -> World:
        return world.moved(database, folder)

    url = database.engine.url.render_as_string(hide_password=False)
    return snapshots.once((steps, now, repr(settings)), url, folder / "instance", built, moved)


def sample_number(serial: int) -> NhsNumber:
    """A valid NHS number that is never issued; another one for each serial below 100,000."""
    first = f"999{serial * 10:06d}"
    body = first if check_digit(first) else f"{first[:-1]}1"
    return NhsNumber(f"{body}{check_digit(body)}")


def list_of(*people: Person, refused: tuple[Refusal, ...] = ()) -> ListReport:
    """A list as the import would report it."""
    return ListReport(
        filename="list.csv",
        sha256=hashlib.sha256(repr(people).encode()).hexdigest(),
        form="csv",
        people=people,
        refused=refused,
        repeated_rows=0,
        encoding="utf-8",
        delimiter=",",
        sheet="",
        header_line=1,
        columns=(),
        ignored_lines=(),
        notes=(),
    )


def rows_of(session: Session, table: type[Any]) -> list[Any]:
    """Every row of a table, oldest first."""
    return list(session.execute(select(table).order_by(table.id)).scalars())


@cache
def load_stationery() -> Stationery:
    """What letters are printed with, read once."""
    return Stationery.load(presets.template_root(), FONTS)
