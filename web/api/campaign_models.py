"""What goes in and out about campaigns."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from notifier.campaigns.draft_view import DraftView
from notifier.campaigns.drafts import LONGEST_NAME, LONGEST_NOTICE_DAYS
from notifier.outcomes.campaign_view import CampaignView
from notifier.outcomes.kept_figures import KeptFigures
from notifier.vocabulary import CampaignStatus
from web.api.fields import AnyCounts, Line
from web.api.operations import ApiModel

CampaignName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=r"^[^\x00-\x1f\x7f]*$")]
NoticeDays = Annotated[int, Field(ge=1, le=LONGEST_NOTICE_DAYS)]
ChannelWord = Annotated[str, Field(max_length=24, pattern=r"^[a-z][a-z0-9_-]*$", examples=["sms"])]


class ApiCampaign(ApiModel):
    """A campaign as it stands. `deadline_on` is the day that the first messages say."""

    id: int
    name: str
    preset: str
    campaign_status: CampaignStatus
    notice_days: int
    channels: list[str]
    created_by: str
    created_at: datetime
    launched_at: datetime | None
    closed_at: datetime | None
    paused_because: str
    deadline_on: date | None
    counts_as_told: list[str]
    preview: "ApiPreview | None"
    approval: "ApiApproval | None"
    to_approve: str


class ApiPreview(ApiModel):
    """What was previewed last; `people` would be told by a launch, which asks for that number."""

    fingerprint: str
    previewed_at: datetime
    is_current: bool
    people: int
    told_by: AnyCounts
    not_told: AnyCounts


class ApiApproval(ApiModel):
    """The last approval; it counts while nothing changed since."""

    approved_by: str
    approved_at: datetime
    sign_off: str
    is_current: bool


class CampaignPage(ApiModel):
    """Campaigns, the newest first."""

    items: list[ApiCampaign]


class NewCampaign(ApiModel):
    """A campaign to begin; what is left out is as its preset has it."""

    preset: Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_-]+$", examples=["scr"])]
    name: CampaignName
    notice_days: NoticeDays | None = None
    channels: Annotated[list[ChannelWord], Field(min_length=1, max_length=10)] | None = None
    counts_as_told: Annotated[dict[str, Line], Field(max_length=10)] = Field(default_factory=dict)
    planned_launch_on: date | None = None


class CampaignDetails(ApiModel):
    """The details of a campaign, whole: what is left out of a change is no longer so."""

    name: CampaignName
    notice_days: NoticeDays
    channels: Annotated[list[ChannelWord], Field(min_length=1, max_length=10)]
    counts_as_told: Annotated[dict[str, Line], Field(max_length=10)] = Field(default_factory=dict)
    planned_launch_on: date | None = None


class ApiDetails(CampaignDetails):
    """The details as they stand."""

    campaign_status: CampaignStatus
    is_editable: bool


class ApiText(ApiModel):
    """The newest version of one text."""

    part: str
    language: str
    version: int
    body: str
    written_by: str
    written_at: datetime


class TextPage(ApiModel):
    """Every text of a campaign, by language and part."""

    items: list[ApiText]


class NewText(ApiModel):
    """A text to write anew."""

    part: Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_]+$", examples=["sms"])]
    language: Annotated[str, Field(max_length=12, pattern=r"^[a-z]{2,3}(-[A-Za-z]+)?$", examples=["en"])] = "en"
    body: Annotated[str, Field(min_length=1, max_length=12_000, pattern=r"^[^\x00]*$")]


class ApiTextFinding(ApiModel):
    """What was noticed in a text that was taken all the same; `line` is 0 where it is of no line."""

    line: int
    says: str


class WrittenText(ApiModel):
    """What was noticed in a new text, which has to be previewed and approved."""

    findings: list[ApiTextFinding]


class ApiProgress(ApiModel):
    """The counts of a campaign at one moment. Coverage is by strength of evidence."""

    counted_at: datetime
    is_current: bool
    patients: int
    deliveries: dict[str, AnyCounts]
    skipped: AnyCounts
    replies: AnyCounts
    open_reviews: int
    outcomes: AnyCounts
    held_because: AnyCounts
    evidence: AnyCounts
    unknown_deliveries: int


def campaign_shown(view: CampaignView) -> ApiCampaign:
    """A campaign as the API shows it."""
    preview, approval = view.preview, view.approval
    told_by = dict(preview.counts["told_by"]) if preview else {}
    return ApiCampaign(
        id=view.id,
        name=view.name,
        preset=view.preset,
        campaign_status=view.campaign_status,
        notice_days=view.notice_days,
        channels=[str(one) for one in view.channels],
        created_by=view.created_by,
        created_at=view.created_at,
        launched_at=view.launched_at,
        closed_at=view.closed_at,
        paused_because=view.paused_because,
        deadline_on=view.deadline_on,
        counts_as_told=list(view.told),
        preview=ApiPreview(
            fingerprint=preview.fingerprint,
            previewed_at=preview.previewed_at,
            is_current=preview.current,
            people=sum(told_by.values()),
            told_by=told_by,
            not_told=dict(preview.counts["not_told"]),
        )
        if preview
        else None,
        approval=ApiApproval(
            approved_by=approval.approved_by,
            approved_at=approval.approved_at,
            sign_off=approval.sign_off,
            is_current=approval.current,
        )
        if approval
        else None,
        to_approve=view.to_approve,
    )


def details_shown(draft: DraftView) -> ApiDetails:
    """The details of a campaign as the API shows them."""
    return ApiDetails(
        name=draft.name,
        notice_days=draft.notice_days,
        channels=[str(one) for one in draft.channels],
        counts_as_told={name: str(value) for name, value in draft.rules.as_values().items()},
        planned_launch_on=draft.planned_launch_on,
        campaign_status=draft.campaign_status,
        is_editable=draft.is_editable,
    )


def progress_shown(figures: KeptFigures, unknown: int) -> ApiProgress:
    """The counts of a campaign as the API shows them."""
    counted = figures.progress
    return ApiProgress(
        counted_at=figures.as_of,
        is_current=figures.is_current,
        patients=counted.patients,
        deliveries={str(channel): _words(counts) for channel, counts in counted.deliveries.items()},
        skipped=_words(counted.skips),
        replies=_words(counted.replies),
        open_reviews=counted.open_reviews,
        outcomes=_words(counted.outcomes),
        held_because=_words(counted.holds),
        evidence=_words(counted.evidence),
        unknown_deliveries=unknown,
    )


def _words(counts: object) -> dict[str, int]:
    assert isinstance(counts, dict)
    return {str(word): number for word, number in counts.items()}
