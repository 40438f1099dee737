"""Many people on the patient's page at once, who try again when nothing comes, and a server that ends in the middle."""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from notifier.vocabulary import LOCALHOST
from tests.bench.asking import Answer, answer_from, request_of
from tests.bench.door import Person, Served

THOUGHT = 1 / 24  # of those seconds: what people think between two pages, on average
RELOAD = 1.0  # seconds until somebody tries again
PATIENCE = 60.0  # seconds after which they give up


@dataclass(frozen=True)
class Wait:
    """How long somebody waited for one page, with all the times that they had to try again."""

    kind: str
    began: float
    ended: float

    @property
    def milliseconds(self) -> float:
        """From the first try to the answer."""
        return (self.ended - self.began) * 1000


@dataclass
class Burst:
    """Everybody's way through the page."""

    server: Served
    seconds: float
    chance: Random = field(default_factory=lambda: Random(1))
    waits: list[Wait] = field(default_factory=list)
    shown: dict[int, str] = field(default_factory=dict)  # the reference on the last page, by notice
    failed: list[str] = field(default_factory=list)
    outage: tuple[float, float] = (0.0, 0.0)

    async def run(self, everybody: Sequence[Person]) -> None:
        """Let them all come, and kill the server in the middle."""
        await asyncio.gather(self._kill(), *(self._come(person) for person in everybody))

    async def _kill(self) -> None:
        await asyncio.sleep(self.seconds / 2)
        killed = time.perf_counter()
        await asyncio.to_thread(self.server.kill)
        await asyncio.to_thread(self.server.start)
        self.outage = killed, time.perf_counter()

    async def _come(self, person: Person) -> None:
        await asyncio.sleep(self.chance.uniform(0, self.seconds))
        try:
            self.shown[person.notice_id] = await self._answer(person)
        except (AssertionError, TimeoutError) as error:
            self.failed.append(f"notice {person.notice_id}: {error}")

    async def _answer(self, person: Person) -> str:
        """From the link to the last page; returns the reference that it shows."""
        page = await self._get("GET page", f"/r/{person.code}")
        await self._get("GET style", _found(r'href="(/static/[^"]+\.css[^"]*)"', page))
        await self._think()
        await self._get("GET who", f"/r/{person.code}/you?choice=keep")
        await self._think()
        relation = "guardian" if person.for_guardian else "patient"
        form = await self._get("GET you", f"/r/{person.code}/you?choice=keep&relation={relation}")
        await self._think()
        sitting = _found(r'name="sitting" value="([^"]+)"', form)
        told = await self._post("POST you", _found(r'<form[^>]* action="([^"]+)"', form), _typed(person, sitting))
        check = await self._get("GET check", told.location)
        await self._think()
        sent = await self._post("POST check", _found(r'<form[^>]* action="([^"]+)"', check), {})
        done = await self._get("GET done", sent.location)
        return _found(r"<bdi>([0-9A-Z]{10})</bdi>", done)

    async def _think(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, 2 * THOUGHT * self.seconds))

    async def _get(self, kind: str, path: str) -> Answer:
        return await self._wait(kind, request_of(path, close=True), 200)

    async def _post(self, kind: str, path: str, form: Mapping[str, str]) -> Answer:
        return await self._wait(kind, request_of(path, form, close=True), 303)

    async def _wait(self, kind: str, request: bytes, status: int) -> Answer:
        """Ask until there is an answer, as people do who reload a page or send a form again."""
        began = time.perf_counter()
        while time.perf_counter() < began + PATIENCE:
            try:
                answer = await self._ask(request)
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(RELOAD)
                continue
            self.waits.append(Wait(kind, began, time.perf_counter()))
            assert answer.status == status, f"{kind} was answered with {answer.status}"
            return answer
        raise TimeoutError(f"{kind} was not answered")

    async def _ask(self, request: bytes) -> Answer:
        # A connection for each request, as a web server in front makes them.
        reader, writer = await asyncio.open_connection(LOCALHOST, self.server.port)
        try:
            writer.write(request)
            return await answer_from(reader)
        finally:
            writer.close()


def _found(pattern: str, answer: Answer) -> str:
    match = re.search(pattern, answer.text)
    assert match is not None, f"there is no {pattern} on the page"
    return match[1]


def _typed(person: Person, sitting: str) -> dict[str, str]:
    born = person.date_of_birth
    own = {"choice": "keep", "sitting": sitting}
    own |= {"dob-day": str(born.day), "dob-month": str(born.month), "dob-year": str(born.year)}
    return own | ({"relation": "guardian", "name": "Sam Sample"} if person.for_guardian else {})
