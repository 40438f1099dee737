"""Whose a slip may be that fits nobody for certain: one rule for who is held because of it and who is offered for it.

Doubt holds: whoever a slip may well be of is held until a person has found out, where it asks to keep things as they
are or is not sure. An agreement that fits nobody holds nobody, for it lets nobody be coded either.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from notifier.contacts import NhsNumber
from notifier.errors import ValueRefused
from notifier.patients.list_import.dates import parse_date
from notifier.patients.list_import.names import folded, is_title
from notifier.store.tables import Campaign, UnmatchedSlip
from notifier.vocabulary import Choice

_SHORTEST_WORD = 2  # an initial says nothing of who somebody is


class _Named(Protocol):
    """A row of a patient, of the list of whichever moment."""

    @property
    def id(self) -> int: ...
    @property
    def nhs_number(self) -> str: ...
    @property
    def given_name(self) -> str: ...
    @property
    def family_name(self) -> str: ...
    @property
    def date_of_birth(self) -> date: ...


class SlipSigns(NamedTuple):
    """What a slip says of whose it is, as far as it can be read."""

    words: frozenset[str]  # of the name, folded
    born: date | None
    nhs_number: str | None
    coded_patient_id: int | None

    @classmethod
    def read(cls, name: str, born: str, nhs_number: str, coded_patient_id: int | None = None) -> "SlipSigns":
        """The signs of what is written; what cannot be read is none."""
        return cls(name_words(name), _date_in(born), _number_in(nhs_number), coded_patient_id)

    def may_be(self, patient: _Named) -> bool:
        """Whether the slip may well be this patient's.

        By their NHS number or code; by the day of birth with a word of the name; by the whole name of two words or
        more, where no day of birth can be read.
        """
        if patient.nhs_number == self.nhs_number or patient.id == self.coded_patient_id:
            return True
        if self.born is not None and self.born != patient.date_of_birth:
            return False
        theirs = name_words(f"{patient.given_name} {patient.family_name}")
        return bool(self.words & theirs) if self.born is not None else len(self.words) > 1 and self.words <= theirs


class LooseSlips:
    """The slips of a campaign that hold whoever they may be of, at a moment."""

    def __init__(self, slips: Iterable[SlipSigns]) -> None:
        self._by_born: defaultdict[date, list[SlipSigns]] = defaultdict(list)
        self._others: list[SlipSigns] = []  # to be compared with everybody: those with no day of birth
        self._named: list[SlipSigns] = []  # by a number or a code, whatever else stands there
        for one in slips:
            if one.born is not None:
                self._by_born[one.born].append(one)
            elif one.words:
                self._others.append(one)
            if one.nhs_number is not None or one.coded_patient_id is not None:
                self._named.append(one)

    @classmethod
    def at(cls, session: Session, campaign: Campaign, at: datetime) -> "LooseSlips":
        """What was written down by a moment, and nobody had settled."""
        was_open = or_(UnmatchedSlip.ended_at.is_(None), UnmatchedSlip.ended_at > at)
        said = (UnmatchedSlip.name, UnmatchedSlip.born, UnmatchedSlip.nhs_number, UnmatchedSlip.coded_patient_id)
        query = select(*said).where(
            UnmatchedSlip.campaign_id == campaign.id,
            UnmatchedSlip.choice != Choice.AGREE,
            UnmatchedSlip.recorded_at <= at,
            was_open,
        )
        return cls(SlipSigns.read(*row) for row in session.execute(query))

    def that_may_be(self, patient: _Named) -> int:
        """How many may well be a patient's; few questions are asked of whom none is about."""
        likely: Sequence[SlipSigns] = (*self._by_born.get(patient.date_of_birth, ()), *self._others, *self._named)
        return len({one for one in likely if one.may_be(patient)}) if likely else 0


def name_words(name: str) -> frozenset[str]:
    """The words of a name, without accents, capitals, titles and initials."""
    return frozenset(
        word for part in re.split(r"[\s-]+", name) if len(word := folded(part)) >= _SHORTEST_WORD and not is_title(part)
    )


def _date_in(written: str) -> date | None:
    try:
        return parse_date(written)
    except ValueRefused:
        return None


def _number_in(written: str) -> str | None:
    try:
        return str(NhsNumber.parse(written))
    except ValueRefused:
        return None
