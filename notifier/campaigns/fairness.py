"""Whether the words of a campaign are fair to both choices: pure checks, whose findings a person weighs.

What Germany's letters of 2025 were reproached for, and what England's patients misread in 2010, is looked for: every
way to answer named, and not the web alone; the day and a way to answer on the first page; both choices by their names;
what follows either way, and from silence; and no word that argues or that is misread. A campaign's preset says what
speaks for either side; the words to look for in every campaign are in `templates/messages/fairness.toml`.

What is filled in is found in any language. Of a translation the words themselves are not looked at, and that is said.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from notifier.campaigns.placeholders import LETTER_PLACES, PATIENT, PRACTICE, SIGNED, placeholders_of
from notifier.campaigns.presets import Preset, parts_of, template_root
from notifier.campaigns.published_pages import PageWords, parse_page_words
from notifier.campaigns.text_parts import ANSWERED, REASON, TRANSLATION
from notifier.campaigns.visible_text import VisibleText, visible_text
from notifier.contacts.languages import ENGLISH, language_name
from notifier.errors import RenderFault
from notifier.providers.channels import traits_of
from notifier.providers.message_types import EmailMessage, FooterMessage, LetterMessage
from notifier.vocabulary import Channel

FIRST_SCREEN = (
    900  # characters: what a phone shows of an email after one stroke, and what page one of a letter has room for
)
_EVERYWHERE = ("page", "kit", REASON, ANSWERED)  # whatever the channels are
_FORMULAS = "letter_words"
_PAGE = "page"


class FairnessRule(StrEnum):
    """What a finding is about."""

    WAY = "way"  # a way to answer is not named
    DAY = "day"  # the last day to answer is not named
    FIRST_PAGE = "first_page"  # the day or a way to answer comes too late in the text
    CHOICE = "choice"  # a choice is not there by its name
    ONE_SIDED = "one_sided"  # what speaks for one side is not said
    SILENCE = "silence"  # what follows from silence is not said
    ARGUES = "argues"  # a word takes a side
    MISREAD = "misread"  # a word that patients misread
    BROKEN = "broken"  # the text cannot be read, so that nothing of it was checked


@dataclass(frozen=True, order=True)
class FairnessFinding:
    """One thing that a person has to look at."""

    language: str
    part: str
    rule: FairnessRule
    says: str  # a sentence: what is missing or found, and what to do
    line: int = 0  # of the text's source; 0 where it is about the whole
    sentence: str = ""  # as a patient reads it, if it is about one


@dataclass(frozen=True)
class FairnessReport:
    """What was found, and a sentence for each thing that was not checked."""

    findings: tuple[FairnessFinding, ...]
    unchecked: tuple[str, ...]


@dataclass(frozen=True)
class FairnessTerms:
    """What a campaign's texts are held against."""

    preset: Preset
    channels: Collection[Channel]
    takes_texts: bool  # whether patients can answer by text, so that letters have to say so

    def parts(self, language: str) -> list[str]:
        """The parts that these channels say in a language, and those that every campaign has; no formulas."""
        said = {part for channel in self.channels for part in traits_of(channel).parts} | {*_EVERYWHERE}
        return [part for part in parts_of(language) if part in said - {_FORMULAS, TRANSLATION}]


@dataclass(frozen=True)
class _Way:
    """A way to answer: what stands for it where a text is filled, or else words for it in English."""

    name: str
    places: frozenset[str] = frozenset()
    is_the_desk: bool = False


_LINK = _Way("the patient's own page (a link or a QR code)", frozenset({"link", "qr"}))
_TYPED = _Way("the address to type", frozenset({"typed_url", "general_url"}))
_CODE = _Way("the answer code", frozenset({"code"}))
_PHONE = _Way("the practice's phone number", frozenset({"practice_phone", "phone"}))
_TEXT = _Way("the number for answers by text", frozenset({"text_number"}))
_SLIP = _Way("the slip to cut off", frozenset({"slip_reference"}))
_DESK = _Way("coming to the desk", is_the_desk=True)
_BY_LETTER = (_LINK, _TYPED, _CODE, _PHONE, _TEXT, _DESK, _SLIP)
_BY_EMAIL = (_LINK, _CODE, _PHONE, _DESK)
_IN_SHORT = (_LINK, _PHONE)
_NAMES = frozenset({*PRACTICE, *SIGNED, *PATIENT, *LETTER_PLACES})
_DAYS = frozenset({"deadline", "deadline_short"})


def check_fairness(texts: Mapping[str, Mapping[str, str]], terms: FairnessTerms) -> FairnessReport:
    """Hold all texts of a campaign, by language and part, against the terms."""
    found: list[FairnessFinding] = []
    for language, bodies in sorted(texts.items(), key=lambda item: (item[0] != ENGLISH, item[0])):
        page = choices_of(bodies.get(_PAGE, ""))
        for part in terms.parts(language):
            if part in bodies:
                found += text_findings(part, language, bodies[part], page, terms)
    return FairnessReport(tuple(found), tuple(_unchecked(texts, terms)))


def text_findings(
    part: str, language: str, body: str, page: PageWords | None, terms: FairnessTerms
) -> list[FairnessFinding]:
    """What is found in one text; `page` has the choices as the patient's page of this language names them."""
    if part in (_FORMULAS, TRANSLATION):
        return []
    checks = _TextChecks(part, language, body, page, terms)
    try:
        return sorted(set(checks.findings()), key=lambda one: (one.rule, one.line, one.says))
    except RenderFault as error:
        return [FairnessFinding(language, part, FairnessRule.BROKEN, f"Nothing of it was checked: {error}")]


@lru_cache(maxsize=32)
def choices_of(page: str) -> PageWords | None:
    """The words of a patient's page, of which the choices are needed; None where it cannot be read."""
    try:
        return parse_page_words(page)
    except RenderFault:
        return None


@dataclass(frozen=True)
class _TextChecks:
    part: str
    language: str
    body: str
    page: PageWords | None
    terms: FairnessTerms

    def findings(self) -> Iterator[FairnessFinding]:
        for guardian in (False, True):
            text = visible_text(self.part, self.body, self._given, guardian=guardian, reminder=False)
            yield from self._answering(text)
            yield from self._choices(text, guardian=guardian)
            if self.language == ENGLISH:
                yield from self._words(text)

    @property
    def _kind(self) -> type | None:
        """The message that the part is said by; None for what no channel says."""
        return next((one.message_type for one in map(traits_of, self.terms.channels) if self.part in one.parts), None)

    @property
    def _given(self) -> frozenset[str]:
        """The names that have a value here: all, but the number for texts where there is none."""
        return _NAMES if self.terms.takes_texts else _NAMES - {"text_number"}

    @property
    def _has_room(self) -> bool:
        return self._kind in (EmailMessage, LetterMessage)

    def _ways(self) -> Sequence[_Way]:
        kind = self._kind
        if kind is None:
            return (_PHONE,) if self.part == ANSWERED else ()
        if kind is LetterMessage:
            return tuple(way for way in _BY_LETTER if way is not _TEXT or self.terms.takes_texts)
        if kind is EmailMessage:
            return _BY_EMAIL
        return (_TYPED, _PHONE) if kind is FooterMessage else _IN_SHORT

    def _answering(self, text: VisibleText) -> Iterator[FairnessFinding]:
        ways, there = self._ways(), text.filled_in
        for way in ways:
            if way.is_the_desk:
                if self.language == ENGLISH and not _has_one_of(text, _english().desk):
                    yield self._finding(FairnessRule.WAY, f"A way to answer is not named: {way.name}.")
            elif not way.places & there:
                yield self._finding(
                    FairnessRule.WAY, f"A way to answer is not named: {way.name}. Insert {self._asking(way.places)}."
                )
        if self._kind in (None, FooterMessage):
            return
        if not _DAYS & there:
            yield self._finding(FairnessRule.DAY, f"The last day to answer is not named. Insert {self._asking(_DAYS)}.")
        elif self._has_room:
            first = text.beginning(FIRST_SCREEN).filled_in
            if not _DAYS & first:
                yield self._finding(
                    FairnessRule.FIRST_PAGE, "The last day to answer comes after the first page: move it up."
                )
        if self._has_room and not text.beginning(FIRST_SCREEN).filled_in & _LINK.places and _LINK.places & there:
            said = "The way to answer comes after the first page: move it up."
            yield self._finding(FairnessRule.FIRST_PAGE, said)

    def _choices(self, text: VisibleText, *, guardian: bool) -> Iterator[FairnessFinding]:
        if not self._has_room or self.page is None:
            return
        own = self.page.guardian if guardian else {}
        read = _plain(text.words)
        for label in (own.get("keep_label", self.page.keep_label), own.get("agree_label", self.page.agree_label)):
            if isinstance(label, str) and _plain(label) not in read:
                said = f"A choice is not there as the patient's page names it: “{label}”."
                yield self._finding(FairnessRule.CHOICE, said)

    def _words(self, text: VisibleText) -> Iterator[FairnessFinding]:
        words, own = _english(), self.terms.preset.fairness
        if self._has_room or self.part == _PAGE:
            for side, phrases in (("keeping it", own.for_keeping), ("the other choice", own.for_agreeing)):
                if phrases and not _has_one_of(text, phrases):
                    said = f"Nothing found speaks for {side}. Say what it means for patients, as in: {phrases[0]}."
                    yield self._finding(FairnessRule.ONE_SIDED, said)
            if not _has_one_of(text, words.silence):
                said = "It does not say what happens to whoever does not answer. Begin a sentence: If you do nothing."
                yield self._finding(FairnessRule.SILENCE, said)
        for rule, phrases, why in (
            (FairnessRule.ARGUES, (*words.arguing, *own.arguing), "takes a side: say what happens, and leave it out"),
            (FairnessRule.MISREAD, words.misread, "is often misread: say what happens instead"),
        ):
            for phrase, sentence in _found(text, phrases):
                yield self._finding(rule, f"“{phrase}” {why}.", self._line_of(phrase), sentence)

    def _finding(self, rule: FairnessRule, says: str, line: int = 0, sentence: str = "") -> FairnessFinding:
        return FairnessFinding(self.language, self.part, rule, says, line, sentence)

    def _asking(self, places: Collection[str]) -> str:
        """How this part asks for one of these."""
        return " or ".join(one.written for one in placeholders_of(self.part) if one.name in places)

    def _line_of(self, phrase: str) -> int:
        """The first line of the source that has these words; 0 where they go over its end."""
        pattern = _pattern(phrase)
        return next((number for number, line in enumerate(self.body.splitlines(), 1) if pattern.search(line)), 0)


@dataclass(frozen=True)
class _EnglishWords:
    arguing: tuple[str, ...]
    misread: tuple[str, ...]
    silence: tuple[str, ...]
    desk: tuple[str, ...]


@cache
def _english() -> _EnglishWords:
    source = (template_root() / "messages" / "fairness.toml").read_text(encoding="utf-8")
    return _EnglishWords(**{name: tuple(phrases) for name, phrases in tomllib.loads(source).items()})


@lru_cache(maxsize=512)
def _pattern(*phrases: str) -> re.Pattern[str]:
    """Finds any of these phrases, however its words are written and parted."""
    words = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _has_one_of(text: VisibleText, phrases: tuple[str, ...]) -> bool:
    return bool(phrases) and _pattern(*phrases).search(text.words) is not None


def _found(text: VisibleText, phrases: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each of these phrases that a text has, with the sentence that it stands in."""
    if _has_one_of(text, phrases):  # nearly no text has any, and each is looked at after every few letters
        for phrase in phrases:
            if _pattern(phrase).search(text.words):
                yield phrase, text.sentence_with(phrase)


def _plain(words: str) -> str:
    return " ".join(words.replace("’", "'").split()).casefold()


def _unchecked(texts: Mapping[str, Mapping[str, str]], terms: FairnessTerms) -> Iterator[str]:
    if not (terms.preset.fairness.for_keeping and terms.preset.fairness.for_agreeing):
        yield "Whether the texts say what speaks for either side was not checked: the preset does not say what that is."
    if others := sorted(map(language_name, texts.keys() - {ENGLISH})):
        named = " and ".join(filter(None, (", ".join(others[:-1]), others[-1])))
        yield (
            f"Of the texts in {named} only the ways to answer, the day and the choices were looked for. Whether they"
            " argue, and say what follows either way, only somebody who reads the language can tell."
        )
