"""The words of the vocabulary as staff read them. A test sees that none is missing."""

from collections.abc import Mapping
from enum import StrEnum

from babel import Locale, UnknownLocaleError

from notifier.contacts.languages import language_name
from notifier.providers.channels import traits_of
from notifier.vocabulary import (
    Answerer,
    CampaignStatus,
    Channel,
    CheckState,
    Choice,
    ClinicalSystem,
    CodingTaskKind,
    DeliveryStatus,
    Display,
    Doubt,
    Evidence,
    Extent,
    FailReason,
    HardCase,
    HoldReason,
    IdentityCheck,
    IdentityRefusal,
    JobKind,
    JobStatus,
    MatterEnding,
    MatterKind,
    OutcomeKind,
    Pile,
    PlaceDoubt,
    ProofKind,
    ReturnReason,
    Role,
    SignInEnd,
    SkipReason,
    Source,
    Wave,
    WrittenFormat,
)

_PHRASES: tuple[tuple[StrEnum, str], ...] = (
    (Role.MANAGER, "manager"),
    (Role.APPROVER, "approver"),
    (Role.RECEPTION, "reception"),
    (Role.AUDITOR, "auditor"),
    (ProofKind.PASSWORD, "password"),
    (ProofKind.ONE_TIME_CODE, "code from an app"),
    (ProofKind.PASSKEY, "passkey"),
    (ProofKind.RECOVERY_CODE, "recovery code"),
    (ProofKind.PROVIDER, "the practice’s own sign-in"),
    (SignInEnd.SIGNED_OUT, "you signed out"),
    (SignInEnd.ENDED_ELSEWHERE, "you ended this sign-in from another browser"),
    (SignInEnd.ENDED_BY_MANAGER, "a manager ended this sign-in"),
    (SignInEnd.NEW_PASSWORD, "your password was changed"),
    (SignInEnd.NEW_FACTOR, "your second factor was changed"),
    (SignInEnd.ROLE_TAKEN, "a role of yours was taken away"),
    (SignInEnd.ACCOUNT_CLOSED, "your account was closed"),
    (SignInEnd.IDLE, "nothing was done here for a while"),
    (SignInEnd.TOO_OLD, "you signed in a long time ago"),
    (IdentityRefusal.UNKNOWN, "nobody at this practice has an account with your email address"),
    (IdentityRefusal.CLOSED, "your account here is closed"),
    (IdentityRefusal.NOT_VERIFIED, "it does not say that your email address is verified"),
    (IdentityRefusal.ANOTHER_PERSON, "your email address was somebody else’s when it was first used here"),
    (ClinicalSystem.EMIS, "EMIS Web"),
    (ClinicalSystem.SYSTMONE, "SystmOne"),
    (ClinicalSystem.VISION, "Vision"),
    (CampaignStatus.DRAFT, "Draft"),
    (CampaignStatus.APPROVED, "Approved"),
    (CampaignStatus.LAUNCHING, "About to start"),
    (CampaignStatus.RUNNING, "Running"),
    (CampaignStatus.PAUSED, "Paused"),
    (CampaignStatus.CLOSED, "Closed"),
    (CampaignStatus.CANCELLED, "Cancelled"),
    (CheckState.DONE, "Done"),
    (CheckState.OPEN, "To do"),
    (CheckState.ADVICE, "Please look"),
    (DeliveryStatus.PLANNED, "Waiting"),
    (DeliveryStatus.SENDING, "Being sent"),
    (DeliveryStatus.ACCEPTED, "Sent"),
    (DeliveryStatus.DELIVERED, "Arrived"),
    (DeliveryStatus.FAILED, "Failed"),
    (DeliveryStatus.UNKNOWN, "Not known"),
    (DeliveryStatus.CANCELLED, "Called off"),
    (DeliveryStatus.SKIPPED, "Not possible"),
    (SkipReason.NO_MOBILE, "no mobile number on the record"),
    (SkipReason.SMS_DECLINED, "does not want texts"),
    (SkipReason.SHARED_MOBILE, "others have the same mobile number"),
    (SkipReason.NO_EMAIL, "no email address on the record"),
    (SkipReason.EMAIL_DECLINED, "does not want emails"),
    (SkipReason.SHARED_EMAIL, "others have the same email address"),
    (SkipReason.SMS_STOPPED, "texts to this number were stopped"),
    (SkipReason.EMAIL_STOPPED, "emails to this address were stopped"),
    (SkipReason.STOPPED, "asked for nothing more by this way"),
    (SkipReason.FAILED_BEFORE, "an earlier message found that the number or address does not exist"),
    (SkipReason.UNMAILABLE, "no address that post can reach"),
    (SkipReason.ALREADY_CODED, "the record has the code already"),
    (SkipReason.EXPRESS_CONSENT, "the record says that the patient agreed to share"),
    (SkipReason.DECEASED, "has died"),
    (SkipReason.LEFT, "no longer registered here"),
    (SkipReason.SENSITIVE, "restricted record: decide by hand"),
    (SkipReason.IN_DOUBT, "something on the list could not be read: correct it and import the list again"),
    (PlaceDoubt.CHANGED, "the record has another number or address by now"),
    (PlaceDoubt.REMOVED, "the record has no such number or address any more"),
    (PlaceDoubt.SHARED, "the number or address turned out to be others’ too"),
    (PlaceDoubt.REPORTED, "somebody told us that the patient does not live there"),
    (FailReason.BAD_ADDRESS, "no such number or address"),
    (FailReason.UNREACHABLE, "could not be reached"),
    (FailReason.BLOCKED, "refused by the other side"),
    (FailReason.RETURNED, "came back"),
    (FailReason.NOT_RENDERED, "it could not be made from what is on record"),
    (FailReason.WRONG_WORLD, "a sample for a real provider, or the reverse"),
    (FailReason.STOPPED, "asked for nothing more by this way"),
    (FailReason.FILTERED, "taken for spam by the networks"),
    (FailReason.ACCOUNT, "the provider refuses our account"),
    (FailReason.NOT_ALLOWED, "our account may not send to this number or address"),
    (FailReason.BUSY, "too many at once"),
    (FailReason.UNAVAILABLE, "the provider could not be reached"),
    (FailReason.LOST, "it may not have arrived: the company that carries it never said"),
    (FailReason.OTHER, "the provider gave a reason that we do not know"),
    (Choice.KEEP, "Keep: do not add the code"),
    (Choice.AGREE, "Agree: the code may be added"),
    (Choice.UNSURE, "Not sure: wants to be contacted"),
    (Source.PAGE, "Web page"),
    (Source.SMS, "Text message"),
    (Source.PAPER, "Paper"),
    (Source.PHONE, "Phone"),
    (Source.COUNTER, "At the desk"),
    (Source.EMAIL, "Email"),
    (Answerer.PATIENT, "The patient"),
    (Answerer.GUARDIAN, "A parent or guardian"),
    (Answerer.CARER, "A carer, relative or friend"),
    (Answerer.ATTORNEY, "An attorney or deputy"),
    (Answerer.ADVOCATE, "An advocate"),
    (IdentityCheck.DETAILS, "Date of birth and address"),
    (IdentityCheck.CODE, "Code on the letter or slip"),
    (IdentityCheck.KNOWN, "Known to somebody here"),
    (IdentityCheck.DOCUMENT, "A document with a picture"),
    (IdentityCheck.NOT_CHECKED, "Not checked"),
    (Extent.CORE, "Medicines, allergies and bad reactions only"),
    (Extent.ADDITIONAL, "With additional information"),
    (Doubt.UNVERIFIED, "The date of birth was not the one on the record, or was not compared with it any more"),
    (Doubt.UNFINISHED, "The date of birth was not the one on the record, and they stopped before the end"),
    (Doubt.UNSENT, "The date of birth was right, but they closed the page before they sent the answer"),
    (Doubt.UNPROVEN, "Nothing proves that whoever gave it had the patient’s link"),
    (Doubt.CONFLICT, "It contradicts another answer"),
    (Doubt.UNCLEAR, "It does not say what the patient wants"),
    (Doubt.ON_BEHALF, "Somebody else answered for the patient"),
    (Doubt.LATE, "It came after the last day, so the code may be on the record"),
    (Doubt.STOPPED, "They answered STOP: perhaps only the texts were meant"),
    (Doubt.EARLY, "It came before the campaign began: perhaps the day is wrong"),
    (Doubt.MISFILED, "It was logged for the wrong patient"),
    (MatterKind.DIED, "The patient has died"),
    (MatterKind.MOVED, "The patient has moved, or the address is wrong"),
    (MatterKind.COMPLAINT, "A complaint about the practice"),
    (MatterKind.DATA_COMPLAINT, "A complaint about how their data is used"),
    (MatterKind.DATA_REQUEST, "A request or an objection about their data"),
    (MatterEnding.TAKEN_BACK, "taken back: it was not so"),
    (MatterEnding.LISTED, "the patient list says so too"),
    (MatterEnding.ANSWERED, "answered"),
    (OutcomeKind.MAY_CODE_ASKED, "May be coded: the patient agreed"),
    (OutcomeKind.MAY_CODE_SILENT, "May be coded: told in time, no answer"),
    (OutcomeKind.HOLD, "May not be coded"),
    (HoldReason.NONE, ""),
    (HoldReason.OBJECTED, "The patient objected"),
    (HoldReason.UNDECIDED, "The patient is not sure"),
    (HoldReason.UNDER_REVIEW, "An answer, or who the patient is, has to be looked at"),
    (HoldReason.NOT_INFORMED, "Not told yet, or not surely enough"),
    (HoldReason.NOTICE_RUNNING, "Still has time to answer"),
    (HoldReason.EXPRESS_CONSENT, "The record says that the patient agreed to share"),
    (HoldReason.ALREADY_CODED, "The record has the code already"),
    (HoldReason.DECEASED, "Has died"),
    (HoldReason.LEFT, "No longer registered here"),
    (HoldReason.SENSITIVE, "Restricted record: decide by hand"),
    (HoldReason.IN_DOUBT, "Something on the list could not be read: correct it and import the list again"),
    (CodingTaskKind.TAKE_OFF, "May no longer be coded: take the code off"),
    (CodingTaskKind.MAY_CODE, "May be coded now: comes with the next frozen set"),
    (CodingTaskKind.OTHER_BASIS, "May be coded on another basis: change the free text"),
    (CodingTaskKind.WRONGLY_CODED, "Has the code and may not: take it off"),
    (CodingTaskKind.STILL_TO_CODE, "May be coded and is not"),
    (CodingTaskKind.NOT_IN_EXPORT, "May be coded, and is not in the export: find out"),
    (CodingTaskKind.UNKNOWN_HERE, "In the export and not known here: find out"),
    (CodingTaskKind.UNREADABLE, "Something in the export cannot be read: find out"),
    (Evidence.NONE, "Not told"),
    (Evidence.PASSIVE, "Only a footer or a poster"),
    (Evidence.SENT, "Sent, nothing reported since"),
    (Evidence.POSTED, "Letter posted, not come back"),
    (Evidence.DELIVERED, "Confirmed by the phone or the mail server"),
    (Evidence.REPLIED, "Answered"),
    (WrittenFormat.STANDARD, "Standard print"),
    (WrittenFormat.LARGE_16, "Large print, 16 point"),
    (WrittenFormat.LARGE_20, "Large print, 20 point"),
    (WrittenFormat.LARGE_24, "Large print, 24 point"),
    (WrittenFormat.LARGE_28, "Large print, 28 point"),
    (WrittenFormat.EASY_READ, "Easy read"),
    (WrittenFormat.AUDIO, "Audio"),
    (WrittenFormat.BRAILLE, "Braille"),
    (Wave.FIRST, "The launch"),
    (Wave.REMINDER, "Reminder"),
    (Wave.CATCH_UP, "Told later than the others"),
    (Wave.HAND_OUT, "No post reaches them"),
    (Wave.ACKNOWLEDGEMENT, "That an answer came"),
    (Pile.POST, "To be posted"),
    (Pile.HAND_OUT, "To be handed out at the desk"),
    (Pile.TRANSCRIPTION, "For the transcription house"),
    (ReturnReason.NOT_KNOWN, "Not known at this address"),
    (ReturnReason.GONE_AWAY, "Moved away"),
    (ReturnReason.DECEASED, "Has died, says the envelope"),
    (ReturnReason.REFUSED, "Refused at the door"),
    (ReturnReason.INCOMPLETE, "Address incomplete or not found"),
    (ReturnReason.NOT_CALLED_FOR, "Not called for"),
    (ReturnReason.SPOILED, "Never left: torn or misprinted"),
    (ReturnReason.OTHER, "Another reason, or none given"),
    (Display.FOOTER, "Line on the prescriptions"),
    (Display.POSTER, "Poster"),
    (Display.SCREEN, "Waiting-room screen"),
    (Display.LEAFLET, "Leaflet"),
    (Display.WEBSITE, "Website"),
    (Display.PHONE, "Phone queue"),
    (HardCase.LONGEST_NAME, "The longest name"),
    (HardCase.CHILD, "A child, whose parent is written to"),
    (HardCase.NO_MOBILE, "No mobile number"),
    (HardCase.OTHER_LANGUAGE, "Another language"),
    (HardCase.LARGEST_PRINT, "The largest print, 28 point"),
    (HardCase.SIBLINGS, "Two children with one phone"),
    (JobKind.READ_LIST, "Reading the list"),
    (JobKind.STORE_LIST, "Storing the list"),
    (JobKind.UNDO_LIST, "Taking the list back"),
    (JobKind.MAKE_PREVIEW, "Making the preview"),
    (JobKind.TEST_SEND, "Sending the test"),
    (JobKind.CHECK_SENDERS, "Checking the senders"),
    (JobKind.REHEARSE, "Rehearsing the launch"),
    (JobKind.MAIL_LINK, "Emailing the link"),
    (JobKind.FREEZE, "Freezing what follows"),
    (JobKind.EXPORT_LISTS, "Writing the lists for the clinical system"),
    (JobKind.CHECK_CODES, "Comparing the codes"),
    (JobKind.PACK_EVIDENCE, "Packing the evidence"),
    (JobKind.PRINT_LETTERS, "Making the letters"),
    (JobKind.REPRINT_LETTERS, "Making letters again"),
    (JobKind.MAKE_KIT, "Making the posters and leaflets"),
    (JobStatus.WAITING, "Waiting for its turn"),
    (JobStatus.RUNNING, "Under way"),
    (JobStatus.DONE, "Done"),
    (JobStatus.FAILED, "Not done"),
)


def _by_kind() -> Mapping[type[StrEnum], Mapping[str, str]]:
    # Words of two kinds may be spelt alike ("sms" is a channel and a source), and such words are equal and hash alike.
    kinds: dict[type[StrEnum], dict[str, str]] = {}
    for word, phrase in _PHRASES:
        kinds.setdefault(type(word), {})[word.value] = phrase
    return kinds


WORDS = _by_kind()


_PIECES = {
    **WORDS[Display],
    "phone-queue": "Phone queue",
    "page": "The page",
    "briefing": "Briefing for staff",
}
_KINDS = {
    "guardian": "to a parent or guardian",
    "reminder": "the reminder",
    "acknowledgement": "what says that an answer came",
    "answered": "what tells a patient that their answer came",
    **{word: phrase[:1].lower() + phrase[1:] for word, phrase in WORDS[WrittenFormat].items()},
}


def sample_name(name: str) -> str:
    """The heading of a sample or a picture: `sms_guardian`, `letter_large-28`, `letter_ur`, `poster`."""
    piece, *kinds = name.split("_")
    named = label_of(Channel(piece)) if piece in Channel else _PIECES.get(piece, piece)
    return ", ".join([named, *(_KINDS.get(kind) or _in_language(kind) for kind in kinds)])


def letter_kind(kind: str) -> str:
    """What a letter is made as; `kind` is a `notifier.messages.letters.LetterKind` as text, such as `large-20/pl`."""
    written_format, _, language = kind.partition("/")
    return ", ".join([WORDS[WrittenFormat][written_format], *([_in_language(language)] if language != "en" else [])])


def _in_language(code: str) -> str:
    """What a letter is written in; what is no language is said as it is."""
    return code if (name := language_name(code)) == code else f"in {name}"


def direction_of(code: str) -> str:
    """In which direction a language is written: `ltr` or `rtl`."""
    try:
        return str(Locale.parse(code).text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


def label_of(word: StrEnum | Channel) -> str:
    """The word as staff read it; KeyError for one that has no phrase yet. A channel brings its own."""
    if isinstance(word, Channel):
        return traits_of(word).label
    return WORDS[type(word)][word.value]
