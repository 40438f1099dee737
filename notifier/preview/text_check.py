"""What is to be said of one text while it is written: what is wrong where, how long and dear it is, whether it is fair.

Lays nothing out on pages and stores nothing: it is asked after every few letters that somebody types.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.campaigns.fairness import FairnessFinding, FairnessTerms, choices_of, text_findings
from notifier.campaigns.lifecycle import TextVersion
from notifier.campaigns.placeholders import is_footer, is_letter, placeholders_of
from notifier.campaigns.published_pages import parse_page_words
from notifier.campaigns.readability import Readability, readability_of
from notifier.campaigns.source_faults import TextFault, fault_at, source_faults
from notifier.campaigns.text_parts import ANSWERED
from notifier.campaigns.visible_text import is_table, visible_text
from notifier.contacts.languages import ENGLISH
from notifier.errors import RenderFault
from notifier.messages import sample_messages
from notifier.messages.addressee import Addressee
from notifier.messages.prescription_footer import footer_form
from notifier.messages.reason_in_texts import reason_values
from notifier.messages.rendering import MessageTemplates, templates_of, without_letters
from notifier.messages.sms_text import SmsEncoding, sms_parts
from notifier.patients.patient_records import in_use
from notifier.pdf.text_template import TextTemplate, as_html
from notifier.preview.kit import contents
from notifier.preview.kit.contents import Kit
from notifier.providers.channels import price_of, traits_of
from notifier.providers.message_types import SmsMessage
from notifier.settings import Settings
from notifier.store.tables import Campaign, Patient
from notifier.vocabulary import Channel

LONGEST_BODY = 200_000  # characters; an easy-read letter with its pictures has 14,000
_MARK = re.compile("⟦[a-z_]+⟧")


@dataclass(frozen=True)
class SmsReading:
    """A text message as one kind of reader gets it, and what it comes to."""

    reader: str
    text: str
    characters: int
    encoding: SmsEncoding
    parts: int
    dear: tuple[str, ...]  # the characters that make it travel in the dearer encoding


@dataclass(frozen=True)
class TextPrice:
    """What the first text to everybody comes to, if nobody is told otherwise before; pounds without VAT."""

    people: int  # on the list with a mobile that may be texted
    parts_each: int
    pence_a_part: float

    @property
    def pounds(self) -> float:
        """The whole of it."""
        return round(self.people * self.parts_each * self.pence_a_part / 100, 2)


@dataclass(frozen=True)
class TextCheck:
    """All that is to be said of a text."""

    faults: tuple[TextFault, ...]
    readings: tuple[SmsReading, ...]  # of a text message
    price: TextPrice | None  # of a text message
    readability: Readability | None  # of English words
    findings: tuple[FairnessFinding, ...]
    is_read: bool  # whether the words themselves were looked at: not those of a translation


def check_text(
    session: Session, settings: Settings, campaign: Campaign, part: str, language: str, body: str, now: datetime
) -> TextCheck:
    """Look at `body` as if it were the campaign's text of this part and language. Raises NotFound for no such part."""
    is_read = language == ENGLISH
    if len(body) > LONGEST_BODY:
        too_long = TextFault(0, f"The text is too long: {LONGEST_BODY:,} characters at most.")
        return TextCheck((too_long,), (), None, None, (), is_read)
    written = _Written(session, settings, campaign, part, language, body, now)
    faults = tuple(written.faults())
    if faults:
        return TextCheck(faults, (), None, None, (), is_read)
    readings = tuple(written.readings())
    return TextCheck(
        faults=(),
        readings=readings,
        price=written.price(readings[0]) if readings and part != ANSWERED else None,
        readability=readability_of(written.sentences()) if is_read else None,
        findings=tuple(written.findings()),
        is_read=is_read,
    )


def _terms(settings: Settings, campaign: Campaign) -> FairnessTerms:
    channels = [Channel.stored(name) for name in campaign.channels]
    return FairnessTerms(lifecycle.preset_of(campaign), channels, bool(settings.reply_channels.text_number))


@dataclass(frozen=True)
class _Written:
    session: Session
    settings: Settings
    campaign: Campaign
    part: str
    language: str
    body: str
    now: datetime

    def faults(self) -> Iterator[TextFault]:
        """What is wrong with the source; once that is right, what goes wrong when it is filled."""
        if not self.body.strip():
            yield TextFault(0, "The text is empty: write it, or take an earlier version again.")
            return
        found = list(source_faults(self.part, self.body))
        yield from found
        if not found:
            yield from self._faults_when_filled()

    def _faults_when_filled(self) -> Iterator[TextFault]:
        for fill in (self._fill_kit, self._fill_letter, self._fill_message):
            try:
                fill()
            except RenderFault as error:
                yield fault_at(str(error), self.body)
                return

    def _fill_kit(self) -> None:
        if self.part == contents.PART:
            bodies = {part: text.body for part, text in self._templates.texts.items()}
            page = parse_page_words(bodies["page"])
            Kit.of(page, self.body, self._templates.sender, self.campaign.notice_days, "")

    def _fill_letter(self) -> None:
        if not is_letter(self.part):
            return
        texts = lifecycle.current_texts(self.session, self.campaign.id, self.language)
        for guardian, large in ((False, False), (True, False), (False, True), (True, True)):
            values = self._templates.sender.values(guardian=guardian, reminder=guardian, printed=True, large=large)
            values |= reason_values(texts, guardian=guardian)
            TextTemplate.lay_out(self.body, values, (), as_html).fill({})

    def _fill_message(self) -> None:
        if self.language != ENGLISH or is_letter(self.part) or is_table(self.part):
            return
        if is_footer(self.part):
            self._templates.footer_lines(footer_form(**asdict(self.settings.reply_channels.footer)))
            return
        for to in self._readers().values():
            if self.part == ANSWERED:
                for channel in filter(self._templates.acknowledges_by, self._channels):
                    self._templates.acknowledgement(channel, to)
            for channel in self._channels:
                if self.part in traits_of(channel).parts:
                    self._templates.message(channel, to)

    def readings(self) -> Iterator[SmsReading]:
        """Where the part is a text message: as each kind of reader gets it."""
        is_sms = any(
            self.part in traits.parts and traits.message_type is SmsMessage for traits in map(traits_of, Channel)
        )
        if self.language != ENGLISH or not (is_sms or (self.part == ANSWERED and Channel.SMS in self._channels)):
            return
        for reader, to in self._readers().items():
            text = self._templates.acknowledgement_sms(to) if self.part == ANSWERED else self._templates.sms(to)
            size = sms_parts(text)
            dear = tuple(dict.fromkeys(one for one in text if sms_parts(one).encoding is SmsEncoding.UCS2))
            yield SmsReading(reader, text, len(text), size.encoding, size.parts, dear)

    def price(self, first: SmsReading) -> TextPrice:
        """What the first text comes to."""
        counted = select(func.count()).select_from(Patient)
        who = (Patient.practice_id == self.campaign.practice_id, in_use(), Patient.mobile.is_not(None))
        may = Patient.sms_declined.is_(False), Patient.left.is_(False), Patient.deceased.is_(False)
        pence = price_of(self.settings, Channel.SMS)
        return TextPrice(self.session.execute(counted.where(*who, *may)).scalar_one(), first.parts, pence)

    def sentences(self) -> list[str]:
        """What a reader reads, without what is filled in."""
        text = visible_text(self.part, self.body, _names(self.part), guardian=False, reminder=False)
        return [" ".join(_MARK.sub("", one).split()) for one in text.sentences()]

    def findings(self) -> list[FairnessFinding]:
        """What is not fair in it."""
        terms = _terms(self.settings, self.campaign)
        page = self.body if self.part == "page" else self._bodies.get("page", "")
        return text_findings(self.part, self.language, self.body, choices_of(page), terms)

    def _readers(self) -> Mapping[str, Addressee]:
        """An invented patient, by what they are told as."""
        to = sample_messages.told_now(sample_messages.INVENTED, self.now, self.campaign.notice_days)
        readers = {"To a patient": to, "To a child’s parent": replace(to, guardian=True)}
        if self.part != ANSWERED and lifecycle.preset_of(self.campaign).reminder:
            readers["The reminder"] = replace(to, reminder=True)
        return readers

    @property
    def _channels(self) -> list[Channel]:
        return [Channel.stored(name) for name in self.campaign.channels]

    @cached_property
    def _bodies(self) -> dict[str, str]:
        texts = lifecycle.current_texts(self.session, self.campaign.id, self.language)
        return {part: text.body for part, text in texts.items()} | {self.part: self.body}

    @cached_property
    def _templates(self) -> MessageTemplates:
        """The campaign's, with this text in its place."""
        stored = templates_of(self.session, self.campaign.id, self.settings.reply_channels, without_letters)
        if self.language != ENGLISH:
            return stored
        return replace(stored, texts={**stored.texts, self.part: TextVersion(0, self.part, 0, self.body, "")})


def _names(part: str) -> list[str]:
    return [one.name for one in placeholders_of(part)]
