"""What staff read about the closing: what stands open, with the page where it is seen to, and outcomes in words."""

from collections.abc import Mapping
from typing import NamedTuple

from notifier.outcomes.closing_checks import CheckName
from notifier.outcomes.export_rows import KEEP, LATE_ANSWERS, OTHER_BASIS, TAKE_OFF
from notifier.vocabulary import HoldReason, OutcomeKind
from web.labels import label_of


class CheckWords(NamedTuple):
    """How one thing that stands open is called, what to do about it, and the page where that is done."""

    title: str
    way_on: str
    page: str = ""  # its endpoint; empty where no page can help
    anchor: str = ""  # where on that page


_HELD = "They are held, and come with a later set"
CHECK_WORDS: Mapping[CheckName, CheckWords] = {
    CheckName.LETTERS_TO_POST: CheckWords(
        "Letters that nobody said were posted",
        "Post them and record it, or have those that are lost printed again",
        "staff.campaign",
        "letters",
    ),
    CheckName.LETTERS_UNDER_WAY: CheckWords(
        "Letters that may still come back", "Wait, and record each letter that comes back", "staff.returned"
    ),
    CheckName.OPEN_REVIEWS: CheckWords("Answers to look at", "Settle each of them", "staff.queue"),
    CheckName.UNSETTLED_REPLIES: CheckWords(
        "Answers that were not followed up yet", "This is done by itself within a minute: look again"
    ),
    CheckName.UNKNOWN_MESSAGES: CheckWords(
        "Messages that may not have arrived", "Find out, and say so", "staff.unknowns"
    ),
    CheckName.UNMATCHED_TEXTS: CheckWords(
        "Texts that fit no patient", "Find out whose each of them is", "staff.inbound_texts"
    ),
    CheckName.UNMATCHED_SLIPS: CheckWords(
        "Slips of people who are not on the list", "Find out whose each of them is", "staff.unmatched_slips"
    ),
    CheckName.IDENTITY_DOUBTS: CheckWords(
        "Patients of whom nobody can be sure who they are", "Find out, and say so", "staff.queue"
    ),
    CheckName.UNASKED_PROVIDERS: CheckWords(
        "Messages whose company was not asked lately what became of them",
        "This is done by itself within the hour. If it stays, whoever looks after this installation should know",
    ),
    CheckName.MISSING_TEXTS: CheckWords(
        "Texts from patients may be missing",
        "They are asked for again by themselves. If it stays, check the senders",
        "staff.senders",
    ),
    CheckName.LIST_AGE: CheckWords(
        "The patient list is old", "Export the list from the clinical system anew, and give it here", "staff.list"
    ),
    CheckName.LETTERS_TO_PRINT: CheckWords(
        "Letters to be printed", f"Have them printed and posted. {_HELD}", "staff.campaign", "letters"
    ),
    CheckName.COMPLAINTS: CheckWords(
        "Complaints and requests that nobody has answered", f"Answer them. {_HELD}", "staff.queue"
    ),
    CheckName.PLACES_IN_DOUBT: CheckWords(
        "Messages that went to a place which may not be the patient’s",
        "Nothing has to be done: whom nothing else told is held, and told anew",
    ),
    CheckName.WAITING_JOINERS: CheckWords("Patients who joined lately", _HELD, "staff.joiners"),
    CheckName.NOTICE_RUNNING: CheckWords(
        "Patients who still have time to answer", f"{_HELD}: freeze again when their time is over"
    ),
}


# The lists of an export, by the words under which it counts them.
LIST_WORDS: Mapping[str, str] = {
    OutcomeKind.MAY_CODE_ASKED.value: "May be coded, because they agreed",
    OutcomeKind.MAY_CODE_SILENT.value: "May be coded: told in time, no answer",
    OutcomeKind.HOLD.value: "May not be coded",
    KEEP: "Keep their record as it is, because they objected",
    TAKE_OFF: "Came off the lists since: if the code is there, take it off",
    OTHER_BASIS: "May be coded on another basis than was frozen: freeze again",
    LATE_ANSWERS: "Answered after their last day: if the code is there, take it off",
}


def outcome_label(word: str) -> str:
    """An outcome as freezing writes it, such as `hold: objected`, in the words of staff."""
    kind, _, reason = word.partition(": ")
    said = label_of(OutcomeKind(kind))
    return f"{said}: {lowered(label_of(HoldReason(reason)))}" if reason else said


def lowered(phrase: str) -> str:
    """A phrase within a sentence."""
    return f"{phrase[:1].lower()}{phrase[1:]}"
