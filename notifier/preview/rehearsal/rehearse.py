"""Joins what is known of a launch into one rehearsal."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notifier.campaigns import calendar, lifecycle
from notifier.campaigns.told_rules import ToldRules
from notifier.delivery import notices, planning
from notifier.delivery.limits import quiet_hours
from notifier.delivery.limits.rate_limiter import rate_limit_of
from notifier.errors import NotAllowed
from notifier.messages import sample_messages
from notifier.messages.rendering import templates_of, without_letters
from notifier.pdf.stationery import Stationery
from notifier.practice import practices
from notifier.preview.letter_troubles import find_troubled_letters, troubles_of_last_preview
from notifier.preview.rehearsal import briefing, census, forecast, text_costs
from notifier.preview.rehearsal.census import Census
from notifier.preview.rehearsal.desk_load import DeskPlan, desk_assumptions, desk_calendar
from notifier.preview.rehearsal.figures import Costs, Dates, Rehearsal, Span, TextSizes
from notifier.preview.rehearsal.forecast import SendingLimits
from notifier.providers.base import CarriedChannels
from notifier.providers.channels import price_of, traits_of
from notifier.settings import Settings
from notifier.store.tables import Campaign
from notifier.vocabulary import CampaignStatus, Channel


def rehearse_launch(
    session: Session,
    settings: Settings,
    practice_id: int,
    campaign_id: int,
    carried: CarriedChannels,
    load_stationery: Callable[[], Stationery] | None,
    now: datetime,
) -> Rehearsal:
    """What a launch would do now; stores nothing and asks no provider.

    `carried` is what this installation can reach people by; without `load_stationery` no letter is laid out. Raises
    NotFound, NotAllowed for a campaign that is over or has nobody to tell, RenderFault for a text that lacks a value.
    """
    campaign = lifecycle.get_campaign(session, practice_id, campaign_id)
    if campaign.campaign_status in CampaignStatus.over():
        raise NotAllowed(f"campaign {campaign.id} is {campaign.campaign_status}: there is nothing left to rehearse")
    routing = planning.routing_of(session, campaign, now)
    counted = census.take_census(routing, notices.everybody(session, campaign))
    if not counted.patients:
        raise NotAllowed("there is no patient to tell: import the practice's list first")
    reminder = lifecycle.preset_of(campaign).reminder
    templates = templates_of(session, campaign.id, settings.reply_channels, load_stationery or without_letters)
    like = sample_messages.told_now(sample_messages.INVENTED, now, campaign.notice_days)
    channels = [channel for channel in routing.channels if load_stationery or channel is not Channel.LETTER]
    made = sample_messages.made_of(templates, channels, like, reminder=reminder)
    sizes = text_costs.measure(session, campaign, routing, templates, like) if Channel.SMS in channels else TextSizes()
    spans = _spans(counted, settings, now)
    found = Rehearsal(
        campaign_id=campaign.id,
        fingerprint=lifecycle.preview_fingerprint(session, campaign, settings.reply_channels),
        name=campaign.name,
        campaign_status=campaign.campaign_status,
        rehearsed_at=now,
        is_sample=not practices.real_patients(session, practice_id),
        footer=Channel.FOOTER in routing.channels,
        census=counted,
        texts=sizes,
        costs=_costs(counted, sizes, settings, reminder=reminder),
        spans=spans,
        dates=_dates(spans, campaign.notice_days, now, reminder=reminder),
        samples=made.texts,
        letter=made.letter,
        troubled=list(find_troubled_letters(session, campaign, routing, templates.letters, like))
        if load_stationery
        else troubles_of_last_preview(session, campaign.id),
        told=tuple(ToldRules.of(campaign).in_words(routing.channels)),
    )
    return _said(found, campaign, settings, carried)


def _said(found: Rehearsal, campaign: Campaign, settings: Settings, carried: CarriedChannels) -> Rehearsal:
    """The same with what follows from its figures: the steps, the warnings and the calendar."""
    plan = _desk_plan(found, settings, lifecycle.preset_of(campaign).post_working_days)
    warned = (*briefing.briefing_warnings(found, settings, carried), *_above_budget(campaign, found.costs))
    return replace(
        found,
        steps=briefing.briefing_steps(found, settings),
        warnings=warned,
        calendar=desk_calendar(plan),
        assumptions=desk_assumptions(plan),
    )


def _desk_plan(found: Rehearsal, settings: Settings, post_days: int) -> DeskPlan:
    now, told_by = found.rehearsed_at, found.census.told_by
    return DeskPlan(
        sent={
            channel: forecast.sent_by_day(told_by[channel], limits, now)
            for channel in found.spans
            if (limits := _limits(channel, settings))
        },
        letters=told_by.get(Channel.LETTER, 0),
        launched_on=calendar.london_date(now),
        reminders_on=found.dates.reminders_on,
        told=found.census.told,
        post_days=post_days,
    )


def _above_budget(campaign: Campaign, costs: Costs) -> Iterator[str]:
    budget = campaign.budget
    if budget is not None and costs.total > budget:
        yield (
            f"It costs about £{costs.total:,.2f}, which is more than the budget of £{budget:,}: a launch is refused. "
            "Choose cheaper channels, or raise the budget and have it approved again."
        )
    elif budget is not None and costs.most > budget:
        yield (
            f"The budget is £{budget:,}. The launch fits into it, at about £{costs.total:,.2f}; with letters after "
            f"failures, reminders and answers it could come to £{costs.most:,.2f} at the very most."
        )


def _spans(counted: Census, settings: Settings, now: datetime) -> dict[Channel, Span]:
    """Of what goes by itself, as texts and emails do; letters go when a person prints them."""
    return {
        channel: forecast.sending_span(messages, limits, now)
        for channel, messages in counted.told_by.items()
        if messages and (limits := _limits(channel, settings))
    }


def _limits(channel: Channel, settings: Settings) -> SendingLimits | None:
    traits, rate = traits_of(channel), rate_limit_of(settings, channel)
    if rate is None:
        return None
    return SendingLimits(
        rate.per_second,
        rate.per_day,
        settings.quiet_hours if traits.keeps_quiet_hours else quiet_hours.OFF,
        settings.first_slice if traits.has_first_slice else 0,
    )


def _dates(spans: Mapping[Channel, Span], notice_days: int, now: datetime, *, reminder: bool) -> Dates:
    first_at = min((span.first_at for span in spans.values()), default=now)
    last_at = max((span.last_at for span in spans.values()), default=now)
    deadline_on = calendar.deadline(first_at, notice_days)
    half_way_on = deadline_on - timedelta(days=notice_days // 2)
    return Dates(notice_days, deadline_on, calendar.deadline(last_at, notice_days), half_way_on if reminder else None)


def _costs(counted: Census, sizes: TextSizes, settings: Settings, *, reminder: bool) -> Costs:
    """The most: every channel of everybody is used, at the launch and again for the reminder, and each answers once."""
    pence = {channel: price_of(settings, channel) for channel in (*counted.told_by, Channel.SMS)}
    launch = {**counted.told_by, Channel.SMS: sizes.parts}
    most = {
        channel: number * (1 + reminder + traits_of(channel).acknowledges) for channel, number in counted.usable.items()
    }
    most[Channel.SMS] = sizes.parts + reminder * sizes.reminder_parts + sizes.acknowledgement_parts
    return Costs(
        by_channel={channel: round(launch[channel] * pence[channel] / 100, 2) for channel in counted.told_by},
        most=round(sum(number * pence[channel] for channel, number in most.items()) / 100, 2),
    )
