"""Slow visitors: 4, 40 and 400 connections that send or read a byte now and then, or nothing, beside 50 people.

They come to every door. Meanwhile 50 people open their pages, each with a connection for each, as a web server in front
makes them. Everybody has to be answered, 99 of 100 within a second, and the slow ones to be closed within 15 seconds.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from random import Random

from notifier.vocabulary import LOCALHOST
from tests.bench.asking import answer_from, request_of
from tests.bench.door import Person, Served, people, practice, served
from tests.bench.dribble import KINDS, Dribblers

NUMBERS = (4, 40, 400)
PEOPLE, PAGES = 50, 10
PAUSE = 0.4  # seconds between two pages of one person, on average
TARGET_MS, CLOSED_WITHIN = 1000, 15.0
DOORS = "patient,staff,hooks"


def main(numbers: Sequence[int] = NUMBERS) -> None:
    """Print what the people waited; ends with exit status 1 where one was not answered or a slow one was kept."""
    faults: list[str] = []
    with practice(200) as installation, served(installation, DOORS) as server:
        everybody = people(installation)[:PEOPLE]
        print(f"{'':24}{'p50':>8}{'p99':>8}{'lost':>6}   slow ones closed after")
        print(_row("nobody", asyncio.run(_people(server, everybody))))
        for kind in KINDS:
            for number in numbers:
                waits, closed = asyncio.run(_beside(server, everybody, kind, number))
                kept = number - len(closed)
                print(f"{_row(f'{number} x {kind}', waits)}   {max(closed, default=0):.1f} s at most, {kept} kept")
                if None in waits or _percentile(waits, 0.99) > TARGET_MS or kept or max(closed) > CLOSED_WITHIN:
                    faults.append(f"{number} x {kind}")
    if faults:
        sys.exit(f"not held beside {', '.join(faults)}")


async def _beside(
    server: Served, everybody: Sequence[Person], kind: str, number: int
) -> tuple[list[float | None], list[float]]:
    """What people wait beside the slow ones, in milliseconds, None for no answer, and when those were closed."""
    slow = Dribblers(server.port, kind, number)
    await slow.come()
    waits = await _people(server, everybody)
    await slow.wait(2 * CLOSED_WITHIN)
    return waits, slow.closed_after


async def _people(server: Served, everybody: Sequence[Person]) -> list[float | None]:
    found = await asyncio.gather(*(_reads(server.port, one, Random(number)) for number, one in enumerate(everybody)))
    return [wait for waits in found for wait in waits]


async def _reads(port: int, person: Person, chance: Random) -> list[float | None]:
    waits: list[float | None] = []
    for _ in range(PAGES):
        await asyncio.sleep(chance.uniform(0, 2 * PAUSE))
        began = time.perf_counter()
        try:
            async with asyncio.timeout(CLOSED_WITHIN):
                reader, writer = await asyncio.open_connection(LOCALHOST, port)
                writer.write(request_of(f"/r/{person.code}", close=True))
                answer = await answer_from(reader)
                writer.close()
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            waits.append(None)
        else:
            waits.append((time.perf_counter() - began) * 1000 if answer.status == 200 else None)
    return waits


def _percentile(waits: Sequence[float | None], share: float) -> float:
    found = sorted(wait for wait in waits if wait is not None)
    return found[round((len(found) - 1) * share)] if found else float("inf")


def _row(name: str, waits: Sequence[float | None]) -> str:
    return f"{name:24}{_percentile(waits, 0.5):8,.0f}{_percentile(waits, 0.99):8,.0f}{waits.count(None):6}"


if __name__ == "__main__":
    main()
