"""Letters: printed in runs, posted days later, logged later still; some come back, and some of those late."""

import csv
import re
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pypdfium2

from tests.simulation.carriage import CODE, Reads, printed_day
from tests.simulation.installation import MANAGER, RECEPTION
from tests.simulation.ledger import FIRST, REMINDER, Telling, london_day, needs_guardian
from tests.simulation.scene import Scene, at_hour

_WAIT = re.compile(r"letters wait for a print run")
_CODE_IN_PRINT = re.compile(r"\b([0-9A-Z]{4})-([0-9A-Z]{4})-([0-9A-Z]{4})\b")
_FOR_CHILD = "for my child"  # on the slip that a parent sends back


def _next_weekday(day: date) -> date:
    """The day on which letters go at the latest: with the next post the days that they name are in time for certain."""
    return day + timedelta(days={4: 3, 5: 2}.get(day.weekday(), 1))


class Post:
    """The practice's letters and the postman."""

    def __init__(self, scene: Scene, reads: Reads) -> None:
        self._scene, self._reads = scene, reads
        self._runs = 0

    def print_waiting(self) -> None:
        """Print what waits, if anything does, and have it posted in the next days."""
        scene = self._scene
        self._runs += 1
        out = scene.folder / f"run-{self._runs}"
        words = ("letters", scene.campaign_id, "--out", out, "--staff", MANAGER)
        scene.installation.run(*words, status=None)
        manifests = sorted(out.rglob("manifest.csv"))
        if not manifests:
            return
        (manifest,) = manifests
        printed = self._printed(manifest)
        run_id = int(manifest.parent.name.removeprefix("run-"))
        chance = scene.chance("post", self._runs)
        printed_on = london_day(scene.now)
        posted_on = min(printed_on + timedelta(days=chance.choice((0, 1, 2, 3))), _next_weekday(printed_on))
        logged_on = posted_on + timedelta(days=chance.choice((0, 0, 1, 3)))
        scene.at(at_hour(posted_on, 17), partial(self._go_all, printed))
        scene.at(at_hour(logged_on, 17.5), partial(self._log_posting, run_id, printed))

    def _printed(self, manifest: Path) -> list[tuple[int, Telling]]:
        scene, found = self._scene, []
        with manifest.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["pile"] == "post"]
        documents: dict[Path, pypdfium2.PdfDocument] = {}
        for row in rows:
            path = manifest.parent / row["file"]
            if path not in documents:
                documents[path] = pypdfium2.PdfDocument(path)
            words = self._words(documents[path], int(row["position"]), int(row["pages"]), len(rows))
            if (one := self._told_by(row["reference"], words)) is not None:
                found.append(one)
        for document in documents.values():
            document.close()
        scene.note(-1, f"{len(found)} letters printed")
        return found

    def _words(self, document: pypdfium2.PdfDocument, position: int, pages: int, letters: int) -> str:
        """What stands on the pages of one letter; `position` is its place in its file, from 1."""
        first = (position - 1) * pages if len(document) >= position * pages else 0
        return "\n".join(document[number].get_textpage().get_text_bounded() for number in range(first, first + pages))

    def _told_by(self, reference: str, words: str) -> tuple[int, Telling] | None:
        scene, now = self._scene, self._scene.now
        code = CODE.search(words)
        printed = _CODE_IN_PRINT.search(words)
        flat = " ".join(words.split())
        keys = [
            key
            for key, entry in scene.ledger.on_list(now).items()
            if entry.name in flat
            and entry.street in flat
            and entry.postcode in flat
            and needs_guardian(entry, london_day(now)) == (_FOR_CHILD in flat)
        ]
        if len(keys) != 1 or (code is None and printed is None):
            scene.fault(f"letter {reference} is addressed to {len(keys)} patients as the list has them: {flat[-200:]}")
            return None
        (key,) = keys
        entry = scene.ledger.on_list(now)[key]
        wave = REMINDER if "reminder" in flat.lower() else FIRST
        own = code[1] if code else "".join(printed.groups()) if printed else ""
        telling = Telling(*("letter", wave, entry.nhs_number, entry.home, now, own, printed_day(flat), reference))
        scene.ledger.life(key).tellings.append(telling)
        scene.note(key, f"{wave} letter printed to {entry.home}, code {own}, answer by {telling.promised}")
        return key, telling

    def _go_all(self, printed: list[tuple[int, Telling]]) -> None:
        for key, telling in printed:
            self._go(key, telling)

    def _go(self, key: int, telling: Telling) -> None:
        scene = self._scene
        telling.posted_on = london_day(scene.now)
        scene.note(key, "the letter is posted")
        human = scene.people[key]
        is_home = telling.place == human.home
        if is_home and not scene.happens(0.03, "return", key, telling.handed_over_at):
            scene.after(partial(self._is_read, key, telling), days=2, hours=15)
        elif is_home or scene.happens(0.8, "return", key, telling.place):
            chance = scene.chance("returned", key, telling.place)
            scene.after(partial(self._comes_back, key, telling), days=chance.choice((4, 7, 12, 20)))

    def _is_read(self, key: int, telling: Telling) -> None:
        telling.is_read = True
        self._reads(key, telling)

    def _log_posting(self, run_id: int, printed: list[tuple[int, Telling]]) -> None:
        scene = self._scene
        day = printed[0][1].posted_on if printed else None
        if day is None:
            return
        scene.installation.run(*("posted", scene.campaign_id, "--run", run_id, "--on", day, "--staff", MANAGER))
        for key, telling in printed:
            telling.posting_known_at = scene.now
            scene.note(key, f"logged: the letter was posted on {day}")

    def _comes_back(self, key: int, telling: Telling) -> None:
        scene = self._scene
        telling.returned_on = london_day(scene.now)
        scene.note(key, "the letter comes back")
        days = scene.chance("log return", key, telling.place).choice((0, 1, 3))
        scene.after(partial(self._log_return, key, telling), days=days, hours=2)

    def _log_return(self, key: int, telling: Telling) -> None:
        scene = self._scene
        if telling.posting_known_at is None:
            scene.after(partial(self._log_return, key, telling), days=1)
            return
        scene.installation.run(
            *("returned", telling.reference, "--because", "gone_away", "--on", telling.returned_on),
            *("--staff", RECEPTION),
        )
        telling.return_known_at = scene.now
        scene.note(key, f"logged: the letter came back on {telling.returned_on}")
