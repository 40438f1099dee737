"""Doubts that a person settles: messages that may not have arrived, places, texts of nobody, and who somebody is."""

from datetime import datetime

from notifier.delivery import doubtful_tellings, unknown_deliveries
from notifier.patients import doubt_settling, identity_doubts
from notifier.patients.register import release_joiners, waiting_joiners
from notifier.practice.accounts import StaffAccount
from notifier.replies import inbound_sms
from notifier.vocabulary import PlaceDoubt, Role, Task, Wave
from web.api.fields import ChannelName
from web.api.operations import DESK, ApiModel, operation
from web.api.patient_operations import NeededNote, Reference
from web.context import AppContext

_MANAGER = (Role.MANAGER,)


class ApiUnknownDelivery(ApiModel):
    """A message of which nobody knows whether it went. The footer has no patient.

    With `taken_over_by` the patient is told by that channel instead, and it is only for the record. With `is_restored`
    it may have gone between a backup and its restore: no channel takes over, and said not to have gone, it is sent.
    """

    reference: str
    channel: ChannelName
    wave: Wave
    since: datetime
    patient_id: int | None
    is_restored: bool
    taken_over_by: ChannelName | None


class UnknownDeliveries(ApiModel):
    """The messages of a campaign that may not have arrived, the longest unknown first."""

    items: list[ApiUnknownDelivery]


class DeliveryFoundOut(ApiModel):
    """What a person found out of a message, and how."""

    reference: Reference
    went: bool
    note: NeededNote


class ApiPlaceInDoubt(ApiModel):
    """A message that went to a place which may not be the patient's; it tells nobody until a person confirms it."""

    reference: str
    channel: ChannelName
    went_at: datetime
    doubt: PlaceDoubt
    patient_id: int


class PlacesToConfirm(ApiModel):
    """The messages of a campaign that went to a place in doubt, the oldest first."""

    items: list[ApiPlaceInDoubt]


class TellingToConfirm(ApiModel):
    """A message that reached its patient after all, and how a person knows."""

    reference: Reference
    note: NeededNote


class ApiOpenText(ApiModel):
    """A text that fits nobody, so that it is no reply yet."""

    id: int
    sender: str
    body: str
    received_at: datetime


class OpenTexts(ApiModel):
    """The texts that nobody has settled, the oldest first."""

    items: list[ApiOpenText]


class DoubtToClose(ApiModel):
    """What a person did about it, or how they know."""

    note: NeededNote


class ApiIdentityDoubt(ApiModel):
    """Somebody of whom nobody can be sure who they are: whom we know, and who stands on the list."""

    id: int
    known: str
    listed: str
    question: str
    is_other_number: bool
    imported_at: datetime


class IdentityDoubts(ApiModel):
    """The open doubts of a practice, the oldest first."""

    items: list[ApiIdentityDoubt]


class IdentityFoundOut(ApiModel):
    """Whether it is one person, or two, and how a manager found that out."""

    is_same: bool
    note: NeededNote


class ApiJoiners(ApiModel):
    """How many who joined lately wait to be told, and until when the last of them; null: nobody waits."""

    people: int
    until: datetime | None


class ReleasedJoiners(ApiModel):
    """How many who joined lately are told now."""

    people: int


class DoubtOperations:
    """Whatever nobody is sure of holds the patient, until a person has found out and says how."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @operation("GET", "/campaigns/{campaign_id}/unknown-deliveries", DESK)
    def list_unknown_deliveries(self, staff: StaffAccount, campaign_id: int) -> UnknownDeliveries:
        """List the messages that may not have arrived."""
        now = self._context.clock()
        with self._context.database.reading() as session:
            found = unknown_deliveries.unknown_deliveries_of(session, staff.practice_id, campaign_id, now)
        return UnknownDeliveries(items=[ApiUnknownDelivery.model_validate(one) for one in found])

    @operation("POST", "/campaigns/{campaign_id}/unknown-deliveries/settle", DESK, status=204)
    def settle_unknown_delivery(self, staff: StaffAccount, campaign_id: int, body: DeliveryFoundOut) -> None:
        """Write down whether a message arrived. One that did not is never sent again: the next channel is used."""
        with self._context.database.writing() as session:
            now = self._context.clock()
            found = campaign_id, body.reference
            unknown_deliveries.settle_unknown_delivery(session, *found, staff, now, went=body.went, note=body.note)
        self._context.wake(Task.ADVANCE)

    @operation("GET", "/campaigns/{campaign_id}/places-in-doubt", DESK)
    def list_places_in_doubt(self, staff: StaffAccount, campaign_id: int) -> PlacesToConfirm:
        """List the messages that went to a place which may not be their patient's."""
        now = self._context.clock()
        with self._context.database.reading() as session:
            found = doubtful_tellings.doubtful_tellings(session, staff.practice_id, campaign_id, now)
        return PlacesToConfirm(items=[ApiPlaceInDoubt.model_validate(one) for one in found])

    @operation("POST", "/places-in-doubt/confirm", DESK, status=204, refuses=(404,))
    def confirm_telling(self, staff: StaffAccount, body: TellingToConfirm) -> None:
        """Write down that a message reached its patient although its place was in doubt: it counts again."""
        with self._context.database.writing() as session:
            doubtful_tellings.confirm_telling(session, body.reference, staff, body.note, self._context.clock())

    @operation("GET", "/texts", DESK)
    def list_open_texts(self, staff: StaffAccount) -> OpenTexts:  # noqa: ARG002 - every operation is handed who asks
        """List the texts that fit nobody."""
        with self._context.database.reading() as session:
            found = inbound_sms.open_texts(session)
        return OpenTexts(items=[ApiOpenText.model_validate(one) for one in found])

    @operation("POST", "/texts/{text_id}/close", DESK, status=204)
    def close_text(self, staff: StaffAccount, text_id: int, body: DoubtToClose) -> None:
        """Close a text that fits nobody; what it says is recorded for its patient first, if that was found."""
        with self._context.database.writing() as session:
            inbound_sms.settle_open_text(session, text_id, staff, body.note, self._context.clock())

    @operation("GET", "/identity-doubts", _MANAGER)
    def list_identity_doubts(self, staff: StaffAccount) -> IdentityDoubts:
        """List those of whom nobody can be sure who they are."""
        with self._context.database.reading() as session:
            found = identity_doubts.open_doubts(session, staff.practice_id)
        return IdentityDoubts(items=[ApiIdentityDoubt.model_validate(one) for one in found])

    @operation("POST", "/identity-doubts/{doubt_id}/settle", _MANAGER, status=204)
    def settle_identity_doubt(self, staff: StaffAccount, doubt_id: int, body: IdentityFoundOut) -> None:
        """Write down that it is one person, or two."""
        context = self._context
        found = staff, body.is_same, body.note
        with context.database.writing() as session:
            doubt_settling.settle_doubt(session, context.keys, doubt_id, *found, context.clock())
        context.wake(Task.ADVANCE)

    @operation("GET", "/joiners", _MANAGER)
    def show_joiners(self, staff: StaffAccount) -> ApiJoiners:
        """Show how many who joined with the last lists wait before anything is sent to them."""
        with self._context.database.reading() as session:
            found = waiting_joiners(session, staff.practice_id, self._context.clock())
        return ApiJoiners(people=found.people if found else 0, until=found.until if found else None)

    @operation("POST", "/joiners/release", _MANAGER, proof=True)
    def release_joiners(self, staff: StaffAccount) -> ReleasedJoiners:
        """Have whoever joined with the last lists told now, and not only tomorrow."""
        with self._context.database.writing() as session:
            released = release_joiners(session, staff, self._context.clock())
        self._context.wake(Task.ADVANCE)
        return ReleasedJoiners(people=released)
