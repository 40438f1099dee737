"""By which channels somebody was told, or was to be, at the number or address that they have today."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from notifier.contacts.written_names import written_name
from notifier.delivery.places import Whereabouts, is_same_place
from notifier.providers.channels import AddressKind, traits_of
from notifier.store.tables import Delivery, Notice, Patient
from notifier.vocabulary import Channel, DeliveryStatus, FailReason, Wave

FOR_GOOD = (FailReason.BAD_ADDRESS, FailReason.RETURNED, FailReason.STOPPED)
# Says nothing of the number or address: the message never left, as a letter that the printer spoiled.
_NEVER_LEFT = (FailReason.UNAVAILABLE,)


@cache
def is_telling(delivery: type[Delivery]) -> ColumnElement[bool]:
    """Whether a delivery is one of a round: a letter at the desk is once it has been handed over."""
    is_handed = delivery.delivery_status == DeliveryStatus.DELIVERED
    return or_(
        delivery.wave.not_in((Wave.ACKNOWLEDGEMENT, Wave.HAND_OUT)),
        and_(delivery.wave == Wave.HAND_OUT, is_handed),
    )


def failed_before(session: Session, notice_ids: Sequence[int]) -> dict[int, set[Channel]]:
    """The channels of each notice that found today's number or address not to be there, or to refuse us for good."""
    return _here(session, notice_ids, Delivery.fail_reason.in_(FOR_GOOD))


def tried_here(session: Session, notice_ids: Sequence[int]) -> dict[int, set[Channel]]:
    """The channels of each notice by which something went to today's number or address, whatever became of it."""
    never_went = (DeliveryStatus.PLANNED, *DeliveryStatus.told_nobody())
    tried = or_(Delivery.delivery_status.not_in(never_went), Delivery.fail_reason.not_in(_NEVER_LEFT))
    return _here(session, notice_ids, tried)


def _here(session: Session, notice_ids: Sequence[int], chosen: ColumnElement[bool]) -> dict[int, set[Channel]]:
    query = (
        select(
            Delivery.notice_id,
            Delivery.channel,
            Delivery.sent_to,
            Delivery.fail_reason,
            Patient.title,
            Patient.given_name,
            Patient.family_name,
            Patient.mobile,
            Patient.email,
            Patient.address_lines,
            Patient.postcode,
        )
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(Delivery.notice_id.in_(notice_ids), chosen, is_telling(Delivery))
    )
    found: dict[int, set[Channel]] = defaultdict(set)
    for row in map(_Tried._make, session.execute(query)):
        if row.notice_id is not None and _went_to_today(row):
            found[row.notice_id].add(row.channel)
    return found


class _Tried(NamedTuple):
    """A delivery that went or failed, where it went, and the name and contact details that its patient has today."""

    notice_id: int | None
    channel: Channel
    sent_to: str | None
    fail_reason: FailReason | None
    title: str
    given_name: str
    family_name: str
    mobile: str | None
    email: str | None
    address_lines: list[str]
    postcode: str


def _went_to_today(row: _Tried) -> bool:
    """Whether a delivery went to where one by its channel would go today."""
    if row.fail_reason is FailReason.NOT_RENDERED and traits_of(row.channel).address is AddressKind.POST:
        # A letter that could not be made may well be made for a name that was corrected since.
        name = (row.sent_to or "").partition("\n")[0]
        if not name.endswith(written_name(row.title, row.given_name, row.family_name)):
            return False
    whereabouts = Whereabouts(row.mobile, row.email, row.address_lines, row.postcode)
    return is_same_place(row.channel, row.sent_to, whereabouts)
