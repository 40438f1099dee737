"""A pack in the hands of somebody who forges it: whatever anybody can recompute is recomputed, as they would."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notifier.evidence import verify

Row = dict[str, Any]
_SHEET = ("nhs_number", "outcome", "reason", "evidence", "deadline_on", "sentence")


@dataclass
class ForgedPack:
    """The parts of a pack, to be changed; `written` makes all sums anew."""

    manifest: Row
    events: list[Row]
    facts: list[Row]
    outcomes: list[Row]
    coverage: Row
    frozen: dict[str, list[Row]]
    texts: dict[str, bytes]
    sheet: list[list[str]]
    signatures: list[Row]
    batch_of: dict[int, Row] = field(default_factory=dict)  # by the id() of a fact, the event that sealed it
    rests_on: dict[int, Row] = field(default_factory=dict)  # by the id() of a freezing, its last fact

    @classmethod
    def of(cls, path: Path) -> "ForgedPack":
        """A pack as it was made."""
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}

        def lines(name: str) -> list[Row]:
            return [json.loads(line) for line in files.get(name, b"").splitlines()]

        manifest = json.loads(files["manifest.json"])
        pack = cls(
            manifest,
            lines("audit.jsonl"),
            lines("facts.jsonl"),
            lines("outcomes.jsonl"),
            json.loads(files["coverage.json"]),
            {name: lines(name) for name in files if name.startswith("frozen/")},
            {name: content for name, content in files.items() if name.startswith("texts/")},
            list(csv.reader(io.StringIO(files["patients.csv"].decode("utf-8"), newline=""))),
            lines("signatures.jsonl"),
        )
        for event in pack.of_action("facts.sealed"):
            for fact in pack.facts[event["details"]["first"] - 1 : event["details"]["last"]]:
                pack.batch_of[id(fact)] = event
        for event in pack.of_action("outcomes.frozen"):
            pack.rests_on[id(event)] = pack.facts[event["details"]["facts"] - 1]
        return pack

    def of_action(self, action: str) -> Iterator[Row]:
        """The events of one kind about the campaign."""
        return (one for one in self.events if one["action"] == action and one["campaign_id"] is not None)

    def last(self, kind: str, fits: Callable[[Row], bool] = lambda public: True) -> Row:
        """The last fact of the first row of a kind whose public half fits."""
        latest = {one["row"]: one for one in self.facts if one["kind"] == kind and "public" in one}
        return next(one for one in latest.values() if fits(one["public"]))

    def of_patient(self, kind: str, patient: int) -> Row:
        """The last fact of a kind of one patient."""
        return [one for one in self.facts if one["kind"] == kind and one["patient"] == patient][-1]

    def outcome(self, patient: int) -> Row:
        """What the pack says that follows for one patient."""
        return next(one for one in self.outcomes if one["patient"] == patient)

    def remove(self, fact: Row) -> None:
        """Take every fact of the row away."""
        self.facts[:] = [one for one in self.facts if (one["kind"], one["row"]) != (fact["kind"], fact["row"])]

    def add(self, beside: Row, **changes: Any) -> Row:
        """Invent a fact in the place after another one."""
        made: Row = json.loads(json.dumps(beside)) | changes
        self.facts.insert(self.facts.index(beside) + 1, made)
        self.batch_of[id(made)] = self.batch_of[id(beside)]
        return made

    def conclude(self) -> None:
        """Write what follows from the changed facts: whoever forges has the verifier as well."""
        at = datetime.fromisoformat(self.manifest["at"])
        facts = self._read(self.facts[-1])
        derived = verify.Derivation(facts, at, redacted=False).outcomes()
        self._say(self.outcomes, derived, "patient", facts)
        self.coverage = verify.counted_coverage(facts, derived)
        for event in self.of_action("outcomes.frozen"):
            facts = self._read(self.rests_on[id(event)])
            then = verify.Derivation(facts, datetime.fromisoformat(event["at"]), redacted=False).outcomes()
            rows = self.frozen[f"frozen/{event['details']['number']}.jsonl"]
            self._say(rows, then, "patient_id", facts)
            counts: dict[str, int] = {}
            for kind, reason, *_ in then.values():
                counts[kind] = counts.get(kind, 0) + 1
                if reason:
                    counts[reason] = counts.get(reason, 0) + 1
            total = sha256(b"".join(map(_line, rows))).hexdigest()
            event["details"] |= {"counts": counts, "sha256": total}
            frozen_set = event["details"]["frozen_set"]
            for fact in self.facts:
                if fact["kind"] == "frozen_set" and fact["public"]["id"] == frozen_set:
                    fact["public"] |= {"counts": counts, "sha256": total}
        self.sheet = [list(_SHEET), *([one[name] or "" for name in _SHEET] for one in self.outcomes)]

    def _read(self, last: Row) -> verify.Facts:
        facts = verify.Facts()
        for one in self.facts:
            facts.take(one)
            if one is last:
                break
        return facts

    @staticmethod
    def _say(rows: list[Row], derived: dict[int, verify.Outcome], name: str, facts: verify.Facts) -> None:
        rows[:] = [row for row in rows if row[name] in derived]
        known = {row[name] for row in rows}
        for patient in derived.keys() - known:
            number = facts.rows["patient"][str(patient)]["private"]["nhs_number"]
            rows.append(rows[-1] | {name: patient, "nhs_number": number})
        for row in rows:
            row |= dict(zip(("outcome", "reason", "evidence", "deadline_on"), derived[row[name]], strict=True))

    def seal(self) -> None:
        """Make the sums of facts, their roots and the chain anew."""
        for number, fact in enumerate(self.facts, 1):
            fact["number"] = number
        for event in list(self.of_action("facts.sealed")):
            batch = [fact for fact in self.facts if self.batch_of[id(fact)] is event]
            if not batch:
                self.events.remove(event)
                continue
            root = sha256(b"".join(map(verify.fact_digest, batch))).hexdigest()
            event["details"] = {"first": batch[0]["number"], "last": batch[-1]["number"], "root": root}
        for event in self.of_action("outcomes.frozen"):
            if id(event) in self.rests_on:
                event["details"]["facts"] = self.rests_on[id(event)]["number"]
        self.chain()

    def chain(self) -> None:
        """Make the hashes of the chain anew."""
        previous = verify.GENESIS
        for number, event in enumerate(self.events, 1):
            hashed = {name: value for name, value in event.items() if name != "own_hash"}
            hashed |= {"id": number, "previous_hash": previous}
            previous = sha256(verify.canonical(hashed)).hexdigest()
            event.update(hashed, own_hash=previous)
        self.manifest |= {"chain": {"number": len(self.events), "head": previous}, "facts": len(self.facts)}

    def unsign(self) -> None:
        """Take every signature away, and what the chain tells of them."""
        self.signatures.clear()
        self.events[:] = [one for one in self.events if one["action"] != "chain.signed"]

    def sign(self, key: Ed25519PrivateKey) -> None:
        """Sign the head of the chain with a key, in the place of every signature that there is."""
        head = self.events[-1]
        signed = {"at": self.manifest["at"], "chain_head": head["own_hash"], "number": head["id"]}
        signed |= {"ods_code": self.manifest["practice"]["ods_code"], "purpose": "pack"}
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        signature = key.sign(verify.canonical(signed)).hex()
        self.signatures = [signed | {"key": public, "signature": signature, "stamps": []}]

    def written(self, path: Path) -> Path:
        """The pack as a file, with the sums of all its files."""
        sheet = io.StringIO(newline="")
        csv.writer(sheet).writerows(self.sheet)
        files = {
            "audit.jsonl": b"".join(map(_line, self.events)),
            "facts.jsonl": b"".join(map(_line, self.facts)),
            "outcomes.jsonl": b"".join(map(_line, self.outcomes)),
            "coverage.json": json.dumps(self.coverage).encode(),
            "patients.csv": sheet.getvalue().encode("utf-8"),
            **{name: b"".join(map(_line, rows)) for name, rows in self.frozen.items()},
            **self.texts,
        }
        files["signatures.jsonl"] = b"".join(map(_line, self.signatures))
        sums = {name: sha256(content).hexdigest() for name, content in files.items()}
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
            archive.writestr("manifest.json", json.dumps(self.manifest | {"sha256": sums}))
        return path


def _line(value: Row) -> bytes:
    return verify.canonical(value) + b"\n"
