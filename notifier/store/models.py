"""Every table, in one place to import from. The web may not: it gets values from the stages."""

from notifier.store.base import Base
from notifier.store.notices import (
    Approval,
    Campaign,
    CampaignText,
    Delivery,
    Link,
    Notice,
    Preview,
    PublishedPage,
    Receipt,
    Reply,
    ReplyContact,
    Review,
    WithdrawnLink,
)
from notifier.store.paper import Displayed, LetterCopy, PreviewPicture, PrintedLetter, PrintRun
from notifier.store.people import Patient, PatientChange, PatientList, Practice, Staff, StaffRole
from notifier.store.records import AuditEvent, AuditHead
from notifier.store.traffic import InboundText, Pace, Slice, Suppression

__all__ = [
    "Approval",
    "AuditEvent",
    "AuditHead",
    "Base",
    "Campaign",
    "CampaignText",
    "Delivery",
    "Displayed",
    "InboundText",
    "LetterCopy",
    "Link",
    "Notice",
    "Pace",
    "Patient",
    "PatientChange",
    "PatientList",
    "Practice",
    "Preview",
    "PreviewPicture",
    "PrintRun",
    "PrintedLetter",
    "PublishedPage",
    "Receipt",
    "Reply",
    "ReplyContact",
    "Review",
    "Slice",
    "Staff",
    "StaffRole",
    "Suppression",
    "WithdrawnLink",
]
