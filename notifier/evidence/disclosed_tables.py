"""Which rows of which table are one patient's, how they are explained to them, and what is left out of them and why.

The registry is complete: a table that has a way to a patient stands here, or in `NOT_DISCLOSED` with a reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_

from notifier.store.tables import (
    Base,
    CampaignText,
    CodingTask,
    ConfirmedTelling,
    Delivery,
    EarlierKeep,
    FrozenOutcome,
    IdentityDoubt,
    InboundText,
    KeptConclusion,
    LetterCopy,
    LetterTrouble,
    Link,
    Matter,
    Notice,
    Patient,
    PatientChange,
    PatientPreview,
    PatientPreviewPicture,
    PrintedLetter,
    Receipt,
    Reply,
    ReplyContact,
    Review,
    SlipPhoto,
    Suppression,
    UnmatchedSlip,
    WithdrawnLink,
)

_OPENS_NOTHING = "it only recognises a code or a link, and tells nothing about the patient"
_PROGRAM = "it is about the program at work, and tells nothing about the patient"
_AS_FILE = "it is a picture or a letter, and comes as a file beside this"
_MAY_NAME_OTHERS = "it may name another person; a manager can read it out where that is fair to both"


@dataclass(frozen=True)
class PatientScope:
    """The ids of what is one patient's: rows of `patient` first, then of all that hangs on them."""

    patients: frozenset[int]  # more than one where a person found that two NHS numbers are theirs
    numbers: frozenset[str]  # NHS numbers
    notices: frozenset[int]
    deliveries: frozenset[int]
    replies: frozenset[int]
    texts: frozenset[int]  # the words that their messages were made from
    slips: frozenset[int]  # also those that only bear their code
    matched_slips: frozenset[int]  # those that became an answer of theirs
    inbound: frozenset[int]
    previews: frozenset[int]
    addresses: frozenset[str]  # numbers and mailboxes, also earlier ones


class DisclosedTable(NamedTuple):
    """A table in a disclosure: its heading, what it is in plain words, whose rows, and columns left out with why."""

    table: type[Base]
    heading: str
    explained: str
    whose: Callable[[PatientScope], ColumnElement[bool]]
    left_out: Mapping[str, str] = {}


DISCLOSED = (
    DisclosedTable(
        Patient,
        "Who the patient is",
        "What the practice’s list says of the patient, as its latest import has it.",
        lambda scope: Patient.id.in_(scope.patients),
        {"name_key": "it is the name once more, as it is searched for"},
    ),
    DisclosedTable(
        PatientChange,
        "What changed on the list",
        "When a newer list said something else, and what had been there before.",
        lambda scope: PatientChange.patient_id.in_(scope.patients),
    ),
    DisclosedTable(
        IdentityDoubt,
        "Whether the patient was taken for somebody else",
        "When the list left doubt whose NHS number it is, and what a person found out. Another person is not named.",
        lambda scope: or_(
            IdentityDoubt.patient_id.in_(scope.patients), IdentityDoubt.other_patient_id.in_(scope.patients)
        ),
    ),
    DisclosedTable(
        Matter,
        "What the practice was told beside answers",
        "Complaints, requests, and news such as a move, with how they were dealt with.",
        lambda scope: Matter.patient_id.in_(scope.patients),
        {"told_by": _MAY_NAME_OTHERS},
    ),
    DisclosedTable(
        Notice,
        "What the patient was to be told about",
        "Each proposal that the patient was on the list for.",
        lambda scope: Notice.id.in_(scope.notices),
        {"link_serial": _OPENS_NOTHING},
    ),
    DisclosedTable(
        Delivery,
        "What was sent",
        "Each text, email or letter: where it went, when, by whom it was carried and what became of it. What was "
        "skipped was not sent.",
        lambda scope: Delivery.id.in_(scope.deliveries),
        dict.fromkeys(("claimed_by", "lease_until", "claimed_at", "set_aside_at", "refusals"), _PROGRAM),
    ),
    DisclosedTable(
        CampaignText,
        "The words that were sent",
        "The texts of these messages as they were approved. In place of a word in braces the message had the "
        "patient’s own name, date, or link.",
        lambda scope: CampaignText.id.in_(scope.texts),
        {"sha256": _PROGRAM},
    ),
    DisclosedTable(
        Receipt,
        "What carriers reported",
        "What the company that carries texts or emails, or a person at the practice, reported of each message.",
        lambda scope: Receipt.delivery_id.in_(scope.deliveries),
    ),
    DisclosedTable(
        PrintedLetter,
        "Letters that were printed",
        "In which print run and file each letter was.",
        lambda scope: PrintedLetter.delivery_id.in_(scope.deliveries),
    ),
    DisclosedTable(
        LetterCopy,
        "Letters that staff looked at",
        "When somebody at the practice asked to see a letter as it was sent; the letter is a file beside this.",
        lambda scope: LetterCopy.delivery_id.in_(scope.deliveries),
        {"pdf": _AS_FILE},
    ),
    DisclosedTable(
        LetterTrouble,
        "Letters that could not be made",
        "Why a letter to the patient could not be printed.",
        lambda scope: LetterTrouble.patient_id.in_(scope.patients),
    ),
    DisclosedTable(
        ConfirmedTelling,
        "Messages that reached the patient by a person’s word",
        "When somebody found out that a message reached the patient although its place was in doubt.",
        lambda scope: ConfirmedTelling.delivery_id.in_(scope.deliveries),
    ),
    DisclosedTable(
        Link,
        "The patient’s link to the web page",
        "Until when the link in the messages could be used, and in which language it opens. The link itself is in the "
        "messages that the patient has.",
        lambda scope: Link.notice_id.in_(scope.notices),
        {"fingerprint": _OPENS_NOTHING, "check_value": _OPENS_NOTHING, "serial": _OPENS_NOTHING},
    ),
    DisclosedTable(
        WithdrawnLink,
        "Links that were taken back",
        "When the practice made an earlier link useless, because it may have reached somebody else.",
        lambda scope: WithdrawnLink.notice_id.in_(scope.notices),
        {"fingerprint": _OPENS_NOTHING},
    ),
    DisclosedTable(
        Reply,
        "What the patient answered",
        "Each answer as it was given or logged: when it came, how, and who gave it. None is ever removed.",
        lambda scope: Reply.id.in_(scope.replies),
        {"sitting": _PROGRAM, "link_serial": _OPENS_NOTHING, "proof": _OPENS_NOTHING},
    ),
    DisclosedTable(
        ReplyContact,
        "What was said with an answer on the web page",
        "A date of birth that did not fit, and how to reach whoever gave it. Of somebody who answered for the patient, "
        "the name and the contact are left out.",
        lambda scope: ReplyContact.reply_id.in_(scope.replies),
    ),
    DisclosedTable(
        Review,
        "What a person had to settle",
        "Answers that left a doubt, who settled it, and how they found out.",
        lambda scope: Review.notice_id.in_(scope.notices),
    ),
    DisclosedTable(
        InboundText,
        "Texts that the patient sent",
        "Each text message as it came.",
        lambda scope: InboundText.id.in_(scope.inbound),
    ),
    DisclosedTable(
        UnmatchedSlip,
        "Slips that were not matched at first",
        "Answers on paper of which nobody knew at first whose they were. Of a slip that only bears the patient’s code "
        "and may be somebody else’s, what is written on it is left out.",
        lambda scope: UnmatchedSlip.id.in_(scope.slips),
        {"code": _OPENS_NOTHING},
    ),
    DisclosedTable(
        SlipPhoto,
        "Pictures of slips",
        "Each picture is a file beside this.",
        lambda scope: or_(
            SlipPhoto.patient_id.in_(scope.patients),
            SlipPhoto.patient_id.is_(None) & SlipPhoto.slip_id.in_(scope.matched_slips),
        ),
        {"jpeg": _AS_FILE},
    ),
    DisclosedTable(
        Suppression,
        "Numbers and mailboxes that get nothing more",
        "When somebody asked that nothing more be sent to a number or address of the patient’s, and until when.",
        lambda scope: Suppression.address.in_(scope.addresses),
    ),
    DisclosedTable(
        EarlierKeep,
        "A wish to keep the record, from an earlier campaign",
        "That the patient kept their record in a campaign of which everything else is forgotten, and since when.",
        lambda scope: EarlierKeep.patient_id.in_(scope.patients),
        {"fingerprint": _OPENS_NOTHING},
    ),
    DisclosedTable(
        PatientPreview,
        "Previews of what the patient would get",
        "When staff looked, before a launch, at what would be sent; its pictures are files beside this.",
        lambda scope: PatientPreview.id.in_(scope.previews),
    ),
    DisclosedTable(
        PatientPreviewPicture,
        "Pictures of these previews",
        "Each picture is a file beside this.",
        lambda scope: PatientPreviewPicture.patient_preview_id.in_(scope.previews),
        {"png": _AS_FILE},
    ),
    DisclosedTable(
        KeptConclusion,
        "What follows for the patient’s record",
        "What follows from all this when it was last looked at, and why.",
        lambda scope: KeptConclusion.patient_id.in_(scope.patients),
    ),
    DisclosedTable(
        FrozenOutcome,
        "What two people closed",
        "What followed when two people at the practice closed the lists that codes are added by.",
        lambda scope: FrozenOutcome.patient_id.in_(scope.patients),
    ),
    DisclosedTable(
        CodingTask,
        "What had to be done on the patient’s record",
        "Codes that somebody had to add or take off, why, and whether it was done.",
        lambda scope: or_(
            CodingTask.patient_id.in_(scope.patients),
            CodingTask.patient_id.is_(None) & CodingTask.nhs_number.in_(scope.numbers),
        ),
    ),
)

# What may hold something of a patient, and is no part of a disclosure.
NOT_DISCLOSED: Mapping[str, str] = {
    "fact_change": "it says only that something of the patient is to be looked at again, and is emptied at once",
    "unsealed_patient": "it says only that facts of the patient are still to be put into the record of events",
    "sealed_fact": "it is the facts above once more, each with a number by which a change would be found out",
    "patient_list": "it is about an import as a whole; what it says of the patient is in the first two sections",
    "list_upload": "it is a report about a whole list that names others; what was taken from it is above",
    "job": "it says what the program was asked to do; it is forgotten soon",
    "preview": "its messages are to people who were picked as examples; what the patient was sent is above",
    "webhook_call": "it is what a carrier reported, before it was read; once it is read it is above",
    "kept_form": "it is what somebody here had typed and not yet saved, sealed so that only they can read it",
    "repeatable_call": "it is an answer to another program, kept for a day in case the program asks again",
    "alarm": "it is a message to staff about the program, and names no patient",
}
