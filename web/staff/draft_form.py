"""The form of a campaign's details: what it shows, and what was typed into it read as a draft."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from notifier.campaigns.draft_view import DraftView
from notifier.campaigns.drafts import CampaignDraft
from notifier.campaigns.presets import Preset
from notifier.campaigns.told_rules import LETTER_WORKING_DAYS, ToldRules, checked_rules, told_choices
from notifier.errors import ValueRefused
from notifier.providers.channels import traits_of
from notifier.vocabulary import Channel
from web.labels import label_of

NOT_USED = "not-used"
_PLACES = ("1st", "2nd", "3rd")
_DAY = "Enter the day as in a calendar, or leave it empty"


class PlaceField(NamedTuple):
    """In which place a channel is tried."""

    field: str
    label: str
    chosen: str
    choices: Sequence[tuple[str, str]]  # value and words


class ToldField(NamedTuple):
    """What counts as told by a channel."""

    field: str
    label: str
    chosen: str
    choices: Mapping[str, str]  # by value, a sentence


def started(preset: Preset) -> dict[str, str]:
    """What the form of a new campaign begins with: what the preset proposes, by every channel that we bring."""
    usual = CampaignDraft("", "").channels
    return {"notice_days": str(preset.notice_days), **_typed_places(usual), **_typed_told(preset.told_rules)}


def typed_of(draft: DraftView) -> dict[str, str]:
    """What the form of a campaign has in it before anybody types."""
    planned = draft.planned_launch_on.isoformat() if draft.planned_launch_on else ""
    chosen = {"name": draft.name, "notice_days": str(draft.notice_days), "planned_launch_on": planned}
    return {**chosen, **_typed_places(draft.channels), **_typed_told(draft.rules), "edition": draft.edition}


def place_fields(typed: Mapping[str, str]) -> list[PlaceField]:
    """A field for each channel that tells each patient for themselves, and one for what everybody reads."""
    channels, most = list(Channel), len(_individual())
    ranks = [(str(number), _rank(number)) for number in range(1, most + 1)]
    return [
        PlaceField(
            f"place-{channel}",
            label_of(channel),
            typed.get(f"place-{channel}", NOT_USED),
            [(NOT_USED, "Not used"), *(ranks if channel in _individual() else [("1", "Used beside the others")])],
        )
        for channel in channels
    ]


def told_fields(typed: Mapping[str, str]) -> list[ToldField]:
    """A field for each channel of which there is something to choose."""
    days = typed.get(LETTER_WORKING_DAYS, "")
    number = int(days) if days.isdecimal() else 0
    fields = ((one, told_choices(one, number)) for one in _individual())
    return [
        ToldField(f"told-{channel}", label_of(channel), typed.get(f"told-{channel}", ""), _without_label(choices))
        for channel, choices in fields
        if choices
    ]


def _without_label(choices: Mapping[str, str]) -> dict[str, str]:
    """The sentences without the channel's name, which the legend has."""
    said = {value: words.partition(": counts as told ")[2] for value, words in choices.items()}
    return {value: f"{words[:1].upper()}{words[1:]}" for value, words in said.items()}


def read_draft(preset: str, typed: Mapping[str, str]) -> tuple[CampaignDraft | None, dict[str, str]]:
    """What was typed as a draft, or None and what is wrong by field."""
    faults: dict[str, str] = {}
    days = typed.get("notice_days", "").strip()
    if not days.isdecimal() or len(days) > 3:
        faults["notice_days"] = "Enter the number of days that patients have to answer, such as 42"
    launch, channels = _day_of(typed.get("planned_launch_on", ""), faults), _channels_of(typed, faults)
    told = {field.field.removeprefix("told-"): field.chosen for field in told_fields(typed) if field.chosen}
    if typed.get(LETTER_WORKING_DAYS, "").strip():
        told[LETTER_WORKING_DAYS] = typed[LETTER_WORKING_DAYS].strip()
    try:
        checked_rules(told)
    except ValueRefused as refusal:
        faults[LETTER_WORKING_DAYS] = _sentence(refusal)
    if faults:
        return None, faults
    draft = CampaignDraft(preset, typed.get("name", ""), int(days), channels, told, launch)
    tried = {"name": draft.checked_name, "notice_days": lambda: draft.checked_days(0)}
    for field, check in {**tried, f"place-{next(iter(Channel))}": draft.checked_channels}.items():
        try:
            check()
        except ValueRefused as refusal:
            faults[field] = _sentence(refusal)
    return (None, faults) if faults else (draft, {})


def _channels_of(typed: Mapping[str, str], faults: dict[str, str]) -> list[Channel]:
    places: dict[Channel, int] = {}
    taken: set[int] = set()
    for field, channel in zip(place_fields(typed), Channel, strict=True):
        if field.chosen not in {value for value, _ in field.choices}:
            faults[field.field] = f"Choose in which place {field.label.lower()} is tried"
        elif field.chosen != NOT_USED:
            place = places[channel] = int(field.chosen)
            if channel in _individual():
                if place in taken:
                    faults[field.field] = f"Two channels are both tried {_rank(place)}: give each its own place"
                taken.add(place)
    return sorted(places, key=lambda channel: places[channel])


def _day_of(typed: str, faults: dict[str, str]) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        faults["planned_launch_on"] = _DAY
        return None


def _typed_places(channels: Sequence[Channel]) -> dict[str, str]:
    individual = [one for one in channels if one in _individual()]
    placed = {f"place-{channel}": str(place) for place, channel in enumerate(individual, 1)}
    return {f"place-{channel}": "1" for channel in channels} | placed


def _typed_told(rules: ToldRules) -> dict[str, str]:
    values = {f"told-{channel}": needed.value for channel, needed in rules.needed.items()}
    return {**values, LETTER_WORKING_DAYS: str(rules.letter_working_days)}


def _individual() -> list[Channel]:
    return [channel for channel in Channel if traits_of(channel).tells_individually]


def _rank(number: int) -> str:
    return _PLACES[number - 1] if number <= len(_PLACES) else f"{number}th"


def _sentence(refusal: ValueRefused) -> str:
    text = str(refusal)
    return f"{text[:1].upper()}{text[1:]}"
