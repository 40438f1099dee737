"""What patients answer, by which road, and what makes it doubtful."""

from enum import StrEnum
from typing import Self


class Choice(StrEnum):
    """What a reply says."""

    KEEP = "keep"  # objects to the proposal
    AGREE = "agree"  # agrees with it
    UNSURE = "unsure"  # wants to be contacted


class Source(StrEnum):
    """The way a reply came."""

    PAGE = "page"
    SMS = "sms"
    PAPER = "paper"
    PHONE = "phone"
    COUNTER = "counter"
    EMAIL = "email"


class Answerer(StrEnum):
    """Who gave a reply; for anybody but the patient, the practice checks that they may."""

    PATIENT = "patient"
    GUARDIAN = "guardian"  # a parent, or whoever else has parental responsibility
    CARER = "carer"
    ATTORNEY = "attorney"  # a power of attorney for health and welfare, or a deputy of the Court of Protection
    ADVOCATE = "advocate"


class IdentityCheck(StrEnum):
    """How staff knew who gave a reply that they logged."""

    DETAILS = "details"  # the date of birth and the address, given by whoever spoke or written on the paper
    CODE = "code"  # the code on the letter or the slip
    KNOWN = "known"  # somebody here knows them
    DOCUMENT = "document"  # a document with their picture
    NOT_CHECKED = "not_checked"


class Extent(StrEnum):
    """How much of the record a patient who keeps it wants to be shown; asked only if the preset asks it."""

    CORE = "core"  # medicines, allergies and bad reactions only
    ADDITIONAL = "additional"  # with additional information


class Doubt(StrEnum):
    """Why a reply needs a person to look at it; the patient is held meanwhile."""

    UNVERIFIED = "unverified"  # the date of birth did not match, or was not compared after too many tries
    UNFINISHED = "unfinished"  # the date of birth did not match, and whoever gave it gave up
    UNSENT = "unsent"  # the date of birth was right, and whoever gave it never sent the answer
    UNPROVEN = "unproven"  # it came by the page, and does not prove that whoever gave it had the link
    CONFLICT = "conflict"  # it contradicts one of the day, by another way or person, or agrees after keep
    UNCLEAR = "unclear"  # it does not say what it wants
    ON_BEHALF = "on_behalf"  # somebody else answered for the patient
    LATE = "late"  # it came after the last day: the code may be on the record already, and has to come off
    STOPPED = "stopped"  # a stop word: perhaps only the texts were meant, so the telling goes on by other channels
    EARLY = "early"  # it came before the campaign began: the day is wrong, or it is about something else
    MISFILED = "misfiled"  # staff logged it for the wrong patient, and a person has taken it back

    @classmethod
    def tries(cls) -> tuple[Self, ...]:  # on the page before "send": whoever makes one may still go on
        return cls.UNFINISHED, cls.UNSENT


class TextMeaning(StrEnum):
    """What a patient's text message says, as far as a program can tell."""

    KEEP = "keep"  # keep, with a code or from a number that one patient alone has
    STOP = "stop"  # no more texts
    START = "start"  # texts again, please
    UNCLEAR = "unclear"  # anything else: a person reads it


class MatterKind(StrEnum):
    """What somebody tells the practice of a patient that is no answer to the proposal."""

    DIED = "died"  # the patient has died
    MOVED = "moved"  # the patient lives elsewhere, or the address on record is wrong
    COMPLAINT = "complaint"  # about the practice
    DATA_COMPLAINT = "data_complaint"  # about the use of the patient's data
    DATA_REQUEST = "data_request"  # a request or an objection about the patient's data

    @classmethod
    def to_be_answered(cls) -> tuple[Self, ...]:  # by a person, whatever a list says
        return cls.COMPLAINT, cls.DATA_COMPLAINT, cls.DATA_REQUEST


class MatterEnding(StrEnum):
    """How a matter came to its end."""

    TAKEN_BACK = "taken_back"  # it was not so, or about somebody else
    LISTED = "listed"  # a list bears it out: the death, or another address
    ANSWERED = "answered"  # whoever brought it up has an answer
