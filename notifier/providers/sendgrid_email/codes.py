"""SendGrid's answers and events in our words.

https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/errors and
https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping

from notifier.providers.base import Refused, Unknown
from notifier.providers.http_pool import HttpAnswer
from notifier.vocabulary import FailReason as R
from notifier.vocabulary import ReportKind as K

_LOG = logging.getLogger(__name__)

# HTTP status -> (our reason, whether trying the same message again is of no use). 400 says what in `complaints`.
ANSWERS: Mapping[int, tuple[R, bool]] = {
    301: (R.ACCOUNT, False),  # moved: the host in our settings is not SendGrid's
    302: (R.ACCOUNT, False),
    303: (R.ACCOUNT, False),
    307: (R.ACCOUNT, False),
    308: (R.ACCOUNT, False),
    401: (R.ACCOUNT, False),  # the key is wrong, or its credits are used up
    402: (R.ACCOUNT, False),  # no money
    403: (R.ACCOUNT, False),  # the key may not send, or our sender is not verified
    404: (R.ACCOUNT, False),  # no SendGrid at that host
    405: (R.ACCOUNT, False),  # no SendGrid at that host
    406: (R.ACCOUNT, False),  # no SendGrid at that host
    413: (R.NOT_RENDERED, True),  # too large
    415: (R.ACCOUNT, False),  # no SendGrid at that host
    429: (R.BUSY, False),  # too many requests
}

# Event -> (what it reports, why). `bounce` and `dropped` say why in further words.
EVENTS: Mapping[str, tuple[K, R | None]] = {
    "processed": (K.ACCEPTED, None),
    "deferred": (K.ACCEPTED, None),  # the mailbox's server asks SendGrid to come again, which it does for three days
    "delivered": (K.DELIVERED, None),
    "spamreport": (K.NOTED, R.STOPPED),  # it did arrive, and is the last that may go there
    "unsubscribe": (K.NOTED, R.STOPPED),
    "group_unsubscribe": (K.NOTED, R.STOPPED),
    "group_resubscribe": (K.STOP_LIFTED, None),
    "open": (K.NOTED, None),  # not asked for; often a machine's doing
    "click": (K.NOTED, None),
}

BOUNCES: Mapping[str, R] = {
    "": R.BAD_ADDRESS,
    "bounce": R.BAD_ADDRESS,  # no such mailbox, for good
    "blocked": R.BLOCKED,  # the mailbox's server refuses us
    "expired": R.UNREACHABLE,  # deferred for three days
}

DROPS: Mapping[str, R] = {
    "bounced address": R.BAD_ADDRESS,  # it bounced before
    "invalid": R.BAD_ADDRESS,
    "unsubscribed address": R.STOPPED,
    "group unsubscribe": R.STOPPED,
    "spam reporting address": R.STOPPED,
    "spam content": R.FILTERED,
    "invalid smtpapi header": R.NOT_RENDERED,
    "recipient list over package quota": R.ACCOUNT,
}

# Of an account's change of status; only "compliance_suspend" is in the documents, and any other may stop us as well.
_RESTORED = re.compile(r"(^|_)(un_?suspend|un_?ban|re_?activat|reinstat|restor|activate)", re.IGNORECASE)

_PERSONAL = re.compile(r"personalizations[.\[](\d{1,4})\]?(?:\.(\w+))?")


def sendgrid_result(answer: HttpAnswer) -> Refused | Unknown:
    """What an answer means for every message of the request."""
    if answer.proves_nothing:
        return Unknown()
    if answer.http_status not in ANSWERS:
        _LOG.error("SendGrid gave an answer that is not in our table: %d", answer.http_status)
    return answer.as_refusal(*ANSWERS.get(answer.http_status, (R.OTHER, True)))


def complaints(answer: HttpAnswer, number: int) -> Mapping[int, Refused]:
    """What is wrong with which of a request's `number` messages; with all of them, when none of them is named.

    An answer with 400 means that nothing was done: whoever is not complained of can be sent again.
    """
    fields = list(_fields(answer.body))
    named: dict[int, Refused] = {}
    for field in fields:
        found = _PERSONAL.match(field)
        if found and int(found[1]) < number:
            reason = R.BAD_ADDRESS if found[2] in ("to", None) else R.NOT_RENDERED
            named.setdefault(int(found[1]), Refused(reason, permanent=True))
    if named:
        return named
    _LOG.error("SendGrid refused a whole request of %d emails", number)
    is_ours = any(field.startswith("from") for field in fields)
    everybody = Refused(R.ACCOUNT, permanent=False) if is_ours else Refused(R.NOT_RENDERED, permanent=True)
    return dict.fromkeys(range(number), everybody)


def sendgrid_meaning(event: str, kind: str, reason: str) -> tuple[K, R | None]:
    """What an event reports and why; `kind` is the type of a bounce or of
    an account's change, `reason` a drop's. The unknown is said aloud."""
    match event:
        case "bounce":
            return K.FAILED, _known(BOUNCES, kind, "bounce")
        case "dropped":
            return K.FAILED, _known(DROPS, reason, "drop")
        case "account_status_change":
            return K.NOTED, None if _RESTORED.search(kind) else R.ACCOUNT
        case _ if event not in EVENTS:
            _LOG.error("SendGrid gave an event that is not in our table")
    return EVENTS.get(event, (K.NOTED, None))


def _known(table: Mapping[str, R], word: str, what: str) -> R:
    """Only the kind of thing is logged: the words may quote an address."""
    if word.strip().lower() not in table:
        _LOG.error("SendGrid gave the reason of a %s in words that are not in our table", what)
    return table.get(word.strip().lower(), R.OTHER)


def _fields(body: str) -> Iterator[str]:
    """The parts of the request that an answer complains of."""
    try:
        errors = json.loads(body)["errors"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return
    for error in errors if isinstance(errors, list) else ():
        field = error.get("field") if isinstance(error, dict) else None
        if isinstance(field, str):
            yield field
