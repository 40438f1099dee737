"""The groups of people behind the numbers of the campaign's page: a word in the address, who that is, and its title."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from notifier.errors import NotFound
from notifier.outcomes.listed_people import PeopleFilter
from notifier.vocabulary import Channel, Choice, Evidence, HoldReason, OutcomeKind, SkipReason
from web.labels import label_of
from web.staff.campaign_charts import CHANNEL_STANDINGS
from web.templating import day

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_SAID_THEN = re.compile(rf"said-({'|'.join(Choice)})-(?:on-({_DAY})|from-({_DAY})-to-({_DAY}))")


class PeopleGroup(NamedTuple):
    """Who is listed, and how the list is called."""

    title: str
    wanted: PeopleFilter


def find_group(word: str) -> PeopleGroup:
    """Raises NotFound for a word that names no group."""
    groups = _groups()
    if (said := _SAID_THEN.fullmatch(word)) is not None:
        return _said_then(Choice(said[1]), said[2] or said[3], said[2] or said[4])
    if word not in groups:
        raise NotFound("there is no such list of people: go back to the campaign, and open it from its number there")
    return groups[word]


def _said_then(choice: Choice, *days: str) -> PeopleGroup:
    """Who said something on the days from the first to the last."""
    try:
        first, last = (date.fromisoformat(one) for one in days)
    except ValueError:
        raise NotFound(f"{' or '.join(days)} is no day") from None
    when = f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"
    return PeopleGroup(
        f"Said {when}: {_low(label_of(choice))}", PeopleFilter(answered=choice, answered_on=(first, last))
    )


def _groups() -> Mapping[str, PeopleGroup]:
    found = {"all": PeopleGroup("Everybody on the list", PeopleFilter())}
    found["in-review"] = PeopleGroup("Patients with an answer to look at", PeopleFilter(in_review=True))
    for evidence in Evidence:
        wanted = PeopleFilter(evidence=evidence)
        found[f"told-{evidence.value}"] = PeopleGroup(f"How surely told: {_low(label_of(evidence))}", wanted)
    for kind in OutcomeKind:
        found[f"outcome-{kind.value}"] = PeopleGroup(label_of(kind), PeopleFilter(outcome=kind))
    for reason in HoldReason:
        if reason is not HoldReason.NONE:
            title = f"May not be coded: {_low(label_of(reason))}"
            found[f"held-{reason.value}"] = PeopleGroup(title, PeopleFilter(reason=reason))
    for choice in Choice:
        found[f"said-{choice.value}"] = PeopleGroup(f"Said: {_low(label_of(choice))}", PeopleFilter(answered=choice))
    for skip in SkipReason:
        title = f"A message was not sent: {label_of(skip)}"
        found[f"not-sent-{skip.value}"] = PeopleGroup(title, PeopleFilter(skip_reason=skip))
    for channel in Channel:
        for label, word, statuses, _shade in CHANNEL_STANDINGS:
            wanted = PeopleFilter(channel=channel, delivery_statuses=statuses)
            found[f"{channel.value}-{word}"] = PeopleGroup(f"{label_of(channel)}: {_low(label)}", wanted)
    return found


def _low(phrase: str) -> str:
    return f"{phrase[:1].lower()}{phrase[1:]}"
