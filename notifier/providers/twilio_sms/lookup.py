"""Looks for texts whose answer was lost among those that Twilio has, where they are known only by what they say."""

import logging
from collections.abc import Sequence
from typing import Any

from twilio.rest import Client

from notifier.providers.base import Accepted, Finding, LostMessage, NeverSent

_LOG = logging.getLogger(__name__)
_LONGEST_ID = 100
_MOST_LISTED = 400  # texts to one number that are looked through; nobody gets as many from a practice


def find_lost_texts(client: Client, lost: Sequence[LostMessage]) -> dict[str, Finding]:
    """Of texts to one number, each with its mark; whatever became of a text there, a report says.

    A text that is not there was never sent, if enough time has passed and every text that is there could be read.
    """
    try:
        listed = client.messages.list(to=lost[0].to, limit=_MOST_LISTED, page_size=100)
    except Exception as error:  # whatever the SDK raises: what was not found out stays unknown
        _LOG.warning("Twilio could not be asked about a lost text: %s", type(error).__name__)
        return {}
    known = frozenset().union(*(one.known for one in lost))
    bodies = {one.sid: one.body or "" for one in listed if is_id(one.sid) and one.sid not in known}
    # A text that the account's settings blank out may be any.
    is_certain = len(listed) < _MOST_LISTED and all(bodies.values())
    found: dict[str, Finding] = {}
    for one in lost:
        sid = next((sid for sid, body in bodies.items() if one.mark in body), None)
        if sid is not None:
            found[one.reference] = Accepted(sid)
            del bodies[sid]  # it is one message's only
        elif one.settled and is_certain:
            found[one.reference] = NeverSent()
    return found


def is_id(sid: Any) -> bool:
    """Whether it can be what Twilio calls a text."""
    return isinstance(sid, str) and 0 < len(sid) <= _LONGEST_ID
