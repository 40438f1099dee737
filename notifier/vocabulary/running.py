"""What the program stands beside, what it does, how it fares, and what a new list changed."""

from enum import StrEnum

LOCALHOST = "127.0.0.1"  # put a web server with a certificate in front for anybody else
LOCALHOST_BY_NAME = "localhost"  # for browsers, which make passkeys at no bare number
DEFAULT_PORT = 8000


class ClinicalSystem(StrEnum):
    """The program in which the practice keeps its records, and adds the code."""

    EMIS = "emis"  # EMIS Web
    SYSTMONE = "systmone"  # TPP SystmOne
    VISION = "vision"  # Vision 3, now Cegedim's

    @property
    def terminologies(self) -> tuple[str, ...]:
        """What its codes are of, in the order in which they are taken: SNOMED CT has been the NHS's since 2018."""
        before = {ClinicalSystem.EMIS: "Read v2", ClinicalSystem.SYSTMONE: "CTV3", ClinicalSystem.VISION: "Read v2"}
        return "SNOMED CT", before[self]


class ChangeKind(StrEnum):
    """How a patient differs between two lists."""

    JOINED = "joined"
    LEFT = "left"
    DIED = "died"
    CHANGED = "changed"
    RETURNED = "returned"  # was gone, and is on the list again


class UploadStatus(StrEnum):
    """How far a list has come that somebody gave on a page."""

    READING = "reading"  # waits to be read and compared, or just is
    REFUSED = "refused"  # it is no list that can be read
    COMPARED = "compared"  # it lies beside the list on record: nothing is stored until somebody confirms it
    STORING = "storing"  # somebody confirmed it
    STORED = "stored"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # nobody confirmed it in time

    @classmethod
    def open(cls) -> tuple["UploadStatus", ...]:
        """Those of whose file somebody may still want something."""
        return cls.READING, cls.COMPARED, cls.STORING

    @classmethod
    def cancellable(cls) -> tuple["UploadStatus", ...]:
        """Those of which nothing is stored, nor will be without another word."""
        return cls.READING, cls.COMPARED


class ConditionLevel(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"  # it works, but somebody should look at it
    FAULT = "fault"  # it does not work until somebody mends it


class CheckState(StrEnum):
    """How one thing stands that a campaign needs before its launch."""

    DONE = "done"
    OPEN = "open"  # it hinders the approval or the launch until somebody sees to it
    ADVICE = "advice"  # it hinders nothing, but somebody should look at it before


class Task(StrEnum):
    """What workers are woken for. Whoever wakes them says no more than this: the tables say what there is to do."""

    READ_CALLS = "read calls"  # work off what providers called us with
    SETTLE = "settle"  # follow up replies
    ADVANCE = "advance"  # settle, plan, look at the circuit breakers, collect reports
    LOOK_UP = "look up"  # ask the providers about messages that may not have arrived
    SCREEN_COPIES = "screen copies"  # make the copies of letters that pages wait for
    SEND = "send"  # send what may go, by each channel
    JOBS = "jobs"  # do what pages asked for


class SigningPurpose(StrEnum):
    """What the head of a practice's audit chain is signed for."""

    APPROVE = "approve"  # somebody approved a campaign
    LAUNCH = "launch"  # somebody launched one
    FREEZE = "freeze"  # two people closed what follows for each patient
    PACK = "pack"  # an evidence pack is made
    DAILY = "daily"  # a day in which anything was done


class JobKind(StrEnum):
    """What a page asks of the workers, because it takes long or reaches somebody."""

    READ_LIST = "read_list"  # read an export and say what it holds and what it would change; stores no patient
    STORE_LIST = "store_list"  # store a list that was read and confirmed
    UNDO_LIST = "undo_list"  # take the last import back
    MAKE_PREVIEW = "make_preview"  # lay out what a launch would send
    TEST_SEND = "test_send"  # send one message to whoever asks for it
    CHECK_SENDERS = "check_senders"  # ask the providers whether they know us
    REHEARSE = "rehearse"  # work out what a launch would do
    MAIL_LINK = "mail_link"  # email somebody the link with which they choose a password
    FREEZE = "freeze"  # propose what follows for every patient, or close what another person proposed
    EXPORT_LISTS = "export_lists"  # write the lists for the clinical system from the frozen set
    CHECK_CODES = "check_codes"  # compare an export that was made after the coding with what was frozen
    PACK_EVIDENCE = "pack_evidence"  # write what an outsider needs to check what was done
    PRINT_LETTERS = "print_letters"  # make the letters that wait into files for the printer
    REPRINT_LETTERS = "reprint_letters"  # make letters of a run into files again, as they were
    MAKE_KIT = "make_kit"  # write what hangs, lies, plays or is said where everybody passes


class JobStatus(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"  # `error` says why, and what to do

    @classmethod
    def under_way(cls) -> tuple["JobStatus", ...]:
        """Something more becomes of it."""
        return cls.WAITING, cls.RUNNING

    @classmethod
    def over(cls) -> tuple["JobStatus", ...]:
        """Nothing more becomes of it."""
        return cls.DONE, cls.FAILED


class HealthStatus(StrEnum):
    """What a monitor should do about an installation."""

    OK = "ok"
    WARNING = "warning"  # tell somebody in the morning
    FAILING = "failing"  # wake somebody now
