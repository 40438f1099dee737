"""What patients do who were told: answer by any road, mistype, give up, change their minds, text STOP, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import Random

from werkzeug.test import TestResponse

from tests.simulation.installation import Reader
from tests.simulation.ledger import AGREE, KEEP, UNSURE, Said, Telling, london_day
from tests.simulation.people import Human
from tests.simulation.reception import Reception
from tests.simulation.scene import NEVER_YET, Scene

DESK_ROADS = ("paper", "phone", "counter", "email")
_UNCLEAR = ("YES please take it off", "What is this about?", "ok", "Wrong number, sorry")


@dataclass(frozen=True)
class _Wish:
    """What somebody is going to say, and how."""

    choice: str
    road: str
    habit: str  # "", "mistypes", "wrong", "gives up", "unsent", "on behalf", "STOP", "garbled", "scans"


class Answers:
    """Everybody's answers; what they said is in the ledger before the product is looked at."""

    def __init__(self, scene: Scene, reception: Reception) -> None:
        self._scene, self._reception = scene, reception
        self._began: set[int] = set()

    def reads(self, key: int, telling: Telling) -> None:
        """Somebody reads what they were sent; whoever answers does so within days, and some once more later."""
        scene = self._scene
        chance = scene.chance("wish", key, telling.wave)
        if chance.random() > (0.4 if telling.wave == "first" else 0.2) or (
            key in self._began and chance.random() < 0.6
        ):
            return
        self._began.add(key)
        wish = _wish(chance, telling)
        hours = chance.choice((1, 3, 20, 50, 120, 300))
        scene.after(partial(self._say, key, telling, wish), hours=hours)
        is_slow = wish.road in DESK_ROADS  # and may be logged after whatever they say next
        if chance.random() < (0.6 if is_slow else 0.35):
            second, later = _wish(chance, telling), chance.choice((0.5, 5, 30, 200, 500))
            if is_slow:
                second, later = replace(second, road="page", habit=""), chance.choice((26, 30, 50))
            scene.after(partial(self._say, key, telling, second), hours=hours + later)

    def _say(self, key: int, telling: Telling, wish: _Wish) -> None:
        human = self._scene.people[key]
        if human.entry is None or human.entry.died is not None:
            return
        if wish.road == "page":
            self._by_page(human, telling, wish)
        elif wish.road == "sms":
            self._by_text(human, telling, wish)
        else:
            self._reception.comes(human.key, wish.choice, wish.road, on_behalf=wish.habit == "on behalf")

    # --- the page ---

    def _by_page(self, human: Human, telling: Telling, wish: _Wish) -> None:
        scene, typed = self._scene, human.born
        reader = Reader(scene.web.client(), telling.code)
        if reader.look() != 200:
            scene.note(human.key, "the link opens nothing any more, so they ring up")
            self._reception.comes(human.key, wish.choice, "phone")
            return
        if wish.habit == "scans":
            scene.note(human.key, "opens the link and chooses nothing")
            return
        if wish.habit in ("mistypes", "gives up", "wrong"):
            typed += timedelta(days=1)
        relation = "guardian" if wish.habit == "on behalf" else "patient"
        filled = reader.fill(wish.choice, typed, relation)
        if filled.status_code != 303 and wish.habit in ("mistypes", "gives up"):
            self._tried(human, wish, "wrong birth date and no more", telling)
            if wish.habit == "gives up":
                return
            filled = reader.fill(wish.choice, human.born, relation, before=filled)
        while filled.status_code != 303 and 'name="contact"' not in filled.text:
            filled = reader.fill(wish.choice, typed, relation, before=filled)
        is_wrong = filled.status_code != 303
        if is_wrong:
            filled = reader.fill(wish.choice, typed, relation, before=filled, contact="07700 900000")
        self._send(human, telling, wish, reader, filled, is_wrong=is_wrong, on_behalf=reader.relation != "patient")

    def _send(
        self,
        human: Human,
        telling: Telling,
        wish: _Wish,
        reader: Reader,
        filled: TestResponse,
        *,
        is_wrong: bool,
        on_behalf: bool,
    ) -> None:
        scene = self._scene
        if filled.status_code != 303:
            scene.fault(f"the page does not take a complete answer ({filled.status_code})", human.key)
            return
        if wish.habit == "unsent":
            self._tried(human, wish, "never sent", telling)
            return
        answer = reader.send(filled)
        if answer.status_code != 200:
            scene.fault(f"the page does not take an answer that is sent ({answer.status_code})", human.key)
            return
        self._drop_tries(human)
        doubt = "wrong birth date" if is_wrong else "on behalf" if on_behalf else ""
        self._said(human.key, wish.choice, "page", doubt)

    def _tried(self, human: Human, wish: _Wish, doubt: str, telling: Telling) -> None:
        self._said(human.key, wish.choice, "page", doubt)

    def _drop_tries(self, human: Human) -> None:
        """What was tried within the hour and then sent in the same sitting is one answer."""
        life, now = self._scene.ledger.life(human.key), self._scene.now
        life.said = [one for one in life.said if not (one.doubt in TRIES and now - one.known_at < timedelta(minutes=5))]

    def _said(self, key: int, choice: str, road: str, doubt: str = "") -> None:
        scene = self._scene
        scene.note(key, f"says {choice} by {road}{f' ({doubt})' if doubt else ''}")
        said = Said(choice, road, london_day(scene.now), scene.now, scene.now, doubt)
        scene.ledger.life(key).said.append(said)

    # --- texts ---

    def _by_text(self, human: Human, telling: Telling, wish: _Wish) -> None:
        words = f"KEEP {telling.code}" if wish.choice == KEEP else "What is this about?"
        chance = self._scene.chance("words", human.key, telling.wave)
        if wish.habit == "STOP":
            words = "STOP"
        elif wish.habit == "garbled":
            words = chance.choice(("Please kep my record", "I object!!", *_UNCLEAR))
        elif wish.choice == AGREE:
            words = _UNCLEAR[0]
        elif wish.choice == KEEP and chance.random() < 0.6:
            words = "Keep."
        self.texts(human.key, human.mobile, words, telling)

    def texts(self, key: int, number: str, words: str, telling: Telling) -> None:
        """Somebody texts the practice from a number; the call about it may be lost, so that it is asked for later."""
        scene = self._scene
        scene.note(key, f"texts {words!r} from {number}")
        call = scene.companies.text_comes(f"+44{number[1:]}", words)
        is_lost = scene.happens(0.12, "inbound", key, scene.now)
        if not is_lost:
            scene.call(call)
        said = self._heard(key, number, words, telling)
        if is_lost:
            scene.note(key, "the practice is not called about that text")
            for one in said:
                one.known_at = NEVER_YET
            scene.unheard += said

    def _heard(self, key: int, number: str, words: str, telling: Telling) -> list[Said]:
        """What a text says, and of whom: clear is KEEP alone, with a code or from one patient's own number."""
        scene, now = self._scene, self._scene.now
        holders = list(scene.ledger.holders(number, now))
        once = [one for one in scene.ledger.once_held(number, now) if one not in holders]
        has_code = telling.code in words
        is_clear = words == "Keep." or has_code
        if has_code:
            concerned = [self._behind(telling, key)]
            once = []
        elif is_clear and holders == [key]:
            concerned = [key]
        else:
            concerned, is_clear = holders, False
        if is_clear and once and not has_code:
            is_clear = False
            concerned = holders
        made = []
        for one in concerned:
            doubt = "" if is_clear else "a stop word" if words == "STOP" else "an unclear text"
            said = Said(KEEP if "ke" in words.lower() else UNSURE, "sms", london_day(now), now, now, doubt)
            said.is_theirs = one == key
            scene.ledger.life(one).said.append(said)
            made.append(said)
        for one in once:
            scene.ledger.life(one).unsettled_texts.append(now)
        return made

    def _behind(self, telling: Telling, key: int) -> int:
        return key


TRIES = ("wrong birth date and no more", "never sent")


def _wish(chance: Random, telling: Telling) -> _Wish:
    choice = chance.choices((KEEP, AGREE, UNSURE), (45, 35, 20))[0]
    roads: Mapping[str, int] = {
        "page": 60,
        "sms": 15 if telling.channel == "sms" else 0,
        **dict.fromkeys(DESK_ROADS, 7),
    }
    road = chance.choices(list(roads), list(roads.values()))[0]
    habits: Mapping[str, int] = {"": 80}
    if road == "page":
        habits = {"": 60, "mistypes": 8, "wrong": 5, "gives up": 6, "unsent": 6, "on behalf": 4, "scans": 6}
    elif road == "sms":
        habits = {"": 60, "STOP": 20, "garbled": 20}
    elif road in DESK_ROADS:
        habits = {"": 90, "on behalf": 8}
    return _Wish(choice, road, chance.choices(list(habits), list(habits.values()))[0])
