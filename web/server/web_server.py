"""One application on one port of this computer, served by granian in this process."""

import asyncio
import errno
import os
import resource
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from wsgiref.types import WSGIApplication

from granian._granian import ListenerSpec
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from notifier.errors import SettingsFault
from web.server.options import ServerOptions
from web.server.wsgi_bridge import WsgiBridge

_OTHER_FILES = 256  # descriptors that are not connections: the database, the log, files being sent
_BACKLOG = 2048
_STEP_SECONDS = 0.01  # between two looks whether the port is listened to
# Its own lines go where all others go, and none of them has an address, which may have a link in it.
_LOGGING: dict[str, Any] = {"handlers": {}, "loggers": {"_granian": {"propagate": True}}}


class WebServer:
    """Serves one application until it is stopped.

    Granian's embedded server: one process has it all, limits and pages in memory, and nothing has to be supervised but
    that process.
    """

    def __init__(self, application: WSGIApplication, host: str, port: int, options: ServerOptions) -> None:
        """Raises SettingsFault where the port cannot be had."""
        _refuse_taken(host, port)
        self._application = application
        self._options = options
        most = min(options.most_connections, _files(options.most_connections + _OTHER_FILES) - _OTHER_FILES)
        self._granian = _OwnListener(
            options.answer_seconds,
            self._serve,
            address=host,
            port=port,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            websockets=False,
            backlog=_BACKLOG,
            backpressure=max(most, 1),
            http1_settings=HTTP1Settings(header_read_timeout=int(options.head_seconds * 1000)),
            log_level=LogLevels.error,
            log_dictconfig=_LOGGING,
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._bridge: WsgiBridge | None = None

    async def run(self, ready: Callable[[], None]) -> None:
        """Serve until asked to stop, and finish what is under way; `ready` is called once the port is listened to."""
        self._loop = asyncio.get_running_loop()
        self._bridge = WsgiBridge(self._application, self._options)
        serving = asyncio.create_task(self._granian.serve())
        await self._listening(serving)
        if not serving.done():
            ready()
        await serving
        await self._bridge.finish(self._options.grace_seconds)

    def stop(self) -> None:
        """Ask it to stop, from any thread."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._granian.stop)

    async def _listening(self, serving: asyncio.Task[None]) -> None:
        """Wait until the port takes connections: granian's hook at the start comes before it does."""
        address = self._granian.bind_addr, self._granian.bind_port
        while not serving.done():
            with suppress(OSError):
                _, writer = await asyncio.open_connection(*address)
                writer.close()
                return
            await asyncio.sleep(_STEP_SECONDS)

    async def _serve(self, *call: Any) -> None:
        assert self._bridge is not None
        await self._bridge(*call)


class _OwnListener(Server):
    """Granian's embedded server on one listener that is made here, so that those who do not read have a limit too."""

    def __init__(self, answer_seconds: float, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._answer_seconds = answer_seconds

    def _init_shared_socket(self) -> None:
        # As granian does where its workers cannot each open the port, which is on every system but Linux.
        holder: Any = ListenerSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self._shd, self._ssp = holder, None
        # Each connection has it from the listener: the kernel ends one on which nothing could be sent for so long.
        with socket.socket(fileno=os.dup(holder.get_fd())) as listener:
            milliseconds = int(self._answer_seconds * 1000)
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)


def _refuse_taken(host: str, port: int) -> None:
    """Try the port, since granian only says that something did not work. Raises SettingsFault."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SettingsFault(f"port {port} of {host} is taken by another program; name another one") from error
            raise SettingsFault(f"port {port} of {host} cannot be listened to: {error.strerror}") from error


def _files(wanted: int) -> int:
    """How many files this process may have open: so many, as far as the machine's limit goes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    enough = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))
    return enough
