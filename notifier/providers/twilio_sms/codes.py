"""Twilio's codes in our words: https://www.twilio.com/docs/api/errors, and bare HTTP statuses where it gives no code.

The same table serves refusals and later reports. Whatever is wrong with us and not with the message is ACCOUNT and not
permanent: the campaign pauses, and the message goes when somebody has put it right. Where that may be so for some
numbers alone (a country or a network that our sender may not reach), it is NOT_ALLOWED: what others get tells which.
"""

import json
import logging
from collections.abc import Mapping

from notifier.providers.base import Refused, Unknown
from notifier.providers.http_pool import HttpAnswer
from notifier.vocabulary import FailReason as R

_LOG = logging.getLogger(__name__)
NO_CODE = 0

# Code -> (our reason, whether trying the same message again is of no use).
CODES: Mapping[int, tuple[R, bool]] = {
    NO_CODE: (R.OTHER, True),  # a report of failure that does not say why
    # HTTP alone
    301: (R.ACCOUNT, False),  # moved: the address in our settings is not Twilio's
    302: (R.ACCOUNT, False),
    303: (R.ACCOUNT, False),
    307: (R.ACCOUNT, False),
    308: (R.ACCOUNT, False),
    401: (R.ACCOUNT, False),  # who are you?
    402: (R.ACCOUNT, False),  # no money
    403: (R.ACCOUNT, False),  # not you
    404: (R.ACCOUNT, False),  # no such account, or no Twilio at that address
    405: (R.ACCOUNT, False),  # no Twilio at that address
    413: (R.NOT_RENDERED, True),  # too large
    429: (R.BUSY, False),  # too many requests
    # Who we are
    14107: (R.BUSY, False),  # too many messages in this time
    20003: (R.ACCOUNT, False),  # credentials are wrong, or have no right to this
    20005: (R.ACCOUNT, False),  # account suspended or closed
    20006: (R.ACCOUNT, False),  # access denied
    20008: (R.ACCOUNT, False),  # test credentials
    20010: (R.ACCOUNT, False),  # switched off for this account
    20151: (R.ACCOUNT, False),  # authentication failed
    20403: (R.ACCOUNT, False),  # forbidden
    20404: (R.ACCOUNT, False),  # no such account
    20413: (R.NOT_RENDERED, True),  # request too large
    20422: (R.NOT_RENDERED, True),  # a value that Twilio does not take
    20426: (R.ACCOUNT, False),  # only by https
    20429: (R.BUSY, False),  # too many requests
    # The number
    21211: (R.BAD_ADDRESS, True),  # no valid number
    21214: (R.UNREACHABLE, True),  # cannot be reached
    21217: (R.BAD_ADDRESS, True),  # does not look like a number
    21265: (R.BAD_ADDRESS, True),  # a short code
    21266: (R.BAD_ADDRESS, True),  # our own number
    21268: (R.BAD_ADDRESS, True),  # a premium number
    21401: (R.BAD_ADDRESS, True),  # no valid number
    21407: (R.BAD_ADDRESS, True),  # this kind of number takes no texts
    21421: (R.BAD_ADDRESS, True),  # no valid number
    21604: (R.BAD_ADDRESS, True),  # no number at all
    21610: (R.STOPPED, True),  # answered STOP to us before
    21612: (R.NOT_ALLOWED, True),  # no way from our sender to this number
    21614: (R.BAD_ADDRESS, True),  # not a mobile
    21635: (R.BAD_ADDRESS, True),  # a landline
    # Our sender and settings
    21205: (R.ACCOUNT, False),  # an address of ours is not valid
    21212: (R.ACCOUNT, False),  # our sender is not valid
    21213: (R.ACCOUNT, False),  # no sender
    21219: (R.NOT_ALLOWED, True),  # a trial account, and a number that it did not verify
    21264: (R.ACCOUNT, False),  # our sender is not verified
    21267: (R.ACCOUNT, False),  # a trial account has no sender with a name
    21402: (R.ACCOUNT, False),  # an address of ours is not valid
    21408: (R.NOT_ALLOWED, True),  # sending to this country is switched off
    21470: (R.ACCOUNT, False),  # no such account
    21471: (R.ACCOUNT, False),  # no such account
    21472: (R.ACCOUNT, False),  # account not active
    21502: (R.ACCOUNT, False),  # the address for reports is not valid
    21601: (R.ACCOUNT, False),  # our sender takes no texts
    21603: (R.ACCOUNT, False),  # no sender
    21606: (R.NOT_ALLOWED, True),  # our sender is not ours, or cannot text there
    21607: (R.ACCOUNT, False),  # a trial account has to send from its own number
    21608: (R.NOT_ALLOWED, True),  # a trial account, and a number that it did not verify
    21609: (R.ACCOUNT, False),  # the address for reports is not valid: has public_url an address that Twilio can reach?
    21611: (R.BUSY, False),  # our sender's queue is full for ten hours
    21616: (R.ACCOUNT, False),  # our sender is several numbers
    21624: (R.ACCOUNT, False),  # a validity period that Twilio does not take
    21657: (R.ACCOUNT, False),  # our sender's name is not valid
    21659: (R.ACCOUNT, False),  # our sender is no number of Twilio's
    21660: (R.ACCOUNT, False),  # our sender is another account's
    21661: (R.ACCOUNT, False),  # our sender takes no texts
    21662: (R.ACCOUNT, False),  # our sender cannot be used in this region
    21663: (R.ACCOUNT, False),  # our sender's routing is wrong
    21668: (R.ACCOUNT, False),  # our sender cannot be used in this region
    21701: (R.ACCOUNT, False),  # no such messaging service
    21702: (R.ACCOUNT, False),  # the messaging service is not available
    21703: (R.ACCOUNT, False),  # the messaging service has no number to send from
    21704: (R.ACCOUNT, False),  # the messaging service has no number at all
    21705: (R.ACCOUNT, False),  # the messaging service is not valid
    21708: (R.ACCOUNT, False),  # the messaging service lacks a sender's name
    21709: (R.ACCOUNT, False),  # our sender's name is not allowed in the messaging service
    21711: (R.ACCOUNT, False),  # our sender is not in the messaging service
    21712: (R.ACCOUNT, False),  # our sender is in another messaging service
    # The text
    21602: (R.NOT_RENDERED, True),  # no text
    21605: (R.NOT_RENDERED, True),  # too long
    21617: (R.NOT_RENDERED, True),  # more than 1,600 characters
    21618: (R.NOT_RENDERED, True),  # cannot be sent
    21619: (R.NOT_RENDERED, True),  # no text
    # On the way
    30001: (R.BUSY, False),  # queued for too long
    30002: (R.ACCOUNT, False),  # account suspended
    30003: (R.UNREACHABLE, False),  # switched off, or out of reach
    30004: (R.BLOCKED, True),  # the phone or its network refuses us
    30005: (R.BAD_ADDRESS, True),  # no such phone any more
    30006: (R.BAD_ADDRESS, True),  # a landline, or a network that nobody reaches
    30007: (R.FILTERED, True),  # taken for spam
    30008: (R.UNREACHABLE, False),  # the network does not say why
    30010: (R.NOT_ALLOWED, True),  # dearer than we allow
    30012: (R.ACCOUNT, False),  # validity too short
    30013: (R.ACCOUNT, False),  # validity too long
    30014: (R.BAD_ADDRESS, True),  # no valid number
    30015: (R.ACCOUNT, False),  # not a channel of Twilio's
    30016: (R.NOT_ALLOWED, True),  # our sender and the number are of different channels
    30017: (R.UNREACHABLE, False),  # the network is congested
    30018: (R.NOT_ALLOWED, True),  # the network wants our sender registered
    30019: (R.NOT_RENDERED, True),  # too large for the network
    30020: (R.UNREACHABLE, False),  # a fault of Twilio's
    30021: (R.UNREACHABLE, False),  # a fault of Twilio's
    30022: (R.BUSY, False),  # more than our sender may send
    30023: (R.BUSY, False),  # more than our sender may send in a day
    30024: (R.NOT_ALLOWED, True),  # the network does not know our sender
    30027: (R.BUSY, False),  # more than our sender may send in a day
    30032: (R.ACCOUNT, False),  # our sender is not verified
    30033: (R.ACCOUNT, False),  # our sender's registration is suspended
    30034: (R.ACCOUNT, False),  # our sender is not registered
    30035: (R.ACCOUNT, False),  # our sender is still being set up
    30036: (R.BUSY, False),  # queued for longer than the validity period
    30037: (R.ACCOUNT, False),  # sending is switched off
    30038: (R.FILTERED, True),  # taken for a one-time password
    30039: (R.BLOCKED, True),  # taken for an answer to an answer
    30040: (R.NOT_ALLOWED, True),  # the network wants our sender registered
    30041: (R.NOT_ALLOWED, True),  # the country wants our sender registered
    30042: (R.NOT_ALLOWED, True),  # our sender's name is not allowed
    30043: (R.NOT_ALLOWED, True),  # our sender is of another country
    30044: (R.NOT_ALLOWED, True),  # too long for a trial account
    30045: (R.ACCOUNT, False),  # a validity period that Twilio does not take
    30046: (R.UNREACHABLE, False),  # never confirmed
    30111: (R.FILTERED, True),  # our link is on a list of bad ones
    30410: (R.UNREACHABLE, False),  # the network did not answer Twilio
    30450: (R.FILTERED, True),  # taken for fraud
    30453: (R.UNREACHABLE, False),  # could not be delivered
    30454: (R.ACCOUNT, False),  # the account's limit is reached
    30485: (R.UNREACHABLE, False),  # could not be delivered
    30500: (R.UNREACHABLE, False),  # a fault of Twilio's
    30610: (R.UNREACHABLE, False),  # could not be delivered
    30615: (R.UNREACHABLE, False),  # could not be delivered
    30620: (R.UNREACHABLE, False),  # could not be delivered
    30630: (R.STOPPED, True),  # answered STOP to us before
    30640: (R.UNREACHABLE, False),  # could not be delivered
    63038: (R.ACCOUNT, False),  # the account's limit for the day is reached
    90007: (R.ACCOUNT, False),  # a validity period that Twilio does not take
}


def twilio_meaning(code: int) -> tuple[R, bool]:
    """Our reason, and whether it is permanent. A code that is not in the table is said aloud: it should be there."""
    if code not in CODES:
        _LOG.error("Twilio gave a code that is not in our table: %d", code)
    return CODES.get(code, (R.OTHER, True))


def twilio_result(answer: HttpAnswer) -> Refused | Unknown:
    """What Twilio's answer means for a message."""
    if answer.proves_nothing:
        return Unknown()
    return answer.as_refusal(*twilio_meaning(code_in(answer) or answer.http_status))


def code_in(answer: HttpAnswer) -> int:
    """Twilio's own code in an answer; 0 when there is none."""
    try:
        code = json.loads(answer.body)["code"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return NO_CODE
    return code if isinstance(code, int) else NO_CODE
