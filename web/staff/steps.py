"""The steps that a manager takes after the launch, each with the words that make it no leap in the dark."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from notifier.campaigns import launches, lifecycle
from notifier.outcomes.campaign_view import CampaignView
from notifier.practice.accounts import StaffAccount
from notifier.providers.channels import traits_of
from notifier.vocabulary import CampaignStatus, Channel
from web.templating import day, number


@dataclass(frozen=True)
class StepWords:
    """What staff read about one step: before it, on its button, and after it."""

    title: str
    button: str
    done: str
    effects: Callable[[CampaignView], Sequence[str]]
    variant: str = ""  # of its button; "warning" where nobody can take the step back


def launch_effects(campaign: CampaignView) -> Sequence[str]:
    """What a launch would do, in sentences, as the last preview counted it."""
    counts = campaign.preview.counts if campaign.preview else {"told_by": {}, "not_told": {}}
    left_out = sum(counts["not_told"].values())
    return [
        telling_effects(counts["told_by"]),
        f"{_people(left_out)} will be left out because nothing reaches them or their record rules it out.",
        f"Each patient then has {campaign.notice_days} days to answer. Nobody is coded before that.",
        "Nothing goes out for two minutes after the button: one click stops everything, and nobody was told.",
        "After that you can pause the sending at any time, on the campaign's page.",
        "What was sent cannot be called back.",
    ]


def _pause_effects(_: CampaignView) -> Sequence[str]:
    return [
        "Nothing more is sent until you resume. What is being sent this moment still goes out.",
        "Patients can still answer. No answer is lost.",
    ]


def _resume_effects(campaign: CampaignView) -> Sequence[str]:
    why = campaign.paused_because
    return [
        f"It paused by itself: {why}. Resume when this is put right." if why else "A person paused it.",
        "Sending goes on with the patients who have not been told yet.",
        "All of it goes: nothing is held back any more until the first messages have arrived.",
        "Nobody is told twice on one channel.",
    ]


def _close_effects(campaign: CampaignView) -> Sequence[str]:
    deadline = f" The last day to answer is {day(campaign.deadline_on)}." if campaign.deadline_on else ""
    return [
        f"Nothing more is sent, and the campaign cannot be started again.{deadline}",
        "Late answers are still taken, and still count.",
    ]


STEPS: dict[str, StepWords] = {
    "pause": StepWords("Pause this campaign", "Pause sending", "Sending is paused.", _pause_effects),
    "resume": StepWords("Resume this campaign", "Resume sending", "Sending goes on.", _resume_effects),
    "close": StepWords(
        "Close this campaign", "Close the campaign", "The campaign is closed.", _close_effects, "warning"
    ),
}
_POSSIBLE = {
    CampaignStatus.RUNNING: ("pause", "close"),
    CampaignStatus.PAUSED: ("resume", "close"),
}


def telling_effects(told_by: Mapping[Channel, int]) -> str:
    """Whom a launch would tell, in one sentence; the counts are by channel."""
    told = [
        f"{traits_of(channel).verb} {_people(told_by[channel])}"
        for channel in map(Channel.stored, told_by)
        if told_by[channel]
    ]
    return f"This will {_listed(told)}." if told else "This would tell nobody."


def possible_steps(campaign: CampaignView) -> tuple[str, ...]:
    """The steps that can be taken from where the campaign stands."""
    return _POSSIBLE.get(campaign.campaign_status, ())


def take_step(session: Session, step: str, campaign_id: int, staff: StaffAccount, now: datetime) -> None:
    """Take one of STEPS. Raises NotAllowed, with a text for the page, when the campaign does not stand right."""
    moves = {"pause": launches.stop_sending, "resume": lifecycle.resume_campaign, "close": lifecycle.close_campaign}
    moves[step](session, campaign_id, staff, now)


def _people(count: int) -> str:
    return {0: "Nobody", 1: "1 person"}.get(count, f"{number(count)} people")


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
