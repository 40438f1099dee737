"""Letters and what else is printed, put up or read out."""

from enum import StrEnum


class WrittenFormat(StrEnum):
    """How a patient needs what is written (Accessible Information Standard, DAPB1605)."""

    STANDARD = "standard"  # 12 point
    LARGE_16 = "large-16"
    LARGE_20 = "large-20"
    LARGE_24 = "large-24"
    LARGE_28 = "large-28"
    EASY_READ = "easy-read"  # short sentences, one idea each, with pictures
    AUDIO = "audio"  # a script to be read out: recorded by the transcription house, or by a person on the phone
    BRAILLE = "braille"  # a plain text file for the transcription house

    @property
    def is_transcribed(self) -> bool:
        """Whether the transcription house makes it, and not the printer."""
        return self in (WrittenFormat.AUDIO, WrittenFormat.BRAILLE)


class Pile(StrEnum):
    """What becomes of a printed letter."""

    POST = "post"  # into an envelope and the post
    HAND_OUT = "hand_out"  # kept at the desk for a patient whom no post reaches
    TRANSCRIPTION = "transcription"  # a text for the transcription house, which posts what it makes of it


class ReturnReason(StrEnum):
    """Why a letter came back, as the envelope says."""

    NOT_KNOWN = "not_known"  # nobody of that name at that address
    GONE_AWAY = "gone_away"  # moved
    DECEASED = "deceased"  # says the envelope; the record is for the practice to check
    REFUSED = "refused"  # not accepted at the door
    INCOMPLETE = "incomplete"  # the address is not one that post can find
    NOT_CALLED_FOR = "not_called_for"
    SPOILED = "spoiled"  # it never left: torn, jammed or misprinted
    OTHER = "other"


class Display(StrEnum):
    """Something that tells everybody and nobody in particular."""

    FOOTER = "footer"  # the line on the prescription
    POSTER = "poster"
    SCREEN = "screen"  # in the waiting room
    LEAFLET = "leaflet"
    WEBSITE = "website"
    PHONE = "phone"  # what callers hear while they wait


class Piece(StrEnum):
    """One thing of the kit that a practice puts up, hands out or reads out."""

    POSTER = "poster"  # A4
    SCREEN = "screen"  # a slide for the waiting room, 16 by 9
    LEAFLET = "leaflet"  # a leaf of A5, both sides
    WEBSITE = "website"  # a section for the practice's own page
    PHONE_QUEUE = "phone-queue"  # what callers hear while they wait
    BRIEFING = "briefing"  # for staff
