"""A client on bare sockets that asks as fast as it is answered, so that the server is what is measured."""

import asyncio
import gzip
import multiprocessing
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from urllib.parse import urlencode

from notifier.vocabulary import LOCALHOST

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
_GZIP = b"\x1f\x8b"
_FORKED = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Answer:
    """What came back for one request; `location` is empty but for a redirect."""

    status: int
    location: str
    body: bytes

    @property
    def text(self) -> str:
        """The body, unpacked."""
        return (gzip.decompress(self.body) if self.body.startswith(_GZIP) else self.body).decode()


@dataclass(frozen=True)
class Load:
    """What came back for many: how often each status, in how many seconds, and the processor time that asking took."""

    statuses: Mapping[int, int]
    seconds: float
    asking: float

    @property
    def answers(self) -> int:
        """How many there were."""
        return sum(self.statuses.values())

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


def request_of(path: str, form: Mapping[str, str] | None = None, *, close: bool = False) -> bytes:
    """A request as it goes over the wire: a POST when there is a form, be it empty."""
    body = urlencode(form or {}).encode()
    lines = [f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", f"Host: {LOCALHOST}", "Accept-Encoding: gzip"]
    if form is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    if close:
        lines.append("Connection: close")
    return "\r\n".join([*lines, "", ""]).encode() + body


async def answer_from(reader: asyncio.StreamReader) -> Answer:
    """Read one answer; raises asyncio.IncompleteReadError when it is cut off."""
    head = await reader.readuntil(b"\r\n\r\n")
    length, location = _LENGTH.search(head), _LOCATION.search(head)
    body = await reader.readexactly(int(length[1]) if length else 0)
    return Answer(int(head.split(b" ", 2)[1]), location[1].decode() if location else "", body)


def load(port: int, requests: Iterable[bytes], connections: int, seconds: float = float("inf")) -> Load:
    """Send all the requests, or as many as can be in so many seconds, from a process of their own."""
    ours, theirs = _FORKED.Pipe()
    process = _FORKED.Process(target=_ask_apart, args=(theirs, port, requests, connections, seconds), daemon=True)
    process.start()
    theirs.close()  # so that the end of the process ends the wait
    result: Load = ours.recv()
    process.join()
    return result


def _ask_apart(pipe: Connection, port: int, requests: Iterable[bytes], connections: int, seconds: float) -> None:
    statuses: Counter[int] = Counter()
    waiting = iter(requests)  # each connection takes the next

    async def main() -> None:
        ends = time.perf_counter() + seconds
        await asyncio.gather(*(_ask(port, waiting, ends, statuses) for _ in range(connections)))

    started, used = time.perf_counter(), time.process_time()
    asyncio.run(main())
    pipe.send(Load(statuses, time.perf_counter() - started, time.process_time() - used))


async def _ask(port: int, waiting: Iterator[bytes], ends: float, statuses: Counter[int]) -> None:
    reader, writer = await asyncio.open_connection(LOCALHOST, port)
    while time.perf_counter() < ends and (request := next(waiting, None)) is not None:
        writer.write(request)
        statuses[(await answer_from(reader)).status] += 1
    writer.close()
