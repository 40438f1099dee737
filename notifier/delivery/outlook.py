"""What planning sees of deliveries at a moment: which still tell, which have ended, and whose place is in doubt."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import Session

from notifier.campaigns.told_rules import ToldRules
from notifier.delivery import notices
from notifier.delivery.limits import channel_breaker
from notifier.delivery.places_in_doubt import PlacesInDoubt, places_in_doubt
from notifier.delivery.routing import Routing
from notifier.delivery.silence import Silence
from notifier.providers.channels import channels_that
from notifier.store import audit
from notifier.store.tables import Campaign, Delivery
from notifier.vocabulary import Channel, DeliveryStatus, Evidence

_SENT_OR_GIVEN_UP = (
    DeliveryStatus.ACCEPTED,
    DeliveryStatus.DELIVERED,
    DeliveryStatus.UNKNOWN,
    DeliveryStatus.CANCELLED,
)


@dataclass
class KnownPlaces:
    """Whose place is in doubt at one moment of a campaign's planning, by what was on record when it was asked for.

    To find out looks at everybody: it is done once more only when anybody did anything in between.
    """

    routing: Routing
    now: datetime
    _event: int = -1
    _found: PlacesInDoubt = field(default_factory=lambda: PlacesInDoubt({}, {}))

    def today(self, session: Session, campaign: Campaign) -> PlacesInDoubt:
        """As it is on record now."""
        event = audit.last_event(session)
        if event != self._event:
            self._found = places_in_doubt(session, campaign, self.now, sharing=self.routing.sharing)
            self._event = event
        return self._found


@dataclass(frozen=True)
class Outlook:
    """One moment of a campaign's planning. What is said here of a delivery is a condition on the table or an alias."""

    routing: Routing
    told: ToldRules
    silence: Silence
    places: PlacesInDoubt
    unknown_after: timedelta  # then the next channel takes over from what nobody knows of

    @classmethod
    def at(cls, session: Session, campaign: Campaign, known: KnownPlaces, unknown_after: timedelta) -> "Outlook":
        """As it is now."""
        silence, places = Silence.at(session, known.now), known.today(session, campaign)
        return cls(known.routing, ToldRules.of(campaign), silence, places, unknown_after)

    @property
    def now(self) -> datetime:
        """The moment."""
        return self.silence.now

    def is_elsewhere(self, delivery: type[Delivery]) -> ColumnElement[bool]:
        """Whether a delivery went, as far as we know, and to a place that is in doubt: it tells the patient nothing."""
        return and_(self.places.is_one(delivery), delivery.delivery_status.not_in(DeliveryStatus.told_nobody()))

    def has_ended(self, delivery: type[Delivery]) -> ColumnElement[bool]:
        """Whether a delivery will tell nobody any more, as far as we know: the next channel's turn has come."""
        status, silence = delivery.delivery_status, self.silence
        return or_(
            status.in_((DeliveryStatus.FAILED, DeliveryStatus.SKIPPED)),
            and_(status == DeliveryStatus.ACCEPTED, delivery.channel.not_in(silent()), silence.is_over(delivery)),
            and_(
                status == DeliveryStatus.UNKNOWN,
                func.coalesce(delivery.unknown_at, silence.now) <= silence.now - self.unknown_after,
                # Of many at a time, as after a restore, most have gone: that takes an answer, and not only a day.
                delivery.restored_at.is_(None),
                # While the provider could not be had, it could not be asked either: the clock begins anew after that.
                ~channel_breaker.has_outage_since(delivery, silence.now - self.unknown_after),
            ),
            # A stop word ends the texts, whatever became of them. What is planned is skipped before, see
            # planning.recheck.
            and_(
                delivery.channel.in_(channels_that(lambda traits: traits.takes_replies)),
                status.in_(_SENT_OR_GIVEN_UP),
                notices.told_to_stop(delivery),
            ),
        )

    def is_live(self, delivery: type[Delivery]) -> ColumnElement[bool]:
        """Whether a delivery has told somebody, or may still."""
        return and_(delivery.delivery_status != DeliveryStatus.CANCELLED, ~self.has_ended(delivery))

    def tells(self, delivery: type[Delivery]) -> ColumnElement[bool]:
        """Whether a delivery has told the patient, or may still: at a place that is theirs, and so that it counts."""
        enough = [channel for channel in self.told.needed if self.told.suffices(channel, Evidence.SENT)]
        counts = and_(delivery.delivery_status == DeliveryStatus.ACCEPTED, delivery.channel.in_(enough))
        return and_(or_(self.is_live(delivery), counts), ~self.is_elsewhere(delivery))

    def arrived(self, delivery: type[Delivery]) -> ColumnElement[bool]:
        """Whether a delivery is known to have arrived at a place that is the patient's, so that it counts."""
        enough = [channel for channel in self.told.needed if self.told.suffices(channel, Evidence.DELIVERED)]
        is_there = delivery.delivery_status == DeliveryStatus.DELIVERED
        return and_(is_there, delivery.channel.in_(enough), ~self.is_elsewhere(delivery))


def silent() -> tuple[Channel, ...]:
    """The channels that never report what became of a message. Of one no longer installed, silence means nothing."""
    return channels_that(lambda traits: not traits.reports_delivery)
