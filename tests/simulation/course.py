"""One campaign of a seed, from its first list to the time after the coding."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from itertools import chain, repeat
from pathlib import Path
from random import Random

from tests.simulation.answers import Answers
from tests.simulation.carriage import Carriage
from tests.simulation.checks import Checks, Tally
from tests.simulation.closing import Closing
from tests.simulation.installation import MANAGER, CommandFailed, Installation
from tests.simulation.ledger import Ledger
from tests.simulation.lists import Lists
from tests.simulation.people import Invention
from tests.simulation.post import Post
from tests.simulation.providers import Companies, served
from tests.simulation.reception import Reception
from tests.simulation.scene import Scene, at_hour
from tests.simulation.workers import KilledWorker, Worker, send

NOTICE_DAYS = 28
_CHANNELS = ("sms,email,letter", "sms,letter", "letter", "email,letter", "sms,email,letter")
_MOMENTS = 10
_LOST_ANSWERS = 0.06
_KILLED = 0.3  # of the passes after the first, which has the most to send
_FROZEN_AFTER, _CODED_AFTER = 5, 7  # days beyond the last day of the first notices


@dataclass(frozen=True)
class Found:
    """What a simulation found: every fault with its story, and how much was compared."""

    seed: int
    faults: list[str]
    tally: Tally


@dataclass(frozen=True)
class Wanted:
    """What is simulated, and on what."""

    seed: int
    patients: int
    database_url: str
    kills: bool = False


def simulate(wanted: Wanted, folder: Path, set_up: Callable[[Installation], None] = Installation.set_up) -> Found:
    """Run the campaign of a seed in an empty folder; `set_up` makes the installation."""
    chance = Random(wanted.seed)
    first_day = date(2025, 1, 6) + timedelta(days=chance.randrange(500))
    installation = Installation(folder, wanted.database_url, at_hour(first_day, 8))
    companies = Companies(folder / "companies", lambda: installation.now.astimezone(UTC), _loses(wanted.seed))
    with ExitStack() as stack:
        installation.extra = companies.settings(stack.enter_context(served(companies)))
        set_up(installation)
        web = stack.enter_context(installation.web())
        ledger = Ledger(at_hour(first_day, 9), NOTICE_DAYS)
        scene = Scene(
            *(wanted.seed, installation, companies, web, ledger, Invention(chance, first_day), {}, 0),
            *(first_day + timedelta(days=NOTICE_DAYS), _worker(wanted, companies)),
        )
        course = Course(scene, first_day)
        try:
            course.begin(wanted.patients, chance.choice(_CHANNELS))
            course.go_on()
        except CommandFailed as failed:  # every command has to do what it is asked for: the campaign ends there
            scene.fault(str(failed))
        return Found(wanted.seed, scene.faults, course.checks.tally)


def _loses(seed: int) -> Callable[[str], bool]:
    """Whether a company's answer about what it took for a number is lost."""
    return lambda to: Random(f"{seed}:answer:{to}").random() < _LOST_ANSWERS


def _worker(wanted: Wanted, companies: Companies) -> Worker:
    if not wanted.kills:
        return send
    chance, shares = Random(f"{wanted.seed}:kills"), chain([1.0], repeat(_KILLED))
    return KilledWorker(
        lambda: len(companies.carried),
        lambda: chance.randrange(1, 12) if chance.random() < next(shares) else None,
        companies.losing_answers,
    )


class Course:
    """What happens on which day."""

    def __init__(self, scene: Scene, first_day: date) -> None:
        self._scene, self._first_day = scene, first_day
        self._lists = Lists(scene)
        self._reception = Reception(scene)
        answers = Answers(scene, self._reception)
        self._carriage = Carriage(scene, answers.reads)
        self._post = Post(scene, answers.reads)
        self._letters_wait = False
        self._closing = Closing(scene)
        self.checks = Checks(scene)

    def begin(self, patients: int, channels: str) -> None:
        """The first list, and the launch."""
        scene = self._scene
        self._lists.invented(patients)
        export = Path(self._lists.export())
        scene.campaign_id = scene.installation.launch(export, notice_days=NOTICE_DAYS, channels=channels)
        self._lists.known()

    def go_on(self) -> None:
        """Day by day until three weeks after the last day, with ten looks between."""
        chance = Random(f"{self._scene.seed}:days")
        days = NOTICE_DAYS + 21
        looks = set(chance.sample(range(2, days - 1), _MOMENTS))
        for number in range(days):
            self._day(number, self._first_day + timedelta(days=number), looks=number in looks)
        self._scene.advance(at_hour(self._first_day + timedelta(days=days), 12))
        self.checks.compare()
        self.checks.told()
        self.checks.compare_earlier()
        self._closing.finish()
        self.checks.evidence()

    def _day(self, number: int, day: date, *, looks: bool) -> None:
        scene = self._scene
        if number and number % 7 == 0:
            scene.advance(at_hour(day, 8.5))
            self._lists.import_week()
        if number % 7 == 4:
            scene.advance(at_hour(day, 8.5))
            self._lists.undo_wrong_import()
        if number % 3 == 2:
            scene.advance(at_hour(day, 9.5))
            self._reception.settle_reviews(0.6)
            self._reception.settle_identity_doubts(0.5)
            self._reception.confirm_tellings(0.3)
        scene.advance(at_hour(day, 10))
        if number < 5 or number % 3 == 0 or looks:
            self._work()
        self._close(number - NOTICE_DAYS, day)
        if number % 4 == 1 and self._letters_wait:
            scene.advance(at_hour(day, 11))
            self._letters_wait = False
            self._post.print_waiting()
        if looks:
            scene.advance(at_hour(day, chance_hour(scene, number)))
            self.checks.compare()
            self.checks.evidence()

    def _close(self, days: int, day: date) -> None:
        """What is done so many days after the last day of the first notices."""
        scene, closing = self._scene, self._closing
        if days == _FROZEN_AFTER:
            scene.advance(at_hour(day, 10.5))
            closing.freeze()
            closing.export()
        elif days == _CODED_AFTER:
            scene.advance(at_hour(day, 10.5))
            closing.code()
            closing.reconcile()
        elif days in (_CODED_AFTER + 8, _CODED_AFTER + 13):
            scene.advance(at_hour(day, 10.5))
            closing.reconcile()
            closing.check_tasks()
            closing.export_again()

    def _work(self) -> None:
        scene = self._scene
        words = scene.worker(scene.installation)
        self._letters_wait |= "wait for a print run" in words
        if "is paused because" in words:  # a manager looks at it, and lets it go on the next time
            scene.installation.run("campaign", "resume", scene.campaign_id, "--staff", MANAGER)
            scene.note(-1, "the campaign paused by itself and was resumed")
        for said in scene.unheard:
            said.known_at = scene.now
        scene.unheard = []
        scene.ledger.worked.append(scene.now)
        self._carriage.passed()
        self._carriage.take()


def chance_hour(scene: Scene, number: int) -> float:
    """At which hour of a day somebody looks."""
    return scene.chance("look", number).uniform(12, 23.5)
