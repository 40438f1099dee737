"""How the stand-in behaves: what becomes of each message, and what goes wrong on the way.

Shares are between 0 and 1. What becomes of a message follows from the seed and the number or address it goes to, so
that a sample practice of the same seed always meets the same fates; what goes wrong is drawn anew for each request.
"""

import hashlib
import json
import random
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from notifier.errors import SettingsFault, field_faults
from web.sandbox.named_scenarios import NAMED

Share = Annotated[float, Field(ge=0, le=1)]


class _Shares(BaseModel):
    """Shares of one whole; what they leave is the ordinary case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="after")
    def _at_most_all(self) -> Self:
        if sum(self.model_dump().values()) > 1 + 1e-9:
            raise ValueError("these shares come to more than 1")
        return self

    def at(self, point: float) -> str:
        """The name of the share that this point of [0, 1) falls into; empty for the ordinary case."""
        for name, share in self.model_dump().items():
            if point < share:
                return str(name)
            point -= share
        return ""


class TextFates(_Shares):
    """What becomes of a text that does not arrive."""

    soft: Share = 0.0  # 30003: the phone is off or out of reach
    hard: Share = 0.0  # 30005: no such number
    landline: Share = 0.0  # 30006
    filtered: Share = 0.0  # 30007: taken for spam
    stopped: Share = 0.0  # 21610: somebody answered STOP long ago


class EmailFates(_Shares):
    """What becomes of an email that does not simply arrive."""

    bounce: Share = 0.0  # no such mailbox
    blocked: Share = 0.0  # the other side refuses us for now
    deferred: Share = 0.0  # arrives at the second try
    late_bounce: Share = 0.0  # arrives, and comes back afterwards
    dropped: Share = 0.0  # bounced before, so that it is not even tried
    invalid: Share = 0.0  # an address that can be none, so that it is not even tried
    spamreport: Share = 0.0  # arrives, and is reported as spam
    unsubscribed: Share = 0.0  # arrives, and the reader wants no more


class Faults(_Shares):
    """What goes wrong with a request."""

    accepted_then_500: Share = 0.0
    cut: Share = 0.0  # the connection closes before the request is processed
    cut_after: Share = 0.0  # and after
    hang: Share = 0.0  # it is processed or not, and no answer comes for `hang_seconds`
    busy: Share = 0.0  # 429, and not processed


class Callbacks(BaseModel):
    """When and how often the product hears what became of a message."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_after: float = Field(0.1, ge=0, le=3600)  # seconds
    last_after: float = Field(1.5, ge=0, le=3600)
    early: Share = 0.0  # called before the request is answered
    doubled: Share = 0.0
    reordered: Share = 0.0  # the last comes first; each says when it happened, where its provider says that at all
    lost: Share = 0.0  # reports that never come
    lost_inbound: Share = 0.0  # texts to the practice that it is never told of
    insistent: bool = False  # Twilio too calls again and again, which the real one does not


class Rights(BaseModel):
    """What the account's settings and the product's keys let the product see."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    texts_listed: bool = True  # else 403: the key may send, and may not read
    numbers_shown: bool = True  # else numbers and words are redacted, and no search by number finds anything
    texts_listed_after: float = Field(0.0, ge=0, le=86_400)  # seconds by which the list of texts lags behind
    suppressions_listed: bool = True  # else 403 for each of SendGrid's lists
    activity_listed: bool = False  # SendGrid's activity feed, which is paid for


class Outage(BaseModel):
    """Nobody is served between two moments, by the stand-in's clock: cut off, left without an answer, or refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["", "cut", "hang", "unavailable"] = ""
    begins: AwareDatetime | None = None  # none: it has begun
    ends: AwareDatetime | None = None  # none: until somebody changes the scenario

    def holds(self, now: datetime) -> bool:
        """Whether it is so at this moment."""
        has_begun, has_ended = self.begins is None or self.begins <= now, self.ends is not None and self.ends <= now
        return bool(self.kind) and has_begun and not has_ended


class Scenario(BaseModel):
    """Everything that can be set. The proportions left alone are those of an ordinary practice's list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sms: TextFates = TextFates(soft=0.04, hard=0.055, stopped=0.005)
    email: EmailFates = EmailFates(bounce=0.035, deferred=0.02, dropped=0.004, spamreport=0.001)
    faults: Faults = Faults()
    callbacks: Callbacks = Callbacks()
    rights: Rights = Rights()
    outage: Outage = Outage()
    latency_ms: float = Field(0.0, ge=0, le=60_000)  # before every answer
    hang_seconds: float = Field(25.0, ge=0, le=600)
    retry_after: int = Field(1, ge=0, le=3600)  # seconds that a busy answer asks for

    def changed(self, given: Mapping[str, Any]) -> "Scenario":
        """With these parts replaced, and the rest as it was. Raises SettingsFault that names every fault."""
        try:
            return Scenario.model_validate(self.model_dump() | dict(given))
        except ValidationError as error:
            faults = field_faults(error)
            raise SettingsFault("this is no scenario:\n  " + "\n  ".join(faults)) from None


def scenario(text: str) -> Scenario:
    """A scenario by its name or as a JSON object. Raises SettingsFault."""
    if text in NAMED:
        return Scenario().changed(NAMED[text])
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise SettingsFault(f"a scenario is one of {', '.join(NAMED)} or a JSON object")
    return Scenario().changed(given)


class Conditions:
    """The scenario in force, which may be changed at any time, and the chance that goes with it."""

    def __init__(self, seed: int, scenario: Scenario) -> None:
        self.scenario = scenario
        self._seed = seed
        self._chance = random.Random(seed)  # noqa: S311 - to be repeatable, and no secret
        self._lock = threading.Lock()

    def text_fate(self, number: str) -> str:
        """What becomes of texts to this number: a name of `TextFates`, empty when they arrive."""
        return self.scenario.sms.at(self._point(number))

    def email_fate(self, address: str) -> str:
        """What becomes of emails to this address: a name of `EmailFates`, empty when they arrive."""
        return self.scenario.email.at(self._point(address.casefold()))

    def fault(self) -> str:
        """What goes wrong with this request: a name of `Faults`, empty for nothing."""
        return self.scenario.faults.at(self._draw())

    def happens(self, share: float) -> bool:
        """Whether something of this share happens this time."""
        return self._draw() < share

    def _point(self, key: str) -> float:
        digest = hashlib.sha256(f"{self._seed}:{key}".encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48

    def _draw(self) -> float:
        with self._lock:
            return self._chance.random()
