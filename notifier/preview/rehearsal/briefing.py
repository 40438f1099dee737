"""Says a rehearsal to whoever is afraid of the button: what happens in which order, and what to think of before."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from notifier.campaigns.calendar import LONDON, london_date
from notifier.campaigns.launch_checks import is_public
from notifier.delivery.limits import quiet_hours
from notifier.messages.addressee import long_date
from notifier.preview.rehearsal.figures import Rehearsal
from notifier.providers.base import CarriedChannels
from notifier.providers.channels import traits_of
from notifier.settings import Settings
from notifier.vocabulary import CampaignStatus, Channel

LONG = timedelta(days=5)  # so long between the first and the last patient that their dates need explaining


def briefing_steps(found: Rehearsal, settings: Settings) -> tuple[str, ...]:
    """What happens when the button is pressed, in order, each in a sentence or two."""
    return tuple(_steps(found, settings))


def briefing_warnings(found: Rehearsal, settings: Settings, carried: CarriedChannels) -> tuple[str, ...]:
    """What should be put right or known before; each says what to do."""
    return (*_of_the_installation(found, settings, carried), *_of_the_texts(found), *_of_the_time(found, settings))


def _steps(found: Rehearsal, settings: Settings) -> Iterator[str]:
    told = found.census.told_by
    yield (
        f"The program writes down how each of {_many(found.census.told, 'patient')} will be told. Nothing has gone out "
        "yet."
    )
    sliced = [
        _many(settings.first_slice, _noun(channel))
        for channel in found.spans
        if traits_of(channel).has_first_slice and told[channel] > settings.first_slice
    ]
    if settings.first_slice and sliced:
        yield (
            f"First only {' and '.join(sliced)} go out, and no more until these have come back well. If too many fail, "
            "sending pauses by itself and the campaign's page says why."
        )
    for channel, span in found.spans.items():
        yield (
            f"The {_noun(channel)}s: {told[channel]:,} in all. The first goes on {_moment(span.first_at)}, the last "
            f"on {_moment(span.last_at)}, if nothing holds them up."
        )
    if letters := told.get(Channel.LETTER, 0):
        yield f"For {_many(letters, 'letter')} a print file is made. They go when somebody here prints and posts them."
    if found.footer:
        yield "The line for the prescriptions is made ready. It goes when somebody here puts it into your system."
    if found.spans and len(told) > 1:
        yield (
            "Whoever's text or email fails, or is not confirmed in three days, is told by the next channel that "
            "reaches them."
        )
    if found.dates.reminders_on:
        yield (
            f"From {long_date(found.dates.reminders_on)} whoever neither answered nor was surely reached is reminded "
            f"once: at most {_many(found.most_reminders, 'patient')}."
        )
    if found.most_acknowledgements:
        yield (
            "Whoever answers, by whatever way, gets a text or an email that says so and no more, where the record has "
            f"a number or address of their own: {found.most_acknowledgements:,} messages, if each answers once."
        )
    yield " ".join(("Who was told, so that silence counts:", *found.told))
    yield f"{_until(found)} Nobody is coded before their own date has passed."
    yield "You can pause at any moment, and nothing more goes out. What went out cannot be called back."


def _of_the_installation(found: Rehearsal, settings: Settings, carried: CarriedChannels) -> Iterator[str]:
    if found.campaign_status in CampaignStatus.under_way():
        yield "This campaign was launched already: the counts are of the whole list, not of what is still to go."
    if not is_public(settings.public_url):
        yield (
            f"The link in every message begins with {settings.public_url}, which patients cannot open safely from "
            "outside. It has to be an https address that leads here."
        )
    reach, whom = (carried.samples, "invented patients") if found.is_sample else (carried.real_people, "real people")
    for channel, messages in found.census.told_by.items():
        if messages and channel not in reach:
            yield (
                f"Nothing here carries {_many(messages, _noun(channel))} to {whom}: they would wait for ever. "
                + ("Take the real provider's settings away." if found.is_sample else "Set up a provider first.")
            )
    for channel in carried.unconfirmed & found.census.told_by.keys():
        if messages := found.census.told_by[channel]:
            yield (
                f"Counted as sent and no more: {_many(messages, _noun(channel))}, for the provider says what came back "
                "and never what arrived. Whoever has not answered after three days is told by the next channel too."
            )
    if found.texts.texts and settings.unanswerable_sender:
        yield (
            f"Texts come from {settings.unanswerable_sender}, a name: nobody can answer them. Patients answer on the "
            "page or call you."
        )


def _of_the_texts(found: Rehearsal) -> Iterator[str]:
    if not found.census.told:
        yield "This launch would tell nobody."
    if found.troubled:
        yield (
            f"Cannot be made from what is on record: {_many(len(found.troubled), 'letter')}. Whose, why and what to do "
            "is below; correct the records and import the list again, or tell these patients another way."
        )
    if found.texts.above_one_part:
        yield (
            f"Longer than one part: {_many(found.texts.above_one_part, 'text')}. Each part is charged, and the longest "
            f"has {found.texts.longest_parts}."
        )
    if found.texts.in_ucs2:
        yield (
            f"In the dearer alphabet: {_many(found.texts.in_ucs2, 'text')}, because of a letter that the cheap one "
            "lacks. A part of these has 70 characters instead of 160."
        )


def _of_the_time(found: Rehearsal, settings: Settings) -> Iterator[str]:
    is_quiet = not quiet_hours.may_text(settings.quiet_hours, found.rehearsed_at)
    for channel, span in found.spans.items():
        if is_quiet and traits_of(channel).keeps_quiet_hours:
            yield (
                f"No {_noun(channel)} goes out now (quiet hours {settings.quiet_hours}, and none on days off): "
                f"the first would go on {_moment(span.first_at)}. Launch when somebody is there to look at the first "
                "replies."
            )
    for channel, span in found.spans.items():
        if span.last_at - found.rehearsed_at > LONG:
            yield (
                f"The {_noun(channel)}s take until {_moment(span.last_at)}, because of the limits in the settings "
                f"({channel}_per_second, {channel}_per_day): whoever is told later also has until later to answer."
            )


def _until(found: Rehearsal) -> str:
    first, last = found.dates.deadline_on, found.dates.last_deadline_on
    later = f", and who is told last until {long_date(last)}" if last != first else ""
    days = _many(found.dates.notice_days, "day")
    return f"Each patient has {days} to answer: who is told first until {long_date(first)}{later}."


def _noun(channel: Channel) -> str:
    return traits_of(channel).noun


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _moment(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{local:%A} {_day(london_date(at))} at {local:%H:%M}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
