"""What the desk remembers between two pages, in the session of the browser and never in an address.

What is looked for; the pile that is being logged; the way the last answer came; the answer that was logged for the
wrong patient and waits for the right one; and the reference of what was logged last.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from flask import session

from notifier.campaigns.calendar import london_date
from notifier.replies.history import ReplyView
from notifier.vocabulary import Answerer, Choice, Source

LONGEST_QUERY = 200
_QUERY, _PILE, _SOURCE, _AGAIN, _LOGGED = "desk-query", "desk-pile", "desk-source", "desk-again", "desk-logged"


@dataclass(frozen=True)
class SlipPile:
    """Slips that came by one way on one day, and are logged one after the other."""

    campaign_id: int
    source: Source
    received: str  # as the form takes it: 2026-11-23
    began: datetime

    @property
    def day(self) -> date:
        """The day on which it came."""
        return date.fromisoformat(self.received)


@dataclass(frozen=True)
class WaitingReply:
    """An answer that was logged for the wrong patient, as the form has it, until the right one is found."""

    choice: Choice
    source: Source
    received: str  # as the form takes it
    answered_by: Answerer

    @property
    def day(self) -> date:
        """The day on which it came."""
        return date.fromisoformat(self.received)


def query() -> str:
    """What was looked for last; empty for nothing."""
    return str(session.get(_QUERY, ""))


def remember_query(typed: str) -> None:
    """Keep what is looked for."""
    session[_QUERY] = typed


def forget_query() -> None:
    """Let the box be empty again."""
    session.pop(_QUERY, None)


def begin_pile(pile: SlipPile) -> None:
    """Say once how and when a pile came."""
    session[_PILE] = [pile.campaign_id, pile.source.value, pile.received, pile.began.isoformat()]


def end_pile() -> None:
    """Forget the pile."""
    session.pop(_PILE, None)


def slip_pile(campaign_id: int) -> SlipPile | None:
    """The pile that is being logged, if it is of this campaign."""
    with suppress(KeyError, ValueError, TypeError):
        of, source, received, began = session[_PILE]
        return SlipPile(of, Source(source), received, datetime.fromisoformat(began)) if of == campaign_id else None
    return None


def note_logged(reference: str, source: Source) -> None:
    """Remember what was logged and how it came, and forget what was looked for and what waited."""
    forget_query()
    session.pop(_AGAIN, None)
    session[_LOGGED], session[_SOURCE] = reference, source.value


def take_logged() -> str:
    """The reference of what was logged just now: said once. Empty for none."""
    return str(session.pop(_LOGGED, ""))


def last_source() -> str:
    """The way the last answer came that was logged here; empty for none."""
    return str(session.get(_SOURCE, ""))


def log_again(campaign_id: int, reply: ReplyView) -> None:
    """Have an answer wait that was logged for the wrong patient, until the right one is found."""
    forget_query()
    day = london_date(reply.received_at).isoformat()
    session[_AGAIN] = [campaign_id, reply.choice.value, reply.source.value, day, reply.answered_by.value]


def waiting_reply(campaign_id: int) -> WaitingReply | None:
    """The answer that waits for its right patient in a campaign."""
    with suppress(KeyError, ValueError, TypeError):
        of, choice, source, received, answered_by = session[_AGAIN]
        if of == campaign_id:
            return WaitingReply(Choice(choice), Source(source), received, Answerer(answered_by))
    return None


def forget_waiting() -> None:
    """Have no answer wait: it will be logged in another way, or not at all."""
    session.pop(_AGAIN, None)
