"""Mixes of letters: to whoever on the demo's list gets neither a text nor an email, and of every kind evenly.

A list has its languages, formats and names in their shares; of every kind evenly is the hardest that a run can be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from random import Random

from notifier.campaigns import presets
from notifier.campaigns.lifecycle import TextVersion
from notifier.contacts.formats import written_format
from notifier.contacts.languages import ENGLISH, language_code
from notifier.delivery.routing import Contact, Routing, Sharing
from notifier.messages.addressee import Addressee, Sender
from notifier.messages.letters import Letters
from notifier.patients.samples.generation import sample_people
from notifier.patients.samples.sample_patient import SamplePatient
from notifier.settings import ReplyChannels
from notifier.vocabulary import Channel, SkipReason, WrittenFormat
from tests.notifier.letter_samples import HOST, stationery

TODAY = date(2026, 11, 30)
GUARDIAN_BELOW_AGE = 13  # as the preset has it
ONE_IN = 200
_LONG_FAMILY_NAME = "Featherstonehaugh-Cholmondeley-Marjoribanks of Auchtermuchty"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_SENDER = Sender(
    "Riverside Surgery", "01632 960123", ("1 Station Road", "Blackwater", "GU17 9XX"), ReplyChannels(f"https://{HOST}")
)


def mixed_letters() -> Letters:
    """The letters of a campaign in every language that comes with the program."""
    nobody = Path("no presets of their own")
    texts: Mapping[str, Mapping[str, TextVersion]] = {
        language: {
            part: TextVersion(1, part, 1, body, "")
            for part, body in presets.preset_texts("scr", nobody, language).items()
        }
        for language in presets.preset_languages("scr", nobody)
    }
    return Letters("Summary Care Record", texts, _SENDER, stationery)


def listed(patients: int, seed: int = 1) -> Iterator[Addressee]:
    """Whoever on a list of so many patients gets a letter first."""
    people = [person for person in sample_people(patients, Random(seed), TODAY) if not person.refused]
    contacts = [_contact(person) for person in people]
    channels = Channel.SMS, Channel.EMAIL, Channel.LETTER
    routing = Routing(channels, Sharing.among(contacts), GUARDIAN_BELOW_AGE, TODAY)
    for person, contact in zip(people, contacts, strict=True):
        first = next((step.channel for step in routing.steps(contact) if step.skip is None), None)
        if first is Channel.LETTER:
            yield _addressee(person, guardian=routing.needs_guardian(person.born))


def every_kind(letters: int) -> list[Addressee]:
    """So many letters, each kind as often as any other; one name in `ONE_IN` needs a layout of its own.

    How many do on a real list is a guess: on the sample list there is none.
    """
    languages = mixed_letters().texts.keys()
    sizes = [one for one in WrittenFormat if not one.is_transcribed and one is not WrittenFormat.EASY_READ]
    kinds = [(WrittenFormat.EASY_READ, ENGLISH), *((one, language) for one in sizes for language in languages)]
    people = cycle(listed(2_000))
    told = []
    for number in range(letters):
        person = _with_long_name(next(people)) if number % ONE_IN == ONE_IN // 2 else next(people)
        written_format, language = kinds[number % len(kinds)]
        told.append(replace(person, written_format=written_format, language=language))
    return told


def needs_own_layout(to: Addressee) -> bool:
    """Whether the name is the one that has no room in the shared layout."""
    return to.family_name == _LONG_FAMILY_NAME


def _with_long_name(to: Addressee) -> Addressee:
    given_name = "Bartholomew Maximilian Alexander Sebastian Ferdinand"
    return replace(to, given_name=given_name, family_name=_LONG_FAMILY_NAME)


def _contact(person: SamplePatient) -> Contact:
    return Contact(
        patient_id=person.index,
        date_of_birth=person.born,
        mobile=person.mobile or None,
        email=person.email or None,
        postcode=person.postcode,
        mailable=person.is_mailable,
        sms_declined=person.sms_declined,
        email_declined=person.email_declined,
        stopped=frozenset(),
        exclusion=SkipReason.LEFT if person.exclude else None,
    )


def _addressee(person: SamplePatient, *, guardian: bool) -> Addressee:
    chance = Random(person.index)
    parts = (person.house, person.street, person.locality, person.town, person.county, person.postcode)
    return Addressee(
        reference="".join(chance.choices(_ALPHABET, k=10)),
        title=person.title,
        given_name=person.given_name,
        family_name=person.family_name,
        mobile=None,
        email=None,
        address_lines=tuple(filter(None, parts)),
        code="".join(chance.choices(_ALPHABET, k=12)),
        deadline_on=TODAY + timedelta(days=42),
        written_on=TODAY,
        guardian=guardian,
        language=language_code(person.language),
        written_format=written_format(person.accessible_format),
        format_recorded=person.accessible_format,
        is_sample=True,
    )
