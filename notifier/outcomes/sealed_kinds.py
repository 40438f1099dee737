"""Which rows are sealed as facts, and which of their columns may be shown to somebody who is not to know the patients.

A column is private unless it stands here as public: what a later migration adds is shown to nobody until somebody has
thought of it. Public are words, times, dates, counts and ids of ours; private is what names a patient, and whatever a
person typed. Few columns are left out: what is computed from others, and what changes without anything being told.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple, cast

from sqlalchemy import ColumnElement, Select, Table, select
from sqlalchemy.orm import Session

from notifier.store.tables import (
    Approval,
    Base,
    Campaign,
    CampaignText,
    CodeCheckRun,
    CodingTask,
    ConfirmedTelling,
    Delivery,
    Displayed,
    FrozenSet,
    IdentityDoubt,
    LaunchRequest,
    Matter,
    Notice,
    Patient,
    PatientChange,
    PatientList,
    Practice,
    PrintedLetter,
    PrintRun,
    PublishedPage,
    Receipt,
    RecordedSignOff,
    Reply,
    ReplyContact,
    Review,
    Staff,
    UnmatchedSlip,
    WithdrawnLink,
)


class SealedKind(NamedTuple):
    """Rows of one table: `public` and `left_out` are names of columns; all others are private."""

    table: type[Base]
    public: frozenset[str]
    left_out: frozenset[str] = frozenset()

    @property
    def word(self) -> str:
        """What a fact of it says that it is of: the name of the table."""
        return self.columns.name

    @property
    def columns(self) -> Table:
        """The table itself, and not its class."""
        return cast(Table, self.table.__table__)


class FactRow(NamedTuple):
    """One row as it is sealed: whose it is, if a patient's, and both halves as canonical JSON."""

    kind: str
    row: str  # the primary key
    patient_id: int | None
    public: str
    private: str


def _kind(table: type[Base], public: str, left_out: str = "") -> SealedKind:
    return SealedKind(table, frozenset(public.split()), frozenset(left_out.split()))


# Who is asked to send again, and who is at work on it, tells nobody anything.
_AT_WORK = "lease_until claimed_by refusals set_aside_at"
_PATIENTS = _kind(
    Patient,
    "id practice_id first_list_id known_since replaced_at mailable deceased left sensitive sms_declined email_declined "
    "on_repeats",
    "name_key",
)
_OF_PATIENTS = (
    _PATIENTS,
    _kind(PatientChange, "id list_id patient_id changed_at kind"),
    _kind(IdentityDoubt, "id list_id patient_id other_patient_id opened_at closed_at closed_by ended_by_id is_same"),
    _kind(
        Matter,
        "id patient_id kind received_at recorded_at recorded_by acknowledge_by answer_by acknowledged_at "
        "acknowledged_by ended_at ended_by ending",
    ),
    _kind(
        CodingTask,
        "id campaign_id patient_id kind frozen_set_id code_check_run_id found_at ended_at done_at done_by",
    ),
)
_OF_NOTICES = (
    _kind(Notice, "id campaign_id patient_id link_serial created_at"),
    _kind(WithdrawnLink, "campaign_id notice_id withdrawn_at withdrawn_by"),
    _kind(
        Delivery,
        "id campaign_id notice_id channel wave anew acknowledges delivery_status skip_reason fail_reason planned_at "
        "due_at attempts claimed_at unknown_at restored_at cost text_ids deadline_on provider accepted_at posted_at "
        "delivered_at ended_at",
        _AT_WORK,
    ),
    _kind(
        Reply,
        "id notice_id choice source received_at recorded_at recorded_by doubt answered_by extent identity_check "
        "sitting link_serial settled_at",
    ),
    _kind(Review, "id campaign_id notice_id reply_id doubt opened_at closed_at closed_by closing_reply_id"),
)
_OF_DELIVERIES = (
    _kind(Receipt, "id delivery_id provider kind fail_reason happened_at received_at"),
    _kind(PrintedLetter, "id print_run_id delivery_id pile written_format language file position pages sha256"),
    _kind(ConfirmedTelling, "id delivery_id confirmed_by confirmed_at"),
)
_OF_REPLIES = (_kind(ReplyContact, "reply_id"),)
_OF_CAMPAIGN = (
    _kind(
        Campaign,
        "id practice_id preset preset_data campaign_status notice_days channels evidence_needed budget created_by "
        "created_at launched_at paused_cause resumed_at closed_at planned_launch_on",
    ),
    _kind(CampaignText, "id campaign_id part language version sha256 written_by written_at", "body"),
    _kind(PublishedPage, "id campaign_id language version published_at", "words"),
    _kind(Approval, "id campaign_id fingerprint approved_by approved_at silent_codes approved"),
    _kind(RecordedSignOff, "id campaign_id name decided_on recorded_by recorded_at"),
    _kind(LaunchRequest, "id campaign_id people asked_by asked_at starts_at started_at stopped_by stopped_at"),
    _kind(Displayed, "id campaign_id display up day recorded_by recorded_at"),
    _kind(
        PrintRun,
        "id campaign_id envelope reprint_of cost started_by started_at finished_at files manifest_sha256",
        "folder job_id",
    ),
    _kind(
        FrozenSet,
        "id campaign_id number proposed_by proposed_at as_of withdrawn_at closed_by closed_at counts sha256",
        "purged_at",
    ),
    _kind(CodeCheckRun, "id campaign_id frozen_set_id sha256 made_on run_by run_at counts is_clean"),
    _kind(
        UnmatchedSlip,
        "id campaign_id choice source received_at recorded_at recorded_by coded_patient_id ended_at ended_by reply_id",
    ),
)
_LISTS = _kind(
    PatientList,
    "id practice_id sha256 counts codes_read imported_by imported_at made_on joiners_from undoes_id",
    "reading",
)
_PRACTICE = _kind(Practice, "id name ods_code phone address", "hours email privacy_url clinical_system created_at")
_STAFF = _kind(Staff, "id practice_id", "password_hash active created_at")  # who is meant by an id


def canonical(value: Mapping[str, object]) -> str:
    """JSON with sorted keys, no spaces and ASCII alone, so that the same value is the same bytes everywhere."""
    return _ENCODER.encode(value)


def rows_of_patients(session: Session, campaign: Campaign, patient_ids: Sequence[int]) -> Iterator[FactRow]:
    """The rows of some patients of a campaign, as they stand."""
    own = Notice.campaign_id == campaign.id, Notice.patient_id.in_(patient_ids)
    joins: Sequence[tuple[Sequence[SealedKind], Callable[[Select[int], SealedKind], Select[int]]]] = (
        (_OF_NOTICES, lambda query, kind: _beside(query, kind, "notice_id", Notice)),
        (_OF_DELIVERIES, lambda query, kind: _via(query, kind, "delivery_id", Delivery)),
        (_OF_REPLIES, lambda query, kind: _via(query, kind, "reply_id", Reply)),
    )
    for kind in _OF_PATIENTS:
        whose = Patient.id if kind is _PATIENTS else _column(kind, "patient_id")
        conditions: list[ColumnElement[bool]] = [whose.in_(patient_ids)]
        if "campaign_id" in kind.public:
            conditions.append(_column(kind, "campaign_id") == campaign.id)
        yield from _rows(session, kind, select(whose).where(*conditions))
    for kinds, joined in joins:
        for kind in kinds:
            yield from _rows(session, kind, joined(select(Notice.patient_id).where(*own), kind))


def rows_of_campaign(session: Session, campaign: Campaign) -> Iterator[FactRow]:
    """The rows that are of a campaign and of no patient of it, as they stand."""
    for kind in _OF_CAMPAIGN:
        which = Campaign.id if kind.table is Campaign else _column(kind, "campaign_id")
        yield from _rows(session, kind, select(which).where(which == campaign.id), of_patient=False)
    lists = select(PatientList.id).where(PatientList.practice_id == campaign.practice_id)
    yield from _rows(session, _LISTS, lists, of_patient=False)
    yield from _rows(
        session, _PRACTICE, select(Practice.id).where(Practice.id == campaign.practice_id), of_patient=False
    )
    people = select(Staff.id).where(Staff.practice_id == campaign.practice_id)
    yield from _rows(session, _STAFF, people, of_patient=False)
    footers = select(Delivery.id).where(Delivery.notice_id.is_(None), Delivery.campaign_id + 0 == campaign.id)
    yield from _rows(session, _OF_NOTICES[2], footers, of_patient=False)


def _column(kind: SealedKind, name: str) -> ColumnElement[int]:
    column: ColumnElement[int] = kind.columns.c[name]
    return column


def _beside(query: Select[int], kind: SealedKind, name: str, other: type[Notice]) -> Select[int]:
    if kind.table is Notice:
        return query
    return query.select_from(other).join(kind.table, _column(kind, name) == other.id)


def _via(query: Select[int], kind: SealedKind, name: str, other: type[Delivery] | type[Reply]) -> Select[int]:
    rows = query.select_from(Notice).join(other, other.notice_id == Notice.id)
    return rows.join(kind.table, _column(kind, name) == other.id)


def _rows(session: Session, kind: SealedKind, query: Select[int], *, of_patient: bool = True) -> Iterator[FactRow]:
    """What a query that selects whose a row is finds, with the row's own columns."""
    columns = [one for one in kind.columns.c if one.name not in kind.left_out]
    names = [one.name for one in columns]
    keys = [names.index(one.name) for one in kind.columns.primary_key]
    public = [(at, one.name) for at, one in enumerate(columns) if one.name in kind.public]
    private = [(at, one.name) for at, one in enumerate(columns) if one.name not in kind.public]
    connection = session.connection()
    for whose, *values in connection.execute(query.add_columns(*columns).order_by(*kind.columns.primary_key)):
        yield FactRow(
            kind.word,
            "-".join(_written_key(values[at]) for at in keys),
            whose if of_patient else None,
            canonical({name: values[at] for at, name in public}),
            canonical({name: values[at] for at, name in private}) if private else "{}",
        )


def _written_key(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _written(value: object) -> str:
    """What JSON has no form for: a moment in UTC and a day as ISO 8601, and bytes in hexadecimal digits."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case _:
            raise TypeError(f"{type(value).__name__} cannot be sealed")


# One for all: `json.dumps` makes one for each row.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_written)
