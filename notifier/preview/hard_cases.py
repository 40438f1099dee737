"""What the patients get whose messages go wrong first: invented ones, told as the campaign would tell them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from notifier.contacts.languages import ENGLISH
from notifier.delivery.routing import Contact, Routing, Sharing, Step
from notifier.errors import RenderFault
from notifier.messages.addressee import Addressee
from notifier.messages.rendering import MessageTemplates
from notifier.messages.sample_messages import as_printed, as_read
from notifier.providers.message_types import EmailMessage
from notifier.vocabulary import Channel, HardCase, WrittenFormat

_URDU = "ur"
_YEAR = timedelta(days=365.25)


@dataclass(frozen=True)
class ToldPerson:
    """What one patient gets: `steps` has the campaign's channels in order, each used or not and why.

    By channel, of those that reach them: `texts` as they are read, `emails` as HTML, `letter` as a PDF or nothing,
    `faults` why a message cannot be made.
    """

    full_name: str
    steps: Sequence[Step]
    texts: Mapping[str, str]
    emails: Mapping[str, str]
    letter: bytes
    faults: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """All but the letter, as a preview keeps it."""
        steps = [[step.channel.value, step.skip.value if step.skip else ""] for step in self.steps]
        told = {"texts": dict(self.texts), "emails": dict(self.emails), "faults": dict(self.faults)}
        return {"name": self.full_name, "steps": steps, **told}


def told_person(templates: MessageTemplates, steps: Sequence[Step], to: Addressee) -> ToldPerson:
    """Everything that a patient may get by the channels that reach them."""
    texts, emails, faults, letter = dict[str, str](), dict[str, str](), dict[str, str](), b""
    for channel in (step.channel for step in steps if step.skip is None):
        try:
            message = templates.message(channel, to)
            texts[channel], letter = as_read(message), as_printed(message) or letter
        except RenderFault as fault:
            faults[channel] = str(fault)
            continue
        if isinstance(message, EmailMessage):
            emails[channel] = message.html
    return ToldPerson(to.full_name, steps, texts, emails, letter, faults)


def hard_cases(
    templates: MessageTemplates, routing: Routing, like: Addressee, progress: Callable[[HardCase], None]
) -> Iterator[tuple[HardCase, Sequence[ToldPerson]]]:
    """Each case with its one or two patients; `like` has what all of them share, `progress` is told of each case."""
    for case, people in _people(like, routing.today, _language(templates)).items():
        progress(case)
        contacts = [_contact(number, to) for number, to in enumerate(people)]
        # Only these are on this list, and for siblings the parent, whose number it is.
        own = replace(routing, sharing=Sharing.among([*contacts, *_parent(case, contacts)]))
        yield (
            case,
            [
                told_person(
                    templates,
                    own.steps(contact),
                    replace(to, guardian=own.needs_guardian(contact.date_of_birth)),
                )
                for contact, to in zip(contacts, people, strict=True)
            ],
        )


def _people(like: Addressee, today: date, language: str) -> Mapping[HardCase, Sequence[Addressee]]:
    adult = replace(like, date_of_birth=today - 45 * _YEAR)
    child = replace(like, title="", date_of_birth=today - 6 * _YEAR)
    longest = replace(
        adult, title="Professor", given_name="Maximiliana Bartholomea", family_name="Wriothesley-Fazackerley"
    )
    people: dict[HardCase, Sequence[Addressee]] = {
        HardCase.LONGEST_NAME: [longest],
        HardCase.CHILD: [replace(child, given_name="Oluwaseun", family_name="Featherstonehaugh")],
        HardCase.NO_MOBILE: [replace(adult, mobile=None)],
        HardCase.OTHER_LANGUAGE: [replace(adult, title="", given_name="Ayesha", family_name="Khan", language=language)],
        HardCase.LARGEST_PRINT: [replace(adult, written_format=WrittenFormat.LARGE_28)],
        HardCase.SIBLINGS: [replace(child, given_name="Noor"), replace(child, given_name="Idris")],
    }
    if language == ENGLISH:
        del people[HardCase.OTHER_LANGUAGE]
    return people


def _language(templates: MessageTemplates) -> str:
    """Urdu where there are words in it, else what comes first; English where there is nothing else."""
    return _URDU if _URDU in templates.translations else min(templates.translations, default=ENGLISH)


def _contact(number: int, to: Addressee) -> Contact:
    assert to.date_of_birth is not None
    return Contact(
        patient_id=number,
        date_of_birth=to.date_of_birth,
        mobile=to.mobile,
        email=to.email,
        postcode=to.address_lines[-1],
        mailable=True,
        sms_declined=False,
        email_declined=False,
        stopped=frozenset[Channel](),
        exclusion=None,
        language=to.language,
    )


def _parent(case: HardCase, children: Sequence[Contact]) -> Iterator[Contact]:
    """Whose number and address the children's are."""
    if case is HardCase.SIBLINGS:
        born = children[0].date_of_birth - 30 * _YEAR
        yield replace(children[0], patient_id=len(children), date_of_birth=born)
