"""Whether everything that the stand-in knows reached the tables: the end of each text, and each text of a patient."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.store.tables import Delivery, InboundText, Reply
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Source
from tests.chaos.texters import code_in

# Twilio's last words of a text -> where its delivery has to stand.
_ENDS = {"delivered": DeliveryStatus.DELIVERED, "undelivered": DeliveryStatus.FAILED}


@dataclass(frozen=True)
class Losses:
    """What the stand-in knows and the tables do not, each as a sentence; and how much was compared."""

    reports: list[str]
    texts: list[str]
    ended: int
    texted: int

    @property
    def all(self) -> list[str]:
        """Every loss."""
        return [*self.reports, *self.texts]


def losses_of(session: Session, texts: Sequence[Mapping[str, Any]]) -> Losses:
    """Compare the stand-in's texts, as `/sandbox-api/texts` gives them, with what the tables have."""
    query = select(Delivery.reference, Delivery.delivery_status, Delivery.notice_id)
    here = {row.reference: row for row in session.execute(query.where(Delivery.channel == Channel.SMS))}
    received = [text for text in texts if text["direction"] == "inbound"]
    sent = [text for text in texts if text["direction"] != "inbound"]
    ended = [text for text in sent if text["status"] in _ENDS]
    reports = [
        f"text {text['reference']} is {text['status']} at the stand-in and {row and row.delivery_status} here"
        for text, row in ((text, here.get(text["reference"])) for text in ended)
        if row is None or row.delivery_status is not _ENDS[text["status"]]
    ]
    notice_of = {code_in(text["body"]): here[text["reference"]].notice_id for text in sent if text["reference"] in here}
    return Losses(reports, _lost_texts(session, received, notice_of), len(ended), len(received))


def _lost_texts(session: Session, received: Iterable[Mapping[str, Any]], notice_of: Mapping[str, int]) -> list[str]:
    rows = session.execute(select(InboundText.event_id, InboundText.meaning, InboundText.reply_ids)).all()
    times = Counter(row.event_id for row in rows)
    heard = {row.event_id: row for row in rows}
    keeps = select(Reply.id, Reply.notice_id).where(Reply.source == Source.SMS, Reply.choice == Choice.KEEP)
    kept_by = {row.id: row.notice_id for row in session.execute(keeps)}
    lost = []
    for text in received:
        sid, said = text["sid"], f"the text {text['body']!r} ({text['sid']})"
        if times.pop(sid, 0) != 1:
            lost.append(f"{said} was not heard exactly once")
        elif notice_of[code_in(text["body"])] not in {kept_by.get(one) for one in heard[sid].reply_ids}:
            lost.append(f"{said} was read as {heard[sid].meaning}, and is no reply of its patient's")
    return lost + [f"the text {sid} was heard, and nobody sent it" for sid in sorted(times)]
