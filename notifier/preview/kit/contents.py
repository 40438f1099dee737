"""What the pieces of the kit say: the campaign's `kit` and `page` texts, with the practice's own details filled in."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from pydantic import ConfigDict, Field, ValidationError
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle, published_pages
from notifier.campaigns.checked_values import Frozen
from notifier.campaigns.published_pages import PageWords
from notifier.campaigns.reasons import reason_in
from notifier.contacts import NhsNumber
from notifier.errors import NotFound, RenderFault, ValueRefused, field_faults
from notifier.messages.addressee import Sender
from notifier.messages.prescription_footer import footer_form, ruled_footer
from notifier.messages.rendering import templates_of, without_letters
from notifier.pdf.text_template import TextTemplate, as_text
from notifier.settings import ReplyChannels
from notifier.vocabulary import Channel

PART = "kit"
SHORTEST_SCRIPT, LONGEST_SCRIPT = 20, 30  # seconds
WORDS_A_MINUTE = 150  # an unhurried voice on the telephone
_TEN_DIGITS = re.compile(r"\b[1-9](?:[ -]?\d){9}\b")  # a telephone number begins with 0
_PERSONAL_LINK = re.compile(r"/r/\S")


class _Words(Frozen):
    model_config = ConfigDict(str_min_length=1)


class Said(_Words):
    """What a patient may say, and how it is recorded."""

    said: str
    do: str


class Question(_Words):
    """What patients ask, and an answer."""

    asked: str
    answer: str


class Briefing(_Words):
    """For staff, on paper by the phone."""

    title: str
    what_heading: str
    why_heading: str
    why: tuple[str, ...]
    dates_heading: str
    dates: tuple[str, ...]
    answers_heading: str
    answers_first: str
    said_heading: str
    do_heading: str
    answers: tuple[Said, ...] = Field(min_length=1)
    never_heading: str
    never: tuple[str, ...]
    questions_heading: str
    questions: tuple[Question, ...] = Field(min_length=1)
    complaints_heading: str
    complaints: tuple[str, ...]


class PhoneQueue(_Words):
    """What callers hear while they wait."""

    script: str

    @property
    def words(self) -> int:
        """How many there are; a number counts as one."""
        return len(self.script.split())

    @property
    def seconds(self) -> int:
        """How long an unhurried voice takes."""
        return round(self.words * 60 / WORDS_A_MINUTE)


class KitWords(_Words):
    """Every word of the kit that is not on the patient's page."""

    in_short: str
    choose: str
    your_date: str
    slide: str
    plan_heading: str
    meaning_heading: str
    nothing_heading: str
    tell_heading: str
    scan: str
    typed: str
    code: str
    call: str
    desk: str
    free: str
    formats: str
    why_heading: str = ""  # campaigns from before the practice's reason was a part of its own have none
    phone_queue: PhoneQueue
    briefing: Briefing


@dataclass(frozen=True)
class Kit:
    """All that the pieces say. `footer` is the prescription's text in its window, empty in a campaign without one."""

    page: PageWords
    words: KitWords
    sender: Sender
    footer: str

    @classmethod
    def of(cls, page: PageWords, source: str, sender: Sender, notice_days: int, footer: str) -> Self:
        """Fill the practice's details into the campaign's `kit` text.

        RenderFault: a word is missing or misspelt, a text wants what only one patient has, something personal stands in
        it, or the telephone script is too long or too short.
        """
        _refuse_personal(source + repr(page))
        values = sender.values(guardian=False, reminder=False, printed=True) | {
            "notice_days": notice_days,
            "reason": page.why,
            "keep_label": page.keep_label,
            "agree_label": page.agree_label,
            "unsure_label": page.unsure_label,
        }
        words = _words(_filled(_table(source), values))
        if not SHORTEST_SCRIPT <= words.phone_queue.seconds <= LONGEST_SCRIPT:
            raise RenderFault(
                f"The telephone script takes about {words.phone_queue.seconds} seconds "
                f"({words.phone_queue.words} words): make it {SHORTEST_SCRIPT} to {LONGEST_SCRIPT}."
            )
        return cls(page, words, sender, footer)


def gather_kit(session: Session, practice_id: int, campaign_id: int, reply_channels: ReplyChannels) -> Kit:
    """The kit of a campaign's current texts.

    Raises NotFound when there is no such campaign or it has no kit, RenderFault for words that cannot be used.
    """
    campaign = lifecycle.get_campaign(session, practice_id, campaign_id)
    templates = templates_of(session, campaign.id, reply_channels, without_letters)
    if PART not in templates.texts:
        raise NotFound(f"campaign {campaign.id} has no words for a kit: its preset {campaign.preset!r} has no kit.toml")
    bodies = {part: text.body for part, text in templates.texts.items()}
    page = published_pages.parse_page_words(bodies["page"], reason_in(bodies))
    form = footer_form(**asdict(reply_channels.footer))
    footer = ruled_footer(templates.footer_lines(form), form) if Channel.FOOTER in campaign.channels else ""
    return Kit.of(page, bodies[PART], templates.sender, campaign.notice_days, footer)


def _table(source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise RenderFault(f"the words of the kit cannot be read: {error}") from error


def _filled(value: Any, values: Mapping[str, object]) -> Any:
    """The same table with every text in it filled."""
    match value:
        case str():
            return TextTemplate.lay_out(value, values, (), as_text).fill({}).strip()
        case list():
            return [_filled(one, values) for one in value]
        case dict():
            return {name: _filled(one, values) for name, one in value.items()}
    return value


def _words(table: dict[str, Any]) -> KitWords:
    try:
        return KitWords(**table)
    except ValidationError as error:
        faults = "; ".join(field_faults(error))
        raise RenderFault(f"the words of the kit are not complete: {faults}") from error


def _refuse_personal(text: str) -> None:
    """What everybody reads may not name a patient; RenderFault does not repeat what was found."""
    if _PERSONAL_LINK.search(text):
        raise RenderFault("The kit has a patient's own link in it: take it out, everybody reads this.")
    for found in _TEN_DIGITS.findall(text):
        try:
            NhsNumber.parse(found)
        except ValueRefused:
            continue
        raise RenderFault("The kit has an NHS number in it: take it out, everybody reads this.")
