"""A mail server's answers in our words, and the states that bounces name.

RFC 5321 (4.2) has the three digits, RFC 3463 and IANA's registry "SMTP Enhanced Status Codes" the three numbers behind
them, https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online what
Exchange Online, and so NHSmail, says beyond these.
"""

import logging
import re
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum

from notifier.providers.base import Refused
from notifier.vocabulary import FailReason as R

_LOG = logging.getLogger(__name__)
_ENHANCED = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\d)")
# The server does not carry our mail: to anybody, or to this recipient's domain.
_NO_RELAY = re.compile(
    r"relay(ing)? (access )?(is )?(denied|not permitted|not allowed|prohibited)|unable to relay|do not relay", re.I
)
_SPAM = re.compile(r"\bspam\b|\bjunk\b|\bphish|\bvirus\b|\bmalware\b|content (was )?rejected", re.I)
BUSY_WAIT = timedelta(minutes=1)  # that a server which has had too many is left alone; it never says how long


class SmtpStep(Enum):
    """How far the conversation about an email had come when the server said no."""

    OPENING = "opening"  # greeting, encryption, signing in
    SENDER = "sender"
    ADDRESS = "address"
    CONTENT = "content"


# Subject and detail of an enhanced code, or the subject alone -> our reason, whoever says it at whatever step.
STATES: Mapping[str, R] = {
    "1": R.BAD_ADDRESS,  # of addresses
    "1.7": R.ACCOUNT,  # our own address has a wrong form
    "1.8": R.ACCOUNT,  # our own address is at no domain
    "1.90": R.BUSY,  # Exchange: today's number of recipients is used up
    "2": R.UNREACHABLE,  # of mailboxes
    "2.1": R.BAD_ADDRESS,  # switched off
    "2.2": R.UNREACHABLE,  # full
    "2.3": R.NOT_RENDERED,  # larger than this mailbox takes
    "3": R.UNREACHABLE,  # of mail systems
    "3.4": R.NOT_RENDERED,  # larger than the server takes
    "4": R.UNREACHABLE,  # of the network and of routes
    "4.1": R.UNREACHABLE,  # no answer from the host; Exchange also: recipient refused
    "4.4": R.BAD_ADDRESS,  # no server for the domain
    "4.310": R.BAD_ADDRESS,  # Exchange: there is no such domain
    "5": R.OTHER,  # of the protocol
    "5.3": R.OTHER,  # too many recipients, which one is not
    "6": R.NOT_RENDERED,  # of the content's form
    "7": R.BLOCKED,  # of security and rules
    "7.0": R.BLOCKED,
    "7.8": R.ACCOUNT,  # the password is wrong
    "7.9": R.ACCOUNT,  # this way of signing in is too weak
    "7.30": R.ACCOUNT,  # Exchange: signing in by password is no longer supported
    "7.57": R.ACCOUNT,  # Exchange: nobody signed in
    "7.60": R.ACCOUNT,  # Exchange: we may not send as our address
    "7.64": R.ACCOUNT,  # Exchange: the organisation does not carry our mail
    "7.139": R.ACCOUNT,  # Exchange: signing in by password is switched off
    "7.708": R.ACCOUNT,  # Exchange: our organisation sends too much that is taken for spam
    "10": R.BAD_ADDRESS,  # the domain takes no mail (RFC 7505)
}
# Without an enhanced code, three digits alone: of a recipient, and of an email as a whole.
_PLAIN: Mapping[int, R] = {
    521: R.BAD_ADDRESS,  # the domain takes no mail (RFC 7504)
    550: R.BAD_ADDRESS,
    551: R.BAD_ADDRESS,  # moved
    552: R.UNREACHABLE,  # full
    553: R.BAD_ADDRESS,
    554: R.BLOCKED,
    556: R.BAD_ADDRESS,  # the domain takes no mail
}
_PLAIN_CONTENT: Mapping[int, R] = {550: R.BLOCKED, 552: R.NOT_RENDERED, 554: R.BLOCKED}
_PASSES = (R.UNREACHABLE, R.BUSY, R.UNAVAILABLE, R.ACCOUNT)  # with which trying the same email again may help
_NOT_TO_THEM = Refused(R.NOT_ALLOWED, permanent=True)  # what others get tells whose fault it is
_SIGNED_OUT = (530, 534, 535, 538)  # RFC 4954: sign in first, or otherwise


def refusal(step: SmtpStep, code: int, text: bytes) -> Refused:
    """What the server's no means for the email in hand; `code` is 400 or above."""
    said = text.decode("ascii", "replace")
    if code in _SIGNED_OUT:
        return Refused(R.ACCOUNT, permanent=False)
    if _NO_RELAY.search(said):
        # Said of one recipient, it may be of their domain alone, to which the server does not carry what is ours.
        return _NOT_TO_THEM if step is SmtpStep.ADDRESS else Refused(R.ACCOUNT, permanent=False)
    if step in (SmtpStep.OPENING, SmtpStep.SENDER):
        return _of_ourselves(step, code, said)
    if code < 500:
        return _for_now(said)
    reason = _state(said) or (_PLAIN if step is SmtpStep.ADDRESS else _PLAIN_CONTENT).get(code)
    if step is SmtpStep.CONTENT and reason in (R.BLOCKED, None) and _SPAM.search(said):
        reason = R.FILTERED
    if reason is R.ACCOUNT and step is SmtpStep.ADDRESS:
        return _NOT_TO_THEM
    if reason is None:
        _LOG.error("the mail server gave an answer that is not in our table: %d at %s", code, step.value)
        reason = R.OTHER
    wait = BUSY_WAIT if reason is R.BUSY else timedelta(0)
    return Refused(reason, permanent=reason not in _PASSES, retry_after=wait)


def bounce_reason(status: str, said: str) -> R:
    """Why an email came back, by the state of its notice (as "5.1.1") and the words of the server that refused it."""
    state = _ENHANCED.match(status) or _ENHANCED.search(said)
    reason = None if state is None else _known(state)
    if _SPAM.search(said) and reason in (R.BLOCKED, R.OTHER, None):
        return R.FILTERED
    if reason in (R.ACCOUNT, R.BUSY):  # of the server that had it from ours, so that ours is in order
        return R.BLOCKED
    if reason is None:
        _LOG.error("an email came back for a reason that is not in our table")
    return reason or R.OTHER


def _of_ourselves(step: SmtpStep, code: int, said: str) -> Refused:
    """Before a recipient is named, a no is about us or the server."""
    if code < 500:
        return Refused(R.UNAVAILABLE, permanent=False) if step is SmtpStep.OPENING else _for_now(said)
    state = _state(said)
    if state in (R.NOT_RENDERED, R.BUSY):  # too large, as the server was told; too many for today
        is_busy = state is R.BUSY
        return Refused(state, permanent=not is_busy, retry_after=BUSY_WAIT if is_busy else timedelta(0))
    return Refused(R.ACCOUNT, permanent=False)


def _for_now(said: str) -> Refused:
    """A "come again later": of the server where it has too much to do, else of this recipient, as greylisting is."""
    found = _ENHANCED.match(said)
    subject = found[2] if found else ""
    if subject in ("3", "5") or re.search(r"too many|rate|throttl|limit", said, re.I):
        return Refused(R.BUSY, permanent=False, retry_after=BUSY_WAIT)
    return Refused(R.UNREACHABLE, permanent=False)


def _state(said: str) -> R | None:
    found = _ENHANCED.match(said)
    return None if found is None else _known(found)


def _known(found: re.Match[str]) -> R | None:
    exact, subject = f"{found[2]}.{found[3]}", found[2]
    return STATES.get(exact) or STATES.get(subject)
