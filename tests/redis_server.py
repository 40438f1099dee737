"""A Redis server of the tests' own."""

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import ConnectionError as NotThere

from tests.waiting import eventually


@contextmanager
def running_redis() -> Iterator[str]:
    """Start a server that writes nothing down and ends with the block; gives its address, but for a database."""
    program = shutil.which("redis-server")
    assert program, "there is no redis-server: run `make setup`"
    port = _free_port()
    words = ("--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no")
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen([program, *words, "--dir", folder], stdout=subprocess.DEVNULL) as server,
    ):
        try:
            url = f"redis://127.0.0.1:{port}"
            assert eventually(lambda: _answers(url, server)), "the Redis server does not answer"
            yield url
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(url: str, server: "subprocess.Popen[bytes]") -> bool:
    assert server.poll() is None, "the Redis server has ended"
    with Redis.from_url(url) as client:
        try:
            return bool(client.ping())
        except NotThere:
            return False
