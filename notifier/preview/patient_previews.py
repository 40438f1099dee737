"""What one patient of the list would get: asked for by a manager, made by a worker, forgotten after a day.

It shows a patient's own name, number and address, so that each is a look at that patient: it is audited, and only
whoever asked sees it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.contacts.formats import written_format
from notifier.contacts.full_names import join_names
from notifier.contacts.languages import ENGLISH, language_code
from notifier.delivery import notices, planning
from notifier.errors import NotAllowed, NotFound
from notifier.messages import sample_messages
from notifier.messages.rendering import templates_of
from notifier.patients.eligibility import Rules
from notifier.pdf.pictures import pages_as_png
from notifier.pdf.stationery import Stationery
from notifier.practice.accounts import StaffAccount
from notifier.preview.addressees import NameAndAddress, addressee_on_record
from notifier.preview.hard_cases import told_person
from notifier.preview.preview import PICTURE_DPI
from notifier.preview.shown_preview import ShownPerson, person_of
from notifier.settings import ReplyChannels
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import Campaign, Patient, PatientPreview, PatientPreviewPicture
from notifier.vocabulary import CampaignStatus, HardCase, Role, WrittenFormat

KEPT_FOR = timedelta(days=1)
_URDU = "ur"
_YEAR = timedelta(days=365.25)
_Order = ColumnElement[int] | ColumnElement[date] | InstrumentedAttribute[int]


@dataclass(frozen=True)
class PatientPreviewView:
    """What one patient would get; `person` is None until the job has made it. `pages` has the letter's page numbers."""

    id: int
    patient_id: int
    full_name: str
    job_id: int | None
    person: ShownPerson | None
    pages: tuple[int, ...]


@dataclass(frozen=True)
class ListCase:
    """A patient of the practice's own list whom it is hard to fit the messages for."""

    case: HardCase
    patient_id: int
    full_name: str


def ask_patient_preview(session: Session, campaign_id: int, patient_id: int, staff: StaffAccount, now: datetime) -> int:
    """Write down that a manager looks at what a patient would get, and return the id of the preview to be made.

    Raises NotAllowed without the role or once the campaign was launched, NotFound.
    """
    staff.must_be(Role.MANAGER)
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    if campaign.campaign_status not in CampaignStatus.before_launch():
        raise NotAllowed("this campaign was launched: what a patient was sent stands on the patient's page")
    patient = session.get(Patient, patient_id)
    if patient is None or patient.practice_id != staff.practice_id:
        raise NotFound("this practice has no such patient")
    row = PatientPreview(campaign_id=campaign_id, patient_id=patient_id, asked_by=staff.id, asked_at=now)
    session.add(row)
    session.flush()
    audit.append(
        session, AuditAction.PATIENT_PREVIEWED, now, staff_id=staff.id, campaign_id=campaign_id, patient=patient_id
    )
    return row.id


def note_preview_job(session: Session, preview_id: int, job_id: int) -> None:
    """Note which job makes it."""
    session.get_one(PatientPreview, preview_id).job_id = job_id


def make_patient_preview(
    database: Database,
    preview_id: int,
    reply_channels: ReplyChannels,
    load_stationery: Callable[[], Stationery],
    now: datetime,
) -> None:
    """Lay out what the patient would get by every channel that reaches them, and keep it.

    Raises NotFound when it was forgotten meanwhile.
    """
    with database.reading() as session:
        row = session.get(PatientPreview, preview_id)
        if row is None:
            raise NotFound("this preview is kept for a day, and was forgotten: ask for it again")
        campaign = session.get_one(Campaign, row.campaign_id)
        routing = planning.routing_of(session, campaign, now)
        templates = templates_of(session, campaign.id, reply_channels, load_stationery)
        like = sample_messages.told_now(sample_messages.INVENTED, now, campaign.notice_days)
        query = notices.of_practice(campaign, select(*(getattr(Patient, name) for name in NameAndAddress._fields)))
        rules = Rules.of(lifecycle.preset_of(campaign))
        own = query.where(Patient.id == row.patient_id)
        ((contact, named),) = notices.contacts_beside(session, own, rules, NameAndAddress)
    told = told_person(templates, routing.steps(contact), addressee_on_record(like, contact, named, routing))
    pngs = pages_as_png(told.letter, PICTURE_DPI) if told.letter else []
    with database.writing() as session:
        kept = session.get(PatientPreview, preview_id)
        if kept is None:
            raise NotFound("this preview is kept for a day, and was forgotten: ask for it again")
        kept.told = told.as_json()
        session.execute(delete(PatientPreviewPicture).where(PatientPreviewPicture.patient_preview_id == preview_id))
        session.add_all(
            PatientPreviewPicture(patient_preview_id=preview_id, page=page, png=png)
            for page, png in enumerate(pngs, start=1)
        )


def view_patient_preview(
    session: Session, campaign_id: int, preview_id: int, staff: StaffAccount, now: datetime
) -> PatientPreviewView:
    """The preview, for whoever asked for it. Raises NotFound, also a day after it was asked for."""
    row, patient = _asked_for(session, campaign_id, preview_id, staff, now)
    pages = select(PatientPreviewPicture.page).where(PatientPreviewPicture.patient_preview_id == preview_id)
    name = join_names(patient.title, patient.given_name, patient.family_name)
    found = tuple(session.execute(pages.order_by(PatientPreviewPicture.page)).scalars())
    return PatientPreviewView(row.id, patient.id, name, row.job_id, person_of(row.told) if row.told else None, found)


def patient_picture(
    session: Session, campaign_id: int, preview_id: int, page: int, staff: StaffAccount, now: datetime
) -> bytes:
    """A page of the letter as a PNG file. Raises NotFound as `view_patient_preview`."""
    _asked_for(session, campaign_id, preview_id, staff, now)
    picture = session.get(PatientPreviewPicture, (preview_id, page))
    if picture is None:
        raise NotFound("the letter has no such page")
    return picture.png


def forget_old(database: Database, now: datetime) -> int:
    """Forget what was asked for more than a day ago; returns how many previews."""
    old = PatientPreview.asked_at < now - KEPT_FOR
    with database.reading() as session:
        if not session.execute(select(exists().where(old))).scalar_one():
            return 0
    with database.writing() as session:
        ids = list(session.execute(select(PatientPreview.id).where(old)).scalars())
        session.execute(delete(PatientPreviewPicture).where(PatientPreviewPicture.patient_preview_id.in_(ids)))
        session.execute(delete(PatientPreview).where(PatientPreview.id.in_(ids)))
    return len(ids)


def hardest_on_list(session: Session, practice_id: int, campaign_id: int, now: datetime) -> list[ListCase]:
    """Who of the practice's own list is hardest to fit the messages for, as far as there is anybody of the kind."""
    campaign = lifecycle.get_campaign(session, practice_id, campaign_id)
    young = london_date(now) - lifecycle.preset_of(campaign).guardian_below_age * _YEAR
    told = and_(
        Patient.practice_id == practice_id, ~Patient.deceased, ~Patient.left, ~Patient.sensitive, Patient.doubt == ""
    )
    names = func.length(Patient.title) + func.length(Patient.given_name) + func.length(Patient.family_name)
    needs = _recorded_needs(session, told)
    cases: dict[HardCase, tuple[ColumnElement[bool], _Order]] = {
        HardCase.LONGEST_NAME: (told, names.desc()),
        HardCase.CHILD: (and_(told, Patient.date_of_birth > young), Patient.date_of_birth.desc()),
        HardCase.NO_MOBILE: (and_(told, Patient.mobile.is_(None)), Patient.id),
        HardCase.SIBLINGS: (and_(told, _is_sibling(told, young)), Patient.id),
    }
    if needs.languages:
        cases[HardCase.OTHER_LANGUAGE] = and_(told, Patient.language.in_(needs.languages)), Patient.id
    if needs.formats:
        cases[HardCase.LARGEST_PRINT] = and_(told, Patient.accessible_format.in_(needs.formats)), Patient.id
    found = {case: _first(session, *cases[case]) for case in HardCase if case in cases}
    return [ListCase(case, *row) for case, row in found.items() if row is not None]


def _first(session: Session, rows: ColumnElement[bool], order: _Order) -> tuple[int, str] | None:
    """The id and the name of the first patient of an order."""
    query = select(Patient.id, Patient.title, Patient.given_name, Patient.family_name).where(rows)
    row = session.execute(query.order_by(order).limit(1)).one_or_none()
    return None if row is None else (row.id, join_names(row.title, row.given_name, row.family_name))


class _Needs(NamedTuple):
    """In what words the list says that somebody reads Urdu, or else another language, and that they need 28 point."""

    languages: list[str]
    formats: list[str]


def _recorded_needs(session: Session, told: ColumnElement[bool]) -> _Needs:
    query = select(Patient.language, Patient.accessible_format).where(told).distinct()
    recorded = [(row.language, row.accessible_format) for row in session.execute(query)]
    others = sorted({language for language, _ in recorded if language_code(language) != ENGLISH})
    formats = {words for _, words in recorded if written_format(words) is WrittenFormat.LARGE_28}
    return _Needs([words for words in others if language_code(words) == _URDU] or others, sorted(formats))


def _is_sibling(told: ColumnElement[bool], young: date) -> ColumnElement[bool]:
    """A child whose mobile another child has too."""
    children = and_(told, Patient.date_of_birth > young)
    shared = select(Patient.mobile).where(children, Patient.mobile.is_not(None)).group_by(Patient.mobile)
    return and_(Patient.date_of_birth > young, Patient.mobile.in_(shared.having(func.count() > 1)))


def _asked_for(
    session: Session, campaign_id: int, preview_id: int, staff: StaffAccount, now: datetime
) -> tuple[PatientPreview, Patient]:
    query = (
        select(PatientPreview, Patient)
        .join(Patient, Patient.id == PatientPreview.patient_id)
        .where(PatientPreview.id == preview_id, PatientPreview.asked_by == staff.id)
        .where(PatientPreview.campaign_id == campaign_id, Patient.practice_id == staff.practice_id)
        .where(PatientPreview.asked_at >= now - KEPT_FOR)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("there is no such preview: they are kept for a day, for whoever asked for them")
    return row[0], row[1]
