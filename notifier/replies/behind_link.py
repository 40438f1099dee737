"""What the patient's page reads of the tables: a link by its fingerprint, and the replies that came behind it.

On PostgreSQL every question is a function that works with the owner's rights and takes a fingerprint, so that the
page's own role can read neither the fingerprints nor the replies of anybody whose link it was not shown (see
`notifier.store.page_role`). On SQLite, where there are no roles, the same questions are statements.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple, cast

from sqlalchemy import (
    Boolean,
    Date,
    Integer,
    LargeBinary,
    Select,
    String,
    and_,
    bindparam,
    column,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session, aliased

from notifier.store.tables import Link, PublishedPage, Reply, Review, WithdrawnLink
from notifier.vocabulary import Answerer, Choice, Doubt, Extent, Source

OPENED_BY = "opened_by"  # the parameter of `opened`
_Opened = tuple[int, int, date, str, bool, bytes, int, int, bool]  # the edition is None before the first
NO_ANSWERS = (*Doubt.tries(), Doubt.STOPPED)  # they hold like any, but nobody has answered the question yet


class EarlierReply(NamedTuple):
    """A reply behind a link, as far as the page may know it: first what is a `record.RecordedReply`.

    `waits` until a person has settled its doubt, or until the workers find that there is nothing to settle;
    `is_concluded` when a person has. `is_conclusion`: it is what a person concluded of another one. `link_serial` says
    by which of the patient's links it came, where that is known. Placed among the others as a `PlacedReply`.
    """

    id: int
    reference: str
    choice: Choice
    source: Source
    received_at: datetime
    doubt: Doubt | None
    answered_by: Answerer
    extent: Extent | None
    recorded_at: datetime
    link_serial: int | None
    recorded_by_staff: bool
    waits: bool
    is_concluded: bool
    is_conclusion: bool

    @property
    def in_doubt(self) -> bool:
        """Whether a person has yet to look at it."""
        return self.waits

    @property
    def set_aside(self) -> bool:
        """Whether a person has concluded, or a try was followed by what the same person said next."""
        return self.is_concluded or (self.doubt is not None and not self.waits)

    @property
    def by_page(self) -> bool:
        """Whether somebody gave it on the page: what staff conclude of one has its source and is another's word."""
        return self.source is Source.PAGE and not self.recorded_by_staff


def opened(dialect: str) -> Select[*_Opened]:
    """The question that opens a link: what `patient_page.OpenLink` has of it, by the fingerprint in OPENED_BY."""
    return _OPENED if dialect == "sqlite" else _OPENED_BY_FUNCTION


def known(session: Session, fingerprints: Collection[bytes]) -> list[bytes]:
    """Which of some fingerprints are those of links in use."""
    if _is_sqlite(session):
        return list(session.execute(select(Link.fingerprint).where(Link.fingerprint.in_(fingerprints))).scalars())
    return list(session.execute(_KNOWN, {"given": list(fingerprints)}).scalars())


def withdrawn_campaign(session: Session, fingerprint: bytes) -> int | None:
    """The campaign of a link that was taken back."""
    if _is_sqlite(session):
        query = select(WithdrawnLink.campaign_id).where(WithdrawnLink.fingerprint == fingerprint)
        return session.execute(query).scalar_one_or_none()
    return session.execute(_WITHDRAWN, {"given": fingerprint}).scalar_one_or_none()


def earlier_replies(
    session: Session, fingerprint: bytes, notice_id: int, chosen: str = ""
) -> tuple[list[EarlierReply], bool]:
    """The replies to a notice with this link, and whether `chosen` is the reference of another's.

    In the order of recording, the first one first.
    """
    session.flush()
    given = {"given": fingerprint, "notice": notice_id, "chosen": chosen}
    rows = session.connection().execute(_REPLIES if _is_sqlite(session) else _REPLIES_BY_FUNCTION, given).all()
    own = [EarlierReply(*row[:-1]) for row in rows if row.is_own]
    return own, len(own) < len(rows)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


_OPENED = select(
    Link.notice_id,
    Link.campaign_id,
    Link.deadline_on,
    Link.language,
    Link.for_guardian,
    Link.check_value,
    Link.serial,
    select(func.max(PublishedPage.id))
    .where(PublishedPage.campaign_id == Link.campaign_id)
    .scalar_subquery()
    .label("edition"),
    exists(Reply.id).where(
        Reply.notice_id == Link.notice_id,
        # As they stand in the table: the statement is to have no other parameter than the fingerprint.
        *(Reply.doubt.is_distinct_from(literal_column(f"'{doubt.value}'")) for doubt in NO_ANSWERS),
        # Nor is it an answer of this patient's that staff logged for the wrong one and took back.
        ~exists(Review.id).where(
            Review.reply_id == Reply.id, Review.doubt == literal_column(f"'{Doubt.MISFILED.value}'")
        ),
    ),
).where(Link.fingerprint == bindparam(OPENED_BY))
_ROW = func.page_link(bindparam(OPENED_BY, type_=LargeBinary)).table_valued(
    *(column("notice_id", Integer), column("campaign_id", Integer), column("deadline_on", Date)),
    *(column("language", String), column("for_guardian", Boolean), column("check_value", LargeBinary)),
    *(column("serial", Integer), column("edition", Integer), column("answered", Boolean)),
)
_OPENED_BY_FUNCTION = cast(Select[*_Opened], select(*_ROW.c))
_KNOWN = text("SELECT one FROM unnest(CAST(:given AS bytea[])) AS one WHERE page_knows(one)")
_WITHDRAWN = text("SELECT page_withdrawn(:given)")
_OF_REPLY = (
    *(Reply.id, Reply.reference, Reply.choice, Reply.source, Reply.received_at, Reply.doubt, Reply.answered_by),
    *(Reply.extent, Reply.recorded_at, Reply.link_serial),
)
_IS_OPEN = and_(Review.id.is_not(None), Review.closed_at.is_(None))
_OTHERS = aliased(Review)
# The columns of an EarlierReply, in its order, of replies joined with the review of each, if there is one.
EARLIER_COLUMNS = (
    *_OF_REPLY,
    Reply.recorded_by.is_not(None),
    or_(_IS_OPEN, and_(Reply.doubt.is_not(None), Reply.settled_at.is_(None))),
    Review.closed_at.is_not(None),
    exists(_OTHERS.id).where(_OTHERS.notice_id == Reply.notice_id, _OTHERS.closing_reply_id == Reply.id),
)
_BEHIND = (
    select(Link.notice_id)
    .where(Link.fingerprint == bindparam("given"), Link.notice_id == bindparam("notice"))
    .scalar_subquery()
)
_REPLIES = (
    select(*EARLIER_COLUMNS, func.coalesce(Reply.notice_id == _BEHIND, false()).label("is_own"))
    .outerjoin(Review, Review.reply_id == Reply.id)
    .where(or_(Reply.notice_id == _BEHIND, Reply.reference == bindparam("chosen")))
    .order_by(Reply.id)
)
_ROWS = func.page_replies(bindparam("given", type_=LargeBinary), bindparam("notice"), bindparam("chosen")).table_valued(
    *(column(one.key, one.type) for one in _OF_REPLY),
    *(column(name, Boolean) for name in ("by_staff", "waits", "is_concluded", "is_conclusion", "is_own")),
)
_REPLIES_BY_FUNCTION = select(*_ROWS.c)
