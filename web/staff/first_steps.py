"""What comes before the first launch, in its order, each with its page: for a manager who has never done it."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for

from notifier.campaigns.launch_checks import InstallationFacts, is_public
from notifier.practice.readiness import PracticeReadiness
from notifier.providers.channels import traits_of
from notifier.vocabulary import CheckState


class FirstStep(NamedTuple):
    """One thing to see to: its name, where, how it stands, and a sentence about it."""

    title: str
    address: str
    state: CheckState
    sentence: str


def first_steps(
    ready: PracticeReadiness, installed: InstallationFacts, campaign_ids: Sequence[int]
) -> tuple[FirstStep, ...]:
    """The steps; `campaign_ids` are of the drafts that there are, the newest first."""
    return (
        _senders(installed),
        FirstStep(
            "Your second factor",
            url_for("staff.factors"),
            _state(ready.has_factor),
            "It is asked for when you sign in."
            if ready.has_factor
            else "Needed as soon as a real patient is on the list. It takes two minutes.",
        ),
        FirstStep(
            "A second person",
            url_for("staff.people"),
            _state(ready.has_approver),
            "Somebody else may approve what you prepare."
            if ready.has_approver
            else "Nobody approves what they prepared: invite somebody with the role approver.",
        ),
        FirstStep(
            "The patient list",
            url_for("staff.list"),
            _state(ready.has_list),
            "It is on record. Bring a new one shortly before the launch."
            if ready.has_list
            else "Exported from your clinical system. You see what it says before it is stored.",
        ),
        _campaign(campaign_ids),
    )


def _senders(installed: InstallationFacts) -> FirstStep:
    title, address = "Senders", url_for("staff.senders")
    url = installed.reply_channels.public_url
    if not is_public(url):
        sentence = f"The link in every message begins with {url}, which patients cannot open safely from outside."
        return FirstStep(title, address, CheckState.OPEN, sentence)
    if all(traits_of(channel).is_carried_by_hand for channel in installed.carried.real_people):
        return FirstStep(title, address, CheckState.OPEN, "Nobody carries texts or emails to real people yet.")
    return FirstStep(title, address, CheckState.DONE, "Somebody carries messages to real people.")


def _campaign(campaign_ids: Sequence[int]) -> FirstStep:
    if not campaign_ids:
        sentence = "From a kind of campaign that brings its texts. Then a check list says what is left."
        return FirstStep("The campaign", url_for("staff.new_campaign"), CheckState.OPEN, sentence)
    address = url_for("staff.check_list", campaign_id=campaign_ids[0])
    return FirstStep("The campaign", address, CheckState.OPEN, "Its check list says what is left until the launch.")


def _state(is_done: bool) -> CheckState:
    return CheckState.DONE if is_done else CheckState.OPEN
