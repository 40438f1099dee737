"""Serve an application on the loopback address until a signal says stop."""

import asyncio
import signal
from collections.abc import Callable
from wsgiref.types import WSGIApplication

from web.server.options import ServerOptions
from web.server.web_server import WebServer

_STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def serve(
    app: WSGIApplication,
    host: str,
    port: int,
    ready: Callable[[], None],
    options: ServerOptions | None = None,
) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP, finish what is under way, and return. Main thread only.

    `ready` is called once the port is listened to. A second Ctrl-C ends the process at once. There is no access log,
    since links would be in it. Raises SettingsFault where the port cannot be had.
    """
    server = WebServer(app, host, port, options or ServerOptions())

    async def until_asked() -> None:
        loop = asyncio.get_running_loop()

        def stop() -> None:
            server.stop()
            loop.remove_signal_handler(signal.SIGINT)

        for one in _STOPS:
            loop.add_signal_handler(one, stop)
        await server.run(ready)

    asyncio.run(until_asked())
