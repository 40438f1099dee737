"""All that the patient's page needs: what a link opens, whether a date of birth is right, and taking the answer.

On PostgreSQL this runs under a role that may ask only what `behind_link` asks (see `notifier.store.page_role`). It
knows nobody's name: the one who has the link and the date of birth is the patient.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from notifier.errors import ValueRefused
from notifier.patients import access_codes
from notifier.patients.access_codes import Keys
from notifier.replies import behind_link
from notifier.replies import record as reply_record
from notifier.replies.behind_link import EarlierReply
from notifier.replies.record import NewReply, RecordedReply, UsedLink
from notifier.store.database import Database
from notifier.store.point_query import PointQuery
from notifier.vocabulary import Doubt, Source

TRIES = 5  # wrong dates of birth for one link; then answers are taken as they come, and the practice checks them
_WRONG = (Doubt.UNVERIFIED, Doubt.UNFINISHED)
_MERGED = (Doubt.UNVERIFIED, *Doubt.tries())
# Replies by the page of one patient: in a day, and of those in doubt at one time, before what says the same is one.
MOST_A_DAY, MOST_WAITING = 60, 10


@dataclass(frozen=True, slots=True)
class OpenLink:
    """What the page may know behind a link; nobody's name."""

    notice_id: int
    campaign_id: int
    deadline_on: date
    language: str  # a code: what the record says that the patient reads
    for_guardian: bool  # the notice was written to a young child's parent
    check_value: bytes
    serial: int  # which of the patient's links it is
    edition: int  # of the campaign's words: higher when they were published anew; no link opens before the first
    answered: bool
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a date of birth is right: the date as the record has it, or None, and how many more may be tried.

    `is_compared` is False where all tries were used up before: then nobody knows whether it is right.
    """

    matched: date | None
    tries_left: int
    is_compared: bool = True


class LinkOpener:
    """Opens links, at the least cost: this is the page that a whole list may open in the same ten minutes."""

    def __init__(self, database: Database, keys: Keys) -> None:
        question = behind_link.opened(database.engine.dialect.name)
        self._lookup = PointQuery(database, question, behind_link.OPENED_BY)
        self._keys = keys

    def open(self, code: str) -> OpenLink | None:
        """What a code in its normal form opens, or None for one that nobody has."""
        fingerprint = access_codes.code_fingerprint(self._keys, code)
        row = self._lookup.row(fingerprint)
        link = OpenLink(*(*row, fingerprint)) if row is not None else None
        return link if link is not None and link.edition is not None else None


def withdrawn_from(session: Session, keys: Keys, typed: str) -> int | None:
    """The campaign of a code that was given out and taken back again."""
    fingerprint = _fingerprint(keys, typed)
    return behind_link.withdrawn_campaign(session, fingerprint) if fingerprint is not None else None


def likely_code(session: Session, keys: Keys, typed: str) -> str | None:
    """The code that was most likely meant: the only one in use that is a single slip away."""
    candidates = {access_codes.code_fingerprint(keys, code): code for code in access_codes.likely_codes(typed)}
    if not candidates:
        return None
    known = behind_link.known(session, candidates)
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
    earlier, _ = behind_link.earlier_replies(session, link.fingerprint, link.notice_id)
    left = TRIES - _wrong_tries(earlier, link)
    compared = dates if left > 0 else ()
    matched = next((one for one in compared if access_codes.matches_birth_date(link.check_value, code, one)), None)
    doubt = Doubt.UNFINISHED if matched is None else Doubt.UNSENT
    is_wrong = matched is None and left > 0
    record = _append if is_wrong else record_page_reply  # one that was compared is counted, whatever else waits
    record(session, link, code, replace(attempt, doubt=doubt), now)
    return Verdict(matched, left - 1 if is_wrong else max(left, 0), is_compared=left > 0)


def record_page_reply(session: Session, link: OpenLink, code: str, reply: NewReply, now: datetime) -> RecordedReply:
    """Append what came by the page behind a link, whose `code` in its normal form whoever sent it has shown.

    Every reply by the page is recorded here, tries too, and none is refused. What comes beyond MOST_A_DAY is taken
    without belief: it is in doubt, as an answer with a wrong date is. Where so much is in doubt already, what says the
    same as a reply that still waits for a person is that reply: who floods a link gets no more rows, and whoever is
    told of it finds what was said. Raises as `record.record_reply`.
    """
    reply_record.lock_notice(session, link.notice_id)
    earlier, _ = behind_link.earlier_replies(session, link.fingerprint, link.notice_id)
    by_page = [one for one in earlier if one.by_page]
    is_flooded = sum(one.recorded_at > now - timedelta(days=1) for one in by_page) >= MOST_A_DAY
    doubt = reply.doubt or (Doubt.UNVERIFIED if is_flooded else None)
    waiting = [one for one in by_page if one.waits]
    is_sent_before = reply.reference and any(one.reference == reply.reference for one in by_page)
    if doubt in _MERGED and not is_sent_before and (is_flooded or len(waiting) >= MOST_WAITING):
        for one in reversed(waiting):
            if (one.choice, one.doubt) == (reply.choice, doubt):
                return reply_record.recorded_before(one)
    return _append(session, link, code, replace(reply, doubt=doubt), now)


def _append(session: Session, link: OpenLink, code: str, reply: NewReply, now: datetime) -> RecordedReply:
    used = UsedLink(code, link.fingerprint, link.serial, link.deadline_on)
    return reply_record.record_reply(session, link.notice_id, reply, now, used=used)


def _wrong_tries(earlier: Sequence[EarlierReply], link: OpenLink) -> int:
    """How many wrong dates of birth came by this link since somebody sent an answer with the right one.

    A new link is new: what was tried with the one that it replaced is not counted. Nor is what a person has settled,
    and what came before it: they asked whoever it was. A right date
    that was not sent is no wrong try, and gives none back.
    """
    wrong = 0
    for one in earlier:
        if one.by_page and one.link_serial == link.serial and one.doubt is not Doubt.UNSENT:
            is_wrong = one.doubt in _WRONG and not one.is_concluded
            wrong = wrong + 1 if is_wrong else 0
    return wrong


def replaced_earlier(session: Session, link: OpenLink, reply: RecordedReply) -> bool:
    """Whether there was an answer before this one, which has no doubt of its own and so stands instead.

    What turned out not to be the patient's, or was logged for them by mistake, was none.
    """
    if reply.doubt is not None:
        return False
    earlier, _ = behind_link.earlier_replies(session, link.fingerprint, link.notice_id)
    before = (one for one in earlier if one.id < reply.id and not one.is_concluded)
    return any(one.doubt not in behind_link.NO_ANSWERS for one in before)


def sent_reply(session: Session, link: OpenLink, reference: str) -> RecordedReply | None:
    """The reply with this reference, if somebody sent it from the page behind this link: a mere try is none."""
    earlier, _ = behind_link.earlier_replies(session, link.fingerprint, link.notice_id, reference)
    for one in earlier:
        if one.reference == reference and one.source is Source.PAGE and one.doubt not in Doubt.tries():
            return reply_record.recorded_before(one)
    return None


def _fingerprint(keys: Keys, typed: str) -> bytes | None:
    """What the tables would hold of this code, or None for one that cannot have been given out."""
    try:
        return access_codes.code_fingerprint(keys, access_codes.normalise_code(typed))
    except ValueRefused:
        return None
