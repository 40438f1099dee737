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

_SAID_ON_A_DAY = re.compile(rf"said-({'|'.join(Choice)})-on-([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})")


class PeopleGroup(NamedTuple):
    """Who is listed, and how the list is called."""

    title: str
    wanted: PeopleFilter


def find_group(word: str) -> PeopleGroup:
    """Raises NotFound for a word that names no group."""
    groups = _groups()
    if (daily := _SAID_ON_A_DAY.fullmatch(word)) is not None:
        return _said_on(Choice(daily[1]), daily[2])
    if word not in groups:
        raise NotFound("there is no such list of people: go back to the campaign, and open it from its number there")
    return groups[word]


def _said_on(choice: Choice, text: str) -> PeopleGroup:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise NotFound(f"{text} is no day") from None
    title = f"Said on {day(on)}: {_low(label_of(choice))}"
    return PeopleGroup(title, PeopleFilter(answered=choice, answered_on=on))


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
