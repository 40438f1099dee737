"""What becomes of texts and emails on their way: delivered, lost, doubled, late, lied about; and who reads them."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from functools import partial

from tests.simulation.ledger import FIRST, REMINDER, Telling, london_day, needs_guardian
from tests.simulation.providers import Call, Carried
from tests.simulation.scene import Scene

CODE = re.compile(r"/r/([0-9A-Z]{12})")
_PROMISED = re.compile(r"(?:Tell us by|what you want by) (\d{1,2} [A-Z][a-z]+(?: \d{4})?)")
_DAY_IN_PRINT = re.compile(
    r"\b(\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4})\b"
)
_TO_PARENT = ("To the parent or guardian", "as the parent or guardian")
_LOST, _TWICE, _LATE = 0.08, 0.16, 0.25  # of the reports, by one draw
_BOUNCING = 0.12  # of the emails, those that never arrive among them
_ACKNOWLEDGED = "We have an answer"
Reads = Callable[[int, Telling], object]


class Carriage:
    """Takes what the companies were handed, finds out for whom it was, and lets it arrive or not."""

    def __init__(self, scene: Scene, reads: Reads) -> None:
        self._scene, self._reads = scene, reads
        self._seen: set[str] = set()
        self._unreported: list[tuple[Telling, int]] = []  # texts, with how often the practice asked since

    def take(self) -> None:
        """Everything that was handed over since the last time."""
        for carried in self._scene.companies.take_carried():
            if carried.reference in self._seen:
                self._scene.fault(f"{carried.channel} {carried.reference} to {carried.to} was handed over twice")
            self._seen.add(carried.reference)
            if _ACKNOWLEDGED in carried.words:
                self._acknowledge(carried)
            else:
                self._tell(carried)

    def _acknowledge(self, carried: Carried) -> None:
        self._scene.after(lambda: self._scene.call(self._report(carried, "delivered")), minutes=20)

    def _tell(self, carried: Carried) -> None:
        scene = self._scene
        key = self._whose(carried)
        code = CODE.search(carried.words)
        if key is None or code is None:
            scene.fault(f"a {carried.channel} went to {carried.to}, which is nobody's alone: {carried.words[:60]}")
            return
        entry = scene.ledger.on_list(scene.now)[key]
        place = _as_listed(carried)
        wave = REMINDER if "Reminder: " in carried.words else FIRST
        telling = Telling(
            *(carried.channel, wave, entry.nhs_number, place, carried.sent_at, code[1]),
            *(promised(carried.words, london_day(scene.now)), carried.reference),
            is_answered=scene.companies.is_answered(carried.reference),
        )
        scene.ledger.life(key).tellings.append(telling)
        scene.note(key, f"{wave} {carried.channel} to {place}, code {code[1]}, answer by {telling.promised}")
        self._send(key, telling, carried)

    def _whose(self, carried: Carried) -> int | None:
        """Whom a message is for, by what its reader sees: the number or mailbox, and whether it is for a child."""
        scene, today = self._scene, london_day(self._scene.now)
        on_list = scene.ledger.on_list(scene.now)
        for_child = any(words in carried.words for words in _TO_PARENT)
        holders = [
            key
            for key in scene.ledger.holders(_as_listed(carried), scene.now)
            if needs_guardian(on_list[key], today) == for_child and not on_list[key].is_gone
        ]
        return holders[0] if len(holders) == 1 else None

    def _send(self, key: int, telling: Telling, carried: Carried) -> None:
        scene = self._scene
        human = scene.people[key]
        truly = human.mobile if carried.channel == "sms" else human.email
        chance = scene.chance("fate", telling.wave, telling.channel, telling.place, london_day(scene.now))
        is_right = telling.place == truly
        draw = chance.random()
        minutes = chance.uniform(1, 180)
        if draw < (0.06 if is_right else 0.5):
            fate = "unknown" if chance.random() < 0.5 else "undelivered"
        elif draw < _BOUNCING and carried.channel == "email":
            fate = "late bounce"
        else:
            fate = "delivered"
        report = chance.random()
        scene.after(partial(self._end, key, telling, carried, fate, report), minutes=minutes)

    def _end(self, key: int, telling: Telling, carried: Carried, fate: str, report: float) -> None:
        """The message ends; the report of it may be lost, come twice, or come a day or two late."""
        scene = self._scene
        arrived = fate in ("delivered", "late bounce")
        if arrived:
            telling.arrived_at = scene.now
        else:
            telling.failed_at = scene.now
        is_lost = report < _LOST
        scene.note(key, f"the {telling.channel} to {telling.place}: {fate}{', not reported' if is_lost else ''}")
        call = self._report(carried, "delivered" if arrived else fate)
        if is_lost:
            self._unreported += [(telling, 0)] * (telling.channel == "sms")
        elif report < _LATE:
            for number in range(2 if report < _TWICE else 1):
                scene.after(partial(self._told_late, key, call, telling), hours=1 + 40 * report * (number + 1))
        else:
            self._told(call, telling)
        self._go_on(key, telling, carried, fate)

    def passed(self) -> None:
        """The practice asked what became of texts: twice, and whatever was never reported is surely known."""
        left = []
        for telling, times in self._unreported:
            if times:
                self._is_known(telling)
            else:
                left.append((telling, times + 1))
        self._unreported = left

    def _go_on(self, key: int, telling: Telling, carried: Carried, fate: str) -> None:
        scene = self._scene
        human = scene.people[key]
        truly = human.mobile if telling.channel == "sms" else human.email
        if fate == "late bounce":
            scene.after(partial(self._bounce, key, telling, carried), hours=30)
        elif fate == "delivered" and telling.place == truly:
            telling.is_read = True
            self._reads(key, telling)

    def _bounce(self, key: int, telling: Telling, carried: Carried) -> None:
        telling.failed_at = telling.failure_known_at = self._scene.now
        self._scene.note(key, f"the email to {telling.place} came back after all")
        self._scene.call(self._scene.companies.email_ends(carried, "bounce"))

    def _report(self, carried: Carried, fate: str) -> Call:
        """What the company says of it."""
        companies = self._scene.companies
        if carried.channel == "sms":
            return companies.text_ends(carried, fate)
        return companies.email_ends(carried, "processed", "delivered" if fate == "delivered" else "bounce")

    def _told_late(self, key: int, call: Call, telling: Telling) -> None:
        self._scene.note(key, f"the report on the {telling.channel} comes")
        self._told(call, telling)

    def _told(self, call: Call, telling: Telling) -> None:
        self._scene.call(call)
        self._is_known(telling)

    def _is_known(self, telling: Telling) -> None:
        """What became of a message is known to the practice from now on."""
        if telling.arrived_at is not None:
            telling.arrival_known_at = telling.arrival_known_at or self._scene.now
        elif telling.failed_at is not None:
            telling.failure_known_at = telling.failure_known_at or self._scene.now


def _as_listed(carried: Carried) -> str:
    """A number as the list has it."""
    return f"0{carried.to.removeprefix('+44')}" if carried.channel == "sms" else carried.to


def promised(words: str, today: date) -> date | None:
    """The last day that a text or an email states; without a year it is the next such day."""
    found = _PROMISED.search(words)
    if found is None:
        return None
    for form, year in (("%d %B %Y", ""), ("%d %b %Y", f" {today.year}"), ("%d %b %Y", f" {today.year + 1}")):
        with suppress(ValueError):
            day = datetime.strptime(found[1] + year, form).date()  # noqa: DTZ007 - a day, not a moment
            if day >= today:
                return day
    return None


def printed_day(words: str) -> date | None:
    """The last of the days that stand on a letter."""
    days = [datetime.strptime(one, "%d %B %Y").date() for one in _DAY_IN_PRINT.findall(words)]  # noqa: DTZ007
    return max(days, default=None)
