"""The end of a campaign: two people freeze, the lists are exported and coded from, and the coding is compared.

The clinical system's own people make mistakes too: somebody is coded who is on no list, somebody on one is forgotten.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.simulation.installation import APPROVER, MANAGER, RECEPTION
from tests.simulation.judgement import verdict_of
from tests.simulation.ledger import london_day
from tests.simulation.people import CODED, write_list
from tests.simulation.scene import Scene

_LISTS = ("may_code_asked", "may_code_silent")
# What may stand open when a campaign is frozen, as `notifier freeze` names it.
_ACCEPTED = (
    *("letters_to_post", "letters_under_way", "open_reviews", "unsettled_replies", "unknown_messages"),
    *("unmatched_texts", "identity_doubts", "unasked_providers", "missing_texts", "list_age"),
)
_FORGOTTEN = 0.02  # of those who are on a list
_ROUNDS = 8  # at most, of doing what the comparison names: what is said meanwhile makes new tasks
_NOT_DONE = 0.3  # of the tasks that are said to be
_TAKE_OFF = ("take_off", "wrongly_coded")


@dataclass
class Closing:
    """What was frozen and coded.

    `coded` has who got the code in the clinical system because of a list, `by_mistake` who got it without one, both by
    key: a record that is merged takes its code along.
    """

    scene: Scene
    frozen_at: datetime | None = None
    listed: dict[str, int] = field(default_factory=dict)  # NHS number -> the human being who had it then
    coded: set[int] = field(default_factory=set)
    by_mistake: set[int] = field(default_factory=set)
    _comparisons: int = 0

    def freeze(self) -> None:
        """One proposes and another closes; what changes in between is proposed anew."""
        scene = self.scene
        for email in (MANAGER, APPROVER, MANAGER, APPROVER):
            accepting = ("--accept", ",".join(_ACCEPTED), "--note", "what is not settled by now holds whom it is about")
            said = scene.installation.json("freeze", scene.campaign_id, *accepting, "--staff", email, status=None)
            if said["is_closed"]:
                self.frozen_at = scene.now
                return
            scene.advance(scene.now + timedelta(minutes=1))
        scene.fault("four people could not freeze what follows")

    def export(self) -> None:
        """Write the lists, and hold each name on those of whom may be coded against the ledger as of the freezing."""
        scene, folder = self.scene, self.scene.folder / "export"
        assert self.frozen_at is not None
        scene.installation.run("export", scene.campaign_id, "--out", folder, "--staff", MANAGER)
        by_number = scene.ledger.by_number(self.frozen_at)
        for number in _numbers(folder):
            if number not in by_number:
                scene.fault(f"{number} is on a list of those who may be coded, and on no list of the practice")
                continue
            key = by_number[number]
            self.listed[number] = key
            scene.ledger.frozen[key] = self.frozen_at
            if must := verdict_of(scene.ledger, key, self.frozen_at).must_hold:
                scene.fault(f"{number} was exported to be coded, and must not: {'; '.join(must)}", key)
        for number, key in by_number.items():
            verdict = verdict_of(scene.ledger, key, self.frozen_at)
            if number not in self.listed and not verdict.must_hold and not verdict.may_hold:
                scene.fault(f"{number} may be coded, and is on no list", key)

    def export_again(self) -> None:
        """What two people froze gains nobody; only of whom something else came to be known since is left out."""
        scene, folder = self.scene, self.scene.folder / f"export-{self.scene.now:%m%d}"
        scene.installation.run("export", scene.campaign_id, "--out", folder, "--staff", MANAGER)
        again = set(_numbers(folder))
        for number in again - set(self.listed):
            scene.fault(f"{number} is on a later export of the same frozen set alone")
        for number in set(self.listed) - again:
            key = self.listed[number]
            entry = scene.ledger.life(key).entry_at(scene.now)
            is_known = entry is not None and entry.nhs_number == number and entry.code in ("", CODED)
            if is_known and not self._has_news(key):
                scene.fault(f"{number} is no more on a later export of the same frozen set", key)

    def _has_news(self, key: int) -> bool:
        """Whether anything was said or is in doubt since that bears on what was frozen."""
        scene = self.scene
        verdict, frozen_at = verdict_of(scene.ledger, key, scene.now), scene.ledger.frozen[key]
        said = any(frozen_at <= at <= scene.now for one in scene.ledger.life(key).said for at in one.turns())
        return said or bool(set(verdict.must_hold) - {"has the code already"} or verdict.may_hold)

    def code(self) -> None:
        """Add the code to the records of whoever is on the lists, with a mistake or two."""
        scene = self.scene
        chance = scene.chance("coding")
        here = {human.listed.nhs_number: key for key, human in scene.people.items() if human.entry is not None}
        for number, key in sorted(self.listed.items()):
            if here.get(number) != key or scene.people[key].listed.is_gone:
                continue
            if chance.random() >= _FORGOTTEN:
                self._code(key)
                self.coded.add(key)
        let = set(self.listed.values())  # under another number too, where two records were merged since
        held = [number for number, key in sorted(here.items()) if key not in let and self._is_uncoded(key)]
        for number in chance.sample(held, min(2, len(held))):
            self._code(here[number])
            self.by_mistake.add(here[number])

    def _is_uncoded(self, key: int) -> bool:
        entry = self.scene.people[key].listed
        return not entry.code and not entry.is_gone and not entry.sensitive

    def _code(self, key: int) -> None:
        self.scene.people[key].change(code=CODED, code_date=london_day(self.scene.now))
        self.scene.note(key, "gets the code in the clinical system")

    def reconcile(self) -> None:
        """Compare an export made after the coding with what was frozen and what came to be known since."""
        scene, found = self.scene, self._compared()
        wrong = set(found["wrongly_coded"])
        named = {task["nhs_number"] for task in found["tasks"]}  # a joiner is in no frozen set: unknown here
        for number, key in self._wrongly_coded():
            if number not in named:
                scene.fault(f"{number} has the code by mistake, and the comparison does not say so", key)
        here = {human.listed.nhs_number: key for key, human in scene.people.items() if human.entry is not None}
        for number in wrong - {number for number, _ in self._perhaps_wrongly_coded()}:
            scene.fault(f"{number} is said to be coded by mistake, and is rightly", here.get(number))

    def _compared(self) -> Any:
        """What the comparison with an export of today says."""
        scene = self.scene
        self._comparisons += 1
        path = scene.folder / f"coded-{self._comparisons}.csv"
        write_list(path, scene.people.values())
        return scene.installation.json("reconcile-codes", scene.campaign_id, path, "--staff", MANAGER, status=None)

    def finish(self) -> None:
        """Do what each task asks for and compare again, until nothing is left; then nobody has the code wrongly.

        At first not everything that is written down as done was done.
        """
        scene, found = self.scene, self._compared()
        for turn in range(_ROUNDS):
            if not found["tasks"]:
                break
            for task in found["tasks"]:
                if turn or not scene.happens(_NOT_DONE, "forgets", task["nhs_number"]):
                    self._do(task["kind"], task["nhs_number"])
                scene.installation.run("task", "done", task["task"], "--note", "done", "--staff", RECEPTION)
            scene.advance(scene.now + timedelta(hours=1))
            found = self._compared()
        for task in found["tasks"]:
            scene.fault(f"{task['nhs_number']} is still a task after all was done: {task['kind']}, {task['why']}")
        if found["is_clean"] == bool(found["tasks"]):
            scene.fault(f"a comparison with {len(found['tasks'])} tasks is said to be clean: {found['is_clean']}")
        for number, key in self._here(self.coded | self.by_mistake):
            verdict = verdict_of(scene.ledger, key, scene.now)
            if verdict.objects or key in self.by_mistake:
                scene.fault(f"{number} has the code after all tasks were done, and must not", key)
        for number, key in self._uncoded():
            scene.fault(f"{number} may be coded, and after all tasks were done is not", key)

    def _do(self, kind: str, number: str) -> None:
        """What somebody does in the clinical system because of a task."""
        here = {human.listed.nhs_number: key for key, human in self.scene.people.items() if human.entry is not None}
        key = here.get(number)
        if key is None:
            return
        if kind == "still_to_code":
            self._code(key)
            self.coded.add(key)
        elif kind in (*_TAKE_OFF, "unknown_here"):
            self.scene.people[key].change(code="", code_date=None)
            self.scene.note(key, f"the code is taken off in the clinical system ({kind})")

    def _uncoded(self) -> Iterator[tuple[str, int]]:
        """Who was let be coded, of whom nothing else came to be known, and who is without the code."""
        for number, key in self.listed.items():
            entry = self.scene.people[key].entry
            is_there = entry is not None and entry.nhs_number == number and not entry.is_gone and not entry.code
            if is_there and not self._has_news(key):
                yield number, key

    def _wrongly_coded(self) -> Iterator[tuple[str, int]]:
        """Who surely has the code and must not have it: coded by mistake, or said something since."""
        for number, key in self._here(self.by_mistake):
            yield number, key
        for number, key in self._here(self.coded):
            if self._may_not_stay(key):
                yield number, key

    def _perhaps_wrongly_coded(self) -> Iterator[tuple[str, int]]:
        scene = self.scene
        yield from self._wrongly_coded()
        for key in self.by_mistake:  # who left since is named or not: their record goes elsewhere
            if (entry := scene.people[key].entry) is not None and entry.is_gone:
                yield entry.nhs_number, key
        for number, key in self._here(self.coded):
            verdict = verdict_of(scene.ledger, key, scene.now)
            if set(verdict.must_hold) - {"has the code already"} or verdict.may_hold:
                yield number, key

    def _may_not_stay(self, key: int) -> bool:
        """Whether somebody who was rightly coded objected since, or cannot have been told after all."""
        scene = self.scene
        return verdict_of(scene.ledger, key, scene.now).objects

    def _here(self, keys: set[int]) -> Iterator[tuple[str, int]]:
        """Of some people, those who have the code in the clinical system, under the numbers that they have there."""
        for key in sorted(keys):
            entry = self.scene.people[key].entry
            if entry is not None and entry.code == CODED and not entry.is_gone:
                yield entry.nhs_number, key

    def check_tasks(self) -> None:
        """Whoever was on a list and objected since has a task to take the code off, and nobody without a reason."""
        scene = self.scene
        tasks = scene.installation.json("tasks", scene.campaign_id)["tasks"]
        coming_off = {task["nhs_number"] for task in tasks if task["kind"] in _TAKE_OFF}
        for number, key in self.listed.items():
            entry = scene.ledger.life(key).entry_at(scene.now)
            if entry is None or entry.nhs_number != number or entry.is_gone:
                continue
            verdict = verdict_of(scene.ledger, key, scene.now)
            if verdict.objects and number not in coming_off:
                scene.fault(f"{number} was on a list, has objected since, and no task takes the code off", key)
            has_reason = set(verdict.must_hold) - {"has the code already"} or verdict.may_hold
            if number in coming_off and key not in self.by_mistake and not has_reason:
                scene.fault(f"{number} was on a list, and a task takes the code off for no reason", key)


def _numbers(folder: Path) -> Iterator[str]:
    """The NHS numbers of everybody on the lists of those who may be coded."""
    for kind in _LISTS:
        for path in sorted(folder.rglob(f"nhs_numbers_{kind}*.txt")):
            yield from path.read_text(encoding="ascii").split()
