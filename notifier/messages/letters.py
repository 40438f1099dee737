"""Which letter a patient gets, in which language and format, and the templates that letters are filled from.

A language is used when its words were reviewed; where they were not, or there are none, the letter is in English. What
is transcribed is always English, for the transcript spells codes and numbers in English words.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from html import escape

from notifier.campaigns.lifecycle import TextVersion
from notifier.campaigns.presets import standard_letter_words
from notifier.campaigns.text_parts import REASON
from notifier.campaigns.translations import LetterWords, is_reviewed, parse_letter_words
from notifier.contacts.languages import ENGLISH
from notifier.messages.addressee import Addressee, Sender, long_date
from notifier.messages.reason_in_texts import made_from, reason_values
from notifier.patients import access_codes
from notifier.pdf.address_check import precompiled_fault
from notifier.pdf.geometry import FORMATS
from notifier.pdf.letter_template import LetterFields, LetterTemplate, LetterText
from notifier.pdf.overlay import DoesNotFit
from notifier.pdf.printable import require_printable
from notifier.pdf.stationery import Stationery
from notifier.pdf.text_template import TextTemplate, as_html
from notifier.pdf.transcript import braille_ready, spoken
from notifier.providers.message_types import LetterMessage, PrintableLetter, Transcript
from notifier.vocabulary import Pile, WrittenFormat

_SLIP = re.compile(r'<section class="slip"[^>]*>')
_LETTER, _EASY, _WORDS = "letter", "letter_easy", "letter_words"
# Alphabets whose letters stand beside each other as they are; all others are shaped by the layout.
_SET_AS_THEY_ARE = ("LATIN", "GREEK", "CYRILLIC")


@dataclass(frozen=True, order=True)
class LetterKind:
    """What a letter is made as."""

    written_format: WrittenFormat
    language: str

    def __str__(self) -> str:
        return f"{self.written_format}/{self.language}"

    @classmethod
    def read(cls, text: str) -> "LetterKind":
        """The reverse of its text. Raises ValueError for what is none."""
        recorded, _, language = text.partition("/")
        return cls(WrittenFormat(recorded), language)


@dataclass(frozen=True)
class Letters:
    """The letters of one campaign, laid out as they are needed; `texts` by language and part."""

    title: str
    texts: Mapping[str, Mapping[str, TextVersion]]
    sender: Sender
    load_stationery: Callable[[], Stationery]
    _templates: dict[tuple[object, ...], LetterTemplate] = field(default_factory=dict, init=False, repr=False)

    def kind(self, to: Addressee) -> LetterKind:
        """What is made for this patient: what they need where there is a text for it, and else what comes nearest.

        Raises RenderFault for a translation whose record cannot be read.
        """
        return self.kind_for(LetterKind(to.written_format, to.language), is_sample=to.is_sample)

    def kind_for(self, needed: LetterKind, *, is_sample: bool = False) -> LetterKind:
        """What is made for whoever needs this: as `kind` says."""
        may_be_used = self.texts.keys() if is_sample else self._reviewed
        is_english = needed.written_format.is_transcribed or needed.language not in may_be_used
        language = ENGLISH if is_english else needed.language
        has_no_easy = needed.written_format is WrittenFormat.EASY_READ and _EASY not in self.texts[language]
        return LetterKind(WrittenFormat.STANDARD if has_no_easy else needed.written_format, language)

    def message(self, to: Addressee) -> LetterMessage:
        """One patient's letter. Raises RenderFault naming what is missing."""
        kind = self.kind(to)
        if kind.written_format.is_transcribed:
            letter: PrintableLetter | Transcript = self._transcript(kind, to)
            pile = Pile.TRANSCRIPTION  # also for the desk: the house makes it, and its address says who hands it out
        else:
            self._refuse_address(to)
            letter = self._template(kind, to).fill(self._fields(kind, to))
            pile = Pile.HAND_OUT if to.by_hand else Pile.POST
        window = "\n".join(to.window)
        return LetterMessage(to.reference, window, letter, pile, kind.written_format, kind.language, to.date_of_birth)

    def require_printable(self, to: Addressee) -> None:
        """Raise what would keep this patient's letter from being made, without making it.

        NoShape: a character of the name that no font has. DoesNotFit: an address that the window cannot show, or
        that whoever prints and posts the letters does not take.
        """
        kind = self.kind(to)
        if kind.written_format.is_transcribed:
            return
        self._refuse_address(to)
        words = self._salutation(kind, to), to.plain_name
        require_printable(words, to.window, self._stationery, kind.language)

    def copy(self, to: Addressee) -> bytes:
        """The letter for a screen, as a tagged PDF; of one that is transcribed, what it was transcribed from."""
        kind = self.kind(to)
        if kind.written_format.is_transcribed:
            kind = LetterKind(WrittenFormat.STANDARD, kind.language)
        return self._template(kind, to).copy(self._fields(kind, to))

    def text_ids(self, to: Addressee) -> list[int]:
        """Which versions of which texts the letter is made from."""
        kind = self.kind(to)
        return made_from(self.texts[kind.language], (_body_part(kind), _WORDS))

    @cached_property
    def _stationery(self) -> Stationery:
        return self.load_stationery()

    @cached_property
    def _reviewed(self) -> frozenset[str]:
        """English, and the languages that somebody who is named has read as they are now."""
        gives_reason = REASON in self.texts[ENGLISH]
        others = {language: texts for language, texts in self.texts.items() if language != ENGLISH}
        reviewed = (language for language, texts in others.items() if _is_reviewed(texts, gives_reason=gives_reason))
        return frozenset({ENGLISH, *reviewed})

    def _refuse_address(self, to: Addressee) -> None:
        """DoesNotFit: whoever prints and posts the letters would not take this one for its address.

        The import says so and plans no such letter; the envelope may have been chosen since.
        """
        is_checked = not to.by_hand and self._stationery.envelope.precompiled
        if is_checked and (fault := precompiled_fault(to.window)):
            raise DoesNotFit(f"The letter cannot be posted: {fault}.")

    def _template(self, kind: LetterKind, to: Addressee) -> LetterTemplate:
        dates = _shaped_dates(kind, to)
        key = kind, to.guardian, to.reminder, tuple(dates.items())
        if key not in self._templates:
            stationery, words = self._stationery, self._words(kind.language)
            phone = words.phone_line.format(phone=self.sender.practice_phone)
            body = self._printed_body(kind, to)
            # The address to type is everybody's, and in the text it may be wrapped.
            baked = {"typed_url": self.sender.general_url, **dates}
            text = LetterText(
                html_body=body,
                practice_name=self.sender.practice_name,
                practice_lines=(*self.sender.practice_address, phone),
                language=kind.language,
                direction=words.direction,
                title=f"{self.sender.practice_name}: {self.title}",
                page_line=words.page_line,
                needed=tuple(filter(None, (self.sender.practice_phone, self.sender.reply_channels.text_number))),
            )
            baked = {place: said for place, said in baked.items() if f'data-place="{place}"' in body}
            self._templates[key] = LetterTemplate.lay_out(
                text, FORMATS[kind.written_format], stationery, stationery.envelope, baked
            )
        return self._templates[key]

    def _printed_body(self, kind: LetterKind, to: Addressee) -> str:
        """The body, with a slip that says which practice it belongs to and by when it has to be there."""
        body = self._body(kind, to)
        if 'data-place="slip_deadline"' in body:
            return body
        words, sender = self._words(kind.language), self.sender
        practice = ", ".join((sender.practice_name, *sender.practice_address))
        line = escape(words.slip_line.format(practice=practice), quote=False)
        day = f'<span class="label">{escape(words.slip_by)}</span><div class="place" data-place="slip_deadline"></div>'
        return _SLIP.sub(rf'\g<0><p class="return">{line}</p><div class="fact">{day}</div>', body, count=1)

    def _body(self, kind: LetterKind, to: Addressee) -> str:
        values = self.sender.values(
            guardian=to.guardian,
            reminder=to.reminder,
            printed=True,
            large=kind.written_format in FORMATS and FORMATS[kind.written_format].is_large,
        )
        values |= reason_values(self.texts[kind.language], guardian=to.guardian)
        return TextTemplate.lay_out(self.texts[kind.language][_body_part(kind)].body, values, (), as_html).fill({})

    def _fields(self, kind: LetterKind, to: Addressee) -> LetterFields:
        public_url = self.sender.reply_channels.public_url
        return LetterFields(
            address=to.window,
            salutation=self._salutation(kind, to),
            url=f"{public_url}/r/{to.code}",
            typed_url=self.sender.general_url,
            code=access_codes.spaced_code(to.code),
            deadline=long_date(to.deadline_on, kind.language),
            reference=to.reference,
            date=long_date(to.written_on, kind.language),
            name=to.plain_name,
            slip_url=f"{public_url}/s/{to.reference}",
        )

    def _salutation(self, kind: LetterKind, to: Addressee) -> str:
        words = self._words(kind.language)
        salutation = words.salutation_guardian if to.guardian else words.salutation
        return salutation.format(name=to.greeted if kind.language == ENGLISH else to.plain_name)

    def _transcript(self, kind: LetterKind, to: Addressee) -> Transcript:
        make = braille_ready if kind.written_format is WrittenFormat.BRAILLE else spoken
        fields = self._fields(kind, to)
        values = {
            **{name: value for name, value in asdict(fields).items() if isinstance(value, str)},
            "address": ", ".join(fields.address),
            "practice_name": self.sender.practice_name,
            "practice_address": ", ".join((self.sender.practice_name, *self.sender.practice_address)),
            "asked_for": to.format_recorded,
        }
        return Transcript(make(self._body(kind, to), values))

    def _words(self, language: str) -> LetterWords:
        texts = self.texts[language]
        # A campaign from before there were any has none.
        return parse_letter_words(texts[_WORDS].body if _WORDS in texts else standard_letter_words())


def _shaped_dates(kind: LetterKind, to: Addressee) -> dict[str, str]:
    """The dates, by place, where they cannot be drawn over the template: nearly all letters of a run have the same."""
    deadline = long_date(to.deadline_on, kind.language)
    dates = {"date": long_date(to.written_on, kind.language), "deadline": deadline, "slip_deadline": deadline}
    return {} if all(map(_is_set_as_it_is, dates.values())) else dates


def _body_part(kind: LetterKind) -> str:
    return _EASY if kind.written_format is WrittenFormat.EASY_READ else _LETTER


def _is_reviewed(texts: Mapping[str, TextVersion], *, gives_reason: bool) -> bool:
    """Whether somebody vouches for the words as they are: whoever changes one of them has to have it read again."""
    newest = max(texts.values(), key=lambda text: text.id).part
    return is_reviewed({part: text.body for part, text in texts.items()}, newest, gives_reason=gives_reason)


@lru_cache(maxsize=64)
def _is_set_as_it_is(words: str) -> bool:
    return all(unicodedata.name(letter).startswith(_SET_AS_THEY_ARE) for letter in words if letter.isalpha())
