"""Every table, a file for each part of the domain. The web may not import them: it gets values from the stages."""

from notifier.store.tables.audit_tables import AuditEvent, AuditHead
from notifier.store.tables.campaign_tables import (
    Approval,
    Campaign,
    CampaignEdition,
    CampaignText,
    Displayed,
    LaunchRequest,
    LetterTrouble,
    PatientPreview,
    PatientPreviewPicture,
    Preview,
    PreviewPicture,
    PublishedPage,
    RecordedSignOff,
)
from notifier.store.tables.closing_tables import CodeCheckRun, CodingTask, FrozenOutcome, FrozenSet
from notifier.store.tables.declarative import Base
from notifier.store.tables.delivery_tables import (
    Alarm,
    ChannelBreaker,
    ConfirmedTelling,
    Delivery,
    Pace,
    Poll,
    Receipt,
    Slice,
    Suppression,
)
from notifier.store.tables.job_tables import AskedJob
from notifier.store.tables.machine_tables import SenderMachine
from notifier.store.tables.notice_tables import Link, Notice, WithdrawnLink
from notifier.store.tables.patient_tables import IdentityDoubt, ListUpload, Patient, PatientChange, PatientList
from notifier.store.tables.practice_tables import (
    AccountLink,
    FirstRun,
    KeptForm,
    PasswordGuess,
    Practice,
    SignIn,
    Staff,
    StaffRole,
    StaffToken,
)
from notifier.store.tables.print_run_tables import LetterCopy, PrintedLetter, PrintRun
from notifier.store.tables.reply_tables import InboundText, Reply, ReplyContact, Review
from notifier.store.tables.webhook_tables import StoredCall

__all__ = [
    "AccountLink",
    "Alarm",
    "Approval",
    "AskedJob",
    "AuditEvent",
    "AuditHead",
    "Base",
    "Campaign",
    "CampaignEdition",
    "CampaignText",
    "ChannelBreaker",
    "CodeCheckRun",
    "CodingTask",
    "ConfirmedTelling",
    "Delivery",
    "Displayed",
    "FirstRun",
    "FrozenOutcome",
    "FrozenSet",
    "IdentityDoubt",
    "InboundText",
    "KeptForm",
    "LaunchRequest",
    "LetterCopy",
    "LetterTrouble",
    "Link",
    "ListUpload",
    "Notice",
    "Pace",
    "PasswordGuess",
    "Patient",
    "PatientChange",
    "PatientList",
    "PatientPreview",
    "PatientPreviewPicture",
    "Poll",
    "Practice",
    "Preview",
    "PreviewPicture",
    "PrintRun",
    "PrintedLetter",
    "PublishedPage",
    "Receipt",
    "RecordedSignOff",
    "Reply",
    "ReplyContact",
    "Review",
    "SenderMachine",
    "SignIn",
    "Slice",
    "Staff",
    "StaffRole",
    "StaffToken",
    "StoredCall",
    "Suppression",
    "WithdrawnLink",
]
