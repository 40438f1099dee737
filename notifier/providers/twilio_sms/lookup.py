"""Looks for texts whose answer was lost among those that Twilio has, where they are known only by what they say."""

import logging
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from twilio.rest import Client

from notifier.providers.base import Accepted, ControlMessage, Finding, LostMessage, NeverSent

_LOG = logging.getLogger(__name__)
_LONGEST_ID = 100
_MOST_LISTED = 400  # texts to one number that are looked through; nobody gets as many from a practice


class ControlSearch:
    """Whether a search by number finds what is certainly there, with its words; asked once for each control.

    Where the account redacts numbers or words, where the key sees another account or the list lags behind, it does not,
    and that a lost text is not found either proves nothing.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._seen: dict[ControlMessage, bool] = {}
        self._lock = Lock()

    def sees(self, control: ControlMessage) -> bool:
        """Whether it is found now, or was when it was asked about before."""
        with self._lock:
            if control not in self._seen:
                listed = _listed(self._client, control.to) or {}
                self._seen[control] = bool(control.mark) and control.mark in listed.get(control.provider_id, "")
            return self._seen[control]


def find_lost_texts(client: Client, control_search: ControlSearch, lost: Sequence[LostMessage]) -> dict[str, Finding]:
    """Of texts to one number, each with its mark; whatever became of a text there, a report says.

    A text that is not there was never sent, if enough time has passed, every text that is there could be read, and the
    same search sees one of its controls.
    """
    listed = _listed(client, lost[0].to)
    if listed is None:
        return {}
    known = frozenset().union(*(one.known for one in lost))
    bodies = {sid: body for sid, body in listed.items() if sid not in known}
    # A text that the account's settings blank out may be any.
    is_certain = len(listed) < _MOST_LISTED and all(bodies.values())
    found: dict[str, Finding] = {}
    for one in lost:
        sid = next((sid for sid, body in bodies.items() if one.mark in body), None)
        if sid is not None:
            found[one.reference] = Accepted(sid)
            del bodies[sid]  # it is one message's only
        elif one.settled and is_certain and any(map(control_search.sees, one.controls)):
            found[one.reference] = NeverSent()
    return found


def is_id(sid: Any) -> bool:
    """Whether it can be what Twilio calls a text."""
    return isinstance(sid, str) and 0 < len(sid) <= _LONGEST_ID


def _listed(client: Client, number: str) -> Mapping[str, str] | None:
    """The texts to a number by their ids, with their words; None where Twilio could not be asked."""
    try:
        listed = client.messages.list(to=number, limit=_MOST_LISTED, page_size=100)
    except Exception as error:  # whatever the SDK raises: what was not found out stays unknown
        _LOG.warning("Twilio could not be asked about a lost text: %s", type(error).__name__)
        return None
    return {one.sid: one.body or "" for one in listed if is_id(one.sid)}
