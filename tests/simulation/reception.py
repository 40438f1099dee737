"""Receptionists and the manager: what comes by paper, telephone and counter is logged late, twice and for the wrong
patient, and undone; reviews and doubts about who somebody is are settled, by asking the patient.
"""

import re
from collections import Counter
from datetime import date, timedelta
from functools import partial
from html import unescape

from tests.simulation.installation import MANAGER, RECEPTION
from tests.simulation.ledger import AGREE, NOT_THEIRS, Said, london_day
from tests.simulation.scene import Scene, at_hour

_REVIEW = re.compile(r'<a href="(/staff/campaigns/\d+/reviews/\d+)">([^<]+)</a>')
_DOUBT = re.compile(r"^\D*(\d+)", re.MULTILINE)
_NUMBER = re.compile(r"\b(999 ?\d{3} ?\d{4})\b")
_MISDATED = 0.03  # of what is logged: as if it had come before the campaign


class Reception:
    """The staff. They look somebody up by the number of the last list."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def comes(self, key: int, choice: str, road: str, *, on_behalf: bool = False) -> None:
        """Something comes today; it is logged within some days, now and then twice or for somebody else first."""
        scene = self._scene
        received = london_day(scene.now)
        chance = scene.chance("log", key, received, road)
        scene.note(key, f"says {choice} by {road}{' (somebody else for them)' if on_behalf else ''}")
        days = chance.choice((0, 0, 0, 1, 2, 4, 7))
        logged = max(scene.now, at_hour(received + timedelta(days=days), 14 + chance.random()))
        if chance.random() < _MISDATED:
            received = london_day(scene.ledger.launched_at) - timedelta(days=chance.randrange(1, 40))
        act = partial(self._log, key, choice, road, received, on_behalf)
        if chance.random() < 0.06:
            scene.at(logged, partial(self._log_for_another, key, choice, road, received))
            logged += timedelta(hours=2)
        scene.at(logged, act)
        if chance.random() < 0.08:
            scene.at(logged + timedelta(days=1), act)

    def _log(self, key: int, choice: str, road: str, received: date, on_behalf: bool) -> Said | None:
        scene = self._scene
        entry = scene.ledger.on_list(scene.now).get(key)
        if entry is None:
            scene.note(key, f"{choice} by {road} of {received} cannot be logged: they are not on the list")
            return None
        who = ("--answered-by", "carer", "--name", "Pat Test") if on_behalf else ()
        printed = scene.installation.run(
            *("reply", "record", scene.campaign_id, "--nhs-number", entry.nhs_number, "--choice", choice),
            *("--source", road, "--received", received, "--staff", RECEPTION, *who),
        )
        doubt = "on behalf" if on_behalf else ""
        if received < london_day(scene.ledger.launched_at):
            doubt = "before the campaign"
        said = Said(choice, road, received, None, scene.now, doubt, reference=printed.strip().split("\n")[0])
        scene.ledger.life(key).said.append(said)
        scene.note(key, f"logged: {choice} by {road} of {received}")
        return said

    def _log_for_another(self, key: int, choice: str, road: str, received: date) -> None:
        """The wrong one of two patients is picked; somebody notices a day later and takes it back."""
        scene = self._scene
        on_list = scene.ledger.on_list(scene.now)
        others = sorted(set(on_list) - {key})
        own = on_list.get(key)
        namesakes = [one for one in others if own is not None and on_list[one].name == own.name]
        other = scene.chance("wrong patient", key, received).choice(namesakes or others)
        said = self._log(other, choice, road, received, on_behalf=False)
        if said is not None:
            said.is_theirs = False
            scene.after(partial(self._undo, other, said), days=1)

    def _undo(self, key: int, said: Said) -> None:
        scene = self._scene
        if said.undone_at is not None:
            return  # who looked at it in a review has set it aside
        scene.installation.run(
            *("reply", "undo", said.reference, "--note", "logged for the wrong patient", "--staff", RECEPTION)
        )
        said.undone_at = scene.now
        scene.note(key, f"taken back: {said.choice} by {said.road} was logged for the wrong patient")

    # --- what a person settles ---

    def settle_reviews(self, share: float) -> None:
        """Look through the reviews, and settle those of some patients by calling them; the others stay open."""
        scene = self._scene
        index = f"/staff/campaigns/{scene.campaign_id}/reviews"
        desk = scene.desk(RECEPTION)
        keys = self._by_name()
        found: dict[int, list[str]] = {}
        for address, name in _REVIEW.findall(desk.page(index)):
            if (key := keys.get(unescape(name).split(" ", 1)[-1])) is not None:
                found.setdefault(key, []).append(address)
        for key in sorted(found):
            if scene.happens(share, "settle", key, scene.now):
                self._settle(key, found[key])

    def _by_name(self) -> dict[str, int]:
        """Whoever alone has their name on the list."""
        on_list = self._scene.ledger.on_list(self._scene.now)
        often = Counter(entry.name for entry in on_list.values())
        return {entry.name: key for key, entry in on_list.items() if often[entry.name] == 1}

    def _settle(self, key: int, addresses: list[str]) -> None:
        """Call the patient, who says what they want now; each of their reviews ends with that."""
        scene = self._scene
        life, now = scene.ledger.life(key), scene.now
        known = [one for one in life.said if one.undone_at is None and one.known_at <= now]
        open_ones = [one for one in known if one.doubt and one.settled_at is None]
        own = [one for one in known if one.is_theirs]
        only_texts = bool(open_ones) and all(one.doubt == "a stop word" for one in open_ones)
        only_texts = only_texts and len(addresses) == len(open_ones)  # and nothing else is asked of them
        strange = [one for one in known if not one.is_theirs]
        if strange and own:
            return  # which review is about whose answer is found out from the slips, and the wrong ones taken back
        if len(addresses) < len(open_ones):
            return  # of one of them a worker has opened no review yet
        are_theirs = any(one.is_theirs for one in open_ones) or not (open_ones or strange)
        wish = max(own, key=Said.place).choice if own else NOT_THEIRS  # what they said last
        found = NOT_THEIRS if only_texts or not are_theirs else wish
        if refused := self._settled(key, addresses, found):
            if found != AGREE:
                scene.fault(f"{len(refused)} reviews cannot be settled", key)
            else:  # what was logged since says otherwise: the practice has to log anew what they say on the telephone
                self._log(key, found, "phone", london_day(now), on_behalf=False)
            return
        for one in open_ones:
            one.settled, one.settled_at = found, now
        if found == NOT_THEIRS:
            for one in strange:
                one.undone_at = now
        else:
            road = open_ones[-1].road if open_ones else "phone"
            conclusion = Said(found, road, london_day(now), now, now, is_conclusion=True)
            life.said.append(conclusion)
        scene.note(key, f"{len(addresses)} reviews settled: {found}")

    def _settled(self, key: int, addresses: list[str], found: str) -> list[str]:
        """Settle the reviews of somebody; returns those that were refused. To settle one may make way for another."""
        form = {"choice": found, "note": "called the patient"}
        waiting = addresses
        while True:
            refused = []
            for address in waiting:
                status = self._scene.desk(MANAGER).post(address, form).status_code
                if status == 409:
                    refused.append(address)
                elif status != 303:
                    self._scene.fault(f"a review cannot be settled ({status})", key)
            if not refused or len(refused) == len(waiting):
                return refused
            waiting = refused

    def confirm_tellings(self, share: float) -> None:
        """Ask some whose message went to a place in doubt, and confirm it for those who had it there."""
        scene = self._scene
        known = {one.reference: (key, one) for key, life in scene.ledger.lives.items() for one in life.tellings}
        for row in scene.installation.json("told", "doubts", scene.campaign_id)["doubts"]:
            key, telling = known.get(row["reference"], (-1, None))
            if telling is None:
                if not scene.companies.lost_answers:  # else it was claimed by a worker that was killed before it went
                    scene.fault(f"a {row['channel']} is said to be in doubt that nobody was handed: {row['reference']}")
            elif telling.is_read and scene.happens(share, "confirm", key, telling.channel, telling.handed_over_at):
                note = ("--note", "the patient says that they have it", "--staff", RECEPTION)
                scene.installation.run("told", "confirm", telling.reference, *note)
                telling.confirmed_at = scene.now
                scene.note(key, f"confirmed: the {telling.channel} to {telling.place} reached them")

    def settle_identity_doubts(self, share: float) -> None:
        """Find out of some whether they are one person or two; of two numbers of two people nobody should be asked."""
        scene = self._scene
        for line in scene.installation.run("list", "doubts").splitlines():
            numbers = [found.replace(" ", "") for found in _NUMBER.findall(line)]
            number = _DOUBT.match(line)
            if number is None or not numbers:
                continue
            keys = self._holders(numbers)
            if len(set(numbers)) > 1 and not any(self._had_all(key, numbers) for key in keys):
                two = " and ".join(numbers)
                scene.fault(f"{two} are asked about as perhaps one person, and are two", min(keys))
            if scene.happens(share, "doubt", line):
                self._settle_identity(number[1], numbers, keys)

    def _holders(self, numbers: list[str]) -> set[int]:
        """Every human being who had one of some NHS numbers so far."""
        scene = self._scene
        return {
            key
            for key, life in scene.ledger.lives.items()
            if any(entry.nhs_number in numbers for entry in life.entries_until(scene.now))
        }

    def _had_all(self, key: int, numbers: list[str]) -> bool:
        """Whether somebody had each of some NHS numbers, so that it is right to ask."""
        had = {entry.nhs_number for entry in self._scene.ledger.life(key).entries_until(self._scene.now)}
        return had.issuperset(numbers)

    def _settle_identity(self, doubt_id: str, numbers: list[str], keys: set[int]) -> None:
        scene = self._scene
        found = "same" if len(keys) == 1 else "two"
        if found == "two" and len(set(numbers)) == 1:
            return  # one number, two people: only a better list ends it
        words = ("--found", found, "--note", "called the patient", "--staff", MANAGER)
        scene.installation.run("list", "settle", doubt_id, *words)
        for key in keys:
            scene.note(key, f"doubt about {' and '.join(sorted(set(numbers)))} settled: {found}")
            for doubt in scene.ledger.life(key).identity_doubts:
                if doubt.ended_at is None and (doubt.former_number in numbers or len(set(numbers)) == 1):
                    doubt.ended_at, doubt.found = scene.now, found
