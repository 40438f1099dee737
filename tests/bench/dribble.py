"""Clients that send or read a byte now and then, or nothing, and hold on to their connections until they are closed."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from notifier.vocabulary import LOCALHOST

PATHS = ("/r/7K3M92QX4TDP/you", "/staff/sign-in", "/hooks/twilio/inbound", "/static/patient.css")
_FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
# What each kind says at once, and what it then says a byte of each second; the one that does not read asks for much.
KINDS: Mapping[str, tuple[str, str]] = {
    "idle": ("", ""),
    "slow head": ("GET {path} HTTP/1.1\r\nHost: x\r\nX-Slow: ", "a"),
    "slow body": ("POST {path} HTTP/1.1\r\nHost: x\r\n" + _FORM + "Content-Length: 9000\r\n\r\n", "a"),
    "slow chunks": ("POST {path} HTTP/1.1\r\nHost: x\r\n" + _FORM + "Transfer-Encoding: chunked\r\n\r\n800\r\n", "a"),
    "slow reader": ("GET /static/patient.css HTTP/1.1\r\nHost: x\r\n\r\n" * 40, "a"),
}


@dataclass
class Dribblers:
    """So many clients of one kind, spread over every door."""

    port: int
    kind: str
    number: int
    closed_after: list[float] = field(default_factory=list)  # seconds, of each that the server has closed
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def come(self) -> None:
        """Connect all of them, and have each say what it says at once."""
        connected = [asyncio.Event() for _ in range(self.number)]
        self._tasks = [asyncio.create_task(self._hold(number, there)) for number, there in enumerate(connected)]
        await asyncio.gather(*(one.wait() for one in connected))

    async def wait(self, seconds: float) -> None:
        """Wait until all are closed, so many seconds at most."""
        _, waiting = await asyncio.wait(self._tasks, timeout=seconds)
        for task in waiting:
            task.cancel()

    async def _hold(self, number: int, there: asyncio.Event) -> None:
        limit = 1 if self.kind == "slow reader" else 2**16  # bytes that are taken before it stops to read
        reader, writer = await asyncio.open_connection(LOCALHOST, self.port, limit=limit)
        began = time.perf_counter()
        first, then = KINDS[self.kind]
        writer.write(first.format(path=PATHS[number % len(PATHS)]).encode())
        there.set()
        said = asyncio.create_task(self._say(writer, then))
        if self.kind == "slow reader":
            await said  # what the kernels hold for it could be read long after the end: to write finds that out
        with suppress(OSError):
            while self.kind != "slow reader" and await reader.read(1):
                pass
        self.closed_after.append(time.perf_counter() - began)
        said.cancel()
        writer.close()

    async def _say(self, writer: asyncio.StreamWriter, then: str) -> None:
        with suppress(OSError):
            while then:
                await asyncio.sleep(1)
                writer.write(then.encode())
                await writer.drain()
