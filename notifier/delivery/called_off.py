"""Goes on with what was called off because of an answer that turned out not to be the patient's."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notifier.delivery import notices
from notifier.store.tables import Delivery, Reply
from notifier.vocabulary import DeliveryStatus, Wave


def go_on_without(session: Session, notice_id: int, reply_id: int, now: datetime) -> int:
    """Plan again what was called off when a reply was settled that counts no more; returns how many deliveries.

    Nothing while another answer of the patient's counts. What would have said that this one came is called off, unless
    it has gone. A wave that begins anew would tell those twice whom it had begun to tell: each delivery keeps its wave
    and its place in it, and planning looks whether it may still go.
    """
    session.flush()
    acknowledgement = update(Delivery).where(Delivery.notice_id == notice_id, Delivery.acknowledges == reply_id)
    acknowledgement = acknowledgement.where(Delivery.delivery_status == DeliveryStatus.PLANNED)
    session.execute(acknowledgement.values(delivery_status=DeliveryStatus.CANCELLED, ended_at=now))
    # Called off by this reply or by another one that counts no more: for what a patient's answer ends, it is answered.
    settled = select(Reply.settled_at).where(Reply.notice_id == notice_id)
    called_off = update(Delivery).where(
        Delivery.notice_id == notice_id,
        Delivery.delivery_status == DeliveryStatus.CANCELLED,
        Delivery.wave != Wave.ACKNOWLEDGEMENT,
        Delivery.ended_at.in_(settled),
        ~notices.overtaken(),
        ~notices.answered(Delivery.notice_id),
    )
    again = called_off.values(delivery_status=DeliveryStatus.PLANNED, ended_at=None, due_at=now)
    returned = again.returning(Delivery.id).execution_options(synchronize_session=False)
    return len(session.execute(returned).all())
