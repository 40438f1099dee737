"""The desk's one box: whom a slip, a number, a date or any mix of name parts means, and who may be meant instead.

Found is whoever fits everything that was typed, a name by the beginnings of its words. Who fits but for one thing, or
but for a slip in one, is only offered: nobody is chosen for the person at the desk. What is left out, and what is wrong
with a number, is said.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, and_, cast, false, func, or_, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.contacts import NhsNumber
from notifier.contacts.full_names import join_names
from notifier.errors import ValueRefused
from notifier.outcomes import search
from notifier.outcomes.name_likeness import NamesOfList, groupings, is_whole
from notifier.outcomes.search_terms import SearchTerms, mended_numbers, read_terms
from notifier.patients import access_codes, matters
from notifier.patients.access_codes import Keys
from notifier.patients.list_import.names import folded
from notifier.patients.scans import is_scan
from notifier.replies import history
from notifier.replies.history import ReplyView
from notifier.store.tables import Link, Notice, Patient

MOST_FOUND = 50  # more than a receptionist would read: they had better say more
MOST_OFFERED = 8
_MOST_COMPARED = 400  # who is looked at before some are offered
_MOST_SORTED = 2_000  # who is put in order of names before the first are shown
_MISSED_AT_MOST = 1.0  # one thing wrong, or two that are nearly right
_NEARLY = 0.5


@dataclass(frozen=True)
class FoundPatient:
    """A patient in the list of the search: enough to tell two of one name apart at a glance."""

    patient_id: int
    full_name: str
    date_of_birth: date
    nhs_number_spaced: str
    street: str  # this and the postcode are empty for a restricted record
    postcode: str
    is_deceased: bool
    has_left: bool
    is_restricted: bool
    replaced_at: datetime | None  # since when the NHS number is known to be another person's
    latest: ReplyView | None  # what counts of what they told us
    differs: tuple[str, ...] = ()  # of who is offered: what is not as it was typed


@dataclass(frozen=True)
class SearchResult:
    """Who fits, at most 50 in the order of names; who may be meant instead; and what was wrong with what was typed."""

    found: list[FoundPatient]
    offered: list[FoundPatient]
    faults: tuple[str, ...]
    is_sure: bool  # exactly one fits, by whole words, and nothing was left out

    @property
    def only(self) -> FoundPatient | None:
        """The one who may be opened at once."""
        return self.found[0] if self.is_sure else None


NOBODY = SearchResult([], [], (), is_sure=False)


class _Row(NamedTuple):
    """The columns of `patient` that the search shows and compares."""

    id: int
    title: str
    given_name: str
    family_name: str
    name_key: str
    date_of_birth: date
    nhs_number: str
    mobile: str | None
    address_lines: list[str]
    postcode: str
    deceased: bool
    left: bool
    sensitive: bool
    replaced_at: datetime | None

    @property
    def is_gone(self) -> bool:
        return self.deceased or self.left or self.replaced_at is not None


_COLUMNS = tuple(
    matters.has_died().label(name) if name == "deceased" else getattr(Patient, name) for name in _Row._fields
)


def find_patients(
    session: Session,
    keys: Keys,
    practice_id: int,
    campaign_id: int,
    query: str,
    now: datetime,
    *,
    with_offers: bool = True,
) -> SearchResult:
    """Patients of the practice by whatever was typed, with what they told us in the campaign.

    Without `with_offers` nobody is looked for who may be meant instead: enough to know whether one alone fits.
    Raises ValueRefused for fewer than two letters, NotFound for another practice's campaign.
    """
    lifecycle.get_campaign(session, practice_id, campaign_id)
    wanted = " ".join(query.split())
    if len(wanted.replace(",", " ").strip()) < 2:
        raise ValueRefused("type at least two letters of the name, a date of birth, an NHS number, a mobile or a code")
    scan = search.scanned(session, keys, practice_id, wanted)
    if scan is not None:
        ids = [scan.patient_id] if scan.campaign_id == campaign_id else []
        rows = _rows(session, practice_id, Patient.id.in_(ids))
        return SearchResult(_shown(session, campaign_id, rows), [], (), is_sure=bool(rows))
    if is_scan(wanted):
        return NOBODY
    if meant := _by_likely_code(session, keys, practice_id, campaign_id, wanted):
        offered = _shown(session, campaign_id, meant, ("code",))
        return SearchResult([], offered, ("One letter or number of the code is not right.",), is_sure=False)
    terms = read_terms(wanted, london_date(now))
    rows = [] if terms.is_empty else _rows(session, practice_id, _fits(terms), MOST_FOUND)
    whole = [row for row in rows if _is_whole(terms, row)]
    offered = []
    if with_offers and len(whole) < 2 and not terms.is_empty:  # of one, too: it may be the wrong one
        for row, differs in _offered(session, practice_id, terms, {row.id for row in rows}):
            offered += _shown(session, campaign_id, [row], differs)
    is_sure = len(rows) == len(whole) == 1 and not terms.faults
    return SearchResult(_shown(session, campaign_id, rows), offered, terms.faults, is_sure)


def by_ids(session: Session, practice_id: int, campaign_id: int, patient_ids: Collection[int]) -> list[FoundPatient]:
    """These patients of the practice, in the order of their names."""
    return _shown(session, campaign_id, _rows(session, practice_id, Patient.id.in_(patient_ids))) if patient_ids else []


def namesakes(session: Session, practice_id: int, campaign_id: int, patient_id: int) -> list[FoundPatient]:
    """Who could be taken for a patient: of the same name, or of the same family name and day of birth, as twins are."""
    query = select(Patient.name_key, Patient.family_name, Patient.date_of_birth)
    own = session.execute(query.where(Patient.id == patient_id, Patient.practice_id == practice_id)).one_or_none()
    if own is None:
        return []
    is_twin = and_(Patient.date_of_birth == own.date_of_birth, Patient.family_name == own.family_name)
    alike = and_(or_(Patient.name_key == own.name_key, is_twin), Patient.id != patient_id)
    return _shown(session, campaign_id, _rows(session, practice_id, alike, MOST_OFFERED))


def _rows(session: Session, practice_id: int, condition: ColumnElement[bool], most: int = _MOST_COMPARED) -> list[_Row]:
    # Found first and put in order then: asked for both at once, SQLite goes through the whole list by name.
    found = select(Patient.id).where(Patient.practice_id == practice_id, condition).limit(_MOST_SORTED)
    ids = session.execute(found).scalars().all()
    ordered = select(*_COLUMNS).where(Patient.id.in_(ids))
    ordered = ordered.order_by(Patient.family_name, Patient.given_name, Patient.id).limit(most)
    return [_Row._make(row) for row in session.execute(ordered)] if ids else []


def _by_likely_code(session: Session, keys: Keys, practice_id: int, campaign_id: int, wanted: str) -> list[_Row]:
    """Whose code was typed with one slip in it."""
    likely = access_codes.likely_codes(wanted) if any(map(str.isdigit, wanted)) else frozenset()
    if not likely:
        return []
    fingerprints = [access_codes.code_fingerprint(keys, code) for code in likely]
    whose = select(Notice.patient_id).join(Link, Link.notice_id == Notice.id)
    meant = whose.where(Notice.campaign_id == campaign_id, Link.fingerprint.in_(fingerprints))
    return _rows(session, practice_id, Patient.id.in_(meant))


def _fits(terms: SearchTerms) -> ColumnElement[bool]:
    """Whether a patient has all that was typed."""
    conditions: list[ColumnElement[bool]] = [Patient.date_of_birth.in_(days) for days in terms.born]
    conditions += [Patient.date_of_birth.between(date(year, 1, 1), date(year, 12, 31)) for year in terms.born_in]
    conditions += [Patient.nhs_number == number for number in terms.nhs_numbers]
    conditions += [false() for _ in terms.mistyped_numbers]
    conditions += [Patient.mobile == number for number in terms.mobiles]
    conditions += [
        Patient.postcode == postcode if _is_whole_postcode(postcode) else Patient.postcode.startswith(postcode)
        for postcode in terms.postcodes
    ]
    if terms.names:
        ways = (and_(*map(_begins_a_word, words)) for words in groupings(terms.names))
        conditions.append(or_(*ways))
    if terms.title:
        written = func.lower(func.replace(Patient.title, ".", ""))
        conditions.append(or_(written.in_(("", terms.title)), _begins_a_word(terms.title)))
    return and_(*conditions)


def _is_whole_postcode(postcode: str) -> bool:
    return len(postcode.partition(" ")[2]) > 1


def _begins_a_word(word: str) -> ColumnElement[bool]:
    return Patient.name_key.contains(f" {word}", autoescape=True)


def _is_whole(terms: SearchTerms, row: _Row) -> bool:
    """Whether nothing of what was typed is only the beginning, or a part, of what the patient has."""
    names = (*terms.names, terms.title) if terms.title and not _has_title(terms, row) else terms.names
    has_postcode = all(row.postcode == postcode for postcode in terms.postcodes)
    is_definite = bool(names) or terms.criteria > len(terms.born_in)  # a year alone is half a town's
    return has_postcode and is_definite and is_whole(names, row.name_key)


def _has_title(terms: SearchTerms, row: _Row) -> bool:
    return folded(row.title) in ("", terms.title)


def _offered(
    session: Session, practice_id: int, terms: SearchTerms, found: Collection[int]
) -> list[tuple[_Row, tuple[str, ...]]]:
    """Who may be meant, the likeliest first, each with what is not as it was typed."""
    likely = _likely_by_name(session, practice_id, terms)
    named = sorted(likely, key=lambda one: likely[one])[:_MOST_COMPARED]
    ways: list[ColumnElement[bool]] = [Patient.id.in_(named)] if named else []
    if terms.criteria + bool(terms.names) > 1 or terms.mistyped_numbers:
        numbers = [*terms.nhs_numbers, *(one for typed in terms.mistyped_numbers for one in mended_numbers(typed))]
        whole = list(filter(_is_whole_postcode, terms.postcodes))
        told = ((Patient.nhs_number, numbers), (Patient.mobile, terms.mobiles), (Patient.postcode, whole))
        ways += [column.in_(values) for column, values in told if values]
        ways += [Patient.date_of_birth.in_(days) for days in terms.born]
    compared = []
    for row in _rows(session, practice_id, or_(*ways)) if ways else ():
        missed, differs = _missed(terms, row, likely)
        if row.id not in found and missed <= _allowed(terms):
            compared.append((missed, likely.get(row.id, 0.0), row.is_gone, row, differs))
    compared.sort(key=lambda one: one[:3])
    return [(row, differs) for *_, row, differs in compared[:MOST_OFFERED]]


def _likely_by_name(session: Session, practice_id: int, terms: SearchTerms) -> dict[int, float]:
    if not terms.names:
        return {}

    def joined(text: ColumnElement[str], between: str) -> str:
        query = select(func.aggregate_strings(text, between)).where(Patient.practice_id == practice_id)
        return session.execute(query).scalar_one() or ""

    line = cast(Patient.id, String).concat(Patient.name_key)
    names = joined(cast(Patient.name_key, String), " ")
    return NamesOfList(names, lambda: joined(line, "\n")).likely(terms.names)


def _allowed(terms: SearchTerms) -> float:
    """How much may be wrong: of one thing alone not the whole."""
    return _MISSED_AT_MOST if terms.criteria + bool(terms.names) > 1 else _NEARLY


def _missed(terms: SearchTerms, row: _Row, likely: dict[int, float]) -> tuple[float, tuple[str, ...]]:
    """How much of what was typed a patient has not, a slip counting half, and the names of these things."""
    missed: dict[str, float] = {}
    if terms.names and not is_whole(terms.names, row.name_key):
        missed["name"] = _NEARLY if row.id in likely else 1.0
    if terms.title and not _has_title(terms, row) and not is_whole((terms.title,), row.name_key):
        missed["title"] = 0.0  # Miss has become Mrs
    for days in terms.born:
        if row.date_of_birth not in days:
            missed["date of birth"] = _NEARLY if any(_is_slip(day, row.date_of_birth) for day in days) else 1.0
    if any(row.date_of_birth.year != year for year in terms.born_in):
        missed["year of birth"] = 1.0
    if any(row.nhs_number != number for number in terms.nhs_numbers):
        missed["NHS number"] = 1.0
    for number in terms.mistyped_numbers:
        missed["NHS number"] = _NEARLY if row.nhs_number in mended_numbers(number) else 1.0
    if any(row.mobile != number for number in terms.mobiles):
        missed["mobile"] = 1.0
    if not all(row.postcode.startswith(postcode) for postcode in terms.postcodes):
        missed["postcode"] = 1.0
    return sum(missed.values()), tuple(missed)


def _is_slip(typed: date, born: date) -> bool:
    """Whether one of day, month and year is another, or day and month have changed places."""
    same = (typed.day == born.day) + (typed.month == born.month) + (typed.year == born.year)
    return same == 2 or (typed.year, typed.month, typed.day) == (born.year, born.day, born.month)


def _shown(
    session: Session, campaign_id: int, rows: Sequence[_Row], differs: tuple[str, ...] = ()
) -> list[FoundPatient]:
    latest = _latest(session, campaign_id, [row.id for row in rows])
    return [_found(row, latest.get(row.id), differs) for row in rows]


def _latest(session: Session, campaign_id: int, patient_ids: Sequence[int]) -> dict[int, ReplyView | None]:
    if not patient_ids:
        return {}
    query = select(Notice.id, Notice.patient_id).where(Notice.campaign_id == campaign_id)
    whose = {row.id: row.patient_id for row in session.execute(query.where(Notice.patient_id.in_(patient_ids)))}
    told = history.replies_of_notices(session, Notice.id.in_(whose))
    return {whose[notice_id]: search.latest_of(said) for notice_id, said in told.items()}


def _found(row: _Row, latest: ReplyView | None, differs: tuple[str, ...]) -> FoundPatient:
    street = "" if row.sensitive or not row.address_lines else row.address_lines[0]
    return FoundPatient(
        patient_id=row.id,
        full_name=join_names(row.title, row.given_name, row.family_name),
        date_of_birth=row.date_of_birth,
        nhs_number_spaced=NhsNumber(row.nhs_number).spaced,
        street=street,
        postcode="" if row.sensitive else row.postcode,
        is_deceased=row.deceased,
        has_left=row.left,
        is_restricted=row.sensitive,
        replaced_at=row.replaced_at,
        latest=latest,
        differs=differs,
    )
