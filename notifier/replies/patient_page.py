"""All that the patient's page needs: what a link opens, whether a date of birth is right, and taking the answer.

On PostgreSQL this runs under a role that may read only the columns named here (see `notifier.store.page_role`), so
nothing in this module selects a whole row. It knows nobody's name: the one who has the link and the date of birth is
the patient.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session

from notifier.errors import ValueRefused
from notifier.patients import access_codes
from notifier.patients.access_codes import Keys
from notifier.replies import record as reply_record
from notifier.replies.record import RECORDED_COLUMNS, NewReply, RecordedReply
from notifier.store.database import Database
from notifier.store.point_query import PointQuery
from notifier.store.tables import Link, PublishedPage, Reply, WithdrawnLink
from notifier.vocabulary import Doubt, Source

TRIES = 5  # wrong dates of birth for one link; then answers are taken as they come, and the practice checks them
_WRONG = (Doubt.UNVERIFIED, Doubt.UNFINISHED)
_NO_ANSWERS = (*Doubt.tries(), Doubt.STOPPED)  # they hold like any, but nobody has answered the question yet


@dataclass(frozen=True, slots=True)
class OpenLink:
    """What the page may know behind a link; nobody's name."""

    notice_id: int
    campaign_id: int
    deadline_on: date
    language: str  # a code: what the record says that the patient reads
    for_guardian: bool  # the notice was written to a young child's parent
    check_value: bytes
    edition: int  # of the campaign's words: higher when they were published anew; no link opens before the first
    answered: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a date of birth is right: the date as the record has it, or None, and how many more may be tried."""

    matched: date | None
    tries_left: int


_OPENED = select(
    Link.notice_id,
    Link.campaign_id,
    Link.deadline_on,
    Link.language,
    Link.for_guardian,
    Link.check_value,
    select(func.max(PublishedPage.id))
    .where(PublishedPage.campaign_id == Link.campaign_id)
    .scalar_subquery()
    .label("edition"),
    exists(Reply.id).where(
        Reply.notice_id == Link.notice_id,
        # As they stand in the table: the statement is to have no other parameter than the fingerprint.
        *(Reply.doubt.is_distinct_from(literal_column(f"'{doubt.value}'")) for doubt in _NO_ANSWERS),
    ),
).where(Link.fingerprint == bindparam("opened_by"))


class LinkOpener:
    """Opens links, at the least cost: this is the page that a whole list may open in the same ten minutes."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._lookup = PointQuery(database, _OPENED, "opened_by")
        self._keys = keys

    def open(self, code: str) -> OpenLink | None:
        """What a code in its normal form opens, or None for one that nobody has."""
        row = self._lookup.row(access_codes.code_fingerprint(self._keys, code))
        link = OpenLink(*row) if row is not None else None
        return link if link is not None and link.edition is not None else None


def withdrawn_from(session: Session, keys: Keys, typed: str) -> int | None:
    """The campaign of a code that was given out and taken back again."""
    query = select(WithdrawnLink.campaign_id).where(WithdrawnLink.fingerprint == _fingerprint(keys, typed))
    return session.execute(query).scalar_one_or_none()


def likely_code(session: Session, keys: Keys, typed: str) -> str | None:
    """The code that was most likely meant: the only one in use that is a single slip away."""
    candidates = {access_codes.code_fingerprint(keys, code): code for code in access_codes.likely_codes(typed)}
    if not candidates:
        return None
    known = session.execute(select(Link.fingerprint).where(Link.fingerprint.in_(candidates))).scalars().all()
    return candidates[known[0]] if len(known) == 1 else None


def check_birth_date(
    session: Session, link: OpenLink, code: str, dates: Collection[date], attempt: NewReply, now: datetime
) -> Verdict:
    """See whether one of the `dates` that the typed one may mean is right; right or wrong, it is recorded, as a try.

    The try holds the coding like any reply, and a person looks at it if nothing more comes: what somebody told us is
    not lost because they misremember a date, or never come to send it. After TRIES wrong ones nothing is compared any
    more; what is said then is recorded in the same way.
    """
    reply_record.lock_notice(session, link.notice_id)
    left = TRIES - _wrong_tries(session, link.notice_id)
    compared = dates if left > 0 else ()
    matched = next((one for one in compared if access_codes.matches_birth_date(link.check_value, code, one)), None)
    doubt = Doubt.UNFINISHED if matched is None else Doubt.UNSENT
    record_page_reply(session, link, code, replace(attempt, doubt=doubt), now)
    return Verdict(matched, left if matched is not None else max(left - 1, 0))


def record_page_reply(session: Session, link: OpenLink, _code: str, reply: NewReply, now: datetime) -> RecordedReply:
    """Append what came by the page behind a link, whose code in its normal form whoever sent it has shown.

    Every reply by the page is recorded here, tries too. Raises ValueRefused as `record.record_reply`.
    """
    return reply_record.record_reply(session, link.notice_id, reply, now)


def _wrong_tries(session: Session, notice_id: int) -> int:
    """How many wrong dates of birth came by the page since somebody sent an answer with the right one.

    What the practice concluded from one of them is no proof that the next one to try is the patient. A right date that
    was not sent is no wrong try, and gives none back.
    """
    query = select(Reply.doubt).where(Reply.notice_id == notice_id, Reply.source == Source.PAGE)
    wrong = 0
    for doubt in session.execute(query.where(Reply.recorded_by.is_(None)).order_by(Reply.id)).scalars():
        wrong = wrong + (doubt in _WRONG) if doubt in (*_WRONG, Doubt.UNSENT) else 0
    return wrong


def replaced_earlier(session: Session, link: OpenLink, reply: RecordedReply) -> bool:
    """Whether there was an answer before this one, which has no doubt of its own and so stands instead."""
    earlier = exists(Reply.id).where(
        *(Reply.notice_id == link.notice_id, Reply.id < reply.id),
        or_(Reply.doubt.is_(None), Reply.doubt.not_in(_NO_ANSWERS)),
    )
    return reply.doubt is None and bool(session.execute(select(earlier)).scalar_one())


def sent_reply(session: Session, link: OpenLink, reference: str) -> RecordedReply | None:
    """The reply with this reference, if somebody sent it from the page behind this link: a mere try is none."""
    query = select(*RECORDED_COLUMNS).where(
        *(Reply.notice_id == link.notice_id, Reply.reference == reference, Reply.source == Source.PAGE),
        or_(Reply.doubt.is_(None), Reply.doubt.not_in(Doubt.tries())),
    )
    row = session.execute(query).one_or_none()
    return RecordedReply(*row) if row is not None else None


def _fingerprint(keys: Keys, typed: str) -> bytes | None:
    """What the tables would hold of this code, or None for one that cannot have been given out."""
    try:
        return access_codes.code_fingerprint(keys, access_codes.normalise_code(typed))
    except ValueRefused:
        return None
