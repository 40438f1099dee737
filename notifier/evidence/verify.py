#!/usr/bin/env python3
"""Checks an evidence pack of Fair Notice, with nothing but Python's own library (3.10 or newer).

    python3 verify.py PACK.zip [--key KEY] [--head HASH] [--roots CERTIFICATES.pem]

It believes nothing that it can find out by itself, and uses no code of the product. In this order it checks that

1. no file was changed, added or taken away since the pack was made (`manifest.json` has their SHA-256);
2. the audit chain of the practice has no gap, and each event carries the hash of the one before;
3. each fact fits its salted sum, and the sums fit the chain, from the first fact to the last;
4. what people did about facts is an event: answers, approvals by a second person, frozen sets, code checks;
5. every outcome and every count, of today and of each frozen set, follows from the facts: derived here anew;
6. each signature fits the chain and its key, and each time stamp names what was signed.

What it cannot know: whether the facts were true when they were written down. And whoever has the practice's signing key
and its database can write everything anew: only a head, a key or a time stamp that somebody else has kept tells.
The first thing that does not fit is named, with its file, patient and fact; the exit status is then 1.
"""

import argparse
import base64
import csv
import hashlib
import io
import json
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

GENESIS = "0" * 64
GONE = {"gone": True}
MOST_BYTES = 4 << 30  # unpacked; a bomb is not read to its end
LONGEST_LINE = 8 << 20
MOST_FILES = 20_000
# Whatever a zip can raise that is none, or a damaged one.
BROKEN = (OSError, EOFError, RuntimeError, KeyError, ValueError, struct.error, zipfile.BadZipFile, zlib.error)
Fact = dict[str, Any]
Outcome = tuple[str, str, str, str | None]  # outcome, reason, evidence, last day to answer


class Fault(Exception):
    """Something does not fit: the words say what, and where."""


class Verified(NamedTuple):
    """What a sound pack holds, and what nobody could check here."""

    events: int
    head: str  # the hash that pins the chain
    facts: int
    patients: int
    signatures: int
    keys: tuple[str, ...]  # the public keys that signed
    stamps: int
    remarks: tuple[str, ...]


# --- 1: files ---


class Pack:
    """The files of a zip, each of which is read line by line."""

    def __init__(self, path: Path) -> None:
        try:
            self.archive = zipfile.ZipFile(path)
        except BROKEN as error:
            raise Fault(f"{path} is no evidence pack: {error}") from error
        entries = self.archive.infolist()
        self.names = [entry.filename for entry in entries]
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise Fault(f"{path} is larger than any evidence pack")
        if len(set(self.names)) < len(self.names):
            raise Fault("the pack has a file twice")

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, in parts."""
        read = 0
        try:
            with self.archive.open(name) as file:
                while part := file.read(1 << 20):
                    read += len(part)
                    if read > MOST_BYTES:
                        raise Fault(f"{name} is larger than it says")
                    yield part
        except BROKEN as error:
            raise Fault(f"{name} is missing from the pack, or cannot be unpacked") from error

    def text(self, name: str) -> bytes:
        """A file that is read at once."""
        whole = b""
        for part in self.chunks(name):
            whole += part
            if len(whole) > 64 << 20:
                raise Fault(f"{name} is too long")
        return whole

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """The JSON objects of a file that has one in each line."""
        rest, number = b"", 0
        for part in self.chunks(name):
            *whole, rest = (rest + part).split(b"\n")
            if len(rest) > LONGEST_LINE:
                raise Fault(f"{name} has a line that is too long")
            for line in whole:
                number += 1
                yield parsed(line, f"line {number} of {name}")
        if rest:
            raise Fault(f"{name} ends in the middle of a line")


def parsed(written: bytes, where: str) -> dict[str, Any]:
    """A JSON object."""
    try:
        value = json.loads(written, object_pairs_hook=with_shared_names)
    except (ValueError, RecursionError) as error:
        raise Fault(f"{where} cannot be read") from error
    if not isinstance(value, dict):
        raise Fault(f"{where} is no object")
    return value


def with_shared_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are kept once for all lines: there are a dozen times as many as everything else."""
    return {sys.intern(name): value for name, value in pairs}


def check_files(pack: Pack) -> dict[str, Any]:
    """The manifest, once every file has its sum and none is there that it does not name."""
    if "manifest.json" not in pack.names:
        raise Fault("this is no evidence pack: it has no manifest.json")
    manifest = parsed(pack.text("manifest.json"), "manifest.json")
    if manifest.get("format") != 2:
        raise Fault(f"manifest.json says format {manifest.get('format')!r}, and this program reads format 2")
    sums = manifest["sha256"]
    for needed in ("audit.jsonl", "signatures.jsonl", "facts.jsonl", "outcomes.jsonl", "coverage.json"):
        if needed not in sums:
            raise Fault(f"manifest.json does not name {needed}")
    for name in sorted(set(pack.names) | set(sums)):
        if name == "manifest.json":
            continue
        if name not in pack.names:
            raise Fault(f"{name} is missing from the pack")
        total = hashlib.sha256()
        for part in pack.chunks(name):
            total.update(part)
        if total.hexdigest() != sums.get(name):
            raise Fault(f"{name} was changed or added after the pack was made")
    return manifest


# --- 2: the chain ---


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces and ASCII alone."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def check_chain(pack: Pack, manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of the practice's chain, when none was changed, removed or put in between."""
    events, previous = [], GENESIS
    for number, event in enumerate(pack.lines("audit.jsonl"), 1):
        own_hash = event.pop("own_hash", None)
        if event.get("id") != number:
            raise Fault(f"audit.jsonl: event {number} is missing")
        if event.get("previous_hash") != previous or hashlib.sha256(canonical(event)).hexdigest() != own_hash:
            raise Fault(f"audit.jsonl: event {number} was changed, or one before it was")
        event["own_hash"] = previous = own_hash
        events.append(event)
    if (manifest["chain"]["number"], manifest["chain"]["head"]) != (len(events), previous):
        raise Fault(
            f"audit.jsonl ends at event {len(events)}, and manifest.json names event {manifest['chain']['number']}"
        )
    return events


def events_of(events: list[dict[str, Any]], campaign: int, action: str) -> list[dict[str, Any]]:
    """The events of one kind about the campaign."""
    return [event for event in events if event["action"] == action and event["campaign_id"] == campaign]


# --- 3: facts ---


class Facts:
    """The facts of a campaign as far as they were read: of each row, how it was sealed last."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Fact]] = defaultdict(dict)  # kind -> key of the row -> fact
        self.forgotten: set[str] = set()  # rows of which only the sum is left

    def take(self, fact: Fact) -> None:
        """The next fact."""
        if "public" not in fact:
            self.forgotten.add(f"{fact['kind']} {fact['row']}")
            self.rows[fact["kind"]].pop(fact["row"], None)
        elif fact["public"] == GONE:
            self.rows[fact["kind"]].pop(fact["row"], None)
        else:
            kept = {name: fact[name] for name in ("row", "sealed_at", "public")}
            if "private" in fact and fact["kind"] == "patient":
                kept["private"] = {name: fact["private"][name] for name in ("nhs_number", "codes", "doubt")}
            self.rows[fact["kind"]][fact["row"]] = kept

    def of(self, kind: str) -> Iterator[dict[str, Any]]:
        """The public halves of all rows of a kind."""
        return (fact["public"] for fact in self.rows[kind].values())

    def by(self, kind: str, name: str) -> dict[Any, list[dict[str, Any]]]:
        """The public halves of a kind by what they say under a name."""
        found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for one in self.of(kind):
            found[one[name]].append(one)
        return found


def fact_digest(fact: Fact) -> bytes:
    """The sum of a fact, from as much of it as the pack has."""
    if "public" not in fact:
        return bytes.fromhex(fact["digest"])
    salt = bytes.fromhex(fact["salt"])
    if "private" in fact:
        private = hashlib.sha256(salt[16:] + canonical(fact["private"])).digest()
    else:
        private = bytes.fromhex(fact["private_digest"])
    return hashlib.sha256(hashlib.sha256(salt[:16] + canonical(fact["public"])).digest() + private).digest()


def read_facts(pack: Pack, manifest: dict[str, Any], events: list[dict[str, Any]]) -> Iterator[Fact]:
    """The facts one by one, each once its batch was found to have the sum that the chain has of it."""
    batches = iter(events_of(events, manifest["campaign"], "facts.sealed"))
    batch, waiting, root, number = None, [], hashlib.sha256(), 0
    for fact in pack.lines("facts.jsonl"):
        number += 1
        where = f"facts.jsonl: fact {number} ({fact.get('kind')} {fact.get('row')}, patient {fact.get('patient')})"
        if fact.get("number") != number:
            raise Fault(f"facts.jsonl: fact {number} is missing")
        if batch is None:
            batch = next(batches, None)
            if batch is None or batch["details"]["first"] != number:
                raise Fault(f"{where} is in no batch of the chain")
            root = hashlib.sha256()
        if fact["sealed_at"] != batch["at"]:
            raise Fault(f"{where} says that it was sealed at another time than the chain does")
        root.update(fact_digest(fact))
        waiting.append(fact)
        if number == batch["details"]["last"]:
            if root.hexdigest() != batch["details"]["root"]:
                first = batch["details"]["first"]
                raise Fault(f"facts.jsonl: one of the facts {first} to {number} does not fit its sum in the chain")
            yield from waiting
            batch, waiting = None, []
    if batch is not None or next(batches, None) is not None:
        raise Fault(f"facts.jsonl ends at fact {number}, and the chain has more of them")
    if number != manifest["facts"]:
        raise Fault(f"facts.jsonl has {number} facts, and manifest.json says {manifest['facts']}")


# --- 4: days ---


def moment(written: str | None) -> datetime | None:
    """A time with its zone; none for none."""
    return None if written is None else datetime.fromisoformat(written)


def is_by(written: str | None, at: datetime) -> bool:
    """Whether something had happened by a moment."""
    return written is not None and datetime.fromisoformat(written) <= at


def london_date(at: datetime) -> date:
    """The day in London: an hour ahead from the last Sunday of March to that of October, 01:00 UTC."""
    utc = at.astimezone(UTC)
    begin, end = (last_sunday(utc.year, month) + timedelta(hours=1) for month in (3, 10))
    return (utc + timedelta(hours=1) if begin <= utc < end else utc).date()


def last_sunday(year: int, month: int) -> datetime:
    """The last Sunday of a month that has 31 days, at midnight UTC."""
    last = datetime(year, month, 31, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def bank_holidays(year: int) -> set[date]:
    """England's, with those that were given once (gov.uk/bank-holidays)."""
    a, b, c = year % 19, year // 100, year % 100  # Easter by the anonymous Gregorian rule
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    easter = date(year, f // 31, f % 31 + 1)
    found = {easter - timedelta(days=2), easter + timedelta(days=1)}
    monday = {5: date(year, 5, 1), 8: date(year, 8, 31)}
    found.add(monday[5] + timedelta(days=(7 - monday[5].weekday()) % 7))
    found.add(date(year, 5, 31) - timedelta(days=date(year, 5, 31).weekday()))
    found.add(monday[8] - timedelta(days=monday[8].weekday()))
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = fixed
        while day.weekday() >= 5 or day in found:  # a substitute on the next working day
            day += timedelta(days=1)
        found.add(day)
    if year == 2020:  # the early May holiday was moved to VE day
        found = (found - {date(2020, 5, 4)}) | {date(2020, 5, 8)}
    if year == 2022:  # the jubilee, and the Queen's funeral
        found = (found - {date(2022, 5, 30)}) | {date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)}
    return found | ({date(2023, 5, 8)} if year == 2023 else set())


def working_days_after(day: date, number: int) -> date:
    """The working day that is so many after a day."""
    for _ in range(number):
        day += timedelta(days=1)
        while day.weekday() >= 5 or day in bank_holidays(day.year):
            day += timedelta(days=1)
    return day


# --- 5: rule 1, read anew ---

STRENGTH = {word: rank for rank, word in enumerate(("none", "passive", "sent", "posted", "delivered", "replied"))}
PROOF = {
    "sms": {"accepted": "sent", "delivered": "delivered"},
    "email": {"accepted": "sent", "delivered": "delivered"},
    "letter": {"posted": "posted", "delivered": "delivered"},
}
NEVER_WENT = ("planned", "skipped", "cancelled")
HOLDS_FOR = {"deceased": "deceased", "left": "left", "sensitive": "sensitive", "already_coded": "already_coded"}
HOLDS_FOR.update(express_consent="express_consent", in_doubt="in_doubt")


class Answer(NamedTuple):
    """One answer of a patient, and how it stands to the others."""

    id: int
    choice: str
    source: str
    received_at: datetime
    recorded_at: datetime
    in_doubt: bool  # a person has to look at it
    set_aside: bool  # a person has, or it was a try
    by_stranger: bool  # a person found that the patient did not give it
    is_conclusion: bool  # what a person concluded of another one
    by_staff: bool

    @property
    def said_at(self) -> datetime:
        """A conclusion was said when it was recorded, for whoever drew it looked at all that there was."""
        return self.recorded_at if self.is_conclusion else self.received_at

    @property
    def has_day_only(self) -> bool:
        """Of what staff log only the London day is known."""
        if self.is_conclusion or self.source == "page":
            return False
        return self.by_staff or self.source != "sms"


def without_order(one: Answer, other: Answer) -> bool:
    """Whether nobody can say which of two was said first."""
    return (one.has_day_only or other.has_day_only) and london_date(one.said_at) == london_date(other.said_at)


def standing_answer(answers: list[Answer]) -> Answer | None:
    """What was said last since a person concluded last; a keep of the same day counts before it."""
    clear = since_conclusion(answers)
    if not clear:
        return None
    last = max(clear, key=lambda one: (one.said_at, one.recorded_at, clear.index(one)))
    if last.choice == "keep":
        return last
    return next((one for one in clear if one.choice == "keep" and without_order(one, last)), last)


def since_conclusion(answers: list[Answer]) -> list[Answer]:
    """The clear answers in the order in which they were recorded, from the last conclusion on."""
    clear = [one for one in answers if not (one.in_doubt or one.set_aside)]
    first = max((at for at, one in enumerate(clear) if one.is_conclusion), default=0)
    return clear[first:]


def asks_person(answers: list[Answer]) -> bool:
    """Whether a person has to conclude before anything follows from what was said."""
    if any(one.in_doubt for one in answers):
        return True
    for one, other in combinations(since_conclusion(answers), 2):
        if one.choice != other.choice and "agree" in (one.choice, other.choice) and without_order(one, other):
            return True
    answer = standing_answer(answers)
    kept = False
    for one in answers:
        if not (one.in_doubt or one.set_aside):
            kept = one.choice == "keep" or (kept and not (one.choice == "agree" and one.is_conclusion))
    return answer is not None and answer.choice == "agree" and kept


def own_answers(replies: list[dict[str, Any]], reviews: dict[Any, list[dict[str, Any]]], at: datetime) -> list[Answer]:
    """The answers in a patient's replies, by what was known at a moment."""
    replies = [one for one in replies if is_by(one["recorded_at"], at)]
    reviewed = {one["id"]: (reviews.get(one["id"]) or [{}])[0] for one in replies}
    concluded = {one.get("closing_reply_id") for one in reviewed.values() if is_by(one.get("closed_at"), at)}
    found = []
    for one in replies:
        review = reviewed[one["id"]]
        doubted = one["doubt"] is not None or is_by(review.get("opened_at"), at)
        closed = doubted and is_by(review.get("closed_at"), at)
        by_page = one["source"] == "page" and one["recorded_by"] is None
        unproven = by_page and one["choice"] == "agree" and not is_by(one["settled_at"], at)
        followed = one["doubt"] in ("unfinished", "unsent") and any(
            other["sitting"] == one["sitting"] and other["id"] > one["id"]
            for other in replies
            if one["sitting"] is not None
        )
        nobodys = review.get("closing_reply_id") is None and one["doubt"] not in ("stopped", "unclear")
        found.append(
            Answer(
                one["id"],
                one["choice"],
                one["source"],
                datetime.fromisoformat(one["received_at"]),
                datetime.fromisoformat(one["recorded_at"]),
                in_doubt=(doubted or unproven) and not closed and not followed,
                set_aside=closed or followed,
                by_stranger=closed and nobodys and one["recorded_by"] is None,
                is_conclusion=one["id"] in concluded,
                by_staff=one["recorded_by"] is not None,
            )
        )
    return found


def given_answer(said: dict[str, Any]) -> Answer:
    """An answer as the rule was given it, from a fact of kind `standing`."""
    return Answer(
        said["reply_id"],
        said["choice"],
        said["source"],
        datetime.fromisoformat(said["received_at"]),
        datetime.fromisoformat(said["recorded_at"]),
        *(said["in_doubt"], said["set_aside"], said["by_stranger"], said["is_conclusion"], said["recorded_by_staff"]),
    )


class Terms:
    """What the campaign asks for at a moment."""

    def __init__(self, facts: Facts, at: datetime) -> None:
        (self.campaign,) = facts.of("campaign")
        told = self.campaign["preset_data"].get("told") or told_before(self.campaign["evidence_needed"])
        self.letter_days = told["letter_working_days"]
        self.needed = {name: word for name, word in told.items() if name != "letter_working_days"}
        over = self.campaign["campaign_status"] == "cancelled"
        closed = self.campaign["closed_at"]
        self.in_force = is_by(self.campaign["launched_at"], at) and not (over and (closed is None or is_by(closed, at)))
        footers = [one for one in facts.of("delivery") if one["notice_id"] is None and one["channel"] == "footer"]
        displays = facts.of("displayed")
        self.passive = any(
            is_by(one["accepted_at"], at)
            and (one["delivery_status"] in ("accepted", "delivered") or not is_by(one["ended_at"], at))
            for one in footers
        ) or any(
            one["up"] and date.fromisoformat(one["day"]) <= london_date(at) and is_by(one["recorded_at"], at)
            for one in displays
        )

    def suffices(self, channel: str, evidence: str) -> bool:
        """Whether so much on a channel told the patient."""
        return STRENGTH[evidence] >= STRENGTH[self.needed.get(channel, "replied")]


def told_before(weakest: str) -> dict[str, Any]:
    """What one strength for all channels meant, before each channel had its own."""
    order = ("none", "passive", "posted", "sent", "delivered", "replied")
    least = max(order.index(weakest), order.index("posted"))
    needed: dict[str, Any] = {"letter_working_days": 0}
    for channel, proof in PROOF.items():
        proofs = sorted(proof.values(), key=order.index)
        needed[channel] = next((one for one in proofs if order.index(one) >= least), "replied")
    return needed


def evidence_of(delivery: dict[str, Any]) -> tuple[str, str | None]:
    """How surely a delivery told somebody, and when."""
    proof = PROOF.get(delivery["channel"], {})
    found: tuple[str, str | None] = ("none", None)
    if delivery["delivery_status"] == "delivered":
        found = (proof.get("delivered", "none"), delivery["delivered_at"])
    elif delivery["delivery_status"] == "accepted":
        if delivery["posted_at"] is not None and "posted" in proof:
            found = (proof["posted"], delivery["posted_at"])
        else:
            found = (proof.get("accepted", "none"), delivery["accepted_at"])
    return found if found[0] != "none" else ("none", None)


def told(
    terms: Terms, deliveries: list[dict[str, Any]], elsewhere: set[int], answers: list[Answer]
) -> tuple[str, date | None]:
    """The strongest evidence that a patient was told, and the last day of their own notice."""
    days = timedelta(days=terms.campaign["notice_days"])
    heard = [one for one in answers if not (one.in_doubt or one.set_aside)]
    strongest = "replied" if heard else "passive" if terms.passive else "none"
    ends = [london_date(one.recorded_at) + days for one in heard]
    promised = []
    strangers = [one.recorded_at for one in answers if one.by_stranger and one.source in ("page", "sms")]
    for one in deliveries:
        accepted = moment(one["accepted_at"])
        if strangers and not (accepted is not None and accepted > max(strangers)):
            continue  # whatever had gone out by then reached a stranger
        if one["deadline_on"] is not None and one["delivery_status"] != "planned":
            promised.append(date.fromisoformat(one["deadline_on"]))
        if one["id"] in elsewhere and not heard:
            continue
        evidence, at = evidence_of(one)
        if STRENGTH[evidence] > STRENGTH[strongest]:
            strongest = evidence
        if at is None or not terms.suffices(one["channel"], evidence):
            continue
        day = london_date(datetime.fromisoformat(at))
        counts_from = working_days_after(day, terms.letter_days) if evidence == "posted" else day
        ends.append(max(day + days, counts_from))
    return strongest, max([min(ends), *promised]) if ends else None


def exclusion(fact: Fact, died: bool, left: bool, groups: list[dict[str, Any]]) -> str | None:
    """Why the record of a patient keeps them out; of a redacted pack, as far as it can be seen."""
    public, private = fact["public"], fact.get("private") or {}
    if public["deceased"] or died:
        return "deceased"
    if public["left"] or left:
        return "left"
    if public["sensitive"]:
        return "sensitive"
    codes = [
        (on, group["reason"], at)
        for code, on in private.get("codes", ())
        for at, group in enumerate(groups)
        if code in group["codes"]
    ]
    latest = max((on for on, _, _ in codes if on), default=None)
    # The latest, and whatever has no date: an express consent before all others, then in the preset's order.
    standing = [(reason != "express_consent", at, reason) for on, reason, at in codes if on in (latest, None)]
    if standing:
        return str(min(standing)[2])
    return "in_doubt" if private.get("doubt") else None


class Derivation:
    """Derives what follows for each patient, and sets it beside what the product's rule was given."""

    def __init__(self, facts: Facts, at: datetime, redacted: bool) -> None:
        self.facts, self.at, self.redacted = facts, at, redacted
        self.terms = Terms(facts, at)
        self.notices = {one["patient_id"]: one for one in facts.of("notice")}
        self.deliveries, self.replies = facts.by("delivery", "notice_id"), facts.by("reply", "notice_id")
        self.reviews, self.withdrawn = facts.by("review", "reply_id"), facts.by("withdrawn_link", "notice_id")
        self.matters = facts.by("matter", "patient_id")
        self.doubted = {one["patient_id"] for one in facts.of("identity_doubt")}
        self.doubted |= {one["other_patient_id"] for one in facts.of("identity_doubt")}
        self.open_slips = sum(
            one["choice"] != "agree" and is_by(one["recorded_at"], at) and not is_by(one["ended_at"], at)
            for one in facts.of("unmatched_slip")
        )

    def outcomes(self) -> dict[int, Outcome]:
        """What follows for everybody on the list, by patient."""
        found = {}
        for fact in self.facts.rows["patient"].values():
            patient = fact["public"]
            if is_by(patient["known_since"], self.at) and not is_by(patient["replaced_at"], self.at):
                found[patient["id"]] = self.outcome(patient["id"], fact)
        return found

    def outcome(self, patient: int, fact: Fact) -> Outcome:
        """What follows for one patient. Raises Fault where the rule was given something else than the facts say."""
        notice = self.notices.get(patient, {}).get("id")
        standing = self.facts.rows["standing"].get(str(patient))
        if standing is None:
            raise Fault(f"facts.jsonl: nothing says how patient {patient} stands")
        said = standing["public"]
        tellings = self._tellings(notice)
        if sorted(one["id"] for one in tellings) != said["tellings"]:
            raise Fault(f"facts.jsonl: patient {patient} was not told by the messages that their standing names")
        answers, open_reviews = self._answers(patient, notice, said)
        unanswered, kept_out = self._about(patient, fact, said)
        if said["loose_slips"] > self.open_slips:
            raise Fault(f"facts.jsonl: more slips may be of patient {patient} than there are")
        strongest, last_day = told(self.terms, tellings, set(said["elsewhere"]), answers)
        answer = standing_answer(answers)
        reason = self._reason(kept_out, open_reviews, answers, answer, unanswered + said["loose_slips"], last_day)
        asked = answer is not None or said["agreed_elsewhere"] is not None
        kind = "hold" if reason else "may_code_asked" if asked else "may_code_silent"
        return kind, reason, strongest, last_day.isoformat() if last_day else None

    def _tellings(self, notice: int | None) -> list[dict[str, Any]]:
        gone = [datetime.fromisoformat(one["withdrawn_at"]) for one in self.withdrawn.get(notice, ())]
        return [
            one
            for one in self.deliveries.get(notice, ())
            if notice is not None
            and one["wave"] != "acknowledgement"
            and one["delivery_status"] not in NEVER_WENT
            and not any(datetime.fromisoformat(one["planned_at"]) <= at <= self.at for at in gone)
        ]

    def _answers(self, patient: int, notice: int | None, said: dict[str, Any]) -> tuple[list[Answer], int]:
        own = own_answers(self.replies.get(notice, []) if notice is not None else [], self.reviews, self.at)
        given = {one["reply_id"]: given_answer(one) for one in said["answers"]}
        for one in own:
            if given.pop(one.id, None) != one:
                raise Fault(f"facts.jsonl: reply {one.id} of patient {patient} is not what their standing says of it")
        if (given or said["agreed_elsewhere"]) and patient not in self.doubted:
            raise Fault(f"facts.jsonl: patient {patient} is said to have answered under another number, and has none")
        for one in given.values():
            other = self.facts.rows["reply"].get(str(one.id), {}).get("public", {})
            if (other.get("choice"), other.get("source")) != (one.choice, one.source):
                raise Fault(f"facts.jsonl: reply {one.id}, said to be of patient {patient}, is not there")
        answers = sorted([*own, *given.values()], key=lambda one: (one.recorded_at, one.id))
        open_reviews = sum(
            is_by(review["opened_at"], self.at) and not is_by(review["closed_at"], self.at)
            for one in own
            for review in self.reviews.get(one.id, ())
        )
        if said["open_reviews"] < open_reviews or (said["open_reviews"] > open_reviews and patient not in self.doubted):
            raise Fault(f"facts.jsonl: patient {patient} has another number of open reviews than their standing says")
        # Who kept in an earlier campaign waits for a person; what they said then is forgotten, and only this says it.
        return answers, said["open_reviews"] + bool(said.get("kept_before"))

    def _about(self, patient: int, fact: Fact, said: dict[str, Any]) -> tuple[int, str | None]:
        """How many complaints and requests are open, and what keeps the patient out."""
        open_matters = [
            one["kind"]
            for one in self.matters.get(patient, ())
            if is_by(one["recorded_at"], self.at) and not is_by(one["ended_at"], self.at)
        ]
        unanswered = sum(kind not in ("died", "moved") for kind in open_matters)
        if unanswered != said["unanswered"]:
            raise Fault(f"facts.jsonl: patient {patient} has other open matters than their standing says")
        groups = self.terms.campaign["preset_data"].get("groups", [])
        found = exclusion(fact, "died" in open_matters, False, groups)
        if self.redacted and found not in ("deceased", "left", "sensitive"):
            found = said["exclusion"]  # the codes on the record are not in it
            if found in ("deceased", "left", "sensitive"):
                raise Fault(f"facts.jsonl: patient {patient} is kept out as {found}, which their record does not say")
        if found != said["exclusion"]:
            raise Fault(f"facts.jsonl: patient {patient} is kept out as {said['exclusion']}, their record says {found}")
        return unanswered, found

    def _reason(
        self,
        kept_out: str | None,
        open_reviews: int,
        answers: list[Answer],
        answer: Answer | None,
        loose: int,
        last_day: date | None,
    ) -> str:
        """Why the patient is held, by the first reason of this order; empty for none."""
        if kept_out in ("deceased", "left"):
            return str(kept_out)
        if open_reviews or asks_person(answers):
            return "under_review"
        if answer is not None and answer.choice != "agree":
            return "objected" if answer.choice == "keep" else "undecided"
        if loose:
            return "under_review"
        if kept_out is not None:
            return HOLDS_FOR[kept_out]
        if last_day is None:
            return "not_informed"
        if not self.terms.in_force or london_date(self.at) <= last_day:
            return "notice_running"
        return ""


# --- what the files say ---


def check_outcomes(pack: Pack, name: str, derived: dict[int, Outcome], facts: Facts) -> Counter[str]:
    """Each line of a file of outcomes beside what was derived; how many there are of each outcome and reason."""
    counts: Counter[str] = Counter()
    left = dict(derived)
    for said in pack.lines(name):
        patient = int(said["patient"] if "patient" in said else said["patient_id"])
        follows = left.pop(patient, None)
        if follows is None:
            raise Fault(f"{name}: patient {patient} is not among the patients, or is there twice")
        written = (said["outcome"], said["reason"], said["evidence"], said["deadline_on"])
        if written != follows:
            raise Fault(f"{name}: patient {patient} is {in_words(written)}; the facts say {in_words(follows)}")
        fact = facts.rows["patient"][str(patient)]
        if "nhs_number" in said and "private" in fact and said["nhs_number"] != fact["private"]["nhs_number"]:
            raise Fault(f"{name}: patient {patient} has another NHS number than on the list")
        counts[said["outcome"]] += 1
        if said["reason"]:
            counts[said["reason"]] += 1
    if left:
        raise Fault(f"{name}: patient {min(left)} is missing")
    return counts


def in_words(outcome: Outcome) -> str:
    """An outcome as a reader takes it in."""
    kind, reason, evidence, last_day = outcome
    return f"{kind}{f' ({reason})' if reason else ''}, told: {evidence}, last day: {last_day or 'none'}"


def check_frozen(pack: Pack, manifest: dict[str, Any], event: dict[str, Any], facts: Facts, remarks: list[str]) -> None:
    """A frozen set, as its event closed it, beside what followed from the facts that were sealed by then."""
    said = event["details"]
    name = f"frozen/{said['number']}.jsonl"
    if name not in manifest["sha256"]:
        raise Fault(f"{name} is missing, and event {event['id']} of the chain froze it")
    if "facts" not in said:
        remarks.append(f"{name} was frozen before facts were sealed: it was not derived again")
        return
    rows = list(pack.lines(name))
    if not rows and facts.forgotten:
        remarks.append(f"{name} is empty: its patients were forgotten, and only its sum is left")
        return
    if not manifest["redacted"] and manifest["sha256"][name] != said["sha256"]:
        raise Fault(f"{name} is not what event {event['id']} of the chain froze")
    at = datetime.fromisoformat(event["at"])
    counts = check_outcomes(pack, name, Derivation(facts, at, manifest["redacted"]).outcomes(), facts)
    if counts != Counter(said["counts"]):
        raise Fault(f"{name} has other counts than event {event['id']} of the chain")


def check_coverage(pack: Pack, facts: Facts, derived: dict[int, Outcome]) -> None:
    """Every count beside what is counted here."""
    counted = counted_coverage(facts, derived)
    said = parsed(pack.text("coverage.json"), "coverage.json")
    for name in sorted(set(said) | set(counted)):
        if without_zeros(said.get(name)) != without_zeros(counted.get(name)):
            raise Fault(f"coverage.json says {name} {said.get(name)}, and the facts give {counted.get(name)}")


def counted_coverage(facts: Facts, derived: dict[int, Outcome]) -> dict[str, Any]:
    """How many there are of everything that the product counts."""
    deliveries: dict[str, Counter[str]] = defaultdict(Counter)
    skips: Counter[str] = Counter()
    for one in facts.of("delivery"):
        if one["wave"] != "acknowledgement":
            deliveries[one["channel"]][one["delivery_status"]] += 1
            if one["skip_reason"] is not None:
                skips[one["skip_reason"]] += 1
    return {
        "patients": len(derived),
        "deliveries": {channel: dict(found) for channel, found in deliveries.items()},
        "skips": dict(skips),
        "replies": dict(counted_replies(facts)),
        "open_reviews": sum(one["closed_at"] is None for one in facts.of("review")),
        "outcomes": dict(Counter(one[0] for one in derived.values())),
        "holds": dict(Counter(one[1] for one in derived.values() if one[1])),
        "evidence": dict(Counter(one[2] for one in derived.values())),
    }


def counted_replies(facts: Facts) -> Counter[str]:
    """The answers that count, by choice: no stop word, no try that was gone on from, none of another patient."""
    misfiled = {one["reply_id"] for one in facts.of("review") if one["doubt"] == "misfiled"}
    counts: Counter[str] = Counter()
    for notice, replies in facts.by("reply", "notice_id").items():
        for one in replies:
            followed = one["doubt"] in ("unfinished", "unsent") and any(
                other["sitting"] == one["sitting"] and other["id"] > one["id"]
                for other in replies
                if one["sitting"] is not None and notice is not None
            )
            if one["doubt"] != "stopped" and not followed and one["id"] not in misfiled:
                counts[one["choice"]] += 1
    return counts


def without_zeros(counts: Any) -> Any:
    """Counts without what there is none of."""
    if not isinstance(counts, dict):
        return counts
    return {name: kept for name, one in counts.items() if (kept := without_zeros(one))}


def check_people(facts: Facts, events: list[dict[str, Any]], campaign: int) -> None:
    """Approvals and code checks are events, and two persons launched."""
    said = [event["details"] | {"by": event["staff_id"]} for event in events_of(events, campaign, "campaign.approved")]
    approved = {(one["fingerprint"], one["by"]) for one in said}
    approvers = set()
    for one in facts.of("approval"):
        if (one["fingerprint"], one["approved_by"]) not in approved:
            raise Fault(f"facts.jsonl: approval {one['id']} is no event of the chain")
        approvers.add(one["approved_by"])
    for one in facts.of("launch_request"):
        if one["started_at"] is not None and not approvers - {one["asked_by"]}:
            raise Fault(f"facts.jsonl: launch {one['id']} was approved by nobody but who launched it")
    checked = {event["details"]["run"] for event in events_of(events, campaign, "codes.checked")}
    for one in facts.of("code_check_run"):
        if one["id"] not in checked:
            raise Fault(f"facts.jsonl: code check {one['id']} is no event of the chain")


def check_closings(facts: Facts, events: list[dict[str, Any]], campaign: int) -> None:
    """What was frozen is an event, by two persons."""
    frozen = {event["details"]["frozen_set"]: event for event in events_of(events, campaign, "outcomes.frozen")}
    for one in facts.of("frozen_set"):
        if one["closed_at"] is None:
            continue
        event = frozen.get(one["id"])
        if event is None or event["details"]["sha256"] != one["sha256"]:
            raise Fault(f"facts.jsonl: frozen set {one['number']} is not what the chain says was frozen")
        if one["closed_by"] == one["proposed_by"] or one["closed_by"] != event["staff_id"]:
            raise Fault(f"facts.jsonl: frozen set {one['number']} was not closed by the second person of the chain")


def check_settled(facts: Facts, events: list[dict[str, Any]], campaign: int) -> None:
    """What the chain says that was answered is a fact, with the same choice."""
    replies = facts.rows["reply"]
    settled = set()
    for event in events_of(events, campaign, "reply.settled"):
        reply, choice = str(event["details"]["reply"]), event["details"]["choice"]
        settled.add(event["details"]["reply"])
        if reply not in replies and f"reply {reply}" not in facts.forgotten:
            raise Fault(f"facts.jsonl: reply {reply}, which event {event['id']} of the chain has, is missing")
        if reply in replies and replies[reply]["public"]["choice"] != choice:
            said = replies[reply]["public"]["choice"]
            raise Fault(f"facts.jsonl: reply {reply} is {said}; event {event['id']} of the chain says {choice}")
    for one in facts.of("reply"):
        if one["settled_at"] is not None and one["id"] not in settled:
            raise Fault(f"facts.jsonl: reply {one['id']} was settled by no event of the chain")


def check_reports(facts: Facts) -> None:
    """No text or email is said to have arrived of which no report is there; no fact is later than its seal."""
    reported = {one["delivery_id"] for one in facts.of("receipt") if one["kind"] == "delivered"}
    for one in facts.of("delivery"):
        if one["channel"] in ("sms", "email") and one["delivery_status"] == "delivered" and one["id"] not in reported:
            raise Fault(f"facts.jsonl: delivery {one['id']} is said to have arrived, and no report says so")
    for kind, name in (("reply", "recorded_at"), ("receipt", "received_at"), ("delivery", "accepted_at")):
        for fact in facts.rows[kind].values():
            known, sealed = moment(fact["public"][name]), datetime.fromisoformat(fact["sealed_at"])
            if known is not None and known > sealed + timedelta(hours=1):
                raise Fault(f"facts.jsonl: {kind} {fact['row']} was sealed before it is said to have happened")


def check_texts(manifest: dict[str, Any], facts: Facts) -> None:
    """Each version of each text is there, as its fact has its sum, and no other."""
    left = {name for name in manifest["sha256"] if name.startswith("texts/")}
    for one in facts.of("campaign_text"):
        name = f"texts/{one['part']}.{one['language']}.v{one['version']}.txt"
        if manifest["sha256"].get(name) != one["sha256"]:
            raise Fault(f"{name} is missing, or not the text that was sealed")
        left.discard(name)
    if left:
        raise Fault(f"{min(left)} is no text of the campaign")


def check_spreadsheet(pack: Pack) -> None:
    """`patients.csv` says once more what `outcomes.jsonl` does."""
    rows = csv.reader(io.StringIO(pack.text("patients.csv").decode("utf-8"), newline=""))
    names = ["nhs_number", "outcome", "reason", "evidence", "deadline_on", "sentence"]
    if next(rows, None) != names:
        raise Fault("patients.csv has other columns")
    for said in pack.lines("outcomes.jsonl"):
        if next(rows, None) != [said[name] or "" for name in names]:
            raise Fault(f"patients.csv: the row of patient {said['patient']} is not as outcomes.jsonl has it")
    if next(rows, None) is not None:
        raise Fault("patients.csv has a row too many")


# --- 6: signatures and time stamps ---

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
Point = tuple[int, int, int, int]  # extended coordinates, RFC 8032, 5.1.4


def add_points(one: Point, other: Point) -> Point:
    """The sum of two points of edwards25519."""
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % _P, (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def multiplied(number: int, point: Point) -> Point:
    """A point added to itself so many times."""
    total: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add_points(total, point)
        point, number = add_points(point, point), number >> 1
    return total


def point_of(written: bytes) -> Point | None:
    """The point that 32 bytes stand for; none where they stand for none."""
    y, sign = int.from_bytes(written, "little") & (2**255 - 1), written[31] >> 7
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature (RFC 8032, 5.1.7) is of this message by this key."""
    if len(key) != 32 or len(signature) != 64:
        return False
    owner, commitment = point_of(key), point_of(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if owner is None or commitment is None or scalar >= _ORDER:
        return False
    base = point_of((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))
    assert base is not None
    digest = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _ORDER
    left, right = multiplied(scalar, base), add_points(commitment, multiplied(digest, owner))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 and (left[1] * right[2] - right[1] * left[2]) % _P == 0


class Signatures(NamedTuple):
    """How many signatures and time stamps were checked, the keys that signed, and the last event that is signed."""

    number: int
    keys: tuple[str, ...]
    stamps: int
    last: int


def check_signatures(
    pack: Pack, manifest: dict[str, Any], events: list[dict[str, Any]], roots: Path | None, remarks: list[str]
) -> Signatures:
    """Each signature is of the chain as it is in the pack, and each time stamp of what was signed."""
    number = last = stamps = 0
    told_of = {one["details"]["number"] for one in events if one["action"] == "chain.signed"}
    # A code that was mistyped is put right as long as nothing was done for anybody: the chain tells of each that was.
    codes = {one["details"].get("ods_code") for one in events if one["action"] == "practice.set"}
    codes.add(manifest["practice"]["ods_code"])
    keys: list[str] = []
    for one in pack.lines("signatures.jsonl"):
        number += 1
        if not 0 < one["number"] <= len(events) or events[one["number"] - 1]["own_hash"] != one["chain_head"]:
            raise Fault(f"signatures.jsonl: signature {number} is of another chain than audit.jsonl has")
        names = ("at", "chain_head", "number", "ods_code", "purpose")
        message = canonical({name: one[name] for name in names})
        if one["ods_code"] not in codes:
            raise Fault(f"signatures.jsonl: signature {number} is another practice's")
        if not is_signed(bytes.fromhex(one["key"]), message, bytes.fromhex(one["signature"])):
            raise Fault(f"signatures.jsonl: signature {number} is not by the key that it names")
        if one["key"] not in keys:
            keys.append(one["key"])
        last = max(last, one["number"])
        told_of.discard(one["number"])
        for stamp in one["stamps"]:
            check_stamp(base64.b64decode(stamp["token"]), message, roots, remarks, number)
            stamps += 1
    if told_of:
        raise Fault(f"signatures.jsonl: the signature of event {min(told_of)}, of which the chain tells, is missing")
    return Signatures(number, tuple(keys), stamps, last)


def check_stamp(token: bytes, message: bytes, roots: Path | None, remarks: list[str], number: int) -> None:
    """A time stamp (RFC 3161) has the sum of what was signed in it; whose it is, openssl finds with certificates."""
    digest = hashlib.sha256(message).digest()
    if digest not in token:
        raise Fault(f"signatures.jsonl: a time stamp of signature {number} is of something else")
    program = shutil.which("openssl")
    if roots is None or program is None:
        why = "no --roots were given" if roots is None else "this machine has no openssl"
        remark = f"whose the time stamps are was not checked, for {why}: each names what was signed"
        if remark not in remarks:
            remarks.append(remark)
        return
    with tempfile.NamedTemporaryFile(suffix=".der") as file:
        file.write(token)
        file.flush()
        asked = [
            program,
            "ts",
            "-verify",
            "-digest",
            digest.hex(),
            "-in",
            file.name,
            "-token_in",
            "-CAfile",
            str(roots),
        ]
        answer = subprocess.run(asked, capture_output=True, timeout=60, check=False)  # noqa: S603 - openssl itself
    if answer.returncode:
        raise Fault(
            f"signatures.jsonl: a time stamp of signature {number} is not by a service that {roots} vouches for"
        )


# --- all of it ---


def verify(path: Path, key: str = "", head: str = "", roots: Path | None = None) -> Verified:
    """Check a pack. Raises Fault with the first thing that does not fit.

    `key` is the practice's public key in hexadecimal digits, or its fingerprint (the first 20 of its SHA-256), as the
    practice published it.
    `head` is the hash of an event that somebody noted earlier, with which the chain has to go on.
    """
    pack = Pack(path)
    try:
        return _verify(pack, key.replace(" ", "").lower(), head.lower(), roots)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        raise Fault(f"the pack is not as the product writes one: {type(error).__name__} {error}") from error


def _verify(pack: Pack, key: str, head: str, roots: Path | None) -> Verified:
    remarks: list[str] = []
    manifest = check_files(pack)
    campaign, redacted = manifest["campaign"], manifest["redacted"]
    events = check_chain(pack, manifest)
    if head and head not in {event["own_hash"] for event in events}:
        raise Fault("audit.jsonl does not have the event that you noted: the chain was written anew, or is another one")
    facts = all_facts(pack, manifest, events, remarks)
    for check in (check_people, check_closings, check_settled):
        check(facts, events, campaign)
    check_reports(facts)
    check_texts(manifest, facts)
    derived = Derivation(facts, datetime.fromisoformat(manifest["at"]), redacted).outcomes()
    check_outcomes(pack, "outcomes.jsonl", derived, facts)
    check_coverage(pack, facts, derived)
    if not redacted:
        check_spreadsheet(pack)
    signed = check_signatures(pack, manifest, events, roots, remarks)
    check_key(signed, key, len(events), remarks)
    if facts.forgotten:
        remarks.append(f"{len(facts.forgotten)} rows were forgotten: their sums fit, and nobody can say of what")
    counted = (len(events), manifest["chain"]["head"], manifest["facts"], len(derived))
    return Verified(*counted, signed.number, signed.keys, signed.stamps, tuple(remarks))


def all_facts(pack: Pack, manifest: dict[str, Any], events: list[dict[str, Any]], remarks: list[str]) -> Facts:
    """Every fact, with each frozen set checked when those were read that it rests on."""
    facts, frozen = Facts(), events_of(events, manifest["campaign"], "outcomes.frozen")
    for fact in read_facts(pack, manifest, events):
        while frozen and frozen[0]["details"].get("facts", 0) < fact["number"]:
            check_frozen(pack, manifest, frozen.pop(0), facts, remarks)
        facts.take(fact)
    for event in frozen:
        check_frozen(pack, manifest, event, facts, remarks)
    return facts


def check_key(signed: Signatures, key: str, events: int, remarks: list[str]) -> None:
    """Whether the key that the practice published signed, and what is not signed."""
    short = {hashlib.sha256(bytes.fromhex(one)).hexdigest() for one in signed.keys}
    if key and not any(one.startswith(key) for one in (*signed.keys, *short)):
        by = f", but by {', '.join(signed.keys)}" if signed.keys else ": nobody signed it"
        raise Fault(f"signatures.jsonl: the pack is not signed by the key that you gave{by}")
    if len(signed.keys) > 1:
        remarks.append("more than one key signed: see in the chain when the practice took a new one")
    if not signed.number:
        remarks.append("nobody signed the chain: whoever has the database could have written all of it anew")
    elif signed.last < events - 1:  # that it was signed is the event after it
        remarks.append(f"the last signature is of event {signed.last} of {events}")


def main(arguments: list[str] | None = None) -> int:
    """Check the pack that the command line names, and say what was found."""
    parser = argparse.ArgumentParser(description="Check an evidence pack of Fair Notice.")
    parser.add_argument("pack", type=Path)
    parser.add_argument("--key", default="", help="the practice's public key, or its fingerprint, as it published it")
    parser.add_argument("--head", default="", help="the hash of an event of the chain that you noted earlier")
    parser.add_argument("--roots", type=Path, help="certificates that you trust for time stamps, as PEM")
    given = parser.parse_args(arguments)
    try:
        found = verify(given.pack, given.key, given.head, given.roots)
    except Fault as fault:
        sys.stderr.write(f"DOES NOT FIT: {fault}\n")
        return 1
    said = [
        f"{found.events} events, head {found.head}",
        f"{found.facts} facts, {found.patients} patients: every outcome and count was derived again, and fits",
        f"{found.signatures} signatures by {', '.join(found.keys) or 'nobody'}; {found.stamps} time stamps",
        *(f"note: {remark}" for remark in found.remarks),
    ]
    if found.keys and not given.key:
        said.append("note: compare the key with the one that the practice published, or give it as --key")
    sys.stdout.write("\n".join(said) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
