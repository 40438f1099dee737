"""Facts of invented patients, drawn at random: close together in time, so that days, instants and borders coincide."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from notifier.campaigns.told_rules import ToldRules
from notifier.outcomes.rule import Facts, ReplyFact, Telling, Terms
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Evidence, SkipReason, Source, Wave

NOW = datetime(2026, 12, 22, 10, 0, tzinfo=UTC)
OWL = Channel.stored("owl")  # installed nowhere: it proves nothing
EXCLUSIONS = (
    SkipReason.DECEASED,
    SkipReason.LEFT,
    SkipReason.SENSITIVE,
    SkipReason.ALREADY_CODED,
    SkipReason.EXPRESS_CONSENT,
    SkipReason.IN_DOUBT,
)
_STATUSES = (*DeliveryStatus, *[DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED] * 4)
_DOUBTS = ((False, False, False),) * 7 + ((True, False, False), (False, True, False), (False, True, True))
_CHOICES = (*Choice, Choice.AGREE, Choice.AGREE)


def moment(random: Random) -> datetime:
    """Mostly long enough ago, and always on a quarter of a day, so that some meet."""
    days = random.choice((random.uniform(29, 60), random.uniform(36, 40), random.uniform(-5, 35)))
    return NOW - timedelta(hours=6 * round(days * 4))


def telling(random: Random, number: int = 0) -> Telling:
    """A delivery in any status, with moments that need not fit it."""
    accepted_at, posted_at, delivered_at = (moment(random) if random.random() < 0.8 else None for _ in range(3))
    return Telling(
        random.choice(tuple(Wave)),
        random.choice((*Channel, Channel.SMS, Channel.LETTER, OWL)),
        random.choice(_STATUSES),
        accepted_at,
        posted_at,
        delivered_at,
        moment(random).date() if random.random() < 0.3 else None,
        is_elsewhere=random.random() < 0.15,
        delivery_id=number,
    )


def reply(random: Random, number: int) -> ReplyFact:
    """A reply in a history of many: received close to others, and recorded at once or days later."""
    received = NOW - timedelta(days=random.choice((40, 40, 41, 42)), hours=random.choice((0, 1, 2, 12)))
    late = timedelta(hours=random.choice((0, 0, 1, 5, 30, 80)))
    in_doubt, set_aside, by_stranger = random.choice(_DOUBTS)
    source = random.choice(tuple(Source))
    return ReplyFact(
        random.choice(_CHOICES),
        source,
        received,
        received + late,
        in_doubt,
        set_aside,
        by_stranger,
        is_conclusion=random.random() < 0.25,
        recorded_by_staff=source is not Source.PAGE and random.random() < 0.7,
        reply_id=number,
    )


def facts(random: Random) -> Facts:
    """One patient's."""
    return Facts(
        exclusion=random.choice((*[None] * 15, *EXCLUSIONS)),
        tellings=[telling(random, number) for number in range(random.choice((0, 1, 1, 1, 2, 3)))],
        answers=[reply(random, number) for number in range(random.choice((0, 0, 1, 1, 2, 2, 3, 4, 5)))],
        open_reviews=random.choice((0,) * 12 + (1,)),
        agreed_elsewhere=reply(random, -1) if random.random() < 0.1 else None,
    )


def terms(random: Random) -> Terms:
    """What some campaign asks for."""
    needed = {
        channel: random.choice((Evidence.SENT, Evidence.POSTED, Evidence.DELIVERED, Evidence.REPLIED))
        if random.random() < 0.3
        else Evidence.SENT
        for channel in (*Channel, OWL)
    }
    return Terms(
        notice_days=random.choice((1, 3, 28, 28, 28, 42)),
        told=ToldRules(needed, random.choice((0, 0, 5, 10))),
        in_force=random.random() < 0.95,
        passive=random.random() < 0.5,
    )


def histories(seed: int, number: int) -> Iterator[tuple[Random, Facts, Terms]]:
    """So many patients with a campaign each, and what further chance there is."""
    random = Random(seed)
    for _ in range(number):
        yield random, facts(random), terms(random)
