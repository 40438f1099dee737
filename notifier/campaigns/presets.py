"""Presets: everything that is special to one kind of campaign, read as data from its folder.

A folder holds `preset.toml` and one folder of texts per language: `en`, whole, and for any other language at least the
letter and who reviewed it. The program ships some under `templates/messages`; a practice may put its own in
`instance/presets`, for example with a code copied from its clinical system's browser.
"""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, field_validator
from stdnum import verhoeff

from notifier.campaigns.added_codes import AddedCode, Code, FreeText, PreferredCode
from notifier.campaigns.checked_values import Frozen
from notifier.campaigns.post_times import USUAL_ANSWER_DAYS, USUAL_POST_DAYS
from notifier.campaigns.text_parts import ANSWERED, PARTS, REASON, TRANSLATION
from notifier.campaigns.told_rules import ToldRules, checked_rules
from notifier.contacts.languages import ENGLISH, language_code
from notifier.errors import NotFound, ValueRefused, field_faults
from notifier.providers.channels import traits_of
from notifier.vocabulary import Channel, Evidence, SkipReason

_TRANSLATED = PARTS | {TRANSLATION: "translation.toml"}
_STANDARD = ("letter_words", ANSWERED)  # where an English preset brings none, there is one for all
_WITHOUT = {"letter_easy", "kit", REASON, *_STANDARD}  # an English preset made before there were any is used as it is
_NEEDED = {"letter", "letter_words", TRANSLATION}  # of a translation; whatever else it lacks is said in English


class Group(Frozen):
    """Codes on a record that keep the patient out of the campaign, and why."""

    reason: Literal[SkipReason.ALREADY_CODED, SkipReason.EXPRESS_CONSENT]  # what a code can say
    label: str  # what the group is called in reports and lists
    codes: tuple[Code, ...] = Field(min_length=1)  # of any terminology, as records have them
    terms: tuple[str, ...] = ()  # the words of these codes: a list may print a term without its code


class Unrelated(Frozen):
    """Codes and terms that look as if they were about it, and keep nobody out."""

    codes: tuple[Code, ...] = ()  # as records have them
    terms: tuple[str, ...] = ()  # the words of such codes


class SignOffAsk(Frozen):
    """A decision or an advice that the preset's warning asks for: who gave it, when, and where it is written."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")  # by which it is kept
    title: str = Field(min_length=1)  # what it is, for staff
    belongs: str = ""  # what belongs there, in a sentence or two
    sample_who: str = ""  # whom a sample practice names
    sample_reference: str = ""  # where a sample practice says that it is written


class ClosingRules(Frozen):
    """What has to be over before outcomes are frozen, unless a person accepts that it is not."""

    post_days: int = Field(default=14, ge=0, le=90)  # how long after its posting a letter may still come back
    list_days: int = Field(default=7, ge=0, le=90)  # how old the list of patients may be at most


class FairnessPhrases(Frozen):
    """What speaks for either side in this kind of campaign, as its English texts say it; see `fairness`.

    One phrase of each side has to stand in every text with room for it; the first is shown as an example.
    """

    for_keeping: tuple[str, ...] = ()  # what one loses by the proposal
    for_agreeing: tuple[str, ...] = ()  # what one gains by it
    arguing: tuple[str, ...] = ()  # words that take a side in this matter, beside those of every campaign


class Preset(Frozen):
    """One kind of campaign."""

    title: str  # what the campaign is about
    summary: str  # what it proposes, in one sentence, for staff
    notice_days: int = Field(ge=1)  # how long each patient has to answer, unless the campaign says otherwise
    shortest_notice_days: int = Field(ge=1)  # no campaign may give less
    guardian_below_age: int = Field(ge=0, le=16)  # a younger patient's notice goes to the parent or guardian
    told: dict[str, str | int] = {}  # what counts as told, see below; what is left out of it is as usual
    evidence_needed: Evidence | None = None  # without `told`: the weakest evidence that counts as told on any channel
    asks_extent: bool = False  # whoever keeps it is asked how much of the record is to be shown
    post_working_days: int = Field(default=USUAL_POST_DAYS, ge=0, le=30)  # how many working days the post may take
    shortest_answer_days: int = Field(
        default=USUAL_ANSWER_DAYS, ge=1, le=60
    )  # how long a patient has to answer once post has come
    reminder: bool = True  # half way, whoever neither replied nor was surely reached is told once more
    warning: str  # shown to whoever approves, and kept with the approval
    sign_off_asks: tuple[SignOffAsk, ...]  # the decisions behind it; in a preset from before there were fields, titles
    groups: tuple[Group, ...]  # codes on a record that keep its patient out
    subjects: tuple[str, ...] = ()  # words of a term about it: one that no group names holds its patient out
    abbreviations: dict[str, str] = {}  # shortened words of its terms, each with its long form
    unrelated: Unrelated = Unrelated()  # what has such words and keeps nobody out
    adds: tuple[AddedCode, ...] = Field(min_length=1)  # for each terminology, and for each basis
    preferences: tuple[PreferredCode, ...] = ()  # what those who keep it may have on the record, for each terminology
    free_text: FreeText  # written beside the code
    fairness: FairnessPhrases = FairnessPhrases()  # what its texts are held against
    closing: ClosingRules = ClosingRules()  # what has to be over before outcomes are frozen

    @field_validator("sign_off_asks", mode="before")
    @classmethod
    def _asks(cls, given: Any) -> Any:
        """A title alone, as presets had it before, is an ask of its own."""
        if not isinstance(given, list | tuple):
            return given
        numbered = enumerate(given, start=1)
        asks = [{"name": f"decision_{n}", "title": one} if isinstance(one, str) else one for n, one in numbered]
        names = [one.get("name") if isinstance(one, dict) else one.name for one in asks]
        if len(set(names)) < len(names):
            raise ValueError("each has a name of its own")
        return asks

    @property
    def told_rules(self) -> ToldRules:
        """What counts as told."""
        if self.told:
            return checked_rules(self.told)
        return ToldRules.before(self.evidence_needed or Evidence.REPLIED)

    def deciding(self, told: Mapping[str, str]) -> Self:
        """The preset with what a person decides otherwise of what counts as told. Raises ValueRefused."""
        if not told:
            return self
        rules = checked_rules(told, self.told_rules)
        return self.model_copy(update={"told": rules.as_values(), "evidence_needed": None})


def template_root() -> Path:
    """Where the templates are: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    packaged = package / "templates"
    return packaged if packaged.is_dir() else package.parent / "templates"


def preset_folders(own: Path | None) -> dict[str, Path]:
    """Every preset's folder by its name; a practice's own preset goes before a shipped one of the same name."""
    found: dict[str, Path] = {}
    for root in (template_root() / "messages", *([own] if own else ())):
        found |= {path.parent.name: path.parent for path in sorted(root.glob("*/preset.toml"))}
    return found


def load_preset(name: str, own: Path | None) -> Preset:
    """The preset of this name, checked.

    Raises NotFound for an unknown name, ValueRefused for a preset that cannot be used: an unreadable file, a retired
    code among those it adds, or a SNOMED CT identifier that fails its check digit.
    """
    known = preset_folders(own)
    if name not in known:
        raise NotFound(f"there is no preset {name!r}; there are: {', '.join(sorted(known))}")
    path = known[name] / "preset.toml"
    try:
        preset = Preset(**tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        faults = "; ".join(field_faults(error))
        raise ValueRefused(f"the preset {path} cannot be used: {faults}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueRefused(f"the preset {path} cannot be read: {error}") from error
    _refuse_retired(preset, path)
    _refuse_mistyped(preset, path)
    _refuse_mixed_up(preset, path)
    return preset.model_copy(update={"told": _checked_told(preset, path)})


def preset_languages(name: str, own: Path | None) -> tuple[str, ...]:
    """The languages that a preset has texts in, English first.

    Raises ValueRefused for a folder whose name is not the code that a record's language is read as.
    """
    folder = preset_folders(own)[name]
    found = sorted({path.parent.name for path in folder.glob(f"*/{_TRANSLATED[TRANSLATION]}")} - {ENGLISH})
    if wrong := [code for code in found if language_code(code) != code]:
        raise ValueRefused(f"the preset {name!r} has texts in {wrong[0]!r}: name the folder by its ISO 639 code, as pl")
    return (ENGLISH, *found)


def parts_of(language: str) -> dict[str, str]:
    """The parts that a text in this language can have, and the file each comes from."""
    brought = {part: file for channel in Channel for part, file in traits_of(channel).parts.items()}
    return brought | (PARTS if language == ENGLISH else _TRANSLATED)


def preset_texts(name: str, own: Path | None, language: str, channels: Iterable[Channel] = ()) -> dict[str, str]:
    """The source of every part that there is in one language.

    What a channel that a distribution brings says is needed where it is one of the `channels`. Raises NotFound that
    names a file that is missing and needed, ValueRefused for one that is not in UTF-8.
    """
    folder = preset_folders(own)[name] / language
    theirs = {part for channel in channels for part in traits_of(channel).parts}
    needed = (PARTS.keys() | theirs) - _WITHOUT if language == ENGLISH else _NEEDED
    sources = {part: _standard(part) for part in _STANDARD} if language == ENGLISH else {}
    for part, file in parts_of(language).items():
        try:
            sources[part] = (folder / file).read_text(encoding="utf-8")
        except FileNotFoundError:
            if part in needed:
                raise NotFound(f"the preset {name!r} has no text {language}/{file}") from None
        except UnicodeDecodeError:
            raise ValueRefused(f"the preset {name!r} has a text {language}/{file} that is not in UTF-8") from None
    return sources


def standard_letter_words() -> str:
    """The formulas of an English letter whose preset brings none."""
    return _standard("letter_words")


def _standard(part: str) -> str:
    return (template_root() / "messages" / PARTS[part]).read_text(encoding="utf-8")


def codes_read(own: Path) -> frozenset[str]:
    """Every code that any preset reads: the only ones that an import stores."""
    return frozenset(
        code for name in preset_folders(own) for group in load_preset(name, own).groups for code in group.codes
    )


def _checked_told(preset: Preset, path: Path) -> dict[str, str | int]:
    """What counts as told, by every channel; nothing for a preset from before that was a question of the channel."""
    if bool(preset.told) == (preset.evidence_needed is not None):
        raise ValueRefused(
            f"the preset {path} has to say what counts as told, once: under [told] by channel, as the shipped ones do, "
            "or as evidence_needed for all channels"
        )
    try:
        return checked_rules(preset.told).as_values() if preset.told else {}
    except ValueRefused as error:
        raise ValueRefused(f"the preset {path} cannot be used: told: {error}") from error


def _refuse_retired(preset: Preset, path: Path) -> None:
    table: dict[str, Any] = tomllib.loads((template_root() / "messages/retired_codes.toml").read_text(encoding="utf-8"))
    for entry in table["retired"]:
        for add in (*preset.adds, *preset.preferences):
            if add.code in entry["codes"]:
                raise ValueRefused(f"the preset {path} adds the code {add.code}, which is retired: {entry['why']}")


def _refuse_mixed_up(preset: Preset, path: Path) -> None:
    # Whoever keeps it and gets what the campaign adds all the same would have the opposite on the record.
    has_it = {code for group in preset.groups if group.reason is SkipReason.ALREADY_CODED for code in group.codes}
    if unread := [add.code for add in preset.adds if add.code not in has_it]:
        raise ValueRefused(
            f"the preset {path} adds the code {unread[0]}, which none of its groups with the reason already_coded has: "
            "put it there, or nobody would find out who has it"
        )
    if mixed_up := [one.code for one in preset.preferences if one.code in has_it]:
        raise ValueRefused(f"the preset {path} has the code {mixed_up[0]} for those who keep it and for the others")


def _refuse_mistyped(preset: Preset, path: Path) -> None:
    # A SNOMED CT identifier has 6 to 18 digits, the last a Verhoeff check digit (SNOMED CT technical guide); up to
    # five digits are a Read code.
    written = (*preset.adds, *preset.preferences)
    said = {entry.code for entry in written if entry.terminology.upper().startswith("SNOMED")}
    every = {entry.code for entry in written} | {code for group in preset.groups for code in group.codes}
    for code in sorted(said | {code for code in every if code.isdigit() and len(code) > 5}):
        if not (code.isdecimal() and 6 <= len(code) <= 18 and verhoeff.is_valid(code)):
            raise ValueRefused(f"the preset {path} has the SNOMED CT code {code}, which fails its check digit")
