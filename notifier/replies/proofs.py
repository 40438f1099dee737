"""The proof that whoever gave a reply by the page had the link's code: who breaks into the page's process has none.

The code is nowhere in the database and can be made by the staff half alone (notifier.patients.access_codes). The page
has it for as long as it answers the one who opened the link, and keys with it an HMAC over all that the reply says. The
settling makes the code anew and compares; until then an agreement holds the patient, and one whose proof is wrong for
good (notifier.outcomes.facts). So a row that somebody writes by the page's rights, or changes later, agrees to nothing.

What a break-in gives all the same: the codes and dates of birth of those who answer while it lasts. What it does not
give is anybody else's: on PostgreSQL the page's role cannot read the fingerprints of links, only ask about one that it
can name (the functions of notifier.store.page_role), and whoever searches has to ask the database, for as long as the
break-in lasts. Asked from inside, it would answer 270,000 such questions a second on each core (measured); the role has
50 connections, and waits 2 ms on each before it is told, so that it gets 25,000 a second at most, on any machine. With
10,000 notices one of 2**55 / 10**4 = 3.6 * 10**12 codes is right: that takes 4.6 years for one patient's, whoever it
is, and 46,000 for all; with a million notices 17 days for one. With the fingerprints in hand, as before, one graphics
card took an hour. So one code
of 12 characters is kept, for link and print alike. SQLite is one file of one process: it has no such half.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from notifier.patients import access_codes
from notifier.patients.access_codes import Keys
from notifier.store.tables import Notice, Reply, ReplyContact

_DOMAIN = "fair-notice reply 1"  # the check value is an HMAC under the code too: the two must never be the same
# What a proof is about, by the columns of `reply` and then of `reply_contact`: all that the page writes.
_OF_REPLY = (
    *("reference", "notice_id", "choice", "source", "received_at", "recorded_at", "doubt"),
    *("answered_by", "extent", "sitting", "link_serial"),
)
_OF_CONTACT = ("name", "contact", "date_of_birth")


def reply_proof(code: str, reply: Mapping[str, object], contact: Mapping[str, object]) -> bytes:
    """The proof of a reply by the page, 32 bytes: both rows by their columns, `contact` empty where there is no row."""
    said = [_plain(reply[name]) for name in _OF_REPLY] + [_plain(contact.get(name)) for name in _OF_CONTACT]
    content = json.dumps([_DOMAIN, *said], ensure_ascii=True, separators=(",", ":"))
    return hmac.new(code.encode("ascii"), content.encode("ascii"), sha256).digest()


def is_proven(keys: Keys, row: Reply, contact: ReplyContact | None, notice: Notice) -> bool:
    """Whether a reply by the page proves that it came by one of the notice's links; its rows as they stand now."""
    if row.proof is None or row.link_serial is None:
        return False
    code = access_codes.make_code(keys, notice.campaign_id, notice.patient_id, row.link_serial)
    stored = _columns(row, _OF_REPLY), _columns(contact, _OF_CONTACT) if contact is not None else {}
    return hmac.compare_digest(row.proof, reply_proof(code, *stored))


def _columns(row: Reply | ReplyContact, names: Sequence[str]) -> Mapping[str, object]:
    return {name: getattr(row, name) for name in names}


def _plain(value: object) -> str:
    """A value in one way of writing, whichever database keeps it; nothing and an empty text are the same."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return "" if value is None else str(value)
