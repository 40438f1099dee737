"""A bare local server that takes texts and emails as the providers' addresses do, as fast as this machine can.

It checks nothing and keeps nothing but a count: it is what a sender is measured against, not what one is tested on.
"""

import asyncio
import json
import multiprocessing
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from multiprocessing.connection import Connection

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_SMS = json.dumps({"sid": "SM" + "0" * 32, "status": "queued"}).encode()
HOST = "127.0.0.1"
_FORKED = multiprocessing.get_context("fork")


@contextmanager
def running(latency: float) -> Iterator[str]:
    """The address of a server in a process of its own that answers each request after so many seconds."""
    ours, theirs = _FORKED.Pipe()
    process = _FORKED.Process(target=_serve, args=(theirs, latency), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.kill()
        process.join()


def requests_at(address: str) -> int:
    """How many requests the server has had, but for those that ask this."""
    with urllib.request.urlopen(f"{address}/count") as answer:  # noqa: S310 - our own server's address
        return int(answer.read())


def _serve(pipe: Connection, latency: float) -> None:
    async def main() -> None:
        counter = count()
        server = await asyncio.start_server(lambda reader, writer: _talk(reader, writer, latency, counter), HOST, 0)
        pipe.send(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()

    asyncio.run(main())


async def _talk(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, latency: float, counter: Iterator[int]
) -> None:
    """One connection, kept open for as long as the client likes."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            found = _LENGTH.search(head)
            await reader.readexactly(int(found[1]) if found else 0)
            number = next(counter)
            if latency:
                await asyncio.sleep(latency)
            writer.write(_answer(head, number))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _answer(head: bytes, number: int) -> bytes:
    line = head.partition(b"\r\n")[0]
    if b"/mail/send" in line:
        return b"HTTP/1.1 202 Accepted\r\nX-Message-Id: bench\r\nContent-Length: 0\r\n\r\n"
    if b"/count" in line:
        said = str(number).encode()
        return b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(said) + said
    kind = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
    return kind + b"Content-Length: %d\r\n\r\n" % len(_SMS) + _SMS
