"""What a person does about an answer that is in doubt, step by step, as it stands on the page that settles it."""

from collections.abc import Mapping, Sequence

from notifier.replies.history import ReplyView
from notifier.vocabulary import Answerer, Doubt

_ASK = "Ask the patient, by a phone number or address that is on the record, "
_BY_DOUBT: Mapping[Doubt, Sequence[str]] = {
    Doubt.UNVERIFIED: (
        f"{_ASK}whether this answer is theirs.",
        "If it is, look whether the date of birth on the record is right.",
    ),
    Doubt.UNFINISHED: (
        f"{_ASK}whether they tried to answer, and what they want.",
        "If it was the patient, look whether the date of birth on the record is right.",
    ),
    Doubt.UNSENT: (f"{_ASK}whether they meant to answer, and what they want.",),
    Doubt.UNPROVEN: (
        f"{_ASK}whether this answer is theirs, and what they want.",
        "If it is not, tell whoever runs the computer: somebody may have written into the database.",
    ),
    Doubt.CONFLICT: (
        "Look at the other answers on this page: who gave them, on which day, and how they came.",
        f"{_ASK}which one holds.",
        "If two parents want different things, talk to both. Leave it open until they agree.",
    ),
    Doubt.UNCLEAR: (f"{_ASK}what they want.",),
    Doubt.ON_BEHALF: (),
    Doubt.LATE: (),
    Doubt.STOPPED: (f"{_ASK}whether they meant the texts alone, or also what the texts said.",),
    Doubt.EARLY: (
        "Look at the slip, the email or your notes: is the day that was written down right?",
        f"If it is, nobody had been told by then. {_ASK}what they meant, and what they want.",
    ),
    Doubt.MISFILED: ("Find out whose answer it is, and log it for them.",),
}
# Who may speak for a patient: parental responsibility (Children Act 1989, section 3); a registered lasting power of
# attorney for health and welfare, or a deputy, while the patient lacks capacity (Mental Capacity Act 2005, sections 9
# to 11 and 16); nobody else, whatever they do for the patient.
_MAY_THEY: Mapping[Answerer, Sequence[str]] = {
    Answerer.PATIENT: ("Find out who answered, and whether they may.",),
    Answerer.GUARDIAN: (
        "Check that they have parental responsibility: by the record, the birth certificate or a court’s order.",
        "If the child can understand what this is about, ask the child too. From 16 on, ask the patient.",
    ),
    Answerer.CARER: (
        "A carer, relative or friend may not answer for a patient who can decide: ask the patient.",
        "If the patient cannot decide, ask a clinician. They decide in the patient’s best interests.",
    ),
    Answerer.ATTORNEY: (
        "Ask to see the registered lasting power of attorney for health and welfare, or the deputy’s court order.",
        "One for property and money is not enough.",
        "It counts only while the patient cannot decide. If the patient can, ask the patient.",
    ),
    Answerer.ADVOCATE: (
        "Ask for the advocate’s referral, and check it with whoever made it.",
        "An advocate says what the patient wants. If you can, ask the patient.",
    ),
}
_TAKE_OFF = (
    "Look in the clinical system now whether the code is on this patient’s record.",
    "If it is there, take it off.",
)
_SAY_SO = "Write in the note whether the code was there, and who took it off."


def advice_steps(doubt: Doubt, answer: ReplyView) -> list[str]:
    """The steps for one answer, in order; what may be on the record comes first, for it may be seen there."""
    may_they = _MAY_THEY[answer.answered_by]
    if answer.answered_by is Answerer.PATIENT and doubt is not Doubt.ON_BEHALF:
        may_they = ()
    late = answer.may_have_to_come_off
    return [*(_TAKE_OFF if late else ()), *_BY_DOUBT[doubt], *may_they, *((_SAY_SO,) if late else ())]
