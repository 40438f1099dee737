"""The codes that a practice adds in its clinical system: on what basis each may be, and what is written beside it.

A code's own words are a statement about the patient, who may read them for life. Whoever was silent neither refused nor
dissented nor consented: a code that says so is theirs only where the approver names it and says why.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator

from notifier.campaigns.checked_values import Frozen
from notifier.errors import ValueRefused
from notifier.vocabulary import ClinicalSystem, Extent, OutcomeKind

BASIS_PLACE: Final = "{basis}"  # where the words of a patient's own basis, with its days, stand in a free text
_LONGEST_BECAUSE: Final = 1000
# What says of a patient that they said something, by the beginnings of words, also as Read terms shorten them. A term
# in which one stands is never added to the record of somebody who was silent by itself.
_SAID = re.compile(
    r"\b(?:refus\w*|ref|dissent\w*|diss|declin\w*|decl|object\w*|opt(?:ed|s|ing)?[ -]?(?:out|in)\w*|withdr[aeo]w\w*"
    r"|withhold\w*|withheld|consent\w*|cons|agree\w*|disagree\w*|den(?:y|ied|ies)|request\w*|wish\w*|want\w*|unwilling"
    r"|willing|accept\w*|reject\w*|chose\w*|choice|prefer\w*|express\w*|does not|doesn't|do not|don't|ask(?:s|ed)?"
    r"|permission\w*|authori[sz]\w*)\b",
    re.IGNORECASE,
)


def _as_records_have_it(code: str) -> str:
    # The import reads "9Ndo." and "9Ndo.00" as 9Ndo: a preset that says it otherwise would never find its patients.
    if not code.strip() or code != code.strip() or re.fullmatch(r"\w+\.+(-?\d\d)?", code):
        raise ValueError("write a code without spaces, padding dots or the number of its term: 9Ab1, not 9Ab1.00")
    return code


Code = Annotated[str, AfterValidator(_as_records_have_it)]


class RecordCode(Frozen):
    """A code as a clinical system has it."""

    terminology: str  # of the clinical system: Read v2, CTV3 or SNOMED CT
    code: Code  # a SNOMED CT code has to pass its check digit
    term: str  # the code's own words


class AddedCode(RecordCode):
    """The code that the practice adds in its own system once the outcome allows it.

    A code whose words say that the patient refused, dissented, consented or asked is never for those who were silent,
    whatever `basis` says, unless the approver names it and says why.
    """

    basis: tuple[Literal["asked", "silent"], ...] = ("asked", "silent")  # whose: who asked for it, or who was silent

    @property
    def speaks_for_the_patient(self) -> bool:
        """Whether its term says that the patient refused, dissented, consented or asked."""
        return says_what_a_patient_said(self.term)

    def is_for(self, kind: OutcomeKind, signed_off: Collection[str] = ()) -> bool:
        """Whether it is added to the record of patients with this outcome.

        `signed_off` are the codes that the approver named for silent patients, and said why.
        """
        if kind is OutcomeKind.MAY_CODE_ASKED:
            return "asked" in self.basis
        if kind is not OutcomeKind.MAY_CODE_SILENT:
            return False
        return self.code in signed_off or ("silent" in self.basis and not self.speaks_for_the_patient)


class PreferredCode(RecordCode):
    """The code of what a patient wants who keeps it: theirs to have on the record, and never part of the proposal."""

    extent: Extent | None = None  # how much of the record the patient chose to show; left out, for all who keep it


class FreeText(Frozen):
    """What is written beside the code, by the outcome it rests on: silence is not agreement.

    Where `{basis}` stands, the patient's own dates do: "told by text on 3 June 2026, no objection by 15 July 2026" or
    "agreed on 6 June 2026 by page". In a text without it they follow in brackets.
    """

    may_code_asked: str  # where the patient agreed
    may_code_silent: str  # where the patient was told in time and said nothing
    keep: str = BASIS_PLACE  # where the patient keeps it, beside the code of what they prefer

    def beside(self, kind: OutcomeKind, basis: str) -> str:
        """The text of one patient. Of whoever may not be coded, that of a wish to keep; none without a basis of it."""
        texts = {
            OutcomeKind.MAY_CODE_ASKED: self.may_code_asked,
            OutcomeKind.MAY_CODE_SILENT: self.may_code_silent,
            OutcomeKind.HOLD: self.keep if basis else "",
        }
        text = texts[kind]
        if BASIS_PLACE in text:
            text = text.replace(BASIS_PLACE, basis)
            return f"{text[:1].upper()}{text[1:]}"
        return f"{text} ({basis})" if text and basis else text


Entry = TypeVar("Entry", AddedCode, PreferredCode)


def says_what_a_patient_said(term: str) -> bool:
    """Whether a code's term says that its patient refused, dissented, consented, asked or chose; see `_SAID`."""
    return _SAID.search(term) is not None


def codes_for(
    adds: Iterable[AddedCode], kind: OutcomeKind, signed_off: Collection[str], system: ClinicalSystem | None
) -> list[AddedCode]:
    """The codes of patients with one outcome, in the practice's own terminology; all where nobody said which it is."""
    return in_terminology_of([add for add in adds if add.is_for(kind, signed_off)], system)


def in_terminology_of(entries: Sequence[Entry], system: ClinicalSystem | None) -> list[Entry]:
    """Of these codes those of the first terminology that a clinical system knows and that has any."""
    if system is None:
        return list(entries)
    for terminology in system.terminologies:
        if found := [entry for entry in entries if _plain(entry.terminology).startswith(_plain(terminology))]:
            return found
    return []


def silent_sign_off(adds: Sequence[AddedCode], codes: Collection[str], because: str) -> tuple[list[str], str]:
    """The codes that the approver lets be added to silent patients' records, and why.

    Raises ValueRefused for a code that the campaign does not add, and for one of the two without the other.
    """
    chosen, why = sorted({code.strip() for code in codes if code.strip()}), " ".join(because.split())
    known = [add.code for add in adds]
    if wrong := [code for code in chosen if code not in known]:
        raise ValueRefused(f"the campaign does not add the code {wrong[0]}; it adds: {', '.join(known)}")
    if bool(chosen) != bool(why):
        raise ValueRefused(
            "a code for patients who said nothing needs both, which it is and why: give the code and the reason, or "
            "neither, and those patients get no code whose words say that they refused"
        )
    if len(why) > _LONGEST_BECAUSE or (why and not why.isprintable()):
        raise ValueRefused(f"say in up to {_LONGEST_BECAUSE} letters why silent patients get the code")
    return chosen, why


def _plain(terminology: str) -> str:
    return re.sub(r"[\W_]+", "", terminology).lower()
