"""Every enumeration of the program, one line of meaning each, and where its servers listen.

The values are what the tables, the exports and `--json` carry, so they are part of the surface others rely on. In the
order of a notice's life: `installed_channels`, `telling`, `answering`, `conclusions`, `paper`, `running`, `people`;
every name is imported from here.
"""

from notifier.vocabulary.answering import (
    Answerer,
    Choice,
    Doubt,
    Extent,
    IdentityCheck,
    MatterEnding,
    MatterKind,
    Source,
    TextMeaning,
)
from notifier.vocabulary.conclusions import CodingTaskKind, Evidence, HoldReason, OutcomeKind
from notifier.vocabulary.installed_channels import CHANNELS_BROUGHT, Channel, brought_channels
from notifier.vocabulary.paper import Display, Piece, Pile, ReturnReason, WrittenFormat
from notifier.vocabulary.people import AccountLinkKind, IdentityRefusal, ProofKind, Role, SignInEnd, TokenPurpose
from notifier.vocabulary.running import (
    DEFAULT_PORT,
    LOCALHOST,
    LOCALHOST_BY_NAME,
    ChangeKind,
    CheckState,
    ClinicalSystem,
    ConditionLevel,
    HealthStatus,
    JobKind,
    JobStatus,
    SigningPurpose,
    Task,
    UploadStatus,
)
from notifier.vocabulary.telling import (
    CampaignEdit,
    CampaignStatus,
    DeliveryStatus,
    FailReason,
    HardCase,
    PlaceDoubt,
    PollSubject,
    ReportKind,
    SkipReason,
    Wave,
)

__all__ = [
    "CHANNELS_BROUGHT",
    "DEFAULT_PORT",
    "LOCALHOST",
    "LOCALHOST_BY_NAME",
    "AccountLinkKind",
    "Answerer",
    "CampaignEdit",
    "CampaignStatus",
    "ChangeKind",
    "Channel",
    "CheckState",
    "Choice",
    "ClinicalSystem",
    "CodingTaskKind",
    "ConditionLevel",
    "DeliveryStatus",
    "Display",
    "Doubt",
    "Evidence",
    "Extent",
    "FailReason",
    "HardCase",
    "HealthStatus",
    "HoldReason",
    "IdentityCheck",
    "IdentityRefusal",
    "JobKind",
    "JobStatus",
    "MatterEnding",
    "MatterKind",
    "OutcomeKind",
    "Piece",
    "Pile",
    "PlaceDoubt",
    "PollSubject",
    "ProofKind",
    "ReportKind",
    "ReturnReason",
    "Role",
    "SignInEnd",
    "SigningPurpose",
    "SkipReason",
    "Source",
    "Task",
    "TextMeaning",
    "TokenPurpose",
    "UploadStatus",
    "Wave",
    "WrittenFormat",
    "brought_channels",
]
