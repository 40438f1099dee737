"""A preview as its pages show it: what is read on a screen, what is on paper, and what the hardest cases get."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.errors import NotFound
from notifier.messages.sms_text import SmsSize, sms_parts
from notifier.providers.channels import price_of, traits_of
from notifier.providers.message_types import SmsMessage
from notifier.settings import Settings
from notifier.vocabulary import Channel, HardCase, SkipReason

PageWordsByLanguage: TypeAlias = Mapping[str, Mapping[str, Any]]  # as `published_pages.words_to_publish` has them
CASE = "case"  # how the names of the pictures of the hardest cases begin


@dataclass(frozen=True)
class ShownStep:
    """A channel of the campaign for one patient: used, or not and why."""

    channel: Channel
    skip: SkipReason | None


@dataclass(frozen=True)
class ShownPerson:
    """What one patient would get, as `hard_cases.ToldPerson` has it; `picture` is the name of their letter's pages."""

    name: str
    steps: Sequence[ShownStep]
    texts: Mapping[Channel, str]
    emails: Mapping[Channel, str]
    faults: Mapping[Channel, str]
    picture: str = ""

    @property
    def usable(self) -> list[Channel]:
        """The channels that reach them, in order: the first of them tells them, the next ones when that fails."""
        return [step.channel for step in self.steps if step.skip is None]


@dataclass(frozen=True)
class ShownPreview:
    """What the last preview keeps beside its samples; all empty for one of an earlier release.

    `emails` has HTML by the name of the sample, `pages` the words of the patient's page by language.
    """

    emails: Mapping[str, str]
    pages: PageWordsByLanguage
    cases: Mapping[HardCase, Sequence[ShownPerson]]


@dataclass(frozen=True)
class TextBubble:
    """A text as a phone shows it, what it costs about in pence, and where the network cuts it."""

    words: str
    size: SmsSize
    pence: float


def case_picture(case: HardCase, number: int) -> str:
    """What the pictures of a case's letter are called in a preview; `number` counts its patients from 1."""
    return f"{CASE}_{case}_{number}"


def shown_preview(session: Session, practice_id: int, campaign_id: int) -> ShownPreview:
    """What the campaign's last preview shows. Raises NotFound where there is none."""
    lifecycle.get_campaign(session, practice_id, campaign_id)
    row = lifecycle.latest_preview(session, campaign_id)
    if row is None:
        raise NotFound("this campaign was not previewed yet")
    cases = row.shown.get("cases", {})
    return ShownPreview(
        emails=row.shown.get("emails", {}),
        pages=row.shown.get("pages", {}),
        cases={case: list(_people(case, cases[case])) for case in HardCase if case in cases},
    )


def person_of(told: Mapping[str, Any], picture: str = "") -> ShownPerson:
    """The patient whom a row keeps as `ToldPerson.as_json` has them."""
    return ShownPerson(
        name=told["name"],
        steps=[
            ShownStep(Channel.stored(channel), SkipReason(skip) if skip else None) for channel, skip in told["steps"]
        ],
        texts=_by_channel(told["texts"]),
        emails=_by_channel(told["emails"]),
        faults=_by_channel(told["faults"]),
        picture=picture,
    )


def text_bubble(settings: Settings, channel: Channel, words: str) -> TextBubble | None:
    """A text with its size and its price without VAT, as the settings or else the channel's traits have it.

    None by a channel that is charged otherwise than by the part.
    """
    if traits_of(channel).message_type is not SmsMessage:
        return None
    size = sms_parts(words)
    return TextBubble(words, size, size.parts * price_of(settings, channel))


def _people(case: HardCase, people: Sequence[Mapping[str, Any]]) -> Iterator[ShownPerson]:
    for number, told in enumerate(people, start=1):
        yield person_of(told, case_picture(case, number))


def _by_channel(values: Mapping[str, str]) -> dict[Channel, str]:
    return {Channel.stored(channel): value for channel, value in values.items()}
