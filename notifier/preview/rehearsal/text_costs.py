"""What the texts of a campaign cost: each patient's own is made and counted, for a name may double its price."""

from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.delivery import notices
from notifier.delivery.routing import Routing
from notifier.messages.addressee import Addressee
from notifier.messages.rendering import MessageTemplates
from notifier.messages.sms_text import SmsEncoding, SmsSize, sms_parts
from notifier.patients.eligibility import Rules
from notifier.preview.rehearsal.figures import TextSizes
from notifier.store.tables import Campaign, Patient
from notifier.vocabulary import Channel


class _Named(NamedTuple):
    """A patient's name, by the fields of `Addressee`."""

    title: str
    given_name: str
    family_name: str


class _Texts:
    """The first text, the reminder and the acknowledgement of each patient.

    A laid-out text has places for a name and no conditions on one: where two names give the same words, all do, and
    they are made once instead of twenty thousand times.
    """

    def __init__(self, templates: MessageTemplates, like: Addressee) -> None:
        self._templates, self._like = templates, like
        self._made: dict[bool, tuple[str, str, str]] = {}  # by whether a guardian gets it
        one, another = _Named("Dr", "Ann", "Lee"), _Named("Mx", "Bob", "Kay")
        self._names_anybody = any(self._make(one, who) != self._make(another, who) for who in (False, True))

    def made_for(self, named: _Named, *, guardian: bool) -> tuple[str, str, str]:
        """What somebody of this name gets, or their parent or guardian."""
        if self._names_anybody:
            return self._make(named, guardian)
        if guardian not in self._made:
            self._made[guardian] = self._make(named, guardian)
        return self._made[guardian]

    def _make(self, named: _Named, guardian: bool) -> tuple[str, str, str]:
        to = replace(self._like, **named._asdict(), guardian=guardian)
        reminded = self._templates.sms(replace(to, reminder=True))
        return self._templates.sms(to), reminded, self._templates.acknowledgement_sms(to)


def measure(
    session: Session, campaign: Campaign, routing: Routing, templates: MessageTemplates, like: Addressee
) -> TextSizes:
    """The texts of everybody who can be texted; `like` has what is the same for all: dates, and a code's length."""
    rules = Rules.of(lifecycle.preset_of(campaign))
    query = notices.of_practice(campaign, select(Patient.title, Patient.given_name, Patient.family_name))
    sizes: dict[str, SmsSize] = {}  # by the text
    texts = _Texts(templates, like)
    first, reminded, acknowledged = [], 0, 0
    for contact, named in notices.contacts_beside(session, query, rules, _Named):
        steps = routing.steps(contact)
        if not any(step.channel is Channel.SMS and step.skip is None for step in steps):
            continue
        made = texts.made_for(named, guardian=routing.needs_guardian(contact.date_of_birth))
        for text in made:
            if text not in sizes:
                sizes[text] = sms_parts(text)
        first.append(made[0])
        reminded += sizes[made[1]].parts
        acknowledged += sizes[made[2]].parts
    longest = max(first, key=lambda text: (sizes[text].parts, sizes[text].units), default="")
    return TextSizes(
        texts=len(first),
        parts=sum(sizes[text].parts for text in first),
        above_one_part=sum(sizes[text].parts > 1 for text in first),
        in_ucs2=sum(sizes[text].encoding is SmsEncoding.UCS2 for text in first),
        longest=longest,
        longest_parts=sizes[longest].parts if longest else 0,
        reminder_parts=reminded,
        acknowledgement_parts=acknowledged,
    )
