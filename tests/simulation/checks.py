"""Holds what the product says against the ledger: outcomes now and earlier, lists in files, who was told how often."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from notifier.evidence import verify
from tests.simulation.installation import CommandFailed
from tests.simulation.judgement import Verdict, has_doubtful_holder, is_shared, verdict_of
from tests.simulation.ledger import REMINDER, Ledger, Life, Telling
from tests.simulation.people import Entry
from tests.simulation.scene import Scene

Rows = Mapping[str, list[dict[str, Any]]]  # by NHS number: one that was given to another person has two
_TOLD_WITHIN = timedelta(days=13)  # of the list that brings somebody
_SILENT_FOR = timedelta(hours=70)  # of which a message that was heard nothing of may be given up for lost
_UNANSWERED_FOR = timedelta(hours=24)  # after which the next channel takes over from what was perhaps never taken


@dataclass
class Tally:
    """How much was compared, so that a run in which nothing could be wrong is seen."""

    compared: int = 0
    coded: int = 0
    held: int = 0
    unsure: int = 0  # of which the ledger could not say
    said: int = 0
    doubts: Counter[str] = field(default_factory=Counter)  # what the ledger could not say, how often

    def counts(self) -> Counter[str]:
        """Numbers by name."""
        return Counter(
            {
                "outcomes compared": self.compared,
                "may be coded": self.coded,
                "must be held": self.held,
                "said something": self.said,
                "of which the account cannot say": self.unsure,
            }
        )


@dataclass
class Checks:
    """Compares, and keeps what was concluded when, to ask for it again."""

    scene: Scene
    tally: Tally = field(default_factory=Tally)
    kept: list[tuple[datetime, Rows]] = field(default_factory=list)
    _faulty: set[tuple[int, str]] = field(default_factory=set)

    def outcomes(self, at: datetime | None = None) -> Rows:
        """What the product says of everybody."""
        words = ("--at", at.isoformat()) if at else ()
        found: Rows = defaultdict(list)
        for row in self.scene.installation.json("outcomes", self.scene.campaign_id, *words)["patients"]:
            found[row["nhs_number"]].append(row)
        return found

    def compare(self) -> None:
        """Compare everybody's outcome of now."""
        rows, at = self.outcomes(), self.scene.now
        self.kept.append((at, rows))
        self._compare(rows, at)

    def compare_earlier(self) -> None:
        """Ask for the outcomes of the earlier moments: they have to be what they were then."""
        for at, rows in self.kept:
            self._unchanged(rows, self.outcomes(at), at)

    def _compare(self, rows: Rows, at: datetime) -> None:
        on_list = self.scene.ledger.on_list(at)
        for key, entry in on_list.items():
            verdict = verdict_of(self.scene.ledger, key, at)
            found = rows.get(entry.nhs_number, [])
            self._count(verdict, found)
            if not found:
                self._wrong(key, f"{entry.nhs_number} has no outcome")
            elif fault := _fault(verdict, found):
                self._wrong(key, f"{entry.nhs_number} {fault}")
        listed = {entry.nhs_number for entry in on_list.values()}
        for number, found in rows.items():
            if number not in listed and any(row["outcome"] != "hold" for row in found):
                self.scene.fault(f"{number} may be coded, and is not on the list")

    def _count(self, verdict: Verdict, found: list[dict[str, Any]]) -> None:
        self.tally.compared += 1
        if verdict.may_hold and not verdict.must_hold:
            self.tally.unsure += 1
            self.tally.doubts[verdict.may_hold[0].rstrip("0123456789-")] += 1
        self.tally.coded += any(row["outcome"] != "hold" for row in found)
        self.tally.held += bool(verdict.must_hold)
        self.tally.said += verdict.objects

    def _unchanged(self, then: Rows, now: Rows, at: datetime) -> None:
        for number, found in then.items():
            was = sorted((row["outcome"], row["reason"]) for row in found)
            becomes = sorted((row["outcome"], row["reason"]) for row in now.get(number, []))
            if was != becomes:
                key = self.scene.ledger.by_number(at).get(number)
                self.scene.fault(f"{number} was {was} at {at:%d %b %H:%M}, and as of then is now {becomes}", key)

    def evidence(self) -> None:
        """The evidence of now, with and without patients, is what anybody derives again from its facts."""
        for words in ((), ("--redacted",)):
            with tempfile.TemporaryDirectory() as folder:
                pack = Path(folder) / "pack.zip"
                try:
                    self.scene.installation.run("evidence", "pack", self.scene.campaign_id, "--out", pack, *words)
                    verify.verify(pack)
                except (CommandFailed, verify.Fault) as fault:
                    self.scene.fault(f"the evidence{' '.join(words)} does not fit: {fault}")

    def told(self) -> None:
        """Nobody was told twice in a wave, and whoever could be told was."""
        for key, life in self.scene.ledger.lives.items():
            for one, other in _doubles(self.scene.ledger, life):
                self._wrong(key, f"was told twice: {_say(one)}, and {_say(other)}")
        now = self.scene.now
        for key, entry in self.scene.ledger.on_list(now).items():
            verdict = verdict_of(self.scene.ledger, key, now)
            if verdict.must_hold == ["was not told"] and not verdict.may_hold:
                life = self.scene.ledger.life(key)
                if not _is_new(life, entry, now) and not any(
                    one.nhs_number == entry.nhs_number for one in life.tellings
                ):
                    self._wrong(key, f"{entry.nhs_number} was never told, and nothing stands against it")

    def _wrong(self, key: int, words: str) -> None:
        """One fault of a kind for each patient is enough."""
        kind = words.split("(")[0][-30:]
        if (key, kind) not in self._faulty:
            self._faulty.add((key, kind))
            self.scene.fault(words, key)


def _fault(verdict: Verdict, found: list[dict[str, Any]]) -> str:
    """What is wrong with the product's outcomes under one number; of two people's, whoever had it before has left."""
    faults = [verdict.fault(row["outcome"], row["reason"]) for row in found]
    if all(faults):
        return faults[0]
    return next((fault for fault in faults if "must not" in fault), "")


def _doubles(ledger: Ledger, life: Life) -> Iterator[tuple[Telling, Telling]]:
    """Pairs of messages of one wave, the second of which had no reason by what the practice then knew."""
    for number, other in enumerate(life.tellings):
        for one in life.tellings[:number]:
            if (
                one.wave == other.wave
                and one.nhs_number == other.nhs_number
                and not _had_reason(ledger, life, one, other)
            ):
                yield one, other


def _is_new(life: Life, entry: Entry, now: datetime) -> bool:
    """Whether somebody came too late to be told by now, or it was found out too late who they are."""
    since = now - _TOLD_WITHIN
    then = life.entry_at(since)
    return (
        then is None
        or then.nhs_number != entry.nhs_number
        or any(one.ended_at is None or one.ended_at > since for one in life.identity_doubts)
    )


def _was_shared_or_in_doubt(ledger: Ledger, life: Life, one: Telling, until: datetime) -> bool:
    """Whether the number or mailbox turned out to be others' too, or perhaps, by a list that came since."""
    for moment in ledger.imports:
        entry = life.entry_at(moment)
        if entry is None or not one.handed_over_at <= moment <= until:
            continue
        if is_shared(ledger, one.place, entry, moment) or has_doubtful_holder(ledger, one.place, entry, moment):
            return True
    return False


def _had_reason(ledger: Ledger, life: Life, one: Telling, other: Telling) -> bool:
    """Why a second message was right: the first failed, came back, was not heard of, or went where they are no more."""
    at = other.handed_over_at
    if one.failed_at is not None and one.failed_at <= at:
        return True
    if one.return_known_at is not None and one.return_known_at <= at:
        return True
    entries = list(life.entries_until(at))
    places = {"sms": lambda entry: entry.mobile, "email": lambda entry: entry.email, "letter": lambda entry: entry.home}
    if any(places[one.channel](entry) != one.place for entry in entries):
        return True
    silent_for = _SILENT_FOR if one.is_answered else _UNANSWERED_FOR
    is_known = one.arrival_known_at is not None and one.arrival_known_at <= at
    if one.channel != "letter" and not is_known and at - one.handed_over_at >= silent_for:
        return True
    if any(said.doubt == "a stop word" and said.known_at <= at for said in life.said):
        return True  # then the next channel takes over from texts
    if any(said.settled_at is not None and said.settled_at <= at for said in life.said) or life.unsettled_texts:
        return True
    if one.channel != "letter" and _was_shared_or_in_doubt(ledger, life, one, at):
        return True
    return life.was_away(at) or bool(life.identity_doubts) or (other.wave == REMINDER and one.arrived_at is None)


def _say(one: Telling) -> str:
    return f"{one.wave} {one.channel} to {one.place} on {one.handed_over_at:%d %b}"
