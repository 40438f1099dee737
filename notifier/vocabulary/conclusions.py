"""What follows for a patient, and how strong the evidence is."""

from enum import StrEnum


class OutcomeKind(StrEnum):
    """What follows for a patient."""

    MAY_CODE_ASKED = "may_code_asked"  # the patient agreed
    MAY_CODE_SILENT = "may_code_silent"  # told in time, and did not object
    HOLD = "hold"  # may not be coded; the reason says why


class HoldReason(StrEnum):
    """Why a patient may not be coded."""

    NONE = ""
    OBJECTED = "objected"
    UNDECIDED = "undecided"
    UNDER_REVIEW = "under_review"
    NOT_INFORMED = "not_informed"
    NOTICE_RUNNING = "notice_running"
    EXPRESS_CONSENT = "express_consent"
    ALREADY_CODED = "already_coded"
    DECEASED = "deceased"
    LEFT = "left"
    SENSITIVE = "sensitive"
    IN_DOUBT = "in_doubt"  # something on the list that bears on it could not be read


class Evidence(StrEnum):
    """How strongly we know that a patient was told, weakest first."""

    NONE = "none"
    PASSIVE = "passive"  # only a footer or a poster
    SENT = "sent"  # the provider took a text or an email, and no report says that it arrived
    POSTED = "posted"  # a letter was posted and did not come back
    DELIVERED = "delivered"  # the handset or the mail server confirmed it
    REPLIED = "replied"  # the patient answered

    @property
    def strength(self) -> int:
        """The rank among the strengths, 0 for none."""
        return _STRENGTHS[self]


_STRENGTHS = {evidence: rank for rank, evidence in enumerate(Evidence)}


class CodingTaskKind(StrEnum):
    """What a person has to do in the clinical system, or to find out, about the code of a patient."""

    TAKE_OFF = "take_off"  # was let be coded and may not be any more: the code comes off, and is not added
    MAY_CODE = "may_code"  # was held, or the code came off, and may be coded now: comes with the next frozen set
    OTHER_BASIS = "other_basis"  # may be coded still, on another basis: the free text beside the code is another
    WRONGLY_CODED = "wrongly_coded"  # has the code and may not
    STILL_TO_CODE = "still_to_code"  # may be coded and is not
    NOT_IN_EXPORT = "not_in_export"  # may be coded, and the export does not have them: nobody knows
    UNKNOWN_HERE = "unknown_here"  # in the export and in no frozen set
    UNREADABLE = "unreadable"  # the export has something of theirs that cannot be read: nobody knows
