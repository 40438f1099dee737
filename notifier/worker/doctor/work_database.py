"""The database: whether it can be used, and what its rows say of how the work goes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

from sqlalchemy import false, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from notifier.backup.making import last_backup_at
from notifier.campaigns.calendar import LONDON
from notifier.delivery import leases, machines, polling
from notifier.delivery.machines import ThisMachine
from notifier.practice import practices
from notifier.providers.base import Provider
from notifier.settings import Settings
from notifier.store import instance_keys
from notifier.store.database import Database
from notifier.store.machine_faults import machine_fault
from notifier.store.tables import Campaign, Practice
from notifier.vocabulary import CampaignStatus, Channel, PollSubject
from notifier.webhook_calls import heard_calls
from notifier.worker import health, idle_work
from notifier.worker.doctor import retained_rows
from notifier.worker.doctor.addresses import compared
from notifier.worker.doctor.condition import Condition, fault, fine, warning
from notifier.worker.doctor.machine import INIT
from notifier.worker.doctor.signed_record import check_signatures
from notifier.worker.health import Health

_BACKUP_DAYS = 7
UNUSABLE = "look whether it runs, at database_url, and at the rights of its account"


def check_database(settings: Settings, chosen: Mapping[Channel, Provider]) -> Iterator[Condition]:
    """Reachable, up to date, writable; then how the work goes."""
    if settings.database_url.startswith("sqlite") and not settings.instance.is_dir():
        return  # it would be made by being looked at, and `init` has been advised already
    try:
        with closing(Database.open(settings.database_url)) as opened:
            yield from _opened(opened, settings, chosen)
    except SQLAlchemyError as error:
        found = machine_fault(error, settings)
        yield fault(str(found) if found else f"the database cannot be used ({type(error).__name__})", UNUSABLE)


def _opened(opened: Database, settings: Settings, chosen: Mapping[Channel, Provider]) -> Iterator[Condition]:
    has, newest = opened.revisions()
    if has != newest:
        what = f"the tables are of revision {has}, the program of {newest}" if has else "the database has no tables yet"
        yield fault(what, INIT)
        return
    with opened.writing() as session:
        session.execute(update(Practice).where(false()).values(name=Practice.name))
    yield fine("the database can be read and written, and its tables are up to date")
    with opened.reading() as session:
        if not opened.is_sqlite:
            yield compared("the database's clock", session.execute(select(func.clock_timestamp())).scalar_one())
        yield from _rows(session, settings)
        if why := machines.why_not(session, ThisMachine.found()):
            yield fault("this machine sends nothing", why)
        yield from _backups(session, settings)
        yield from check_signatures(session, settings, settings.clock()())
        yield from _calls(session)
        yield from _polls(session)
        yield from _late(session, settings)
        yield from retained_rows.check_retention(session, settings)
    audience = {channel: provider.audience for channel, provider in chosen.items()}
    yield from _health(health.examine(opened, settings, audience, settings.clock()()))


def _rows(session: Session, settings: Settings) -> Iterator[Condition]:
    if settings.now is not None and practices.real_patients(session):
        yield fault("the time is fixed, and there are real patients", "unset NOTIFIER_NOW")
    if session.execute(select(Practice.id).limit(1)).first() is None:
        yield fault("there is no practice yet", "run `notifier init --practice NAME --ods CODE`")
    yield from _whose(practices.ods_codes(session), instance_keys.noted_practice(settings.instance))
    for practice in session.execute(select(Practice).order_by(Practice.id)).scalars():
        reach = {"--hours": practice.hours, "--email": practice.email, "--privacy-url": practice.privacy_url}
        missing = [option for option, detail in reach.items() if not detail]
        if missing and practices.real_patients(session, practice.id):
            what = f"the patients' page does not say all of how {practice.name} is reached"
            yield warning(what, f"run `notifier init --ods {practice.ods_code}` with {', '.join(missing)}")
    if practices.real_patients(session):
        yield from _statements(settings)


def _whose(codes: Sequence[str], noted: str) -> Iterator[Condition]:
    """Whether database and folder are one practice's: `noted` is the ODS code in the folder, if there is one."""
    if len(codes) > 1:
        what = f"{len(codes)} practices are set up in one installation: {', '.join(codes)}"
        yield fault(what, "say whose it is with `notifier init --ods CODE`; a second one needs its own installation")
    elif codes and noted and noted != codes[0]:
        what = f"the database is of practice {codes[0]} and the instance folder of {noted}: no code fits its patient"
        yield fault(what, "set NOTIFIER_INSTANCE and NOTIFIER_DATABASE_URL to those of one installation")
    elif codes:
        yield fine(f"the installation is of practice {codes[0]}")


def _polls(session: Session) -> Iterator[Condition]:
    """What no provider could be asked the last time, in the provider's own words, which say what to do."""
    meanwhile = {
        PollSubject.REPORTS: "until then a message of which nothing was heard waits, and the next channel with it",
        PollSubject.TEXTS: "until then a text that came while nothing here ran is not known",
    }
    for provider, subject, why in polling.failed_polls(session):
        yield warning(f"{provider}: {why}", meanwhile[subject])


def _statements(settings: Settings) -> Iterator[Condition]:
    """What the law asks the patients' privacy notice to say, and only the practice knows."""
    if not settings.dpo.strip():
        what = "the patients' privacy notice does not say who the data protection officer is"
        yield warning(what, "set DPO: a name, and how to reach them")
    if settings.envelope == "printer" and not settings.companies.strip():
        what = "the patients' privacy notice does not name the company that prints the letters"
        yield warning(what, "set COMPANIES to its name, or ENVELOPE to what you fold letters into yourself")


def _backups(session: Session, settings: Settings) -> Iterator[Condition]:
    """How old the last good backup is, where there is something that would be lost."""
    query = select(Campaign.id).where(Campaign.campaign_status.in_(CampaignStatus.under_way())).limit(1)
    is_under_way = session.execute(query).first() is not None
    made_at = last_backup_at(session)
    advice = "run `notifier backup FILE`, each day while a campaign runs, and keep the file on another machine"
    if made_at is None:
        if is_under_way:
            yield warning("no backup was ever made, and a campaign is under way", advice)
        return
    days = (settings.clock()() - made_at).days
    what = f"the last backup that was read back whole was made {'today' if days < 1 else f'{days} days ago'}"
    if days < _BACKUP_DAYS:
        yield fine(what)
    else:
        yield warning(what, advice)


def _span(found: Health) -> str:
    minutes = (found.oldest_outage_seconds or 0) // 60
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"


def _calls(session: Session) -> Iterator[Condition]:
    """What providers called us with and nobody has read."""
    for why, number in heard_calls.troubles(session).items():
        what = f"calls of providers that cannot be read, and may be objections: {number} ({why})"
        yield warning(what, "give the provider the settings back that it had; they are read within a minute")


def _late(session: Session, settings: Settings) -> Iterator[Condition]:
    """Launches and jobs that no worker has begun with, and launches that none would begin when their time comes."""
    now, advice = settings.clock()(), "run `notifier serve` or `notifier worker`; if it runs, read its log"
    for late in idle_work.late_work(session, now):
        yield fault(late.words, advice)
    if leases.living(settings.instance):
        return
    for campaign_id, starts_at in idle_work.waiting_launches(session):
        if starts_at >= now - idle_work.LAUNCH_LATE:
            at = f"{starts_at.astimezone(LONDON):%H:%M on %d %B}"
            what = f"campaign {campaign_id} is to begin at {at}, and no worker is at work on this machine to begin it"
            yield warning(what, f"{advice}. `notifier campaign pause {campaign_id}` stops the launch")


def _health(found: Health) -> Iterator[Condition]:
    if found.is_stuck:
        yield fault(
            "something has been waiting for a long time, and nothing is done about it",
            "read the log of `notifier worker`; run it if it does not",
        )
    if found.outages:
        what = f"channels whose provider cannot be had: {found.outages}, the longest for {_span(found)}"
        yield warning(what, "nothing is lost, and it is tried again by itself; `notifier campaign show ID` says when")
    if found.calls_waiting:
        what = f"calls of providers that nobody has read yet, the oldest for {found.oldest_call_seconds} s"
        yield warning(f"{what}: {found.calls_waiting}", "`notifier worker` reads them within a minute; run it")
    if found.paused_by_breaker:
        what = f"campaigns that a circuit breaker has paused: {found.paused_by_breaker}"
        yield warning(what, "`notifier campaign show ID` says why; then resume or close them")
    if found.held_by_budget:
        what = f"campaigns whose budget is spent, so that messages wait: {found.held_by_budget}"
        yield warning(what, "a manager raises it with `notifier campaign budget ID POUNDS`, or closes the campaign")
    if found.late_slices:
        what = f"first slices that have not come back well for an hour: {found.late_slices}"
        yield warning(
            what,
            "look whether reports arrive, or yourself for what came back; `notifier campaign resume` lets the rest go",
        )
    if found.unknown:
        what = f"messages that may not have arrived: {found.unknown}"
        yield warning(what, "the providers are being asked; what stays unknown is for a person to settle")
